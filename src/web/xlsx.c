/* xlsx.c: the first work sheet of a workbook, as text.
**
**     zip (libzip) ─┬─ xl/workbook.xml, its .rels   which part is the first sheet; which day numbers begin
**                   ├─ xl/sharedStrings.xml         the texts
**                   ├─ xl/styles.xml                which numbers are dates
**                   └─ xl/worksheets/sheetN.xml     rows of cells        (expat, part after part)
**
** A cell becomes what Excel shows, plainly: a date as YYYY-MM-DD, a number with
** at most the fifteen digits a spreadsheet keeps. An id number that was stored
** as a number has lost its last digits there; it comes out with the zeros that
** took their place, so that whoever checks it can say what happened.
**
** Strict and transitional files differ in namespaces only, so names are
** compared without them. Document types are refused: no entities, ever.
*/
#include <ctype.h>
#include <expat.h>
#include <math.h>
#include <zip.h>
#include "web/sheet.h"

enum { STRINGS_MOST = 1000 * 1000, STYLES_MOST = 65536 };

struct texts { struct str *v; size_t n, cap; };
struct flags { bool *v; size_t n, cap; };
struct format { int64_t id; bool date; };

/* Everything of one reading. zip and parser are given back on every way out, also when the arena jumps. */
struct book {
    struct arena *a;
    struct err *e;
    struct sheet *sheet;
    size_t most;
    zip_t *zip;
    XML_Parser parser;
    uint64_t unzipped;
    enum rc rc;                                   /* of the part being read */

    struct str first_id, first_target;            /* workbook: r:id of the first sheet; rels: where that is */
    struct str strings_target, styles_target;
    bool days_1904;
    struct texts strings;
    struct { struct format *v; size_t n, cap; } formats;
    struct flags date_style;                      /* by index of cellXfs */

    bool in_xfs, in_text, in_phonetic, in_item, in_value;
    struct out text;                              /* of the string or the value being read */
    struct texts row;
    int row_number;
    size_t column;                                /* of the cell being read, from 0 */
    size_t next_column;
    struct str cell_type;
    int64_t cell_style;
};

static const char *local(const char *name) { const char *c = strrchr(name, ':'); return c ? c + 1 : name; }

static struct str attribute(const char **atts, const char *name)
{
    for (size_t i = 0; atts[i]; i += 2)
        if (strcmp(local(atts[i]), name) == 0) return str_from(atts[i + 1]);
    return STR_NONE;
}

static void stop(struct book *b, enum rc rc, const char *what)
{
    if (b->rc == RC_OK) b->rc = fail_at(b->e, rc, b->row_number, (int)b->column + 1, "%s", what);
    XML_StopParser(b->parser, XML_FALSE);
}

/* ---- workbook and relations ---- */

static void workbook_start(void *arg, const char *name, const char **atts)
{
    struct book *b = arg;
    if (strcmp(local(name), "workbookPr") == 0) {
        struct str v = attribute(atts, "date1904");
        b->days_1904 = str_eq(v, S("1")) || str_eq(v, S("true"));
    }
    if (strcmp(local(name), "sheet") != 0 || b->first_id.p) return;
    for (size_t i = 0; atts[i]; i += 2)           /* sheetId has no prefix, r:id has */
        if (strchr(atts[i], ':') && strcmp(local(atts[i]), "id") == 0) b->first_id = str_copy(b->a, str_from(atts[i + 1]));
}

static void rels_start(void *arg, const char *name, const char **atts)
{
    struct book *b = arg;
    struct str id = attribute(atts, "Id"), type = attribute(atts, "Type"), target = attribute(atts, "Target");
    if (strcmp(local(name), "Relationship") != 0 || !target.n) return;
    target = str_starts(target, S("/")) ? str_copy(b->a, str_sub(target, 1, target.n)) : str_join(b->a, S("xl/"), target);
    if (str_eq(id, b->first_id)) b->first_target = target;
    if (str_ends(type, S("/sharedStrings"))) b->strings_target = target;
    if (str_ends(type, S("/styles"))) b->styles_target = target;
}

/* ---- shared strings: si holds t, or r holds t; rPh is how it is pronounced ---- */

static void strings_start(void *arg, const char *name, const char **atts)
{
    struct book *b = arg;
    const char *n = local(name);
    (void)atts;
    if (strcmp(n, "si") == 0) { out_init(&b->text, b->a); b->in_item = true; }
    else if (strcmp(n, "rPh") == 0) b->in_phonetic = true;
    else if (strcmp(n, "t") == 0) b->in_text = b->in_item && !b->in_phonetic;
}

