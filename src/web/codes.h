/* codes.h: the code lists: divisions, zones, industries, education, kinds ...
**
** data/codes holds them; `ballast init` copies them into the table code, where
** the office edits them; the program keeps them in memory and reads them anew
** when they change (codes_reload). Labels are in two languages; an inactive
** code keeps its label and is offered no more. */
#ifndef WEB_CODES_H
#define WEB_CODES_H
#include "web/form.h"

struct code { struct str code, zh, en, parent; bool active; };

/* The active ones of a list, in the office's order, as choices of a form. An unknown list stops the program. The result
** lives as long as the request. */
struct choices codes_choices(struct req *r, const char *list);
struct str code_label(struct req *r, const char *list, struct str code);        /* in the reader's language; the code itself when unknown */
bool code_known(struct req *r, const char *list, struct str code);              /* active or not */
const struct code *code_find(struct req *r, const char *list, struct str code); /* NULL when unknown; lives as long as the request */
void put_code(struct req *r, const char *list, struct str code);                /* the label, escaped */
void put_codes(struct req *r, const char *list, struct str comma_separated);

enum rc codes_seed(struct db *tx);                     /* inside a transaction: what data/codes has and the table lacks */
enum rc codes_reload(struct app *app, struct db *db);  /* after a change; requests under way keep the old ones */

/* One choices function a list, for field tables: CODES(divisions) defines divisions_choices. */
#define CODES(list) static struct choices list##_choices(struct req *r) { return codes_choices(r, #list); }
#endif
