/* init.h: the steps of `ballast init` that `ballast demo` takes, too. Each says on standard output what it did. */
#ifndef CLI_INIT_H
#define CLI_INIT_H
#include "cli/house.h"

enum rc init_schema(struct house *h);
enum rc init_keys(struct house *h);               /* a key file is made only for a database without accounts */
enum rc init_codes(struct house *h);
bool login_fine(struct str login);                /* 3 to 64 small letters, digits and . _ - @ + (user.c) */
#endif
