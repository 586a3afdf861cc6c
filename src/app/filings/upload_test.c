/* upload_test.c: a return as a workbook: the template pre-filled, sent back in its own words, checked by cell, matched once,
** marked, taken into the draft; what is sent twice, cut off, or another carrier's. */
#include "test/site.h"
#include "app/filings/test_world.h"
#include "app/filings/upload.h"

static int64_t filing;

static struct answer get(const char *path) { return site_get_as(&s, w.manager[0], path); }
static bool says(struct answer a, const char *text)
{
    if (!body_has(&a, text)) {
        fprintf(stderr, "no '%s' in %.*s\n", text, STR_FMT(a.body));
        return false;
    }
    return true;
}

/* A workbook of text cells: sheets of rows, "name|cell,cell;cell,cell". */
static struct str book_made(const char *const *sheets, size_t n)
{
    struct book *b = NEWS(&s.a, struct book, n);
    struct str bytes;
    struct err e;
    for (size_t k = 0; k < n; k++) {
        struct str rest = str_from(sheets[k]), name, row, cell;
        struct strs cells = { 0 };
        struct { struct book_column *v; size_t n, cap; } columns = { 0 };
        str_cut(&rest, '|', &name);
        str_cut(&rest, ';', &row);
        while (str_cut(&row, ',', &cell)) *PUSH(&s.a, &columns) = (struct book_column){ .title = cell };
        while (str_cut(&rest, ';', &row))
            for (size_t c = 0; c < columns.n; c++) *PUSH(&s.a, &cells) = str_cut(&row, ',', &cell) ? cell : S("");
        b[k] = (struct book){ .name = name,
            .columns = columns.v,
            .ncolumns = columns.n,
            .cells = cells.v,
            .nrows = columns.n ? cells.n / columns.n : 0 };
        if (k) b[k - 1].next = &b[k];
    }
    if (book_write(&s.a, b, &bytes, &e) != RC_OK) fail_msg("%s", e.text);
    return bytes;
}

static struct answer sent(struct str bytes, const char *name)
{
    site_login(&s, w.manager[0]);
    struct http_file f = { .field = S("file"), .name = str_from(name), .type = S("application/octet-stream"), .bytes = bytes };
    return site_post_files(&s, at(filing, "/upload"), "", &f, 1);
}

/* The page of what was sent. */
static struct answer looked(struct answer a)
{
    if (a.status != 303 || !str_starts(a.location, S("/filings/uploads/")))
        fail_msg("%d %.*s", a.status, STR_FMT(str_sub(a.body, 0, 6000)));
    return site_get(&s, a.location.p);
}

#define SUMMARY_ROWS "汇总表|代码,本期数值,指标;employees,30,;fresh,1,;opportunities,5,;revenue,30.5,;rnd,2,;financed,0,;financing,0,;ip,3,;inventions,1,;high_tech,1,;docking_events,2,;incubatees,2,;teams,1,;area_used,300,"
#define FIRM_HEAD "企业表|企业名称,统一社会信用代码,经营状态,从业人员,其中：应届高校毕业生,本月新增岗位,本月营业收入（千元）,本月研发投入（千元）,本月获投融资额（千元）,有效知识产权数;"
#define FIRMS_RIGHT FIRM_HEAD "甲公司,,正常经营,10,0,2,9.2,1,0,1;乙公司,,正常经营,20,1,3,21.3,1,0,2"

static void set_up_history(void)
{
    static const char *const right[] = { "汇总表|代码,本期数值;employees,30;fresh,1;opportunities,5;revenue,30.5;rnd,2;financed,0;financing,0;ip,3;inventions,1;high_tech,1;docking_events,2;incubatees,2;teams,1;area_used,300", FIRMS_RIGHT };
    struct answer a = sent(book_made(right, 2), "september.xlsx");
    struct answer page = looked(a);
    assert_true(says(page, "没有发现问题"));
    done(site_post(&s, str_printf(&s.a, "%.*s/take", STR_FMT(a.location)).p, seen(filing, "")), "take");
    done(post(w.manager[0], filing, "/submit", ""), "submit");
    assert_int_equal(cell("revenue", "city", "", 202609), 3050000);
    site_now = date_days(2026, 10, 20) * DAY_MS;
    world_tick();
    filing = filing_id(0, "monthly", 202610);
}

