/* check.c: everything that can be said about a filled return, before anybody has to look at it.
**
**     need        a field that must be filled is empty                          red
**     the return's own checks: FEEL over the fields of the summary, `last`,     red or yellow
**         `firms`, `people`; on a row: its fields, `last` of the same firm, `total`
**     unit        a number is ten, a thousand ... times what it was             red from a thousand on, else yellow
**     twice       a firm or a person stands in two rows                         red
**     employer    whom a person works for is not among the firms                yellow
**
** Values reach FEEL in the unit of their field. A check that says null does not apply. */
#include "app/filings/inner.h"
#include "engine/rules/number.h"

/* ---- names ---- */

/* The summary: its fields, last, firms, people, zero, month_start, month_end. A row: its fields, last, total, month_start, month_end. */
enum { MORE_SUMMARY = 6, MORE_ROW = 4 };

static const struct type *type_of(const struct ret_field *f)
{
    return type_simple(f->type == RET_NUMBER ? TYPE_NUMBER : f->type == RET_DATE ? TYPE_DATE : TYPE_STRING);
}

static const struct type *row_type(struct arena *a, const struct ret_sheet *s)
{
    struct type_member *m = NEWS(a, struct type_member, s->n + 1);
    for (size_t i = 0; i < s->n; i++) m[i] = (struct type_member){ s->v[i].code, type_of(&s->v[i]) };
    return type_context(a, m, s->n);
}

void check_names(struct arena *a, struct ret_form *f)
{
    for (int s = 0; s < SHEETS; s++) {
        const struct ret_sheet *sheet = &f->sheets[s];
        size_t n = sheet->n + (s == SUMMARY ? MORE_SUMMARY : MORE_ROW);
        struct feel_name *v = NEWS(a, struct feel_name, n), *more = v + sheet->n;
        for (size_t i = 0; i < sheet->n; i++) v[i] = (struct feel_name){ .name = sheet->v[i].code, .type = type_of(&sheet->v[i]) };
        *more++ = (struct feel_name){ .name = S("last"), .type = row_type(a, sheet) };
        if (s == SUMMARY) {
            *more++ = (struct feel_name){ .name = S("firms"), .type = type_list(a, row_type(a, &f->sheets[FIRMS])) };
            *more++ = (struct feel_name){ .name = S("people"), .type = type_list(a, row_type(a, &f->sheets[PEOPLE])) };
            *more++ = (struct feel_name){ .name = S("zero"), .type = type_simple(TYPE_BOOLEAN) };
        } else *more++ = (struct feel_name){ .name = S("total"), .type = row_type(a, &f->sheets[SUMMARY]) };
        *more++ = (struct feel_name){ .name = S("month_start"), .type = type_simple(TYPE_DATE) };
        *more++ = (struct feel_name){ .name = S("month_end"), .type = type_simple(TYPE_DATE) };
        f->names[s] = v;
        f->nnames[s] = n;
    }
}

struct feel_scope check_scope(const struct ret_form *f, enum sheet_no s)
{
    return (struct feel_scope){ .v = f->names[s], .n = f->nnames[s] };
}

/* ---- values ---- */

static struct value day_value(int64_t day)
{
    struct value v;
    struct str s;
    char text[11];
    struct ymd d = date_ymd(day);
    snprintf(text, sizeof text, "%04d-%02d-%02d", (int)d.y, d.m, d.d);
    s = (struct str){ text, 10 };
    return value_from_literal(s, NULL, &v) ? v : value_null();
}

static struct value value_in(const struct ret_field *f, const struct ret_value *v)
{
    int64_t day;
    if (f->type == RET_NUMBER) return v->num == NO_INT ? value_null() : value_number(number_scaled(v->num, f->unit->digits));
    if (!v->text.n) return value_null();
    if (f->type == RET_DATE) return date_parse(v->text, &day) ? day_value(day) : value_null();
    return value_string(v->text);
}

/* v NULL: nothing is known. e: room for every field of the sheet. */
static struct value row_in(struct entry *e, const struct ret_sheet *s, const struct ret_value *v)
{
    for (size_t i = 0; i < s->n; i++) e[i] = (struct entry){ s->v[i].code, v ? value_in(&s->v[i], &v[i]) : value_null() };
    return value_context(e, s->n);
}

