/* recovery_pages.c: ten codes for who lost the telephone. Each lets in once in place of a one-time code; they are shown once,
** when the second factor is turned on or when a code of the telephone asks for new ones, and stored as blind indexes.
**
**     k7mqx-2vpan    ten of 32 letters and digits, 50 bits; none that are read as another
*/
#include "account_sql.h"
#include "session_sql.h"
#include "web/account.h"
#include "web/account_html.h"
#include "web/totp.h"

enum { SYMBOLS = 10, HALF = 5 };
static const char alphabet[] = "abcdefghijkmnpqrstuvwxyz23456789";

/* ---- the codes ---- */

static struct str index_of(struct req *r, int64_t account, struct str normal)
{
    return secret_index(r->arena, r->app->keys, "recovery", str_printf(r->arena, "%lld|%.*s", (long long)account, STR_FMT(normal)));
}

struct str recovery_index(struct req *r, int64_t account, struct str typed)
{
    char code[SYMBOLS];
    size_t n = 0;
    for (size_t i = 0; i < typed.n; i++) {
        char c = typed.p[i] >= 'A' && typed.p[i] <= 'Z' ? (char)(typed.p[i] + 32) : typed.p[i];
        if (c == '-' || c == ' ') continue;
        if (n == SYMBOLS || !memchr(alphabet, c, sizeof alphabet - 1)) return STR_NONE;
        code[n++] = c;
    }
    return n == SYMBOLS ? index_of(r, account, (struct str){ code, n }) : STR_NONE;
}

void recovery_make(struct req *r, int64_t account, struct recovery *c)
{
    must(sizeof alphabet - 1 == 32);
    for (size_t i = 0; i < RECOVERY_CODES; i++) {
        uint8_t bytes[SYMBOLS];
        char code[SYMBOLS];
        random_bytes(bytes, sizeof bytes);
        for (size_t k = 0; k < SYMBOLS; k++) code[k] = alphabet[bytes[k] & 31];
        c->code[i] = str_printf(r->arena, "%.*s-%.*s", HALF, code, SYMBOLS - HALF, code + HALF);
        c->index[i] = index_of(r, account, (struct str){ code, SYMBOLS });
    }
}

/* ---- pages ---- */

struct recovery_values { struct str code; };
static const struct field recovery_fields[] = {
    TEXT("code", AT(struct recovery_values, code), .label = T_one_time_code, .hint = T_recovery_code_hint, .max = 16, .need = true,
        .autocomplete = "one-time-code"),
};
const struct form recovery_form = FORM("recovery", struct recovery_values, recovery_fields, T_recovery_make);

enum rc recovery_show_codes(struct req *r, const struct recovery *c)
{
    page_crumb(r, S("/account"), say(r, T_my_account));
    account_form_page(r, T_recovery_title);
    account_recovery_codes_html(r, c);
    page_end(r);
    return RC_OK;
}

static enum rc recovery_show(struct req *r, const struct form_state *s)
{
    struct recovery_count left;
    TRY(recovery_count(r->db, r->who.account, &left));
    page_crumb(r, S("/account"), say(r, T_my_account));
    account_form_page(r, T_recovery_title);
    account_recovery_html(r, s, left.n);
    page_end(r);
    return RC_OK;
}

enum rc recovery_page(struct req *r)
{
    struct form_state s;
    struct account_by_id a;
    TRY(account_by_id(r->db, r->who.account, &a));
    if (!a.totp_cipher.p) return redirect(r, S("/account/totp"));
    form_start(r, &s, &recovery_form, NULL);
    return recovery_show(r, &s);
}

enum rc recovery_post(struct req *r)
{
    struct form_state s;
    struct recovery_values in;
    struct account_by_id a;
    struct recovery codes;
    struct str secret;
    form_read(r, &s, &recovery_form, &in);
    TRY(account_by_id(r->db, r->who.account, &a));
    if (!a.totp_cipher.p) return redirect(r, S("/account/totp"));
    if (!form_ok(&s)) return recovery_show(r, &s);
    if (!account_bucket(r, "code", str_printf(r->arena, "%lld", (long long)a.id), LIMIT_CODE_TRIES))
        return account_not_now(r, &s, recovery_show, 429);
    TRY(account_totp_secret(r, a.id, a.totp_cipher, &secret));
    int64_t step = totp_check(secret, account_digits_of(r->arena, in.code), r->now, a.totp_last);
    recovery_make(r, a.id, &codes);
    struct once once = form_once_of(r, &s, S("/account/recovery"));
    enum rc rc = step < 0 ? RC_DENIED : account_recovery_anew(r, step, &codes, &once);
    if (rc == RC_DENIED) {
        TRY(account_failed(r, "code_failed", a.id));
        form_error(&s, "code", T_err_code);
        return recovery_show(r, &s);
    }
    return rc == RC_OK ? recovery_show_codes(r, &codes) : form_done(r, rc, &once);
}
