/* xlsx.c: the first work sheet of a workbook somebody sent, or all it shows.
**
**   zip -> _rels/.rels -> xl/workbook.xml + its rels -> shared strings, styles -> the sheet
**
** libzip unpacks, expat reads, piece by piece, so a large part never stands in
** memory whole. Everything here is hostile until it is read: no document type
** and so no entity, limits on every part, and both libraries' handles go back
** on every way out, also when the arena is full (a jump: see xlsx_read).
** Transitional and strict OOXML are told apart by nothing but their namespaces.
*/
#include "web/xlsx_inner.h"

enum { PIECE = 16 * 1024 };

/* --- what an ear may call */
void xlsx_stop(struct xlsx *x, enum rc rc)
{
    if (x->rc != RC_OK || rc == RC_OK) return;
    x->rc = rc;
    XML_StopParser(x->xml, XML_FALSE);
}

void xlsx_take(struct xlsx *x) { x->taking = true; }

struct str xlsx_att(const char **atts, const char *name)
{
    for (; *atts; atts += 2) if (strcmp(atts[0], name) == 0) return str_from(atts[1]);
    return STR_NONE;
}

/* "namespace|row" -> "row"; NULL for elements of drawings, extensions and the like. */
static const char *local(const char *name)
{
    static const char *const spaces[] = {
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main",
        "http://schemas.openxmlformats.org/package/2006/relationships",
    };
    const char *bar = strrchr(name, '|');
    for (size_t i = 0; bar && i < LEN(spaces); i++)
        if (strlen(spaces[i]) == (size_t)(bar - name) && memcmp(spaces[i], name, strlen(spaces[i])) == 0) return bar + 1;
    return NULL;
}

static void start(struct xlsx *x, const char *mine, const char **atts)
{
    if (++x->depth > LIMIT_XML_DEPTH) xlsx_stop(x, fail(x->e, RC_LIMIT, "the workbook nests deeper than %d", LIMIT_XML_DEPTH));
    else if (mine) x->ear->start(x, mine, atts);
    else if (++x->others > LIMIT_XML_OTHERS) xlsx_stop(x, fail(x->e, RC_LIMIT, "the workbook holds too much besides its cells"));
}

static void end(struct xlsx *x, const char *mine)
{
    x->depth--;
    if (mine && x->ear->end) x->ear->end(x, mine);
}

static void text(struct xlsx *x, const char *p, size_t n)
{
    if (!x->taking) return;
    if (x->text.n + n > LIMIT_CSV_FIELD)
        xlsx_stop(x,
            fail_at(x->e, RC_LIMIT, x->in_cell ? x->row : 0, x->in_cell ? x->cell.col : 0, "a cell may have %d bytes", LIMIT_CSV_FIELD));
    else put(&x->text, p, n);
}

/* What expat tells goes through here, one event at a time. It notes how far expat has come; and where the arena is full,
** it lets expat end: a jump over its frames would make it keep its memory. */
struct event { const char *name, *end, **atts, *text; int n; };

static void event(struct xlsx *x, struct event e)
{
    jmp_buf full, *before = x->a->guard;
    XML_Index at = XML_GetCurrentByteIndex(x->xml);
    if (at > 0) x->read_to = (uint64_t)at;
    if (x->rc != RC_OK) return;
    if (setjmp(full) == 0) {
        x->a->guard = &full;
        if (e.name) start(x, local(e.name), e.atts);
        else if (e.end) end(x, local(e.end));
        else if (e.text) text(x, e.text, (size_t)e.n);
    } else xlsx_stop(x, RC_MEMORY);
    x->a->guard = before;
}

static void on_start(void *arg, const char *name, const char **atts) { event(arg, (struct event){ .name = name, .atts = atts }); }
static void on_end(void *arg, const char *name) { event(arg, (struct event){ .end = name }); }
static void on_text(void *arg, const char *p, int n) { event(arg, (struct event){ .text = p, .n = n }); }
static void on_other(void *arg, const char *p, int n) { (void)p, (void)n; event(arg, (struct event){ 0 }); }