static void strings_end(void *arg, const char *name)
{
    struct book *b = arg;
    const char *n = local(name);
    if (strcmp(n, "t") == 0) b->in_text = false;
    else if (strcmp(n, "rPh") == 0) b->in_phonetic = false;
    else if (strcmp(n, "si") == 0) {
        b->in_item = false;
        if (b->strings.n == STRINGS_MOST) { stop(b, RC_LIMIT, "the workbook has too many texts"); return; }
        *PUSH(b->a, &b->strings) = out_str(&b->text);
    }
}

static void take_text(void *arg, const char *s, int n)
{
    struct book *b = arg;
    if (!b->in_text && !b->in_value) return;
    if (b->text.n + (size_t)n > LIMIT_CSV_FIELD) { stop(b, RC_LIMIT, "a cell is too long"); return; }
    put(&b->text, s, (size_t)n);
}

/* ---- styles: which formats show a date ---- */

/* A format shows a date when y, m, d, h or s stands in it outside quotes, escapes and [colours]; [h], [m] and [s] count. */
static bool format_is_date(struct str f)
{
    for (size_t i = 0; i < f.n; i++) {
        char c = f.p[i];
        if (c == '\\' || c == '_' || c == '*') { i++; continue; }
        if (c == '"') { for (i++; i < f.n && f.p[i] != '"'; i++) {} continue; }
        if (c == '[') {
            bool clock = i + 2 < f.n && strchr("hHmMsS", f.p[i + 1]) && (f.p[i + 2] == ']' || f.p[i + 2] == f.p[i + 1]);
            if (clock) return true;
            for (; i < f.n && f.p[i] != ']'; i++) {}
            continue;
        }
        if (strchr("ymdhsYMDHS", c)) return true;
    }
    return false;
}

static bool built_in_date(int64_t id) { return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58); }

static void styles_start(void *arg, const char *name, const char **atts)
{
    struct book *b = arg;
    const char *n = local(name);
    int64_t id = 0;
    if (strcmp(n, "numFmt") == 0 && str_int(attribute(atts, "numFmtId"), &id)) {
        if (b->formats.n == STYLES_MOST) { stop(b, RC_LIMIT, "the workbook has too many formats"); return; }
        struct str code = attribute(atts, "formatCode");
        *PUSH(b->a, &b->formats) = (struct format){ id, format_is_date(code) };
    }
    if (strcmp(n, "cellXfs") == 0) b->in_xfs = true;
    if (strcmp(n, "xf") != 0 || !b->in_xfs) return;
    if (b->date_style.n == STYLES_MOST) { stop(b, RC_LIMIT, "the workbook has too many styles"); return; }
    bool date = str_int(attribute(atts, "numFmtId"), &id) && built_in_date(id);
    for (size_t i = 0; i < b->formats.n; i++)
        if (b->formats.v[i].id == id) date = b->formats.v[i].date;
    *PUSH(b->a, &b->date_style) = date;
}

static void styles_end(void *arg, const char *name)
{
    struct book *b = arg;
    if (strcmp(local(name), "cellXfs") == 0) b->in_xfs = false;
}

/* ---- numbers ---- */

/* Serial day 60 is the 29 February 1900 that never was; before it days count from 31 December 1899, after it from the 30th. */
static struct str date_shown(struct book *b, double serial)
{
    int64_t day = (int64_t)floor(serial), seconds = (int64_t)floor((serial - floor(serial)) * 86400 + 0.5);
    if (seconds == 86400) { day++; seconds = 0; }
    struct str clock = str_printf(b->a, seconds % 60 ? "%02d:%02d:%02d" : "%02d:%02d", (int)(seconds / 3600), (int)(seconds / 60 % 60), (int)(seconds % 60));
    if (day == 0 && !b->days_1904) return clock;
    if (day == 60 && !b->days_1904) return S("1900-02-29");
    int64_t base = b->days_1904 ? date_days(1904, 1, 1) : day < 60 ? date_days(1899, 12, 31) : date_days(1899, 12, 30);
    struct str date = date_str(b->a, base + day);
    return seconds ? str_printf(b->a, "%.*s %.*s", STR_FMT(date), STR_FMT(clock)) : date;
}

static struct str number_shown(struct book *b, struct str text)
{
    char *end;
    double v = strtod(text.p, &end);
    if (end != text.p + text.n || !isfinite(v)) return text;
    bool date = b->cell_style >= 0 && (size_t)b->cell_style < b->date_style.n && b->date_style.v[b->cell_style];
    if (date && v >= 0 && v < 2958466) return date_shown(b, v);       /* up to 9999-12-31 */
    struct str shown = str_printf(b->a, "%.15g", v);
    if (!memchr(shown.p, 'e', shown.n)) return shown;
    if (fabs(v) < 1e21 && fabs(v) >= 1) {
        double kept = strtod(shown.p, NULL);                          /* the fifteen digits */
        return str_printf(b->a, "%.0f", kept);
    }
    return shown;
}

/* ---- the sheet ---- */

