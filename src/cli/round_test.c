/* round_test.c: `ballast round` as one types it: small rounds solved, verified, and every number of the result changed in turn. */
#include "test/cli_files.h"
#include "cli/round.h"

static const struct str places = SI("接收方,名额,最低人数,预留\nA,2,,graduate:1\nB,1,,migrant:1!\nC,5,3,\nD,3,2,graduate:1；migrant:1\n");
static const struct str people = SI("申请人,分数,人群,同组,志愿\n1,70,graduate,,A > B > D\n2,90,,,A > C\n3,85,,,A = B > C\n4,60,migrant,,B > A:65\n"
    "5,50,graduate;migrant,t,C > A\n6,40,,t,C > A\n7,40,migrant,,D\n8,40,graduate、migrant,,D>A＝B：41\n9,40,,,D\n10,,,,\n");
static const struct str desks = SI("place,seats,least\nA,2,\nB,1,1\nC,0,\nD,3,\n"),
                        costs = SI("applicant,wishes\n1,A:3 > B:1\n2,A:2>B:2\n3,A:9>C:1\n4,D\n5,A>B>D\n6,C\n");
static const struct str json = SI("{\"method\":\"stable\",\"seed\":\"s\",\"places\":[{\"place\":\"A\",\"seats\":1,\"reserves\":[\"g:1\"]},{\"place\":\"B\",\"seats\":\"2\"}],"
    "\"applicants\":[{\"applicant\":\"x\",\"points\":3,\"wishes\":[\"A\",\"B\"]},{\"applicant\":\"y\",\"points\":3,\"groups\":[\"g\"],\"wishes\":\"A>B\"},{\"applicant\":\"z\",\"wishes\":\"A = B\"}]}");

static bool digit(char c) { return c >= '0' && c <= '9'; }

/* Each digit of each number of the result (in texts, too: lotteries, hashes) becomes another, one at a time. */
static void any_number(const char *result, struct str text)
{
    size_t changed = 0;
    char *copy = arena_alloc(&a, text.n + 1);
    for (size_t i = 0; i < text.n; i++) {
        if (!digit(text.p[i]) || text.p[i - 1] == '_') continue;
        memcpy(copy, text.p, text.n);
        copy[i] = text.p[i] == '9' ? '1' : (char)(text.p[i] + 1);
        write_file("changed.json", (struct str){ copy, text.n });
        int code = call(round_main, "verify", at("changed.json"));
        if (code == EXIT_DONE) fail_msg("%s: a changed digit at byte %zu passes: %.60s", result, i, text.p + (i < 30 ? 0 : i - 30));
        changed++;
    }
    assert_true(changed > 50);
}

static void round_trip(const char *result, struct str *text)
{
    assert_int_equal(call(round_main, "verify", at(result)), EXIT_DONE);
    assert_int_equal(cli_read_file(&a, at(result), 1 << 20, text, NULL), RC_OK);
    any_number(result, *text);
}

static void test_any_number(void **state)
{
    struct str text;
    (void)state;
    write_file("places.csv", places);
    write_file("people.csv", people);
    write_file("desks.csv", desks);
    write_file("costs.csv", costs);
    write_file("round.json", json);
    write_file("orlib.txt", S(" 3\n 10 2 3\n 4 5 6\n 7 8 1\n"));
    assert_int_equal(call(round_main, "solve", at("people.csv"), at("places.csv"), "--seed", "dalian", "--out", at("r1.json")), EXIT_DONE);
    round_trip("r1.json", &text);
    assert_int_equal(call(round_main, "solve", at("desks.csv"), at("costs.csv"), "--method", "cheapest", "--out", at("r2.json")),
        EXIT_DONE);
    round_trip("r2.json", &text);
    assert_int_equal(call(round_main, "solve", at("desks.csv"), at("costs.csv"), "--method", "cheapest", "--outside", "5", "--out",
                         at("r3.json")),
        EXIT_DONE);
    round_trip("r3.json", &text);
    assert_int_equal(call(round_main, "solve", at("round.json"), "--out", at("r4.json")), EXIT_DONE);
    round_trip("r4.json", &text);
    assert_int_equal(call(round_main, "solve", at("orlib.txt"), "--out", at("r5.json")), EXIT_DONE);
    round_trip("r5.json", &text);
    if (str_find(text, S("\"cost\": 7,")) < 0) fail_msg("%s", text.p);
    assert_int_equal(call(round_main, "solve", at("orlib.txt"), "--method", "best", "--out", at("r6.json")), EXIT_DONE);
    round_trip("r6.json", &text);
    if (str_find(text, S("\"score\": 24,")) < 0) fail_msg("%s", text.p);
    /* who would cost 4 stays out */
    assert_int_equal(call(round_main, "solve", at("orlib.txt"), "--outside", "3", "--out", at("r7.json")), EXIT_DONE);
    round_trip("r7.json", &text);
    if (str_find(text, S("\"placed\": 2")) < 0) fail_msg("%s", text.p);
}