static void on_doctype(void *arg, const char *name, const char *sysid, const char *pubid, int internal)
{
    struct xlsx *x = arg;
    (void)name, (void)sysid, (void)pubid, (void)internal;
    x->sheet->why = SHEET_UNSAFE;
    xlsx_stop(x, fail(x->e, RC_INPUT, "the workbook declares a document type; no spreadsheet program does that"));
}

/* --- one part through expat */
static enum rc part_damaged(struct xlsx *x, struct str path, const char *how)
{
    return fail(x->e, RC_INPUT, "the workbook is damaged: %.*s: %s", STR_FMT(path), how);
}

/* Newer expats wait until a token that is not whole has doubled before they look at it again: a whole one of the longest
** length may wait so long. */
static enum rc piece_read(struct xlsx *x, struct str path, const char *buf, zip_int64_t n, uint64_t fed)
{
    enum XML_Status st = XML_Parse(x->xml, buf, (int)n, n == 0);
    if (x->rc != RC_OK) return x->rc;
    if (st != XML_STATUS_OK) return part_damaged(x, path, XML_ErrorString(XML_GetErrorCode(x->xml)));
    if (x->read_to + 2 * LIMIT_XML_TOKEN < fed)
        return fail(x->e, RC_LIMIT, "the workbook has a tag of more than %d bytes", LIMIT_XML_TOKEN);
    return RC_OK;
}

static enum rc part_feed(struct xlsx *x, struct str path, uint64_t zipped)
{
    char buf[PIECE];
    uint64_t fed = 0;
    for (;;) {
        zip_int64_t n = zip_fread(x->file, buf, sizeof buf);
        if (n < 0) return part_damaged(x, path, zip_error_strerror(zip_file_get_error(x->file)));
        fed += (uint64_t)n;
        if (fed > LIMIT_XML_BYTES) return fail(x->e, RC_LIMIT, "a part of the workbook may have %d bytes unpacked", LIMIT_XML_BYTES);
        if (fed > LIMIT_XLSX_SMALL && fed / LIMIT_XLSX_RATIO > zipped)
            return fail(x->e, RC_LIMIT, "a part of the workbook unpacks to more than %d times its size", LIMIT_XLSX_RATIO);
        TRY(piece_read(x, path, buf, n, fed));
        if (n == 0) return RC_OK;
    }
}

static void part_close(struct xlsx *x)
{
    if (x->file) zip_fclose(x->file);
    if (x->xml) XML_ParserFree(x->xml);
    x->file = NULL;
    x->xml = NULL;
}

enum rc xlsx_part(struct xlsx *x, struct str path, const struct xlsx_ear *ear)
{
    zip_stat_t st;
    const char *z = str_z(x->a, path);
    zip_int64_t index = path.n ? zip_name_locate(x->zip, z, ZIP_FL_NOCASE) : -1;
    if (index < 0) return RC_NONE;
    if (zip_stat_index(x->zip, (zip_uint64_t)index, 0, &st) != 0 || !(st.valid & ZIP_STAT_COMP_SIZE))
        return part_damaged(x, path, "no size");
    x->file = zip_fopen_index(x->zip, (zip_uint64_t)index, 0);
    if (!x->file) return part_damaged(x, path, zip_error_strerror(zip_get_error(x->zip)));
    x->xml = XML_ParserCreateNS(NULL, '|');
    if (!x->xml) arena_fail(x->a);
    XML_SetUserData(x->xml, x);
    XML_SetElementHandler(x->xml, on_start, on_end);
    XML_SetCharacterDataHandler(x->xml, on_text);
    XML_SetStartDoctypeDeclHandler(x->xml, on_doctype);
    XML_SetDefaultHandlerExpand(x->xml, on_other);
    x->read_to = 0;
    x->ear = ear;
    x->rc = RC_OK;
    x->depth = x->others = 0;
    x->taking = false;
    enum rc rc = part_feed(x, path, st.comp_size);
    part_close(x);
    return rc;
}

/* --- the way to the sheet */
static void rels_start(struct xlsx *x, const char *name, const char **atts)
{
    if (strcmp(name, "Relationship") != 0 || str_eq_nocase(xlsx_att(atts, "TargetMode"), S("External"))) return;
    struct str id = xlsx_att(atts, "Id"), type = xlsx_att(atts, "Type"), target = xlsx_att(atts, "Target");
    *PUSH(x->a, &x->rels) = (struct xlsx_rel){ str_copy(x->a, id), str_copy(x->a, type), str_copy(x->a, target) };
}

