/* form.c: reading a form. One field at a time: take the text as typed, clean
** it, check it by its kind, store it where the table says. What was typed is
** kept in s->raw, wrong or not, so that nothing is lost on the next page. */
#include "web/form.h"
#include "web/ids.h"
#include "web/mail.h"
#include "web/web_inner.h"

enum { TEXT_MAX = 200, LONGTEXT_MAX = 5000 };

/* In the order of the page, whatever is looked at first; what is about the whole form comes first. A form's fields lie in one array. */
static void fault_with(struct form_state *s, const struct field *f, int message, struct str one, struct str two)
{
    size_t at = s->faults.n;
    (void)PUSH(s->a, &s->faults);
    for (; at > 0 && s->faults.v[at - 1].field > f; at--) s->faults.v[at] = s->faults.v[at - 1];
    s->faults.v[at] = (struct form_fault){ f, message, one, two };
    if (s->status) *s->status = 422;                               /* before the page begins: its title says so, too */
}

static void fault(struct form_state *s, const struct field *f, int message) { fault_with(s, f, message, STR_NONE, STR_NONE); }

void form_error(struct form_state *s, const char *field, int message) { form_error_with(s, field, message, STR_NONE, STR_NONE); }

void form_error_with(struct form_state *s, const char *field, int message, struct str one, struct str two)
{
    const struct field *f = NULL;
    for (size_t i = 0; field && i < s->form->nfields; i++)
        if (strcmp(s->form->fields[i].name, field) == 0) f = &s->form->fields[i];
    must(!field || f);
    fault_with(s, f, message, one, two);
}

bool form_ok(const struct form_state *s) { return s->faults.n == 0; }

/* Full-width digits and signs to ASCII: what a Chinese input method leaves behind. */
static struct str narrow(struct arena *a, struct str s)
{
    struct out o;
    size_t plain = 0;
    while (plain < s.n && (unsigned char)s.p[plain] < 128) plain++;
    if (plain == s.n) return str_trim(s);                          /* a table has thousands of them: no copy without need */
    out_init(&o, a);
    for (size_t at = 0; at < s.n;) {
        char b[4];
        uint32_t c = utf8_next(s, &at);
        if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
        put(&o, b, utf8_put(b, c));
    }
    return str_trim(out_str(&o));
}

static struct str line_ends(struct arena *a, struct str s)
{
    struct out o;
    if (!s.n || !memchr(s.p, '\r', s.n)) return s;
    out_init(&o, a);
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '\r') { put_c(&o, '\n'); if (i + 1 < s.n && s.p[i + 1] == '\n') i++; }
        else put_c(&o, s.p[i]);
    }
    return out_str(&o);
}

/* 2026-1-5, 2026/1/5, 2026.1.5 and 2026年1月5日 are all the same day to the one who types. */
static bool day_of(struct arena *a, struct str s, struct str *day)
{
    int64_t part[3] = { 0 };
    int k = 0, digits = 0;
    for (size_t at = 0; at < s.n;) {
        uint32_t c = utf8_next(s, &at);
        if (c >= '0' && c <= '9') {
            if (k > 2 || ++digits > 4) return false;
            part[k] = part[k] * 10 + (c - '0');
        } else if (c == '-' || c == '/' || c == '.' || c == 0x5E74 || c == 0x6708 || c == 0x65E5) {
            if (!digits || (k == 2) != (c == 0x65E5)) return false;
            k++;
            digits = 0;
        } else return false;
    }
    if (k < 2 || (k == 2 && !digits) || !date_valid(part[0], (int)part[1], (int)part[2]) || part[0] < 1000) return false;
    *day = date_str(a, date_days(part[0], (int)part[1], (int)part[2]));
    return true;
}

static bool plain_text(struct str s, bool lines)
{
    for (size_t i = 0; i < s.n; i++)
        if (((unsigned char)s.p[i] < 32 && !(lines && (s.p[i] == '\n' || s.p[i] == '\t'))) || s.p[i] == 127) return false;
    return utf8_valid(s);
}

static bool known_code(struct req *r, const struct field *f, struct str code)
{
    struct choices c = f->choices(r);
    for (size_t i = 0; i < c.n; i++)
        if (str_eq(c.v[i].code, code)) return true;
    return false;
}