/* --- changes */
static struct str file_of(const char *name)
{
    struct str text;
    assert_int_equal(cli_read_file(&a, at(name), 1 << 20, &text, NULL), RC_OK);
    return text;
}

static void same_files(const char *x, const char *y)
{
    if (!str_eq(file_of(x), file_of(y))) fail_msg("%s and %s differ: %s", x, y, file_of(x).p);
}

/* Mended after changes, a stable round is the round solved with them, byte by byte; a cheapest one costs the same. Both verify, and no
** number of them can be changed. */
static void test_changes(void **state)
{
    struct str text;
    (void)state;
    write_file("places.csv", S("place,seats,reserves\nA,2,g:1\nB,1,h:1!\nC,1,\n"));
    write_file("people.csv", S("applicant,points,groups,wishes\n1,70,g,A > B > C\n2,90,,A > C\n3,85,h,A = B > C\n4,60,h,B > A:65\n5,50,g;h,C > A\n6,40,,\n"));
    write_file("friday.csv", S("applicant,points,groups,wishes\n2,90,,\n6,95,h,B > A\n"));
    write_file("monday.csv", S("申请人,分数,人群,志愿\n1,20,,C\n4,99,g、k,C > A:10\n"));
    assert_int_equal(call(round_main, "solve", at("places.csv"), at("people.csv"), "--seed", "dalian", "--out", at("s0.json")), EXIT_DONE);
    assert_int_equal(call(round_main, "resolve", at("s0.json"), at("friday.csv"), "--out", at("s1.json")), EXIT_DONE);
    assert_int_equal(call(round_main, "solve", at("places.csv"), at("people.csv"), "--changes", at("friday.csv"), "--seed", "dalian",
                         "--out", at("s1-anew.json")),
        EXIT_DONE);
    same_files("s1.json", "s1-anew.json");
    round_trip("s1.json", &text);
    if (str_find(text, S("\"file\": \"friday.csv\"")) < 0 || str_find(text, S("\"changes\": true")) < 0) fail_msg("%s", text.p);
    assert_int_equal(call(round_main, "resolve", at("s1.json"), at("monday.csv"), "--out", at("s2.json")), EXIT_DONE); /* on from there */
    assert_int_equal(call(round_main, "resolve", at("s0.json"), at("friday.csv"), at("monday.csv"), "--out", at("s2-both.json")),
        EXIT_DONE);
    same_files("s2.json", "s2-both.json");
    round_trip("s2.json", &text);
    assert_int_equal(call(round_main, "why", at("s2.json"), "4"), EXIT_DONE);
    write_file("monday.csv", S("applicant,points,groups,wishes\n1,21,,C\n"));
    assert_int_equal(call(round_main, "verify", at("s2.json")), EXIT_FOUND); /* other changes */
}

static void test_changes_of_costs(void **state)
{
    static const struct { const char *method, *outside; struct str cost; } cases[] = {
        { "cheapest", "50", SI("\"cost\": 10,") }, { "best", "0", SI("\"score\": 17,") }, { "cheapest", "never", SI("\"cost\": 10,") } };
    struct str text;
    (void)state;
    write_file("desks.csv", S("place,seats\nA,2\nB,1\nC,1\n"));
    write_file("costs.csv", S("applicant,wishes\n1,A:3 > B:1\n2,A:2>B:2\n3,A:9>C:1\n4,C:2\n"));
    write_file("new.csv", S("applicant,wishes\n3,A:4>C:1>B:9\n4,C:3\n"));
    for (size_t i = 0; i < LEN(cases); i++) {
        assert_int_equal(call(round_main, "solve", at("desks.csv"), at("costs.csv"), "--method", cases[i].method, "--outside",
                             cases[i].outside, "--out", at("c0.json")),
            EXIT_DONE);
        assert_int_equal(call(round_main, "resolve", at("c0.json"), at("new.csv"), "--out", at("c1.json")), EXIT_DONE);
        round_trip("c1.json", &text);
        if (str_find(text, cases[i].cost) < 0) fail_msg("%s: %s", cases[i].method, text.p);
    }
    /* nobody else may have it */
    write_file("new.csv", S("applicant,wishes\n1,C:1\n4,C:9\n"));
    assert_int_equal(call(round_main, "resolve", at("c0.json"), at("new.csv"), "--out", at("c2.json")), EXIT_FOUND);
    assert_int_not_equal(access(at("c2.json"), F_OK), 0);
    /* staying out costs more now: cleared anew */
    write_file("new.csv", S("applicant,wishes\n1,A:900\n"));
    assert_int_equal(call(round_main, "solve", at("desks.csv"), at("costs.csv"), "--method", "cheapest", "--out", at("c0.json")),
        EXIT_DONE);
    assert_int_equal(call(round_main, "resolve", at("c0.json"), at("new.csv"), "--out", at("c1.json")), EXIT_DONE);
    round_trip("c1.json", &text);
}

