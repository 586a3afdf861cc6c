/* dmn_read.c: an XML tree into the model of dmn.h.
**
** Versions 1.1 to 1.6 differ in their namespace and in what they add, hardly
** in what they share, so one reader serves all: it asks for children by name
** in the namespace of their parent and ignores what it does not know
** (diagrams, vendors' extensions). What the standard requires and is missing
** is an error with its place; nothing is guessed. */
#include "engine/rules/dmn.h"
#include "engine/rules/feel.h"

struct reading { struct arena *a; struct dmn_model *m; struct err *e; };

static const struct str versions[] = {                        /* index + 1 is the minor version */
    SI("http://www.omg.org/spec/DMN/20151101/dmn.xsd"), SI("http://www.omg.org/spec/DMN/20180521/MODEL/"),
    SI("https://www.omg.org/spec/DMN/20191111/MODEL/"), SI("https://www.omg.org/spec/DMN/20211108/MODEL/"),
    SI("https://www.omg.org/spec/DMN/20230324/MODEL/"), SI("https://www.omg.org/spec/DMN/20240513/MODEL/"),
};

static enum rc expression(struct reading *r, const struct xml_node *n, struct dmn_expr **out);

static enum rc wrong(struct reading *r, const struct xml_node *n, const char *zh, const char *en) {
    struct str name = str_sub(n->name, 0, utf8_offset(n->name, 40));
    return fail_at(r->e, RC_INPUT, n->line, n->col, "<%.*s> %s。DMN: <%.*s> %s.", STR_FMT(name), zh, STR_FMT(name), en);
}

static bool is(const struct xml_node *n, const char *name) { return str_eq(n->name, str_from(name)); }

/* White space inside a name counts as one blank (DMN 1.3 and later say so of names; earlier texts meant it). */
static struct str name_of(struct reading *r, struct str s) {
    struct out o;
    bool gap = false;
    if (!s.p) return s;
    out_init(&o, r->a);
    s = str_trim(s);
    for (size_t i = 0; i < s.n; i++) {
        bool white = s.p[i] == ' ' || s.p[i] == '\t' || s.p[i] == '\n' || s.p[i] == '\r';
        if (!white) put_c(&o, s.p[i]);
        else if (!gap) put_c(&o, ' ');
        gap = white;
    }
    return out_str(&o);
}

static struct str type_name(struct reading *r, const struct xml_node *n, struct str s) {
    struct str uri, local;
    s = name_of(r, s);
    if (!s.p || s.n == 0) return STR_NONE;
    if (str_find(s, S(":")) < 0) return s;
    local = xml_qname(n, s, &uri);
    if (uri.n == 0) return s;
    for (size_t i = 0; i < r->m->imports.n; i++)
        if (str_eq(uri, r->m->imports.v[i].ns)) return str_printf(r->a, "%.*s.%.*s", STR_FMT(r->m->imports.v[i].name), STR_FMT(local));
    return local;
}

static struct str child_text(const struct xml_node *n, const char *name) {
    const struct xml_node *c = xml_child(n, name), *text = c ? xml_child(c, "text") : NULL;
    if (!c) return STR_NONE;
    return text ? str_trim(text->text) : S("");
}

static struct str description(const struct xml_node *n) {
    const struct xml_node *c = xml_child(n, "description");
    return c ? str_trim(c->text) : STR_NONE;
}

static struct str type_of(struct reading *r, const struct xml_node *n) {       /* attribute, else child element */
    const struct xml_node *c = xml_child(n, "typeRef");
    return type_name(r, n, c ? c->text : xml_attr_ns(n, "", "typeRef"));
}

static struct str attr(const struct xml_node *n, const char *name) { return xml_attr_ns(n, "", name); }

static enum rc named(struct reading *r, const struct xml_node *n, struct dmn_nameds *list) {
    struct dmn_named *x = PUSH(r->a, list);
    x->name = name_of(r, attr(n, "name"));
    x->type_ref = type_of(r, n);
    x->line = n->line; x->col = n->col;
    return x->name.p ? RC_OK : wrong(r, n, "缺少 name（名称），请补上", "needs a name");
}

