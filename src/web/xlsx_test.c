/* xlsx_test.c: workbooks as Excel, WPS and LibreOffice write them, and as nobody should. */
#include <xlsxwriter.h>         /* before base.h, which bans what its macros use */
#include "test/test.h"
#include "test/zip_made.h"
#include "web/sheet.h"
#include "web/xlsx_inner.h"
#include <sys/mman.h>
#include <unistd.h>

#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define STRICT "http://purl.oclc.org/ooxml/spreadsheetml/main"
#define STRICT_OFFICE "http://purl.oclc.org/ooxml/officeDocument/relationships"
#define RELS "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"

enum { RELS_TOP, BOOK, RELS_BOOK, STRINGS, STYLES, SHEET, PARTS };

static const struct zip_entry plain[PARTS] = {
    { .name = SI("_rels/.rels"),
    .bytes = SI(RELS "<Relationship Id='a' Type='" OFFICE "/officeDocument' Target='xl/workbook.xml'/></Relationships>") },
    { .name = SI("xl/workbook.xml"),
    .bytes = SI("<workbook xmlns='" MAIN "' xmlns:r='" OFFICE "'><sheets><sheet name='x' sheetId='1' r:id='r1'/></sheets></workbook>") },
    { .name = SI("xl/_rels/workbook.xml.rels"),
    .bytes = SI(RELS "<Relationship Id='r1' Type='" OFFICE "/worksheet' Target='worksheets/sheet1.xml'/>"
        "<Relationship Id='r2' Type='" OFFICE "/sharedStrings' Target='sharedStrings.xml'/><Relationship Id='r3' Type='" OFFICE "/styles' Target='/xl/styles.xml'/></Relationships>") },
    { .name = SI("xl/sharedStrings.xml"), .bytes = SI("<sst xmlns='" MAIN "'><si><t>轴承</t></si>"
        "<si><r><rPr><b/></rPr><t xml:space='preserve'>two </t></r><r><t>runs</t></r><rPh sb='0' eb='1'><t>ignored</t></rPh></si><si><t>_x000D_a_x005F_b_x_</t></si></sst>") },
    { .name = SI("xl/styles.xml"),
    .bytes = SI("<styleSheet xmlns='" MAIN "'><numFmts><numFmt numFmtId='164' formatCode='yyyy\"年\"m\"月\"d\"日\";@'/>"
        "<numFmt numFmtId='165' formatCode='000000'/></numFmts><cellStyleXfs><xf numFmtId='14'/></cellStyleXfs>"
        "<cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='164'/><xf numFmtId='22'/><xf numFmtId='165'/><xf numFmtId='20'/></cellXfs></styleSheet>") },
    { .name = SI("xl/worksheets/sheet1.xml") },
};

/* The plain workbook around these rows. */
static struct str book_of(struct arena *a, const char *rows)
{
    struct zip_entry parts[PARTS];
    memcpy(parts, plain, sizeof parts);
    parts[SHEET].bytes = str_printf(a, "<worksheet xmlns='" MAIN "'><dimension ref='A1:Z99'/><sheetData>%s</sheetData></worksheet>", rows);
    return zip_made(a, parts, PARTS);
}

static const char *shown(struct arena *a, const struct sheet *s)
{
    struct out o;
    out_init(&o, a);
    for (size_t i = 0; i < s->n; i++) {
        put_f(&o, "%s%d:", i ? " " : "", s->v[i].line);
        for (size_t k = 0; k < s->v[i].n; k++) put_f(&o, "[%.*s]", STR_FMT(s->v[i].v[k]));
    }
    return out_str(&o).p;
}

/* Reads; gives the rows, or "RC_INPUT line:column text". */
static const char *read_all(struct arena *a, struct str bytes)
{
    struct sheet s = { 0 };
    struct err e = { 0 };
    enum rc rc = sheet_read(a, bytes, &s, &e);
    return rc == RC_OK ? shown(a, &s)
                       : str_printf(a, "%s %d:%d %s",
                           rc == RC_INPUT       ? "INPUT"
                               : rc == RC_LIMIT ? "LIMIT"
                                                : "?",
                           e.line, e.col, e.text)
                             .p;
}