static void the_template_is_the_definition(void **state)
{
    (void)state;
    filing = filing_id(0, "monthly", 202609);
    set_up_history();
    struct answer a = get(at(filing, "/template.xlsx"));
    struct sheet_book b = { 0 };
    struct err e;
    if (sheets_read(&s.a, a.body, &b, &e) != RC_OK) fail_msg("%s", e.text);
    assert_int_equal(b.n, 3);
    assert_true(str_eq(b.v[0].name, S("汇总表")) && str_eq(b.v[1].name, S("企业表")) && str_eq(b.v[2].name, S("人员表")));
    const struct sheet *firms = &b.v[1].sheet;
    assert_int_equal(firms->n, 3);
    assert_true(str_eq(firms->v[1].v[1], S("甲公司")) && str_eq(firms->v[2].v[2], S("正常经营")));
    assert_true(str_find(firms->v[0].v[6], S("千元")) > 0);                    /* units stand in the headings */
    assert_true(str_starts(b.v[0].sheet.v[0].v[5 + 1], S("ballast:monthly:1:202610:")));
}

static void it_comes_back_as_it_went(void **state)
{
    (void)state;
    struct answer t = get(at(filing, "/template.xlsx")), a = sent(t.body, "back.xlsx"), page = looked(a);
    assert_true(says(page, "没有填") && !body_has(&page, "无法识别的单元格"));
    int64_t october = filing;
    site_login(&s, w.manager[1]);
    filing = filing_id(1, "monthly", 202610);                                  /* another carrier's workbook */
    struct http_file f = { .field = S("file"), .name = S("x.xlsx"), .type = S(""), .bytes = t.body };
    a = site_post_files(&s, at(filing, "/upload"), "", &f, 1);
    assert_int_equal(a.status, 422);
    assert_true(says(a, "另一个载体"));
    filing = october;
}

static void every_cell_is_named(void **state)
{
    (void)state;
    static const char *const wrong[] = { "汇总表|代码,本期数值;employees,３０;fresh,1;opportunities,5;revenue,9225.3;rnd,x;financed,0;financing,0;ip,3;inventions,1;high_tech,1;docking_events,2",
        FIRM_HEAD "甲公司,91210299MA0BA11T8B,正常经营,10,0,2,9200,1,0,1;乙公司,,停业了,20,1,3,25.3,1,0,2",
        "人员表|姓名,身份证件号码,用人单位,入职日期,参保月份;张三,2.10299199006300E+17,甲公司,46304,2026年10月1日;李四,210299199906300011,甲公司,2026/10/9,2026-10-1" };
    struct answer a = sent(book_made(wrong, 3), "wrong.xlsx"), page = looked(a);
    assert_true(says(page, "汇总表 B6") && says(page, "企业表 B2") && says(page, "企业表 C3") && says(page, "人员表 B2"));
    assert_true(says(page, "已丢失") && says(page, "校验码") && says(page, "不在可选项内") && says(page, "应填数字"));
    assert_true(says(page, "日期序号已转为日期") && says(page, "全角数字已转为半角") && says(page, "日期写法已统一"));
    assert_true(says(page, "9200千元，以前是 9.2——单位对吗？") && says(page, "像是按“元”填的"));
    assert_true(!body_has(&page, "2.10299199006300E+17"));                      /* not even half a number of somebody */
    struct answer m = site_get(&s, str_printf(&s.a, "%.*s/marked.xlsx", STR_FMT(a.location)).p);
    struct sheet_book b = { 0 };
    struct err e;
    assert_int_equal(sheets_read(&s.a, m.body, &b, &e), RC_OK);
    const struct sheet_row *firm = &b.v[1].sheet.v[1];
    assert_true(str_find(firm->v[firm->n - 1], S("单位对吗")) > 0 && str_find(firm->v[firm->n - 1], S("校验码")) > 0);
    struct answer take = site_post(&s, str_printf(&s.a, "%.*s/take", STR_FMT(a.location)).p, seen(filing, ""));
    assert_int_equal(take.status, 303);
    assert_int_equal(filing_now(filing).draft, 0);                              /* nothing was taken */
}

