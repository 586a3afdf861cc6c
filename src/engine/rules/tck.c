/* tck.c: the TCK's XML into the plain structs of tck.h.
**
** A value stands as <value>, <list> of <item>, or as <component>s side by
** side; the same holds inside <item>, <component>, <expected> and <inputNode>.
** So one function, holder, reads what stands inside any of them. */
#include "engine/rules/tck.h"

#define XSI "http://www.w3.org/2001/XMLSchema-instance"

static bool truth(struct str s) { return str_eq(s, S("true")) || str_eq(s, S("1")); }

static enum rc wrong(struct err *e, const struct xml_node *n, const char *what) {
    return fail_at(e, RC_INPUT, n->line, n->col, "TCK: <%.*s> %s", STR_FMT(n->name), what);
}

static enum rc holder(struct arena *a, const struct xml_node *n, struct tck_value *v, struct err *e);

static void simple(const struct xml_node *n, struct tck_value *v) {
    struct str type = xml_attr_ns(n, XSI, "type"), uri;
    if (truth(xml_attr_ns(n, XSI, "nil"))) return;
    v->form = TCK_SIMPLE;
    v->text = n->text;                          /* untrimmed: blanks belong to a string */
    v->type = type.p ? xml_qname(n, str_trim(type), &uri) : S("");
}

static enum rc list(struct arena *a, const struct xml_node *n, struct tck_value *v, struct err *e) {
    if (truth(xml_attr_ns(n, XSI, "nil"))) return RC_OK;
    v->form = TCK_LIST;
    for (const struct xml_node *c = xml_child(n, "item"); c; c = xml_again(c)) {
        struct tck_value part = { 0 };
        TRY(holder(a, c, &part, e));
        *PUSH(a, &v->parts) = part;
    }
    return RC_OK;
}

static enum rc components(struct arena *a, const struct xml_node *first, struct tck_value *v, struct err *e) {
    v->form = TCK_CONTEXT;
    for (const struct xml_node *c = first; c; c = xml_again(c)) {
        struct tck_value part = { 0 };
        TRY(holder(a, c, &part, e));
        part.name = xml_attr_ns(c, "", "name");
        if (!part.name.p) return wrong(e, c, "needs a name");
        *PUSH(a, &v->parts) = part;
    }
    return RC_OK;
}

/* Nothing inside means null, as xsi:nil does. */
static enum rc holder(struct arena *a, const struct xml_node *n, struct tck_value *v, struct err *e) {
    const struct xml_node *c;
    *v = (struct tck_value){ .form = TCK_NULL, .line = n->line };
    if (truth(xml_attr_ns(n, XSI, "nil"))) return RC_OK;
    if ((c = xml_child(n, "value"))) { simple(c, v); return RC_OK; }
    if ((c = xml_child(n, "list"))) return list(a, c, v, e);
    if ((c = xml_child(n, "component"))) return components(a, c, v, e);
    return RC_OK;
}

static enum rc result(struct arena *a, const struct xml_node *n, struct tck_case *x, struct err *e) {
    struct tck_result *r = PUSH(a, &x->results);
    const struct xml_node *expected = xml_child(n, "expected");
    r->name = xml_attr_ns(n, "", "name");
    r->error = truth(xml_attr_ns(n, "", "errorResult"));
    r->line = n->line;
    if (!r->name.p) return wrong(e, n, "needs a name");
    if (expected) return holder(a, expected, &r->expected, e);
    return r->error ? RC_OK : wrong(e, n, "needs <expected>");
}

static enum rc test_case(struct arena *a, const struct xml_node *n, struct tck_case *x, struct err *e) {
    static const struct { struct str name; enum tck_target is; } targets[] = {
        { SI("decision"), TCK_DECISION }, { SI("decisionService"), TCK_SERVICE }, { SI("bkm"), TCK_BKM },
    };
    const struct xml_node *what = xml_child(n, "description");
    struct str type = xml_attr_ns(n, "", "type");
    bool known = !type.p;
    for (size_t i = 0; i < LEN(targets); i++) if (str_eq(type, targets[i].name)) { x->target = targets[i].is; known = true; }
    if (!known) return wrong(e, n, "has an unknown type");
    x->id = xml_attr_ns(n, "", "id");
    x->what = what ? str_trim(what->text) : STR_NONE;
    x->invocable = xml_attr_ns(n, "", "invocableName");
    x->line = n->line;
    if (x->target != TCK_DECISION && !x->invocable.p) return wrong(e, n, "needs an invocableName");
    for (const struct xml_node *c = xml_child(n, "inputNode"); c; c = xml_again(c)) {
        struct tck_input *in = PUSH(a, &x->inputs);
        in->name = xml_attr_ns(c, "", "name");
        in->ns = xml_attr_ns(c, "", "namespace");
        if (!in->name.p) return wrong(e, c, "needs a name");
        TRY(holder(a, c, &in->value, e));
    }
    for (const struct xml_node *c = xml_child(n, "resultNode"); c; c = xml_again(c)) TRY(result(a, c, x, e));
    return x->results.n ? RC_OK : wrong(e, n, "needs a <resultNode>");
}

enum rc tck_read(struct arena *a, struct str bytes, struct tck_file **file, struct err *e) {
    struct tck_file *f = NEW(a, struct tck_file);
    struct xml_node *root;
    TRY(xml_read(a, bytes, &root, e));
    if (!str_eq(root->name, S("testCases"))) return wrong(e, root, "is not <testCases>");
    const struct xml_node *model = xml_child(root, "modelName"), *labels = xml_child(root, "labels");
    if (!model) return wrong(e, root, "needs a <modelName>");
    f->model = str_trim(model->text);
    for (const struct xml_node *c = labels ? xml_child(labels, "label") : NULL; c; c = xml_again(c))
        *PUSH(a, &f->labels) = str_trim(c->text);
    for (const struct xml_node *c = xml_child(root, "testCase"); c; c = xml_again(c)) TRY(test_case(a, c, PUSH(a, &f->cases), e));
    *file = f;
    return RC_OK;
}
