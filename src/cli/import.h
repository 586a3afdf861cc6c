/* import.h: what the two imports share: the call as it was read, and in whose name it happens. */
#ifndef CLI_IMPORT_H
#define CLI_IMPORT_H
#include "cli/house.h"

struct import_call {
    struct house *h;
    struct str file, organisation, errors, lang;  /* the last three: of listings only */
    int64_t account;                              /* of --as */
    bool only_right, check;
    size_t wrong;                                 /* out: rows */
};
enum rc import_organisations(struct import_call *c);
enum rc import_listings(struct import_call *c);
/* How a count of rows ends: nothing, or why nothing was stored. */
const char *import_ending(const struct import_call *c, bool stored, bool any);
#endif
