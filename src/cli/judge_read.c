/* judge_read.c: what others measure retrieval with, read: documents, questions, judgements, runs. Formats differ by who made the
** collection; the first bytes tell which it is (`shape_of`), and each becomes records of named fields:
**
**     bytes ── unzip, decode ──► lines | table | JSON | SGML | SMART ──► field_put(name of the field, text) ──► judge_doc, judge_query
*/
#include "cli/judge.h"
#include "base/json.h"
#include "engine/dock/headings.h"
#include "web/sheet.h"
#include <math.h>
#include <zlib.h>

enum { RECORDS_MOST = 10 * 1000 * 1000, UNZIPPED_MOST = 512 * 1024 * 1024 };

/* What a field is to us. TITLE and TEXT of a topic are asked by; MORE is its narrative; REST is text when nothing else is. */
enum field { F_NONE, F_ID, F_ID_WEAK, F_TITLE, F_TEXT, F_MORE, F_REST, FIELDS };
struct record { struct str v[FIELDS]; struct out lines[FIELDS]; };              /* lines: what v shows when a field has several */
/* named: records with an id; nameless: the first without, and its line where it has one */
struct take {
    struct arena *a; struct record r; void (*done)(struct take *t, int line); struct judge_docs *docs;
    struct judge_queries *queries; struct str parts; size_t n, named, nameless; int line; bool topic;
};

/* --- names of fields, as dock_heading_plain leaves them */
static const struct { enum field field; const char *names; } fields[] = {
    { F_ID, "docno|id|documentid|pid|passageid|corpusid|listingid|qid|queryid|topicid|num|number|topic|identifier|编号|序号|文档编号|文档号|文献号|标识|需求编号|供给编号|查询编号|主题号" },
    { F_ID_WEAK, "docid|no|uid" },
    { F_TITLE, "title|headline|hl|ti|head|subject|query|question|querytext|需求|供给|查询|问题|检索词|检索式|查询词" },
    { F_TEXT, "text|body|contents|content|passage|abstract|desc|description|segment|原文|全文|段落|文本|正文" },
    { F_MORE, "narr|narrative|说明" },
    { F_NONE, "url|dochdr|date|length|score|docoldno|fileid" },
};

static enum field field_named(struct arena *a, struct str heading)
{
    struct str plain = dock_heading_plain(a, heading);
    if (plain.n == 0) return F_REST;
    for (size_t i = 0; i < LEN(fields); i++) if (dock_heading_named(fields[i].names, plain)) return fields[i].field;
    enum dock_column c = dock_column_of(a, heading);
    if (c == DOCK_IN_TITLE || str_starts(plain, S("title")) || str_ends(plain, S("title")) || str_starts(plain, S("标题"))) return F_TITLE;
    if (c == DOCK_IN_BODY || c == DOCK_IN_SKILLS || str_starts(plain, S("text")) || str_starts(plain, S("body"))
        || str_starts(plain, S("描述")))
        return F_TEXT;
    if (str_ends(plain, S("desc"))) return F_TEXT;
    if (str_ends(plain, S("narr"))) return F_MORE;
    return c == DOCK_IN_NOTHING ? F_REST : F_NONE;
}

/* A collection has millions of tags and members: what is worked out about each is let go again. */
static enum field field_of(struct arena *a, struct str heading)
{
    struct arena_mark m = arena_mark(a);
    enum field f = field_named(a, heading);
    arena_rewind(a, m);
    return f;
}

/* Several fields of a sort are a line each: titles in two languages, skills under the text. */
static void field_put(struct take *t, enum field f, struct str text)
{
    text = str_trim(text);
    if (f == F_NONE || text.n == 0) return;
    struct str *to = &t->r.v[f];
    if (to->n && (f == F_ID || f == F_ID_WEAK)) return;
    if (!to->n) { *to = text; return; }
    struct out *o = &t->r.lines[f];
    if (!o->a) { out_init(o, t->a); put_str(o, *to); }
    put_c(o, '\n');
    put_str(o, text);
    *to = out_str(o);
}

/* --- records become documents and questions */
static struct str zeros_off(struct str id)
{
    for (size_t i = 0; i < id.n; i++) if (id.p[i] < '0' || id.p[i] > '9') return id;
    while (id.n > 1 && id.p[0] == '0') id = str_sub(id, 1, id.n);
    return id;
}

static struct str record_id(struct take *t, int line)
{
    struct str id = t->r.v[F_ID].n ? t->r.v[F_ID] : t->r.v[F_ID_WEAK];
    t->n++;
    t->named += id.n > 0;
    if (!id.n && !t->nameless) { t->nameless = t->n; t->line = line; }
    return id.n ? id : str_printf(t->a, "%zu", t->n);       /* a table without numbers: its rows are numbered from 1 */
}

