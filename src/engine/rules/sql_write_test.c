/* sql_write_test.c: what SQLite answers for random tables and rows is what the
** engine answers in policy mode, whether NULL is not known or does not apply;
** what SQL cannot say is refused with its place. */
#include <sqlite3.h>
#include "test/test.h"
#include "engine/rules/sql_write.h"

#define MODEL(hit, outputs, rules) "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' name='m' namespace='urn:m'>" \
    INPUT("类别", "string") INPUT("月数", "number") INPUT("日期", "date") INPUT("上限", "number") INPUT("期满", "date") INPUT("标准", "number") \
    "<decision id='d' name='补贴'><variable name='补贴'/>" NEEDS("类别") NEEDS("月数") NEEDS("日期") NEEDS("上限") NEEDS("期满") NEEDS("标准") \
    "<decisionTable hitPolicy='" hit "'>" COLUMN("月数", "number") \
    "<input><inputExpression typeRef='string'><text>类别</text></inputExpression><inputValues><text>\"a\",\"b\",\"it's\"</text></inputValues></input>" \
    COLUMN("日期", "date") outputs rules "</decisionTable></decision></definitions>"
#define INPUT(n, t) "<inputData id='" n "' name='" n "'><variable name='" n "' typeRef='" t "'/></inputData>"
#define NEEDS(n) "<informationRequirement><requiredInput href='#" n "'/></informationRequirement>"
#define COLUMN(n, t) "<input><inputExpression typeRef='" t "'><text>" n "</text></inputExpression></input>"
#define OUT "<output name='金额' typeRef='number'><outputValues><text>2, 0, 1, 3</text></outputValues>%s</output>"
#define RULE "<rule><inputEntry><text>%s</text></inputEntry><inputEntry><text>%s</text></inputEntry><inputEntry><text>%s</text></inputEntry>" \
    "<outputEntry><text>%s</text></outputEntry></rule>"

static struct arena a;
static uint64_t seed = 3;
static unsigned roll(unsigned n) { seed = seed * 6364136223846793005u + 1442695040888963407u; return (unsigned)((seed >> 33) % n); }

static const char *months(void) {
    static const char *const v[] = { "-", "&lt;3", ">=3", "[1..4)", "(0..2]", "not(2)", "not(>2)", "null", "1,3,null", "? > 1 and ? &lt; 4",
        "? between 2 and 3", "? in (1, [3..4])", "3 > ?", "-1", "!= 2", "上限", "&lt; 上限", ">= 上限", "not(上限)", "not(&lt;= 上限)",
        "!= 上限", "上限 > ?", "? = 上限", "标准", "> 标准", "2, 上限", "not(2, 上限)", "[1, 2]", "not([1, 2])", "= 2", "(= 2)", "(!= 2)",
        "!= null", "= null", "[]", "[[1, 2], 3]", "[[0..2], 5]", "? != 2", "2 &lt;= ?", "2 >= ?", "2 &lt; ?", "2 = ?", "2 != ?",
        "标准 != ?", "? in 2", "? in []", "range(\"[1..3]\")", "range(\"(..3)\")", "range(\"(1..)\")", "(>= 2)", "? >= 上限 or ? = 0" };
    return v[roll(LEN(v))];
}
static const char *kinds(void) {
    static const char *const v[] = { "-", "-", "\"a\"", "\"a\",\"it's\"", "not(\"a\")", "[\"a\", \"b\"]", "null", "not(null)" };
    return v[roll(LEN(v))];
}
static const char *days(void) {
    static const char *const v[] = { "-", "-", "&lt; date(\"2024-03-01\")", "[@\"2024-02-28\"..@\"2024-02-29\"]", "not(@\"2024-02-29\")",
        "date(2024, 3, 1)", "&lt;= 期满", "期满", "not(期满)", "> 期满" };
    return v[roll(LEN(v))];
}
static const char *outs(bool constant) {
    static const char *const v[] = { "0", "1", "2", "3", "月数", "月数 * 10 + 1", "(月数 - 1) * 月数", "标准 * 月数", "上限" };
    return v[roll(constant ? 4 : LEN(v))];
}