static void test_cells(void **state)
{
    static const struct { const char *rows, *out; } cases[] = {
        { "<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v></c><c r='C1' t='s'><v>2</v></c></row>", "1:[轴承][two runs][a_b_x_]" },
        { "<row r='2'><c r='B2'><v>7</v></c><c r='D2' t='inlineStr'><is><r><t>in</t></r><r><t>line</t></r></is></c></row><row r='5'><c r='A5'><v>1</v></c></row>", "2:[][7][][inline] 5:[1]" },
        { "<row><c><v>1</v></c><c><v>2</v></c></row><row><c/><c><v>3</v></c></row>", "1:[1][2] 2:[][3]" },          /* no places given */
        { "<row r='1'><c r='A1' t='b'><v>1</v></c><c r='B1' t='b'><v>0</v></c><c r='C1' t='e'><v>#N/A</v></c></row>", "1:[TRUE][FALSE][#N/A]" },
        { "<row r='1'><c r='A1'><f>SUM(1,2)</f><v>3</v></c><c r='B1' t='str'><f>\"a\"&amp;\"b\"</f><v>ab</v></c></row>", "1:[3][ab]" },
        { "<row r='1'><c r='A1' s='1'><v>46086</v></c><c r='B1' s='2'><v>46086.0</v></c><c r='C1' s='3'><v>46086.4375</v></c><c r='D1' s='5'><v>0.5</v></c></row>",
          "1:[2026-03-05][2026-03-05][2026-03-05 10:30][12:00]" },
        { "<row r='1'><c r='A1' s='4'><v>411</v></c><c r='B1' s='99'><v>411</v></c></row>", "1:[000411][411]" },
        { "<row r='1'><c r='A1' t='d'><v>2026-03-05T00:00:00</v></c><c r='B1' t='d'><v>2026-03-05T09:30:00Z</v></c></row>", "1:[2026-03-05][2026-03-05 09:30]" },
        { "<row r='1'><c r='A1'><v>1</v></c><c r='XFD1' s='1'/></row><row r='2'><c r='A2' s='1'/></row><row r='3'><c r='A3' t='inlineStr'><is><t>　x </t></is></c></row>", "1:[1] 3:[x]" },
        { "<row r='1'><c r='A1'><v>2.10211199001011E+17</v></c><c r='B1'><v>210211199001011234</v></c></row>",
        "1:[2.10211199001011E+17][2.10211199001011E+17]" },
        { "", "INPUT 0:0 the file has no rows" },
        { "<row r='2'><c r='A2'><v>1</v></c></row><row r='2'><c r='A2'><v>1</v></c></row>",
        "INPUT 2:0 the workbook is damaged: rows out of order" },
        { "<row r='1'><c r='B1'><v>1</v></c><c r='B1'><v>1</v></c></row>", "INPUT 1:2 the workbook is damaged: cells out of order" },
        { "<row r='1'><c r='B2'><v>1</v></c></row>", "INPUT 1:0 the workbook is damaged: cells out of order" },
        { "<row r='1'><c r='A1' t='s'><v>3</v></c></row>", "INPUT 1:1 the workbook is damaged: a text that is not among its texts" },
        { "<row r='1'><c r='A1'><v>0x10</v></c></row>", "INPUT 1:1 the workbook is damaged: a number that is none" },
        { "<row r='1'><c r='A1' t='q'><v>0</v></c></row>", "INPUT 1:1 the workbook is damaged: a cell of no known kind" },
        { "<c r='A1'><v>0</v></c>", "INPUT 0:0 the workbook is damaged: a cell outside of a row" },
        { "<row r='1'><c r='GS1'><v>1</v></c></row>", "LIMIT 1:201 a table may have 200 columns" },
        { "<row r='1048577'/>", "INPUT 0:0 the workbook is damaged: rows out of order" },
    };
    struct arena a;
    (void)state;
    arena_init(&a, 64 * 1024 * 1024);
    for (size_t i = 0; i < LEN(cases); i++) assert_string_equal(read_all(&a, book_of(&a, cases[i].rows)), cases[i].out);
    arena_free(&a);
}