/* What mail.c can send to, and a host with a dot in it. */
static bool email_like(struct str s)
{
    struct str host = str_sub(s, (size_t)(str_find(s, S("@")) + 1), s.n);
    return mail_address_fine(s) && str_find(host, S(".")) > 0 && !str_ends(host, S("."));
}

static bool phone_like(struct str s)
{
    int digits = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] >= '0' && s.p[i] <= '9') digits++;
        else if (!(s.p[i] == '-' || s.p[i] == ' ' || (s.p[i] == '+' && i == 0))) return false;
    }
    return digits >= 5 && digits <= 15;
}

static void check_text(struct form_state *s, const struct field *f, struct str v)
{
    int64_t len = (int64_t)utf8_len(v), max = f->max ? f->max : f->kind == FIELD_LONGTEXT ? LONGTEXT_MAX : TEXT_MAX;
    if (!plain_text(v, f->kind == FIELD_LONGTEXT)) fault(s, f, T_err_text);
    else if (len > max) fault(s, f, T_err_long);
    else if (len < f->min) fault(s, f, T_err_short);
    else if (f->kind == FIELD_EMAIL && !email_like(v)) fault(s, f, T_err_email);
    else if (f->kind == FIELD_PHONE && !phone_like(v)) fault(s, f, T_err_phone);
    else if (f->pattern && strcmp(f->pattern, "id") == 0 && resident_check(v, NULL) != ID_FINE) fault(s, f, T_err_id);
    else if (f->pattern && strcmp(f->pattern, "uscc") == 0 && uscc_check(v) != ID_FINE) fault(s, f, T_err_uscc);
}

static void check_range(struct form_state *s, const struct field *f, int64_t v)
{
    if (!f->min && !f->max) return;
    if (v < f->min) fault(s, f, T_err_small);
    else if (f->max && v > f->max) fault(s, f, T_err_large);
}

static void read_number(struct form_state *s, const struct field *f, struct str raw, int64_t *to)
{
    int64_t v = 0;
    *to = NO_INT;
    if (!raw.n) { if (f->need) fault(s, f, T_err_need); return; }
    bool ok = f->kind == FIELD_INT ? str_int(raw, &v) && v != NO_INT : money_parse(raw, &v);
    if (!ok) { fault(s, f, f->kind == FIELD_INT ? T_err_int : T_err_money); return; }
    size_t before = s->faults.n;
    check_range(s, f, v);
    if (s->faults.n == before) *to = v;
}

static void read_day(struct form_state *s, const struct field *f, struct str raw, struct str *to)
{
    int64_t d;
    *to = STR_NONE;
    if (!raw.n) { if (f->need) fault(s, f, T_err_need); return; }
    if (!day_of(s->a, raw, to)) { fault(s, f, T_err_date); return; }
    must(date_parse(*to, &d));
    check_range(s, f, d);
}

static void read_many(struct req *r, struct form_state *s, const struct field *f, struct strs in, struct strs *to)
{
    *to = (struct strs){ 0 };
    for (size_t i = 0; i < in.n; i++) {
        if (!in.v[i].n) continue;
        if (!known_code(r, f, in.v[i])) { fault(s, f, T_err_choice); return; }
        bool twice = false;
        for (size_t k = 0; k < to->n; k++) twice = twice || str_eq(to->v[k], in.v[i]);
        if (!twice) *PUSH(s->a, to) = in.v[i];
    }
    if (f->need && !to->n) fault(s, f, T_err_need);
}

static void read_text(struct req *r, struct form_state *s, const struct field *f, struct str raw, struct str *to)
{
    *to = raw.n ? raw : STR_NONE;
    if (!raw.n) { if (f->need) fault(s, f, T_err_need); return; }
    if (f->kind == FIELD_CHOICE) { if (!known_code(r, f, raw)) fault(s, f, T_err_choice); }
    else check_text(s, f, raw);
}

