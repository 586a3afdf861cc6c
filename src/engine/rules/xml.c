/* xml.c: expat's events into the tree of xml.h.
**
**     bytes -> expat -> start/end/text -> stack of open nodes -> root
**
** The handlers only append; when a limit is met they note the reason and stop
** the parser, and xml_read turns that into one error with its place. */
#include <expat.h>
#include "engine/rules/xml.h"

enum { SEPARATOR = '\x01', PIECE = 1 << 20 };   /* no URI may hold \x01; expat counts bytes in int */

struct reader {
    struct arena *a;
    XML_Parser parser;
    struct xml_node *root, *open;
    const struct xml_prefix *pending;           /* declared by the element about to start */
    struct out text[LIMIT_XML_DEPTH];
    size_t depth;
    enum rc stopped;
    const char *zh, *why;
};

/* expat's allocator has no argument for us, so the arena of this thread's
** running parse stands here; nothing outlives xml_read. Each piece keeps its
** size in front, which growing needs. */
static _Thread_local struct arena *expat_arena;
struct piece { size_t n; };

static void *piece_new(size_t n) {
    if (n > LIMIT_XML_BYTES * (size_t)4) return NULL;
    struct piece *p = arena_alloc(expat_arena, sizeof *p + n);
    p->n = n;
    return p + 1;
}

static void *piece_grow(void *old, size_t n) {
    if (!old) return piece_new(n);
    struct piece *p = (struct piece *)old - 1;
    if (n <= p->n) return old;
    void *bigger = piece_new(n);
    return bigger ? memcpy(bigger, old, p->n) : NULL;
}

static void piece_drop(void *p) { (void)p; }    /* the arena gives all back at once */

static void stop(struct reader *r, enum rc rc, const char *zh, const char *why) {
    if (r->stopped == RC_OK) { r->stopped = rc; r->zh = zh; r->why = why; }
    XML_StopParser(r->parser, XML_FALSE);
}

static struct str split(struct arena *a, const char *z, struct str *ns) {
    struct str whole = str_copy(a, str_from(z)), left;
    const char *sep = memchr(whole.p, SEPARATOR, whole.n);
    if (!sep) { *ns = S(""); return whole; }
    left = str_sub(whole, 0, (size_t)(sep - whole.p));
    *ns = left;
    return str_sub(whole, left.n + 1, whole.n);
}

static void on_prefix(void *arg, const XML_Char *prefix, const XML_Char *uri) {
    struct reader *r = arg;
    struct xml_prefix *p = NEW(r->a, struct xml_prefix);
    p->prefix = str_copy(r->a, str_from(prefix ? prefix : ""));
    p->uri = str_copy(r->a, str_from(uri ? uri : ""));
    p->outer = (struct xml_prefix *)(r->pending ? r->pending : r->open ? r->open->scope : NULL);
    r->pending = p;
}

static void on_start(void *arg, const XML_Char *name, const XML_Char **attrs) {
    struct reader *r = arg;
    if (r->stopped != RC_OK) return;
    if (r->depth == LIMIT_XML_DEPTH) { stop(r, RC_LIMIT, "元素嵌套过深", "elements are nested too deeply"); return; }
    struct xml_node *n = NEW(r->a, struct xml_node);
    n->name = split(r->a, name, &n->ns);
    n->line = (int)XML_GetCurrentLineNumber(r->parser);
    n->col = (int)XML_GetCurrentColumnNumber(r->parser) + 1;
    n->scope = r->pending ? r->pending : r->open ? r->open->scope : NULL;
    r->pending = NULL;
    while (attrs[2 * n->nattrs]) n->nattrs++;
    n->attrs = NEWS(r->a, struct xml_attr, n->nattrs);
    for (size_t i = 0; i < n->nattrs; i++) {
        n->attrs[i].name = split(r->a, attrs[2 * i], &n->attrs[i].ns);
        n->attrs[i].value = str_copy(r->a, str_from(attrs[2 * i + 1]));
    }
    n->parent = r->open;
    if (!r->open) r->root = n;
    else if (r->open->last) r->open->last = r->open->last->next = n;
    else r->open->first = r->open->last = n;
    r->open = n;
    out_init(&r->text[r->depth++], r->a);
}

static void on_end(void *arg, const XML_Char *name) {
    struct reader *r = arg;
    (void)name;
    if (r->stopped != RC_OK) return;
    must(r->depth > 0);
    r->open->text = out_str(&r->text[--r->depth]);
    r->open = r->open->parent;
}

static void on_text(void *arg, const XML_Char *p, int n) {
    struct reader *r = arg;
    if (r->stopped == RC_OK && r->depth > 0) put(&r->text[r->depth - 1], p, (size_t)n);
}

static void on_doctype(void *arg, const XML_Char *a, const XML_Char *b, const XML_Char *c, int d) {
    (void)a, (void)b, (void)c, (void)d;
    stop(arg, RC_INPUT, "不接受文档类型声明（DOCTYPE），请删去", "a document type declaration (DOCTYPE) is not accepted");
}