static void test_numbers(void **state)
{
    static const struct { const char *in, *out; enum xlsx_form form; bool from_1904; } cases[] = {
        { "0", "0", 0, 0 }, { "-0", "0", 0, 0 }, { "12", "12", 0, 0 }, { "1200.5", "1200.5", 0, 0 }, { "0.10000000000000001", "0.1", 0, 0 },
        { "0.30000000000000004", "0.3", 0, 0 }, { "1E5", "100000", 0, 0 }, { "999999999999999", "999999999999999", 0, 0 },
        { "1e15", "1E+15", 0, 0 },
        { "6.22202E+15", "6.22202E+15", 0, 0 }, { "0.00001", "0.00001", 0, 0 }, { "1.5e-7", "0.00000015", 0, 0 },
        { "1e-12", "1E-12", 0, 0 }, { "-3.25", "-3.25", 0, 0 },
        { "1", "1900-01-01", FORM_DATE, 0 }, { "59", "1900-02-28", FORM_DATE, 0 }, { "60", "1900-02-29", FORM_DATE, 0 },
        { "61", "1900-03-01", FORM_DATE, 0 },
        { "25569", "1970-01-01", FORM_DATE, 0 }, { "46086", "2026-03-05", FORM_DATE, 0 }, { "46086.999999", "2026-03-06", FORM_DATE, 0 },
        { "46086.5", "2026-03-05 12:00", FORM_DATE, 0 },
        { "46086.000011574", "2026-03-05 00:00:01", FORM_DATE, 0 }, { "2958465", "9999-12-31", FORM_DATE, 0 },
        { "2958466", "2958466", FORM_DATE, 0 }, { "-1", "-1", FORM_DATE, 0 },
        { "0", "0", FORM_DATE, 0 }, { "0", "1904-01-01", FORM_DATE, 1 }, { "44624", "2026-03-05", FORM_DATE, 1 },
        { "2958465", "2958465", FORM_DATE, 1 },
        { "0.75", "18:00", FORM_TIME, 0 }, { "0", "00:00", FORM_TIME, 0 }, { "0.75", "18:00", FORM_TIME, 1 },
        { "1.75", "1900-01-01 18:00", FORM_TIME, 0 }, { "1.25", "30:00", FORM_SPAN, 0 },
        { "411", "000411", FORM_ZEROS + 6, 0 }, { "1.5", "1.5", FORM_ZEROS + 6, 0 }, { "1234567", "1234567", FORM_ZEROS + 6, 0 },
    };
    struct arena a;
    struct str s;
    (void)state;
    arena_init(&a, 1024 * 1024);
    for (size_t i = 0; i < LEN(cases); i++) {
        assert_true(xlsx_number(&a, str_from(cases[i].in), cases[i].form, cases[i].from_1904, &s));
        assert_string_equal(s.p, cases[i].out);
    }
    static const char *const none[] = { "", " ", "x", "1,000", "nan", "inf", "1e999", "0x1", "--1", "1 2" };
    for (size_t i = 0; i < LEN(none); i++) assert_false(xlsx_number(&a, str_from(none[i]), FORM_PLAIN, false, &s));
    arena_free(&a);
}