/* Decision tables. */

static enum rc input_clause(struct reading *r, const struct xml_node *n, struct dmn_table *t) {
    const struct xml_node *x = xml_child(n, "inputExpression");
    struct dmn_input *in = PUSH(r->a, &t->inputs);
    in->line = n->line; in->col = n->col;
    in->label = attr(n, "label");
    in->description = description(n);
    in->extension = xml_child(n, "extensionElements");
    in->values = child_text(n, "inputValues");
    if (!x) return wrong(r, n, "缺少 <inputExpression>，请写明该列取什么值", "needs an <inputExpression>");
    in->text = child_text(n, "inputExpression");
    in->type_ref = type_of(r, x);
    return RC_OK;
}

static void output_clause(struct reading *r, const struct xml_node *n, struct dmn_table *t) {
    struct dmn_output *out = PUSH(r->a, &t->outputs);
    out->line = n->line; out->col = n->col;
    out->name = name_of(r, attr(n, "name"));
    out->label = attr(n, "label");
    out->description = description(n);
    out->type_ref = type_of(r, n);
    out->values = child_text(n, "outputValues");
    out->otherwise = child_text(n, "defaultOutputEntry");
}

static enum rc rule(struct reading *r, const struct xml_node *n, struct dmn_table *t) {
    struct dmn_rule *x = PUSH(r->a, &t->rules);
    x->line = n->line; x->col = n->col;
    x->id = attr(n, "id");
    x->description = description(n);
    x->extension = xml_child(n, "extensionElements");
    for (const struct xml_node *c = n->first; c; c = c->next) {
        if (!str_eq(c->ns, n->ns) || !(is(c, "inputEntry") || is(c, "outputEntry"))) continue;
        struct dmn_texts *to = is(c, "inputEntry") ? &x->in : &x->out;
        const struct xml_node *text = xml_child(c, "text"), *at = text ? text : c;
        *PUSH(r->a, is(c, "inputEntry") ? &x->in_at : &x->out_at) = (struct dmn_place){ at->line, at->col };
        *PUSH(r->a, to) = text ? str_trim(text->text) : S("");
    }
    if (x->in.n != t->inputs.n)
        return wrong(r, n, "的输入条目数应与决策表的输入列数相同，请补齐或删去", "must have as many input entries as the table has inputs");
    if (x->out.n != t->outputs.n)
        return wrong(r, n, "的输出条目数应与决策表的输出列数相同，请补齐或删去",
            "must have as many output entries as the table has outputs");
    return RC_OK;
}

static bool pick(struct str s, const struct str *names, size_t n, int *at) {   /* absent: keep the default in *at */
    if (!s.p) return true;
    for (size_t i = 0; i < n; i++) if (str_eq(s, names[i])) { *at = (int)i; return true; }
    return false;
}

static enum rc table(struct reading *r, const struct xml_node *n, struct dmn_expr *x) {
    static const struct str hits[] = { SI("UNIQUE"), SI("ANY"), SI("PRIORITY"), SI("FIRST"), SI("RULE ORDER"),
        SI("OUTPUT ORDER"), SI("COLLECT") };
    static const struct str aggs[] = { SI(""), SI("SUM"), SI("MIN"), SI("MAX"), SI("COUNT") };
    struct dmn_table *t = x->table = NEW(r->a, struct dmn_table);
    int hit = HIT_UNIQUE, agg = AGG_NONE;
    if (!pick(attr(n, "hitPolicy"), hits, LEN(hits), &hit))
        return wrong(r, n, "的 hitPolicy 不对，应为 UNIQUE、ANY、PRIORITY、FIRST、RULE ORDER、OUTPUT ORDER 或 COLLECT",
            "has an unknown hitPolicy; use UNIQUE, ANY, PRIORITY, FIRST, RULE ORDER, OUTPUT ORDER or COLLECT");
    if (!pick(attr(n, "aggregation"), aggs, LEN(aggs), &agg))
        return wrong(r, n, "的 aggregation 不对，应为 SUM、MIN、MAX 或 COUNT", "has an unknown aggregation; use SUM, MIN, MAX or COUNT");
    t->hit = (enum dmn_hit)hit;
    t->aggregation = (enum dmn_aggregation)agg;
    for (const struct xml_node *c = xml_child(n, "input"); c; c = xml_again(c)) TRY(input_clause(r, c, t));
    for (const struct xml_node *c = xml_child(n, "output"); c; c = xml_again(c)) output_clause(r, c, t);
    if (t->outputs.n == 0) return wrong(r, n, "缺少 <output>，请加一个输出列", "needs an <output>");
    for (size_t i = 0; t->outputs.n > 1 && i < t->outputs.n; i++)
        if (!t->outputs.v[i].name.p) return wrong(r, n, "有几个输出列，每列都要有 name", "has several outputs, so each needs a name");
    for (const struct xml_node *c = xml_child(n, "rule"); c; c = xml_again(c)) TRY(rule(r, c, t));
    return RC_OK;
}