static struct value row_value(struct arena *a, const struct ret_sheet *s, const struct ret_value *v)
{
    return row_in(NEWS(a, struct entry, s->n + 1), s, v);
}

static struct value rows_value(struct arena *a, const struct filled *x, enum sheet_no s)
{
    struct value *v = NEWS(a, struct value, x->rows[s].n + 1);
    for (size_t i = 0; i < x->rows[s].n; i++) v[i] = row_value(a, &x->form->sheets[s], x->rows[s].v[i].v);
    return value_list(v, x->rows[s].n);
}

/* ---- faults ---- */

struct checker {
    struct arena *a;
    enum lang lang;
    const struct filled *x;
    const struct history *h;
    struct faults *out;
    struct err *e;
    struct value total, start, end;
};

static struct str row_said(struct arena *a, const struct filled *x, enum sheet_no s, ptrdiff_t row)
{
    return row < 0 ? S("") : row_key(a, x->form, s, &x->rows[s].v[row]);
}

/* A person's key is her number: reasons are stored under its hash. */
static struct str fault_key(struct checker *c, struct str what, enum sheet_no s, ptrdiff_t row)
{
    uint8_t sum[32];
    if (row < 0) return what;
    sha256(row_said(c->a, c->x, s, row), sum);
    return str_printf(c->a, "%.*s/%.*s", STR_FMT(what), STR_FMT(hex(c->a, sum, 8)));
}

static void fault_add(struct checker *c, bool red, enum sheet_no s, ptrdiff_t row, ptrdiff_t field, struct str what, struct str text)
{
    *PUSH(c->a, c->out) = (struct fault){ red, s, row, field, fault_key(c, what, s, row), text };
}

static struct str say_it(struct checker *c, int message, struct str one, struct str two)
{
    struct out o;
    struct str t = say_in(c->lang, message);
    out_init(&o, c->a);
    for (size_t i = 0; i < t.n; i++) {
        if (t.p[i] == '%' && i + 1 < t.n && (t.p[i + 1] == '1' || t.p[i + 1] == '2')) put_str(&o, t.p[++i] == '1' ? one : two);
        else put_c(&o, t.p[i]);
    }
    return out_str(&o);
}

/* ---- the return's own checks ---- */

/* A truth value needs no memory, and there are ten thousand rows. */
static enum rc check_run(struct checker *c, const struct ret_check *k, const struct feel_scope *scope, bool *fails)
{
    struct feel f;
    struct arena_mark mark = arena_mark(c->a);
    feel_init(&f, c->a);
    struct value v = feel_eval(&f, k->ast, scope);
    *fails = v.kind == VALUE_BOOLEAN && !v.boolean;
    arena_rewind(c->a, mark);
    return f.limit ? fail(c->e, RC_LIMIT, "check %.*s takes too long", STR_FMT(k->code)) : RC_OK;
}

static void check_fails(struct checker *c, const struct ret_check *k, ptrdiff_t row)
{
    ptrdiff_t field = k->fields.n ? field_of(c->x->form, k->sheet, k->fields.v[0]) : -1;
    fault_add(c, k->red, k->sheet, row, field, k->code, c->lang == LANG_ZH ? k->zh : k->en);
}

/* The rows as FEEL values are large: what was found is kept, they are given back. */
static enum rc summary_checks(struct checker *c)
{
    const struct ret_form *f = c->x->form;
    const struct ret_sheet *s = &f->sheets[SUMMARY];
    bool *fails = NEWS(c->a, bool, f->checks.n + 1);
    struct arena_mark mark = arena_mark(c->a);
    struct feel_name *v = NEWS(c->a, struct feel_name, f->nnames[SUMMARY]), *more = v + s->n;
    memcpy(v, f->names[SUMMARY], f->nnames[SUMMARY] * sizeof *v);
    for (size_t i = 0; i < s->n; i++) v[i].value = value_in(&s->v[i], &c->x->sum[i]);
    (more++)->value = row_value(c->a, s, c->h->have_last ? c->h->last.sum : NULL);
    (more++)->value = rows_value(c->a, c->x, FIRMS);
    (more++)->value = rows_value(c->a, c->x, PEOPLE);
    (more++)->value = value_bool(c->x->zero);
    (more++)->value = c->start;
    more->value = c->end;
    struct feel_scope scope = { .v = v, .n = f->nnames[SUMMARY] };
    for (size_t i = 0; i < f->checks.n; i++) if (f->checks.v[i].sheet == SUMMARY) TRY(check_run(c, &f->checks.v[i], &scope, &fails[i]));
    arena_rewind(c->a, mark);
    for (size_t i = 0; i < f->checks.n; i++) if (fails[i]) check_fails(c, &f->checks.v[i], -1);
    return RC_OK;
}