static void doc_done(struct take *t, int line)
{
    struct record *r = &t->r;
    struct judge_doc d = { .name = record_id(t, line), .title = r->v[F_TITLE], .body = r->v[F_TEXT] };
    if (r->v[F_MORE].n) d.body = str_printf(t->a, "%.*s\n%.*s", STR_FMT(d.body), STR_FMT(r->v[F_MORE]));
    if (!d.body.n) d.body = r->v[F_REST];
    *PUSH(t->a, t->docs) = d;
    *r = (struct record){ 0 };
}

static bool part_wanted(struct str parts, struct str part)
{
    struct str p;
    while (str_cut(&parts, ',', &p)) if (str_eq_nocase(str_trim(p), part)) return true;
    return false;
}

/* A topic of TREC is asked by the parts the caller names; a row or line is asked by all it says. */
static void query_done(struct take *t, int line)
{
    static const struct {
        enum field f;
        struct str part;
    } order[] = { { F_TITLE, SI("title") }, { F_TEXT, SI("desc") }, { F_MORE, SI("narr") } };
    struct str text = STR_NONE, said = record_id(t, line), id = zeros_off(said);
    for (int turn = 0; turn < 2 && !text.n; turn++)
        for (size_t i = 0; i < LEN(order); i++) {
            struct str s = t->r.v[order[i].f];
            if (s.n && (turn || !t->topic || part_wanted(t->parts, order[i].part)))
                text = text.n ? str_printf(t->a, "%.*s\n%.*s", STR_FMT(text), STR_FMT(s)) : s;
        }
    if (!text.n) text = t->r.v[F_REST];
    *PUSH(t->a, t->queries) = (struct judge_query){ id, said, text };
    t->r = (struct record){ 0 };
}

/* --- bytes */

/* zlib's memory is the arena's: nothing is left behind when that is full. */
static void *zip_alloc(void *a, unsigned n, unsigned size) { return arena_alloc(a, (size_t)n * size); }
static void zip_free(void *a, void *p) { (void)a; (void)p; }

static enum rc unzip(struct arena *a, struct str *bytes, struct err *e)
{
    if (!str_starts(*bytes, S("\x1f\x8b"))) return RC_OK;
    struct out o;
    char buf[16384];
    z_stream z = { .next_in = (unsigned char *)(uintptr_t)bytes->p,
        .avail_in = (unsigned)bytes->n,
        .zalloc = zip_alloc,
        .zfree = zip_free,
        .opaque = a };
    out_init(&o, a);
    if (inflateInit2(&z, 15 + 16) != Z_OK) return fail(e, RC_MEMORY, "no memory to unpack gzip");
    int rc = Z_OK;
    while (rc == Z_OK && o.n <= UNZIPPED_MOST) {
        z.next_out = (unsigned char *)buf, z.avail_out = sizeof buf;
        rc = inflate(&z, Z_NO_FLUSH);
        if (rc == Z_OK || rc == Z_STREAM_END) put(&o, buf, sizeof buf - z.avail_out);
        if (rc == Z_STREAM_END && z.avail_in) rc = inflateReset(&z);       /* packed in pieces */
    }
    inflateEnd(&z);
    if (o.n > UNZIPPED_MOST) return fail(e, RC_INPUT, "unpacked it has more than %d bytes", UNZIPPED_MOST);
    if (rc != Z_STREAM_END) return fail(e, RC_INPUT, "the gzip file is damaged or cut short");
    *bytes = out_str(&o);
    return RC_OK;
}

/* The next line that is not empty; lines end with \n, \r\n or, from old Macs, \r. */
static bool line_take(struct str *rest, int *line, struct str *s)
{
    while (rest->n) {
        size_t n = 0;
        while (n < rest->n && rest->p[n] != '\n' && rest->p[n] != '\r') n++;
        *s = str_sub(*rest, 0, n);
        n += n + 1 < rest->n && rest->p[n] == '\r' && rest->p[n + 1] == '\n';
        *rest = str_sub(*rest, n + 1, rest->n);
        ++*line;
        if (str_trim(*s).n) return true;
    }
    return false;
}

/* Cells of a line: by tabs when it has any, else (commas: by commas, or) by blanks, at most `most`. */
static size_t cells_of(struct str line, bool commas, struct str *cell, size_t most)
{
    bool tabs = line.n && memchr(line.p, '\t', line.n);
    commas = commas && !tabs && memchr(line.p, ',', line.n) && !memchr(line.p, ' ', line.n);
    size_t n = 0;
    struct str piece;
    while (n < most && line.n && n + 1 < most && str_cut(&line, tabs ? '\t' : commas ? ',' : ' ', &piece)) {
        piece = str_trim(piece);
        if (piece.n || tabs || commas) cell[n++] = piece;
    }
    if (n < most && str_trim(line).n) cell[n++] = str_trim(line);
    return n;
}

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\v' || c == '\f'; }

