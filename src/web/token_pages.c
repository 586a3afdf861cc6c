/* token_pages.c: tokens by which programs act for a person: made here, shown once, listed on the account page, withdrawn.
**
**     ballast_ + 64 hex digits; the table holds the SHA-256 of all of it. The beginning is for scanners that look for
**     secrets where none should be.
**
** A token may what its maker may, but for what asks for the password again. It ends on its day, with a new password, and
** with the account. An ended one stays listed for a week, so that who wonders why a program stopped finds it.
*/
#include "session_sql.h"
#include "tokens_sql.h"
#include "web/account.h"
#include "web/account_html.h"

enum { TOKEN_BYTES = 32, TOKEN_NAME = 60, FIRST_DAYS = 90 };

struct token_values { struct str name, until; };
static const struct field token_fields[] = {
    TEXT("name",  AT(struct token_values, name),  .label = T_token_name, .hint = T_token_name_hint, .max = TOKEN_NAME, .need = true),
    DATE("until", AT(struct token_values, until), .label = T_token_until, .hint = T_token_until_hint, .need = true),
};
const struct form token_form = FORM("token", struct token_values, token_fields, T_token_make);

static enum rc token_show(struct req *r, const struct form_state *s) { return account_below(r, T_token_new, account_token_new_html, s); }

enum rc token_new_page(struct req *r)
{
    struct form_state s;
    form_start(r, &s, &token_form, &(struct token_values){ .until = date_str(r->arena, instant_day(r->now) + FIRST_DAYS) });
    return token_show(r, &s);
}

static struct str token_fresh(struct req *r, uint8_t hash[32])
{
    uint8_t bytes[TOKEN_BYTES];
    random_bytes(bytes, sizeof bytes);
    struct str token = str_join(r->arena, S("ballast_"), hex(r->arena, bytes, sizeof bytes));
    sha256(token, hash);
    return token;
}

/* Good to the end of that day, city time. */
enum rc token_new_post(struct req *r)
{
    struct form_state s;
    struct token_values in;
    struct token_new t;
    int64_t day = 0, today = instant_day(r->now);
    form_read(r, &s, &token_form, &in);
    if (in.until.p && date_parse(in.until, &day) && (day < today || day > today + LIMIT_TOKEN_DAYS))
        form_error(&s, "until", T_token_err_until);
    if (!form_ok(&s)) return token_show(r, &s);
    struct str token = token_fresh(r, t.hash);
    t.name = in.name;
    t.until = (day + 1) * INT64_C(86400000) - CITY_OFFSET_MS - 1;
    struct once once = form_once_of(r, &s, S("/account"));
    enum rc rc = account_token_add(r, &t, &once);
    if (rc == RC_LIMIT) {
        form_error(&s, NULL, T_token_err_many);
        return token_show(r, &s);
    }
    if (rc != RC_OK) return form_done(r, rc, &once);                /* pressed twice: it was shown, and is not again */
    page_crumb(r, S("/account"), say(r, T_my_account));
    account_form_page(r, T_token_made);
    account_token_html(r, in.name, token);
    page_end(r);
    return RC_OK;
}

enum rc token_end_post(struct req *r)
{
    struct once once = form_once_of(r, NULL, S("/account"));
    enum rc rc = account_token_end(r, r->id[0], &once);
    return rc == RC_OK ? redirect_flash(r, once.path, T_token_withdrawn) : form_done(r, rc, &once);
}
