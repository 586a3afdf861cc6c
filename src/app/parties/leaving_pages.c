/* leaving_pages.c: somebody closes her own account. She reads first what follows, types her login name, and the password was
** given again (step_up). What the office's closing does happens in one transaction; erasing is the worker's (leaving.c).
**
** Two have to wait: the only manager of an organisation hands it over first, and who works for the office gives that back first,
** as an administrator who left unseen would leave nobody. */
#include "account_sql.h"
#include "app/parties/views.h"
#include "leaving_sql.h"
#include "session_sql.h"
#include "tokens_sql.h"

struct close_form { struct str login; };
static const struct field close_fields[] = {
    TEXT("login", AT(struct close_form, login), .label = T_parties_leaving_login, .max = 64, .need = true, .autocomplete = "off"),
};
const struct form account_close_form = FORM("account_close", struct close_form, close_fields, T_parties_leaving_close);

struct closing { int64_t account, now; struct event event; struct once once; };

static enum rc close_tx(struct db *tx, void *arg)
{
    const struct closing *c = arg;
    struct leaving_alone_rows alone;
    TRY(form_once(tx, (struct once *)&c->once));
    TRY(leaving_alone(tx, c->account, &alone));
    if (alone.n) return RC_REFUSED;                                 /* the other manager left in this very moment */
    TRY(leaving_close(tx, c->account, c->now));
    if (tx->changes != 1) return RC_STALE;
    TRY(session_end_others(tx, c->account, 0));
    TRY(reset_end_all(tx, c->account));
    TRY(token_end_all(tx, c->account));
    TRY(leaving_calendars(tx, c->account));
    return event_add(tx, &c->event);
}

static enum rc close_show(struct req *r, const struct form_state *s)
{
    struct closing_view v = { .s = s, .office = may_somewhere(r, PERM_OFFICE) };
    struct leaving_open_listings listings;
    struct leaving_open_cases cases;
    TRY(leaving_alone(r->db, r->who.account, &v.alone));
    TRY(leaving_open_listings(r->db, r->who.account, &listings));
    TRY(leaving_open_cases(r->db, r->who.account, &cases));
    TRY(membership_of(r->db, r->who.account, &v.orgs));
    TRY(leaving_days(r->db, "erase_after_days", &v.days));
    v.listings = listings.n;
    v.cases = cases.n;
    http_set_header(r->http, r->res, "Cache-Control", S("no-store"));
    page_crumb(r, S("/account"), say(r, T_my_account));
    page_begin(r, say(r, T_parties_leaving_title));
    leaving_html(r, &v);
    page_end(r);
    return RC_OK;
}

enum rc account_close_own_page(struct req *r)
{
    struct form_state s;
    form_start(r, &s, &account_close_form, NULL);
    return close_show(r, &s);
}

enum rc account_close_own_post(struct req *r)
{
    struct form_state s;
    struct close_form in;
    form_read(r, &s, &account_close_form, &in);
    if (in.login.n && !str_eq_nocase(in.login, r->who.login)) form_error(&s, "login", T_parties_err_leaving_login);
    if (may_somewhere(r, PERM_OFFICE)) form_error(&s, NULL, T_parties_leaving_office);
    if (!form_ok(&s)) return close_show(r, &s);
    struct closing c = { r->who.account, r->now, event_of(r, "close", "account", r->who.account, STR_NONE), form_once_of(r, &s, S("/")) };
    enum rc rc = db_tx(r->db, close_tx, &c);
    if (rc == RC_REFUSED) { form_error(&s, NULL, T_parties_leaving_alone); return close_show(r, &s); }
    if (rc != RC_OK) return form_done(r, rc, &c.once);
    r->new_session = S("-");
    return redirect_flash(r, S("/"), T_parties_leaving_done);
}