static const struct xlsx_ear rels_ear = { .start = rels_start };

static struct str folder(struct str path)
{
    while (path.n && path.p[path.n - 1] != '/') path.n--;
    return path;
}

/* Where a relation of the part at `from` leads: "/xl/x.xml" from the top, "worksheets/x.xml" and "../x.xml" from its folder. */
static struct str target_path(struct arena *a, struct str from, struct str target)
{
    struct out o;
    struct str piece;
    out_init(&o, a);
    if (str_starts(target, S("/"))) target = str_sub(target, 1, target.n);
    else put_str(&o, folder(from));
    for (bool first = true; str_cut(&target, '/', &piece);) {
        if (str_eq(piece, S(".")) || piece.n == 0) continue;
        if (str_eq(piece, S(".."))) { o.n = o.n ? folder((struct str){ o.p, o.n - 1 }).n : 0; first = true; continue; }
        if (!first) put_c(&o, '/');
        put_str(&o, piece);
        first = false;
    }
    return out_str(&o);
}

static struct str rel_by_type(struct xlsx *x, struct str from, struct str end)
{
    for (size_t i = 0; i < x->rels.n; i++)
        if (str_ends(x->rels.v[i].type, end)) return target_path(x->a, from, x->rels.v[i].target);
    return STR_NONE;
}

static struct str rel_by_id(struct xlsx *x, struct str id, struct str end)
{
    for (size_t i = 0; i < x->rels.n; i++)
        if (str_eq(x->rels.v[i].id, id) && str_ends(x->rels.v[i].type, end)) return x->rels.v[i].target;
    return STR_NONE;
}

static enum rc rels_read(struct xlsx *x, struct str of)
{
    struct str dir = folder(of);
    x->rels.n = 0;
    return xlsx_part(x, str_printf(x->a, "%.*s_rels/%.*s.rels", STR_FMT(dir), (int)(of.n - dir.n), of.p + dir.n), &rels_ear);
}

static void workbook_start(struct xlsx *x, const char *name, const char **atts)
{
    static const char *const ids[] = { "http://schemas.openxmlformats.org/officeDocument/2006/relationships|id",
        "http://purl.oclc.org/ooxml/officeDocument/relationships|id" };
    if (strcmp(name, "workbookPr") == 0) {
        struct str v = xlsx_att(atts, "date1904");
        x->from_1904 = str_eq(v, S("1")) || str_eq(v, S("true"));
    }
    if (strcmp(name, "sheet") != 0) return;
    struct str path = STR_NONE, state = xlsx_att(atts, "state");
    for (size_t i = 0; i < LEN(ids); i++) {
        struct str id = xlsx_att(atts, ids[i]);
        if (id.n) path = rel_by_id(x, id, S("/worksheet"));                /* a chart sheet has no cells: the next one */
    }
    if (path.n && x->places.n < LIMIT_XLSX_ENTRIES)
        *PUSH(x->a, &x->places) = (struct xlsx_place){ str_copy(x->a, xlsx_att(atts, "name")), path,
            str_eq(state, S("hidden")) || str_eq(state, S("veryHidden")) };
}

static const struct xlsx_ear workbook_ear = { .start = workbook_start };

static enum rc none_is_fine(enum rc rc) { return rc == RC_NONE ? RC_OK : rc; }

static enum rc no_table(struct xlsx *x)
{
    x->sheet->why = SHEET_NO_TABLE;
    return fail(x->e, RC_INPUT, "there is no work sheet in this file; is it a workbook saved as .xlsx?");
}

static enum rc place_read(struct xlsx *x, struct str book, const struct xlsx_place *p)
{
    x->row = 0;
    x->cell = (struct xlsx_cell){ 0 };
    x->cells = (struct strs){ 0 };
    x->in_cell = x->in_item = x->in_phonetic = false;
    enum rc rc = xlsx_part(x, target_path(x->a, book, p->path), &xlsx_sheet);
    return rc == RC_NONE ? no_table(x) : rc;
}