/* The other boxed expressions. */

static const struct { struct str name; enum dmn_kind kind; } kinds[] = {
    { SI("literalExpression"), DMN_LITERAL }, { SI("decisionTable"), DMN_TABLE }, { SI("context"), DMN_CONTEXT },
    { SI("relation"), DMN_RELATION }, { SI("list"), DMN_LIST }, { SI("functionDefinition"), DMN_FUNCTION },
    { SI("invocation"), DMN_INVOCATION }, { SI("conditional"), DMN_CONDITIONAL }, { SI("for"), DMN_FOR },
    { SI("filter"), DMN_FILTER }, { SI("some"), DMN_SOME }, { SI("every"), DMN_EVERY },
};

static int kind_of(const struct xml_node *n, struct str ns) {
    for (size_t i = 0; i < LEN(kinds) && str_eq(n->ns, ns); i++)
        if (str_eq(n->name, kinds[i].name)) return (int)i;
    return -1;
}

/* The first expression among n's children; *out stays NULL when there is none. */
static enum rc inner(struct reading *r, const struct xml_node *n, struct dmn_expr **out) {
    for (const struct xml_node *c = n->first; c; c = c->next)
        if (kind_of(c, n->ns) >= 0) return expression(r, c, out);
    return RC_OK;
}

/* The expression inside the child called name, which must be there. */
static enum rc part(struct reading *r, const struct xml_node *n, const char *name, struct dmn_expr **out) {
    const struct xml_node *c = xml_child(n, name);
    if (c) TRY(inner(r, c, out));
    if (*out) return RC_OK;
    return fail_at(r->e, RC_INPUT, n->line, n->col, "<%.*s> 的 <%s> 缺少表达式，请补上。DMN: <%.*s> needs an expression in <%s>.",
        STR_FMT(n->name), name, STR_FMT(n->name), name);
}

static enum rc items(struct reading *r, const struct xml_node *n, struct dmn_exprs *list) {
    for (const struct xml_node *c = n->first; c; c = c->next) {
        struct dmn_expr *x = NULL;
        if (kind_of(c, n->ns) < 0) continue;
        TRY(expression(r, c, &x));
        *PUSH(r->a, list) = x;
    }
    return RC_OK;
}

static enum rc context(struct reading *r, const struct xml_node *n, struct dmn_expr *x) {
    for (const struct xml_node *c = xml_child(n, "contextEntry"); c; c = xml_again(c)) {
        const struct xml_node *v = xml_child(c, "variable");
        if (v) TRY(named(r, v, &x->entries));
        else if (xml_again(c))
            return wrong(r, c, "没有 <variable>，是结果，应放在最后", "without a <variable> is the result and must stand last");
        else *PUSH(r->a, &x->entries) = (struct dmn_named){ .line = c->line, .col = c->col };
        struct dmn_expr *value = NULL;
        TRY(inner(r, c, &value));
        if (!value) return wrong(r, c, "缺少表达式，请补上", "needs an expression");
        x->entries.v[x->entries.n - 1].expr = value;
    }
    return RC_OK;
}

