/* policy_batch.c: whole rosters: the yardstick table with every fact known and
** with one in ten missing, a table of 200 rules, the same in SQLite, and a
** million people through the whole register. */
#include "bench/policy.h"
#include <sqlite3.h>
#include <dirent.h>
#include "test/roster.h"

enum { ROSTER = 1 << 20, PIECE = 1 << 15, COLUMNS = 5, WIDE = 8, RULES = 200 };
static const char *const columns[COLUMNS] = { "类别", "登记月数", "带动人数", "社保月数", "已领取" };
static const struct str kind_words[] = { SI("毕业生"), SI("登记失业"), SI("退役军人"), SI("返乡农民工"), SI("其他") };

static unsigned roll(unsigned *seed, unsigned n) { *seed = *seed * 1664525u + 1013904223u; return (*seed >> 8) % n; }

static struct batch_results results(struct arena *a, size_t n)
{
    return (struct batch_results){ .answer = NEWS(a, uint8_t, n),
        .open = NEWS(a, uint8_t, n),
        .low = NEWS(a, int64_t, n),
        .high = NEWS(a, int64_t, n),
        .rule = NEWS(a, uint16_t, n) };
}

/* The best of some runs: pieces of 32 Ki rows, as `ballast policy batch` takes them, over and over, and a million at once. */
static void rows_a_second(struct arena *a, const struct batch_plan *p, const struct batch_data *d, const char *what)
{
    struct batch_results r = results(a, ROSTER);
    double best = 1e9, piece = 1e9;
    int64_t sum = 0;
    for (int turn = 0; turn < 100; turn++) {
        double start = seconds();
        for (int i = 0; i < 4; i++) batch_run(a, p, d, PIECE, &r);
        double took = seconds() - start;
        if (took < piece) piece = took;
    }
    for (int turn = 0; turn < 5; turn++) {
        double start = seconds();
        batch_run(a, p, d, ROSTER, &r);
        double took = seconds() - start;
        if (took < best) best = took;
    }
    for (size_t i = 0; i < ROSTER; i++) sum += r.answer[i] == POLICY_ENTITLED ? r.low[i] : 0;
    printf("%s\t%.1f M rows a second in pieces, %.1f M in one go (%lld yuan, %zu row by row)\n", what, 4 * PIECE / piece / 1e6,
        ROSTER / best / 1e6, (long long)sum, r.scalar);
}

void bench_yardstick(struct arena *a, const struct dmn_program *p)
{
    static const unsigned sizes[COLUMNS] = { 5, 72, 6, 24, 2 };
    struct batch_column c[COLUMNS];
    struct batch_data known[COLUMNS] = { 0 }, some[COLUMNS];
    unsigned seed = 1;
    for (int k = 0; k < COLUMNS; k++) {
        uint64_t *map = NEWS(a, uint64_t, ROSTER / 64);
        c[k] = (struct batch_column){ str_from(columns[k]), k ? BATCH_NUMBER : BATCH_WORD, 0, kind_words, LEN(kind_words) };
        int64_t *numbers = NEWS(a, int64_t, ROSTER);
        uint16_t *words = NEWS(a, uint16_t, ROSTER);
        for (size_t i = 0; i < ROSTER; i++) {
            numbers[i] = words[i] = (uint16_t)roll(&seed, sizes[k]);
            if (roll(&seed, 10)) map[i / 64] |= (uint64_t)1 << (i % 64);
        }
        known[k].v = k ? (const void *)numbers : words;
        some[k] = (struct batch_data){ known[k].v, map, NULL };
    }
    struct batch_question q = { .program = p, .decision = S("补贴"), .amount = S("金额"), .columns = c, .n = COLUMNS };
    double start = seconds();
    const struct batch_plan *plan = batch_compile(a, &q);
    printf("batch, planning\t%.3f ms %s\n", (seconds() - start) * 1000, batch_why(plan).p ? batch_why(plan).p : "");
    rows_a_second(a, plan, known, "batch, all known");
    rows_a_second(a, plan, some, "batch, one fact in ten missing");
}

/* ------------------------------------------------------------------ 200 rules, 8 columns */

