/* ids.h: the two numbers China identifies people and organisations by.
** Resident id: GB 11643-1999, 6 area + 8 birth + 3 serial + check.
** Unified social credit code: GB 32100-2015, 1 registrar + 1 type + 6 area + 9 organisation (own check, GB 11714) + check. */
#ifndef WEB_IDS_H
#define WEB_IDS_H
#include "base/base.h"

enum id_fault { ID_FINE, ID_LENGTH, ID_LETTER, ID_DATE, ID_CHECK };

struct resident { int64_t born; bool male; struct str area; };           /* day number; area looks into s */
enum id_fault resident_check(struct str s, struct resident *out);         /* out may be NULL; 'x' counts as 'X' */
enum id_fault uscc_check(struct str s);                                   /* capitals only */
/* trimmed, full-width to ASCII, capitals: before checking, storing or indexing */
struct str id_normal(struct arena *a, struct str s);
/* digits only, without the country's 86: before sealing or indexing */
struct str phone_normal(struct arena *a, struct str s);
struct str resident_mask(struct arena *a, struct str s);                  /* 210***********1234; short texts become stars */
#endif