static struct str clean(struct form_state *s, const struct field *f, struct str raw)
{
    switch (f->kind) {
    case FIELD_INT: case FIELD_MONEY: case FIELD_DATE: case FIELD_PHONE: case FIELD_EMAIL: return narrow(s->a, raw);
    case FIELD_LONGTEXT: return str_trim(line_ends(s->a, raw));
    case FIELD_PASSWORD: return raw;
    default: return f->pattern ? id_normal(s->a, raw) : str_trim(raw);
    }
}

static struct str joined(struct arena *a, struct strs in)
{
    struct out o;
    if (in.n < 2) return in.n ? in.v[0] : S("");
    out_init(&o, a);
    for (size_t i = 0; i < in.n; i++) { if (i) put_c(&o, ','); put_str(&o, in.v[i]); }
    return out_str(&o);
}

/* in: every value sent under the field's name; one but for MULTI. */
static void read_field(struct req *r, struct form_state *s, const struct field *f, struct strs in, char *into)
{
    struct str *kept = PUSH(s->a, &s->raw);
    void *to = into + f->at;
    if (f->kind == FIELD_MULTI) {
        *kept = joined(s->a, in);
        read_many(r, s, f, in, to);
        return;
    }
    if (f->kind == FIELD_FILE) {
        struct form_file *file = to;
        *file = req_file(r, f->name);
        if (f->need && !file->name.n) fault(s, f, T_err_need);
        else if (f->max && file->bytes.n > (size_t)f->max) fault(s, f, T_err_file);
        return;
    }
    *kept = clean(s, f, in.n ? in.v[0] : STR_NONE);
    switch (f->kind) {
    case FIELD_INT: case FIELD_MONEY: read_number(s, f, *kept, to); break;
    case FIELD_DATE: read_day(s, f, *kept, to); break;
    case FIELD_FLAG:
        *(bool *)to = kept->n > 0;
        if (f->need && !kept->n) fault(s, f, T_err_need);
        break;
    default: read_text(r, s, f, *kept, to); break;
    }
}

void form_read(struct req *r, struct form_state *s, const struct form *f, void *into)
{
    *s = (struct form_state){ .form = f, .a = r->arena, .status = r->http->method == HTTP_POST ? &r->status : NULL };
    memset(into, 0, f->size);
    s->have_key = form_key_of(r, s->key);
    for (size_t i = 0; i < f->nfields; i++) {
        struct str one = f->fields[i].kind == FIELD_MULTI ? STR_NONE : req_arg(r, f->fields[i].name);
        read_field(r, s, &f->fields[i], f->fields[i].kind == FIELD_MULTI ? req_args(r, f->fields[i].name) : (struct strs){ &one, 1, 1 },
            into);
    }
}

void form_take(struct req *r, struct form_state *s, const struct form *f, const struct strs *values, void *into)
{
    *s = (struct form_state){ .form = f, .a = r->arena };
    memset(into, 0, f->size);
    for (size_t i = 0; i < f->nfields; i++) read_field(r, s, &f->fields[i], values[i], into);
}

/* ---- values of a struct as text, for a form that edits ---- */

static struct str shown(struct arena *a, const struct field *f, const char *from)
{
    const void *p = from + f->at;
    struct out o;
    out_init(&o, a);
    switch (f->kind) {
    case FIELD_INT: if (*(const int64_t *)p != NO_INT) put_int(&o, *(const int64_t *)p); break;
    case FIELD_MONEY: if (*(const int64_t *)p != NO_INT) put_money(&o, *(const int64_t *)p); break;
    case FIELD_FLAG: if (*(const bool *)p) put_c(&o, '1'); break;
    case FIELD_MULTI: {
        const struct strs *m = p;
        for (size_t i = 0; i < m->n; i++) { if (i) put_c(&o, ','); put_str(&o, m->v[i]); }
        break;
    }
    case FIELD_FILE: case FIELD_PASSWORD: break;
    default: return *(const struct str *)p;
    }
    return out_str(&o);
}

void form_start(struct req *r, struct form_state *s, const struct form *f, const void *values)
{
    *s = (struct form_state){ .form = f, .a = r->arena };
    for (size_t i = 0; i < f->nfields; i++) {
        struct str v = values ? shown(r->arena, &f->fields[i], values) : STR_NONE;
        *PUSH(r->arena, &s->raw) = v;
    }
}