/* Teams and places that have a least are cleared anew, and say so by nothing but the result. */
static void test_changes_cleared_anew(void **state)
{
    struct str text;
    (void)state;
    write_file("places.csv", places);
    write_file("people.csv", people);
    write_file("late.csv", S("申请人,分数,人群,同组,志愿\n7,40,migrant,,A > D\n5,50,graduate,t,A\n6,40,,t,A\n"));
    assert_int_equal(call(round_main, "solve", at("places.csv"), at("people.csv"), "--seed", "dalian", "--out", at("t0.json")), EXIT_DONE);
    assert_int_equal(call(round_main, "resolve", at("t0.json"), at("late.csv"), "--out", at("t1.json")), EXIT_DONE);
    round_trip("t1.json", &text);
}

/* Teams that part, and others that come together: a change of names alone changes nothing else, however often. */
static void test_teams_change(void **state)
{
    struct str text;
    (void)state;
    write_file("places.csv", S("place,seats\nA,2\nB,3\n"));
    write_file("people.csv", S("applicant,points,team,wishes\n1,5,t,A > B\n2,4,t,A > B\n3,6,u,A\n4,3,u,A\n"));
    write_file("c1.csv", S("applicant,points,team,wishes\n1,5,,A > B\n2,4,,A > B\n3,6,v,A\n4,3,v,A\n"));
    write_file("c2.csv", S("applicant,points,team,wishes\n3,6,w,A\n4,3,w,A\n"));
    write_file("c3.csv", S("applicant,points,team,wishes\n3,6,x,A\n4,3,x,A\n"));
    write_file("all.csv", S("applicant,points,team,wishes\n1,5,,A > B\n2,4,,A > B\n3,6,z,A\n4,3,z,A\n"));
    assert_int_equal(call(round_main, "solve", at("places.csv"), at("people.csv"), "--seed", "s", "--out", at("t0.json")), EXIT_DONE);
    assert_int_equal(call(round_main, "resolve", at("t0.json"), at("c1.csv"), at("c2.csv"), at("c3.csv"), "--out", at("t1.json")),
        EXIT_DONE);
    round_trip("t1.json", &text);
    assert_int_equal(call(round_main, "solve", at("places.csv"), at("all.csv"), "--seed", "s", "--out", at("t2.json")), EXIT_DONE);
    struct str anew = file_of("t2.json");
    if (!str_eq(str_sub(text, (size_t)str_find(text, S("\"sums\"")), text.n), str_sub(anew, (size_t)str_find(anew, S("\"sums\"")), anew.n)))
        fail_msg("%s", text.p);
}

static void test_wrong_changes(void **state)
{
    static const struct { struct str changes; int code; const char *said; } cases[] = {
        { SI("applicant,points,groups,wishes\n9,1,,A\n"), EXIT_USAGE, "late.csv: '9' was not in the round" },
        { SI("applicant,groups,wishes\n1,,A\n"), EXIT_USAGE, "late.csv: the column points (分数) is missing" },
        { SI("applicant,points,wishes\n1,1,A\n"), EXIT_USAGE, "late.csv: the column groups (人群) is missing" },
        { SI("applicant,points,groups,wishes\n1,1,,Z\n"), EXIT_USAGE, "late.csv: there is no place of this name: 'Z'" },
        { SI("applicant,points,groups,wishes\n1,1,,A\n1,2,,A\n"), EXIT_USAGE, "late.csv: this applicant stands in the file twice" },
        { SI("place,seats\nA,9\n"), EXIT_USAGE, "late.csv: changes are a table of applicants" },
        { SI("{\"applicants\":[]}"), EXIT_USAGE, "late.csv: " },
        { SI("applicant,points,groups,wishes\n"), EXIT_DONE, "" },
    };
    (void)state;
    write_file("p.csv", S("place,seats\nA,1\n"));
    write_file("q.csv", S("applicant,points,groups,wishes\n1,5,g,A\n2,4,,A\n"));
    assert_int_equal(call(round_main, "solve", at("p.csv"), at("q.csv"), "--seed", "s", "--out", at("r.json")), EXIT_DONE);
    for (size_t i = 0; i < LEN(cases); i++) {
        struct round rd = { .a = &a,
            .seed = S("s"),
            .nfiles = 3,
            .file = { { S("p.csv"), file_of("p.csv"), false }, { S("late.csv"), cases[i].changes, true },
                { S("q.csv"), file_of("q.csv"), false } } };
        struct err e = { 0 };
        enum rc rc = round_read(&rd, &e);
        arena_unguard(&a);
        if ((rc == RC_OK) != (cases[i].code == EXIT_DONE) || !str_starts(str_from(e.text), str_from(cases[i].said)))
            fail_msg("case %zu: %s", i, e.text);
        write_file("late.csv", cases[i].changes);
        if (call(round_main, "resolve", at("r.json"), at("late.csv"), "--out", at("r1.json")) != cases[i].code) fail_msg("case %zu", i);
    }
    assert_int_equal(call(round_main, "resolve", at("r.json")), EXIT_USAGE);
    assert_int_equal(call(round_main, "resolve", at("r.json"), at("late.csv"), "--seed", "t"), EXIT_USAGE);
    assert_int_equal(call(round_main, "resolve", at("r.json"), at("late.csv"), at("late.csv")), EXIT_USAGE); /* two of one name */
    assert_int_equal(call(round_main, "resolve", at("r.json"), at("none.csv")), EXIT_USAGE);
    write_file("q.csv", S("applicant,points,groups,wishes\n1,5,g,A\n2,9,,A\n"));
    /* what does not hold is not gone on from */
    assert_int_equal(call(round_main, "resolve", at("r.json"), at("late.csv")), EXIT_FOUND);
}

