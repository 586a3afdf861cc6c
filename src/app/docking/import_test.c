/* import_test.c: a table of 500 listings with 12 wrong rows, from the template to the undoing; and tables people really send. */
#include "test/site.h"
#include "app/docking/test_world.h"
#include "app/docking/import.h"

enum { ROWS = 500, WRONG = 12 };

static struct answer sent(int64_t who, const char *name, struct str bytes)
{
    struct http_file f = { .field = S("file"), .name = str_from(name), .type = S("application/octet-stream"), .bytes = bytes };
    site_login(&s, who);
    return site_post_files(&s, "/listings/import", str_printf(&s.a, "organisation=%lld", (long long)w.house1).p, &f, 1);
}

/* The path of the batch a 303 leads to. */
static const char *batch_of(const struct answer *a)
{
    if (a->status != 303) fail_msg("%d: %.*s", a->status, STR_FMT(str_sub(a->body, 0, 6000)));
    return a->location.p;
}

/* What the check page says: "new,changed,same,wrong", as its form confirms it; empty when there is nothing to store. */
static struct str seen_on(const struct answer *page)
{
    static const struct str mark = SI("name=\"seen\"");
    ptrdiff_t at = str_find(page->body, mark);
    if (at < 0) return S("");
    struct str rest = str_sub(page->body, (size_t)at, 200), value;
    at = str_find(rest, S("value=\""));
    rest = str_sub(rest, (size_t)at + 7, rest.n);
    str_cut(&rest, '"', &value);
    return str_copy(&s.a, value);
}

static struct answer confirmed(int64_t who, const char *path, const char *mode)
{
    struct answer page = get_as(who, path);
    assert_int_equal(page.status, 200);
    return site_post(&s, path, str_printf(&s.a, "seen=%.*s&mode=%s", STR_FMT(seen_on(&page)), mode).p);
}

static int64_t count_of(const char *sql, int64_t in)
{
    static const struct db_column columns[] = { { "n", 'i', true, 0 } };
    /* a connection knows a statement by its address, and by its name when it has one */
    struct db_stmt *stmt = NEW(&s.a, struct db_stmt);
    *stmt = (struct db_stmt){ "", sql, columns, columns, 1, 1, sizeof(int64_t) };
    const struct db_value v[] = { { .type = 'i', .i = in } };
    struct db *db = site_db(&s);
    int64_t out = 0;
    assert_int_equal(db_one(db, stmt, v, &out), RC_OK);
    db_give(db);
    return out;
}

static int64_t listings(void) { return count_of("SELECT COUNT(*) AS n FROM listing WHERE source_key IS NOT NULL AND account > $1", 0); }
static int64_t open_or_review(void) { return count_of("SELECT COUNT(*) AS n FROM listing WHERE source_key IS NOT NULL AND state IN ('open', 'review') AND account > $1", 0); }
static int64_t parked(void) { return count_of("SELECT COUNT(*) AS n FROM import_batch WHERE state = 'checked' AND account > $1", 0); }
static int64_t rows_kept(void) { return count_of("SELECT COUNT(*) AS n FROM import_row WHERE listing > $1", 0); }

/* ---- the journey ---- */

static const struct { int row; const char *column, *was, *mend, *says; } wrong[WRONG] = {
    { 7, "amount_low", "很多", "5000", "金额" },           { 40, "open_until", "2026-02-30", "2027-02-28", "日期" },
    { 77, "division", "火星区", "甘井子区", "选" },         { 101, "title_zh", "", "补上的标题", "填" },
    { 150, "quantity", "1.5", "2", "整数" },                { 199, "kind", "不知道", "就业岗位", "选" },
    { 230, "amount_high", "1", "9000", "" },                { 266, "open_until", "2020-01-01", "2027-01-01", "" },
    { 301, "housing", "也许", "是", "“是”或“否”" },         { 350, "side", "", "需求", "填" },
    { 402, "key", "6.22202E+17", "622202000000000001", "Excel" }, { 499, "body_zh", "", "补上的说明", "填" },
};
static const char *const journey_columns[] = { "key", "side", "kind", "title_zh", "body_zh", "division", "amount_low", "amount_high",
    "quantity", "open_until", "housing" };