/* Cells of a line of judgements or of a run: by blanks and tabs, however many. */
static size_t words_of(struct str line, struct str *cell, size_t most)
{
    size_t n = 0;
    for (size_t i = 0, from; n < most; n++) {
        while (i < line.n && is_blank(line.p[i])) i++;
        for (from = i; i < line.n && !is_blank(line.p[i]); ) i++;
        if (i == from) break;
        cell[n] = str_sub(line, from, i - from);
    }
    return n;
}

/* --- lines and tables */
enum { COLUMNS = 64 };

static struct str unquote(struct arena *a, struct str s)
{
    if (s.n < 2 || s.p[0] != '"' || s.p[s.n - 1] != '"') return s;
    struct out o;
    out_init(&o, a);
    for (size_t i = 1; i + 1 < s.n; i++) { put_c(&o, s.p[i]); i += s.p[i] == '"' && i + 2 < s.n && s.p[i + 1] == '"'; }
    return out_str(&o);
}

/* How many cells of a first row are headings of ours; more than one sort, or it is a line like the others. */
static bool row_heads(struct arena *a, const struct str *cell, size_t n, enum field *as)
{
    bool has[FIELDS] = { 0 };
    for (size_t i = 0; i < n; i++) has[as[i] = cell[i].n < 40 ? field_of(a, cell[i]) : F_REST] = true;
    return n > 1 && (has[F_TITLE] || has[F_TEXT]) && (has[F_ID] || has[F_ID_WEAK] || (has[F_TITLE] && has[F_TEXT]));
}

/* A quoted cell that goes on in the next line, as spreadsheets write what has lines: only while the row has no more cells than there
** are headings, so that a text which only begins with a quote swallows no row behind it. */
static size_t signs_in(struct str s, char sign)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) n += s.p[i] == sign;
    return n;
}

static struct str row_whole(struct str *rest, int *at, struct str line, size_t heads)
{
    enum { LINES = 1000 };
    struct str cell[COLUMNS], next, after = *rest;
    int to = *at;
    size_t tabs = signs_in(line, '\t'), n = cells_of(line, false, cell, COLUMNS), quotes = n ? signs_in(cell[n - 1], '"') : 0;
    if (quotes % 2 == 0 || cell[n - 1].p[0] != '"') return line;
    for (int k = 0; k < LINES && line_take(&after, &to, &next) && (tabs += signs_in(next, '\t')) < heads; k++) {
        quotes += signs_in(next, '"');
        if (quotes % 2) continue;
        *rest = after, *at = to;
        return (struct str){ line.p, (size_t)(next.p + next.n - line.p) };
    }
    return line;                                            /* it never ends: a quote like any character */
}

static bool like_address(struct str s) { return str_starts(s, S("http://")) || str_starts(s, S("https://")); }

static void lines_read(struct take *t, struct str text)
{
    struct str line, cell[COLUMNS];
    enum field as[COLUMNS];
    size_t heads = 0;
    for (int at = 0; line_take(&text, &at, &line);) {
        bool tabs = memchr(line.p, '\t', line.n) != NULL;
        size_t n = cells_of(line, false, cell, tabs ? COLUMNS : 2);
        if (t->n == 0 && !heads && tabs && row_heads(t->a, cell, n, as)) { heads = n; continue; }
        int first = at;
        if (heads) n = cells_of(row_whole(&text, &at, line, heads), false, cell, COLUMNS);
        for (size_t i = 0; i < n; i++) {
            if (heads) { if (i < heads) field_put(t, as[i], unquote(t->a, cell[i])); }
            else if (i == 0) field_put(t, F_ID, cell[0]);
            else if (!like_address(cell[i])) field_put(t, i == 1 && n > 2 ? F_TITLE : F_TEXT, cell[i]);
        }
        t->done(t, first);
    }
}

