/* fair_test.c: `ballast fair` as one types it: solved, verified, and refused once a slot or a sum was changed. */
#include "test/cli_files.h"
#include "app/fairs/file.h"
#include "cli/cli.h"
#include <sys/stat.h>

static const struct str meetings = SI("甲方,乙方,级别\nx,p,0\nx,q,1\ny,p,\ny,q,\nz,p,\n"),
                        people = SI("参会方,在场时段\nx,1-2\nz,1、2\ny,2-3；1\n");

static void test_solve_and_verify(void **state)
{
    (void)state;
    write_file("m.csv", meetings);
    write_file("p.csv", people);
    assert_int_equal(call(fair_main, "solve", at("m.csv"), at("p.csv"), "--slots", "3", "--tables", "2", "--out", at("t.json")), EXIT_DONE);
    assert_int_equal(call(fair_main, "verify", at("t.json"), at("m.csv"), at("p.csv")), EXIT_DONE);
    assert_int_equal(call(fair_main, "verify", at("t.json"), at("m.csv")), EXIT_FOUND);
    assert_int_equal(call(fair_main, "verify", at("t.json")), EXIT_DONE);                  /* the tables lie beside it */
    write_file("p.csv", S("person,here\nx,1-2\n"));
    assert_int_equal(call(fair_main, "verify", at("t.json")), EXIT_FOUND);
    write_file("p.csv", people);
    static const char *const names[] = { "", ".", "..", "-", "../m.csv", "none.csv" };     /* no folder, nor standard input; not there */
    for (size_t i = 0; i < LEN(names); i++) {
        write_file("u.json", str_printf(&a, "{\"ballast_fair\": 2, \"inputs\": [{\"file\": \"%s\"}]}", names[i]));
        assert_int_equal(call(fair_main, "verify", at("u.json")), EXIT_USAGE);
    }
    assert_int_equal(call(fair_main, "verify", at("t.json"), "--slots", "3"), EXIT_USAGE);       /* the result says them */
    assert_int_equal(call(fair_main, "verify", at("t.json"), "--out", at("u.json")), EXIT_USAGE);
    struct err e = { 0 };
    struct fair_plan plan;
    assert_int_equal(fair_result_read(&(struct fair_sheets){ .a = &a }, S("\n{\"ballast_fair\": 2,}"), &plan, &e), RC_INPUT);
    assert_string_equal(e.text, "the result: line 2, column 20: a text begins with a quotation mark");
    assert_int_equal(call(fair_main, "verify"), EXIT_USAGE);
}

/* A misspelt heading is told with those there are; a column without one is left alone. */
static void test_headings(void **state)
{
    static const struct {
        struct str file[3];
        int column;
        const char *says;
    } wrong[] = {
        { { SI("from,with,fixed\nx,p,1\n") }, 3,
            "m: there is no column 'fixed'; those of this table: from (甲方), with (乙方), rank (级别), place (地点), kept (固定)" },
        { { SI("from,with,with\nx,p,q\n") }, 3, "two columns are headed with" },
        { { SI("from,with\nx,p\n"), SI("person,here,name\nx,1,y\n") }, 3,
            "p: there is no column 'name'; those of this table: person (参会方), here (在场时段)" },
        { { SI("from,with,地点\nx,p,n\n"), SI("person,here\nx,1\n"), SI("place,tables,room\nn,1,2\n") }, 3, "l: there is no column 'room'" }
    };
    (void)state;
    for (size_t i = 0; i < LEN(wrong); i++) {
        struct fair_sheets m = { .a = &a,
            .slots = 2,
            .file = { { S("m"), wrong[i].file[0] }, { S("p"), wrong[i].file[1] }, { S("l"), wrong[i].file[2] } } };
        struct err e = { 0 };
        while (m.nfiles < 3 && wrong[i].file[m.nfiles].n) m.nfiles++;
        assert_int_equal(fair_sheets_read(&m, &e), RC_INPUT);
        if (e.line != 1 || e.col != wrong[i].column || !strstr(e.text, wrong[i].says))
            fail_msg("%zu: %s (%d, %d)", i, e.text, e.line, e.col);
    }
    write_file("m.csv", S("from,with,\nx,p,a remark\n"));
    assert_int_equal(call(fair_main, "solve", at("m.csv"), "--slots", "2", "--out", at("t.json")), EXIT_DONE);
}