static void test_wrong_calls(void **state)
{
    static const struct { struct str places, people; int code; } cases[] = {
        { SI("place,seats\nA,1\n"), SI("applicant,wishes\n1,A\n"), EXIT_DONE },
        { SI("place,seats\nA,1\n"), SI("applicant,wishes\n1,B\n"), EXIT_USAGE },
        { SI("place,seats\nA,1\n"), SI("applicant,wishes\n1,A > A\n"), EXIT_USAGE },
        { SI("place,seats\nA,1\n"), SI("applicant,wishes\n1,A >\n"), EXIT_USAGE },
        { SI("place,seats\nA,1\n"), SI("applicant,wishes\n1,A:x\n"), EXIT_USAGE },
        { SI("place,seats\nA,1\n"), SI("applicant,wishes\n1,A\n1,A\n"), EXIT_USAGE },
        { SI("place,seats\nA,1\nA,2\n"), SI("applicant,wishes\n1,A\n"), EXIT_USAGE },
        { SI("place,seats\nA,-1\n"), SI("applicant,wishes\n1,A\n"), EXIT_USAGE },
        { SI("place,seats,least\nA,1,2\n"), SI("applicant,wishes\n1,A\n"), EXIT_USAGE },
        { SI("place,seats,reserves\nA,1,g:2\n"), SI("applicant,wishes\n1,A\n"), EXIT_USAGE },
        { SI("place,seats,reserves\nA,2,g\n"), SI("applicant,wishes\n1,A\n"), EXIT_USAGE },
        { SI("place,seats,reserves\nA,2,g:1;g:1\n"), SI("applicant,wishes\n1,A\n"), EXIT_USAGE },
        { SI("place,seats\nA,1\nB,1\n"), SI("applicant,wishes,team\n1,A,t\n2,A>B,t\n"), EXIT_USAGE },
        { SI("place,seats\nA,1\n"), SI("applicant,wishes,points\n1,A,1.5\n"), EXIT_USAGE },
        { SI("place,room\nA,1\n"), SI("applicant,wishes\n1,A\n"), EXIT_USAGE },
        { SI("place,seats,place_en,\nA,1,a,\n"), SI("applicant,wishes\n1,A\n"), EXIT_DONE },
        { SI("place,seats,\nA,1,note\n"), SI("applicant,wishes\n1,A,,\n"), EXIT_DONE },
        { SI("place,seats\nA,1\nB,1\n"), SI("applicant,wishes\n1,A,B\n"), EXIT_USAGE },     /* B is no wish of hers: no quotes */
        { SI("place,seats\nA,1\n"), SI("applicant,wishes\n"), EXIT_USAGE },
    };
    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        write_file("p.csv", cases[i].places);
        write_file("q.csv", cases[i].people);
        if (call(round_main, "solve", at("p.csv"), at("q.csv"), "--seed", "s", "--out", at("r.json")) != cases[i].code)
            fail_msg("case %zu", i);
    }
    write_file("p.csv", S("place,seats\nA,1\n"));
    write_file("q.csv", S("applicant,wishes\n1,A\n2,A\n"));
    assert_int_equal(call(round_main, "solve", at("p.csv"), at("q.csv")), EXIT_USAGE);                                       /* no seed */
    assert_int_equal(call(round_main, "solve", at("p.csv"), at("q.csv"), "--method", "cheapest", "--outside", "never"), EXIT_FOUND);
    assert_int_equal(call(round_main, "solve", at("p.csv"), at("none.csv"), "--seed", "s"), EXIT_USAGE);
    assert_int_equal(call(round_main, "solve", at("p.csv"), at("q.csv"), "--seed", "s", "--seed", "t"), EXIT_USAGE);         /* which? */
    /* beside the result there would be one of them */
    assert_int_equal(call(round_main, "solve", at("p.csv"), at("q.csv"), at("q.csv"), "--seed", "s"), EXIT_USAGE);
    write_file("n.txt", S("2\n1 2\n3 1000000001\n"));
    /* a limit of the file, not of memory */
    assert_int_equal(call(round_main, "solve", at("n.txt")), EXIT_USAGE);
    /* it would mean nothing */
    assert_int_equal(call(round_main, "solve", at("p.csv"), at("q.csv"), "--seed", "s", "--outside", "4"), EXIT_USAGE);
    assert_int_equal(call(round_main, "solve", at("p.csv"), at("q.csv"), "--seed", "s", "--out", at("r.json")), EXIT_DONE);
    assert_int_equal(call(round_main, "why", at("r.json"), "1"), EXIT_DONE);
    assert_int_equal(call(round_main, "why", at("r.json"), "3"), EXIT_USAGE);
    write_file("q.csv", S("applicant,wishes\n1,A\n3,A\n"));
    assert_int_equal(call(round_main, "verify", at("r.json")), EXIT_FOUND); /* another input */
}

