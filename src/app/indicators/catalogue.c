/* catalogue.c: the indicators in memory, their formulas compiled once.
**
** A generation is made of data/indicators.tsv, of what the office has changed since, and of data/measures.tsv, and never
** changes; when a version has been added, here or on another server, the next reader makes a new one. The old ones stay
** until the end, since a request may still be reading them; changes are rare.
**
** A formula is FEEL over the codes of measures. One that names what nobody counts yet is not an error of the catalogue:
** its indicator waits, and says for what. */
#include <pthread.h>
#include <stdatomic.h>
#include "app/indicators/inner.h"
#include "engine/rules/feel.h"
#include "web/static_files.h"

struct catalogue_state { pthread_mutex_t lock; _Atomic(struct catalogue *) now; };

enum { COLUMNS = 18 };
enum column { NUMBER, PART, CODE, ZH, EN, DEFINITION_ZH, DEFINITION_EN, FORMULA, UNIT_ZH, UNIT_EN, PLACES, DIRECTION, SOURCE, OWNER,
    VERSION, DIMENSIONS, WAITS_ZH, WAITS_EN };

static void cells_of_line(struct str line, struct str cell[COLUMNS])
{
    for (size_t i = 0; i < COLUMNS; i++) {
        cell[i] = S("");
        if (line.p && str_cut(&line, '\t', &cell[i]) && !cell[i].p) cell[i] = S("");
    }
}

static int64_t whole(struct str s)
{
    int64_t v;
    must(str_int(s, &v));
    return v;
}

/* ---- measures ---- */

static void measures_read(struct catalogue *c)
{
    struct str rest = data_file("measures.tsv"), line;
    (void)str_cut(&rest, '\n', &line);
    while (str_cut(&rest, '\n', &line)) {
        struct str cell[COLUMNS];
        if (!line.n) continue;
        cells_of_line(line, cell);
        enum measure_kind kind = str_eq(cell[1], S("flow")) ? MEASURE_FLOW : str_eq(cell[1], S("stock")) ? MEASURE_STOCK : MEASURE_LEVEL;
        *PUSH(&c->arena, &c->measures) = (struct measure){ .code = cell[0],
            .zh = cell[2],
            .en = cell[3],
            .unit = cell[4],
            .slice = cell[5],
            .kind = kind,
            .persons = str_eq(cell[4], S("persons")) };
    }
}

size_t measure_find(const struct catalogue *c, struct str code)
{
    for (size_t i = 0; i < c->measures.n; i++) if (str_eq(c->measures.v[i].code, code)) return i;
    return SIZE_MAX;
}

/* ---- formulas ---- */

static const struct {
    struct str word;
    enum reading how;
} readings[] = { { SI(""), READ_PERIOD }, { SI("mean "), READ_MEAN }, { SI("all "), READ_ALL }, { SI("median "), READ_MEDIAN } };

static bool read_of(const struct catalogue *c, struct str name, struct read *to)
{
    for (size_t i = LEN(readings); i-- > 0;) {
        if (!str_starts(name, readings[i].word)) continue;
        size_t m = measure_find(c, str_sub(name, readings[i].word.n, name.n));
        *to = (struct read){ name, m, readings[i].how };
        if (m != SIZE_MAX) return true;
    }
    return false;
}

static struct feel_scope names_of(struct arena *a, const struct catalogue *c)
{
    size_t n = c->measures.n * LEN(readings);
    struct feel_name *v = NEWS(a, struct feel_name, n + 1);
    for (size_t i = 0; i < n; i++)
        v[i] = (struct feel_name){ str_join(a, readings[i % LEN(readings)].word, c->measures.v[i / LEN(readings)].code),
            type_simple(TYPE_NUMBER), value_null() };
    return (struct feel_scope){ .v = v, .n = n };
}

/* What the formula gives when every name has the value n. */
static bool gives(struct arena *a, const struct indicator *x, int64_t n, int64_t *to)
{
    struct feel f;
    struct feel_name *v = NEWS(a, struct feel_name, x->nreads + 1);
    struct number million;
    for (size_t i = 0; i < x->nreads; i++) v[i] = (struct feel_name){ x->reads[i].name, NULL, value_int(n) };
    feel_init(&f, a);
    struct value got = feel_eval(&f, x->ast, &(struct feel_scope){ .v = v, .n = x->nreads });
    return got.kind == VALUE_NUMBER && number_round(got.number, 6, NUMBER_HALF_UP, &million) && number_to_scaled(million, 6, to);
}