static void the_unit_beside_the_number_is_believed(void **state)
{
    (void)state;
    static const char *const sure[] = { "汇总表|代码,本期数值;employees,30;fresh,1;opportunities,5;revenue,9225.3千元;rnd,2;financed,0;financing,0;ip,3;inventions,1;high_tech,1;docking_events,2;incubatees,2;teams,1;area_used,300",
        FIRM_HEAD "甲公司,,正常经营,10,0,2,9200千元,1,0,1;乙公司,,正常经营,20,1,3,2.53万元,1,0,2" };
    struct answer a = sent(book_made(sure, 2), "sure.xlsx"), page = looked(a);
    assert_true(!body_has(&page, "单位对吗") && says(page, "已按所写单位换算"));
}

static void own_headings_are_matched_once(void **state)
{
    (void)state;
    static const char *const own[] = { "企业|单位简称,从业人员,产值（万元）,毕业生,岗位,研发,融资,状态,经营状态,本月研发投入;甲公司,10,0.92,0,2,1,0,好,正常经营,1" };
    struct answer a = sent(book_made(own, 1), "own.xlsx"), page = looked(a);
    assert_true(says(page, "对应列名") && says(page, "单位简称") && says(page, "产值（万元）"));
    done(site_post(&s, str_printf(&s.a, "%.*s/map", STR_FMT(a.location)).p, "h.firms.0=name&h.firms.2=revenue&h.firms.3=fresh&h.firms.4=opportunities&h.firms.5=&h.firms.6=financing&h.firms.7="), "map");
    page = site_get(&s, a.location.p);
    assert_true(!body_has(&page, "单位简称") && says(page, "1 行"));
    a = sent(book_made(own, 1), "own again.xlsx");
    page = looked(a);
    assert_true(!body_has(&page, "<h2 id=\"map\">"));
    done(site_post(&s, str_printf(&s.a, "%.*s/take", STR_FMT(a.location)).p, seen(filing, "")), "take");
    struct seat seat = { .f = filing_now(filing) };
    assert_true(seat.f.draft == 1);
    page = get(at(filing, "/firms/1"));
    assert_true(says(page, "value=\"甲公司\"") && says(page, "name=\"fresh\" value=\"0\""));
}

static void what_is_cut_off_changes_nothing(void **state)
{
    (void)state;
    static const char *const right[] = { SUMMARY_ROWS, FIRMS_RIGHT };
    struct str bytes = book_made(right, 2);
    int64_t version = filing_now(filing).version;
    for (size_t n = 0; n < bytes.n; n += 97) {
        struct answer a = sent((struct str){ bytes.p, n }, "cut.xlsx");
        if (a.status != 422) fail_msg("%d of %d bytes: %d", (int)n, (int)bytes.n, a.status);
    }
    assert_int_equal(filing_now(filing).version, version);
    struct answer a = sent(S("not a table at all \xff\xfe"), "x.doc");
    assert_int_equal(a.status, 422);
    a = sent(S("\xd0\xcf\x11\xe0 old"), "x.xls");
    assert_true(a.status == 422 && says(a, "旧版 .xls"));
}

static void taken_twice_is_taken_once(void **state)
{
    (void)state;
    static const char *const right[] = { SUMMARY_ROWS, FIRMS_RIGHT };
    struct answer a = sent(book_made(right, 2), "right.xlsx");
    const char *take = str_printf(&s.a, "%.*s/take", STR_FMT(a.location)).p;
    done(site_post(&s, take, seen(filing, "")), "take");
    int64_t version = filing_now(filing).version;
    a = site_post(&s, take, seen(filing, ""));
    assert_true(a.status == 303 && filing_now(filing).version == version);
    site_login(&s, w.manager[1]);
    assert_int_equal(site_post(&s, take, "").status, 404);
}