/* Rows of last time, in order of their keys. */
struct keyed { struct str key; size_t row; };
struct keys_of { struct keyed *v; size_t n; };
static int by_key(const void *x, const void *y)
{
    const struct keyed *a = x, *b = y;
    int d = str_cmp(a->key, b->key);
    return d ? d : a->row < b->row ? -1 : a->row > b->row;
}

static struct keys_of keys_sorted(struct arena *a, const struct filled *x, enum sheet_no s)
{
    struct keys_of k = { NEWS(a, struct keyed, x->rows[s].n + 1), x->rows[s].n };
    for (size_t i = 0; i < k.n; i++) k.v[i] = (struct keyed){ row_key(a, x->form, s, &x->rows[s].v[i]), i };
    if (k.n > 1) qsort(k.v, k.n, sizeof *k.v, by_key);
    return k;
}

static const struct ret_row *row_keyed(const struct filled *x, enum sheet_no s, const struct keys_of *k, struct str key)
{
    size_t low = 0, high = k->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (str_cmp(k->v[mid].key, key) < 0) low = mid + 1;
        else high = mid;
    }
    return low < k->n && key.n && str_eq(k->v[low].key, key) ? &x->rows[s].v[k->v[low].row] : NULL;
}

/* The row before with the same key, k.n: there is none. One person may begin at two firms in a month, so there the firm counts, too. */
static size_t row_before(struct checker *c, enum sheet_no s, const struct keys_of *k, size_t i)
{
    ptrdiff_t firm = s == PEOPLE ? field_of(c->x->form, s, S("firm")) : -1;
    for (size_t b = i; k->v[i].key.n && b-- > 0 && str_eq(k->v[b].key, k->v[i].key);)
        if (firm < 0 || str_eq(c->x->rows[s].v[k->v[b].row].v[firm].text, c->x->rows[s].v[k->v[i].row].v[firm].text)) return b;
    return k->n;
}

static void twice(struct checker *c, enum sheet_no s)
{
    struct keys_of k = keys_sorted(c->a, c->x, s);
    for (size_t i = 1; i < k.n; i++) {
        size_t before = row_before(c, s, &k, i);
        if (before == k.n) continue;
        struct str line = str_printf(c->a, "%d", c->x->rows[s].v[k.v[before].row].line);
        fault_add(c, true, s, (ptrdiff_t)k.v[i].row, field_of(c->x->form, s, s == FIRMS ? S("name") : S("id")), S("twice"),
            say_it(c, T_filing_f_twice, line, STR_NONE));
    }
}

/* ---- units ---- */

/* 10^k, nearest; 0 unless it is within a factor of two of it (of 1.25 where k is 1: growth looks like that, too). */
int unit_guess(int64_t value, int64_t before)
{
    double v = (double)value, b = (double)before, scale = 1;
    if (value <= 0 || before <= 0 || value == before) return 0;
    int sign = v > b ? 1 : -1;
    double ratio = v > b ? v / b : b / v;
    for (int k = 1; k <= 6; k++) {
        scale *= 10;
        double off = ratio > scale ? ratio / scale : scale / ratio;
        if (off <= (k == 1 ? 1.25 : k == 2 ? 1.6 : 3.0)) return sign * k;
    }
    return 0;
}

