/* policy_roster.c: see policy_roster.h. */
#include "cli/policy_roster.h"

enum { PIECE = 8 * 1024 * 1024, DIGITS_MOST = 6 };

/* ------------------------------------------------------------------ pieces of the file */

static bool is_workbook(const struct roster_file *r)
{
    return r->filled >= 2
        && (memcmp(r->buffer, "PK", 2) == 0 || memcmp(r->buffer, "\xff\xfe", 2) == 0 || memcmp(r->buffer, "\xfe\xff", 2) == 0);
}

static enum rc fill(struct roster_file *r, struct err *e)
{
    r->filled += fread(r->buffer + r->filled, 1, r->size - r->filled, r->f);
    r->ended = r->filled < r->size;
    return ferror(r->f) ? fail(e, RC_IO, "%.*s: cannot be read", STR_FMT(r->path)) : RC_OK;
}

/* Behind the last line end outside quotes within the first n rows; 0: there is none. */
static size_t cut(const struct roster_file *r, size_t rows)
{
    size_t end = 0;
    bool quoted = false;
    for (size_t i = 0; i < r->filled && rows > 0; i++) {
        if (r->buffer[i] == '"') quoted = !quoted;
        if (r->buffer[i] == '\n' && !quoted) { end = i + 1; rows--; }
    }
    return end;
}

static void drop(struct roster_file *r, size_t n)
{
    memmove(r->buffer, r->buffer + n, r->filled - n);
    r->filled -= n;
}

static enum rc read_text(struct roster_file *r, struct str text, struct err *e)
{
    r->sheet = (struct sheet){ .max_rows = LIMIT_VECTORS };
    enum rc rc = cli_sheet(r->piece, text, &r->sheet, e);
    if (rc == RC_OK) { r->rows = r->sheet.n - 1; return RC_OK; }
    struct str what = str_from(str_z(r->piece, str_from(e->text)));
    return fail_at(e, rc, e->line, e->col, "%.*s: %.*s", STR_FMT(r->path), STR_FMT(what));
}

/* ------------------------------------------------------------------ opening */

static enum rc too_long(const struct roster_file *r, struct err *e)
{
    return fail(e, RC_LIMIT, "%.*s: a line is longer than %d bytes", STR_FMT(r->path), PIECE);
}

static bool is_key(struct str code)
{
    for (int k = 0; k < KEYS; k++) if (str_eq(code, grant_key_word((enum grant_key)k))) return true;
    return false;
}

static bool is_input(const struct policy_register *reg, const struct fact *x)
{
    for (size_t i = 0; i < reg->policies.n; i++)
        for (size_t k = 0; k < reg->policies.v[i]->ninputs; k++) if (reg->policies.v[i]->inputs[k].fact == x) return true;
    return false;
}

static void add_column(struct roster_file *r, const struct fact *x, size_t heading)
{
    struct roster_column *c = &r->columns[r->n];
    bool key = is_key(x->code) && !x->choices.n && !is_input(r->reg, x);
    *c = (struct roster_column){ .fact = x, .kind = x->type->kind == TYPE_NUMBER ? BATCH_NUMBER : x->type->kind == TYPE_BOOLEAN ? BATCH_BOOL
        : x->type->kind == TYPE_DATE ? BATCH_DAY : x->type->kind == TYPE_STRING && !key ? BATCH_WORD : BATCH_VALUE };
    for (size_t i = 0; i < x->choices.n && c->kind == BATCH_WORD; i++) *PUSH(r->a, &r->words[r->n]) = x->choices.v[i].zh;
    c->words = r->words[r->n].v;
    c->nwords = r->words[r->n].n;
    r->of[r->n++] = heading;
}

