/* fairs.h: matchmaking fairs 对接会: what other slices and the sample data may call.
**
**     set up ─► register, wish ─► timetable ─► agreed by both ─► open for the rest ─► the day ─► cases
**
** The files a timetable leaves, and `ballast fair`, are in file.h. */
#ifndef FAIRS_H
#define FAIRS_H
#include "web/web.h"

extern const struct slice fairs_slice;

/* The code on a person's agenda leads here: a path with a token only this site can make. */
struct str fair_sign_in_path(struct arena *a, const struct keys *k, int64_t person);
#endif
