/* totp_pages.c: the second factor: the step at login, turning it on with a QR code, turning it off.
**
** Nothing is stored between showing a secret and its confirmation: the form carries it, sealed for this account and good
** for fifteen minutes.
*/
#include <qrencode.h>
#include "session_sql.h"
#include "web/account.h"
#include "web/account_html.h"
#include "web/totp.h"

enum {
    TICKET_HEAD = 16,
    TICKET_BYTES = TICKET_HEAD + 32,
    ENROL_BYTES = 8 + TOTP_SECRET,
    SEALED_BYTES = 2 + 12 + ENROL_BYTES + 16,
    QUIET = 4,
    QR_MODULES = 177 * 177
};

static void number_put(uint8_t to[8], int64_t v) { for (int i = 0; i < 8; i++) to[i] = (uint8_t)((uint64_t)v >> (56 - 8 * i)); }

static int64_t number_get(const uint8_t from[8])
{
    uint64_t v = 0;
    for (int i = 0; i < 8; i++) v = v << 8 | from[i];
    return (int64_t)v;
}

/* ---- the ticket: account 8 | until 8 | HMAC 32 over both and the password's hash, so a changed password ends it ---- */

static const char *ticket_name(const struct req *r) { return r->app->secure ? "__Host-ticket" : "ticket"; }

static void ticket_mac(struct req *r, const uint8_t head[TICKET_HEAD], struct str password, uint8_t mac[32])
{
    struct str both = str_join(r->arena, (struct str){ (const char *)head, TICKET_HEAD }, password);
    keys_mac(r->app->keys, "ticket", both, mac);
}

static void ticket_set(struct req *r, struct str value, int seconds)
{
    http_set_header(r->http, r->res, "Set-Cookie",
        str_printf(r->arena, "%s=%.*s; Path=/; Max-Age=%d; HttpOnly; SameSite=Lax%s", ticket_name(r), STR_FMT(value), seconds,
            r->app->secure ? "; Secure" : ""));
}

void ticket_give(struct req *r, int64_t account, struct str password)
{
    uint8_t t[TICKET_BYTES];
    number_put(t, account);
    number_put(t + 8, r->now + TICKET_MS);
    ticket_mac(r, t, password, t + TICKET_HEAD);
    ticket_set(r, hex(r->arena, t, sizeof t), TICKET_MS / 1000);
}

void ticket_drop(struct req *r) { ticket_set(r, S(""), 0); }

enum rc ticket_take(struct req *r, struct account_by_id *a)
{
    uint8_t t[TICKET_BYTES], mac[32];
    if (!unhex(http_pair_get(&r->http->cookies, ticket_name(r)), t, sizeof t)) return RC_DENIED;
    enum rc rc = account_by_id(r->db, number_get(t), a);
    if (rc != RC_OK) return rc == RC_NONE ? RC_DENIED : rc;
    ticket_mac(r, t, a->password, mac);
    bool good = same_bytes(mac, t + TICKET_HEAD, sizeof mac) && number_get(t + 8) >= r->now;
    return good && a->totp_cipher.p && str_eq(a->state, S("active")) ? RC_OK : RC_DENIED;
}

/* ---- login, second step ---- */

struct code_values { struct str code, next; };
static const struct field code_fields[] = {
    TEXT("code", AT(struct code_values, code), .label = T_one_time_code, .hint = T_account_code_hint, .max = 16, .need = true,
        .autocomplete = "one-time-code"),
    HIDDEN("next", AT(struct code_values, next), .label = T_go_on, .max = LIMIT_URL / 4),
};
const struct form login_code_form = FORM("login_code", struct code_values, code_fields, T_log_in);

/* "123 456" and full-width digits are what people type and what input methods leave. */
struct str account_digits_of(struct arena *a, struct str s)
{
    struct out o;
    out_init(&o, a);
    for (size_t at = 0; at < s.n;) {
        uint32_t c = utf8_next(s, &at);
        if (c >= 0xFF10 && c <= 0xFF19) c -= 0xFEE0;
        if (c == ' ' || c == 0x3000) continue;
        put_c(&o, c < 0x80 ? (char)c : '?');
    }
    return out_str(&o);
}

static enum rc code_show(struct req *r, const struct form_state *s)
{
    account_form_page(r, T_one_time_code);
    account_code_html(r, s);
    page_end(r);
    return RC_OK;
}

