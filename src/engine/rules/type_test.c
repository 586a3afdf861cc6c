/* type_test.c: the lattice of types (DMN 1.5, 10.3.2.9): what conforms to what, what two conform to, how it is written. */
#include "test/test.h"
#include "engine/rules/feel.h"

static struct arena a;
static struct types named;                                        /* tWorker, tJob, tLoop */

static const struct type *type(const char *text) {
    const struct type *t;
    struct err e = { 0 };
    if (feel_parse_type(&a, str_from(text), &named, &t, &e) != RC_OK) fail_msg("%s: %s", text, e.text);
    return t;
}

static const char *spelled(const struct type *t) {
    struct out o;
    out_init(&o, &a);
    put_type(&o, t);
    return out_str(&o).p;
}

/* T <: S (10.3.2.9.3). */
static void conformance(void **state) {
    static const struct { const char *t, *s; bool conforms, back; } rows[] = {
        { "number", "number", true, true }, { "number", "Any", true, false }, { "number", "string", false, false },
        { "Null", "number", true, false },
        { "Null", "list<number>", true, false }, { "date", "date and time", false, false }, { "dateTime", "date and time", true, true },
        { "dayTimeDuration", "days and time duration", true, true }, { "yearMonthDuration", "days and time duration", false, false },
        { "list<number>", "list<number>", true, true }, { "list<number>", "list<Any>", true, false },
        { "list<number>", "list<string>", false, false },
        { "list<number>", "number", false, false }, { "list<Null>", "list<number>", true, false },
        { "list<list<number>>", "list<list<Any>>", true, false },
        { "list<number>", "range<number>", false, false }, { "range<number>", "range<Any>", true, false },
        { "range<number>", "range<date>", false, false },
        { "context<a: number, b: string>", "context<a: number>", true, false },
        { "context<a: number, b: string>", "context<b: string, a: number>", true, true },
        { "context<a: number>", "context<a: Any>", true, false }, { "context<a: number>", "context<a: string>", false, false },
        { "context<a: number>", "context<b: number>", false, false },
        { "context<a: context<b: number, c: date>>", "context<a: context<c: date>>", true, false },
        /* a function that asks for less and gives more stands in for one that asks for more and gives less */
        { "function<number> -> string", "function<number> -> string", true, true },
        { "function<Any> -> string", "function<number> -> string", true, false },
        { "function<number> -> string", "function<number> -> Any", true, false },
        { "function<number> -> string", "function<number> -> number", false, false },
        { "function<number> -> string", "function<number, number> -> string", false, false },
        { "function<> -> string", "function<> -> Any", true, false },
        { "function<context<a: number>> -> Null", "function<context<a: number, b: number>> -> date", true, false },
        { "function<> -> number", "context<a: number>", false, false },
        { "tWorker", "context<name: string>", true, false }, { "tJob", "context<holder: tWorker>", true, true },
        { "tWorker", "tWorker", true, true },
    };
    (void)state;
    for (size_t i = 0; i < LEN(rows); i++) {
        if (type_conforms(type(rows[i].t), type(rows[i].s)) != rows[i].conforms) fail_msg("%s to %s", rows[i].t, rows[i].s);
        if (type_conforms(type(rows[i].s), type(rows[i].t)) != rows[i].back) fail_msg("%s to %s", rows[i].s, rows[i].t);
    }
}

/* What both conform to, whichever comes first; and both do conform to it. */
static void joins(void **state) {
    static const struct { const char *x, *y, *join; } rows[] = {
        { "number", "number", "number" }, { "number", "string", "Any" }, { "number", "Null", "number" }, { "number", "Any", "Any" },
        { "number", "list<number>", "Any" },
        { "list<number>", "list<Null>", "list<number>" }, { "list<number>", "list<string>", "list<Any>" },
        { "list<list<date>>", "list<list<time>>", "list<list<Any>>" },
        { "context<a: number, b: string>", "context<a: number, c: date>", "context<a: number>" },
        { "context<a: number>", "context<a: string>", "context<a: Any>" },
        { "context<a: number>", "context<b: string>", "context<>" },
        { "context<a: number, b: string>", "context<a: number>", "context<a: number>" },
        { "range<number>", "range<date>", "Any" }, { "range<number>", "range<Null>", "range<number>" },
        { "function<> -> number", "function<> -> string", "Any" },
        { "function<> -> number", "function<> -> Null", "function<>->number" },
        /* nine lists deep there is an end */
        { "list<list<list<list<list<list<list<list<list<list<number>>>>>>>>>>",
        "list<list<list<list<list<list<list<list<list<list<date>>>>>>>>>>", "list<list<list<list<list<list<list<list<list<Any>>>>>>>>>" },
    };
    (void)state;
    for (size_t i = 0; i < LEN(rows); i++) {
        const struct type *x = type(rows[i].x), *y = type(rows[i].y), *j = type_join(&a, x, y);
        if (strcmp(spelled(j), rows[i].join) != 0 || strcmp(spelled(type_join(&a, y, x)), rows[i].join) != 0)
            fail_msg("%s, %s: %s", rows[i].x, rows[i].y, spelled(j));
        assert_true(type_conforms(x, j) && type_conforms(y, j));
    }
}

