/* file_json.c: a round as one JSON text, and OR-Library's assignment files.
**
** JSON says the same words as the tables; a number may stand as text or as number, a list of texts for a list of words:
**     {"method": "stable", "seed": "...", "places": [{"place": "desk-a", "seats": 2, "least": 1, "reserves": "graduate:1"}],
**      "applicants": [{"applicant": "a1", "points": 70, "groups": ["graduate"], "team": "t1", "wishes": "desk-a > desk-b"}]}
** An unknown member is refused: a misspelt one would silently mean nothing.
*/
#include "app/rounds/file.h"
#include "base/json.h"

/* A text, a number, or a list of texts put together with sep. */
static enum rc words_of(struct round *rd, const struct json_node *n, const char *sep, struct str *to, struct err *e)
{
    struct out o;
    if (n->kind == JSON_TEXT || n->kind == JSON_NUMBER) { *to = n->text; return RC_OK; }
    if (n->kind == JSON_NULL) return RC_OK;
    if (n->kind != JSON_LIST) return fail(e, RC_INPUT, "\"%.*s\" is a text or a number", STR_FMT(n->name));
    out_init(&o, rd->a);
    for (const struct json_node *m = n->first; m; m = m->next) {
        if (m->kind != JSON_TEXT) return fail(e, RC_INPUT, "\"%.*s\" is a text or a list of texts", STR_FMT(n->name));
        if (m != n->first) put_z(&o, sep);
        put_str(&o, m->text);
    }
    *to = out_str(&o);
    return RC_OK;
}

struct field { const char *name; struct str *to; const char *sep; };

static enum rc fields_read(struct round *rd, const struct json_node *object, const struct field *f, size_t n, struct err *e)
{
    if (object->kind != JSON_OBJECT) return fail(e, RC_INPUT, "each place and each applicant is an object");
    for (const struct json_node *m = object->first; m; m = m->next) {
        size_t i = 0;
        while (i < n && !str_eq(m->name, str_from(f[i].name))) i++;
        if (i == n) return fail(e, RC_INPUT, "there is no member \"%.*s\"", m->name.n > 80 ? 80 : (int)m->name.n, m->name.p);
        TRY(words_of(rd, m, f[i].sep, f[i].to, e));
    }
    return RC_OK;
}

/* Where in the text it is: places[0], applicants[12]. */
static enum rc in_list(struct round *rd, const char *list, size_t i, enum rc rc, struct err *e)
{
    if (rc == RC_OK) return rc;
    const char *what = str_z(rd->a, str_from(e->text));
    return fail(e, rc, "%s[%zu]: %s", list, i, what);
}

static enum rc places_read(struct round *rd, const struct json_node *list, struct err *e)
{
    size_t i = 0;
    for (const struct json_node *n = list->first; n; n = n->next, i++) {
        struct round_place_row row = { 0 };
        const struct field f[] = { { "place", &row.place, "" }, { "seats", &row.seats, "" }, { "least", &row.least, "" },
            { "reserves", &row.reserves, ";" } };
        TRY(in_list(rd, "places", i, fields_read(rd, n, f, LEN(f), e), e));
        TRY(in_list(rd, "places", i, round_place_add(rd, &row, e), e));
    }
    return RC_OK;
}

static enum rc applicants_read(struct round *rd, const struct json_node *list, struct err *e)
{
    size_t i = 0;
    for (const struct json_node *n = list->first; n; n = n->next, i++) {
        struct round_applicant_row row = { 0 };
        const struct field f[] = { { "applicant", &row.applicant, "" }, { "points", &row.points, "" }, { "groups", &row.groups, ";" },
            { "team", &row.team, "" }, { "wishes", &row.wishes, ">" } };
        TRY(in_list(rd, "applicants", i, fields_read(rd, n, f, LEN(f), e), e));
        TRY(in_list(rd, "applicants", i, round_applicant_add(rd, &row, e), e));
    }
    return RC_OK;
}