static enum rc relation(struct reading *r, const struct xml_node *n, struct dmn_expr *x) {
    for (const struct xml_node *c = xml_child(n, "column"); c; c = xml_again(c)) TRY(named(r, c, &x->entries));
    for (const struct xml_node *c = xml_child(n, "row"); c; c = xml_again(c)) {
        struct dmn_expr *row = NEW(r->a, struct dmn_expr);
        row->kind = DMN_LIST; row->line = c->line; row->col = c->col;
        TRY(items(r, c, &row->items));
        if (row->items.n != x->entries.n)
            return wrong(r, c, "的表达式数应与列数相同，请补齐或删去", "must have as many expressions as there are columns");
        *PUSH(r->a, &x->items) = row;
    }
    return RC_OK;
}

static enum rc function(struct reading *r, const struct xml_node *n, struct dmn_expr *x) {
    static const struct str names[] = { SI("FEEL"), SI("Java"), SI("PMML") };
    int kind = FUNCTION_FEEL;
    if (!pick(attr(n, "kind"), names, LEN(names), &kind))
        return wrong(r, n, "的 kind 不对，应为 FEEL、Java 或 PMML", "has an unknown kind; use FEEL, Java or PMML");
    x->function_kind = (enum dmn_function_kind)kind;
    for (const struct xml_node *c = xml_child(n, "formalParameter"); c; c = xml_again(c)) TRY(named(r, c, &x->entries));
    return inner(r, n, &x->body);
}

static enum rc invocation(struct reading *r, const struct xml_node *n, struct dmn_expr *x) {
    TRY(inner(r, n, &x->callee));
    if (!x->callee) return wrong(r, n, "缺少表达式，请写明调用什么", "needs an expression that names what is called");
    for (const struct xml_node *c = xml_child(n, "binding"); c; c = xml_again(c)) {
        const struct xml_node *p = xml_child(c, "parameter");
        struct dmn_expr *value = NULL;
        if (!p) return wrong(r, c, "缺少 <parameter>，请写明参数名", "needs a <parameter>");
        TRY(named(r, p, &x->entries));
        TRY(inner(r, c, &value));
        x->entries.v[x->entries.n - 1].expr = value;            /* none: the argument is null */
    }
    return RC_OK;
}

static enum rc iteration(struct reading *r, const struct xml_node *n, struct dmn_expr *x, const char *body) {
    x->variable = name_of(r, attr(n, "iteratorVariable"));
    if (x->kind != DMN_FILTER && !x->variable.p) return wrong(r, n, "缺少 iteratorVariable，请写明循环变量", "needs an iteratorVariable");
    TRY(part(r, n, "in", &x->source));
    return part(r, n, body, &x->body);
}

static enum rc expression(struct reading *r, const struct xml_node *n, struct dmn_expr **out) {
    int at = kind_of(n, n->ns);
    must(at >= 0);
    struct dmn_expr *x = *out = NEW(r->a, struct dmn_expr);
    x->kind = kinds[at].kind;
    x->line = n->line; x->col = n->col;
    x->type_ref = type_of(r, n);
    switch (x->kind) {
    case DMN_LITERAL:
        x->imported = xml_child(n, "importedValues") != NULL;
        x->language = attr(n, "expressionLanguage");
        x->text = xml_child(n, "text") ? str_trim(xml_child(n, "text")->text) : STR_NONE;
        return RC_OK;
    case DMN_TABLE:      return table(r, n, x);
    case DMN_CONTEXT:    return context(r, n, x);
    case DMN_RELATION:   return relation(r, n, x);
    case DMN_LIST:       return items(r, n, &x->items);
    case DMN_FUNCTION:   return function(r, n, x);
    case DMN_INVOCATION: return invocation(r, n, x);
    case DMN_CONDITIONAL:
        TRY(part(r, n, "if", &x->test));
        TRY(part(r, n, "then", &x->body));
        return part(r, n, "else", &x->other);
    case DMN_FOR:    return iteration(r, n, x, "return");
    case DMN_FILTER: return iteration(r, n, x, "match");
    case DMN_SOME: case DMN_EVERY: return iteration(r, n, x, "satisfies");
    }
    unreachable();
}

/* Types and the requirement graph. */