static size_t column_at(const char *name)
{
    size_t c = 0;
    while (strcmp(journey_columns[c], name) != 0) c++;
    return c;
}

static struct str heading_of(const char *name)
{
    if (strcmp(name, "key") == 0) return say_in(LANG_ZH, T_import_key);
    for (size_t i = 0; i < listing_form_any.nfields; i++)
        if (strcmp(listing_form_any.fields[i].name, name) == 0) return say_in(LANG_ZH, listing_form_any.fields[i].label);
    unreachable();
}

static struct str journey_file(void)
{
    struct book_column columns[LEN(journey_columns)] = { 0 };
    struct str *cells = NEWS(&s.a, struct str, ROWS * LEN(journey_columns)), bytes;
    struct err e;
    for (size_t c = 0; c < LEN(journey_columns); c++) columns[c].title = heading_of(journey_columns[c]);
    columns[column_at("amount_low")].kind = columns[column_at("amount_high")].kind = BOOK_MONEY;
    columns[column_at("open_until")].kind = BOOK_DATE;
    for (size_t i = 0; i < ROWS; i++) {
        struct str *row = &cells[i * LEN(journey_columns)];
        const struct str good[LEN(journey_columns)] = { str_printf(&s.a, "A%zu", i), S("需求"), S("招聘"), str_printf(&s.a, "焊工 %zu", i),
            S("要求持证"), S("甘井子区"), S("5000"), S("8000"), S("2"), S("2027-03-05"), S("是") };
        memcpy(row, good, sizeof good);
    }
    for (size_t i = 0; i < WRONG; i++)
        cells[(size_t)wrong[i].row * LEN(journey_columns) + column_at(wrong[i].column)] = str_from(wrong[i].was);
    struct book b = { .name = S("x"), .columns = columns, .ncolumns = LEN(columns), .cells = cells, .nrows = ROWS };
    if (book_write(&s.a, &b, &bytes, &e) != RC_OK) fail_msg("%s", e.text);
    return bytes;
}

/* The marked file, mended in place, as CSV. */
static struct str mended(struct str marked)
{
    struct sheet sheet = { 0 };
    struct err e;
    struct out o;
    if (sheet_read(&s.a, marked, &sheet, &e) != RC_OK) fail_msg("%s", e.text);
    size_t errors = sheet.v[0].n - 2;                                      /* the last but the version */
    assert_string_equal(sheet.v[0].v[errors].p, "错误说明");
    assert_int_equal(sheet.n, ROWS + 1);
    out_init(&o, &s.a);
    for (size_t i = 0; i < sheet.n; i++) {
        const char *mend = NULL;
        size_t at = 0;
        for (size_t k = 0; i && k < WRONG; k++)
            if ((size_t)wrong[k].row == i - 1) {
                mend = wrong[k].mend;
                at = column_at(wrong[k].column);
            }
        struct str why = sheet_cell(&sheet.v[i], errors);
        if (i) assert_int_equal(why.n > 0, mend != NULL);
        for (size_t k = 0; i && mend && k < WRONG; k++)
            if ((size_t)wrong[k].row == i - 1 && str_find(why, str_from(wrong[k].says)) < 0) fail_msg("row %zu: %.*s", i, STR_FMT(why));
        for (size_t c = 0; c < sheet.v[0].n; c++) {
            if (c) put_c(&o, ',');
            put_csv(&o, mend && c == at ? str_from(mend) : sheet_cell(&sheet.v[i], c));
        }
        put_z(&o, "\r\n");
    }
    return out_str(&o);
}