/* What the call says and what the file says have to agree. */
static enum rc head_read(struct round *rd, const struct json_node *n, struct err *e)
{
    enum round_method m;
    int64_t cost = 0;
    if (str_eq(n->name, S("method"))) {
        if (n->kind != JSON_TEXT || !round_method_of(n->text, &m)) return fail(e, RC_INPUT, "\"method\" is stable, cheapest or best");
        if (rd->method_name.p && m != rd->method) return fail(e, RC_INPUT, "the file says method %.*s, the call or the result another", STR_FMT(n->text));
        rd->method = m;
        rd->method_name = n->text;
    } else if (str_eq(n->name, S("seed"))) {
        if (n->kind != JSON_TEXT) return fail(e, RC_INPUT, "\"seed\" is a text");
        if (rd->seed.p && !str_eq(rd->seed, n->text)) return fail(e, RC_INPUT, "the file has one seed, the call or the result another");
        rd->seed = n->text;
    } else if (str_eq(n->name, S("outside"))) {
        bool never = n->kind == JSON_TEXT && str_eq(n->text, S("never"));
        if (!never && (n->kind != JSON_NUMBER || !str_int(n->text, &cost) || cost < -LIMIT_ROUND_POINTS || cost > LIMIT_ROUND_POINTS))
            return fail(e, RC_INPUT, "\"outside\" is a whole number or \"never\"");
        if (never ? rd->outside_said : rd->everybody || (rd->outside_said && rd->outside != cost))
            return fail(e, RC_INPUT, "the file says outside %.*s, the call or the result another", STR_FMT(n->text));
        rd->everybody = never;
        rd->outside_said = !never;
        rd->outside = never ? 0 : cost;
    } else return fail(e, RC_INPUT, "there is no member \"%.*s\"", n->name.n > 80 ? 80 : (int)n->name.n, n->name.p);
    return RC_OK;
}

enum rc round_read_json(struct round *rd, struct str bytes, struct err *e)
{
    struct json_node *top;
    TRY(json_parse_long(rd->a, bytes, LIMIT_ROUND_APPLICANTS, ROUND_JSON_NODES, &top, e));
    const struct json_node *places = json_get(top, "places"), *applicants = json_get(top, "applicants");
    for (const struct json_node *n = top->first; n; n = n->next) if (n != places && n != applicants) TRY(head_read(rd, n, e));
    if (places && places->kind != JSON_LIST) return fail(e, RC_INPUT, "\"places\" is a list");
    if (applicants && applicants->kind != JSON_LIST) return fail(e, RC_INPUT, "\"applicants\" is a list");
    if (places) TRY(places_read(rd, places, e));
    return applicants ? applicants_read(rd, applicants, e) : RC_OK;
}

/* --- OR-Library: n, then n rows of n costs (assign*), or lines `row column cost` of the cells there are (assignp*); row i is
** applicant i, column k place k, everybody gets one. Rows are broken into lines as whoever wrote them liked. */
struct numbers { struct str rest; int line; };

static bool token_next(struct numbers *n, struct str *token)
{
    size_t i = 0, k;
    for (; i < n->rest.n && strchr(" \t\v\f\r\n", n->rest.p[i]); i++)
        n->line += n->rest.p[i] == '\n' || (n->rest.p[i] == '\r' && (i + 1 == n->rest.n || n->rest.p[i + 1] != '\n'));
    for (k = i; k < n->rest.n && !strchr(" \t\v\f\r\n", n->rest.p[k]);) k++;
    *token = str_sub(n->rest, i, k - i);
    n->rest = str_sub(n->rest, k, n->rest.n);
    return k > i;
}

static enum rc number_next(struct numbers *n, int64_t *v, struct err *e)
{
    struct str token;
    if (!token_next(n, &token)) return fail_at(e, RC_INPUT, n->line, 0, "the file ends too early");
    if (!str_int(token, v))
        return fail_at(e, RC_INPUT, n->line, 0, "'%.*s' is no whole number, and a file of costs holds nothing else",
            STR_FMT(str_sub(token, 0, 40)));
    if (*v > LIMIT_ROUND_POINTS || *v < -LIMIT_ROUND_POINTS)
        return fail_at(e, RC_LIMIT, n->line, 0, "a cost is between minus and plus %d: %.*s", LIMIT_ROUND_POINTS,
            STR_FMT(str_sub(token, 0, 40)));
    return RC_OK;
}

/* How many numbers follow, and whether they stand three to a line. */
static enum rc numbers_count(struct numbers n, int64_t *count, bool *threes, int *last, struct err *e)
{
    int64_t v, here = 3;
    int line = n.line;
    *count = 0;
    *threes = true;
    for (struct str ahead; ++*count;) {
        struct numbers peek = n;
        if (!token_next(&peek, &ahead)) break;
        TRY(number_next(&n, &v, e));
        if (n.line != line) { *threes &= here == 3; here = 0; line = n.line; }
        here++;
    }
    --*count;
    *threes &= here == 3 && *count > 0;
    *last = line;
    return RC_OK;
}

static void cost_add(struct round *rd, int64_t place, int64_t cost)
{
    *PUSH(rd->a, &rd->wish) = (int32_t)place;
    *PUSH(rd->a, &rd->number) = cost;
    *PUSH(rd->a, &rd->same) = 0;
}