static struct str wide_model(struct arena *a)
{
    struct out o;
    unsigned seed = 7;
    out_init(&o, a);
    put_z(&o, "<definitions xmlns=\"https://www.omg.org/spec/DMN/20191111/MODEL/\" name=\"w\" namespace=\"urn:w\">");
    for (int i = 0; i < WIDE; i++)
        put_f(&o, "<inputData id=\"i%d\" name=\"c%d\"><variable name=\"c%d\" typeRef=\"number\"/></inputData>", i, i, i);
    put_z(&o, "<decision id=\"d\" name=\"补贴\"><variable name=\"补贴\"/>");
    for (int i = 0; i < WIDE; i++) put_f(&o, "<informationRequirement><requiredInput href=\"#i%d\"/></informationRequirement>", i);
    put_z(&o, "<decisionTable hitPolicy=\"FIRST\">");
    for (int i = 0; i < WIDE; i++) put_f(&o, "<input><inputExpression typeRef=\"number\"><text>c%d</text></inputExpression></input>", i);
    put_z(&o, "<output name=\"金额\" typeRef=\"number\"/>");
    for (int r = 0; r < RULES; r++) {
        put_z(&o, "<rule>");
        for (int i = 0; i < WIDE; i++) {
            unsigned low = roll(&seed, 60);
            if (roll(&seed, 3) == 0) put_z(&o, "<inputEntry><text>-</text></inputEntry>");
            else put_f(&o, "<inputEntry><text>[%u..%u]</text></inputEntry>", low, low + 20 + roll(&seed, 20));
        }
        put_f(&o, "<outputEntry><text>%d</text></outputEntry></rule>", r * 10);
    }
    put_z(&o, "</decisionTable></decision></definitions>");
    return out_str(&o);
}

void bench_wide(struct arena *a)
{
    static const char *const names[WIDE] = { "c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7" };
    struct batch_column c[WIDE];
    struct batch_data d[WIDE] = { 0 };
    struct dmn_model *m;
    struct dmn_program *p;
    struct err e = { 0 };
    unsigned seed = 3;
    must(dmn_read(a, wide_model(a), &m, &e) == RC_OK);
    const struct dmn_model *all[] = { m };
    must(dmn_compile(a, all, 1, &p, &e) == RC_OK && dmn_faults(p)->n == 0);
    for (int k = 0; k < WIDE; k++) {
        int64_t *v = NEWS(a, int64_t, ROSTER);
        for (size_t i = 0; i < ROSTER; i++) v[i] = (int64_t)roll(&seed, 100);
        c[k] = (struct batch_column){ str_from(names[k]), BATCH_NUMBER, 0, NULL, 0 };
        d[k].v = v;
    }
    struct batch_question q = { .program = p, .decision = S("补贴"), .columns = c, .n = WIDE };
    rows_a_second(a, batch_compile(a, &q), d, "batch, 200 rules of 8 columns");
}

/* ------------------------------------------------------------------ the yardstick in SQL */

static const char sql[] = "SELECT sum(CASE"
    " WHEN k = '毕业生' AND m BETWEEN 12 AND 36 AND s >= 3 AND i >= 6 AND h = 0 THEN 15000 WHEN k = '毕业生' AND m BETWEEN 12 AND 36 AND i >= 6 AND h = 0 THEN 10000"
    " WHEN k = '登记失业' AND m BETWEEN 12 AND 36 AND s >= 3 AND i >= 6 AND h = 0 THEN 12000 WHEN k = '登记失业' AND m BETWEEN 12 AND 36 AND i >= 6 AND h = 0 THEN 8000"
    " WHEN k = '退役军人' AND m BETWEEN 12 AND 36 AND s >= 3 AND i >= 6 AND h = 0 THEN 12000 WHEN k = '退役军人' AND m BETWEEN 12 AND 36 AND i >= 6 AND h = 0 THEN 8000"
    " WHEN k = '返乡农民工' AND m BETWEEN 12 AND 36 AND i >= 3 AND h = 0 THEN 6000 WHEN m > 60 THEN 0 WHEN m < 12 THEN 0 ELSE 0 END) FROM p";

