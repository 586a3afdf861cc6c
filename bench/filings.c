/* filings.c: a return with so many people as a workbook, through the site in one process: wall time and memory of each step. */
#include "test/site.h"
#include "app/filings/test_world.h"
#include "app/filings/upload.h"
#include "test/zip_made.h"

enum { FIRMS_N = 60, TIMES = 3 };

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* A number in the unassigned area 210299 with a right check digit. */
static struct str number_of(struct arena *a, int64_t i)
{
    static const int weight[] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
    struct ymd d = date_ymd(date_days(1960, 1, 1) + i / 900);
    char s[19];
    int sum = 0;
    snprintf(s, sizeof s, "210299%04d%02d%02d%03d", (int)d.y, d.m, d.d, (int)(i % 900));
    for (int k = 0; k < 17; k++) sum += (s[k] - '0') * weight[k];
    s[17] = "10X98765432"[sum % 11];
    s[18] = 0;
    return str_copy(a, (struct str){ s, 18 });
}

static struct book_column *columns(struct arena *a, const char *heads, size_t *n)
{
    struct { struct book_column *v; size_t n, cap; } all = { 0 };
    struct str rest = str_from(heads), one;
    while (str_cut(&rest, ',', &one)) *PUSH(a, &all) = (struct book_column){ .title = one };
    *n = all.n;
    return all.v;
}

static struct str book_of(struct arena *a, int64_t people)
{
    static const char *const sums[][2] = { { "employees", "600" }, { "fresh", "60" }, { "opportunities", "60" }, { "revenue", "600" },
        { "rnd", "60" }, { "financed", "0" }, { "financing", "0" }, { "ip", "60" }, { "inventions", "1" }, { "high_tech", "1" },
        { "docking_events", "1" }, { "incubatees", "60" }, { "teams", "1" }, { "area_used", "300" } };
    struct book b[3] = { { .name = S("汇总表") }, { .name = S("企业表") }, { .name = S("人员表") } };
    struct strs cells[3] = { 0 };
    struct str bytes;
    struct err e;
    b[0].columns = columns(a, "代码,本期数值", &b[0].ncolumns);
    b[1].columns = columns(a, "企业名称,经营状态,从业人员,其中：应届高校毕业生,本月新增岗位,本月营业收入（千元）,本月研发投入（千元）,本月获投融资额（千元）,有效知识产权数", &b[1].ncolumns);
    b[2].columns = columns(a, "姓名,身份证件号码,用人单位,岗位,重点群体,入职日期,合同到期日,参保月份", &b[2].ncolumns);
    for (size_t i = 0; i < LEN(sums); i++) for (int k = 0; k < 2; k++) *PUSH(a, &cells[0]) = str_from(sums[i][k]);
    for (int i = 0; i < FIRMS_N; i++) {
        *PUSH(a, &cells[1]) = str_printf(a, "甲%d公司", i);
        static const char *const rest[] = { "正常经营", "10", "1", "1", "10", "1", "0", "1" };
        for (size_t k = 0; k < LEN(rest); k++) *PUSH(a, &cells[1]) = str_from(rest[k]);
    }
    for (int64_t i = 0; i < people; i++) {
        *PUSH(a, &cells[2]) = str_printf(a, "张%lld", (long long)i);
        *PUSH(a, &cells[2]) = number_of(a, i);
        *PUSH(a, &cells[2]) = str_printf(a, "甲%d公司", (int)(i % FIRMS_N));
        *PUSH(a, &cells[2]) = S("操作工");
        *PUSH(a, &cells[2]) = i % 3 ? S("") : S("农民工");
        *PUSH(a, &cells[2]) = str_printf(a, "2026-09-%02d", (int)(1 + i % 20));
        *PUSH(a, &cells[2]) = S("2029/8/31");
        *PUSH(a, &cells[2]) = S("2026年9月1日");
    }
    for (int k = 0; k < 3; k++) {
        b[k].cells = cells[k].v;
        b[k].nrows = cells[k].n / b[k].ncolumns;
        b[k].next = k < 2 ? &b[k + 1] : NULL;
    }
    must(book_write(a, b, &bytes, &e) == RC_OK);
    return bytes;
}

