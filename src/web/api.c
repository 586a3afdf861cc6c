/* api.c: every form, for programs.
**
**     POST /api/v1/PATH      Authorization: Bearer ballast_...      Idempotency-Key: any text, one an act
**     {"title_zh":"招聘焊工","amount_low":600000}                    the fields of the form, by their names
**
**     who      a token (tokens.c), never a cookie: what a browser sends by itself does nothing here
**     what     the JSON becomes what a browser would have sent, by the tables of the route: one way to read and check
**     once     the key is the form's key, so that the same press twice is one act and one receipt
**     answer   a form's way on becomes a receipt, its faults become a list
**
** A receipt is given only when the key stands in the database, that is when the act was done; where a page would say
** "somebody was faster", a program is told 409.
*/
#include "base/json.h"
#include "session_sql.h"
#include "tokens_sql.h"
#include "web/web_inner.h"

enum { BEARER = sizeof "Bearer " - 1 };

bool api_open(const struct route *x) { return x->method[0] == 'P' && x->perm != PERM_PUBLIC && !x->step_up && !x->browser; }

/* ---- who ---- */

bool api_asked(const struct req *r) { return r->api && (r->http->method == HTTP_POST || http_header(r->http, "Authorization").p); }

static enum rc token_seen_tx(struct db *tx, void *arg)
{
    const struct req *r = arg;
    return token_seen(tx, r->who.token, r->now);
}

enum rc api_who(struct req *r)
{
    struct token_by_hash t;
    uint8_t hash[32];
    struct str h = http_header(r->http, "Authorization"), token = str_trim(str_sub(h, BEARER, h.n));
    if (!str_eq_nocase(str_sub(h, 0, BEARER), S("Bearer ")) || !token.n) return RC_DENIED;
    sha256(token, hash);
    enum rc rc = token_by_hash(r->db, (struct str){ (const char *)hash, 32 }, &t);
    if (rc == RC_NONE || (rc == RC_OK && (t.until_ms < r->now || !str_eq(t.state, S("active"))))) {
        struct str tries = str_join(r->arena, S("token-tries|"), bucket_place(r->arena, r->ip));
        return bucket_take(tries, r->now, LIMIT_TOKEN_TRIES) ? RC_DENIED : RC_LIMIT;
    }
    TRY(rc);
    r->who.account = t.account;
    r->who.login = t.login;
    r->who.name = t.name;
    r->who.totp = t.totp != 0;
    r->who.token = t.id;
    r->account_lang = str_eq(t.lang, S("en")) ? LANG_EN : LANG_ZH;
    TRY(grants_read(r));
    return t.seen_ms == DB_NULL || r->now - t.seen_ms > SESSION_TOUCH_MS ? db_tx(r->db, token_seen_tx, r) : RC_OK;
}

enum rc api_unknown(struct req *r, enum rc rc)
{
    if (rc == RC_LIMIT) return page_error(r, 429);
    http_set_header(r->http, r->res, "WWW-Authenticate", S("Bearer realm=\"ballast\""));
    return page_error(r, 401);
}

/* ---- what ---- */

static void fault(struct req *r, struct str field, int message)
{
    *PUSH(r->arena, &r->faults) = (struct api_fault){ .field = field, .message = message };
}

static const struct field *field_in(const struct form *f, struct str name)
{
    for (size_t i = 0; f && i < f->nfields; i++)
        if (str_eq(name, str_from(f->fields[i].name))) return &f->fields[i];
    return NULL;
}

static void field_add(struct req *r, const struct field *f, struct str value)
{
    *PUSH(r->arena, &r->http->fields) = (struct http_pair){ str_from(f->name), value };
}

/* As http gives a form's fields: no control bytes but these three. */
static bool plain(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (((unsigned char)s.p[i] < 0x20 && s.p[i] != '\n' && s.p[i] != '\r' && s.p[i] != '\t') || s.p[i] == 0x7f) return false;
    return true;
}

static int six_bits(char c)
{
    return c >= 'A' && c <= 'Z' ? c - 'A'
        : c >= 'a' && c <= 'z'  ? c - 'a' + 26
        : c >= '0' && c <= '9'  ? c - '0' + 52
        : c == '+'              ? 62
        : c == '/'              ? 63
                                : -1;
}

/* RFC 4648, padded, without line ends. */
static bool base64(struct arena *a, struct str s, struct str *bytes)
{
    uint8_t *p = arena_alloc(a, s.n / 4 * 3 + 1);
    size_t n = 0, pads = str_ends(s, S("==")) ? 2 : str_ends(s, S("=")) ? 1 : 0;
    if (s.n % 4) return false;
    for (size_t i = 0; i < s.n; i += 4) {
        uint32_t v = 0;
        for (size_t k = i; k < i + 4; k++) {
            int d = k >= s.n - pads ? 0 : six_bits(s.p[k]);
            if (d < 0) return false;
            v = v << 6 | (uint32_t)d;
        }
        for (int k = 16; k >= 0; k -= 8) p[n++] = (uint8_t)(v >> k);
    }
    *bytes = (struct str){ (const char *)p, n - (s.n ? pads : 0) };
    return true;
}