static enum rc headings(struct roster_file *r, struct err *e)
{
    size_t n = r->sheet.v[0].n;
    r->of = NEWS(r->a, size_t, n + 1);
    r->words = NEWS(r->a, struct roster_words, n + 1);
    r->columns = NEWS(r->a, struct roster_column, n + 1);
    r->data = NEWS(r->a, struct batch_data, n + 1);
    for (size_t i = 0; i < n; i++) {
        const struct fact *x = facts_find(r->reg->facts, r->sheet.v[0].v[i]);
        *PUSH(r->a, &r->headings) = str_copy(r->a, r->sheet.v[0].v[i]);
        for (size_t k = 0; x && k < r->n; k++)
            if (r->columns[k].fact == x)
                return fail_at(e, RC_INPUT, 1, (int)i + 1, "%.*s: “%.*s”有两列。There are two columns %.*s.", STR_FMT(r->path),
                    STR_FMT(x->zh), STR_FMT(x->en));
        if (x) add_column(r, x, i);
    }
    return r->n ? RC_OK
                : fail_at(e, RC_INPUT, 1, 1, "%.*s: 没有一列是事实字典中的事实。No column is a fact of the dictionary.", STR_FMT(r->path));
}

enum rc roster_open(struct roster_file *r, struct arena *a, struct arena *piece, const struct policy_register *reg, struct str path,
    struct err *e)
{
    *r = (struct roster_file){ .a = a,
        .piece = piece,
        .reg = reg,
        .path = path,
        .size = PIECE,
        .buffer = arena_alloc(a, PIECE),
        .changed = true };
    r->f = str_eq(path, S("-")) ? stdin : fopen(str_z(a, path), "rb");
    if (!r->f) return fail(e, RC_NONE, "%.*s: cannot be opened", STR_FMT(path));
    TRY(fill(r, e));
    r->whole = is_workbook(r);
    if (r->whole) {
        struct str bytes;
        TRY(cli_read_file(a, str_z(a, path), LIMIT_XLSX_UNZIPPED, &bytes, e));
        TRY(read_text(r, bytes, e));
        r->ended = true;
        return headings(r, e);
    }
    size_t end = cut(r, 1);
    if (!end && !r->ended) return too_long(r, e);
    if (!end) end = r->filled;
    r->heading = str_copy(a, (struct str){ r->buffer, end });
    TRY(read_text(r, r->heading, e));
    drop(r, end);
    return headings(r, e);
}

void roster_close(struct roster_file *r)
{
    if (r->f && r->f != stdin) fclose(r->f);
    r->f = NULL;
}

bool roster_heading(const struct roster_file *r, struct str name, size_t *at)
{
    const struct fact *x = facts_find(r->reg->facts, name);
    for (*at = 0; *at < r->headings.n; ++*at)
        if (str_eq(r->headings.v[*at], name) || (x && facts_find(r->reg->facts, r->headings.v[*at]) == x)) return true;
    return false;
}

/* ------------------------------------------------------------------ cells into columns */

/* Each different text of a column of a piece is read once. */
struct memo { struct str text; struct value value; uint16_t word; };
struct memos { struct memo *v; size_t n, cap; uint32_t *slots; size_t size; };

static void tell(struct roster_file *r, size_t column, size_t row, const struct err *e)
{
    struct str name = r->headings.v[r->of[column]];
    fprintf(stderr, "ballast policy: %.*s:%zu: %.*s: %s\n", STR_FMT(r->path), r->done + row + 1, STR_FMT(name), e->text);
}

static uint32_t remember(struct roster_file *r, struct memos *m, size_t column, size_t row, struct str text, bool *told)
{
    struct err e = { 0 };
    size_t at = str_hash(text) & (m->size - 1);
    for (; m->slots[at]; at = (at + 1) & (m->size - 1)) if (str_eq(m->v[m->slots[at] - 1].text, text)) return m->slots[at] - 1;
    struct memo *x = PUSH(r->piece, m);
    x->text = text;
    if (fact_take_text(r->piece, r->columns[column].fact, text, &x->value, &e) != RC_OK) {
        x->value = value_unknown();
        r->wrong++;
        if (!*told) tell(r, column, row, &e);
        *told = true;
    }
    m->slots[at] = (uint32_t)m->n;
    return (uint32_t)m->n - 1;
}