struct str unit_likely(enum lang lang, const struct ret_unit *u, int tens)
{
    static const struct {
        int digits, said;
    } money[] = { { 2, T_filing_u_yuan }, { 5, T_filing_u_kyuan }, { 6, T_filing_u_wanyuan }, { 8, T_filing_u_million },
        { 10, T_filing_u_yi } };
    if (strcmp(u->code, "m2") == 0) return tens == -4 ? say_in(lang, T_filing_u_wan_m2) : S("");
    if (u->digits == 0) return S("");
    for (size_t i = 0; i < LEN(money); i++) if (money[i].digits == u->digits - tens) return say_in(lang, money[i].said);
    return S("");
}

static void unit_fault(struct checker *c, enum sheet_no s, ptrdiff_t row, size_t field, const struct ret_value *v, int64_t before)
{
    const struct ret_field *f = &c->x->form->sheets[s].v[field];
    int k = v->sure || f->unit == NULL ? 0 : unit_guess(v->num, before);
    if (!k || (f->unit->digits == 0 && abs(k) == 1 && v->num < 100 && before < 100)) return;      /* 2 posts, then 20: that happens */
    struct str likely = unit_likely(c->lang, f->unit, k), name = c->lang == LANG_ZH ? f->zh : f->en, unit = say_in(c->lang, f->unit->label);
    struct str said = str_printf(c->a, c->lang == LANG_ZH ? "%.*s %.*s%.*s" : "%.*s %.*s %.*s", STR_FMT(name),
        STR_FMT(number_shown(c->a, v->num, f->unit->digits)), STR_FMT(unit));
    struct str was = number_shown(c->a, before, f->unit->digits);
    struct str text = say_it(c, T_filing_f_unit, said, was);
    if (likely.n)
        text = str_printf(c->a, "%.*s%s%.*s", STR_FMT(text), c->lang == LANG_ZH ? "" : " ",
            STR_FMT(say_it(c, T_filing_f_unit_likely, likely, STR_NONE)));
    if (abs(k) >= 3)
        text = str_printf(c->a, "%.*s%s%.*s", STR_FMT(text), c->lang == LANG_ZH ? "" : " ",
            STR_FMT(say_it(c, T_filing_f_unit_sure, unit, STR_NONE)));
    fault_add(c, abs(k) >= 3, s, row, (ptrdiff_t)field, str_join(c->a, S("unit."), f->code), text);
}

static int by_size(const void *x, const void *y)
{
    int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
    return a < b ? -1 : a > b;
}

/* The middle of what was filed before, zeros apart; 0 when nothing was. */
static int64_t usual(struct checker *c, size_t field)
{
    int64_t *v = NEWS(c->a, int64_t, c->h->older.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < c->h->older.n; i++) {
        const struct filled *o = c->h->older.v[i];
        ptrdiff_t at = field_of(o->form, SUMMARY, c->x->form->sheets[SUMMARY].v[field].code);
        if (at >= 0 && o->sum[at].num != NO_INT && o->sum[at].num > 0) v[n++] = o->sum[at].num;
    }
    if (n > 1) qsort(v, n, sizeof *v, by_size);
    return n ? v[n / 2] : 0;
}

static void units_summary(struct checker *c)
{
    const struct ret_sheet *s = &c->x->form->sheets[SUMMARY];
    for (size_t i = 0; i < s->n; i++)
        if (s->v[i].type == RET_NUMBER && !s->v[i].cell.n && c->x->sum[i].num != NO_INT)
            unit_fault(c, SUMMARY, -1, i, &c->x->sum[i], usual(c, i));
}

/* ---- rows ---- */

static void need(struct checker *c, enum sheet_no s, ptrdiff_t row, const struct ret_value *v)
{
    const struct ret_sheet *sheet = &c->x->form->sheets[s];
    for (size_t i = 0; i < sheet->n; i++)
        if (sheet->v[i].need && !value_given(&v[i]))
            fault_add(c, true, s, row, (ptrdiff_t)i, str_join(c->a, S("need."), sheet->v[i].code), say_in(c->lang, T_filing_f_need));
}