static int64_t claims(const char *state) { return site_ask(&s, str_printf(&s.a, "SELECT COUNT(*) AS n FROM job_claim WHERE source_kind = 'filing' AND source = $1 AND state %s 'withdrawn'", state).p, filing); }

/* What counts of people is the version that counts: handed in, returned, handed in again with one more. */
static void people_become_claims(void **state)
{
    (void)state;
    static const char *const right[] = { SUMMARY_ROWS, FIRMS_RIGHT, "人员表|姓名,身份证件号码,用人单位,入职日期,参保月份,重点群体;李四,210299199906300011,甲公司,2026/10/9,2026-10-1,高校毕业生" };
    static const char *const more[] = { "人员表|姓名,身份证件号码,用人单位,入职日期,参保月份;李四,210299199906300011,甲公司,2026/10/9,2026-10-1;王五,210299200002290020,乙公司,2026-10-12,2026-10-1" };
    struct answer a = sent(book_made(right, 3), "right.xlsx");
    done(site_post(&s, str_printf(&s.a, "%.*s/take", STR_FMT(a.location)).p, seen(filing, "")), "take");
    done(post(w.manager[0], filing, "/submit", ""), "submit");
    assert_int_equal(claims("<>"), 1);
    assert_int_equal(cell("jobs_new", "carrier", str_printf(&s.a, "%lld", (long long)w.carrier[0]).p, 202610), 1);
    done(site_post_as(&s, w.clerk, at(filing, "/return"), seen(filing, "reason=one+is+missing")), "return");
    assert_int_equal(claims("<>"), 0);
    assert_int_equal(cell("jobs_new", "city", "", 202610), 0);
    a = sent(book_made(more, 1), "more.xlsx");
    done(site_post(&s, str_printf(&s.a, "%.*s/take", STR_FMT(a.location)).p, seen(filing, "")), "take");
    done(post(w.manager[0], filing, "/submit", ""), "submit again");
    assert_int_equal(claims("<>"), 2);
    assert_int_equal(claims("="), 1);
    assert_int_equal(cell("jobs_new", "city", "", 202610), 2);
}

static void a_table_of_people_is_sealed(void **state)
{
    (void)state;
    static const char *const people[] = { "人员表|姓名,身份证件号码,用人单位,入职日期,参保月份;李四,210299199906300011,甲公司,2026/10/9,2026-10-1" };
    struct answer a = sent(book_made(people, 1), "people.xlsx");
    done(site_post(&s, str_printf(&s.a, "%.*s/take", STR_FMT(a.location)).p, seen(filing, "")), "take");
    assert_int_equal(site_ask(&s, "SELECT COUNT(*) AS n FROM filing_sheet WHERE sheet = 'people' AND lines = $1", 1), 1);
    struct answer page = get(at(filing, ""));
    assert_true(says(page, "李四") && !body_has(&page, "210299199906300011"));
    assert_true(says(page, "甲公司"));                                          /* the sheets that were not sent stayed */
    static const char *const again[] = { "人员表|姓名,身份证件号码,用人单位,入职日期,参保月份;李四,210299199906300011,甲公司,2026/10/9,2026-10-1;李四,210299199906300011,乙公司,2026/10/9,2026-10-1;"
        "李四,210299199906300011,甲公司,2026/10/9,2026-10-1" };
    page = looked(sent(book_made(again, 1), "again.xlsx"));
    /* two firms are two jobs, the first of them said twice */
    assert_true(says(page, "与第 2 行重复") && !body_has(&page, "与第 3 行重复"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_template_is_the_definition),
        cmocka_unit_test(it_comes_back_as_it_went),
        cmocka_unit_test(every_cell_is_named),
        cmocka_unit_test(the_unit_beside_the_number_is_believed),
        cmocka_unit_test(own_headings_are_matched_once),
        cmocka_unit_test(what_is_cut_off_changes_nothing),
        cmocka_unit_test(taken_twice_is_taken_once),
        cmocka_unit_test(a_table_of_people_is_sealed),
        cmocka_unit_test(people_become_claims),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
