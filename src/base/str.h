/* str.h: views of bytes. A view owns nothing; it lives as long as what it
** looks at. Text is UTF-8. p may be NULL only when n is 0: p == NULL means
** "absent" (SQL NULL, a field not sent), p != NULL and n == 0 means empty. */
#ifndef BASE_STR_H
#define BASE_STR_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include "base/arena.h"

struct str { const char *p; size_t n; };
struct strs { struct str *v; size_t n, cap; };

#define S(literal)  ((struct str){ "" literal, sizeof(literal) - 1 })
#define SI(literal) { "" literal, sizeof(literal) - 1 }          /* for static initialisers */
#define STR_NONE    ((struct str){ 0 })
#define STR_FMT(s)  (int)(s).n, (s).p ? (s).p : ""               /* for "%.*s" */

struct str str_from(const char *z);                               /* of a C string; NULL gives STR_NONE */
static inline struct str str_given(struct str s) { return s.p ? s : (struct str){ "", 0 }; }   /* "" for what is not there */
struct str str_copy(struct arena *a, struct str s);               /* in a, with a NUL behind it */
const char *str_z(struct arena *a, struct str s);                 /* a C string in a */
struct str str_printf(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
struct str str_join(struct arena *a, struct str x, struct str y);

bool str_eq(struct str x, struct str y);
bool str_eq_nocase(struct str x, struct str y);                   /* ASCII letters only */
int  str_cmp(struct str x, struct str y);                         /* by bytes, which is by code point */
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
ptrdiff_t str_find(struct str s, struct str what);                /* byte offset of the first, or -1 */
bool str_holds(struct str s, struct str part);                     /* somewhere in it; ASCII letters of either case */
struct str str_sub(struct str s, size_t from, size_t n);          /* clipped to s */
struct str str_trim(struct str s);                                /* ASCII white space, U+3000 and U+FEFF at both ends */
struct strs str_parts(struct arena *a, struct str s, char sep);    /* the pieces that are not empty; the list in a, the pieces in s */
bool str_cut(struct str *rest, char sep, struct str *piece);      /* next piece up to sep; false when rest is used up */

bool str_int(struct str s, int64_t *v);                           /* whole string, optional '-', no overflow */
uint64_t str_hash(struct str s);                                  /* FNV-1a, 64 bits; stable across machines */

/* UTF-8. utf8_next reads one code point at *at and moves on; a wrong byte gives U+FFFD and moves one byte. */
uint32_t utf8_next(struct str s, size_t *at);
size_t utf8_put(char buf[4], uint32_t cp);                        /* returns bytes written, 1..4 */
bool utf8_valid(struct str s);                                    /* no overlong forms, surrogates or NUL */
size_t utf8_len(struct str s);                                    /* code points */
size_t utf8_offset(struct str s, size_t index);                   /* byte offset of code point index, at most s.n */
#endif