void bench_sqlite(void)
{
    enum { PEOPLE = 200000 };
    sqlite3 *db;
    sqlite3_stmt *s;
    unsigned seed = 1;
    must(sqlite3_open(":memory:", &db) == SQLITE_OK);
    must(sqlite3_exec(db, "CREATE TABLE p (k TEXT, m INTEGER, s INTEGER, i INTEGER, h INTEGER); BEGIN", NULL, NULL, NULL) == SQLITE_OK);
    must(sqlite3_prepare_v2(db, "INSERT INTO p VALUES (?, ?, ?, ?, ?)", -1, &s, NULL) == SQLITE_OK);
    for (int n = 0; n < PEOPLE; n++) {
        static const unsigned sizes[] = { 72, 6, 24, 2 };
        struct str k = kind_words[roll(&seed, 5)];
        sqlite3_bind_text(s, 1, k.p, (int)k.n, SQLITE_STATIC);
        for (int c = 0; c < 4; c++) sqlite3_bind_int(s, c + 2, (int)roll(&seed, sizes[c]));
        must(sqlite3_step(s) == SQLITE_DONE && sqlite3_reset(s) == SQLITE_OK);
    }
    sqlite3_finalize(s);
    must(sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK && sqlite3_prepare_v2(db, sql, -1, &s, NULL) == SQLITE_OK);
    double best = 1e9;
    for (int turn = 0; turn < 5; turn++) {
        double start = seconds();
        must(sqlite3_step(s) == SQLITE_ROW && sqlite3_reset(s) == SQLITE_OK);
        if (seconds() - start < best) best = seconds() - start;
    }
    printf("SQLite %s, CASE\t%.0f\n", sqlite3_libversion(), PEOPLE / best);
    sqlite3_finalize(s);
    sqlite3_close(db);
}

/* ------------------------------------------------------------------ the register */

static struct str file(struct arena *a, const char *path)
{
    FILE *f = fopen(path, "rb");
    struct str s = { 0 };
    must(f != NULL && fseek(f, 0, SEEK_END) == 0);
    s.n = (size_t)ftell(f);
    char *bytes = arena_alloc(a, s.n + 1);
    rewind(f);
    must(fread(bytes, 1, s.n, f) == s.n);
    fclose(f);
    s.p = bytes;
    return s;
}

static struct policy_register *book(struct arena *a)
{
    struct facts *facts;
    struct err e = { 0 };
    must(facts_read(a, file(a, "data/facts.tsv"), &facts, &e) == RC_OK);
    struct policy_register *reg = register_new(a, facts, NULL);
    DIR *d = opendir("data/policies");
    must(d != NULL);
    for (struct dirent *x; (x = readdir(d)) != NULL;) {
        struct str path = str_printf(a, "data/policies/%s", x->d_name);
        if (str_ends(path, S(".dmn"))) must(register_add(reg, file(a, str_z(a, path)), S("0"), path, &e) == RC_OK);
    }
    closedir(d);
    return reg;
}

/* 32 Ki people with a value for every fact that is no list, asked 32 times over. */
void bench_register(struct arena *a)
{
    struct policy_register *reg = book(a);
    struct random_roster people = roster_random(a, reg->facts, PIECE, 10, 1);
    struct roster roster = { .reg = reg, .date = { 2024, 6, 1 }, .columns = people.columns, .n = people.n, .history = true };
    struct batch_results r = results(a, PIECE);
    size_t plans = 0, scalar = 0;
    __int128 fen = 0;
    double planning = 0, start, all = seconds(), worst = 0;
    struct str slowest = STR_NONE;
    for (size_t i = 0; i < reg->policies.n; i++)
        for (size_t k = 0; k < reg->policies.v[i]->envelope->benefits.n; k++) {
            struct arena_mark m = arena_mark(a);
            start = seconds();
            const struct register_plan *p = register_plan(a, &roster, reg->policies.v[i], &reg->policies.v[i]->envelope->benefits.v[k]);
            planning += seconds() - start;
            start = seconds();
            for (int turn = 0; turn < ROSTER / PIECE; turn++) {
                struct arena_mark piece = arena_mark(a);
                r.scalar = 0;
                register_run(a, p, people.data, PIECE, &r);
                scalar += r.scalar;
                for (size_t n = 0; n < PIECE; n++) fen += r.answer[n] == POLICY_ENTITLED ? r.low[n] : 0;
                arena_rewind(a, piece);
            }
            if (seconds() - start > worst) { worst = seconds() - start; slowest = reg->policies.v[i]->id; }
            plans++;
            arena_rewind(a, m);
        }
    printf("register\t%.2f s for %d people and %zu benefits, of it %.3f s planning; %zu answers one by one; slowest %.*s %.2f s (%lld fen)\n", seconds() - all, ROSTER, plans, planning,
        scalar, STR_FMT(slowest), worst, (long long)fen);
}