static void spelling(void **state) {
    static const struct { const char *text, *is; } rows[] = {
        { "Any", "Any" }, { "number", "number" }, { "dateTime", "date and time" }, { "date and time", "date and time" },
        { "dayTimeDuration", "days and time duration" }, { "yearMonthDuration", "years and months duration" },
        { "list<number>", "list<number>" }, { "list < list<number> >", "list<list<number>>" }, { "range<date>", "range<date>" },
        { "context<a: number, 月 数: string>", "context<a: number, 月 数: string>" },
        { "function<number, string> -> date", "function<number, string>->date" },
        { "function<> -> list<number>", "function<>->list<number>" },
        { "tWorker", "context<name: string, age: number>" }, { "tJob", "context<holder: tWorker>" }, { "list<tJob>", "list<tJob>" },
    };
    (void)state;
    for (size_t i = 0; i < LEN(rows); i++)
        if (strcmp(spelled(type(rows[i].text)), rows[i].is) != 0) fail_msg("%s: %s", rows[i].text, spelled(type(rows[i].text)));
}

/* What a typist gets wrong: the place, and what would do. */
static void refused(void **state) {
    static const struct { const char *text; enum rc rc; const char *says; } rows[] = {
        { "numbr", RC_INPUT, "There is no type \"numbr\"" }, { "", RC_INPUT, "" }, { "list", RC_INPUT, "There is no type" },
        { "list<", RC_INPUT, "" }, { "list<number", RC_INPUT, "\">\"" },
        { "list<numbr>", RC_INPUT, "There is no type" }, { "range<>", RC_INPUT, "" }, { "context<a>", RC_INPUT, "" },
        { "context<a: numbr>", RC_INPUT, "There is no type" }, { "context<a: number,>", RC_INPUT, "" },
        { "function<number>", RC_INPUT, "->" }, { "function<numbr> -> number", RC_INPUT, "There is no type" },
        { "function<number> -> numbr", RC_INPUT, "There is no type" }, { "number string", RC_INPUT, "" },
        { "number>", RC_INPUT, "the end of the type" }, { "12", RC_INPUT, "" },
    };
    struct out deep;
    const struct type *t;
    struct err e = { 0 };
    (void)state;
    for (size_t i = 0; i < LEN(rows); i++) {
        e.text[0] = 0;
        if (feel_parse_type(&a, str_from(rows[i].text), &named, &t, &e) != rows[i].rc || !strstr(e.text, rows[i].says))
            fail_msg("%s: %s", rows[i].text, e.text);
    }
    out_init(&deep, &a);
    for (int i = 0; i < 300; i++) put_z(&deep, "list<");
    assert_int_equal(feel_parse_type(&a, out_str(&deep), &named, &t, &e), RC_LIMIT);
    assert_non_null(strstr(e.text, "The type is nested too deeply."));
    const struct str longest = { arena_zero(&a, LIMIT_FEEL_TEXT + 1), LIMIT_FEEL_TEXT + 1 };
    assert_int_equal(feel_parse_type(&a, longest, &named, &t, &e), RC_LIMIT);
    assert_non_null(strstr(e.text, "The type is too long."));
}

/* A type within itself, and parts that are shared many times over: an end is found, and nothing is claimed. */
static void without_end(void **state) {
    struct type loops[2] = { { .kind = TYPE_LIST }, { .kind = TYPE_LIST } };
    const struct type *x = type_simple(TYPE_NUMBER), *y = type_simple(TYPE_NUMBER);
    (void)state;
    loops[0].of = &loops[0];
    loops[1].of = &loops[1];
    assert_true(type_conforms(&loops[0], &loops[0]) && !type_conforms(&loops[0], &loops[1]));
    assert_int_equal(type_join(&a, &loops[0], &loops[1])->kind, TYPE_LIST);
    assert_non_null(strstr(spelled(&loops[0]), "list<...>"));
    for (int i = 0; i < 25; i++) {
        struct type_member m[2] = { { S("a"), x }, { S("b"), x } }, n[2] = { { S("a"), y }, { S("b"), y } };
        x = type_context(&a, m, 2);
        y = type_context(&a, n, 2);
        assert_int_equal(type_conforms(x, y), i < 16);            /* two to the seventeenth steps are beyond the budget */
    }
    assert_ptr_equal(type_member(x, S("a")), x->members[0].type);
    assert_null(type_member(x, S("c")));
    assert_null(type_member(type_simple(TYPE_NUMBER), S("a")));
}

static int setup(void **state) {
    static struct type worker, job;
    static const struct type *both[] = { &worker, &job };
    (void)state;
    arena_init(&a, 1 << 26);
    const struct type_member m[] = { { S("name"), type_simple(TYPE_STRING) }, { S("age"), type_simple(TYPE_NUMBER) } };
    worker = *type_context(&a, m, 2);
    worker.name = S("tWorker");
    job = *type_context(&a, &(struct type_member){ S("holder"), &worker }, 1);
    job.name = S("tJob");
    named = (struct types){ .v = both, .n = 2 };
    return 0;
}
static int teardown(void **state) { (void)state; arena_free(&a); return 0; }

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test(conformance), cmocka_unit_test(joins), cmocka_unit_test(spelling),
        cmocka_unit_test(refused), cmocka_unit_test(without_end) };
    return cmocka_run_group_tests(tests, setup, teardown);
}