static void five_hundred_rows_with_twelve_wrong_ones_are_mended_stored_and_taken_back(void **state)
{
    (void)state;
    struct str file = journey_file();
    int64_t before = listings();
    struct answer a = sent(w.owner, "needs.xlsx", file);
    const char *path = batch_of(&a);
    a = get_as(w.owner, path);

    assert_string_equal(seen_on(&a).p, "488,0,0,12");
    /* row 7 under a heading, counted from 1 */
    assert_true(a.status == 200 && listings() == before && body_has(&a, "火星区") && body_has(&a, "<th scope=\"row\">9</th>"));
    a = confirmed(w.owner, path, "all");                                    /* all or nothing: nothing */
    assert_true(a.status == 422 && listings() == before);
    a = get_as(w.owner, str_printf(&s.a, "%s/file", path).p);
    assert_true(a.status == 200 && str_starts(a.body, S("PK")));
    a = sent(w.owner, "mended.csv", mended(a.body));
    path = batch_of(&a);
    a = get_as(w.owner, path);
    assert_string_equal(seen_on(&a).p, "500,0,0,0");
    a = confirmed(w.owner, path, "all");
    assert_string_equal(a.location.p, path);
    assert_int_equal(listings(), before + ROWS);
    a = get_as(w.owner, path);
    assert_true(a.status == 200 && body_has(&a, "撤销"));
    site_now += DAY_MS;
    a = post_as(w.owner, str_printf(&s.a, "%s/undo", path).p, "");
    assert_string_equal(a.location.p, path);
    assert_true(listings() == before && open_or_review() == before);
    a = get_as(w.owner, path);
    assert_true(a.status == 200 && body_has(&a, "已撤销"));
    a = site_post(&s, str_printf(&s.a, "%s/undo", path).p, "");               /* once only */
    assert_int_equal(a.status, 303);
    assert_int_equal(listings(), before);
}

/* ---- the same file, a changed one, a part of one ---- */

#define HEAD "Your number,Need or offer,Kind,Title,Description,District,Amount high,Open until\n"
static const char two[] = HEAD "N1,need,job,Welders,Certified,Ganjingzi,8000,2027-03-05\nN2,offer,job,Turners,Ready now,210211,9000,2027-03-05\n";

/* Stores a CSV; gives the path of its batch. */
static const char *stored(int64_t who, const char *csv, const char *mode)
{
    struct answer a = sent(who, "x.csv", str_from(csv));
    const char *path = batch_of(&a);
    a = confirmed(who, path, mode);
    if (a.status != 303) fail_msg("%d: %.*s", a.status, STR_FMT(str_sub(a.body, (size_t)str_find(a.body, S("<h1")), 4000)));
    return path;
}

static const char *seen_after(int64_t who, const char *csv)
{
    struct answer a = sent(who, "x.csv", str_from(csv));
    const char *path = batch_of(&a);
    a = get_as(who, path);
    assert_int_equal(a.status, 200);
    struct str seen = seen_on(&a);
    return seen.n ? seen.p : body_has(&a, "没有新内容") ? "nothing new" : body_has(&a, "没有可以保存的行") ? "nothing right" : "?";
}

static int64_t id_of_key(const char *key)
{
    return count_of(str_printf(&s.a, "SELECT COALESCE(MAX(id), 0) AS n FROM listing WHERE source_key = 'n:%s' AND account > $1", key).p, 0);
}

static void the_same_file_changes_nothing_and_a_changed_one_only_what_changed(void **state)
{
    (void)state;
    stored(w.owner, two, "all");
    int64_t one = id_of_key("N1"), version = row_of(one).version;
    assert_true(row_of(one).amount_high == 800000 && row_of(one).organisation == w.house1 && str_eq(row_of(one).title_en, S("Welders")));
    assert_string_equal(seen_after(w.owner, two), "nothing new");
    assert_string_equal(seen_after(w.helper, two), "nothing new");           /* a colleague's upload finds them, too */
    struct answer a = sent(w.owner, "x.csv", str_from(two));
    a = get_as(w.owner, batch_of(&a));
    assert_true(body_has(&a, "同一个文件"));
    const char *changed = HEAD "N1,need,job,Welders,Certified,Ganjingzi,8500,2027-03-05\nN2,offer,job,Turners,Ready now,210211,9000,2027-03-05\n";
    const char *path = stored(w.owner, changed, "all");
    assert_true(row_of(one).version == version + 1 && row_of(one).amount_high == 850000 && row_of(id_of_key("N2")).version == 1);
    a = site_post(&s, str_printf(&s.a, "%s/undo", path).p, "");
    assert_true(row_of(one).amount_high == 800000 && row_of(one).version == version + 2);
    assert_string_equal(seen_after(w.owner, two), "nothing new");
}