/* Twice the counts, twice the value: then it is a sum of what it reads. */
static enum nature nature_of(struct arena *a, const struct catalogue *c, const struct indicator *x)
{
    int64_t zero, one, two;
    bool flow = true, stock = true;
    if (!gives(a, x, 0, &zero) || !gives(a, x, 1000, &one) || !gives(a, x, 2000, &two) || zero || !one || two != 2 * one)
        return NATURE_RATIO;
    for (size_t i = 0; i < x->nreads; i++) {
        bool adds = c->measures.v[x->reads[i].measure].kind == MEASURE_FLOW && x->reads[i].how == READ_PERIOD;
        if (x->reads[i].how == READ_MEDIAN) return NATURE_RATIO;
        flow = flow && adds;
        stock = stock && !adds;
    }
    return flow ? NATURE_FLOW : stock ? NATURE_STOCK : NATURE_RATIO;
}

enum rc formula_compile(struct arena *a, const struct catalogue *c, struct indicator *x, struct err *e)
{
    struct feel_scope names = names_of(a, c);
    const struct feel_ast *ast;
    struct strs reads = { 0 };
    x->ast = NULL;
    x->nreads = 0;
    TRY(feel_parse_expression(a, x->formula, &names, &ast, e));
    feel_reads(a, ast, &reads);
    x->reads = NEWS(a, struct read, reads.n + 1);
    x->persons = false;
    for (size_t i = 0; i < reads.n; i++) {
        if (!read_of(c, reads.v[i], &x->reads[i])) return fail(e, RC_INPUT, "%.*s", STR_FMT(reads.v[i]));
        x->persons = x->persons || c->measures.v[x->reads[i].measure].persons;
    }
    if (!reads.n || reads.n > FORMULA_READS) return fail(e, RC_INPUT, "it reads %zu measures", reads.n);
    x->nreads = reads.n;
    x->ast = ast;
    x->nature = nature_of(a, c, x);
    return RC_OK;
}

/* ---- indicators ---- */

static bool has_word(struct str comma_separated, struct str word)
{
    struct str one;
    while (str_cut(&comma_separated, ',', &one)) if (str_eq(one, word)) return true;
    return false;
}

static void list_read(struct catalogue *c)
{
    struct str rest = data_file("indicators.tsv"), line;
    (void)str_cut(&rest, '\n', &line);
    while (str_cut(&rest, '\n', &line)) {
        struct str t[COLUMNS];
        if (!line.n) continue;
        cells_of_line(line, t);
        struct indicator *x = PUSH(&c->arena, &c->list);
        *x = (struct indicator){ .number = whole(t[NUMBER]), .part = whole(t[PART]), .version = whole(t[VERSION]),
            .places = (int)whole(t[PLACES]), .code = t[CODE],
            .zh = t[ZH], .en = t[EN], .definition_zh = t[DEFINITION_ZH], .definition_en = t[DEFINITION_EN], .formula = t[FORMULA],
            .unit_zh = t[UNIT_ZH], .unit_en = t[UNIT_EN],
            .direction = t[DIRECTION], .source = t[SOURCE], .owner = t[OWNER], .dimensions = t[DIMENSIONS], .waits_zh = t[WAITS_ZH],
            .waits_en = t[WAITS_EN],
            .groups = has_word(t[DIMENSIONS], S("group")), .why = S(""), .why_en = S(""), .editor = S("") };
        for (int cut = 0; cut < CUTS; cut++) x->cut[cut] = has_word(t[DIMENSIONS], measure_cut_code((enum measure_cut)cut));
    }
}

static struct indicator *listed(const struct catalogue *c, struct str code)
{
    for (size_t i = 0; i < c->list.n; i++) if (str_eq(c->list.v[i].code, code)) return &c->list.v[i];
    return NULL;
}

/* What the shipped definitions said before, the oldest version of each first; and why the next one took its place. */
static void before_read(struct catalogue *c)
{
    struct str rest = data_file("indicator_versions.tsv"), line;
    (void)str_cut(&rest, '\n', &line);
    while (str_cut(&rest, '\n', &line)) {
        struct str t[COLUMNS];
        int64_t day;
        if (!line.n) continue;
        cells_of_line(line, t);
        struct indicator *x = listed(c, t[0]);
        must(x && date_parse(t[5], &day));
        struct indicator *older = NEW(&c->arena, struct indicator);
        *older = *x;
        older->version = whole(t[1]);
        older->definition_zh = t[2];
        older->definition_en = t[3];
        older->formula = t[4];
        x->older = older;
        x->created_ms = day * DAY_MS;
        x->why = t[6];
        x->why_en = t[7];
        must(x->version > older->version);
    }
}

