/* upload.c: a workbook somebody sent, as a return. */
#include "app/filings/upload.h"

enum { HEAD_ROWS = 12, NOTES_MOST = 1000 };         /* of ten thousand days written alike a thousand are told */

struct str column_letters(struct arena *a, size_t column)
{
    char buf[8];
    size_t at = sizeof buf;
    for (size_t n = column + 1; n; n = (n - 1) / 26) buf[--at] = (char)('A' + (n - 1) % 26);
    return str_copy(a, (struct str){ buf + at, sizeof buf - at });
}

/* ---- headings ---- */

/* Without stars, blanks and what stands in brackets, small letters; what stood in the last brackets is *inside. */
static struct str heading_plain(struct arena *a, struct str s, struct str *inside)
{
    struct out o, in;
    int depth = 0;
    out_init(&o, a);
    out_init(&in, a);
    for (size_t at = 0; at < s.n;) {
        char b[4];
        uint32_t c = utf8_next(s, &at);
        if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
        if (c == '(' || c == '[' || c == 0x3010) { depth++; in.n = 0; continue; }
        if (c == ')' || c == ']' || c == 0x3011) { if (depth) depth--; continue; }
        if (depth) { put(&in, b, utf8_put(b, c)); continue; }
        if (c <= ' ' || c == '*' || c == 0x3000 || c == 0xA0 || c == ':' || c == '_' || c == '-' || c == 0x3001 || c == 0x2019 || c == '\'')
            continue;
        if (c >= 'A' && c <= 'Z') c += 'a' - 'A';
        put(&o, b, utf8_put(b, c));
    }
    *inside = str_trim(out_str(&in));
    return out_str(&o);
}

static bool heading_is(struct arena *a, struct str plain, struct str name)
{
    struct str inside;
    return name.n && plain.n && str_eq(plain, heading_plain(a, name, &inside));
}

static bool heading_has(struct arena *a, struct str plain, struct str name)
{
    struct str inside, n = heading_plain(a, name, &inside);
    return n.n >= 6 && plain.n >= 6 && (str_find(plain, n) >= 0 || str_find(n, plain) >= 0);
}

static bool heading_ours(struct arena *a, struct str plain, struct str heading)
{
    static const int ours[] = { T_filing_line, T_filing_last_time, T_filing_unit, T_filing_b_errors, T_filing_b_hint, T_filing_b_no };
    if (!plain.n || str_starts(heading, S("ballast:"))) return true;
    for (size_t i = 0; i < LEN(ours); i++)
        if (heading_is(a, plain, say_in(LANG_ZH, ours[i])) || heading_is(a, plain, say_in(LANG_EN, ours[i]))) return true;
    return false;
}

ptrdiff_t heading_field(struct arena *a, const struct ret_form *f, enum sheet_no s, struct str heading, struct str *unit, ptrdiff_t *guess)
{
    struct str inside, plain = heading_plain(a, heading, &inside);
    size_t like = 0;
    *unit = S("");
    *guess = COLUMN_UNKNOWN;
    for (size_t i = 0; i < f->sheets[s].n; i++) {
        const struct ret_field *x = &f->sheets[s].v[i];
        if (!heading_is(a, plain, x->zh) && !heading_is(a, plain, x->en) && !heading_is(a, plain, x->code)
            && !heading_is(a, plain, x->torch)) {
            if (heading_has(a, plain, x->zh) || heading_has(a, plain, x->en)) { *guess = (ptrdiff_t)i; like++; }
            continue;
        }
        if (x->unit && inside.n && !str_eq(inside, say_in(LANG_ZH, x->unit->label)) && !str_eq(inside, say_in(LANG_EN, x->unit->label)))
            *unit = inside;
        return (ptrdiff_t)i;
    }
    if (like != 1) *guess = COLUMN_UNKNOWN;
    return heading_ours(a, plain, heading) ? COLUMN_OURS : COLUMN_UNKNOWN;
}