/* A column that is passed over in silence decides who gets what. */
static void test_misspelt_headings(void **state)
{
    static const struct { struct str places, people, said; } cases[] = {
        { SI("place,seats,leest\nA,1,1\n"), SI("applicant,wishes\n1,A\n"), SI("p.csv: there is no column 'leest'; those of places: place (接收方), place_en (英文名), seats (名额), least (最低人数), reserves (预留)") },
        { SI("place,seats\nA,1\n"), SI("applicant,wishes,point\n1,A,3\n"),
        SI("q.csv: there is no column 'point'; those of applicants: applicant (申请人), points (分数)") },
        { SI("place,seats,wishes\nA,1,1\n"), SI("applicant,wishes\n1,A\n"), SI("p.csv: there is no column 'wishes'; those of places") },
        { SI("place,seets\nA,1\n"), SI("applicant,wishes\n1,A\n"),
        SI("p.csv: there is no column 'seets'; those of places and applicants") },
    };
    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        struct round rd = { .a = &a,
            .seed = S("s"),
            .nfiles = 2,
            .file = { { S("p.csv"), cases[i].places, false }, { S("q.csv"), cases[i].people, false } } };
        struct err e = { 0 };
        assert_int_equal(round_read(&rd, &e), RC_INPUT);
        arena_unguard(&a);
        if (str_find(str_from(e.text), cases[i].said) < 0 || e.line != 1) fail_msg("line %d: %s", e.line, e.text);
    }
}

/* A fault in a JSON text is told with its place in a list. */
static void test_faults_of_json(void **state)
{
    static const struct {
        struct str text, said;
    } cases[] = {
        { SI("{\"places\":[{\"place\":\"A\",\"seats\":1},{\"place\":\"B\"}],\"applicants\":[]}"),
            SI("r.json: places[1]: seats is a whole number") },
        { SI("{\"places\":[{\"place\":\"A\",\"seats\":1}],\"applicants\":[{\"applicant\":\"x\",\"wishes\":\"B\"}]}"),
            SI("r.json: applicants[0]: there is no place of this name: 'B'") },
        { SI("{\"places\":[{\"place\":\"A\",\"seats\":1}],\"applicants\":[{\"applicant\":\"x\",\"wish\":\"A\"}]}"),
            SI("r.json: applicants[0]: there is no member \"wish\"") },
    };
    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        struct round rd = { .a = &a, .seed = S("s"), .nfiles = 1, .file = { { S("r.json"), cases[i].text, false } } };
        struct err e = { 0 };
        if (round_read(&rd, &e) != RC_INPUT || !str_starts(str_from(e.text), cases[i].said)) fail_msg("%zu: %s", i, e.text);
        arena_unguard(&a);
    }
}

static int64_t cost_of(struct str file)
{
    struct str text, rest;
    int64_t v = -1;
    write_file("o.txt", file);
    int code = call(round_main, "solve", at("o.txt"), "--out", at("o.json"));
    if (code != EXIT_DONE) return -code;
    assert_int_equal(call(round_main, "verify", at("o.json")), EXIT_DONE);
    assert_int_equal(cli_read_file(&a, at("o.json"), 1 << 20, &text, NULL), RC_OK);
    rest = str_sub(text, (size_t)str_find(text, S("\"cost\": ")) + 8, text.n);
    str_cut(&rest, ',', &text);
    assert_true(str_int(text, &v));
    return v;
}