static void test_forms(void **state)
{
    static const struct { const char *code; enum xlsx_form form; } cases[] = {
        { "General", FORM_PLAIN }, { "0.00", FORM_PLAIN }, { "#,##0;[Red]-#,##0", FORM_PLAIN }, { "0.00E+00", FORM_PLAIN },
        { "\"day\" 0", FORM_PLAIN }, { "0\\d", FORM_PLAIN },
        { "[$-804]yyyy\"年\"m\"月\";@", FORM_DATE }, { "m/d", FORM_DATE }, { "MMM-YY", FORM_DATE }, { "h:mm AM/PM", FORM_TIME },
        { "mm:ss.0", FORM_TIME }, { "[h]:mm:ss", FORM_SPAN },
        { "yyyy-mm-dd hh:mm", FORM_DATE }, { "[$¥-804]#,##0.00", FORM_PLAIN }, { "_ * #,##0_ ;@", FORM_PLAIN }, { "@", FORM_PLAIN },
        { "000000", FORM_ZEROS + 6 }, { "0", FORM_PLAIN }, { "", FORM_PLAIN },
        { "[DBNum1]yyyy", FORM_DATE }, { "\"unclosed", FORM_PLAIN }, { "[h", FORM_SPAN }, { "0;yyyy", FORM_PLAIN },
    };
    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) assert_int_equal(xlsx_form_of(str_from(cases[i].code)), cases[i].form);
    assert_int_equal(xlsx_form_builtin(14), FORM_DATE);
    assert_int_equal(xlsx_form_builtin(31), FORM_DATE);
    assert_int_equal(xlsx_form_builtin(20), FORM_TIME);
    assert_int_equal(xlsx_form_builtin(46), FORM_SPAN);
    assert_int_equal(xlsx_form_builtin(4), FORM_PLAIN);
}

static void test_spoiled(void **state)
{
    static const struct { struct str s; bool spoiled; } cases[] = {
        { SI("2.10211199001011E+17"), true }, { SI("2.1E+17"), true }, { SI("1E+15"), true }, { SI("6e+15"), true },
        { SI("1.5E+3"), false }, { SI("210211199001011234"), false },
        { SI("1E-17"), false }, { SI("E+17"), false }, { SI("2.1E+"), false }, { SI("2.1E+17x"), false }, { SI(""), false },
        { SI("A1E+17"), false },
    };
    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) assert_int_equal(sheet_spoiled(cases[i].s), cases[i].spoiled);
}

/* --- other shapes of the same workbook */
static const char *changed(struct arena *a, int part, const char *name, const char *bytes)
{
    struct zip_entry parts[PARTS];
    memcpy(parts, plain, sizeof parts);
    parts[SHEET].bytes = S("<worksheet xmlns='" MAIN "'><sheetData><row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' s='1'><v>46086</v></c></row></sheetData></worksheet>");
    if (name) parts[part].name = str_from(name);
    if (bytes) parts[part].bytes = str_from(bytes);
    for (int i = 0; i < PARTS; i++) parts[i].squeezed = i % 2;
    return read_all(a, zip_made(a, parts, PARTS));
}

