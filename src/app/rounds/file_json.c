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
        const struct field f[] = { { "place", &row.place, "" }, { "seats", &row.seats, "" }, { "least", &row.least, "" }, { "reserves", &row.reserves, ";" } };
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
    int64_t cost;
    if (str_eq(n->name, S("method"))) {
        if (n->kind != JSON_TEXT || !round_method_of(n->text, &m)) return fail(e, RC_INPUT, "\"method\" is stable, cheapest or best");
        if (rd->method_name.p && m != rd->method) return fail(e, RC_INPUT, "the file says method %.*s, the call another", STR_FMT(n->text));
        rd->method = m;
        rd->method_name = n->text;
    } else if (str_eq(n->name, S("seed"))) {
        if (n->kind != JSON_TEXT) return fail(e, RC_INPUT, "\"seed\" is a text");
        if (rd->seed.p && !str_eq(rd->seed, n->text)) return fail(e, RC_INPUT, "the file has one seed, the call another");
        rd->seed = n->text;
    } else if (str_eq(n->name, S("outside"))) {
        if (str_eq(n->text, S("never"))) rd->everybody = true;
        else if (n->kind == JSON_NUMBER && str_int(n->text, &cost) && cost >= -LIMIT_ROUND_POINTS && cost <= LIMIT_ROUND_POINTS) { rd->outside = cost; rd->outside_said = true; }
        else return fail(e, RC_INPUT, "\"outside\" is a whole number or \"never\"");
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

/* --- OR-Library: n, then n rows of n costs; row i is applicant i, column k place k, everybody gets one */
static bool number_next(struct str *rest, int64_t *v)
{
    size_t i = 0, k;
    while (i < rest->n && strchr(" \t\r\n", rest->p[i])) i++;
    for (k = i; k < rest->n && !strchr(" \t\r\n", rest->p[k]);) k++;
    if (!str_int(str_sub(*rest, i, k - i), v)) return false;
    *rest = str_sub(*rest, k, rest->n);
    return true;
}

static enum rc orlib_row(struct round *rd, int32_t n, int32_t i, struct str *rest, struct err *e)
{
    bool fresh;
    names_add(rd->a, &rd->applicants, str_printf(rd->a, "%d", i + 1), &fresh);
    for (int32_t k = 0; k < n; k++) {
        int64_t cost;
        if (!number_next(rest, &cost)) return fail(e, RC_INPUT, "row %d has no %d costs", i + 1, n);
        if (cost > LIMIT_ROUND_POINTS || cost < -LIMIT_ROUND_POINTS) return fail(e, RC_LIMIT, "row %d: a cost is between minus and plus %d", i + 1, LIMIT_ROUND_POINTS);
        *PUSH(rd->a, &rd->wish) = k;
        *PUSH(rd->a, &rd->number) = cost;
        *PUSH(rd->a, &rd->same) = 0;
    }
    *PUSH(rd->a, &rd->first) = (int32_t)rd->wish.n;
    *PUSH(rd->a, &rd->member) = 0;
    *PUSH(rd->a, &rd->team) = ASSIGN_NOBODY;
    return RC_OK;
}

enum rc round_read_orlib(struct round *rd, struct str bytes, struct err *e)
{
    struct str rest = bytes;
    int64_t n;
    bool fresh;
    if (rd->places.list.n || rd->applicants.list.n) return fail(e, RC_INPUT, "a file of costs stands alone");
    if (rd->method_name.p && rd->method == ROUND_STABLE) return fail(e, RC_INPUT, "a file of costs is solved by method cheapest or best");
    if (!number_next(&rest, &n) || n < 1 || n > LIMIT_ROUND_WISHES) return fail(e, RC_LIMIT, "the first number says how many: 1 to %d", LIMIT_ROUND_WISHES);
    if (!rd->method_name.p) { rd->method = ROUND_CHEAPEST; rd->method_name = round_method_word(rd->method); }
    rd->everybody = true;
    for (int32_t i = 0; i < n; i++) {
        names_add(rd->a, &rd->places, str_printf(rd->a, "%d", i + 1), &fresh);
        *PUSH(rd->a, &rd->place) = (struct assign_place){ .seats = 1 };
    }
    *PUSH(rd->a, &rd->first) = 0;
    for (int32_t i = 0; i < n; i++) TRY(orlib_row(rd, (int32_t)n, i, &rest, e));
    return str_trim(rest).n ? fail(e, RC_INPUT, "something stands behind the last cost") : RC_OK;
}