/* What expat says, in Chinese, with the mend where there is one. */
static const char *in_chinese(enum XML_Error code) {
    switch (code) {
    case XML_ERROR_NO_ELEMENTS: return "没有任何元素，文件可能不完整";
    case XML_ERROR_INVALID_TOKEN: return "字符不合 XML 语法；< 和 & 应写成 &lt; 和 &amp;";
    case XML_ERROR_UNCLOSED_TOKEN: case XML_ERROR_PARTIAL_CHAR: return "标记没有写完，文件可能被截断";
    case XML_ERROR_TAG_MISMATCH: return "结束标记与开始标记不符";
    case XML_ERROR_DUPLICATE_ATTRIBUTE: return "同一属性出现两次，请删去一个";
    case XML_ERROR_JUNK_AFTER_DOC_ELEMENT: return "根元素之后还有内容，请删去";
    case XML_ERROR_UNDEFINED_ENTITY: return "实体没有定义；只能用 &lt; &gt; &amp; &quot; &apos;";
    case XML_ERROR_UNKNOWN_ENCODING: case XML_ERROR_INCORRECT_ENCODING: return "编码不支持，请另存为 UTF-8";
    case XML_ERROR_UNBOUND_PREFIX: return "前缀没有声明，请加上 xmlns:前缀";
    default: return "不是规范的 XML";
    }
}

static enum rc parse(struct reader *r, struct str bytes, struct err *e) {
    for (size_t at = 0; ; at += PIECE) {
        size_t n = bytes.n - at < PIECE ? bytes.n - at : PIECE;
        bool last = at + n == bytes.n;
        if (XML_Parse(r->parser, bytes.p + at, (int)n, last) != XML_STATUS_OK) break;
        if (last) return RC_OK;
    }
    enum rc rc = r->stopped != RC_OK ? r->stopped : RC_INPUT;
    const char *zh = r->why ? r->zh : in_chinese(XML_GetErrorCode(r->parser)),
               *why = r->why ? r->why : XML_ErrorString(XML_GetErrorCode(r->parser));
    return fail_at(e, rc, (int)XML_GetCurrentLineNumber(r->parser),
        (int)XML_GetCurrentColumnNumber(r->parser) + 1, "XML：%s。XML: %s.", zh, why);
}

enum rc xml_read(struct arena *a, struct str bytes, struct xml_node **root, struct err *e) {
    static const XML_Memory_Handling_Suite memory = { piece_new, piece_grow, piece_drop };
    if (bytes.n > LIMIT_XML_BYTES)
        return fail(e, RC_LIMIT, "XML：超过 %d 字节。XML: more than %d bytes.", LIMIT_XML_BYTES, LIMIT_XML_BYTES);
    if (bytes.n == 0) return fail(e, RC_INPUT, "XML：文件是空的。XML: the document is empty.");
    expat_arena = a;
    struct reader *r = NEW(a, struct reader);
    r->a = a;
    r->parser = XML_ParserCreate_MM(NULL, &memory, (const XML_Char[]){ SEPARATOR, 0 });
    must(r->parser);
    XML_SetUserData(r->parser, r);
    XML_SetElementHandler(r->parser, on_start, on_end);
    XML_SetCharacterDataHandler(r->parser, on_text);
    XML_SetStartNamespaceDeclHandler(r->parser, on_prefix);
    XML_SetStartDoctypeDeclHandler(r->parser, on_doctype);
    enum rc rc = parse(r, bytes, e);
    XML_ParserFree(r->parser);
    expat_arena = NULL;
    if (rc == RC_OK) *root = r->root;
    return rc;
}

struct str xml_attr(const struct xml_node *n, const char *name) {
    for (size_t i = 0; i < n->nattrs; i++)
        if (str_eq(n->attrs[i].name, str_from(name))) return n->attrs[i].value;
    return STR_NONE;
}

struct str xml_attr_ns(const struct xml_node *n, const char *ns, const char *name) {
    for (size_t i = 0; i < n->nattrs; i++)
        if (str_eq(n->attrs[i].name, str_from(name)) && str_eq(n->attrs[i].ns, str_from(ns))) return n->attrs[i].value;
    return STR_NONE;
}

static struct xml_node *from(struct xml_node *c, struct str ns, struct str name) {
    while (c && !(str_eq(c->name, name) && str_eq(c->ns, ns))) c = c->next;
    return c;
}

struct xml_node *xml_child(const struct xml_node *n, const char *name) { return from(n->first, n->ns, str_from(name)); }
struct xml_node *xml_again(const struct xml_node *n) { return from(n->next, n->ns, n->name); }

struct str xml_qname(const struct xml_node *n, struct str qname, struct str *uri) {
    ptrdiff_t colon = str_find(qname, S(":"));
    struct str prefix = str_sub(qname, 0, colon < 0 ? 0 : (size_t)colon);
    for (const struct xml_prefix *p = n->scope; p; p = p->outer)
        if (str_eq(p->prefix, prefix)) {
            *uri = p->uri;
            return colon < 0 ? qname : str_sub(qname, (size_t)colon + 1, qname.n);
        }
    *uri = S("");
    return qname;
}