/* {"name": "plan.pdf", "base64": "..."} */
static void take_file(struct req *r, const struct field *f, const struct json_node *v)
{
    const struct json_node *name = v->kind == JSON_OBJECT ? json_get(v, "name") : NULL, *data = name ? json_get(v, "base64") : NULL;
    struct str bytes;
    bool two = data && name->kind == JSON_TEXT && data->kind == JSON_TEXT && v->first->next && !v->first->next->next;
    if (!two || !plain(name->text) || str_find(name->text, S("/")) >= 0 || !base64(r->arena, data->text, &bytes))
        fault(r, str_from(f->name), T_api_err_file);
    else *PUSH(r->arena, &r->http->files) = (struct http_file){ str_from(f->name), name->text, S("application/octet-stream"), bytes };
}

static void take_list(struct req *r, const struct field *f, const struct json_node *v)
{
    if (v->kind != JSON_LIST) { fault(r, str_from(f->name), T_api_err_list); return; }
    for (const struct json_node *m = v->first; m; m = m->next) {
        if (m->kind != JSON_TEXT || !plain(m->text)) { fault(r, str_from(f->name), T_api_err_list); return; }
        field_add(r, f, m->text);
    }
}

static void take_number(struct req *r, const struct field *f, const struct json_node *v)
{
    struct out o;
    int64_t n;
    if (v->kind != JSON_NUMBER || !str_int(v->text, &n)) {
        fault(r, str_from(f->name), f->kind == FIELD_MONEY ? T_api_err_fen : T_err_int);
        return;
    }
    if (f->kind == FIELD_INT) { field_add(r, f, v->text); return; }
    out_init(&o, r->arena);
    put_money(&o, n);
    field_add(r, f, out_str(&o));
}

/* One member as a browser would have sent it. null is the same as leaving it out. */
static void take(struct req *r, const struct field *f, const struct json_node *v)
{
    if (v->kind == JSON_NULL) return;
    switch (f->kind) {
    case FIELD_FILE: take_file(r, f, v); break;
    case FIELD_MULTI: take_list(r, f, v); break;
    case FIELD_INT: case FIELD_MONEY: take_number(r, f, v); break;
    case FIELD_FLAG:
        if (v->kind == JSON_TRUE) field_add(r, f, S("1"));
        else if (v->kind != JSON_FALSE) fault(r, str_from(f->name), T_api_err_flag);
        break;
    default:
        if (v->kind == JSON_TEXT && plain(v->text)) field_add(r, f, v->text);
        /* a version or an id, as the twin of the page gave it */
        else if (f->kind == FIELD_HIDDEN && v->kind == JSON_NUMBER) field_add(r, f, v->text);
        else fault(r, str_from(f->name), v->kind == JSON_TEXT ? T_err_text : T_api_err_text);
    }
}

static bool takes_files(const struct route *x)
{
    for (size_t i = 0; x->form && i < x->form->nfields; i++)
        if (x->form->fields[i].kind == FIELD_FILE) return true;
    return false;
}

static bool is_json(struct str type)
{
    struct str name;
    str_cut(&type, ';', &name);
    return str_eq_nocase(str_trim(name), S("application/json"));
}

static enum rc read_body(struct req *r)
{
    struct json_node *top;
    if (r->http->body.n > LIMIT_JSON_BODY && !takes_files(r->route))
        return fail(&r->err, RC_LIMIT, "the body is longer than %d bytes", LIMIT_JSON_BODY);
    TRY(json_parse(r->arena, r->http->body, &top, &r->err));
    if (top->kind != JSON_OBJECT) return fail(&r->err, RC_INPUT, "the body is no object");
    for (const struct json_node *m = top->first; m; m = m->next) {
        const struct field *f = field_in(r->route->form, m->name);
        if (!f) f = field_in(r->route->more, m->name);
        if (f) take(r, f, m);
        else fault(r, m->name, T_api_err_unknown);
    }
    return RC_OK;
}

/* ---- once ---- */

static void hash_of(struct req *r, struct str a, struct str b, uint8_t hash[32])
{
    sha256(str_printf(r->arena, "%.*s\n%.*s", STR_FMT(a), STR_FMT(b)), hash);
}