static enum rc item(struct reading *r, const struct xml_node *n, struct dmn_item *x) {
    const struct xml_node *f = xml_child(n, "functionItem");
    x->line = n->line; x->col = n->col;
    x->name = name_of(r, attr(n, "name"));
    if (!x->name.p) return wrong(r, n, "缺少 name（名称），请补上", "needs a name");
    x->type_ref = type_of(r, n);
    x->collection = str_eq(attr(n, "isCollection"), S("true")) || str_eq(attr(n, "isCollection"), S("1"));
    x->allowed = child_text(n, "allowedValues");
    x->constraint = child_text(n, "typeConstraint");
    for (const struct xml_node *c = xml_child(n, "itemComponent"); c; c = xml_again(c)) {
        struct dmn_item part_of = { 0 };
        TRY(item(r, c, &part_of));
        *PUSH(r->a, &x->components) = part_of;
    }
    x->is_function = f != NULL;
    if (f) x->returns = type_name(r, f, attr(f, "outputTypeRef"));
    for (const struct xml_node *c = f ? xml_child(f, "parameters") : NULL; c; c = xml_again(c)) TRY(named(r, c, &x->parameters));
    return RC_OK;
}

static enum rc href(struct reading *r, const struct xml_node *n, struct dmn_texts *to) {
    struct str s = attr(n, "href");
    if (!s.p) return wrong(r, n, "缺少 href，请写明引用哪个元素", "needs an href");
    *PUSH(r->a, to) = str_trim(s);
    return RC_OK;
}

static enum rc hrefs(struct reading *r, const struct xml_node *n, const char *name, struct dmn_texts *to) {
    for (const struct xml_node *c = xml_child(n, name); c; c = xml_again(c)) TRY(href(r, c, to));
    return RC_OK;
}

static enum rc requirements(struct reading *r, const struct xml_node *n, struct dmn_node *x) {
    for (const struct xml_node *c = xml_child(n, "informationRequirement"); c; c = xml_again(c)) {
        TRY(hrefs(r, c, "requiredInput", &x->needs));
        TRY(hrefs(r, c, "requiredDecision", &x->needs));
    }
    for (const struct xml_node *c = xml_child(n, "knowledgeRequirement"); c; c = xml_again(c))
        TRY(hrefs(r, c, "requiredKnowledge", &x->knows));
    return RC_OK;
}

/* A business knowledge model may be a table alone, whose inputs then are the names of its parameters (10.2.2.6). */
static void parameters_of_table(struct reading *r, struct dmn_expr *x) {
    const struct dmn_table *t = x->body && x->body->kind == DMN_TABLE && x->entries.n == 0 ? x->body->table : NULL;
    for (size_t i = 0; t && i < t->inputs.n; i++) if (!feel_is_name(t->inputs.v[i].text)) return;
    for (size_t i = 0; t && i < t->inputs.n; i++) {
        const struct dmn_input *in = &t->inputs.v[i];
        *PUSH(r->a, &x->entries) = (struct dmn_named){ name_of(r, in->text), in->type_ref, NULL, in->line, in->col };
    }
}

static enum rc node(struct reading *r, const struct xml_node *n, enum dmn_node_kind kind) {
    struct dmn_node *x = PUSH(r->a, &r->m->nodes);
    const struct xml_node *v = xml_child(n, "variable"), *logic = xml_child(n, "encapsulatedLogic");
    x->kind = kind;
    x->line = n->line; x->col = n->col;
    x->id = attr(n, "id");
    x->description = description(n);
    x->extension = xml_child(n, "extensionElements");
    x->name = name_of(r, attr(n, "name"));
    if (!x->name.p) return wrong(r, n, "缺少 name（名称），请补上", "needs a name");
    if (v) x->type_ref = type_of(r, v);
    TRY(requirements(r, n, x));
    switch (kind) {
    case NODE_INPUT: return RC_OK;
    case NODE_DECISION: return inner(r, n, &x->expr);
    case NODE_BKM:
        if (!logic) return RC_OK;
        x->expr = NEW(r->a, struct dmn_expr);
        x->expr->kind = DMN_FUNCTION;
        x->expr->line = logic->line; x->expr->col = logic->col;
        x->expr->type_ref = type_of(r, logic);
        TRY(function(r, logic, x->expr));
        parameters_of_table(r, x->expr);
        return RC_OK;
    case NODE_SERVICE:
        TRY(hrefs(r, n, "outputDecision", &x->outputs));
        TRY(hrefs(r, n, "encapsulatedDecision", &x->encapsulated));
        TRY(hrefs(r, n, "inputDecision", &x->input_decisions));
        return hrefs(r, n, "inputData", &x->input_data);
    }
    unreachable();
}

