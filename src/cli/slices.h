/* slices.h: every slice of this program, joined. */
#ifndef CLI_SLICES_H
#define CLI_SLICES_H
#include "web/web.h"

extern const struct slice *const all_slices[];
extern const size_t all_slices_n;
#endif