/* Keys of different accounts never meet. Without one, every press is an act of its own. */
static bool key_make(struct req *r)
{
    uint8_t hash[32];
    struct str key = http_header(r->http, "Idempotency-Key"),
               where = str_printf(r->arena, "%.*s?%.*s", STR_FMT(r->http->path), STR_FMT(r->http->query));
    if (key.n > LIMIT_ONCE_KEY || (key.p && !key.n)) return false;
    for (size_t i = 0; i < key.n; i++)
        if ((unsigned char)key.p[i] < 0x20 || (unsigned char)key.p[i] > 0x7e) return false;
    random_bytes(r->key, sizeof r->key);
    if (key.n) {
        hash_of(r, str_printf(r->arena, "idempotency|%lld", (long long)r->who.account), key, hash);
        memcpy(r->key, hash, sizeof r->key);
    }
    sha256(r->http->body, hash);
    hash_of(r, where, hex(r->arena, hash, sizeof hash), r->asked);
    return true;
}

/* ---- answer ---- */

/* What the form led to: the page, and its twin where it has one, with the id in it. */
static void put_receipt(struct req *r, struct str path)
{
    struct str rest = path, page, name;
    int64_t id[2] = { 0 };
    bool other;
    struct out *o = &r->out;
    str_cut(&rest, '?', &page);
    const struct route *x = route_find(r->app, S("GET"), page, id, &name, &other);
    o->n = 0;
    put_z(o, "{\"path\":");
    put_json(o, path);
    put_z(o, ",\"api\":");
    if (x && x->json) put_json(o, str_join(r->arena, S("/api/v1"), page));
    else put_z(o, "null");
    put_z(o, ",\"id\":");
    if (id[0]) put_f(o, "\"%lld\"", (long long)(id[1] ? id[1] : id[0]));
    else put_z(o, "null");
    put_z(o, "}\n");
    r->status = 200;
}

static enum rc answer_faults(struct req *r)
{
    struct out *o = &r->out;
    o->n = 0;
    r->status = 422;
    put_z(o, "{\"status\":422,\"error\":");
    put_json(o, say(r, T_error_title));
    put_z(o, ",\"errors\":[");
    for (size_t i = 0; i < r->faults.n; i++) {
        put_z(o, i ? ",{\"field\":" : "{\"field\":");
        if (r->faults.v[i].field.p) put_json(o, r->faults.v[i].field);
        else put_z(o, "null");
        put_z(o, ",\"message\":");
        put_json(o, say_with(r, r->faults.v[i].message, r->faults.v[i].one, r->faults.v[i].two));
        put_c(o, '}');
    }
    put_z(o, "]}\n");
    return RC_OK;
}

void api_faults(struct req *r, const struct form_state *s)
{
    r->faults.n = 0;
    for (size_t i = 0; i < s->faults.n; i++)
        *PUSH(r->arena, &r->faults) = (struct api_fault){ s->faults.v[i].field ? str_from(s->faults.v[i].field->name) : STR_NONE,
            s->faults.v[i].message, s->faults.v[i].one, s->faults.v[i].two };
}

/* The first press's receipt, or what is wrong with the second. RC_NONE: there was no first one. */
static enum rc answer_earlier(struct req *r)
{
    struct form_key_path row;
    TRY(form_key_path(r->db, (struct str){ (const char *)r->key, sizeof r->key }, &row));
    if (row.asked.n != sizeof r->asked || !same_bytes(row.asked.p, r->asked, sizeof r->asked)) return api_error(r, 409, T_api_err_key_used);
    put_receipt(r, row.path);
    return RC_OK;
}

static enum rc answer_after(struct req *r, enum rc rc)
{
    bool faults = r->faults.n && (rc == RC_INPUT || (rc == RC_OK && r->status == 422));
    if (faults) return answer_faults(r);
    if (rc != RC_OK) return rc;
    if (r->status >= 400) return page_error(r, r->status);
    rc = answer_earlier(r);
    return rc == RC_NONE ? api_error(r, 409, r->said ? r->said : T_e409) : rc;
}

enum rc api_post(struct req *r)
{
    if (!bucket_take(str_printf(r->arena, "token|%lld", (long long)r->who.account), r->now, LIMIT_TOKEN_CALLS)) return page_error(r, 429);
    if (!is_json(r->http->content_type)) return api_error(r, 415, T_e415);
    enum rc rc = read_body(r);
    if (rc == RC_INPUT) return api_error_text(r, 400, say_with(r, T_api_err_json, str_from(r->err.text), STR_NONE));
    TRY(rc);
    if (!key_make(r)) return api_error(r, 400, T_api_err_key);
    rc = answer_earlier(r);
    if (rc == RC_OK && r->status == 200) http_set_header(r->http, r->res, "Idempotency-Replayed", S("true"));
    if (rc != RC_NONE) return rc;
    if (r->faults.n) return answer_faults(r);
    return answer_after(r, r->route->fn(r));
}
