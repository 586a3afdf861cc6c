/* sheet.c: CSV and TSV in the encodings people really send.
**
**   bytes -> encoding (BOM, UTF-8, else GB18030 through iconv) -> separator -> rows of cells
**
** The reader is one pass with one state: in a quoted cell or not. Spreadsheets
** disagree on stray quotes; a quote inside an unquoted cell is kept as it is,
** and text behind a closing quote is an error with its place.
*/
#include "web/sheet.h"
#include <errno.h>
#include <iconv.h>

struct reader {
    struct arena *a;
    struct sheet *sheet;
    struct err *e;
    struct str in;
    size_t at, most;
    int line;
    char sep;
};

/* All of the bytes or nothing: a file half in one encoding is not guessed at. */
static enum rc text_convert(struct arena *a, struct str in, const char *from, struct str *out, struct err *e)
{
    size_t room = arena_times(in.n, 2) + 16, left = room, rest = in.n;     /* GB18030 and UTF-16 grow by at most half */
    char *buf = arena_alloc(a, room), *src = (char *)(uintptr_t)in.p, *dst = buf;   /* before cd: a guard may jump from here */
    iconv_t cd = iconv_open("UTF-8", from);
    if (cd == (iconv_t)-1) return fail(e, RC_INPUT, "this system cannot read %s", from);
    size_t rc = iconv(cd, &src, &rest, &dst, &left);
    iconv_close(cd);
    if (rc == (size_t)-1 || rest) {
        int line = 1;
        for (const char *p = in.p; p < src; p++) line += *p == '\n';
        return fail_at(e, RC_INPUT, line, 0, "the text is neither UTF-8 nor %s", from);
    }
    *out = (struct str){ buf, room - left };
    return RC_OK;
}

enum rc sheet_decode(struct arena *a, struct str *bytes, struct err *e)
{
    if (str_starts(*bytes, S("\xef\xbb\xbf"))) {
        *bytes = str_sub(*bytes, 3, bytes->n);
        if (!utf8_valid(*bytes)) return fail(e, RC_INPUT, "the file says it is UTF-8 and is not");
        return RC_OK;
    }
    bool wide = str_starts(*bytes, S("\xff\xfe")) || str_starts(*bytes, S("\xfe\xff"));
    if (!wide && utf8_valid(*bytes)) return RC_OK;
    if (!wide && bytes->n && memchr(bytes->p, 0, bytes->n)) return fail(e, RC_INPUT, "this is not a text file: it holds NUL bytes");
    TRY(text_convert(a, *bytes, wide ? "UTF-16" : "GB18030", bytes, e));
    if (!utf8_valid(*bytes)) return fail(e, RC_INPUT, "this is not a text file: it holds NUL bytes");
    return RC_OK;
}

/* The separator the first line that is not blank holds most of, outside quotes; a line without any is one column of a CSV. */
static char separator(struct str in)
{
    static const char seps[] = { ',', '\t', ';' };
    int count[sizeof seps] = { 0 };
    bool quoted = false;
    size_t i = 0;
    while (i < in.n && (in.p[i] == '\n' || in.p[i] == '\r')) i++;        /* blank lines are skipped, and have no say */
    for (; i < in.n && (quoted || (in.p[i] != '\n' && in.p[i] != '\r')); i++) {
        if (in.p[i] == '"') quoted = !quoted;
        for (size_t k = 0; k < sizeof seps; k++) count[k] += !quoted && in.p[i] == seps[k];
    }
    size_t best = 0;
    for (size_t k = 1; k < sizeof seps; k++) if (count[k] > count[best]) best = k;
    return seps[best];
}

static bool at_end(const struct reader *r) { return r->at >= r->in.n; }
static char here(const struct reader *r) { return r->in.p[r->at]; }
static bool at_break(const struct reader *r) { return at_end(r) || here(r) == '\n' || here(r) == '\r'; }