static enum rc table_read(struct take *t, struct str bytes, bool *is, struct err *e)
{
    struct sheet sheet = { .max_rows = RECORDS_MOST };
    enum field as[COLUMNS];
    struct str first = bytes, row;
    *is = str_starts(bytes, S("PK\x03\x04"));
    if (!*is) {                                         /* CSV: when the first line by itself says so */
        while (str_cut(&first, '\n', &row) && !str_trim(row).n) {}          /* blank lines above it have no say */
        if (!row.n || memchr(row.p, '\t', row.n) || !memchr(row.p, ',', row.n)) return RC_OK;
        struct sheet heads = { 0 };
        if (sheet_read(t->a, row, &heads, NULL) != RC_OK || heads.v[0].n > COLUMNS || !row_heads(t->a, heads.v[0].v, heads.v[0].n, as))
            return RC_OK;
        *is = true;
    }
    TRY(sheet_read(t->a, bytes, &sheet, e));
    if (sheet.v[0].n > COLUMNS || !row_heads(t->a, sheet.v[0].v, sheet.v[0].n, as))
        return fail_at(e, RC_INPUT, 1, 0, "the first row names no columns for an id and a text");
    for (size_t i = 1; i < sheet.n; i++) {
        for (size_t k = 0; k < sheet.v[i].n && k < sheet.v[0].n; k++) field_put(t, as[k], sheet.v[i].v[k]);
        t->done(t, sheet.v[i].line);
    }
    return RC_OK;
}

/* --- JSON */
static void node_put(struct take *t, enum field f, const struct json_node *n)
{
    if (n->kind == JSON_TEXT || n->kind == JSON_NUMBER) field_put(t, f, n->text);
    if (n->kind == JSON_LIST || n->kind == JSON_OBJECT) for (const struct json_node *c = n->first; c; c = c->next) node_put(t, f, c);
}

static void object_put(struct take *t, const struct json_node *object, int line)
{
    for (const struct json_node *c = object->first; c; c = c->next) {
        enum field f = field_of(t->a, c->name);
        if (f != F_REST || c->kind == JSON_TEXT) node_put(t, f, c);
    }
    t->done(t, line);
}

static enum rc json_read(struct take *t, struct str text, bool list, struct err *e)
{
    struct json_node *top;
    struct str line;
    if (list) {
        TRY(json_parse_long(t->a, text, RECORDS_MOST, (size_t)RECORDS_MOST * 8, &top, e));
        for (const struct json_node *c = top->first; c; c = c->next) object_put(t, c, 0);
        return RC_OK;
    }
    for (int at = 0; line_take(&text, &at, &line);) {
        struct err why = { 0 };
        enum rc rc = json_parse_long(t->a, line, RECORDS_MOST, RECORDS_MOST, &top, &why);
        struct str said = str_from(why.text), place;
        if (why.line) str_cut(&said, ':', &place);                  /* "line 1, column 9": it is line 1 of the object */
        if (rc != RC_OK) return fail_at(e, rc, at, why.col, "the object is not JSON: %.*s", STR_FMT(str_trim(said)));
        object_put(t, top, at);
    }
    return RC_OK;
}

/* --- SGML as TREC has it: tags may stay open, entities may be any, nothing nests that matters */

/* &#22823; and &#x5927;, whose & stands at *at: the character, and *at behind it; 0: it is text like any other. */
static uint32_t number_entity(struct str s, size_t *at)
{
    enum { DIGITS = 8 };
    uint32_t cp = 0;
    size_t i = *at + 2, from;
    if (!str_starts(str_sub(s, *at, s.n), S("&#"))) return 0;
    bool hex = i < s.n && (s.p[i] | 32) == 'x';
    i += hex;
    for (from = i; i < s.n && i < from + DIGITS; i++) {
        char c = s.p[i], low = (char)(c | 32);
        if (c >= '0' && c <= '9') cp = cp * (hex ? 16 : 10) + (uint32_t)(c - '0');
        else if (hex && low >= 'a' && low <= 'f') cp = cp * 16 + (uint32_t)(low - 'a' + 10);
        else break;
    }
    if (i == from || i == s.n || s.p[i] != ';' || cp == 0 || cp > 0x10ffff || (cp >= 0xd800 && cp < 0xe000)) return 0;
    *at = i + 1;
    return cp;
}

static struct str entities_off(struct arena *a, struct str s)
{
    static const struct {
        struct str name;
        char c;
    } names[] = { { SI("&amp;"), '&' }, { SI("&lt;"), '<' }, { SI("&gt;"), '>' }, { SI("&quot;"), '"' }, { SI("&apos;"), '\'' },
        { SI("&nbsp;"), ' ' } };
    if (!s.n || !memchr(s.p, '&', s.n)) return s;
    struct out o;
    out_init(&o, a);
    for (size_t i = 0; i < s.n;) {
        char buf[4];
        size_t k = 0;
        uint32_t cp = s.p[i] == '&' ? number_entity(s, &i) : 0;
        if (cp) { put(&o, buf, utf8_put(buf, cp)); continue; }
        while (k < LEN(names) && !str_starts(str_sub(s, i, s.n), names[k].name)) k++;
        if (s.p[i] == '&' && k < LEN(names)) { put_c(&o, names[k].c); i += names[k].name.n; }
        else put_c(&o, s.p[i++]);
    }
    return out_str(&o);
}

