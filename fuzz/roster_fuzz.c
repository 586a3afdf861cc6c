/* roster_fuzz.c: any bytes as a roster file: CSV, TSV, UTF-16 or a workbook, read piece by piece into columns. They are
** refused with a reason, or every cell becomes a value its fact allows, or one that is not known; a policy is then asked of
** the roster in batch, and the cells, asked for once more, are the same. */
#include <sys/mman.h>
#include <unistd.h>
#include "cli/policy_roster.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

enum { FUZZ_ARENA = 64 * 1024 * 1024, PATH_ROOM = 64 };
static const char dictionary[] = "code\tzh\ten\ttype\tunit\tallowed\tsource\tfresh_days\tsupplier\tgrows\n"
    "day\t日期\tday\tdate\t\t\t\t\tdata\t\nkind\t类别\tkind\tstring\t\t毕业生=graduate|其他=other\t\t\tperson\t\nmonths\t月数\tmonths\tnumber\tmonth\t[0..600]\t\t\tdata\t\n"
    "local\t本地\tlocal\tboolean\t\t\t\t\tdata\t\nwho\t姓名\tname\tstring\t\t\t\t\tperson\t\nlist\t名册\tlist\tlist<number>\t\t\t\t\temployer\t\n";
#define INPUT(n, t) "<inputData id='" n "' name='" n "'><variable name='" n "' typeRef='" t "'/></inputData>"
#define NEEDS(n) "<informationRequirement><requiredInput href='#" n "'/></informationRequirement>"
static const char policy[] = "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' xmlns:b='urn:ballast:policy:1' name='m' namespace='urn:m'>"
    "<extensionElements><b:policy id='P1' version='a' zh='甲' en='a' from='2020-01-01'><b:benefit id='x' decision='d' output='金额'/></b:policy></extensionElements>"
    INPUT("日期", "date") INPUT("类别", "string") INPUT("月数", "number") INPUT("本地", "boolean") INPUT("姓名",
    "string") INPUT("名册", "Any")
    "<decision id='d' name='d'><variable name='d'/>" NEEDS("日期") NEEDS("类别") NEEDS("月数") NEEDS("本地") NEEDS("姓名") NEEDS("名册")
    "<decisionTable hitPolicy='FIRST'><input><inputExpression typeRef='string'><text>类别</text></inputExpression></input><input><inputExpression typeRef='date'><text>日期</text></inputExpression></input>"
    "<output name='金额' typeRef='number'/><rule><inputEntry><text>\"毕业生\"</text></inputEntry><inputEntry><text>&gt;= @\"2020-01-01\"</text></inputEntry><outputEntry><text>月数 * 100</text></outputEntry></rule>"
    "</decisionTable></decision></definitions>";

static void piece(struct arena *a, const struct roster_file *x)
{
    const struct policy *p = x->reg->policies.v[0];
    const struct roster roster = { .reg = x->reg, .date = { 2024, 6, 1 }, .columns = x->columns, .n = x->n, .history = true };
    struct batch_results got = { .answer = NEWS(a, uint8_t, x->rows),
        .open = NEWS(a, uint8_t, x->rows),
        .low = NEWS(a, int64_t, x->rows),
        .high = NEWS(a, int64_t, x->rows),
        .rule = NEWS(a, uint16_t, x->rows) };
    for (size_t i = 0; i < x->n; i++) {
        const struct roster_column *c = &x->columns[i];
        const struct batch_column column = { STR_NONE, c->kind, c->digits, c->words, c->nwords };
        for (size_t row = 0; row < x->rows; row++) {
            struct value v = batch_value(&column, &x->data[i], row), again;
            struct err e = { 0 };
            if (v.kind == VALUE_UNKNOWN) continue;
            must(fact_take(a, c->fact, v, &again, &e) == RC_OK);
        }
    }
    register_run(a, register_plan(a, &roster, p, &p->envelope->benefits.v[0]), x->data, x->rows, &got);
    for (size_t row = 0; row < x->rows; row++) must(got.answer[row] <= POLICY_ERROR);
}

static struct roster_file r;                                      /* outlives a jump out of memory, to be closed */

static void as_roster(struct arena *a, struct arena *own, struct str path)
{
    struct facts *f;
    struct err e = { 0 };
    must(facts_read(a, str_from(dictionary), &f, NULL) == RC_OK);
    struct policy_register *reg = register_new(a, f, NULL);
    must(register_add(reg, str_from(policy), S("00"), S("fuzz.dmn"), &e) == RC_OK);
    enum rc rc = roster_open(&r, a, own, reg, path, &e);
    while (rc == RC_OK && (rc = roster_next(&r, &e)) == RC_OK && r.rows) piece(a, &r);
    must(rc == RC_OK || e.text[0]);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    char path[PATH_ROOM];
    struct arena a, own;
    FILE *old = stderr, *nowhere = fopen("/dev/null", "w");
    int fd = memfd_create("roster", 0);
    must(fd >= 0 && nowhere && write(fd, p, n) == (ssize_t)n);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    arena_init(&a, FUZZ_ARENA);
    arena_init(&own, FUZZ_ARENA);
    stderr = nowhere;                                             /* each cell that is no value is told of there */
    if (arena_guard(&a) == 0) {
        if (arena_guard(&own) == 0) { as_roster(&a, &own, str_from(path)); arena_unguard(&own); }
        arena_unguard(&a);
    }
    roster_close(&r);
    r = (struct roster_file){ 0 };
    stderr = old;
    fclose(nowhere);
    arena_free(&own);
    arena_free(&a);
    close(fd);
    return 0;
}