static enum rc code_too_late(struct req *r) { return redirect_refused(r, S("/login"), T_account_code_late); }

enum rc login_code_page(struct req *r)
{
    struct form_state s;
    struct account_by_id a;
    struct code_values v = { .next = account_next(req_arg(r, "next"), STR_NONE) };
    if (r->who.account) return redirect(r, account_next(v.next, S("/")));
    enum rc rc = ticket_take(r, &a);
    if (rc == RC_DENIED) return code_too_late(r);
    TRY(rc);
    form_start(r, &s, &login_code_form, &v);
    return code_show(r, &s);
}

enum rc login_code_post(struct req *r)
{
    struct form_state s;
    struct account_by_id a;
    struct code_values in;
    struct str secret;
    enum rc rc = ticket_take(r, &a);
    if (rc == RC_DENIED) return code_too_late(r);
    TRY(rc);
    form_read(r, &s, &login_code_form, &in);
    if (!form_ok(&s)) return code_show(r, &s);
    if (!account_bucket(r, "code", str_printf(r->arena, "%lld", (long long)a.id), LIMIT_CODE_TRIES))
        return account_not_now(r, &s, code_show, 429);
    struct entry e = { a.id, a.password, -1, recovery_index(r, a.id, in.code) };
    TRY(account_totp_secret(r, a.id, a.totp_cipher, &secret));
    if (!e.recovery.p) e.totp_step = totp_check(secret, account_digits_of(r->arena, in.code), r->now, a.totp_last);
    rc = !e.recovery.p && e.totp_step < 0 ? RC_DENIED : account_enter(r, &e);
    if (rc == RC_DENIED) {
        TRY(account_failed(r, "code_failed", a.id));
        form_error(&s, "code", T_err_code);
        return code_show(r, &s);
    }
    TRY(rc);
    ticket_drop(r);
    return redirect_flash(r, account_next(in.next, S("/")), T_welcome);
}

/* ---- turning it on ---- */

struct totp_values { struct str code, sealed; };
static const struct field totp_fields[] = {
    TEXT  ("code",   AT(struct totp_values, code),   .label = T_one_time_code, .hint = T_account_code_hint, .max = 16, .need = true,
        .autocomplete = "one-time-code"),
    HIDDEN("sealed", AT(struct totp_values, sealed), .label = T_totp_secret, .max = 2 * SEALED_BYTES),
};
const struct form totp_form = FORM("totp", struct totp_values, totp_fields, T_account_totp_on_button);

static struct str enrol_place(struct req *r) { return str_printf(r->arena, "enrol|%lld", (long long)r->who.account); }

static struct str enrol_seal(struct req *r, const uint8_t secret[TOTP_SECRET])
{
    uint8_t plain[ENROL_BYTES];
    number_put(plain, r->now + ENROL_MS);
    memcpy(plain + 8, secret, TOTP_SECRET);
    struct str sealed = secret_seal(r->arena, r->app->keys, "enrol", enrol_place(r), (struct str){ (const char *)plain, sizeof plain });
    must(sealed.n == SEALED_BYTES);
    return hex(r->arena, sealed.p, sealed.n);
}

/* false: not sealed for this account, or too long ago. */
static bool enrol_open(struct req *r, struct str text, uint8_t secret[TOTP_SECRET])
{
    uint8_t sealed[SEALED_BYTES];
    struct str plain;
    if (!unhex(text, sealed, sizeof sealed)) return false;
    if (secret_open(r->arena, r->app->keys, "enrol", enrol_place(r), (struct str){ (const char *)sealed, sizeof sealed }, &plain, NULL)
        != RC_OK)
        return false;
    memcpy(secret, plain.p + 8, TOTP_SECRET);
    return number_get((const uint8_t *)plain.p) >= r->now;
}

/* The modules of a code, in the arena: nothing of the library's is held while a page is written. */
static uint8_t *qr_modules(struct req *r, struct str text, int *width)
{
    const char *z = str_z(r->arena, text);
    uint8_t *modules = arena_alloc(r->arena, QR_MODULES);
    QRcode *q = QRcode_encodeString8bit(z, 0, QR_ECLEVEL_M);
    if (!q) arena_fail(r->arena);                                   /* the text is short and plain: it was memory */
    *width = q->width;
    must(*width * *width <= QR_MODULES);
    memcpy(modules, q->data, (size_t)(*width * *width));
    QRcode_free(q);
    return modules;
}

