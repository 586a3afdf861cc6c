/* xlsx_cells.c: shared strings, styles, and the cells of a sheet.
**
**   <sst><si><t>轴承</t></si><si><r><t>two </t></r><r><t>runs</t></r><rPh>reading aid, skipped</rPh></si></sst>
**   <styleSheet><numFmts><numFmt numFmtId formatCode/></numFmts><cellXfs><xf numFmtId/></cellXfs></styleSheet>
**   <sheetData><row r="3"><c r="B3" t="s" s="1"><f>not read</f><v>0</v></c></row></sheetData>
**
** Cells and rows may leave their place out and then stand behind the one
** before; places must rise. Cells without a value (a border, a colour) are not
** there, whatever the sheet's dimension says.
*/
#include "web/xlsx_inner.h"

enum { LAST_ROW = 1048576, LAST_COLUMN = 16384 };

/* _x000D_ is a carriage return; _x005F_ keeps an underscore from being read so. */
static struct str unescape(struct arena *a, struct str s)
{
    struct out o;
    size_t from = 0;
    if (str_find(s, S("_x")) < 0) return str_copy(a, s);
    out_init(&o, a);
    for (size_t i = 0; i + 7 <= s.n; i++) {
        if (s.p[i] != '_' || s.p[i + 1] != 'x' || s.p[i + 6] != '_') continue;
        char hex[5] = { s.p[i + 2], s.p[i + 3], s.p[i + 4], s.p[i + 5], 0 }, *end, utf8[4];
        if (strspn(hex, "0123456789abcdefABCDEF") != 4) continue;
        uint32_t cp = (uint32_t)strtoul(hex, &end, 16);
        if (cp == 0 || (cp >= 0xd800 && cp <= 0xdfff)) continue;
        put(&o, s.p + from, i - from);
        put(&o, utf8, utf8_put(utf8, cp));
        i += 6;
        from = i + 1;
    }
    put(&o, s.p + from, s.n - from);
    return out_str(&o);
}

/* Runs of text in <si> and <is>, whatever they are dressed in; the reading aids in <rPh> are not part of it. */
static void runs_start(struct xlsx *x, const char *name)
{
    if (strcmp(name, "rPh") == 0) x->in_phonetic = true;
    if (strcmp(name, "t") == 0 && x->in_item && !x->in_phonetic) xlsx_take(x);
}

static void runs_end(struct xlsx *x, const char *name)
{
    if (strcmp(name, "rPh") == 0) x->in_phonetic = false;
    if (strcmp(name, "t") == 0) x->taking = false;
}

/* --- shared strings */
static void strings_start(struct xlsx *x, const char *name, const char **atts)
{
    (void)atts;
    if (strcmp(name, "si") == 0) { x->text.n = 0; x->in_item = true; }
    else runs_start(x, name);
}

static void strings_end(struct xlsx *x, const char *name)
{
    if (strcmp(name, "si") != 0) { runs_end(x, name); return; }
    *PUSH(x->a, &x->strings) = unescape(x->a, out_str(&x->text));
    x->in_item = false;
}

const struct xlsx_ear xlsx_strings = { strings_start, strings_end };

/* --- styles */
static void styles_start(struct xlsx *x, const char *name, const char **atts)
{
    int64_t id;
    if (strcmp(name, "cellXfs") == 0) x->in_styles = true;
    bool format = strcmp(name, "numFmt") == 0, style = strcmp(name, "xf") == 0 && x->in_styles;
    if ((!format && !style) || !str_int(xlsx_att(atts, "numFmtId"), &id)) id = 0;
    if (style) {
        if (x->styles.n == LIMIT_XLSX_STYLES) {
            xlsx_stop(x, fail(x->e, RC_LIMIT, "a workbook may have %d cell styles", LIMIT_XLSX_STYLES));
            return;
        }
        *PUSH(x->a, &x->styles) = id;
    }
    if (format) {
        if (x->formats.n == LIMIT_XLSX_FORMATS) {
            xlsx_stop(x, fail(x->e, RC_LIMIT, "a workbook may have %d number formats", LIMIT_XLSX_FORMATS));
            return;
        }
        *PUSH(x->a, &x->formats) = (struct xlsx_format){ id, xlsx_form_of(xlsx_att(atts, "formatCode")) };
    }
}

static void styles_end(struct xlsx *x, const char *name)
{
    if (strcmp(name, "cellXfs") == 0) x->in_styles = false;
}

const struct xlsx_ear xlsx_styles = { styles_start, styles_end };

static enum xlsx_form form_of_style(const struct xlsx *x, size_t style)
{
    if (style >= x->styles.n) return FORM_PLAIN;
    for (size_t i = 0; i < x->formats.n; i++) if (x->formats.v[i].id == x->styles.v[style]) return x->formats.v[i].form;
    return xlsx_form_builtin(x->styles.v[style]);
}

/* --- the sheet */
static enum rc bad_cell(struct xlsx *x, const char *what)
{
    return fail_at(x->e, RC_INPUT, x->row, x->cell.col, "the workbook is damaged: %s", what);
}

/* "BC12" -> 55; 0 when it is no place. The row in it is the row it stands in. */
static int column_of(struct str place, int row)
{
    int64_t col = 0, line;
    size_t i = 0;
    for (; i < place.n && place.p[i] >= 'A' && place.p[i] <= 'Z' && col <= LAST_COLUMN; i++) col = col * 26 + place.p[i] - 'A' + 1;
    if (!str_int(str_sub(place, i, place.n), &line) || line != row || col > LAST_COLUMN) return 0;
    return (int)col;
}