static const char *random_model(const char *hit, bool constant) {
    struct out o;
    out_init(&o, &a);
    for (unsigned i = 1 + roll(4); i > 0; i--) put_f(&o, RULE, months(), kinds(), days(), outs(constant));
    const char *otherwise = roll(2) ? "<defaultOutputEntry><text>7</text></defaultOutputEntry>" : "";
    return str_printf(&a, MODEL("%s", "%s", "%s"), hit, str_printf(&a, OUT, otherwise).p, out_str(&o).p).p;
}

static struct dmn_program *program(const char *xml) {
    struct dmn_model *m;
    struct dmn_program *p;
    struct err e = { 0 };
    if (dmn_read(&a, str_from(xml), &m, &e) != RC_OK) fail_msg("%s", e.text);
    const struct dmn_model *models[] = { m };
    assert_int_equal(dmn_compile(&a, models, 1, &p, &e), RC_OK);
    if (dmn_faults(p)->n) fail_msg("%.*s: %s", STR_FMT(dmn_faults(p)->v[0].text), dmn_faults(p)->v[0].err.text);
    return p;
}

static const char *const rows_kind[] = { NULL, "a", "b", "it's", "c" };
static const char *const rows_day[] = { NULL, "2024-02-28", "2024-02-29", "2024-03-01" };

/* What a row has in the columns that others are compared with goes by its month and its day. */
static int most_of(int month, size_t day) { return day == 0 ? -2 : (month + (int)day) % 4; }
static size_t end_of(int month, size_t day) { return (day + (size_t)(month + 2)) % LEN(rows_day); }

/* apply: NULL says that the fact does not apply; else that it is not known, as the answer is then. */
static struct str engine(const struct dmn_program *p, int month, const char *kind, size_t at, bool apply) {
    const char *day = rows_day[at], *end = rows_day[end_of(month, at)];
    struct feel f;
    struct date d;
    bool known;
    struct out o;
    const struct value none = apply ? value_null() : value_unknown();
    feel_init(&f, &a);
    f.mode = FEEL_POLICY;
    struct dmn_run *r = dmn_start(p, &f);
    dmn_set(r, STR_NONE, S("月数"), month < -1 ? none : value_int(month));
    dmn_set(r, STR_NONE, S("类别"), kind ? value_string(str_from(kind)) : none);
    dmn_set(r, STR_NONE, S("日期"), day && temporal_parse_date(str_from(day), &d) ? value_date(d) : none);
    dmn_set(r, STR_NONE, S("上限"), most_of(month, at) < -1 ? none : value_int(most_of(month, at)));
    dmn_set(r, STR_NONE, S("期满"), end && temporal_parse_date(str_from(end), &d) ? value_date(d) : none);
    dmn_set(r, STR_NONE, S("标准"), value_int(2));
    out_init(&o, &a);
    struct value v = dmn_value(r, S("补贴"), &known);
    put_value(&o, v.kind == VALUE_UNKNOWN || f.notes.n ? value_null() : v);
    return out_str(&o);
}

static struct str database(sqlite3_stmt *s, int month, const char *kind, size_t at) {
    const char *day = rows_day[at], *end = rows_day[end_of(month, at)];
    struct str answer;
    sqlite3_reset(s);
    if (month < -1) sqlite3_bind_null(s, 1); else sqlite3_bind_int(s, 1, month);
    if (kind) sqlite3_bind_text(s, 2, kind, -1, SQLITE_STATIC); else sqlite3_bind_null(s, 2);
    if (day) sqlite3_bind_text(s, 3, day, -1, SQLITE_STATIC); else sqlite3_bind_null(s, 3);
    if (most_of(month, at) < -1) sqlite3_bind_null(s, 4); else sqlite3_bind_int(s, 4, most_of(month, at));
    if (end) sqlite3_bind_text(s, 5, end, -1, SQLITE_STATIC); else sqlite3_bind_null(s, 5);
    assert_int_equal(sqlite3_step(s), SQLITE_ROW);
    answer = str_from((const char *)sqlite3_column_text(s, 0));
    if (str_ends(answer, S(".0"))) answer.n -= 2;                 /* a number of decimals */
    return answer.p ? str_copy(&a, answer) : S("null");
}