static void what_somebody_changed_since_is_left_alone_by_the_undoing(void **state)
{
    (void)state;
    const char *path = stored(w.owner, HEAD "K1,need,job,Cooks,Certified,Ganjingzi,8000,\nK2,need,job,Bakers,Certified,Ganjingzi,8000,\n",
        "all");
    int64_t one = id_of_key("K1"), other = id_of_key("K2");
    decide(w.clerk, one, "open");
    struct answer a = post_as(w.owner, str_printf(&s.a, "%s/undo", path).p, "");
    assert_int_equal(a.status, 303);
    a = get_as(w.owner, path);
    assert_true(body_has(&a, "1 条在保存之后"));
    assert_string_equal(row_of(one).state.p, "open");
    assert_string_equal(row_of(other).state.p, "closed");
    /* its key is free again */
    assert_string_equal(seen_after(w.owner, HEAD "K2,need,job,Bakers,Certified,Ganjingzi,8000,\n"), "1,0,0,0");
}

static void only_the_right_ones_when_that_is_said(void **state)
{
    (void)state;
    int64_t before = listings();
    stored(w.owner, HEAD "P1,need,job,Painters,Certified,Ganjingzi,8000,\nP2,need,job,Masons,Certified,Mars,8000,\n", "right");
    assert_true(listings() == before + 1 && id_of_key("P1") > 0);
}

static void a_closed_one_is_not_opened_by_a_table(void **state)
{
    (void)state;
    stored(w.owner, HEAD "C1,need,job,Cutters,Certified,Ganjingzi,8000,\n", "all");
    int64_t id = id_of_key("C1");
    (void)post_as(w.owner, path_of(id, "/close"), str_printf(&s.a, "%s&reason=filled", version_of(id)).p);
    assert_string_equal(seen_after(w.owner, HEAD "C1,need,job,Cutters,Certified,Ganjingzi,8000,\n"), "nothing new");
    assert_string_equal(seen_after(w.owner, HEAD "C1,need,job,Cutters,Certified,Ganjingzi,9000,\n"), "nothing right");
    assert_string_equal(seen_after(w.owner, HEAD "C1,offer,job,Cutters,Certified,Ganjingzi,8000,\n"), "nothing right");
}

/* ---- what people send ---- */

static void what_can_be_mended_is_and_is_named(void **state)
{
    static const struct { const char *csv, *seen, *says; } cases[] = {
        { "供需,类型,标题,描述,所在区,金额上限（元）,截止日期\n需求,招聘,铆工,要求持证,火星,８０００,2027年3月5日\n", "0,0,0,1", "火星" },
        { "供需,类型,标题,描述,所在区,金额上限（元）,截止日期\n需求,招聘,铆工,要求持证,甘井子,８０００元,2027年3月5日\n", "1,0,0,0", "全角数字" },
        { "供需,类型,标题,描述,所在区,截止日期\n需求,招聘,铆工,要求持证,甘井子区,46451\n", "1,0,0,0", "2027-03-05" },
        { "供需,类型,标题,描述,所在区,预算（万元）\n需求,招聘,铆工,要求持证,甘井子区,0.8\n", "1,0,0,0", "8000" },
        { "供需,类型,标题,描述,所在区\n需求,招聘, 铆工 ,要求持证,甘井子区\n", "1,0,0,0", "1 个单元格前后有空格" },
        { "供需,类型,标题,描述,所在区,备注\n需求,招聘,铆工,要求持证,甘井子区,x\n", "1,0,0,0", "<code>备注</code>" },
        { "供需,类型,标题,描述,所在区,专利号或登记号\n需求,technology,铆工,要求持证,甘井子区,2.02010E+17\n", "0,0,0,1", "Excel" },
        { "供需,类型,标题,描述,所在区,沟通语言\n需求,招聘,铆工,要求持证,甘井子区,\"zh、en\"\n", "1,0,0,0", "" },
        { "供需,类型,标题,描述,所在区\n需求,招聘,铆工,要求持证,甘井子区\n需求,招聘,铆工,别的说明,甘井子区\n", "1,0,0,1", "与第 2 行" },
        { "供需,类型,标题,描述,所在区,期限（月）\n需求,就业岗位,铆工,要求持证,甘井子区,3\n", "0,0,0,1", "" },
    };
    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        struct answer a = sent(w.helper, "x.csv", str_from(cases[i].csv));
        a = get_as(w.helper, batch_of(&a));
        struct str seen = seen_on(&a);
        bool none = strcmp(cases[i].seen, "0,0,0,1") == 0;
        if (none ? seen.n > 0 : !str_eq(seen, str_from(cases[i].seen)) || !body_has(&a, cases[i].says))
            fail_msg("case %zu: %.*s\n%.*s", i, STR_FMT(seen), STR_FMT(a.body));
        if (none) assert_true(body_has(&a, "没有可以保存的行") && body_has(&a, cases[i].says));
    }
}