/* "..." with doubled quotes; the cell ends at a separator or line end. */
static enum rc cell_quoted(struct reader *r, int col, struct str *cell)
{
    struct out o;
    int line = r->line;
    out_init(&o, r->a);
    for (r->at++;; r->at++) {
        if (at_end(r)) return fail_at(r->e, RC_INPUT, line, col, "a quote is opened and never closed");
        char c = here(r);
        if (c == '\n' || (c == '\r' && !(r->at + 1 < r->in.n && r->in.p[r->at + 1] == '\n'))) r->line++;
        if (c == '"' && r->at + 1 < r->in.n && r->in.p[r->at + 1] == '"') r->at++;
        else if (c == '"') break;
        if (o.n >= LIMIT_CSV_FIELD) return fail_at(r->e, RC_LIMIT, line, col, "a cell may have %d bytes", LIMIT_CSV_FIELD);
        put_c(&o, c);
    }
    r->at++;
    while (!at_break(r) && here(r) == ' ') r->at++;
    if (!at_break(r) && here(r) != r->sep)
        return fail_at(r->e, RC_INPUT, r->line, col, "text behind a closing quote; quotes inside a cell are doubled");
    *cell = out_str(&o);
    return RC_OK;
}

static enum rc cell_read(struct reader *r, int col, struct str *cell)
{
    size_t from = r->at;
    while (!at_break(r) && here(r) == ' ' && r->sep != ' ') r->at++;
    if (!at_break(r) && here(r) == '"') return cell_quoted(r, col, cell);
    for (r->at = from; !at_break(r) && here(r) != r->sep;) r->at++;
    if (r->at - from > LIMIT_CSV_FIELD) return fail_at(r->e, RC_LIMIT, r->line, col, "a cell may have %d bytes", LIMIT_CSV_FIELD);
    *cell = str_sub(r->in, from, r->at - from);
    return RC_OK;
}

static void line_end(struct reader *r)
{
    if (at_end(r)) return;
    bool cr = here(r) == '\r';
    r->at++;
    if (cr && !at_end(r) && here(r) == '\n') r->at++;
    r->line++;
}

static enum rc row_read(struct reader *r)
{
    struct { struct str *v; size_t n, cap; } cells = { 0 };
    int line = r->line;
    bool empty = true;
    if (at_break(r)) { line_end(r); return RC_OK; }         /* a blank line costs no memory: a file may hold millions */
    for (;;) {
        struct str cell;
        if (cells.n == LIMIT_TABLE_COLUMNS)
            return fail_at(r->e, RC_LIMIT, r->line, (int)cells.n + 1, "a table may have %d columns", LIMIT_TABLE_COLUMNS);
        TRY(cell_read(r, (int)cells.n + 1, &cell));
        size_t sent = cell.n;
        cell = str_trim(cell);
        r->sheet->trimmed += cell.n && cell.n < sent;
        empty &= cell.n == 0;
        *PUSH(r->a, &cells) = str_copy(r->a, cell);
        if (at_break(r)) break;
        r->at++;                                        /* the separator; a cell follows, if only an empty one */
    }
    line_end(r);
    if (empty) return RC_OK;
    if (r->sheet->n == r->most) return fail_at(r->e, RC_LIMIT, line, 0, "a table may have %zu rows", r->most);
    *PUSH(r->a, r->sheet) = (struct sheet_row){ cells.v, cells.n, line };
    return RC_OK;
}

bool sheet_spoiled(struct str s)
{
    size_t i = s.n && s.p[0] == '-', digits = i;
    while (i < s.n && ((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] == '.' && i == digits + 1))) i++;
    int64_t power;
    return i > digits && i + 2 < s.n && (s.p[i] == 'E' || s.p[i] == 'e') && s.p[i + 1] == '+' &&
        str_int(str_sub(s, i + 2, s.n), &power) && power >= 15;
}

static enum rc text_read(struct arena *a, struct str bytes, struct sheet *sheet, struct err *e)
{
    sheet->why = SHEET_ENCODING;
    TRY(sheet_decode(a, &bytes, e));
    sheet->why = SHEET_QUOTES;
    struct reader r = { .a = a, .sheet = sheet, .e = e, .in = bytes, .line = 1, .sep = separator(bytes) };
    r.most = sheet->max_rows ? sheet->max_rows : LIMIT_TABLE_ROWS;
    while (!at_end(&r)) TRY(row_read(&r));
    return RC_OK;
}

