/* once.c: a form has its effect exactly once. Its key is looked for and written in the transaction of the effect; who
** presses twice, or presses again because the answer was lost, is led to the result of the first press.
*/
#include "session_sql.h"
#include "web/web_inner.h"

struct once form_once_of(struct req *r, const struct form_state *s, struct str path)
{
    struct once o = { .account = r->who.account,
        .now = r->now,
        .path = path,
        .asked = r->api ? (struct str){ (const char *)r->asked, sizeof r->asked } : STR_NONE };
    if (s && s->have_key) memcpy(o.key, s->key, sizeof o.key);
    else must(form_key_of(r, o.key));                               /* web_answer let no POST through without one */
    return o;
}

enum rc form_once(struct db *tx, struct once *o)
{
    struct form_key_path row;
    struct str key = { (const char *)o->key, sizeof o->key };
    enum rc rc = form_key_path(tx, key, &row);
    o->again = rc == RC_OK;
    if (rc == RC_OK) {
        o->other = !str_eq(row.asked, o->asked);
        snprintf(o->earlier, sizeof o->earlier, "%.*s", STR_FMT(row.path));
        return RC_DUPLICATE;
    }
    if (rc != RC_NONE) return rc;
    must(o->path.n < sizeof o->earlier);
    return form_key_add(tx, key, o->account, o->path, o->now, o->asked);
}

enum rc form_done(struct req *r, enum rc rc, const struct once *o) { return form_said(r, rc, o, MSG_NONE); }

enum rc form_said(struct req *r, enum rc rc, const struct once *o, int message)
{
    if (rc == RC_DUPLICATE && o->other) return RC_REFUSED;
    if (rc != RC_OK && !(rc == RC_DUPLICATE && o->again)) return rc;
    struct str path = rc == RC_OK ? o->path : str_from(o->earlier);
    return message ? redirect_flash(r, path, message) : redirect(r, path);
}

enum rc form_answer(struct req *r, enum rc rc, const struct once *o, int refused, struct str back, int message)
{
    return rc == RC_REFUSED && refused ? redirect_refused(r, back, refused) : form_said(r, rc, o, message);
}