/* The row's definition over the one before, which stays behind it. */
static void version_take(struct catalogue *c, const struct versions_all *v)
{
    struct arena *a = &c->arena;
    struct indicator *x = listed(c, v->code), *older;
    if (!x) return;                               /* of a later program's catalogue */
    older = NEW(a, struct indicator);
    *older = *x;
    x->older = older;
    x->version = v->version;
    x->zh = str_copy(a, v->zh); x->en = str_copy(a, v->en);
    x->definition_zh = str_copy(a, v->definition_zh); x->definition_en = str_copy(a, v->definition_en);
    x->formula = str_copy(a, v->formula);
    x->unit_zh = str_copy(a, v->unit_zh); x->unit_en = str_copy(a, v->unit_en);
    x->places = (int)v->places;
    x->direction = str_copy(a, v->direction);
    x->source = str_copy(a, v->source);
    x->owner = str_copy(a, v->owner);
    x->why = str_copy(a, v->why);
    x->why_en = S("");                            /* the office writes it once */
    x->editor = str_copy(a, v->name);
    x->created_ms = v->created_ms;
}

static struct catalogue *catalogue_make(const struct versions_all_rows *rows, const struct versions_mark *mark)
{
    struct catalogue *c, first = { .versions = mark->n, .newest = mark->newest };
    struct err e;
    arena_init(&first.arena, LIMIT_REQUEST_ARENA);
    c = NEW(&first.arena, struct catalogue);
    *c = first;                                   /* a generation lives in its own arena */
    measures_read(c);
    list_read(c);
    before_read(c);
    for (size_t i = 0; i < rows->n; i++) version_take(c, &rows->v[i]);
    for (size_t i = 0; i < c->list.n; i++) (void)formula_compile(&c->arena, c, &c->list.v[i], &e);       /* what does not compile waits */
    return c;
}

static enum rc catalogue_load(struct db *db, struct catalogue **c)
{
    struct versions_mark mark;
    struct versions_all_rows rows;
    TRY(versions_mark(db, &mark));
    TRY(versions_all(db, &rows));
    *c = catalogue_make(&rows, &mark);
    return RC_OK;
}

enum rc catalogue_start(struct app *app, struct db *db, void **state)
{
    struct catalogue_state *s = NEW(&app->arena, struct catalogue_state);
    struct catalogue *c;
    must(pthread_mutex_init(&s->lock, NULL) == 0);
    TRY(catalogue_load(db, &c));
    atomic_store(&s->now, c);
    *state = s;
    return RC_OK;
}

void catalogue_stop(void *state)
{
    struct catalogue_state *s = state;
    for (struct catalogue *c = atomic_load(&s->now), *before; c; c = before) {
        struct arena a = c->arena;
        before = c->before;
        arena_free(&a);
    }
    pthread_mutex_destroy(&s->lock);
}

enum rc catalogue_now(struct app *app, struct db *db, const struct catalogue **c)
{
    struct catalogue_state *s = slice_state(app, &indicators_slice);
    struct versions_mark mark;
    struct catalogue *now = atomic_load(&s->now), *made;
    TRY(versions_mark(db, &mark));
    *c = now;
    if (now->versions == mark.n && now->newest == mark.newest) return RC_OK;
    TRY(catalogue_load(db, &made));
    pthread_mutex_lock(&s->lock);
    made->before = atomic_load(&s->now);
    atomic_store(&s->now, made);
    pthread_mutex_unlock(&s->lock);
    *c = made;
    return RC_OK;
}

const struct indicator *indicator_find(const struct catalogue *c, struct str code) { return listed(c, code); }

/* ---- groups ---- */

const struct str key_groups[] = { SI("graduate"), SI("migrant"), SI("veteran"), SI("hardship") };
const size_t key_groups_n = LEN(key_groups);

static const struct {
    struct str code;
    int label;
} groups[] = {
    { SI("graduate"), T_ind_g_graduate },
    { SI("migrant"), T_ind_g_migrant },
    { SI("veteran"), T_ind_g_veteran },
    { SI("hardship"), T_ind_g_hardship },
    { SI("national"), T_ind_g_national },
    { SI("provincial"), T_ind_g_provincial },
    { SI("city"), T_ind_g_city },
    { SI("district"), T_ind_g_district },
};

struct str group_said(const struct req *r, struct str group)
{
    for (size_t i = 0; i < LEN(groups); i++) if (str_eq(groups[i].code, group)) return say(r, groups[i].label);
    return group;
}