static void more_digits(struct roster_file *r, struct roster_column *c, const struct memos *m)
{
    for (size_t i = 0; i < m->n; i++) {
        int64_t v;
        while (m->v[i].value.kind == VALUE_NUMBER && c->digits < DIGITS_MOST && !number_to_scaled(m->v[i].value.number, c->digits, &v)) {
            c->digits++;
            r->changed = true;
        }
    }
}

static enum rc more_words(struct roster_file *r, size_t column, struct memos *m, struct err *e)
{
    struct roster_words *w = &r->words[column];
    for (size_t i = 0; i < m->n; i++) {
        size_t k = 0;
        if (m->v[i].value.kind != VALUE_STRING) continue;
        while (k < w->n && !str_eq(w->v[k], m->v[i].value.string)) k++;
        if (k == ROSTER_WORDS)
            return fail(e, RC_LIMIT, "%.*s: %.*s: more than %d different words", STR_FMT(r->path), STR_FMT(r->headings.v[r->of[column]]),
                ROSTER_WORDS);
        if (k == w->n) { *PUSH(r->a, w) = str_copy(r->a, m->v[i].value.string); r->changed = true; }
        m->v[i].word = (uint16_t)k;
    }
    r->columns[column].words = w->v;
    r->columns[column].nwords = w->n;
    return RC_OK;
}

static void put_element(const struct roster_column *c, const struct memo *m, void *to, size_t row)
{
    int64_t v = 0;
    switch (c->kind) {
    case BATCH_NUMBER: if (m->value.kind == VALUE_NUMBER) number_to_scaled(m->value.number, c->digits, &v); ((int64_t *)to)[row] = v; break;
    case BATCH_DAY: ((int32_t *)to)[row] = m->value.kind == VALUE_DATE ? (int32_t)temporal_day_number(m->value.date) : 0; break;
    case BATCH_WORD: ((uint16_t *)to)[row] = m->word; break;
    case BATCH_BOOL: ((uint8_t *)to)[row] = value_is_true(m->value); break;
    case BATCH_VALUE: ((struct value *)to)[row] = m->value; break;
    }
}

/* A number with more decimals than are kept, or too large, is not known to the batch. */
static bool holds(const struct roster_column *c, struct value v)
{
    int64_t x;
    if (v.kind == VALUE_UNKNOWN || v.kind == VALUE_NULL) return false;
    return c->kind != BATCH_NUMBER || number_to_scaled(v.number, c->digits, &x);
}

static enum rc column(struct roster_file *r, size_t at, struct err *e)
{
    static const size_t
        width[] = { [BATCH_NUMBER] = 8, [BATCH_DAY] = 4, [BATCH_WORD] = 2, [BATCH_BOOL] = 1, [BATCH_VALUE] = sizeof(struct value) };
    struct roster_column *c = &r->columns[at];
    struct memos m = { .size = 1 };
    uint64_t *known = NEWS(r->piece, uint64_t, r->rows / 64 + 1), *null = NEWS(r->piece, uint64_t, r->rows / 64 + 1);
    uint32_t *which = NEWS(r->piece, uint32_t, r->rows + 1);
    void *v = arena_zero(r->piece, r->rows * width[c->kind] + 1);
    bool told = false;
    while (m.size < 2 * r->rows + 2) m.size *= 2;
    m.slots = NEWS(r->piece, uint32_t, m.size);
    for (size_t i = 0; i < r->rows; i++) which[i] = remember(r, &m, at, i, sheet_cell(&r->sheet.v[i + 1], r->of[at]), &told);
    if (c->kind == BATCH_NUMBER) more_digits(r, c, &m);
    if (c->kind == BATCH_WORD) TRY(more_words(r, at, &m, e));
    for (size_t i = 0; i < m.n; i++)
        if (m.v[i].value.kind == VALUE_NUMBER && !holds(c, m.v[i].value)) {
            r->wrong++;
            m.v[i].value = value_unknown();
        }
    for (size_t i = 0; i < r->rows; i++) {
        const struct memo *x = &m.v[which[i]];
        put_element(c, x, v, i);
        if (holds(c, x->value)) known[i / 64] |= (uint64_t)1 << (i % 64);
        if (x->value.kind == VALUE_NULL) { null[i / 64] |= (uint64_t)1 << (i % 64); known[i / 64] |= (uint64_t)1 << (i % 64); }
    }
    r->data[at] = (struct batch_data){ v, known, null };
    return RC_OK;
}