static void test_shapes(void **state)
{
    static const struct { int part; const char *name, *bytes, *out; } cases[] = {
        { 0, NULL, NULL, "1:[轴承][2026-03-05]" },
        { RELS_TOP, NULL, RELS "<Relationship Id='a' Type='" STRICT_OFFICE "/officeDocument' Target='/xl/workbook.xml'/></Relationships>",
        "1:[轴承][2026-03-05]" },
        { BOOK, NULL, "<x:workbook xmlns:x='" STRICT "' xmlns:q='" STRICT_OFFICE "'><x:workbookPr date1904='true'/><x:sheets><x:sheet name='x' sheetId='1' q:id='r1'/></x:sheets></x:workbook>", "1:[轴承][2030-03-06]" },
        { BOOK, NULL,
        "<workbook xmlns='" MAIN "' xmlns:r='" OFFICE "'><sheets><sheet name='chart' r:id='r2'/><sheet name='x' r:id='r1'/></sheets></workbook>", "1:[轴承][2026-03-05]" },
        { RELS_BOOK, NULL,
        RELS "<Relationship Id='r1' Type='" OFFICE "/worksheet' Target='../xl/./worksheets/Sheet1.xml'/><Relationship Id='r2' Type='" OFFICE "/sharedStrings' Target='sharedStrings.xml'/></Relationships>", "1:[轴承][46086]" },
        { SHEET, NULL, "<?xml version='1.0' encoding='UTF-8' standalone='yes'?><s:worksheet xmlns:s='" STRICT "' xmlns:o='urn:other'><o:row r='1'/><s:sheetData><s:row r='1'><o:c r='A1'/><s:c r='A1' t='inlineStr'><s:is><s:t>ok</s:t></s:is></s:c></s:row></s:sheetData></s:worksheet>", "1:[ok]" },
        { STRINGS, NULL, "<sst xmlns='" MAIN "'><si/></sst>", "1:[][2026-03-05]" },
        { STYLES, NULL, "<styleSheet xmlns='" MAIN "'><cellXfs><xf/><xf numFmtId='200'/></cellXfs><numFmts><numFmt numFmtId='200' formatCode='yyyy-mm-dd'/></numFmts></styleSheet>", "1:[轴承][2026-03-05]" },
        { STRINGS, "xl/other.xml", NULL, "INPUT 1:1 the workbook is damaged: a text that is not among its texts" },
        { SHEET, "xl/other.xml", NULL, "INPUT 0:0 there is no work sheet in this file; is it a workbook saved as .xlsx?" },
        { BOOK, "word/document.xml", NULL, "INPUT 0:0 there is no work sheet in this file; is it a workbook saved as .xlsx?" },
        { RELS_TOP, "rels", NULL, "INPUT 0:0 there is no work sheet in this file; is it a workbook saved as .xlsx?" },
        { SHEET, NULL, "<worksheet xmlns='" MAIN "'><sheetData><row",
        "INPUT 0:0 the workbook is damaged: xl/worksheets/sheet1.xml: unclosed token" },
        { SHEET, NULL, "<worksheet xmlns='" MAIN "'>\xff</worksheet>",
        "INPUT 0:0 the workbook is damaged: xl/worksheets/sheet1.xml: not well-formed (invalid token)" },
        { SHEET, NULL, "", "INPUT 0:0 the workbook is damaged: xl/worksheets/sheet1.xml: no element found" },
        { SHEET, NULL, "<!DOCTYPE x [<!ENTITY a 'b'>]><worksheet xmlns='" MAIN "'>&a;</worksheet>",
        "INPUT 0:0 the workbook declares a document type; no spreadsheet program does that" },
        { STRINGS, NULL, "<!DOCTYPE x SYSTEM 'file:///etc/passwd'><x/>",
        "INPUT 0:0 the workbook declares a document type; no spreadsheet program does that" },
        { SHEET, "/xl/worksheets/sheet1.xml", NULL, "INPUT 0:0 the workbook holds an entry with an unsafe name" },
        { SHEET, "xl/../worksheets/sheet1.xml", NULL, "INPUT 0:0 the workbook holds an entry with an unsafe name" },
        { SHEET, "xl\\..\\sheet1.xml", NULL, "INPUT 0:0 the workbook holds an entry with an unsafe name" },
        { SHEET, "c:sheet1.xml", NULL, "INPUT 0:0 the workbook holds an entry with an unsafe name" },
        { SHEET, "XL/workbook.xml", NULL, "INPUT 0:0 two entries of the workbook have the same name" },
    };
    struct arena a;
    (void)state;
    arena_init(&a, 64 * 1024 * 1024);
    for (size_t i = 0; i < LEN(cases); i++) assert_string_equal(changed(&a, cases[i].part, cases[i].name, cases[i].bytes), cases[i].out);
    arena_free(&a);
}

/* --- hostile zips */
static struct str repeated(struct arena *a, const char *head, const char *what, size_t times, const char *tail)
{
    struct out o;
    out_init(&o, a);
    put_z(&o, head);
    for (size_t i = 0; i < times; i++) put_z(&o, what);
    put_z(&o, tail);
    return out_str(&o);
}

static void assert_refused(struct arena *a, const struct zip_entry *parts, size_t n, const char *out)
{
    assert_string_equal(read_all(a, zip_made(a, parts, n)), out);
}

