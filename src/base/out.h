/* out.h: the only writer. Grows in an arena; o.p is NUL-terminated after out_str.
** put_* escape for HTML where their name says text; raw bytes only by put. */
#ifndef BASE_OUT_H
#define BASE_OUT_H
#include "base/str.h"

struct out { struct arena *a; char *p; size_t n, cap; };

void out_init(struct out *o, struct arena *a);
struct str out_str(struct out *o);                                /* what was written so far, NUL behind it */
void put(struct out *o, const char *p, size_t n);                 /* raw bytes */
void put_c(struct out *o, char c);
void put_str(struct out *o, struct str s);                        /* raw */
void put_z(struct out *o, const char *z);                         /* raw */
void put_f(struct out *o, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void put_int(struct out *o, int64_t v);
void put_text(struct out *o, struct str s);                       /* escaped for HTML text and quoted attributes */
void put_json(struct out *o, struct str s);                       /* a JSON string with its quotes */
void put_url(struct out *o, struct str s);                        /* percent-encoded, for one query value */
void put_csv(struct out *o, struct str s);                        /* quoted when needed; = + - @ TAB CR guarded against formula injection */
#endif