enum rc roster_next(struct roster_file *r, struct err *e)
{
    r->done += r->rows;
    r->rows = 0;
    if (r->whole && r->done) return RC_OK;
    if (r->whole) r->rows = r->sheet.n - 1;
    else {
        arena_reset(r->piece);
        TRY(fill(r, e));
        size_t end = cut(r, ROSTER_ROWS);
        if (r->ended && !memchr(r->buffer + end, '\n', r->filled - end)) end = r->filled;     /* the last line need not end */
        if (r->filled == 0) return RC_OK;
        if (end == 0) return too_long(r, e);
        TRY(read_text(r, str_join(r->piece, r->heading, (struct str){ r->buffer, end }), e));
        drop(r, end);
    }
    for (size_t i = 0; i < r->n && r->rows; i++) TRY(column(r, i, e));
    return RC_OK;
}

/* ------------------------------------------------------------------ what was had */

struct grant_place { enum grant_key key; struct str text; const struct grant *grant; };

static int by_key(const void *x, const void *y)
{
    const struct grant_place *a = x, *b = y;
    return a->key != b->key ? (a->key < b->key ? -1 : 1) : str_cmp(a->text, b->text);
}

enum rc roster_grants(struct roster_grants *g, struct arena *a, const struct grants *all, struct err *e)
{
    *g = (struct roster_grants){ .a = a, .all = all, .places = NEWS(a, struct grant_place, all->n * KEYS + 1) };
    for (size_t i = 0; i < all->n; i++) {
        size_t before = g->n;
        for (int k = 0; k < KEYS; k++)
            if (all->v[i].key[k].n) g->places[g->n++] = (struct grant_place){ (enum grant_key)k, all->v[i].key[k], &all->v[i] };
        if (g->n == before) return fail(e, RC_INPUT, "第 %zu 条享受记录没有 person、firm 等键，不知属于谁。Grant %zu has no key (person, firm, ...): whose is it?", i + 1, i + 1);
    }
    if (g->n) qsort(g->places, g->n, sizeof *g->places, by_key);
    return RC_OK;
}

static void add_grants(struct roster_grants *g, struct arena *a, struct grants **to, enum grant_key key, struct str text)
{
    size_t low = 0, high = g->n;
    const struct grant_place wanted = { key, text, NULL };
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (by_key(&g->places[mid], &wanted) < 0) low = mid + 1;
        else high = mid;
    }
    for (; low < g->n && by_key(&g->places[low], &wanted) == 0; low++) {
        bool there = false;
        if (!*to) { *to = NEW(a, struct grants); (*to)->known = true; }
        for (size_t i = 0; i < (*to)->n; i++) there |= memcmp(&(*to)->v[i], g->places[low].grant, sizeof *g->places[low].grant) == 0;
        if (!there) *PUSH(a, *to) = *g->places[low].grant;
    }
}

void roster_grants_of(struct roster_grants *g, const struct roster_file *r)
{
    g->rows = NEWS(r->piece, const struct grants *, r->rows + 1);
    for (size_t i = 0; i < r->rows && g->n; i++) {
        struct grants *had = NULL;
        for (size_t c = 0; c < r->n; c++)
            for (int k = 0; k < KEYS; k++)
                if (str_eq(r->columns[c].fact->code, grant_key_word((enum grant_key)k)))
                    add_grants(g, r->piece, &had, (enum grant_key)k, sheet_cell(&r->sheet.v[i + 1], r->of[c]));
        g->rows[i] = had;
    }
}

const struct grants *roster_had(void *host, size_t row) { return ((struct roster_grants *)host)->rows[row]; }
