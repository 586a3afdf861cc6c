/* template.c: a return as a workbook, out of its definition: to fill in, with what is known already; or with its faults marked
** and a column that says why. The summary stands upright, a field a line; firms and people a row each. */
#include "app/filings/upload.h"

struct maker {
    struct req *r;
    const struct seat *s;
    const struct filled *x;
    const struct history *h;
    const struct faults *faults;                  /* NULL: a template */
    const struct upload *u;                       /* NULL: not out of a file */
    struct book book[SHEETS];
};

static enum book_kind kind_of(const struct ret_field *f)
{
    switch (f->type) {
    case RET_NUMBER: return f->unit->digits ? BOOK_MONEY : BOOK_INT;
    case RET_DATE: return BOOK_DATE;
    case RET_CHOICE: return BOOK_CHOICE;
    default: return BOOK_TEXT;
    }
}

/* What stood there when it could not be understood, else what was understood. */
static struct str text_at(struct maker *m, enum sheet_no s, size_t row, size_t field, const struct ret_value *v)
{
    const struct ret_field *f = &m->x->form->sheets[s].v[field];
    if (m->u && m->u->raw[s] && (s != SUMMARY ? m->u->s[s].have : true) && m->u->raw[s][row] && m->u->raw[s][row][field].n
        && !value_given(v))
        return m->u->raw[s][row][field];
    if (f->type == RET_CHOICE && v->text.n && filing_choice_said(v->text)) return say(m->r, filing_choice_said(v->text));
    return value_shown(m->r->arena, f, v);
}

/* What is wrong at a cell, or anywhere in a row (field -1): texts joined by line ends. */
static struct str wrong_at(struct maker *m, enum sheet_no s, ptrdiff_t row, ptrdiff_t field)
{
    struct out o;
    out_init(&o, m->r->arena);
    for (size_t i = 0; m->u && i < m->u->faults.n; i++) {
        const struct up_cell *c = &m->u->faults.v[i];
        if (c->s != s || (s != SUMMARY && (ptrdiff_t)c->row != row) || (field >= 0 && (ptrdiff_t)c->field != field)) continue;
        if (o.n) put_c(&o, '\n');
        put_str(&o, say(m->r, cell_fault_said(c->cell.fault)));
    }
    for (size_t i = 0; m->faults && i < m->faults->n; i++) {
        const struct fault *f = &m->faults->v[i];
        if (f->sheet != s || f->row != row || (field >= 0 && f->field != field)) continue;
        if (o.n) put_c(&o, '\n');
        put_str(&o, say(m->r, f->red ? T_filing_red : T_filing_yellow));
        put_z(&o, m->r->lang == LANG_ZH ? "：" : ": ");
        put_str(&o, f->text);
    }
    return out_str(&o);
}

struct marks { struct book_mark *v; size_t n, cap; };

/* ---- the summary ---- */

static void summary_make(struct maker *m, struct str version)
{
    enum { CODE, ITEM, UNIT, LAST, VALUE, HINT, ERRORS, COLUMNS };
    struct req *r = m->r;
    const struct ret_sheet *s = &m->x->form->sheets[SUMMARY];
    size_t columns = m->faults ? COLUMNS : ERRORS;
    static const int titles[COLUMNS] = { T_filing_b_code, T_filing_item, T_filing_unit, T_filing_last_time, T_filing_value, T_filing_b_hint,
        T_filing_b_errors };
    static const int widths[COLUMNS] = { 18, 34, 12, 14, 16, 44, 60 };
    struct book_column *col = NEWS(r->arena, struct book_column, COLUMNS);
    struct str *cells = NEWS(r->arena, struct str, s->n * columns + 1);
    enum book_kind *kinds = NEWS(r->arena, enum book_kind, s->n * columns + 1);
    struct marks marks = { 0 };
    for (size_t c = 0; c < columns; c++)
        col[c] = (struct book_column){ .title = say(r, titles[c]), .width = widths[c], .must = c == VALUE };
    for (size_t i = 0; i < s->n; i++) {
        const struct ret_field *f = &s->v[i];
        struct str *row = &cells[i * columns];
        row[CODE] = f->code;
        row[ITEM] = f->torch.n ? str_printf(r->arena, "%.*s %.*s", STR_FMT(pick(r, f->zh, f->en)), STR_FMT(f->torch))
                               : pick(r, f->zh, f->en);
        row[UNIT] = f->unit ? say(r, f->unit->label) : S("");
        row[LAST] = m->h->have_last ? value_shown(r->arena, f, &m->h->last.sum[i]) : S("");
        row[VALUE] = text_at(m, SUMMARY, 0, i, &m->x->sum[i]);
        row[HINT] = f->cell.n && m->x->sum[i].sure ? say(r, T_filing_known_hint) : pick(r, f->hint_zh, f->hint_en);
        kinds[i * columns + LAST] = kinds[i * columns + VALUE] = kind_of(f);
        if (!m->faults) continue;
        row[ERRORS] = wrong_at(m, SUMMARY, -1, (ptrdiff_t)i);
        if (!row[ERRORS].n) continue;
        *PUSH(r->arena, &marks) = (struct book_mark){ i, VALUE, row[ERRORS] };
        *PUSH(r->arena, &marks) = (struct book_mark){ i, ERRORS, STR_NONE };
    }
    m->book[SUMMARY] = (struct book){ .name = say(r, T_filing_summary),
        .version = version,
        .columns = col,
        .ncolumns = columns,
        .cells = cells,
        .kinds = kinds,
        .nrows = s->n,
        .marks = marks.v,
        .nmarks = marks.n };
}

