/* cover.h: included before everything else in a build with SAN=cov. What the macros of src/base do inside is base's to
** test; here each use of one is a call, not branches of the file that uses it: the side on which an assertion fails, which
** no test that passes can take; whether a list is full; whether a text without bytes has an address. What stands in their
** arguments still counts, and so does TRY. */
#define BASE_OWNS_MEMORY
#include "base/base.h"
#undef must
#define must(cond) must_hold((cond), #cond, __FILE__, __LINE__)
static inline void must_hold(bool ok, const char *what, const char *file, int line) { if (!ok) must_failed(what, file, line); }
#undef STR_FMT
#define STR_FMT(s) (int)(s).n, str_shown(s)
static inline const char *str_shown(struct str s) { return s.p ? s.p : ""; }
#undef PUSH
#define PUSH(a, list) ((list)->v = list_room((a), (list)->v, (list)->n, &(list)->cap, sizeof *(list)->v), \
    memset(&(list)->v[(list)->n], 0, sizeof *(list)->v), &(list)->v[(list)->n++])
static inline void *list_room(struct arena *a, void *v, size_t n, size_t *cap, size_t size)
{
    return n == *cap ? arena_grow_list(a, v, cap, size) : v;
}