/* OR-Library's files of costs: as a matrix, however its rows are broken, and as cells. What is neither is told with its line. */
static void test_costs(void **state)
{
    static const struct { struct str file; int64_t cost; } cases[] = {
        { SI("4\n10 19 8 15\n10 18 7 17\n13 16 9 14\n12 19 8 18\n"), 49 },
        { SI("\n 4\r\n 10 19  8\r\n 15\r\n 10 18 7 17 13 16\r\n\r\n\t9 14\r\n 12 19 8 18"), 49 },
        { SI("\xef\xbb\xbf" "4 10 19 8 15 10 18 7 17 13 16 9 14 12 19 8 18"), 49 },
        { SI("4\r10 19 8 15\r10 18 7 17\r13 16 9 14\r12 19 8 18\r"), 49 },
        { SI("1\n-7\n"), -7 },
        { SI("3\n1 1 3\n1 2 1\n2 1 4\n2 3 2\n3 3 9\n3 2 5\n"), 10 },
        { SI("3\n3 2 5\n2 3 2\n1 2 1\n2 1 4\n3 3 9\n1 1 3"), 10 },
        { SI("2\n1 2 5\n2 1 6\n"), 11 },
        { SI("2\n1 1 5\n2 1 6\n"), -EXIT_FOUND },                                              /* both want one seat */
        { SI("2\n1 1 5\n1 2 6\n"), -EXIT_FOUND },                                              /* the second wants none */
    };
    static const struct {
        struct str file;
        int line;
        const char *says;
    } wrong[] = {
        { SI("2\n1 2\n3\n"), 3, "2 rows have 4 costs, and 3 follow" },
        { SI("2\n1 2\n3 4\n5\n"), 4, "2 rows have 4 costs, and 5 follow" },
        { SI("3\n1,2,3\n"), 2, "'1,2,3' is no whole number" },
        { SI("2\n1 2\n3.5 4\n"), 3, "'3.5' is no whole number" },
        { SI("0\n"), 1, "how many" },
        { SI("\n\n5001\n"), 3, "how many" },
        { SI("2\n1 1 5\n2 3 6\n"), 3, "rows and columns are 1 to 2" },
        { SI("3\n1 1 5\n2 2 6\n1 1 4\n3 3 1\n"), 4, "stands in line 2, too" },
        { SI("1\n9999999999\n"), 2, "a cost is between" },
        { SI("2\n1 2 5 2\n1 6\n"), 3, "2 rows have 4 costs, and 6 follow" },
    };
    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) if (cost_of(cases[i].file) != cases[i].cost) fail_msg("case %zu", i);
    for (size_t i = 0; i < LEN(wrong); i++) {
        struct round rd = { .a = &a, .nfiles = 1, .file = { { S("o.txt"), wrong[i].file } } };
        struct err e = { 0 };
        assert_int_not_equal(round_read(&rd, &e), RC_OK);
        arena_unguard(&a);
        if (e.line != wrong[i].line || !strstr(e.text, wrong[i].says)) fail_msg("%zu: %s (line %d)", i, e.text, e.line);
    }
}

/* Who goes with others is told that they are why: the place had a seat for her, and for one of two. */
static void test_why_of_a_team(void **state)
{
    static const struct {
        struct str who;
        bool en;
        const char *says;
    } cases[] = { { SI("1"), true, "1. A: you have 5 points; alone you would get in, but your team goes whole" },
        { SI("2"), true, "1. A: you have 4 points; alone you would get in" }, { SI("1"), false, "同组须一同录取" },
        { SI("1"), true, "2. B: this is it; you have 5 points; the last on a seat you could have has 4" },
        { SI("3"), true, "1. A: this is it; you have 6 points; whoever asks" },
        { SI("5"), true, "1. C: you have 9 points; alone you would get in" },
        { SI("6"), true, "1. C: you have 1 points; the last on a seat you could have has 3" } };
    (void)state;
    write_file("p.csv", S("place,seats\nA,2\nB,2\nC,1\n"));
    write_file("q.csv", S("applicant,points,team,wishes\n1,5,t,A > B\n2,4,t,A > B\n3,6,,A\n4,3,,C\n5,9,u,C\n6,1,u,C\n"));
    assert_int_equal(call(round_main, "solve", at("p.csv"), at("q.csv"), "--seed", "s", "--out", at("t.json")), EXIT_DONE);
    for (size_t i = 0; i < LEN(cases); i++) {
        struct round rd = { .a = &a };
        struct round_result res;
        struct err e = { 0 };
        struct out o;
        assert_int_equal(round_open(&rd, str_from(at("t.json")), NULL, 0, &res, &e), RC_OK);
        out_init(&o, &a);
        assert_int_equal(round_why(&rd, &res, cases[i].who, cases[i].en, &o, &e), RC_OK);
        if (!strstr(out_str(&o).p, cases[i].says)) fail_msg("%zu: %s", i, out_str(&o).p);
    }
}