/* ---- firms and people ---- */

static struct book_column column_of(struct maker *m, const struct ret_field *f)
{
    struct req *r = m->r;
    struct str name = pick(r, f->zh, f->en);
    struct str title = f->unit
        ? str_printf(r->arena, r->lang == LANG_ZH ? "%.*s（%.*s）" : "%.*s (%.*s)", STR_FMT(name), STR_FMT(say(r, f->unit->label)))
        : name;
    struct book_column c = { .title = title,
        .note = pick(r, f->hint_zh, f->hint_en),
        .kind = kind_of(f),
        .width = f->type == RET_TEXT                   ? 26
            : f->type == RET_ID || f->type == RET_USCC ? 24
                                                       : 14,
        .must = f->need };
    struct str *choices = NEWS(r->arena, struct str, f->list.n + 1);
    for (size_t i = 0; i < f->list.n; i++) choices[i] = say(r, filing_choice_said(f->list.v[i]));
    c.choices = choices;
    c.nchoices = f->list.n;
    return c;
}

/* Faults by row once, so that ten thousand rows do not look at ten thousand faults each. */
static bool *rows_wrong(struct maker *m, enum sheet_no s)
{
    bool *wrong = NEWS(m->r->arena, bool, m->x->rows[s].n + 1);
    for (size_t i = 0; m->u && i < m->u->faults.n; i++) if (m->u->faults.v[i].s == s) wrong[m->u->faults.v[i].row] = true;
    for (size_t i = 0; m->faults && i < m->faults->n; i++)
        if (m->faults->v[i].sheet == s && m->faults->v[i].row >= 0) wrong[m->faults->v[i].row] = true;
    return wrong;
}

static void rows_make(struct maker *m, enum sheet_no no)
{
    struct req *r = m->r;
    const struct ret_sheet *s = &m->x->form->sheets[no];
    size_t columns = s->n + (m->faults != NULL), nrows = m->x->rows[no].n;
    struct book_column *col = NEWS(r->arena, struct book_column, columns);
    struct str *cells = NEWS(r->arena, struct str, nrows * columns + 1);
    struct marks marks = { 0 };
    bool *wrong = rows_wrong(m, no);
    for (size_t c = 0; c < s->n; c++) col[c] = column_of(m, &s->v[c]);
    if (m->faults) col[s->n] = (struct book_column){ .title = say(r, T_filing_b_errors), .width = 60 };
    for (size_t i = 0; i < nrows; i++) {
        for (size_t c = 0; c < s->n; c++) {
            cells[i * columns + c] = text_at(m, no, i, c, &m->x->rows[no].v[i].v[c]);
            struct str why = wrong[i] ? wrong_at(m, no, (ptrdiff_t)i, (ptrdiff_t)c) : S("");
            if (why.n) *PUSH(r->arena, &marks) = (struct book_mark){ i, c, why };
        }
        if (!m->faults || !wrong[i]) continue;
        cells[i * columns + s->n] = wrong_at(m, no, (ptrdiff_t)i, -1);
        *PUSH(r->arena, &marks) = (struct book_mark){ i, s->n, STR_NONE };
    }
    m->book[no] = (struct book){ .name = say(r, sheet_label(no)),
        .columns = col,
        .ncolumns = columns,
        .cells = cells,
        .nrows = nrows,
        .marks = marks.v,
        .nmarks = marks.n,
        .template = true };
}

struct str filing_book_version(struct arena *a, const struct seat *s)
{
    return str_printf(a, "ballast:%.*s:%lld:%lld:%lld", STR_FMT(s->f.form), (long long)s->f.form_version, (long long)s->f.period,
        (long long)s->f.carrier);
}

enum rc filing_book(struct req *r, const struct seat *s, const struct filled *x, const struct history *h, const struct faults *faults,
    const struct upload *u, struct str *bytes)
{
    struct maker m = { .r = r, .s = s, .x = x, .h = h, .faults = faults, .u = u };
    struct book *last = &m.book[SUMMARY];
    summary_make(&m, filing_book_version(r->arena, s));
    for (int k = FIRMS; k < SHEETS; k++) {
        if (!x->form->sheets[k].n) continue;
        rows_make(&m, (enum sheet_no)k);
        last->next = &m.book[k];
        last = &m.book[k];
    }
    return book_write(r->arena, &m.book[SUMMARY], bytes, &r->err);
}