/* "BC12" -> 54; the column is what counts, rows tell theirs. */
static bool column_of(struct str ref, size_t *column)
{
    size_t n = 0, i = 0;
    for (; i < ref.n && isalpha((unsigned char)ref.p[i]) && i < 4; i++) n = n * 26 + (size_t)(toupper((unsigned char)ref.p[i]) - 'A' + 1);
    if (i == 0 || i == 4) return false;
    *column = n - 1;
    return true;
}

static void cell_start(struct book *b, const char **atts)
{
    struct str style = attribute(atts, "s"), type = attribute(atts, "t");
    b->column = b->next_column;
    column_of(attribute(atts, "r"), &b->column);
    b->next_column = b->column + 1;
    if (b->column >= LIMIT_TABLE_COLUMNS) { stop(b, RC_LIMIT, "a table has too many columns"); return; }
    b->cell_type = type.p ? str_copy(b->a, type) : S("n");
    if (!str_int(style, &b->cell_style)) b->cell_style = -1;
    out_init(&b->text, b->a);
}

static struct str cell_shown(struct book *b)
{
    struct str text = out_str(&b->text);
    int64_t i;
    if (str_eq(b->cell_type, S("s"))) {
        if (str_int(str_trim(text), &i) && i >= 0 && (size_t)i < b->strings.n) return b->strings.v[i];
        if (text.n) stop(b, RC_INPUT, "a cell points to a text that is not there");
        return S("");
    }
    if (str_eq(b->cell_type, S("b"))) return str_eq(str_trim(text), S("1")) ? S("TRUE") : S("FALSE");
    if (str_eq(b->cell_type, S("d"))) return str_ends(text, S("T00:00:00")) ? str_sub(text, 0, text.n - 9) : text;
    if (str_eq(b->cell_type, S("n"))) { text = str_trim(text); return text.n ? number_shown(b, str_copy(b->a, text)) : S(""); }
    return text;                                  /* str, inlineStr, e */
}

static void cell_end(struct book *b)
{
    struct str shown = str_trim(cell_shown(b));
    if (b->column >= LIMIT_TABLE_COLUMNS) return;
    if (!utf8_valid(shown)) { stop(b, RC_INPUT, "a cell holds bytes that are no text"); return; }
    while (b->row.n <= b->column) *PUSH(b->a, &b->row) = S("");
    b->row.v[b->column] = shown;
}

static void row_end(struct book *b)
{
    bool empty = true;
    for (size_t i = 0; i < b->row.n; i++) empty = empty && !b->row.v[i].n;
    if (empty) return;
    if (b->sheet->n == b->most) { stop(b, RC_LIMIT, "the table has too many rows"); return; }
    struct sheet_row *r = PUSH(b->a, b->sheet);
    *r = (struct sheet_row){ b->row.v, b->row.n, b->row_number };
    b->row = (struct texts){ 0 };
}

static void sheet_start(void *arg, const char *name, const char **atts)
{
    struct book *b = arg;
    const char *n = local(name);
    int64_t number;
    if (strcmp(n, "row") == 0) {
        b->row = (struct texts){ 0 };
        b->next_column = 0;
        b->row_number = str_int(attribute(atts, "r"), &number) && number > 0 && number < INT32_MAX ? (int)number : b->row_number + 1;
    } else if (strcmp(n, "c") == 0) cell_start(b, atts);
    else if (strcmp(n, "v") == 0) b->in_value = true;
    else if (strcmp(n, "is") == 0) b->in_item = true;
    else if (strcmp(n, "rPh") == 0) b->in_phonetic = true;
    else if (strcmp(n, "t") == 0) b->in_text = b->in_item && !b->in_phonetic;
}

static void sheet_end(void *arg, const char *name)
{
    struct book *b = arg;
    const char *n = local(name);
    if (strcmp(n, "v") == 0) b->in_value = false;
    else if (strcmp(n, "t") == 0) b->in_text = false;
    else if (strcmp(n, "rPh") == 0) b->in_phonetic = false;
    else if (strcmp(n, "is") == 0) b->in_item = false;
    else if (strcmp(n, "c") == 0) cell_end(b);
    else if (strcmp(n, "row") == 0) row_end(b);
}

/* ---- parts ---- */

static void no_doctype(void *arg, const char *name, const char *system, const char *public, int internal)
{
    (void)name; (void)system; (void)public; (void)internal;
    stop(arg, RC_INPUT, "the workbook declares a document type, which no spreadsheet does");
}