/* Each digit of a result changed in turn, wherever it stands: none passes. Slots and tables are out of tables, with ways and
** a kept meeting. */
static void test_any_digit(void **state)
{
    struct str text;
    int changed = 0;
    (void)state;
    write_file("m.csv", S("from,with,rank,place,kept\nx,p,0,North,2\nx,q,1,South,\ny,p,0,North,\ny,q,2,South,\nz,p,0,North,\nz,q,0,South,\nw,p,1,North,\n"));
    write_file("p.csv", S("person,here\nx,1-3\nz,1-2\n"));
    write_file("s.csv", S("slot,start,end\n1,2026-12-01 09:00,2026-12-01 09:20\n2,2026-12-01 09:20,2026-12-01 09:40\n3,2026-12-01 10:00,2026-12-01 10:20\n"));
    write_file("l.csv", S("place,tables\nNorth,1\nSouth,2\n"));
    assert_int_equal(call(fair_main, "solve", at("m.csv"), at("p.csv"), at("s.csv"), at("l.csv"), "--travel", "10", "--out", at("t.json")),
        EXIT_FOUND);
    assert_int_equal(call(fair_main, "verify", at("t.json"), at("m.csv"), at("p.csv"), at("s.csv"), at("l.csv")), EXIT_DONE);
    assert_int_equal(cli_read_file(&a, at("t.json"), 1 << 20, &text, NULL), RC_OK);
    assert_true(str_find(text, S("\"crowded\": 2")) > 0);
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] < '0' || text.p[i] > '9') continue;
        char *copy = arena_alloc(&a, text.n);
        memcpy(copy, text.p, text.n);
        copy[i] = copy[i] == '9' ? '8' : (char)(copy[i] + 1);
        write_file("changed.json", (struct str){ copy, text.n });
        if (call(fair_main, "verify", at("changed.json"), at("m.csv"), at("p.csv"), at("s.csv"), at("l.csv")) == EXIT_DONE)
            fail_msg("a changed digit at byte %zu passes", i);
        changed++;
    }
    assert_true(changed > 40);
}

/* Three of p's meetings share two slots: one cannot be had, and the result proves it. */
static void test_crowded(void **state)
{
    (void)state;
    write_file("m.csv", S("from,with\nx,p\ny,p\nz,p\n"));
    write_file("p.csv", S("person,here\np,1;3\n"));
    assert_int_equal(call(fair_main, "solve", at("m.csv"), at("p.csv"), "--slots", "3", "--out", at("t.json")), EXIT_FOUND);
    assert_int_equal(call(fair_main, "verify", at("t.json"), at("m.csv"), at("p.csv")), EXIT_DONE);
    assert_int_equal(call(fair_main, "solve", at("m.csv"), at("p.csv"), "--slots", "2"), EXIT_USAGE);
    assert_int_equal(call(fair_main, "solve", at("p.csv"), "--slots", "2"), EXIT_USAGE);
    assert_int_equal(call(fair_main, "solve", at("m.csv"), "--slots", "65"), EXIT_USAGE);
    assert_int_equal(mkdir(at("x"), 0700), 0);
    write_file("x/m.csv", S("person,here\nx,1\n"));
    assert_int_equal(call(fair_main, "solve", at("m.csv"), at("x/m.csv"), "--slots", "2"), EXIT_USAGE);
    unlink(at("x/m.csv"));
    rmdir(at("x"));
    write_file("m.csv", S("from,with\nx,p\np,y\n"));
    assert_int_equal(call(fair_main, "solve", at("m.csv"), "--slots", "3"), EXIT_USAGE);
}

/* Each fault is told with its file and line. */
static void test_faults(void **state)
{
    static const struct str one = SI("from,with,place\nx,p,North\nx,q,North\n");
    static const struct {
        struct str more, said;
        int line;
    } cases[] = {
        { SI("person,here\nx,1\nx,2\n"), SI("b.csv: 'x' stands in the table twice"), 3 },
        { SI("person,here\nx,1-9\n"), SI("b.csv: slots are written 1-8; 11, from 1 to 2"), 2 },
        { SI("slot,start,end\n1,2026-12-01 09:00,2026-12-01 09:20\n2,2026-12-01 09:10,2026-12-01 09:30\n"),
            SI("b.csv: the slot overlaps slot 1"), 3 },
        { SI("place,tables\nNorth,\n"), SI("b.csv: how many tables has the place?"), 2 },
        { SI("person,here\nx,1,2\n"), SI("b.csv: '2' stands behind the last heading: a cell that holds commas is put into quotes"), 2 },
        { SI("place,tables\nSouth,2\n"), SI("a.csv: there is no place 'North'"), 2 },
    };
    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        struct fair_sheets m = { .a = &a, .slots = 2, .nfiles = 2, .file = { { S("a.csv"), one }, { S("b.csv"), cases[i].more } } };
        struct err e = { 0 };
        if (fair_sheets_read(&m, &e) != RC_INPUT || e.line != cases[i].line || !str_starts(str_from(e.text), cases[i].said))
            fail_msg("%zu: line %d, %s", i, e.line, e.text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_solve_and_verify), cmocka_unit_test(test_headings),
        cmocka_unit_test(test_any_digit), cmocka_unit_test(test_crowded), cmocka_unit_test(test_faults) };
    return cli_files_run(tests);
}