static void an_education_is_known_by_what_people_write(void **state)
{
    static const struct { const char *written; const char *code; } t[] = { { "硕士", "14" }, { "博士", "11" }, { "研究生", "10" },
        { "本科", "20" }, { "大专", "30" }, { "中专", "40" }, { "职高", "40" }, { "技校", "40" }, { "高中", "60" }, { "master's", "14" },
        { "PhD", "11" }, { "Bachelor", "20" }, { "college", "30" }, { "High school", "60" }, { "Doctor's degree", "11" }, { "14", "14" } };
    struct out o;
    (void)state;
    out_init(&o, &s.a);
    put_z(&o, "您的编号,供需,类型,标题,描述,所在区,学历要求\n");
    for (size_t i = 0; i < LEN(t); i++) put_f(&o, "DEG%zu,需求,招聘,工程师 %zu,x,甘井子区,%s\n", i, i, t[i].written);
    stored(w.owner, out_str(&o).p, "all");
    for (size_t i = 0; i < LEN(t); i++) {
        struct listing_by_id x = row_of(id_of_key(str_printf(&s.a, "DEG%zu", i).p));
        struct listing_form f = { 0 };
        struct db *db = site_db(&s);
        assert_int_equal(listing_load(db, &x, &f), RC_OK);
        db_give(db);
        if (!str_eq(f.education, str_from(t[i].code))) fail_msg("%s: %.*s", t[i].written, STR_FMT(f.education));
    }
    assert_string_equal(seen_after(w.owner, "供需,类型,标题,描述,所在区,学历要求\n需求,招聘,工程师,x,甘井子区,博士后\n"), "nothing right");
}

static void a_file_that_cannot_be_taken_says_why_and_is_not_parked(void **state)
{
    static const struct { struct str bytes; const char *says; } cases[] = {
        { SI("供需,类型,标题,描述,所在区\n"), "没有数据行" },
        { SI("供需,类型,标题\n需求,招聘,铆工\n"), "请检查：说明" },
        { SI("a,b\n1,2\n"), "缺少必需的列" },
        { SI("供需,类型,标题,描述,所在区,区县\n需求,招聘,铆工,x,甘井子区,甘井子区\n"), "请检查：区县" },
        { SI("供需,\"类型\n"), "第 1 行，B 列" },
        { SI("供需,类型,标题,描述,所在区,ballast:listings:0\n需求,招聘,铆工,x,甘井子区,\n"), "旧版模板" },
        { SI("PK\3\4xxxx"), "已损坏" },
        { SI("\xd0\xcf\x11\xe0"), "旧版 .xls" },
        { SI("a\0b"), "编码" },
    };
    (void)state;
    int64_t before = parked();
    for (size_t i = 0; i < LEN(cases); i++) {
        struct answer a = sent(w.owner, "x", cases[i].bytes);
        if (a.status != 422 || !body_has(&a, cases[i].says)) fail_msg("case %zu: %d %.*s", i, a.status, STR_FMT(a.body));
    }
    struct out o;
    out_init(&o, &s.a);
    put_z(&o, "供需,类型,标题,描述,所在区\n");
    for (int i = 0; i <= IMPORT_ROWS; i++) put_z(&o, "需求,招聘,铆工,x,甘井子区\n");
    struct answer a = sent(w.owner, "x", out_str(&o));
    assert_true(a.status == 422 && body_has(&a, "文件太大"));
    site_login(&s, w.owner);
    assert_int_equal(site_post(&s, "/listings/import", "").status, 422);
    assert_int_equal(parked(), before);
}