static void row_start(struct xlsx *x, const char **atts)
{
    struct str place = xlsx_att(atts, "r");
    int64_t row = x->row + 1;
    x->cell.col = 0;
    if (place.p && !str_int(place, &row)) row = 0;
    if (row <= x->row || row > LAST_ROW) { xlsx_stop(x, bad_cell(x, "rows out of order")); return; }
    x->row = (int)row;
    x->cells = (struct strs){ 0 };
}

static char type_of(struct str t)
{
    static const struct {
        struct str name;
        char type;
    } types[] = { { SI("n"), 'n' }, { SI("s"), 's' }, { SI("inlineStr"), 'i' }, { SI("str"), 'f' }, { SI("b"), 'b' }, { SI("e"), 'e' },
        { SI("d"), 'd' } };
    for (size_t i = 0; i < LEN(types); i++) if (str_eq(types[i].name, t)) return types[i].type;
    return t.p ? 0 : 'n';
}

static void cell_start(struct xlsx *x, const char **atts)
{
    struct str place = xlsx_att(atts, "r");
    int64_t style = 0;
    int before = x->cell.col;
    if (x->row == 0) { xlsx_stop(x, bad_cell(x, "a cell outside of a row")); return; }
    x->cell = (struct xlsx_cell){ .col = place.p ? column_of(place, x->row) : before + 1, .type = type_of(xlsx_att(atts, "t")) };
    if (x->cell.col <= before || x->cell.col > LAST_COLUMN) xlsx_stop(x, bad_cell(x, "cells out of order"));
    else if (!x->cell.type) xlsx_stop(x, bad_cell(x, "a cell of no known kind"));
    if (str_int(xlsx_att(atts, "s"), &style) && style >= 0) x->cell.style = (size_t)style;
    x->in_cell = true;
    x->has_value = false;
    x->text.n = 0;
}

static void sheet_start(struct xlsx *x, const char *name, const char **atts)
{
    if (strcmp(name, "row") == 0) row_start(x, atts);
    else if (strcmp(name, "c") == 0) cell_start(x, atts);
    else if (!x->in_cell) return;
    else if (strcmp(name, "v") == 0 && x->cell.type != 'i') { x->has_value = true; xlsx_take(x); }
    else if (strcmp(name, "is") == 0 && x->cell.type == 'i') x->has_value = x->in_item = true;
    else runs_start(x, name);
}

/* ISO 8601, as strict workbooks write dates: no time when it is midnight. */
static struct str iso_text(struct arena *a, struct str s)
{
    ptrdiff_t t = str_find(s, S("T"));
    if (t < 0) return str_copy(a, s);
    struct str date = str_sub(s, 0, (size_t)t), time = str_sub(s, (size_t)t + 1, 8);
    if (str_eq(time, S("00:00:00"))) return str_copy(a, date);
    if (str_ends(time, S(":00"))) time.n -= 3;
    return str_printf(a, "%.*s %.*s", STR_FMT(date), STR_FMT(time));
}

static enum rc cell_text(struct xlsx *x, struct str *text)
{
    struct str raw = out_str(&x->text);
    int64_t index;
    switch (x->cell.type) {
    case 's':
        if (!str_int(str_trim(raw), &index) || index < 0 || (size_t)index >= x->strings.n)
            return bad_cell(x, "a text that is not among its texts");
        *text = x->strings.v[index];
        return RC_OK;
    case 'n':
        if (str_trim(raw).n == 0) *text = S("");
        else if (!xlsx_number(x->a, raw, form_of_style(x, x->cell.style), x->from_1904, text)) return bad_cell(x, "a number that is none");
        return RC_OK;
    case 'b': *text = str_eq(str_trim(raw), S("1")) || str_eq(str_trim(raw), S("true")) ? S("TRUE") : S("FALSE"); return RC_OK;
    case 'd': *text = iso_text(x->a, raw); return RC_OK;
    case 'e': *text = str_copy(x->a, raw); return RC_OK;
    default: *text = unescape(x->a, raw); return RC_OK;
    }
}

static void cell_end(struct xlsx *x)
{
    struct str text = STR_NONE;
    x->in_cell = x->in_item = false;
    if (!x->has_value) return;
    enum rc rc = cell_text(x, &text);
    if (rc != RC_OK) { xlsx_stop(x, rc); return; }
    struct str sent = text;
    text = str_trim(sent);
    if (text.n == 0) return;
    x->sheet->trimmed += text.n < sent.n;
    if (x->cell.col > LIMIT_TABLE_COLUMNS) {
        xlsx_stop(x, fail_at(x->e, RC_LIMIT, x->row, x->cell.col, "a table may have %d columns", LIMIT_TABLE_COLUMNS));
        return;
    }
    if ((x->bytes += text.n) > LIMIT_XML_BYTES) {
        xlsx_stop(x, fail_at(x->e, RC_LIMIT, x->row, x->cell.col, "the cells of a table may have %d bytes together", LIMIT_XML_BYTES));
        return;
    }
    while (x->cells.n + 1 < (size_t)x->cell.col) *PUSH(x->a, &x->cells) = S("");
    *PUSH(x->a, &x->cells) = text;
}

static void row_end(struct xlsx *x)
{
    if (x->cells.n == 0) return;
    if (x->sheet->n == x->most) { xlsx_stop(x, fail_at(x->e, RC_LIMIT, x->row, 0, "a table may have %zu rows", x->most)); return; }
    *PUSH(x->a, x->sheet) = (struct sheet_row){ x->cells.v, x->cells.n, x->row };
    x->cells = (struct strs){ 0 };
}

static void sheet_end(struct xlsx *x, const char *name)
{
    if (strcmp(name, "row") == 0) row_end(x);
    else if (strcmp(name, "c") == 0) cell_end(x);
    else if (strcmp(name, "v") == 0) x->taking = false;
    else runs_end(x, name);
}

const struct xlsx_ear xlsx_sheet = { sheet_start, sheet_end };
