/* check.h: the parts of `ballast check`. Each says what it found, a line each, with what to do about it. */
#ifndef CLI_CHECK_H
#define CLI_CHECK_H
#include "cli/house.h"

struct check { struct house *h; size_t findings, looked; };

/* what's %: after mend */
void check_finding(struct check *c, const char *what, const char *mend, ...) __attribute__((format(printf, 2, 4)));
/* every sealed field opens, every blind index fits (check_sealed.c) */
enum rc check_sealed(struct check *c);
void check_site(struct check *c, struct str url);                         /* the running server's answers (check_site.c) */
#endif