/* Who sits on a reserved seat with fewer points is no cut-off for others; a group with two reserves is told once. */
static void test_why_of_reserves(void **state)
{
    static const struct { struct str who, says; } cases[] = {
        { SI("1"), SI("you have 9 points; you were the last on a seat you could have.") },
        { SI("2"), SI("you have 1 points and count for g; you were the last on a seat you could have.") },
        { SI("3"), SI("you have 8 points; the last on a seat you could have has 9.") } };
    (void)state;
    write_file("p.csv", S("place,seats,reserves\nA,3,g:1;g:1!\n"));
    write_file("q.csv", S("applicant,points,groups,wishes\n1,9,,A\n2,1,g,A\n3,8,,A\n4,2,g,A\n"));
    assert_int_equal(call(round_main, "solve", at("p.csv"), at("q.csv"), "--seed", "s", "--out", at("w.json")), EXIT_DONE);
    if (str_find(file_of("w.json"), S("\"groups\": [\"g\"], \"gate\"")) < 0) fail_msg("%s", file_of("w.json").p);
    for (size_t i = 0; i < LEN(cases); i++) {
        struct round rd = { .a = &a };
        struct round_result res;
        struct err e = { 0 };
        struct out o;
        assert_int_equal(round_open(&rd, str_from(at("w.json")), NULL, 0, &res, &e), RC_OK);
        out_init(&o, &a);
        assert_int_equal(round_why(&rd, &res, cases[i].who, true, &o, &e), RC_OK);
        if (str_find(out_str(&o), cases[i].says) < 0) fail_msg("%zu: %s", i, out_str(&o).p);
    }
}

/* A team, s and x that chase each other round: none of the outcomes is stable, and the answer says so and writes nothing. */
static void test_no_stable_outcome(void **state)
{
    (void)state;
    write_file("p.csv", S("place,seats\nA,2\nB,1\n"));
    write_file("q.csv", S("applicant,points,team,wishes\nc1,40,t,A\nc2,30,t,A\ns,35,,B:40 > A\nx,10,,A > B:50\n"));
    assert_int_equal(call(round_main, "solve", at("p.csv"), at("q.csv"), "--seed", "s", "--out", at("none.json")), EXIT_FOUND);
    assert_int_not_equal(access(at("none.json"), F_OK), 0);
}

/* What the call and a JSON text say of staying outside has to agree: a result made of both would not pass. */
static void test_outside_said_twice(void **state)
{
    static const struct { const char *file, *call; int code; } cases[] = { { "\"never\"", "never", EXIT_DONE }, { "5", "5", EXIT_DONE },
        { "\"never\"", "5", EXIT_USAGE }, { "5", "never", EXIT_USAGE }, { "5", "6", EXIT_USAGE }, { "[]", "never", EXIT_USAGE } };
    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        struct str text = str_printf(&a,
            "{\"method\":\"cheapest\",\"outside\":%s,\"places\":[{\"place\":\"A\",\"seats\":1}],"
            "\"applicants\":[{\"applicant\":\"x\",\"wishes\":\"A\"}]}",
            cases[i].file);
        write_file("o.json", text);
        if (call(round_main, "solve", at("o.json"), "--outside", cases[i].call, "--out", at("r.json")) != cases[i].code)
            fail_msg("case %zu", i);
        if (cases[i].code == EXIT_DONE) assert_int_equal(call(round_main, "verify", at("r.json")), EXIT_DONE);
    }
}

/* What is wrong with a result is said with its name; and it reaches no further than the folder it lies in. */
static void test_wrong_results(void **state)
{
    static const struct { const char *bytes, *said; } cases[] = {
        { "", "r.json: line 1, column 1: a value is missing" },
        { "{\"ballast_round\": 2}", "r.json: this is no result of a round" },
        { "{\"ballast_round\": 1, \"places\": [], \"applicants\": []}", "r.json: \"method\" is stable, cheapest or best" },
        { "{\"ballast_round\": 1, \"method\": \"best\", \"outside\": -9223372036854775808, \"places\": [], \"applicants\": []}",
            "r.json: \"outside\" is a whole number between minus and plus a thousand million" },
        { "{\"ballast_round\": 1, \"method\": \"best\", \"outside\": \"last\", \"places\": [], \"applicants\": [], \"inputs\": [{}]}",
            "r.json: \"inputs\" lists up to 8 files" },
        { "{\"ballast_round\": 1, \"method\": \"best\", \"outside\": \"last\", \"places\": [], \"applicants\": [], "
          "\"inputs\": [{\"file\": \"p.csv\", \"bytes\": 0, \"sha256\": \"\", \"more\": 1}]}",
            "r.json: an input has file, bytes and sha256" },
        { "{\"ballast_round\": 1, \"method\": \"best\", \"outside\": \"last\", \"places\": [], \"applicants\": [], "
          "\"inputs\": [{\"file\": \"p.csv\", \"bytes\": 0, \"sha256\": \"\", \"changes\": false}]}",
            "r.json: an input has file, bytes and sha256" },
    };
    static const char *const names[] = { "", ".", "..", "-", "../p.csv", "/dev/stdin" };
    struct round_result res;
    (void)state;
    for (size_t i = 0; i < LEN(cases) + LEN(names); i++) {
        struct round rd = { .a = &a, .seed = S("s") };
        struct err e = { 0 };
        struct str said = str_from(i < LEN(cases) ? cases[i].said : "r.json: an input is named without its folder, not '");
        write_file("r.json", i < LEN(cases) ? str_from(cases[i].bytes)
                : str_printf(&a, "{\"ballast_round\": 1, \"method\": \"stable\", \"seed\": \"s\", \"places\": [], \"applicants\": [], "
                                 "\"inputs\": [{\"file\": \"%s\", \"bytes\": 0, \"sha256\": \"\"}]}", names[i - LEN(cases)]));
        enum rc rc = round_open(&rd, str_from(at("r.json")), NULL, 0, &res, &e);
        arena_unguard(&a);
        if (rc != RC_INPUT || str_find(str_from(e.text), said) < 0) fail_msg("case %zu: %s", i, e.text);
        assert_int_equal(call(round_main, "verify", at("r.json")), EXIT_USAGE);
    }
    write_file("p.csv", S("place,seats\nA,1\n"));
    write_file("q.csv", S("applicant,wishes\n1,A\n"));
    assert_int_equal(call(round_main, "solve", at("p.csv"), at("q.csv"), "--seed", "s", "--out", at("r.json")), EXIT_DONE);
    unlink(at("q.csv"));
    assert_int_equal(call(round_main, "verify", at("r.json")), EXIT_USAGE);                      /* it names a file that is not there */
    assert_int_equal(call(round_main, "verify", at("r.json"), "--out", at("s.json")), EXIT_USAGE);
    assert_int_equal(call(round_main, "verify", at("r.json"), "--lang", "en"), EXIT_USAGE);
    assert_int_equal(call(round_main, "why", at("r.json"), "1", "--out", at("s.json")), EXIT_USAGE);
}