static void test_envelope(void **state)
{
    struct arena a;
    struct zip_entry parts[PARTS + LIMIT_XLSX_ENTRIES];
    struct str rows = S("<worksheet xmlns='" MAIN "'><sheetData><row r='1'><c r='A1'><v>1</v></c></row></sheetData></worksheet>");
    (void)state;
    arena_init(&a, (size_t)1024 * 1024 * 1024);
#define FRESH() do { memcpy(parts, plain, sizeof plain); parts[SHEET].bytes = rows; } while (0)
    FRESH();
    parts[SHEET].wide = parts[BOOK].wide = true;                    /* zip64 fields for small sizes, as Java's streaming writers do */
    assert_refused(&a, parts, PARTS, "1:[1]");
    FRESH();
    parts[SHEET].flags = 1;
    assert_refused(&a, parts, PARTS, "INPUT 0:0 the workbook is encrypted; save it without a password");
    FRESH();
    parts[SHEET].over_first = true;
    assert_refused(&a, parts, PARTS, "INPUT 0:0 two entries of the workbook lie over one another");
    FRESH();
    parts[SHEET].claimed = LIMIT_XLSX_UNZIPPED;
    assert_refused(&a, parts, PARTS, "LIMIT 0:0 unpacked, the workbook has more than 209715200 bytes");
    FRESH();
    parts[SHEET].claimed = 9;                                       /* more comes out than was said */
    assert_true(strncmp(read_all(&a, zip_made(&a, parts, PARTS)), "INPUT 0:0 the workbook is damaged: ", 34) == 0);
    FRESH();
    parts[SHEET] = (struct zip_entry){ .name = plain[SHEET].name,
        .squeezed = true,
        .bytes = repeated(&a, "<worksheet xmlns='" MAIN "'>", "          ", 3 * 1024 * 1024, "</worksheet>") };
    assert_refused(&a, parts, PARTS, "LIMIT 0:0 a part of the workbook unpacks to more than 100 times its size");
    parts[SHEET].claimed = 1000;                                    /* the same, lying about its size */
    assert_true(strncmp(read_all(&a, zip_made(&a, parts, PARTS)), "1:", 2) != 0);
    FRESH();
    for (size_t i = 0; i < LIMIT_XLSX_ENTRIES; i++)
        parts[PARTS + i] = (struct zip_entry){ .name = str_printf(&a, "x%zu", i), .bytes = S("x") };
    assert_refused(&a, parts, LIMIT_XLSX_ENTRIES, "1:[1]");
    assert_refused(&a, parts, LIMIT_XLSX_ENTRIES + 1, "LIMIT 0:0 a workbook may have 100 parts");
    arena_free(&a);
}

/* Cut anywhere, it is refused with a reason and never read as less than it is. */
static void test_truncated(void **state)
{
    struct arena a;
    (void)state;
    arena_init(&a, 64 * 1024 * 1024);
    struct str whole = str_copy(&a, book_of(&a, "<row r='1'><c r='A1'><v>1</v></c></row>"));
    for (size_t n = 4; n < whole.n; n += 7) {
        struct arena_mark m = arena_mark(&a);
        struct sheet s = { 0 };
        struct err e = { 0 };
        assert_int_equal(sheet_read(&a, str_sub(whole, 0, n), &s, &e), RC_INPUT);
        assert_int_equal(s.why, SHEET_DAMAGED);
        assert_true(e.text[0] != 0);
        arena_rewind(&a, m);
    }
    arena_free(&a);
}