static ptrdiff_t heading_known(const struct filing_headings_rows *known, const struct ret_form *f, enum sheet_no s, struct str heading,
    ptrdiff_t otherwise)
{
    for (size_t i = 0; known && i < known->n; i++) {
        if (!str_eq(known->v[i].heading, heading) || !str_eq(known->v[i].sheet, sheet_code(s))) continue;
        return known->v[i].field.n ? field_of(f, s, known->v[i].field) : COLUMN_LEFT_OUT;
    }
    return otherwise;
}

/* ---- which sheet, which row ---- */

static bool means(struct arena *a, struct str heading, int message)
{
    struct str inside, plain = heading_plain(a, heading, &inside);
    return heading_is(a, plain, say_in(LANG_ZH, message)) || heading_is(a, plain, say_in(LANG_EN, message));
}

/* How many of a row's cells are headings of this sheet. */
static size_t row_score(struct arena *a, const struct ret_form *f, enum sheet_no s, const struct filing_headings_rows *known,
    const struct sheet_row *row)
{
    size_t n = 0;
    struct arena_mark mark = arena_mark(a);
    for (size_t c = 0; c < row->n; c++, arena_rewind(a, mark)) {
        struct str unit;
        ptrdiff_t guess;
        if (!row->v[c].n) continue;
        if (s == SUMMARY)
            n += means(a, row->v[c], T_filing_item) || means(a, row->v[c], T_filing_b_code) || means(a, row->v[c], T_filing_value);
        else n += heading_known(known, f, s, row->v[c], heading_field(a, f, s, row->v[c], &unit, &guess)) >= 0;
    }
    return n;
}

static size_t head_find(struct arena *a, const struct ret_form *f, enum sheet_no s, const struct filing_headings_rows *known,
    const struct sheet *sheet, size_t *score)
{
    size_t best = 0;
    *score = 0;
    for (size_t i = 0; i < sheet->n && i < HEAD_ROWS; i++) {
        size_t n = row_score(a, f, s, known, &sheet->v[i]);
        if (n > *score) { *score = n; best = i; }
    }
    return best;
}

/* By the name of the sheet first; else each goes where most of its headings belong. */
static void sheets_assign(struct arena *a, struct upload *u, const struct filing_headings_rows *known)
{
    bool used[LIMIT_XLSX_SHEETS] = { false };
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < u->book.n; i++) {
            size_t best = 0, head = 0;
            int to = -1;
            for (int s = 0; s < SHEETS && !used[i]; s++) {
                size_t score, at;
                if (u->s[s].have || !u->form->sheets[s].n) continue;
                at = head_find(a, u->form, (enum sheet_no)s, known, &u->book.v[i].sheet, &score);
                if (pass == 0 && (!means(a, u->book.v[i].name, sheet_label((enum sheet_no)s)) || !score)) continue;
                if (score < (s == SUMMARY || pass == 0 ? 1 : 2) || score <= best) continue;
                best = score;
                head = at;
                to = s;
            }
            if (to < 0) continue;
            used[i] = true;
            u->s[to] = (struct up_sheet){ .have = true,
                .sheet = &u->book.v[i].sheet,
                .name = u->book.v[i].name,
                .head = head,
                .item = SIZE_MAX,
                .code = SIZE_MAX,
                .value = SIZE_MAX };
        }
}

/* ---- cells ---- */

/* The same as cell_read, but that what it needed on the way is given back: only a text that is not the cell's own stays. */
static struct cell cell_lean(struct arena *a, const struct ret_field *f, struct str text)
{
    char kept[1024];
    struct arena_mark mark = arena_mark(a);
    struct cell c = cell_read(a, f, text);
    struct str *t = &c.value.text;
    bool own = t->n && t->p >= text.p && t->p < text.p + text.n;
    if (own || t->n > sizeof kept) return c;
    if (t->n) memcpy(kept, t->p, t->n);
    arena_rewind(a, mark);
    *t = t->n ? str_copy(a, (struct str){ kept, t->n }) : S("");
    return c;
}