/* "Number: 301", "Description: what ..." say in words what the tag says. */
static struct str label_off(enum field f, struct str s)
{
    static const struct str labels[] = { SI("Number:"), SI("Topic:"), SI("Description:"), SI("Narrative:"), SI("Title:") };
    s = str_trim(s);
    for (size_t i = 0; i < LEN(labels); i++)
        if (s.n >= labels[i].n && str_eq_nocase(str_sub(s, 0, labels[i].n), labels[i])) s = str_trim(str_sub(s, labels[i].n, s.n));
    if (f == F_ID) for (size_t i = 0; i < s.n; i++) if (s.p[i] == '\n') return str_trim(str_sub(s, 0, i));
    return s;
}

struct tag { struct str name, inside; bool end; };
/* Of a text that has no ">" or "]]>" more the rest is looked through for one once, not once more for every "<" in it. */
struct markup { struct str s; size_t at; bool no_close, no_cdata_end; };

/* The tag at `at`, which holds '<'; false: it is a character like others. */
static bool tag_take(struct markup *m, struct tag *tag)
{
    struct str s = m->s;
    size_t i = m->at + 1, from;
    if (m->no_close) return false;
    tag->end = i < s.n && s.p[i] == '/';
    i += tag->end;
    for (from = i; i < s.n
         && ((s.p[i] | 32) >= 'a' ? (s.p[i] | 32) <= 'z'
                                  : (i > from && ((s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == '-' || s.p[i] == '_')));
         i++) { }
    if (i == from && !(i < s.n && (s.p[i] == '!' || s.p[i] == '?'))) return false;
    tag->name = str_sub(s, from, i - from);
    const char *close = memchr(s.p + i, '>', s.n - i);
    m->no_close = !close;
    if (!close) return false;
    tag->inside = str_sub(s, i, (size_t)(close - s.p) - i);
    m->at = (size_t)(close - s.p) + 1;
    return true;
}

/* <![CDATA[...]]> is text as it stands; its & is written as entities_off, which comes later, wants it. */
static bool cdata_take(struct markup *m, struct out *text)
{
    static const struct str open = SI("<![CDATA["), close = SI("]]>");
    struct str rest = str_sub(m->s, m->at, m->s.n);
    if (m->no_cdata_end || !str_starts(rest, open)) return false;
    ptrdiff_t end = str_find(rest, close);
    m->no_cdata_end = end < 0;
    if (end < 0) return false;
    for (size_t i = open.n; i < (size_t)end; i++) if (rest.p[i] == '&') put_z(text, "&amp;"); else put_c(text, rest.p[i]);
    m->at += (size_t)end + close.n;
    return true;
}

/* <DOC id="x">, <topic number="3"> */
static void tag_id(struct take *t, const struct tag *tag)
{
    static const struct str names[] = { SI("number=\""), SI("id=\""), SI("number='"), SI("id='") };
    for (size_t i = 0; i < LEN(names); i++) {
        ptrdiff_t at = str_find(tag->inside, names[i]);
        struct str id, rest = at < 0 ? STR_NONE : str_sub(tag->inside, (size_t)at + names[i].n, tag->inside.n);
        if (at >= 0 && str_cut(&rest, names[i].p[names[i].n - 1], &id)) field_put(t, F_ID_WEAK, id);
    }
}

static bool tag_record(const struct take *t, struct str name)
{
    return t->topic ? str_eq_nocase(name, S("top")) || str_eq_nocase(name, S("topic")) : str_eq_nocase(name, S("doc"));
}

/* A record that is over. One that says something and has no id is told, if others have one. */
static void record_end(struct take *t, int line)
{
    bool some = false;
    for (size_t f = 0; f < FIELDS; f++) some |= t->r.v[f].n > 0;
    if (t->r.v[F_ID].n || t->r.v[F_ID_WEAK].n) t->done(t, line);
    else if (some && !t->nameless) { t->nameless = t->n + 1; t->line = line; }
    t->r = (struct record){ 0 };
}

static int lines_between(struct str s, size_t from, size_t to)
{
    int n = 0;
    for (const char *p; from < to && (p = memchr(s.p + from, '\n', to - from)) != NULL; n++) from = (size_t)(p - s.p) + 1;
    return n;
}

static void sgml_read(struct take *t, struct str s, int line)
{
    struct markup m = { .s = s };
    struct out text;
    enum field f = F_REST, next;
    bool inside = false;
    size_t counted = 0;
    int began = line;
    out_init(&text, t->a);
    for (; m.at <= s.n;) {
        size_t before = m.at;
        struct tag tag = { 0 };
        if (cdata_take(&m, &text)) continue;
        if (m.at < s.n && !(s.p[m.at] == '<' && tag_take(&m, &tag))) { m.at = before; put_c(&text, s.p[m.at++]); continue; }
        bool last = before == s.n, record = !last && tag_record(t, tag.name);
        if (!record && !last) {
            next = field_of(t->a, tag.name);
            if (next == F_REST && !t->topic) { put_c(&text, '\n'); continue; }        /* <P> and the like: of the field around it */
            if (tag.end) next = t->topic ? F_NONE : F_TEXT;
        } else next = t->topic ? F_NONE : F_TEXT;
        if (inside) field_put(t, f, label_off(f, entities_off(t->a, str_copy(t->a, out_str(&text)))));
        text.n = 0;
        f = next;
        if (record || last) {
            if (inside) record_end(t, began);
            t->r = (struct record){ 0 };
            inside = record && !tag.end;
            if (inside) tag_id(t, &tag);
            line += lines_between(s, counted, before);
            counted = before;
            began = line;
        }
        if (last) break;
    }
}

/* --- SMART's form, in which Cranfield, CISI, MED and CACM come: a line ".I 1" begins a record, ".T", ".W" and the like a field */

/* The letter of a line that begins a field, else 0. */
static char smart_mark(struct str line)
{
    line = str_trim(line);
    if (line.n < 2 || line.p[0] != '.' || line.p[1] < 'A' || line.p[1] > 'Z') return 0;
    return line.n == 2 || (line.p[1] == 'I' && is_blank(line.p[2])) ? line.p[1] : 0;
}

static bool smart_is(struct str text)
{
    struct str line = STR_NONE;
    int at = 0;
    return line_take(&text, &at, &line) && smart_mark(line) == 'I' && str_trim(line).n > 2;
}

static void smart_read(struct take *t, struct str text)
{
    struct str line;
    enum field f = F_NONE;
    int began = 0;
    for (int at = 0; line_take(&text, &at, &line);) {
        char mark = smart_mark(line);
        if (!mark) { field_put(t, f, line); continue; }
        /* authors, sources, numbers of others that are cited: not what it says */
        f = mark == 'T' ? F_TITLE : mark == 'W' || mark == 'K' ? F_TEXT : F_NONE;
        if (mark != 'I') continue;
        if (began) record_end(t, began);
        began = at;
        field_put(t, F_ID, str_sub(str_trim(line), 2, line.n));
    }
    record_end(t, began);
}

/* --- which of them it is */

/* Old collections are in Latin letters of one byte each, or in UTF-8 with a few such bytes among it; GB18030, whose bytes above 127
** stand in pairs, is neither. */
static bool latin_is(struct str s)
{
    size_t high = 0, paired = 0, good = 0, bad = 0;
    for (size_t at = 0; at < s.n;) {
        size_t was = at;
        uint32_t cp = utf8_next(s, &at);
        if ((unsigned char)s.p[was] < 0x80) continue;
        if (cp == 0xfffd && at == was + 1) bad++; else good++;
        for (size_t i = was; i < at; i++, high++) paired += i + 1 < s.n && (unsigned char)s.p[i + 1] >= 0x80;
    }
    return bad && (good > bad || 4 * paired < high);
}

/* What of it is UTF-8 stays; any other byte is a letter of Windows-1252. */
static struct str latin_off(struct arena *a, struct str s)
{
    static const uint16_t upper[32] = { 0x20ac, ' ', 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152,
        ' ', 0x17d, ' ', ' ', 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc, 0x2122, 0x161, 0x203a, 0x153,
        ' ', 0x17e, 0x178 };
    struct out o;
    char buf[4];
    out_init(&o, a);
    for (size_t at = 0; at < s.n;) {
        size_t was = at;
        uint32_t cp = utf8_next(s, &at);
        if (cp == 0xfffd && at == was + 1) {
            unsigned char c = (unsigned char)s.p[was];
            cp = c < 0xa0 ? upper[c - 0x80] : c;
        }
        put(&o, buf, utf8_put(buf, cp ? cp : ' '));
    }
    return out_str(&o);
}

static enum rc text_of(struct arena *a, struct str *bytes, struct err *e)
{
    TRY(unzip(a, bytes, e));
    if (str_starts(*bytes, S("PK\x03\x04"))) return RC_OK;
    if (!str_starts(*bytes, S("\xff\xfe")) && !str_starts(*bytes, S("\xfe\xff")) && latin_is(*bytes)) *bytes = latin_off(a, *bytes);
    return sheet_decode(a, bytes, e);
}

static enum rc records_read(struct take *t, struct str bytes, struct err *e)
{
    bool table = false;
    struct str text = str_trim(bytes);
    for (; text.n && text.p > bytes.p && strchr("\n\r\t ", text.p[-1]); text.n++) text.p--;    /* lines are counted from the first */
    char first = text.n ? str_trim(text).p[0] : 0;
    if (!text.n) return fail(e, RC_INPUT, "the file is empty");
    TRY(table_read(t, bytes, &table, e));
    if (table) return RC_OK;
    if (first == '{' || (first == '[' && str_find(str_sub(str_trim(text), 0, 200), S("{")) > 0))
        return json_read(t, text, first == '[', e);
    if (first == '<') sgml_read(t, text, 1);
    else if (smart_is(bytes)) smart_read(t, bytes);
    else lines_read(t, bytes);
    return RC_OK;
}

/* All records have an id, or none has: one without among others is a slip. */
static enum rc ids_whole(const struct take *t, struct err *e)
{
    if (!t->named || !t->nameless) return RC_OK;
    if (t->line) return fail_at(e, RC_INPUT, t->line, 0, "there is no id here, and others have one");
    return fail(e, RC_INPUT, "there is no id in record %zu, and others have one", t->nameless);
}

enum rc judge_docs_read(struct arena *a, struct str bytes, struct judge_docs *list, struct err *e)
{
    struct take t = { .a = a, .done = doc_done, .docs = list };
    TRY(text_of(a, &bytes, e));
    TRY(records_read(&t, bytes, e));
    TRY(ids_whole(&t, e));
    return list->n ? RC_OK : fail(e, RC_INPUT, "no documents found; one a line, `id TAB text`, is the plainest form");
}

enum rc judge_queries_read(struct arena *a, struct str bytes, struct str parts, struct judge_queries *list, struct err *e)
{
    struct str start = STR_NONE;
    struct take t = { .a = a, .done = query_done, .queries = list, .parts = parts.n ? parts : S("title") };
    TRY(text_of(a, &bytes, e));
    start = str_trim(bytes);
    t.topic = start.n && start.p[0] == '<';
    list->smart = smart_is(bytes);
    TRY(records_read(&t, bytes, e));
    TRY(ids_whole(&t, e));
    return list->n ? RC_OK : fail(e, RC_INPUT, "no questions found; one a line, `id TAB text`, is the plainest form");
}

/* --- judgements and runs */
static bool number_read(struct str s, double *v)
{
    char z[32], *end;
    if (!s.n || s.n >= sizeof z) return false;
    memcpy(z, s.p, s.n);
    z[s.n] = 0;
    *v = strtod(z, &end);
    return *end == 0 && isfinite(*v);
}

static int grade_cmp(const void *x, const void *y)
{
    const struct judge_grade *a = x, *b = y;
    int c = str_cmp(a->query, b->query);
    return c ? c : a->grade != b->grade ? (a->grade > b->grade ? -1 : 1) : str_cmp(a->doc, b->doc);
}

static int grade_doc_cmp(const void *x, const void *y)
{
    const struct judge_grade *a = x, *b = y;
    int c = str_cmp(a->query, b->query);
    if (!c) c = str_cmp(a->doc, b->doc);
    return c ? c : a->grade > b->grade ? -1 : a->grade < b->grade;
}

/* A pair judged twice counts once, by its better grade. */
static void grades_close(struct judge_grades *list)
{
    size_t n = 0;
    if (!list->n) return;
    qsort(list->v, list->n, sizeof *list->v, grade_doc_cmp);
    for (size_t i = 0; i < list->n; i++)
        if (!n || !str_eq(list->v[n - 1].query, list->v[i].query) || !str_eq(list->v[n - 1].doc, list->v[i].doc)) list->v[n++] = list->v[i];
    list->n = n;
    qsort(list->v, list->n, sizeof *list->v, grade_cmp);
}

static bool grade_cells(const struct str *c, size_t at, struct judge_grade *g)
{
    *g = (struct judge_grade){ zeros_off(c[0]), c[0], c[at - 1], 0 };
    return c[0].n && c[at - 1].n && number_read(c[at], &g->grade);
}

static bool has_digit(struct str s)
{
    for (size_t i = 0; i < s.n; i++) if (s.p[i] >= '0' && s.p[i] <= '9') return true;
    return false;
}

/* A line's judgement: by tabs where they make one, else by blanks of any sort, else by commas. What stands behind the grade is
** a remark (of a line without the second column behind a tab); but a line of a run is none. bad: what should be the grade;
** words: neither that nor the names hold a digit, as headings have none. */
static bool grade_take(struct str line, struct judge_grade *g, struct str *bad, bool *words)
{
    struct str c[8];
    for (int how = 0; how < 3; how++) {
        size_t n = how == 1                            ? words_of(line, c, LEN(c))
            : how == 2 || memchr(line.p, '\t', line.n) ? cells_of(line, how == 2, c, LEN(c))
                                                       : 0;
        size_t at = n == 3 ? 2 : 3;
        if (n < 3 || (how && n == 6 && str_eq_nocase(c[1], S("Q0")))) continue;
        *bad = c[at];
        *words = !has_digit(c[0]) && !has_digit(c[at - 1]) && !has_digit(c[at]);
        if (grade_cells(c, at, g)) return true;
        if (how == 0 && n > 3 && !str_eq(c[1], S("0")) && !str_eq_nocase(c[1], S("Q0")) && grade_cells(c, 2, g)) return true;
    }
    return false;
}

/* SMART's judgements say what is right and no more: lines `query document 0 0`. Read as others are, every document is "0" and wrong. */
static bool smart_grades(struct str bytes, struct judge_grades *list)
{
    struct str line, c[8];
    size_t n = 0;
    for (int at = 0; line_take(&bytes, &at, &line) && n < list->n; n++) {
        double grade;
        if (words_of(line, c, LEN(c)) != 4 || !str_eq(c[2], S("0")) || !number_read(c[3], &grade) || grade != 0) return false;
        list->v[n] = (struct judge_grade){ zeros_off(c[0]), c[0], c[1], 1 };
    }
    return n > 0;
}

enum rc judge_grades_read(struct arena *a, struct str bytes, struct judge_grades *list, struct err *e)
{
    struct str line, whole;
    bool first = true, zeros = true;
    TRY(text_of(a, &bytes, e));
    whole = bytes;
    for (int at = 0; line_take(&bytes, &at, &line);) {
        struct judge_grade g;
        struct str bad = STR_NONE;
        bool words = false;
        if (grade_take(line, &g, &bad, &words)) { *PUSH(a, list) = g; zeros &= g.grade == 0 && str_eq(g.doc, S("0")); }
        else if (str_trim(line).p[0] == '#' || (first && bad.n && words)) {}        /* a comment; headings */
        else if (bad.n) return fail_at(e, RC_INPUT, at, 0, "'%.*s' is not a grade", STR_FMT(str_sub(bad, 0, utf8_offset(bad, 20))));
        else return fail_at(e, RC_INPUT, at, 0, "a line of judgements is: query 0 document grade");
        first &= str_trim(line).p[0] == '#';
    }
    if (zeros) {
        struct judge_grades smart = { NEWS(a, struct judge_grade, list->n + 1), list->n, list->n };
        if (smart_grades(whole, &smart)) *list = smart;
    }
    grades_close(list);
    return RC_OK;
}

/* trec_eval leaves the column of ranks aside: by score, as a float has it, and where two are equal the greater name first. */
static int line_cmp(const void *x, const void *y)
{
    const struct judge_line *a = x, *b = y;
    int c = str_cmp(a->query, b->query);
    return c ? c : a->score != b->score ? (a->score > b->score ? -1 : 1) : str_cmp(b->doc, a->doc);
}

enum rc judge_run_read(struct arena *a, struct str bytes, struct judge_lines *list, struct err *e)
{
    struct str line, c[8];
    TRY(text_of(a, &bytes, e));
    for (int at = 0; line_take(&bytes, &at, &line);) {
        double score;
        if (str_trim(line).p[0] == '#' && (words_of(line, c, LEN(c)) < 5 || !number_read(c[4], &score))) continue;
        if (words_of(line, c, LEN(c)) < 5 || !number_read(c[4], &score))
            return fail_at(e, RC_INPUT, at, 0, "a line of a run is: query Q0 document rank score name");
        *PUSH(a, list) = (struct judge_line){ zeros_off(c[0]), c[2], (float)score };
    }
    if (list->n) qsort(list->v, list->n, sizeof *list->v, line_cmp);
    return RC_OK;
}

/* A question's rows: a run of the sorted list, from the first that is not before it. */
#define RUN_OF(all, name) do {                                                                                          \
        size_t lo = 0, hi = (all)->n, n = 0;                                                                            \
        while (lo < hi) { size_t mid = (lo + hi) / 2; if (str_cmp((all)->v[mid].query, name) < 0) lo = mid + 1; else hi = mid; }   \
        while (lo + n < (all)->n && str_eq((all)->v[lo + n].query, name)) n++;                                          \
        from = lo, count = n;                                                                                           \
    } while (0)

struct judge_grades judge_grades_of(const struct judge_grades *all, struct str query)
{
    size_t from, count;
    RUN_OF(all, query);
    return (struct judge_grades){ count ? &all->v[from] : NULL, count, count };
}

struct judge_lines judge_lines_of(const struct judge_lines *all, struct str query)
{
    size_t from, count;
    RUN_OF(all, query);
    return (struct judge_lines){ count ? &all->v[from] : NULL, count, count };
}