static void the_template_is_read_as_it_was_written_in_both_languages(void **state)
{
    (void)state;
    for (int lang = 0; lang < 2; lang++) {
        struct sheet sheet = { 0 };
        struct err e;
        s.lang = lang ? "en" : "zh";
        struct answer a = get_as(w.owner, "/listings/import/template.xlsx"), csv = get_as(w.owner, "/listings/import/template.csv");
        assert_true(a.status == 200 && csv.status == 200 && str_starts(csv.body, S("\xef\xbb\xbf")));
        assert_int_equal(sheet_read(&s.a, a.body, &sheet, &e), RC_OK);
        assert_true(sheet.n == 1 && str_eq(sheet.v[0].v[sheet.v[0].n - 1], S(IMPORT_VERSION)));
        struct req r = { .app = &s.app, .arena = &s.a, .lang = LANG_EN };
        struct import in = { .sheet = sheet };
        import_headings(&r, &in);
        assert_true(in.problem == 0 && in.unknown.n == 0);
        for (size_t i = 0; i < listing_form_any.nfields; i++)
            assert_int_equal(in.column_of[i] != NO_COLUMN, import_column_shown(&listing_form_any.fields[i]));
    }
    s.lang = "zh";
}

/* ---- whose it is, and how long ---- */

static void a_batch_is_its_senders_alone(void **state)
{
    (void)state;
    struct answer a = sent(w.owner, "x.csv", S(HEAD "O1,need,job,Owners,Certified,Ganjingzi,8000,\n"));
    const char *path = batch_of(&a), *file = str_printf(&s.a, "%s/file", path).p, *undo = str_printf(&s.a, "%s/undo", path).p;
    const int64_t others[] = { w.helper, w.rival, w.clerk };
    for (size_t i = 0; i < LEN(others); i++) {
        assert_int_equal(get_as(others[i], path).status, 404);
        assert_int_equal(get_as(others[i], file).status, 404);
        assert_int_equal(post_as(others[i], path, "seen=1,0,0,0&mode=all").status, 404);
        assert_int_equal(post_as(others[i], undo, "").status, 404);
    }
    assert_true(get_as(0, path).status != 200);
    assert_int_equal(id_of_key("O1"), 0);
}

static void for_an_organisation_of_others_nothing_is_stored(void **state)
{
    (void)state;
    struct http_file f = { .field = S("file"), .name = S("x.csv"), .bytes = S(HEAD "R1,need,job,Rivals,Certified,Ganjingzi,8000,\n") };
    site_login(&s, w.owner);
    struct answer a = site_post_files(&s, "/listings/import", str_printf(&s.a, "organisation=%lld", (long long)w.house2).p, &f, 1);
    assert_int_equal(a.status, 422);
    f.bytes = str_printf(&s.a, "供需,类型,标题,描述,所在区,以谁的名义发布\n需求,招聘,铆工,x,甘井子区,金普机床厂\n需求,招聘,钳工,x,甘井子区,大连膜科技有限公司\n");
    a = site_post_files(&s, "/listings/import", "", &f, 1);
    a = get_as(w.owner, batch_of(&a));
    assert_string_equal(seen_on(&a).p, "1,0,0,1");
}

static void what_is_parked_is_swept_and_what_is_stored_can_be_undone_for_seven_days(void **state)
{
    (void)state;
    struct answer a = sent(w.owner, "x.csv", S(HEAD "S1,need,job,Sweepers,Certified,Ganjingzi,8000,\n"));
    const char *path = batch_of(&a), *done = stored(w.owner, HEAD "S2,need,job,Settlers,Certified,Ganjingzi,8000,\n", "all");
    assert_true(parked() > 0 && rows_kept() > 0);
    site_now += IMPORT_KEPT_MS;
    assert_int_equal(web_tick(&s.app, site_now), RC_OK);
    assert_int_equal(get_as(w.owner, path).status, 200);
    site_now += 1;
    assert_int_equal(web_tick(&s.app, site_now), RC_OK);
    assert_int_equal(get_as(w.owner, path).status, 404);
    assert_true(parked() == 0 && rows_kept() == 0);
    a = get_as(w.owner, done);
    assert_true(a.status == 200 && !body_has(&a, "/undo"));
    a = post_as(w.owner, str_printf(&s.a, "%s/undo", done).p, "");
    assert_int_equal(a.status, 303);
    assert_string_equal(row_of(id_of_key("S2")).state.p, "review");
}