static enum rc rows_check(struct checker *c, enum sheet_no s)
{
    const struct ret_form *f = c->x->form;
    const struct ret_sheet *sheet = &f->sheets[s];
    struct keys_of last = c->h->have_last ? keys_sorted(c->a, &c->h->last, s) : (struct keys_of){ 0 };
    struct feel_name *v = NEWS(c->a, struct feel_name, f->nnames[s]), *more = v + sheet->n;
    memcpy(v, f->names[s], f->nnames[s] * sizeof *v);
    more[1].value = c->total;
    more[2].value = c->start;
    more[3].value = c->end;
    struct feel_scope scope = { .v = v, .n = f->nnames[s] };
    struct entry *before = NEWS(c->a, struct entry, sheet->n + 1);
    for (size_t r = 0; r < c->x->rows[s].n; r++) {
        const struct ret_row *row = &c->x->rows[s].v[r],
                             *old = c->h->have_last ? row_keyed(&c->h->last, s, &last, row_key(c->a, f, s, row)) : NULL;
        need(c, s, (ptrdiff_t)r, row->v);
        for (size_t i = 0; i < sheet->n; i++) v[i].value = value_in(&sheet->v[i], &row->v[i]);
        more[0].value = row_in(before, sheet, old ? old->v : NULL);
        for (size_t i = 0; i < f->checks.n; i++) {
            bool fails = false;
            if (f->checks.v[i].sheet == s) TRY(check_run(c, &f->checks.v[i], &scope, &fails));
            if (fails) check_fails(c, &f->checks.v[i], (ptrdiff_t)r);
        }
        for (size_t i = 0; old && i < sheet->n; i++)
            if (sheet->v[i].type == RET_NUMBER && row->v[i].num != NO_INT && old->v[i].num != NO_INT)
                unit_fault(c, s, (ptrdiff_t)r, i, &row->v[i], old->v[i].num);
    }
    twice(c, s);
    return RC_OK;
}

/* Whom a person works for should stand among the firms. */
static void employers(struct checker *c)
{
    const struct ret_form *f = c->x->form;
    ptrdiff_t firm = field_of(f, PEOPLE, S("firm")), name = field_of(f, FIRMS, S("name")), code = field_of(f, FIRMS, S("uscc"));
    size_t n = c->x->rows[FIRMS].n;
    struct keys_of k = { NEWS(c->a, struct keyed, 2 * n + 1), 0 };
    if (firm < 0 || name < 0 || code < 0 || !n) return;
    for (size_t i = 0; i < n; i++) {
        k.v[k.n++] = (struct keyed){ firm_key(c->a, c->x->rows[FIRMS].v[i].v[name].text), i };
        if (c->x->rows[FIRMS].v[i].v[code].text.n) k.v[k.n++] = (struct keyed){ firm_key(c->a, c->x->rows[FIRMS].v[i].v[code].text), i };
    }
    qsort(k.v, k.n, sizeof *k.v, by_key);
    for (size_t i = 0; i < c->x->rows[PEOPLE].n; i++) {
        struct str said = c->x->rows[PEOPLE].v[i].v[firm].text;
        if (said.n && !row_keyed(c->x, FIRMS, &k, firm_key(c->a, said)))
            fault_add(c, false, PEOPLE, (ptrdiff_t)i, firm, S("employer"), say_in(c->lang, T_filing_f_employer));
    }
}

enum rc filing_check(struct arena *a, enum lang lang, const struct filled *x, const struct history *h, struct faults *out, struct err *e)
{
    struct checker c = { .a = a, .lang = lang, .x = x, .h = h, .out = out, .e = e };
    *out = (struct faults){ 0 };
    if (x->zero) return RC_OK;                      /* nothing was said but that there is nothing to say */
    c.start = day_value(period_first(x->form, h->period));
    c.end = day_value(month_last(h->period));
    c.total = row_value(a, &x->form->sheets[SUMMARY], x->sum);
    need(&c, SUMMARY, -1, x->sum);
    TRY(summary_checks(&c));
    units_summary(&c);
    if (x->form->sheets[FIRMS].n) TRY(rows_check(&c, FIRMS));
    if (!x->form->sheets[PEOPLE].n) return RC_OK;
    employers(&c);
    return rows_check(&c, PEOPLE);
}

bool faults_red(const struct faults *f)
{
    for (size_t i = 0; i < f->n; i++) if (f->v[i].red) return true;
    return false;
}