static enum rc places_read(struct xlsx *x, struct str book)
{
    struct sheet_book *all = x->book;
    if (!all) return place_read(x, book, &x->places.v[0]);
    for (size_t i = 0; i < x->places.n; i++) {
        if (x->places.v[i].hidden) continue;
        if (all->n == LIMIT_XLSX_SHEETS) return fail(x->e, RC_LIMIT, "a workbook may have %d work sheets", LIMIT_XLSX_SHEETS);
        all->at = all->n;
        all->v[all->n].name = x->places.v[i].name;
        x->sheet = &all->v[all->n].sheet;
        TRY(place_read(x, book, &x->places.v[i]));
        all->n += x->sheet->n > 0;
    }
    return RC_OK;
}

static enum rc workbook_read(struct xlsx *x)
{
    TRY(none_is_fine(rels_read(x, STR_NONE)));
    struct str book = rel_by_type(x, STR_NONE, S("/officeDocument"));
    if (!book.n) return no_table(x);
    TRY(none_is_fine(rels_read(x, book)));
    struct str strings = rel_by_type(x, book, S("/sharedStrings")), styles = rel_by_type(x, book, S("/styles"));
    enum rc rc = xlsx_part(x, book, &workbook_ear);
    if (rc == RC_NONE || (rc == RC_OK && !x->places.n)) return no_table(x);
    TRY(rc);
    TRY(none_is_fine(xlsx_part(x, strings, &xlsx_strings)));
    TRY(none_is_fine(xlsx_part(x, styles, &xlsx_styles)));
    return places_read(x, book);
}

/* --- opening and closing */
static enum rc zip_open_bytes(struct xlsx *x, struct str bytes)
{
    size_t entries;
    zip_error_t err;
    TRY(xlsx_zip_check(x->a, bytes, &entries, &x->sheet->why, x->e));
    zip_error_init(&err);
    zip_source_t *source = zip_source_buffer_create(bytes.p, bytes.n, 0, &err);
    x->zip = source ? zip_open_from_source(source, ZIP_RDONLY, &err) : NULL;
    if (!x->zip) {
        if (source) zip_source_free(source);
        enum rc rc = fail(x->e, RC_INPUT, "the workbook is damaged: %s", zip_error_strerror(&err));
        zip_error_fini(&err);
        return rc;
    }
    zip_error_fini(&err);
    if (zip_get_num_entries(x->zip, 0) != (zip_int64_t)entries)
        return fail(x->e, RC_INPUT, "the workbook is damaged: it has two directories");
    return RC_OK;
}

static void xlsx_close(struct xlsx *x)
{
    part_close(x);
    if (x->zip) zip_discard(x->zip);
    x->zip = NULL;
}

static enum rc xlsx_read(struct arena *a, struct str bytes, struct sheet *sheet, struct sheet_book *book, size_t most, struct err *e)
{
    struct xlsx *x = NEW(a, struct xlsx);
    x->a = a;
    x->e = e;
    x->sheet = sheet;
    x->book = book;
    x->most = most ? most : LIMIT_TABLE_ROWS;
    out_init(&x->text, a);
    jmp_buf full, *before = a->guard;
    if (setjmp(full) != 0) {                               /* the arena is full: hand back what it does not hold, and pass it on */
        xlsx_close(x);
        a->guard = before;
        arena_fail(a);
    }
    a->guard = &full;
    enum rc rc = zip_open_bytes(x, bytes);
    if (rc == RC_OK) rc = workbook_read(x);
    a->guard = before;
    xlsx_close(x);
    if (x->rc == RC_MEMORY) arena_fail(a);
    return rc;
}

enum rc sheet_read_xlsx(struct arena *a, struct str bytes, struct sheet *sheet, struct err *e)
{
    return xlsx_read(a, bytes, sheet, NULL, sheet->max_rows, e);
}

/* What was wrong is told by the sheet that was read when it happened; before the first by that one. */
enum rc sheets_read_xlsx(struct arena *a, struct str bytes, struct sheet_book *book, struct err *e)
{
    enum rc rc = xlsx_read(a, bytes, &book->v[0].sheet, book, book->max_rows, e);
    book->why = book->v[book->at].sheet.why;
    return rc;
}
