/* governance.h: the programme office: what waits, what the figures say, who may do what, what the codes mean, who did what. */
#ifndef GOVERNANCE_H
#define GOVERNANCE_H
#include "web/web.h"

extern const struct slice governance_slice;

/* What an event says in the reader's language: the message event_KIND_VERB of any room's .msg file; the verb itself when
** there is none. So a slice that adds a verb adds its words in its own room. */
struct str event_label(const struct req *r, struct str kind, struct str verb);
#endif