enum rc sheet_read(struct arena *a, struct str bytes, struct sheet *sheet, struct err *e)
{
    sheet->why = SHEET_OLD;
    if (str_starts(bytes, S("\xd0\xcf\x11\xe0")))
        return fail(e, RC_INPUT, "this is an old .xls workbook, or one with a password; save it as .xlsx without a password, or as CSV");
    TRY(str_starts(bytes, S("PK\x03\x04")) ? sheet_read_xlsx(a, bytes, sheet, e) : text_read(a, bytes, sheet, e));
    sheet->why = sheet->n ? SHEET_FINE : SHEET_EMPTY;
    return sheet->n ? RC_OK : fail(e, RC_INPUT, "the file has no rows");
}

enum rc sheets_read(struct arena *a, struct str bytes, struct sheet_book *book, struct err *e)
{
    enum rc rc;
    if (str_starts(bytes, S("PK\x03\x04"))) {
        rc = sheets_read_xlsx(a, bytes, book, e);
        if (rc == RC_OK && !book->n) { book->why = SHEET_EMPTY; rc = fail(e, RC_INPUT, "the file has no rows"); }
        return rc;
    }
    book->v[0].sheet.max_rows = book->max_rows;
    rc = sheet_read(a, bytes, &book->v[0].sheet, e);
    book->why = book->v[0].sheet.why;
    book->n = rc == RC_OK;
    return rc;
}

enum rc sheet_within(struct str bytes, const struct sheet *sheet, struct err *e)
{
    if (str_starts(bytes, S("PK\x03\x04"))) return RC_OK;
    for (size_t i = 1; i < sheet->n; i++)
        for (size_t c = sheet->v[0].n; c < sheet->v[i].n; c++)
            if (sheet->v[i].v[c].n)
                return fail_at(e, RC_INPUT, sheet->v[i].line, (int)c + 1,
                    "'%.*s' stands behind the last heading: a cell that holds commas is put into quotes", STR_FMT(str_sub(sheet->v[i].v[c], 0,
                        utf8_offset(sheet->v[i].v[c], 20))));
    return RC_OK;
}

/* ---- cells ---- */

struct str sheet_letters(struct arena *a, size_t column)
{
    char buf[16];
    size_t at = sizeof buf;
    for (size_t n = column + 1; n; n = (n - 1) / 26) buf[--at] = (char)('A' + (n - 1) % 26);
    return str_copy(a, (struct str){ buf + at, sizeof buf - at });
}

/* Up to three runs of digits, whatever stands between and behind them; false for letters, more runs or longer ones. */
static bool runs_of(struct str s, int64_t run[3], int len[3], int *n)
{
    bool inside = false;
    *n = 0;
    for (size_t at = 0; at < s.n;) {
        uint32_t c = utf8_next(s, &at);
        if (c >= 0xFF10 && c <= 0xFF19) c -= 0xFEE0;
        bool digit = c >= '0' && c <= '9';
        if (!digit && c != '-' && c != '/' && c != '.' && c != ' ' && c != 0x5E74 && c != 0x6708 && c != 0x65E5 && c != 0xFF0F
            && c != 0xFF0D && c != 0x3000)
            return false;
        if (digit && !inside) {
            if (*n == 3) return false;
            run[*n] = len[*n] = 0;
            (*n)++;
        }
        if (digit) {
            if (++len[*n - 1] > 8) return false;
            run[*n - 1] = run[*n - 1] * 10 + (int64_t)(c - '0');
        }
        inside = digit;
    }
    return true;
}

bool sheet_day(struct arena *a, struct str cell, struct str *day)
{
    enum { FIRST = 36526, LAST = 73050 };          /* 2000-01-01 to 2099-12-31 as a spreadsheet counts: anything else is a slip */
    int64_t run[3];
    int len[3], n;
    if (!runs_of(str_trim(cell), run, len, &n) || !n) return false;
    if (n == 1 && len[0] == 8) { run[2] = run[0] % 100; run[1] = run[0] / 100 % 100; run[0] /= 10000; len[0] = 4; n = 3; }
    if (n == 1 && run[0] >= FIRST && run[0] <= LAST) { *day = date_str(a, date_days(1899, 12, 30) + run[0]); return true; }
    if (n != 3 || len[0] != 4 || run[0] < 1900 || !date_valid(run[0], (int)run[1], (int)run[2])) return false;
    *day = date_str(a, date_days(run[0], (int)run[1], (int)run[2]));
    return true;
}