static void compare(sqlite3 *db, const char *xml, bool apply) {
    const struct dmn_program *p = program(xml);
    struct str sql;
    struct err e = { 0 };
    sqlite3_stmt *s;
    const struct sql_figure two = { S("标准"), value_int(2) };   /* a figure, not a column */
    struct sql_column columns[] = { { S("月数"), 0, apply }, { S("类别"), 0, apply }, { S("日期"), 0, apply }, { S("上限"), 0, apply },
        { S("期满"), 0, apply } };
    const struct sql_question q = { .program = p,
        .decision = S("补贴"),
        .figures = &two,
        .nfigures = 1,
        .columns = columns,
        .ncolumns = LEN(columns) };
    if (sql_write(&a, &q, &sql, &e) != RC_OK) fail_msg("%s\n%s", e.text, xml);
    sql = str_printf(&a, "WITH t AS (SELECT ?1 AS \"月数\", ?2 AS \"类别\", ?3 AS \"日期\", ?4 AS \"上限\", ?5 AS \"期满\") SELECT %.*s FROM t", STR_FMT(sql));
    if (sqlite3_prepare_v2(db, sql.p, -1, &s, NULL) != SQLITE_OK) fail_msg("%s\n%s", sqlite3_errmsg(db), sql.p);
    for (int m = -2; m < 6; m++)
        for (size_t k = 0; k < LEN(rows_kind); k++)
            for (size_t d = 0; d < LEN(rows_day); d++) {
                struct str x = engine(p, m, rows_kind[k], d, apply), y = database(s, m, rows_kind[k], d);
                if (!str_eq(x, y))
                    fail_msg("%d %s %s: engine %s, SQL %s\n%s\n%s", m, rows_kind[k], rows_day[d], x.p, y.p, strstr(xml, "<decisionTable"),
                        sql.p);
            }
    sqlite3_finalize(s);
}

static void as_the_engine(void **state) {
    static const struct {
        const char *hit;
        bool constant;
    } hits[] = { { "FIRST", false }, { "UNIQUE", false }, { "PRIORITY", true }, { "ANY", true }, { "COLLECT' aggregation='SUM", true },
        { "COLLECT' aggregation='COUNT", true } };
    sqlite3 *db;
    (void)state;
    assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
    for (unsigned i = 0; i < 240; i++) {
        struct arena_mark m = arena_mark(&a);
        compare(db, random_model(hits[i % LEN(hits)].hit, hits[i % LEN(hits)].constant), i / LEN(hits) % 2);
        arena_rewind(&a, m);
    }
    sqlite3_close(db);
}

/* ------------------------------------------------------------------ rows that are not as they should be */

#define FACTS(decisions) "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' name='m' namespace='urn:m'>" \
    "<itemDefinition name='short'><typeRef>string</typeRef><allowedValues><text>string length(?) &lt; 3</text></allowedValues></itemDefinition>" \
    "<itemDefinition name='ring' isCollection='true'><typeRef>ring</typeRef></itemDefinition>" \
    INPUT("类别", "string") INPUT("月数", "number") INPUT("日期", "date") decisions "</definitions>"
#define NEEDED(n) "<informationRequirement><requiredDecision href='#" n "'/></informationRequirement>"
#define SAID(n, t, needs, text) "<decision id='" n "' name='" n "'><variable name='" n "' typeRef='" t "'/>" needs "<literalExpression><text>" text "</text></literalExpression></decision>"
#define TABLE(hit, needs, column, t, output, rules) "<decision id='d' name='补贴'><variable name='补贴'/>" needs "<decisionTable hitPolicy='" hit "'>" COLUMN(column, t) output rules "</decisionTable></decision>"
#define GIVES(cell, amount) "<rule><inputEntry><text>" cell "</text></inputEntry><outputEntry><text>" amount "</text></outputEntry></rule>"
#define PLAIN "<output name='金额' typeRef='number'/>"
#define OR_ELSE(v) "<output name='金额'><defaultOutputEntry><text>" v "</text></defaultOutputEntry></output>"