static void what_has_moved_since_the_check_is_looked_at_again(void **state)
{
    (void)state;
    struct answer a = sent(w.owner, "x.csv", S(HEAD "M1,need,job,Movers,Certified,Ganjingzi,8000,\n"));
    const char *path = batch_of(&a);
    a = get_as(w.owner, path);
    struct str seen = seen_on(&a);
    stored(w.owner, HEAD "M1,need,job,Movers,Certified,Ganjingzi,7000,\n", "all");
    a = post_as(w.owner, path, str_printf(&s.a, "seen=%.*s&mode=all", STR_FMT(seen)).p);
    assert_true(a.status == 422 && body_has(&a, "数据有变动") && row_of(id_of_key("M1")).amount_high == 700000);
    assert_string_equal(seen_on(&a).p, "0,1,0,0");
    a = confirmed(w.owner, path, "all");
    assert_true(a.status == 303 && row_of(id_of_key("M1")).amount_high == 800000);
    a = site_post(&s, path, "seen=0,1,0,0&mode=all");                        /* done is done */
    assert_true(a.status == 303 && row_of(id_of_key("M1")).version == 2);
}

/* ---- failures ---- */

/* Each statement of storing fails once: then nothing at all is stored, and pressing again stores all. */
static void half_a_table_is_never_stored(void **state)
{
    (void)state;
    int64_t before = listings();
    struct answer a = sent(w.owner, "x.csv", S(HEAD "F1,need,job,Founders,Certified,Ganjingzi,8000,\nF2,need,job,Fitters,Certified,Ganjingzi,8000,\nF3,need,job,Framers,Certified,Ganjingzi,8000,\n"));
    const char *path = batch_of(&a);
    int failures = 0;
    for (int64_t n = 0; n < 300; n++) {
        site_login(&s, w.owner);
        struct str key = site_form_key(&s);
        db_fail_at(s.app.pool, n);
        a = site_post_as_is(&s, path, str_printf(&s.a, "form_key=%.*s&seen=3,0,0,0&mode=all", STR_FMT(key)).p);
        db_fail_at(s.app.pool, -1);
        if (a.status == 303) break;
        failures++;
        assert_true(a.status >= 500 && listings() == before);
    }
    assert_true(failures > 10 && listings() == before + 3);
    for (int64_t n = 0; n < 300; n++) {
        site_login(&s, w.owner);
        struct str key = site_form_key(&s);
        db_fail_at(s.app.pool, n);
        a = site_post_as_is(&s, str_printf(&s.a, "%s/undo", path).p, str_printf(&s.a, "form_key=%.*s", STR_FMT(key)).p);
        db_fail_at(s.app.pool, -1);
        if (a.status == 303) break;
        assert_true(a.status >= 500 && listings() == before + 3);
    }
    assert_int_equal(listings(), before);
}

/* As many rows as an account may add in a day. */
static enum rc rows_tx(struct db *tx, void *arg)
{
    static const struct db_column in[] = { { "from", 'i', false, 0 }, { "account", 'i', false, 0 }, { "now", 'i', false, 0 } };
    static const struct db_stmt add = { "", "INSERT INTO listing (id, side, kind, account, title_zh, title_en, body_zh, body_en, industry, skills, division, zone, stage, languages,"
        " visibility, state, reason, source_key, published_ms, renew_by_ms, reminded_ms, created_ms, version)"
        " VALUES ($1, 'need', 'job', $2, 'x', '', 'x', '', '', '', '210211', '', '', '', 'public', 'review', '', $1, 0, 0, 0, $3, 1)", in, NULL, 3, 0, 0 };
    for (int i = 0; i < LIMIT_ROWS_A_DAY; i++) {
        const struct db_value v[] = { { .type = 'i', .i = id_new(site_now) }, { .type = 'i', .i = *(const int64_t *)arg },
            { .type = 'i', .i = site_now } };
        TRY(db_exec(tx, &add, v));
    }
    return RC_OK;
}