/* A part's bytes; need = false: RC_OK and STR_NONE when it is not there. */
static enum rc part_bytes(struct book *b, const char *name, bool need, struct str *bytes)
{
    zip_stat_t st;
    *bytes = STR_NONE;
    if (zip_stat(b->zip, name, ZIP_FL_NOCASE, &st) != 0) return need ? fail(b->e, RC_INPUT, "this is no workbook: it has no %s", name) : RC_OK;
    bool known = (st.valid & ZIP_STAT_SIZE) && (st.valid & ZIP_STAT_COMP_SIZE);
    if (!known || st.encryption_method != ZIP_EM_NONE) return fail(b->e, RC_INPUT, "the workbook is encrypted or damaged");
    if (st.size > LIMIT_XLSX_UNZIPPED - b->unzipped || st.size / LIMIT_XLSX_RATIO > st.comp_size + 1)
        return fail(b->e, RC_LIMIT, "the workbook unpacks to more than is allowed");
    b->unzipped += st.size;
    char *p = arena_alloc(b->a, (size_t)st.size + 1);
    zip_file_t *f = zip_fopen_index(b->zip, st.index, 0);
    zip_int64_t got = f ? zip_fread(f, p, st.size) : -1;
    int closed = f ? zip_fclose(f) : -1;
    if (got < 0 || (zip_uint64_t)got != st.size || closed != 0) return fail(b->e, RC_INPUT, "the workbook is damaged in %s", name);
    p[st.size] = 0;
    *bytes = (struct str){ p, (size_t)st.size };
    return RC_OK;
}

static enum rc part_read(struct book *b, const char *name, bool need, XML_StartElementHandler start, XML_EndElementHandler end)
{
    struct str bytes;
    TRY(part_bytes(b, name, need, &bytes));
    if (!bytes.p) return RC_OK;
    must(bytes.n < INT32_MAX);
    b->parser = XML_ParserCreate(NULL);
    must(b->parser != NULL);
    XML_SetUserData(b->parser, b);
    XML_SetElementHandler(b->parser, start, end);
    XML_SetCharacterDataHandler(b->parser, take_text);
    XML_SetStartDoctypeDeclHandler(b->parser, no_doctype);
    b->rc = RC_OK;
    b->in_text = b->in_value = b->in_item = b->in_phonetic = false;
    enum XML_Status st = XML_Parse(b->parser, bytes.p, (int)bytes.n, XML_TRUE);
    if (st != XML_STATUS_OK && b->rc == RC_OK)
        b->rc = fail(b->e, RC_INPUT, "%s is not well-formed: %s", name, XML_ErrorString(XML_GetErrorCode(b->parser)));
    XML_ParserFree(b->parser);
    b->parser = NULL;
    return b->rc;
}

static enum rc book_read(struct book *b)
{
    if (zip_get_num_entries(b->zip, 0) > LIMIT_XLSX_ENTRIES) return fail(b->e, RC_LIMIT, "the workbook has more than %d parts", LIMIT_XLSX_ENTRIES);
    TRY(part_read(b, "xl/workbook.xml", true, workbook_start, NULL));
    TRY(part_read(b, "xl/_rels/workbook.xml.rels", true, rels_start, NULL));
    if (!b->first_target.n) return fail(b->e, RC_INPUT, "the workbook has no work sheet");
    if (b->strings_target.n) TRY(part_read(b, b->strings_target.p, false, strings_start, strings_end));
    if (b->styles_target.n) TRY(part_read(b, b->styles_target.p, false, styles_start, styles_end));
    b->row_number = 0;
    TRY(part_read(b, b->first_target.p, true, sheet_start, sheet_end));
    return b->sheet->n ? RC_OK : fail(b->e, RC_INPUT, "the file has no rows");
}

static void book_close(struct book *b)
{
    if (b->parser) XML_ParserFree(b->parser);
    if (b->zip) zip_discard(b->zip);
}

static enum rc zip_from(struct book *b, struct str bytes)
{
    zip_error_t ze;
    zip_error_init(&ze);
    zip_source_t *src = zip_source_buffer_create(bytes.p, bytes.n, 0, &ze);
    must(src != NULL);
    b->zip = zip_open_from_source(src, ZIP_RDONLY | ZIP_CHECKCONS, &ze);
    enum rc rc = b->zip ? RC_OK : fail(b->e, RC_INPUT, "the workbook cannot be opened: %s", zip_error_strerror(&ze));
    if (!b->zip) zip_source_free(src);
    zip_error_fini(&ze);
    return rc;
}

enum rc sheet_read_xlsx(struct arena *a, struct str bytes, struct sheet *sheet, struct err *e)
{
    struct book *b = NEW(a, struct book);
    jmp_buf full, *before = a->guard;
    *b = (struct book){ .a = a, .e = e, .sheet = sheet, .most = sheet->max_rows ? sheet->max_rows : LIMIT_TABLE_ROWS };
    TRY(zip_from(b, bytes));
    a->guard = &full;
    if (setjmp(full) != 0) {
        a->guard = before;
        book_close(b);
        arena_fail(a);
    }
    enum rc rc = book_read(b);
    a->guard = before;
    book_close(b);
    return rc;
}