#define BY_MONTHS FACTS(TABLE("FIRST", NEEDS("月数"), "月数", "number", PLAIN, GIVES(">= 3", "5") GIVES("-", "0")))
#define BY_DAY FACTS(TABLE("FIRST", NEEDS("日期"), "日期", "date", PLAIN, GIVES("&lt; date(\"2024-06-01\")", "5") GIVES("-", "0")))
#define BY_KIND FACTS(TABLE("FIRST", NEEDS("类别"), "类别", "string", PLAIN, GIVES("\"a\"", "5") GIVES("-", "0")))
#define MADE_KIND FACTS(SAID("合", "string", "", "\"a\" + \"b\"") SAID("类", "string", NEEDS("类别") NEEDS("月数") NEEDED("合"), "if 月数 > 3 then 类别 else 合") \
    TABLE("FIRST", NEEDED("类") NEEDED("合"), "类", "string", PLAIN, GIVES("合", "5") GIVES("-", "0")))
#define COUNTED FACTS(TABLE("COLLECT' aggregation='COUNT", NEEDS("月数"), "月数", "number", OR_ELSE("7"), GIVES("> 3", "1.5") GIVES("> 5", "2")))
#define SUMMED FACTS(TABLE("COLLECT' aggregation='SUM", NEEDS("月数"), "月数", "number", PLAIN, GIVES("> 3", "2000000000") GIVES("> 5", "2000000000")))
#define LATER(op) FACTS(SAID("补贴", "date", NEEDS("日期"), "日期 " op " duration(\"P24000M\")"))

static struct str of_row(sqlite3 *db, const char *xml, const char *row) {
    struct str sql;
    struct err e = { 0 };
    sqlite3_stmt *s;
    if (sql_write(&a, &(struct sql_question){ .program = program(xml), .decision = S("补贴") }, &sql, &e) != RC_OK)
        fail_msg("%s\n%s", e.text, xml);
    sql = str_printf(&a, strstr(row, " AS ") ? "SELECT %.*s FROM (SELECT %s)" : "SELECT %.*s FROM %s", STR_FMT(sql), row);
    if (sqlite3_prepare_v2(db, sql.p, -1, &s, NULL) != SQLITE_OK) fail_msg("%s\n%s", sqlite3_errmsg(db), sql.p);
    assert_int_equal(sqlite3_step(s), SQLITE_ROW);
    const char *text = (const char *)sqlite3_column_text(s, 0);
    struct str answer = text ? str_copy(&a, str_from(text)) : S("null");
    sqlite3_finalize(s);
    return answer;
}

/* What a column holds that is no value of the fact, or that there is no such column, is not known: neither a no nor a yes. */
static void odd_rows(void **state) {
    static const struct {
        const char *xml, *row, *answer;
    } cases[] = { { BY_MONTHS, "3 AS \"月数\"", "5" }, { BY_MONTHS, "2.99 AS \"月数\"", "0" }, { BY_MONTHS, "'' AS \"月数\"", "null" },
        { BY_MONTHS, "'abc' AS \"月数\"", "null" }, { BY_MONTHS, "1e30 AS \"月数\"", "null" }, { BY_MONTHS, "1 AS \"别的\"", "null" },
        { BY_DAY, "'2024-05-31' AS \"日期\"", "5" }, { BY_DAY, "'2024-06-01' AS \"日期\"", "0" }, { BY_DAY, "'' AS \"日期\"", "null" },
        { BY_DAY, "'2024/05/31' AS \"日期\"", "null" }, { BY_DAY, "'2024-5-31' AS \"日期\"", "null" },
        { BY_DAY, "'2024-ab-31' AS \"日期\"", "null" }, { BY_DAY, "'0000-00-00' AS \"日期\"", "null" },
        { BY_DAY, "'31-05-2024' AS \"日期\"", "null" }, { BY_DAY, "1 AS \"别的\"", "null" }, { BY_KIND, "'a' AS \"类别\"", "5" },
        { BY_KIND, "loose", "0" }, { BY_KIND, "1 AS \"别的\"", "null" }, { MADE_KIND, "'zzz' AS \"类别\", 5 AS \"月数\"", "0" },
        { MADE_KIND, "'ab' AS \"类别\", 5 AS \"月数\"", "5" }, { MADE_KIND, "'zzz' AS \"类别\", 1 AS \"月数\"", "5" },
        { COUNTED, "1 AS \"月数\"", "7.0" }, { COUNTED, "4 AS \"月数\"", "1.0" }, { COUNTED, "6 AS \"月数\"", "2.0" },
        { SUMMED, "6 AS \"月数\"", "4000000000" }, { LATER("+"), "'2024-01-31' AS \"日期\"", "4024-01-31" },
        { LATER("-"), "'2024-02-29' AS \"日期\"", "0024-02-29" }, { LATER("-"), "'1999-01-31' AS \"日期\"", "null" },
        { LATER("+"), "'8999-01-31' AS \"日期\"", "null" } };
    sqlite3 *db;
    (void)state;
    assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "CREATE TABLE loose(\"类别\" TEXT COLLATE NOCASE); INSERT INTO loose VALUES ('A')", NULL, NULL, NULL),
        SQLITE_OK);
    for (size_t i = 0; i < LEN(cases); i++) {
        struct str is = of_row(db, cases[i].xml, cases[i].row);
        if (!str_eq(is, str_from(cases[i].answer)))
            fail_msg("case %zu: %s gives %.*s, not %s\n%s", i, cases[i].row, STR_FMT(is), cases[i].answer, cases[i].xml);
    }
    sqlite3_close(db);
}