/* A list of 5,000 wishes is taken; the wish after that is refused before anything else is looked at: with hundreds of such lists a
** search for places wished for twice would go on for hours. */
static void test_long_lists(void **state)
{
    struct out all, list;
    (void)state;
    out_init(&all, &a);
    out_init(&list, &a);
    put_z(&all, "place,seats\n");
    for (int i = 0; i <= LIMIT_ROUND_WISHES; i++) put_f(&all, "p%d,1\n", i);
    put_z(&list, "applicant,wishes\n1,p0");
    for (int i = 1; i < LIMIT_ROUND_WISHES; i++) put_f(&list, ">p%d", i);
    struct str p = out_str(&all);
    for (int i = 0; i < 4; i++) {
        static const char *const more[] = { "", ">p5000", ">p7", ">nowhere" };
        struct round rd = { .a = &a, .seed = S("s"), .nfiles = 2,
            .file = { { S("p.csv"), p, false }, { S("q.csv"), str_printf(&a, "%s%s\n", out_str(&list).p, more[i]), false } } };
        struct err e = { 0 };
        enum rc rc = round_read(&rd, &e);
        arena_unguard(&a);
        assert_int_equal(rc, i ? RC_INPUT : RC_OK);
        if (i && (e.line != 2 || !str_starts(str_from(e.text), S("q.csv: a list has at most 5000 wishes: '1'")))) fail_msg("%d: %s", i, e.text);
    }
}

/* Lines of JSON are counted from the first of the file, blank ones too. */
static void test_blank_lines_count(void **state)
{
    static const struct str files[] = { SI("{\"places\": [}"), SI("\n\n{\"places\": [}"), SI("\xef\xbb\xbf\n \n\n{\"places\": [}") };
    static const int line[] = { 1, 3, 4 };
    (void)state;
    for (size_t i = 0; i < LEN(files); i++) {
        struct round rd = { .a = &a, .seed = S("s"), .nfiles = 1, .file = { { S("r.json"), files[i], false } } };
        struct err e = { 0 };
        enum rc rc = round_read(&rd, &e);
        arena_unguard(&a);
        if (rc != RC_INPUT || e.line != line[i]) fail_msg("%zu: line %d, %s", i, e.line, e.text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_any_number), cmocka_unit_test(test_changes),
        cmocka_unit_test(test_changes_of_costs), cmocka_unit_test(test_changes_cleared_anew), cmocka_unit_test(test_teams_change),
        cmocka_unit_test(test_wrong_changes),
        cmocka_unit_test(test_wrong_calls), cmocka_unit_test(test_misspelt_headings), cmocka_unit_test(test_costs),
        cmocka_unit_test(test_why_of_a_team), cmocka_unit_test(test_why_of_reserves),
        cmocka_unit_test(test_no_stable_outcome), cmocka_unit_test(test_faults_of_json),
        cmocka_unit_test(test_outside_said_twice), cmocka_unit_test(test_wrong_results), cmocka_unit_test(test_long_lists),
        cmocka_unit_test(test_blank_lines_count) };
    return cli_files_run(tests);
}