static enum rc definitions(struct reading *r, const struct xml_node *root) {
    static const struct { const char *name; enum dmn_node_kind kind; } nodes[] = {
        { "inputData", NODE_INPUT }, { "decision", NODE_DECISION },
        { "businessKnowledgeModel", NODE_BKM }, { "decisionService", NODE_SERVICE },
    };
    for (size_t i = 0; i < LEN(versions); i++) if (str_eq(root->ns, versions[i])) r->m->minor = (int)i + 1;
    if (!is(root, "definitions") || r->m->minor == 0)
        return wrong(r, root, "不是 DMN 1.1 至 1.6 的 <definitions>，请用 DMN 工具另存", "is not <definitions> of DMN 1.1 to 1.6");
    r->m->name = name_of(r, attr(root, "name"));
    r->m->ns = attr(root, "namespace");
    r->m->language = attr(root, "expressionLanguage");
    r->m->description = description(root);
    r->m->extension = xml_child(root, "extensionElements");
    r->m->line = root->line; r->m->col = root->col;
    for (const struct xml_node *c = xml_child(root, "import"); c; c = xml_again(c))
        *PUSH(r->a, &r->m->imports) = (struct dmn_import){ name_of(r, attr(c, "name")), attr(c, "namespace"), attr(c, "importType") };
    for (const struct xml_node *c = xml_child(root, "itemDefinition"); c; c = xml_again(c)) TRY(item(r, c, PUSH(r->a, &r->m->items)));
    for (size_t i = 0; i < LEN(nodes); i++)
        for (const struct xml_node *c = xml_child(root, nodes[i].name); c; c = xml_again(c)) TRY(node(r, c, nodes[i].kind));
    return RC_OK;
}

enum rc dmn_read(struct arena *a, struct str bytes, struct dmn_model **model, struct err *e) {
    struct reading r = { a, NEW(a, struct dmn_model), e };
    struct xml_node *root;
    TRY(xml_read(a, bytes, &root, e));
    TRY(definitions(&r, root));
    *model = r.m;
    return RC_OK;
}

const struct dmn_node *dmn_resolve(const struct dmn_model *from, const struct dmn_model *const *models, size_t n,
    struct str where, const struct dmn_model **owner) {
    ptrdiff_t hash = str_find(where, S("#"));
    struct str ns = str_sub(where, 0, hash < 0 ? 0 : (size_t)hash), id = hash < 0 ? where : str_sub(where, (size_t)hash + 1, where.n);
    for (size_t m = 0; m <= n; m++) {                       /* from itself first, then the others */
        const struct dmn_model *x = m == 0 ? from : models[m - 1];
        if (m == 0 ? ns.n != 0 && !str_eq(ns, from->ns) : ns.n == 0 || !str_eq(ns, x->ns)) continue;
        for (size_t i = 0; i < x->nodes.n; i++) {
            if (!x->nodes.v[i].id.p || !str_eq(x->nodes.v[i].id, id)) continue;
            if (owner) *owner = x;
            return &x->nodes.v[i];
        }
    }
    return NULL;
}

const struct dmn_node *dmn_node_named(const struct dmn_model *m, struct str name) {
    for (size_t i = 0; i < m->nodes.n; i++) if (str_eq(m->nodes.v[i].name, name)) return &m->nodes.v[i];
    return NULL;
}

const struct dmn_item *dmn_item_named(const struct dmn_model *m, struct str name) {
    for (size_t i = 0; i < m->items.n; i++) if (str_eq(m->items.v[i].name, name)) return &m->items.v[i];
    return NULL;
}