/* What is allowed of the decision or of a column that computes would be checked by the engine and not by the CASE. */
#define LIMITED(of_decision, of_column, output) "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' name='m' namespace='urn:m'>" \
    "<itemDefinition name='t'><typeRef>number</typeRef><allowedValues><text>[0..9]</text></allowedValues></itemDefinition>" \
    "<itemDefinition name='c'><itemComponent name='金额'><typeRef>t</typeRef></itemComponent></itemDefinition>" \
    "<inputData id='m' name='月数'><variable name='月数' typeRef='number'/></inputData><decision id='d' name='补贴'><variable name='补贴' typeRef='" of_decision "'/>" \
    "<informationRequirement><requiredInput href='#m'/></informationRequirement><decisionTable><input><inputExpression><text>月数</text></inputExpression></input>" \
    "<output name='金额'" of_column "/><rule><inputEntry><text>-</text></inputEntry><outputEntry><text>" output "</text></outputEntry></rule></decisionTable></decision></definitions>"

static enum rc written(const struct dmn_program *p, struct str decision, struct str *sql, struct err *e) {
    return sql_write(&a, &(struct sql_question){ .program = p, .decision = decision }, sql, e);
}

static void refused(void **state) {
    static const struct {
        const char *rule[4], *hit, *zh;
    } cases[] = { { { "-", "&lt; \"b\"", "-", "1" }, "FIRST", "（对文字的运算超出相等与否：< \"b\"）" },
        { { "> string length(类别)", "-", "-", "1" }, "FIRST", "（这个函数：string length）" },
        { { "-", "-", "-", "月数 / 上限" }, "FIRST", "（以两项事实之商为金额）" },
        { { "-", "-", "-", "[1]" }, "RULE ORDER", "（决策表给出列表：" },
        { { "-", "-", "-", "1" }, "COLLECT", "（以列表、最小值或最大值为输出）" },
        { { "odd(?)", "-", "-", "1" }, "FIRST", "（这个函数：odd）" } };
    struct str sql;
    struct err e = { 0 };
    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        const char *const *r = cases[i].rule, *rule = str_printf(&a, RULE, r[0], r[1], r[2], r[3]).p;
        if (written(program(str_printf(&a, MODEL("%s", "%s", "%s"), cases[i].hit, "<output name='金额'/>", rule).p), S("补贴"), &sql, &e)
            != RC_INPUT)
            fail_msg("case %zu: %s", i, sql.p);
        assert_true(str_find(str_from(e.text), S("Cannot be said in SQL")) > 0 && e.line == 1);
        assert_true(str_find(str_from(e.text), str_from(cases[i].zh)) > 0);
    }
    assert_int_equal(written(program(random_model("FIRST", true)), S("月数"), &sql, &e), RC_NONE);
    static const char *const limited[] = { LIMITED("t", "", "1"), LIMITED("c", "", "1"), LIMITED("", " typeRef='t'", "月数 * 2") };
    for (size_t i = 0; i < LEN(limited); i++)
        if (written(program(limited[i]), S("补贴"), &sql, &e) != RC_INPUT) fail_msg("limited %zu: %s", i, sql.p);
}