static void cell_take(struct arena *a, struct upload *u, enum sheet_no s, size_t row, size_t field, const struct sheet_row *sent,
    size_t column, struct str unit, struct ret_value *to)
{
    const struct ret_field *f = &u->form->sheets[s].v[field];
    struct str text = sheet_cell(sent, column);
    if (!text.n) return;
    struct str whole = f->unit && unit.n && text.n && text.p[text.n - 1] >= '0' && text.p[text.n - 1] <= '9' ? str_join(a, text, unit)
                                                                                                             : text;
    struct up_cell c = { .s = s, .row = row, .field = field, .line = sent->line, .text = text, .cell = cell_lean(a, f, whole) };
    if (c.cell.fault != CELL_OK || c.cell.note != CELL_FINE)
        c.place = str_printf(a, "%.*s%d", STR_FMT(column_letters(a, column)), sent->line);
    if (c.cell.fault != CELL_OK) *PUSH(a, &u->faults) = c;
    else if (c.cell.note != CELL_FINE && u->notes.n < NOTES_MOST) *PUSH(a, &u->notes) = c;
    *to = c.cell.value;
}

static void summary_columns(struct arena *a, struct up_sheet *s)
{
    const struct sheet_row *head = &s->sheet->v[s->head];
    for (size_t c = 0; c < head->n; c++) {
        if (means(a, head->v[c], T_filing_item)) s->item = c;
        if (means(a, head->v[c], T_filing_b_code)) s->code = c;
        if (means(a, head->v[c], T_filing_value)) s->value = c;
    }
}

/* A line for each field, known by its code or its name. */
static void summary_take(struct arena *a, struct upload *u)
{
    struct up_sheet *s = &u->s[SUMMARY];
    summary_columns(a, s);
    if (s->value == SIZE_MAX || (s->item == SIZE_MAX && s->code == SIZE_MAX)) { s->have = false; return; }
    for (size_t i = s->head + 1; i < s->sheet->n; i++) {
        const struct sheet_row *row = &s->sheet->v[i];
        struct str unit;
        ptrdiff_t guess, field = s->code == SIZE_MAX ? COLUMN_UNKNOWN : field_of(u->form, SUMMARY, sheet_cell(row, s->code));
        if (field < 0 && s->code != SIZE_MAX) field = heading_field(a, u->form, SUMMARY, sheet_cell(row, s->code), &unit, &guess);
        if (field < 0 && s->item != SIZE_MAX) field = heading_field(a, u->form, SUMMARY, sheet_cell(row, s->item), &unit, &guess);
        if (field < 0) continue;
        const struct ret_field *f = &u->form->sheets[SUMMARY].v[field];
        if (f->cell.n && u->x.sum[field].sure) continue;                   /* the city has it */
        u->x.sum[field] = value_none();
        u->raw[SUMMARY][0][field] = sheet_cell(row, s->value);
        cell_take(a, u, SUMMARY, 0, (size_t)field, row, s->value, S(""), &u->x.sum[field]);
        if (f->cell.n) u->x.sum[field].sure = false;
    }
}

static void columns_match(struct arena *a, struct upload *u, enum sheet_no no, const struct filing_headings_rows *known)
{
    struct up_sheet *s = &u->s[no];
    const struct sheet_row *head = &s->sheet->v[s->head];
    s->v = NEWS(a, struct up_column, head->n + 1);
    s->n = head->n;
    for (size_t c = 0; c < head->n; c++) {
        struct up_column *col = &s->v[c];
        col->heading = head->v[c];
        col->field = heading_known(known, u->form, no, head->v[c], heading_field(a, u->form, no, head->v[c], &col->unit, &col->guess));
        for (size_t k = 0; k < c && col->field >= 0; k++)
            if (s->v[k].field == col->field) { u->problem = T_filing_p_twice; u->problem_with = head->v[c]; }
        u->unknown += col->field == COLUMN_UNKNOWN;
    }
}