static void reading(struct str bytes)
{
    double best = 1e9;
    size_t used = 0;
    for (int i = 0; i < TIMES; i++) {
        struct arena a;
        struct sheet_book *b;
        struct err e;
        arena_init(&a, (size_t)64 << 20);
        b = NEW(&a, struct sheet_book);
        b->max_rows = LIMIT_FILING_ROWS + 12;
        double t = seconds();
        must(sheets_read(&a, bytes, b, &e) == RC_OK);
        t = seconds() - t;
        if (t < best) best = t;
        used = a.used;
        arena_free(&a);
    }
    printf("read a workbook of %.1f MB:            %6.0f ms, %.1f MB of memory   (bar: 1000 ms, 64 MB)\n", (double)bytes.n / 1e6,
        best * 1e3, (double)used / 1e6);
}

/* A sheet of 60 MB of blanks that squeezes to 60 KB. */
static void bomb(struct arena *a)
{
    enum { BYTES = 60000000 };
    static const char rels[] = "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>";
    char *plain = arena_alloc(a, BYTES);
    memset(plain, ' ', BYTES);
    struct zip_entry parts[] = {
        { .name = SI("_rels/.rels"), .bytes = str_printf(a, "%s<Relationship Id='a' Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument' Target='xl/workbook.xml'/></Relationships>", rels) },
        { .name = SI("xl/workbook.xml"), .bytes = S("<workbook xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main' xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'><sheets><sheet name='x' sheetId='1' r:id='r1'/></sheets></workbook>") },
        { .name = SI("xl/_rels/workbook.xml.rels"), .bytes = str_printf(a, "%s<Relationship Id='r1' Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet' Target='worksheets/sheet1.xml'/></Relationships>", rels) },
        { .name = SI("xl/worksheets/sheet1.xml"), .bytes = { plain, BYTES }, .squeezed = true },
    };
    struct str bytes = zip_made(a, parts, LEN(parts));
    struct sheet_book *b = NEW(a, struct sheet_book);
    struct err e = { 0 };
    double t = seconds();
    enum rc rc = sheets_read(a, bytes, b, &e);
    printf("refuse a zip bomb of %.0f KB:              %6.1f ms: %s\n", (double)bytes.n / 1e3, (seconds() - t) * 1e3,
        rc == RC_OK ? "NOT REFUSED" : e.text);
    must(rc != RC_OK);
}

int main(int argc, char **argv)
{
    int64_t people = 10000;
    if (argc > 1) must(str_int(str_from(argv[1]), &people));
    world_open(NULL);
    int64_t id = filing_id(0, "monthly", 202609);
    struct str bytes = book_of(&s.a, people);
    reading(bytes);
    site_login(&s, w.manager[0]);
    struct http_file f = { .field = S("file"), .name = S("bench.xlsx"), .type = S("x"), .bytes = bytes };
    double t0 = seconds();
    struct answer a = site_post_files(&s, at(id, "/upload"), "", &f, 1);
    double t1 = seconds();
    if (a.status != 303) fail_msg("%d %.*s", a.status, STR_FMT(str_sub(a.body, 0, 4000)));
    struct answer page = site_get(&s, a.location.p);
    double t2 = seconds();
    if (page.status != 200) fail_msg("%d", page.status);
    done(site_post(&s, str_printf(&s.a, "%.*s/take", STR_FMT(a.location)).p, seen(id, "")), "take");
    double t3 = seconds();
    a = site_post(&s, at(id, "/submit"), seen(id, "why.people_fit=they+share+desks"));
    double t4 = seconds();
    done(a, "submit");
    printf("send: read, matched, parked sealed:      %6.0f ms\nshow everything that was found:          %6.0f ms\n", (t1 - t0) * 1e3, (t2 - t1) * 1e3);
    printf("checked and stored as the draft:         %6.0f ms   (bar: 3000 ms)\nhanded in, %lld claims of employment:  %6.0f ms\n", (t3 - t2) * 1e3, (long long)people, (t4 - t3) * 1e3);
    printf("jobs of the month by the cube:           %6lld\n", (long long)cell("jobs_new", "city", "", 202609));
    bomb(&s.a);
    world_close(NULL);
    return 0;
}