/* A text of which more is asked than whether it is this or that, wherever it comes through; what no whole number can hold. */
static void looked_into(void **state) {
#define THROUGH(column_type, cell) FACTS(SAID("类", "string", NEEDS("类别"), "类别") SAID("段", "Any", "", "[\"a\"..\"m\"]") SAID("环", "ring", "", "null") \
    TABLE("FIRST", NEEDED("类") NEEDED("段") NEEDED("环"), "类", column_type, PLAIN, GIVES(cell, "5") GIVES("-", "0")))
    static const char *const cases[] = { THROUGH("string", "starts with(?, \"ab\")"), THROUGH("string", "not(starts with(?, \"zz\"))"),
        THROUGH("string", "段"), THROUGH("string", "环"), THROUGH("short", "\"a\""),
        FACTS(TABLE("FIRST", NEEDS("类别"), "starts with(类别, \"ab\")", "boolean", PLAIN, GIVES("true", "5"))),
        FACTS(SAID("补贴", "number", NEEDS("月数"), "月数 / 1350851717672992089")),
        FACTS(TABLE("COLLECT' aggregation='COUNT", NEEDS("月数"), "月数", "number", OR_ELSE("\"x\""), GIVES("> 3", "\"y\""))) };
    struct str sql;
    struct err e = { 0 };
    (void)state;
    for (size_t i = 0; i < LEN(cases); i++)
        if (written(program(cases[i]), S("补贴"), &sql, &e) != RC_INPUT) fail_msg("case %zu: %.*s", i, STR_FMT(sql));
    assert_int_equal(written(program(THROUGH("string", "\"a\", \"b\"")), S("补贴"), &sql, &e), RC_OK);
}

/* The place is one in the file, not in the expression. */
static void where_it_stands(void **state) {
    struct str sql;
    struct err e = { 0 };
    (void)state;
    assert_int_equal(written(program(FACTS("\n\n" SAID("补贴", "number", NEEDS("月数"), "月数 +\n exp(月数)"))), S("补贴"), &sql, &e),
        RC_INPUT);
    assert_int_equal(e.line, 3);
    assert_int_equal(written(program(FACTS("\n" SAID("甲", "number", NEEDS("月数"), "\nexp(月数)") "\n\n" SAID("补贴", "number",
                                 NEEDED("甲"), "甲 + 1"))),
                         S("补贴"), &sql, &e),
        RC_INPUT);
    assert_int_equal(e.line, 2);
}

/* One column cannot be two amounts. */
static void paid_twice(void **state) {
    struct policy_benefit both[] = { { .decision = S("补贴"), .rounding = NUMBER_HALF_UP, .digits = 2 },
        { .decision = S("补贴"), .rounding = NUMBER_HALF_UP, .digits = 2 } };
    struct policy_envelope env = { .benefits = { both, LEN(both), LEN(both) } };
    const struct sql_question q = { .program = program(BY_MONTHS), .decision = S("补贴"), .envelope = &env };
    struct str sql;
    struct err e = { 0 };
    (void)state;
    assert_int_equal(sql_write(&a, &q, &sql, &e), RC_OK);
    both[1].cap.given = true;
    both[1].cap.n = number_int(3);
    assert_int_equal(sql_write(&a, &q, &sql, &e), RC_INPUT);
}

static int setup(void **state) { (void)state; arena_init(&a, 1 << 28); return 0; }
static int teardown(void **state) { (void)state; arena_free(&a); return 0; }

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test(as_the_engine), cmocka_unit_test(odd_rows), cmocka_unit_test(refused),
        cmocka_unit_test(looked_into), cmocka_unit_test(where_it_stands), cmocka_unit_test(paid_twice) };
    return cmocka_run_group_tests(tests, setup, teardown);
}