static void rows_take(struct arena *a, struct upload *u, enum sheet_no no, const struct filing_headings_rows *known)
{
    struct up_sheet *s = &u->s[no];
    size_t room = s->sheet->n - s->head;
    columns_match(a, u, no, known);
    u->x.rows[no] = (struct ret_rows){ 0 };
    u->raw[no] = NEWS(a, struct str *, room + 1);
    for (size_t i = s->head + 1; i < s->sheet->n; i++) {
        const struct sheet_row *sent = &s->sheet->v[i];
        bool any = false;
        for (size_t c = 0; c < s->n; c++) any = any || (s->v[c].field >= 0 && sheet_cell(sent, c).n);
        if (!any) continue;                                                /* a remark below the table */
        size_t at = u->x.rows[no].n;
        if (at == LIMIT_FILING_ROWS) { u->problem = T_filing_p_rows; return; }
        struct ret_row *row = filled_row(a, &u->x, no);
        row->line = sent->line;
        u->raw[no][at] = NEWS(a, struct str, u->form->sheets[no].n + 1);
        for (size_t c = 0; c < s->n; c++) {
            if (s->v[c].field < 0) continue;
            u->raw[no][at][s->v[c].field] = sheet_cell(sent, c);
            cell_take(a, u, no, at, (size_t)s->v[c].field, sent, c, s->v[c].unit, &row->v[s->v[c].field]);
        }
    }
}

/* ---- the whole ---- */

static int problem_of(enum rc rc, enum sheet_why why)
{
    if (rc == RC_LIMIT) return T_filing_p_large;
    switch (why) {
    case SHEET_EMPTY: return T_filing_p_empty;
    case SHEET_OLD: return T_filing_p_old;
    case SHEET_UNSAFE: return T_filing_p_unsafe;
    default: return T_filing_p_damaged;
    }
}

/* The template says whose it is, for which period; another one's would overwrite the wrong month. */
static void version_look(struct arena *a, struct upload *u, struct str version)
{
    for (int s = 0; s < SHEETS; s++) {
        if (!u->s[s].have) continue;
        const struct sheet_row *head = &u->s[s].sheet->v[u->s[s].head];
        for (size_t c = 0; c < head->n; c++)
            if (str_starts(head->v[c], S("ballast:")) && version.n && !str_eq(head->v[c], version)) {
                u->problem = T_filing_p_other;
                u->problem_with = str_copy(a, head->v[c]);
            }
    }
}

enum rc upload_read(struct arena *a, const struct ret_form *form, struct str bytes, const struct filing_headings_rows *known,
    const struct filled *with, struct upload *u)
{
    struct err e = { 0 };
    struct str version = u->problem_with;
    *u = (struct upload){ .form = form, .x = *with, .book = { .max_rows = LIMIT_FILING_ROWS + HEAD_ROWS } };
    u->x.zero = false;
    u->raw[SUMMARY] = NEW(a, struct str *);
    u->raw[SUMMARY][0] = NEWS(a, struct str, form->sheets[SUMMARY].n + 1);
    enum rc rc = sheets_read(a, bytes, &u->book, &e);
    if (rc != RC_OK) {
        u->problem = problem_of(rc, u->book.why);
        u->line = e.line;
        u->col = e.col;
        return RC_OK;
    }
    sheets_assign(a, u, known);
    version_look(a, u, version);
    if (!u->s[SUMMARY].have && !u->s[FIRMS].have && !u->s[PEOPLE].have) { u->problem = T_filing_p_no_sheet; return RC_OK; }
    if (u->s[SUMMARY].have) summary_take(a, u);
    for (int s = FIRMS; s < SHEETS; s++) if (u->s[s].have) rows_take(a, u, (enum sheet_no)s, known);
    return RC_OK;
}