static void test_limits(void **state)
{
    static const struct { const char *head, *what, *tail; size_t most; const char *out; } cases[] = {
        { "", "<row><c><v>1</v></c></row>", "", LIMIT_TABLE_ROWS, "LIMIT 10001:0 a table may have 10000 rows" },
        { "<row>", "<c><v>1</v></c>", "</row>", LIMIT_TABLE_COLUMNS, "LIMIT 1:201 a table may have 200 columns" },
        { "<row><c t='inlineStr'><is><t>", "x", "</t></is></c></row>", LIMIT_CSV_FIELD, "LIMIT 1:1 a cell may have 98304 bytes" },
        { "<row><c t='inlineStr'><is><t>", "<t>", "", LIMIT_XML_DEPTH, "LIMIT 0:0 the workbook nests deeper than 256" },
        { "<row a='", "x", "'/>", 2 * LIMIT_XML_TOKEN + 64 * 1024, "LIMIT 0:0 the workbook has a tag of more than 262144 bytes" },
    };
    struct arena a;
    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        arena_init(&a, 256 * 1024 * 1024);
        assert_string_equal(read_all(&a, book_of(&a, repeated(&a, cases[i].head, cases[i].what, cases[i].most + 1, cases[i].tail).p)),
            cases[i].out);
        if (i < 3)
            assert_true(
                strncmp(read_all(&a, book_of(&a, repeated(&a, cases[i].head, cases[i].what, cases[i].most, cases[i].tail).p)), "1:", 2)
                == 0);
        arena_free(&a);
    }
}

/* --- a library's own workbook, and memory that runs out anywhere */
static struct str book_written(struct arena *a)
{
    int fd = memfd_create("book", 0);
    lxw_workbook *wb = workbook_new(str_printf(a, "/proc/self/fd/%d", fd).p);
    lxw_worksheet *ws = workbook_add_worksheet(wb, NULL);
    lxw_format *day = workbook_add_format(wb), *bold = workbook_add_format(wb);
    format_set_num_format(day, "yyyy/m/d");
    format_set_bold(bold);
    lxw_rich_string_tuple one = { .string = "轴" }, two = { .format = bold, .string = "承" }, *rich[] = { &one, &two, NULL };
    worksheet_write_string(ws, 0, 0, "标题", NULL);
    worksheet_write_string(ws, 0, 1, "a < b & \"c\"\r\nd", NULL);
    worksheet_write_rich_string(ws, 2, 0, rich, NULL);
    worksheet_write_datetime(ws, 2, 1, &(lxw_datetime){ .year = 2026, .month = 3, .day = 5 }, day);
    worksheet_write_number(ws, 2, 3, 1234.5, NULL);
    worksheet_write_boolean(ws, 2, 4, 1, NULL);
    worksheet_write_formula_num(ws, 2, 5, "=1+1", NULL, 2);
    must(workbook_close(wb) == LXW_NO_ERROR);
    off_t n = lseek(fd, 0, SEEK_END);
    char *bytes = arena_alloc(a, (size_t)n);
    must(pread(fd, bytes, (size_t)n, 0) == n);
    close(fd);
    return (struct str){ bytes, (size_t)n };
}

static void test_library(void **state)
{
    struct arena a;
    (void)state;
    arena_init(&a, 64 * 1024 * 1024);
    assert_string_equal(read_all(&a, book_written(&a)), "1:[标题][a < b & \"c\"\r\nd] 3:[轴承][2026-03-05][][1234.5][TRUE][2]");
    arena_free(&a);
}

/* Each allocation fails once; handles that were not given back are found by the leak check at the end. */
static void test_memory(void **state)
{
    struct arena book, a;
    (void)state;
    arena_init(&book, 64 * 1024 * 1024);
    struct str bytes = book_written(&book);
    volatile bool whole = false;
    for (volatile int64_t i = 0; !whole; i++) {
        struct sheet s = { 0 };
        arena_init(&a, 64 * 1024 * 1024);
        a.fail_after = i;
        if (arena_guard(&a) == 0) {
            assert_int_equal(sheet_read(&a, bytes, &s, NULL), RC_OK);
            whole = true;
            assert_true(i > 20);
        }
        arena_free(&a);
    }
    arena_free(&book);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_cells), cmocka_unit_test(test_numbers), cmocka_unit_test(test_forms),
        cmocka_unit_test(test_spoiled), cmocka_unit_test(test_shapes), cmocka_unit_test(test_envelope), cmocka_unit_test(test_truncated),
        cmocka_unit_test(test_limits), cmocka_unit_test(test_library), cmocka_unit_test(test_memory) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