/* The largest table goes through a request's memory, first as new rows, then as changed ones. */
static void as_many_rows_as_a_table_may_have(void **state)
{
    (void)state;
    int64_t before = listings();
    for (int round = 0; round < 2; round++) {
        struct out o;
        out_init(&o, &s.a);
        put_z(&o, "Your number,Need or offer,Kind,Title,Description,District,Amount high,Open until,Skills,Languages\n");
        for (int i = 0; i < IMPORT_ROWS; i++) put_f(&o, "L%d,need,job,Loaders %d,Certified and willing to work in shifts,Ganjingzi,%d,2028-03-05,\"welding, CAD\",\"zh, en\"\n", i, i, 8000 + round);
        stored(w.owner, out_str(&o).p, "all");
        assert_int_equal(listings(), before + IMPORT_ROWS);
    }
    assert_int_equal(row_of(id_of_key("L7")).amount_high, 800100);
}

static void one_account_does_not_flood_the_list_by_tables(void **state)
{
    (void)state;
    struct answer a = { 0 };
    int64_t keen = site_account(&s, "keen", ROLE_MEMBER, "", "");
    change(rows_tx, &keen);
    struct http_file f = { .field = S("file"), .name = S("x.csv"), .bytes = S(HEAD "E1,need,job,Extra,Certified,Ganjingzi,8000,\n") };
    site_login(&s, keen);
    a = site_post_files(&s, "/listings/import", "", &f, 1);
    const char *path = batch_of(&a);
    a = confirmed(keen, path, "all");
    assert_true(a.status == 422 && body_has(&a, "最多用表格新增 4,000 条") && id_of_key("E1") == 0);
    site_now += DAY_MS;
    a = confirmed(keen, path, "all");
    assert_true(a.status == 303 && id_of_key("E1") > 0);
}

static void functions_that_run_twice_store_once(void **state)
{
    (void)state;
    int64_t before = listings();
    db_set_twice(s.app.pool, true);
    const char *path = stored(w.owner, HEAD "T1,need,job,Tailors,Certified,Ganjingzi,8000,\n", "all");
    assert_int_equal(listings(), before + 1);
    (void)post_as(w.owner, str_printf(&s.a, "%s/undo", path).p, "");
    db_set_twice(s.app.pool, false);
    assert_int_equal(listings(), before);
}

/* Memory that runs out anywhere in check or confirm is an answer and never half a table. */
static void memory_that_runs_out_stores_nothing(void **state)
{
    (void)state;
    int64_t before = listings();
    struct answer a = sent(w.owner, "x.csv", S(HEAD "Y1,need,job,Yarners,Certified,Ganjingzi,8000,\n"));
    const char *path = batch_of(&a);
    for (int64_t n = 0; listings() == before && n < 20000; n += 7) {
        site_login(&s, w.owner);
        struct str key = site_form_key(&s);
        s.fail_after = n;
        a = site_post_as_is(&s, path, str_printf(&s.a, "form_key=%.*s&seen=1,0,0,0&mode=all", STR_FMT(key)).p);
        s.fail_after = -1;
        assert_true(a.status == 503 || a.status == 500 || a.status == 303 || listings() == before);
    }
    assert_int_equal(listings(), before + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(five_hundred_rows_with_twelve_wrong_ones_are_mended_stored_and_taken_back),
        cmocka_unit_test(the_same_file_changes_nothing_and_a_changed_one_only_what_changed),
        cmocka_unit_test(what_somebody_changed_since_is_left_alone_by_the_undoing),
        cmocka_unit_test(only_the_right_ones_when_that_is_said),
        cmocka_unit_test(a_closed_one_is_not_opened_by_a_table),
        cmocka_unit_test(what_can_be_mended_is_and_is_named),
        cmocka_unit_test(an_education_is_known_by_what_people_write),
        cmocka_unit_test(a_file_that_cannot_be_taken_says_why_and_is_not_parked),
        cmocka_unit_test(the_template_is_read_as_it_was_written_in_both_languages),
        cmocka_unit_test(a_batch_is_its_senders_alone),
        cmocka_unit_test(for_an_organisation_of_others_nothing_is_stored),
        cmocka_unit_test(what_has_moved_since_the_check_is_looked_at_again),
        cmocka_unit_test(half_a_table_is_never_stored),
        cmocka_unit_test(as_many_rows_as_a_table_may_have), cmocka_unit_test(one_account_does_not_flood_the_list_by_tables),
        cmocka_unit_test(functions_that_run_twice_store_once),
        cmocka_unit_test(memory_that_runs_out_stores_nothing),
        cmocka_unit_test(what_is_parked_is_swept_and_what_is_stored_can_be_undone_for_seven_days),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
