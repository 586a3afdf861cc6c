/* mail.h: one message as SMTP wants it; for mail.c and its test. */
#ifndef WEB_MAIL_H
#define WEB_MAIL_H
#include "web/web.h"

struct mail { struct str from, to, subject, body, id; int64_t now; };     /* id: unique on the left of the @, letters and digits */

/* One address of visible ASCII, with no sign a header or an SMTP command gives a meaning. */
bool mail_address_fine(struct str address);
/* Headers and body, CR LF, base64 where it is not ASCII. RC_INPUT: from or to is no address. */
enum rc mail_write(struct out *o, const struct mail *m);
/* When to try again after so many tries; 0 = no more. */
int64_t mail_next_try(int64_t now, int64_t tries);
#endif