/* One path, a run of dark modules a piece; drawn on white with the quiet zone the standard asks for. */
void put_qr(struct req *r, struct str text, struct str label)
{
    struct out *o = &r->out;
    int n, run;
    const uint8_t *dark = qr_modules(r, text, &n);
    int side = n + 2 * QUIET;
    put_f(o, "<svg class=\"qr\" role=\"img\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" aria-label=\"", side, side, side * 5,
        side * 5);
    put_text(o, label);
    put_f(o, "\"><rect width=\"%d\" height=\"%d\" fill=\"#fff\"/><path fill=\"#000\" d=\"", side, side);
    for (int y = 0; y < n; y++)
        for (int x = 0; x < n; x += run + 1) {
            for (run = 0; x + run < n && dark[y * n + x + run] & 1; run++) {}
            if (run) put_f(o, "M%d %dh%dv1h-%dz", x + QUIET, y + QUIET, run, run);
        }
    put_z(o, "\"/></svg>\n");
}

static struct str in_fours(struct arena *a, struct str s)
{
    struct out o;
    out_init(&o, a);
    for (size_t i = 0; i < s.n; i++) {
        if (i && i % 4 == 0) put_c(&o, ' ');
        put_c(&o, s.p[i]);
    }
    return out_str(&o);
}

static enum rc totp_show(struct req *r, const struct form_state *s)
{
    uint8_t secret[TOTP_SECRET];
    if (!enrol_open(r, s->raw.v[1], secret)) return RC_DENIED;
    struct str view = { (const char *)secret, sizeof secret };
    page_crumb(r, S("/account"), say(r, T_my_account));
    account_form_page(r, T_totp_setup);
    account_totp_html(r, s, totp_uri(r->arena, view, r->who.login), in_fours(r->arena, totp_base32(r->arena, view)));
    page_end(r);
    return RC_OK;
}

static enum rc totp_anew(struct req *r)
{
    struct form_state s;
    uint8_t secret[TOTP_SECRET];
    random_bytes(secret, sizeof secret);
    struct totp_values v = { .sealed = enrol_seal(r, secret) };
    form_start(r, &s, &totp_form, &v);
    return totp_show(r, &s);
}

enum rc totp_page(struct req *r)
{
    struct account_by_id a;
    TRY(account_by_id(r->db, r->who.account, &a));
    return a.totp_cipher.p ? redirect(r, S("/account")) : totp_anew(r);
}

enum rc totp_post(struct req *r)
{
    struct form_state s;
    struct totp_values in;
    uint8_t secret[TOTP_SECRET];
    form_read(r, &s, &totp_form, &in);
    if (!enrol_open(r, in.sealed, secret)) return redirect_refused(r, S("/account/totp"), T_account_totp_expired);
    if (!form_ok(&s)) return totp_show(r, &s);
    struct str view = { (const char *)secret, sizeof secret };
    int64_t step = totp_check(view, account_digits_of(r->arena, in.code), r->now, 0);
    if (step < 0) {
        form_error(&s, "code", T_err_code);
        return totp_show(r, &s);
    }
    struct recovery codes;
    recovery_make(r, r->who.account, &codes);
    enum rc rc = account_totp_on(r, view, step, &codes);
    if (rc == RC_STALE) return redirect(r, S("/account"));          /* pressed twice */
    TRY(rc);
    r->flash = say(r, T_totp_on);
    return recovery_show_codes(r, &codes);
}

/* ---- turning it off; both routes ask for the password again ---- */

enum rc totp_off_page(struct req *r)
{
    page_crumb(r, S("/account"), say(r, T_my_account));
    page_begin(r, say(r, T_account_totp_off));
    account_totp_off_html(r);
    page_end(r);
    return RC_OK;
}

enum rc totp_off_post(struct req *r)
{
    struct once once = form_once_of(r, NULL, S("/account"));
    enum rc rc = account_totp_off(r, &once);
    return rc == RC_OK ? redirect_flash(r, S("/account"), T_account_totp_off_done) : form_done(r, rc, &once);
}