static void row_done(struct round *rd, int64_t i)
{
    bool fresh;
    names_add(rd->a, &rd->applicants, str_printf(rd->a, "%lld", (long long)i + 1), &fresh);
    *PUSH(rd->a, &rd->first) = (int32_t)rd->wish.n;
    *PUSH(rd->a, &rd->member) = 0;
    *PUSH(rd->a, &rd->team) = ASSIGN_NOBODY;
}

static enum rc matrix_read(struct round *rd, int64_t n, struct numbers *rest, struct err *e)
{
    int64_t cost;
    for (int64_t i = 0; i < n; i++) {
        for (int64_t k = 0; k < n; k++) { TRY(number_next(rest, &cost, e)); cost_add(rd, k, cost); }
        row_done(rd, i);
    }
    return RC_OK;
}

struct cell { int64_t row, place, cost; int line; };

static int cell_cmp(const void *x, const void *y)
{
    const struct cell *a = x, *b = y;
    return a->row != b->row    ? (a->row < b->row ? -1 : 1)
        : a->place != b->place ? (a->place < b->place ? -1 : 1)
                               : (a->line > b->line) - (a->line < b->line);
}

static enum rc cell_next(struct numbers *rest, int64_t n, struct cell *c, struct err *e)
{
    TRY(number_next(rest, &c->row, e));
    TRY(number_next(rest, &c->place, e));
    TRY(number_next(rest, &c->cost, e));
    c->line = rest->line;
    if (c->row < 1 || c->row > n || c->place < 1 || c->place > n)
        return fail_at(e, RC_INPUT, c->line, 0, "a line is: row column cost, and rows and columns are 1 to %lld", (long long)n);
    return RC_OK;
}

/* Cells in any order. */
static enum rc cells_read(struct round *rd, int64_t n, size_t cells, struct numbers *rest, struct err *e)
{
    struct cell *cell = NEWS(rd->a, struct cell, cells + 1);
    bool sorted = true;
    size_t c = 0;
    for (size_t i = 0; i < cells; i++) {
        TRY(cell_next(rest, n, &cell[i], e));
        sorted &= !i || cell_cmp(&cell[i - 1], &cell[i]) < 0;
    }
    if (!sorted) qsort(cell, cells, sizeof *cell, cell_cmp);
    for (size_t i = 1; i < cells; i++)
        if (cell[i].row == cell[i - 1].row && cell[i].place == cell[i - 1].place)
            return fail_at(e, RC_INPUT, cell[i].line, 0, "row %lld, column %lld stands in line %d, too", (long long)cell[i].row,
                (long long)cell[i].place, cell[i - 1].line);
    for (int64_t i = 0; i < n; i++) {
        for (; c < cells && cell[c].row == i + 1; c++) cost_add(rd, cell[c].place - 1, cell[c].cost);
        row_done(rd, i);
    }
    return RC_OK;
}

enum rc round_read_orlib(struct round *rd, struct str bytes, struct err *e)
{
    struct str text = str_trim(bytes);
    struct numbers rest = { text, 1 };
    int64_t n, count;
    bool fresh, threes;
    int last;
    if (rd->places.list.n || rd->applicants.list.n) return fail(e, RC_INPUT, "a file of costs stands alone");
    if (rd->method_name.p && rd->method == ROUND_STABLE) return fail(e, RC_INPUT, "a file of costs is solved by method cheapest or best");
    for (const char *p = bytes.p; p < text.p; p++) rest.line += *p == '\n';
    TRY(number_next(&rest, &n, e));
    if (n < 1 || n > LIMIT_ROUND_WISHES)
        return fail_at(e, RC_LIMIT, rest.line, 0, "the first number says how many: 1 to %d", LIMIT_ROUND_WISHES);
    TRY(numbers_count(rest, &count, &threes, &last, e));
    if (count != n * n && !threes)
        return fail_at(e, RC_INPUT, last, 0, "%lld rows have %lld costs, and %lld follow (or each line is: row column cost)", (long long)n,
            (long long)(n * n), (long long)count);
    if (!rd->method_name.p) { rd->method = ROUND_CHEAPEST; rd->method_name = round_method_word(rd->method); }
    if (!rd->outside_said) rd->everybody = true;
    for (int64_t i = 0; i < n; i++) {
        names_add(rd->a, &rd->places, str_printf(rd->a, "%lld", (long long)i + 1), &fresh);
        *PUSH(rd->a, &rd->place) = (struct assign_place){ .seats = 1 };
    }
    *PUSH(rd->a, &rd->first) = 0;
    return count == n * n ? matrix_read(rd, n, &rest, e) : cells_read(rd, n, (size_t)count / 3, &rest, e);
}
