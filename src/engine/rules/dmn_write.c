/* dmn_write.c: the model of dmn.h into XML. Elements stand in the order of the
** schema. Names of types are spelled as FEEL spells them, which is how DMN 1.3
** and later want them. */
#include "engine/rules/dmn_write.h"
#include "engine/rules/dmn_diagram.h"

struct writing {
    struct arena *a; struct out *o; const struct dmn_model *m; const struct dmn_model *const *others; size_t n;
    int minor, depth; struct dmn_losses *lost; struct str node;
    int at, made; bool clash;                                     /* the node's index; ids made for it; some id looks like a made one */
};

static const char *const spaces[] = { [3] = "https://www.omg.org/spec/DMN/20191111/", [5] = "https://www.omg.org/spec/DMN/20230324/" };

static void lose(struct writing *w, int line, int col, const char *zh, const char *en) {
    *PUSH(w->a, w->lost) = (struct dmn_loss){ w->node, line, col, zh, en };
}

/* ------------------------------------------------------------------ elements */

static void indent(struct writing *w) {
    put_c(w->o, '\n');
    for (int i = 0; i < w->depth; i++) put_z(w->o, "  ");
}

/* An attribute's value: line breaks would come back as blanks. */
static void put_value_of(struct out *o, struct str s) {
    for (size_t i = 0, from = 0; i <= s.n; i++) {
        if (i < s.n && s.p[i] != '\n' && s.p[i] != '\t' && s.p[i] != '\r') continue;
        put_text(o, str_sub(s, from, i - from));
        if (i < s.n) put_f(o, "&#%d;", s.p[i]);
        from = i + 1;
    }
}

static void put_attr(struct out *o, const char *name, struct str value) {
    if (!value.p) return;
    put_f(o, " %s=\"", name);
    put_value_of(o, value);
    put_c(o, '"');
}

static void open(struct writing *w, const char *name) { indent(w); put_f(w->o, "<%s", name); }
static void content(struct writing *w) { put_c(w->o, '>'); w->depth++; }
static void end(struct writing *w, const char *name) { w->depth--; indent(w); put_f(w->o, "</%s>", name); }
static void empty(struct writing *w) { put_z(w->o, "/>"); }

/* Tools such as dmn-js know every part by its id. The model keeps those of nodes and rules; the others are made: b_n3_7. */
static bool looks_made(struct str id) { return str_starts(id, S("b_n")); }

static bool taken(const struct writing *w, struct str id) {
    for (size_t i = 0; i < w->m->nodes.n; i++) {
        const struct dmn_node *x = &w->m->nodes.v[i];
        const struct dmn_table *t = x->expr ? x->expr->table : NULL;
        if (str_eq(x->id, id)) return true;
        for (size_t k = 0; t && k < t->rules.n; k++) if (str_eq(t->rules.v[k].id, id)) return true;
    }
    return false;
}

static bool any_made(const struct dmn_model *m) {
    for (size_t i = 0; i < m->nodes.n; i++) {
        const struct dmn_table *t = m->nodes.v[i].expr ? m->nodes.v[i].expr->table : NULL;
        if (looks_made(m->nodes.v[i].id)) return true;
        for (size_t k = 0; t && k < t->rules.n; k++) if (looks_made(t->rules.v[k].id)) return true;
    }
    return false;
}

static struct str unlike(const struct writing *w, struct str id) {
    while (w->clash && taken(w, id)) id = str_printf(w->a, "%.*s_", STR_FMT(id));
    return id;
}

static struct str node_id(const struct writing *w, int i) {
    struct str id = w->m->nodes.v[i].id;
    return id.n ? id : unlike(w, str_printf(w->a, "b_n%d", i));
}

/* Of a requirement: "needs" or "knows", the k-th of node i. */
static struct str need_id(const struct writing *w, int i, const char *what, size_t k)
{
    return unlike(w, str_printf(w->a, "b_n%d_%s%zu", i, what, k));
}

static void put_made_id(struct writing *w) { put_attr(w->o, "id", unlike(w, str_printf(w->a, "b_n%d_%d", w->at, w->made++))); }

static void entry(struct writing *w, const char *name, struct str s) {
    open(w, name);
    put_made_id(w);
    put_z(w->o, "><text>");
    put_text(w->o, s);
    put_f(w->o, "</text></%s>", name);
}

static void text(struct writing *w, const char *name, struct str s) {
    if (!s.p) return;
    open(w, name);
    put_z(w->o, "><text>");
    put_text(w->o, s);
    put_f(w->o, "</text></%s>", name);
}

static void named(struct writing *w, const char *element, struct str name, struct str type) {
    open(w, element);
    put_attr(w->o, "name", name);
    put_attr(w->o, "typeRef", type);
    empty(w);
}

static void href(struct writing *w, const char *element, struct str to) {
    open(w, element);
    put_attr(w->o, "href", to);
    empty(w);
}

/* Other people's elements, each with its own namespace, so that no prefix is needed. Of DMN's own, only the wrapper comes here. */
static void foreign(struct writing *w, const struct xml_node *x) {
    struct out *o = w->o;
    indent(w);
    put_c(o, '<');
    put_str(o, x->name);
    put_attr(o, "xmlns", str_given(x->ns));
    for (size_t i = 0; i < x->nattrs; i++) {
        if (x->attrs[i].ns.n) put_f(o, " xmlns:a%zu=\"", i), put_value_of(o, x->attrs[i].ns), put_f(o, "\" a%zu:", i);
        else put_c(o, ' ');
        put_str(o, x->attrs[i].name);
        put_z(o, "=\"");
        put_value_of(o, x->attrs[i].value);
        put_c(o, '"');
    }
    put_c(o, '>');
    if (!x->first || str_trim(x->text).n) put_text(o, x->text);   /* between elements, blanks are only how it was laid out */
    w->depth++;
    for (const struct xml_node *c = x->first; c; c = c->next) foreign(w, c);
    w->depth--;
    if (x->first) indent(w);
    put_z(o, "</");
    put_str(o, x->name);
    put_c(o, '>');
}

static void description(struct writing *w, struct str s) {
    if (!s.n) return;
    open(w, "description");
    put_c(w->o, '>');
    put_text(w->o, s);
    put_z(w->o, "</description>");
}

static void extension(struct writing *w, const struct xml_node *x) {
    if (!x) return;
    open(w, "extensionElements");
    content(w);
    for (const struct xml_node *c = x->first; c; c = c->next) foreign(w, c);
    end(w, "extensionElements");
}

/* ------------------------------------------------------------------ boxes as FEEL, for 1.3 */

static bool spell(struct writing *w, struct out *o, const struct dmn_expr *x);

static bool spell_part(struct writing *w, struct out *o, const struct dmn_expr *x) {
    put_c(o, '(');
    if (!spell(w, o, x)) return false;
    put_c(o, ')');
    return true;
}

static bool spell_entries(struct writing *w, struct out *o, const struct dmn_nameds *list, char open_with, char close_with) {
    put_c(o, open_with);
    for (size_t i = 0; i < list->n; i++) {
        if (!list->v[i].name.p || !list->v[i].expr) return false;
        if (i) put_z(o, ", ");
        put_str(o, list->v[i].name);
        put_z(o, ": ");
        if (!spell(w, o, list->v[i].expr)) return false;
    }
    put_c(o, close_with);
    return true;
}

static bool spell_list(struct writing *w, struct out *o, const struct dmn_exprs *list) {
    put_c(o, '[');
    for (size_t i = 0; i < list->n; i++) {
        if (i) put_z(o, ", ");
        if (!spell(w, o, list->v[i])) return false;
    }
    put_c(o, ']');
    return true;
}

static bool spell_loop(struct writing *w, struct out *o, const struct dmn_expr *x, const char *how, const char *what) {
    put_f(o, "%s %.*s in ", how, STR_FMT(x->variable));
    if (!spell_part(w, o, x->source)) return false;
    put_f(o, " %s ", what);
    return spell_part(w, o, x->body);
}

/* False: FEEL cannot say it (tables, relations, typed functions, a context's result). */
static bool spell(struct writing *w, struct out *o, const struct dmn_expr *x) {
    switch (x->kind) {
    case DMN_LITERAL:
        put_str(o, x->text.n ? x->text : S("null"));
        if (str_find(x->text, S("//")) >= 0) put_c(o, '\n');     /* a comment must not swallow what comes behind */
        return !x->imported && !x->language.n;
    case DMN_LIST: return spell_list(w, o, &x->items);
    case DMN_CONTEXT: return spell_entries(w, o, &x->entries, '{', '}');
    case DMN_INVOCATION: return spell_part(w, o, x->callee) && spell_entries(w, o, &x->entries, '(', ')');
    case DMN_CONDITIONAL:
        put_z(o, "if ");
        if (!spell_part(w, o, x->test)) return false;
        put_z(o, " then ");
        if (!spell_part(w, o, x->body)) return false;
        put_z(o, " else ");
        return spell_part(w, o, x->other);
    case DMN_FOR: return spell_loop(w, o, x, "for", "return");
    case DMN_SOME: return spell_loop(w, o, x, "some", "satisfies");
    case DMN_EVERY: return spell_loop(w, o, x, "every", "satisfies");
    case DMN_FILTER:
        if (!spell_part(w, o, x->source)) return false;
        put_c(o, '[');
        if (!spell(w, o, x->body)) return false;
        put_c(o, ']');
        return true;
    default: return false;
    }
}

/* ------------------------------------------------------------------ boxes */

static void expression(struct writing *w, const struct dmn_expr *x);

static void inside(struct writing *w, const char *element, const struct dmn_expr *x) {
    if (!x) return;
    open(w, element);
    content(w);
    expression(w, x);
    end(w, element);
}

static bool is_feel(struct str language) { return str_find(language, S("omg.org/spec/")) >= 0 && str_find(language, S("FEEL")) >= 0; }

/* FEEL's own name changes with every version; other languages keep theirs. */
static struct str language(struct writing *w, struct str l) { return is_feel(l) ? str_printf(w->a, "%sFEEL/", spaces[w->minor]) : l; }

static void literal(struct writing *w, const struct dmn_expr *x) {
    put_attr(w->o, "expressionLanguage", x->language.p ? language(w, x->language) : x->language);
    content(w);
    if (x->imported) lose(w, x->line, x->col, "引入的取值（importedValues）", "imported values");
    if (x->text.p) { open(w, "text"); put_c(w->o, '>'); put_text(w->o, x->text); put_z(w->o, "</text>"); }
    end(w, "literalExpression");
}

static const char *const hits[] = { "UNIQUE", "ANY", "PRIORITY", "FIRST", "RULE ORDER", "OUTPUT ORDER", "COLLECT" };
static const char *const aggregations[] = { NULL, "SUM", "MIN", "MAX", "COUNT" };

static void clauses(struct writing *w, const struct dmn_table *t) {
    for (size_t i = 0; i < t->inputs.n; i++) {
        const struct dmn_input *x = &t->inputs.v[i];
        open(w, "input");
        put_made_id(w);
        put_attr(w->o, "label", x->label);
        content(w);
        description(w, x->description);
        extension(w, x->extension);
        open(w, "inputExpression");
        put_made_id(w);
        put_attr(w->o, "typeRef", x->type_ref);
        put_z(w->o, "><text>");
        put_text(w->o, x->text);
        put_z(w->o, "</text></inputExpression>");
        text(w, "inputValues", x->values);
        end(w, "input");
    }
    for (size_t i = 0; i < t->outputs.n; i++) {
        const struct dmn_output *x = &t->outputs.v[i];
        open(w, "output");
        put_made_id(w);
        put_attr(w->o, "label", x->label);
        put_attr(w->o, "name", x->name);
        put_attr(w->o, "typeRef", x->type_ref);
        content(w);
        description(w, x->description);
        text(w, "outputValues", x->values);
        text(w, "defaultOutputEntry", x->otherwise);
        end(w, "output");
    }
}

static void table(struct writing *w, const struct dmn_table *t) {
    put_f(w->o, " hitPolicy=\"%s\"", hits[t->hit]);
    if (aggregations[t->aggregation]) put_f(w->o, " aggregation=\"%s\"", aggregations[t->aggregation]);
    content(w);
    clauses(w, t);
    for (size_t r = 0; r < t->rules.n; r++) {
        const struct dmn_rule *x = &t->rules.v[r];
        open(w, "rule");
        if (x->id.n) put_attr(w->o, "id", x->id);
        else put_made_id(w);
        content(w);
        description(w, x->description);
        extension(w, x->extension);
        for (size_t i = 0; i < x->in.n; i++) entry(w, "inputEntry", x->in.v[i]);
        for (size_t i = 0; i < x->out.n; i++) entry(w, "outputEntry", x->out.v[i]);
        end(w, "rule");
    }
    end(w, "decisionTable");
}

static void function(struct writing *w, const struct dmn_expr *x, const char *element) {
    static const struct str kinds[] = { SI("FEEL"), SI("Java"), SI("PMML") };
    if (x->function_kind != FUNCTION_FEEL) put_attr(w->o, "kind", kinds[x->function_kind]);
    content(w);
    for (size_t i = 0; i < x->entries.n; i++) named(w, "formalParameter", x->entries.v[i].name, x->entries.v[i].type_ref);
    if (x->body) expression(w, x->body);
    end(w, element);
}

static void context(struct writing *w, const struct dmn_expr *x) {
    content(w);
    for (size_t i = 0; i < x->entries.n; i++) {
        open(w, "contextEntry");
        content(w);
        if (x->entries.v[i].name.p) named(w, "variable", x->entries.v[i].name, x->entries.v[i].type_ref);
        expression(w, x->entries.v[i].expr);
        end(w, "contextEntry");
    }
    end(w, "context");
}

static void relation(struct writing *w, const struct dmn_expr *x) {
    content(w);
    for (size_t i = 0; i < x->entries.n; i++) named(w, "column", x->entries.v[i].name, x->entries.v[i].type_ref);
    for (size_t i = 0; i < x->items.n; i++) {
        open(w, "row");
        content(w);
        for (size_t k = 0; k < x->items.v[i]->items.n; k++) expression(w, x->items.v[i]->items.v[k]);
        end(w, "row");
    }
    end(w, "relation");
}

static void invocation(struct writing *w, const struct dmn_expr *x) {
    content(w);
    expression(w, x->callee);
    for (size_t i = 0; i < x->entries.n; i++) {
        open(w, "binding");
        content(w);
        named(w, "parameter", x->entries.v[i].name, x->entries.v[i].type_ref);
        if (x->entries.v[i].expr) expression(w, x->entries.v[i].expr);
        end(w, "binding");
    }
    end(w, "invocation");
}

static void iteration(struct writing *w, const struct dmn_expr *x, const char *element, const char *body) {
    put_attr(w->o, "iteratorVariable", x->variable);
    content(w);
    inside(w, "in", x->source);
    inside(w, body, x->body);
    end(w, element);
}

/* DMN 1.3 has no such box: FEEL has the same words. */
static void as_feel(struct writing *w, const struct dmn_expr *x) {
    struct out o;
    struct dmn_expr feel = { .kind = DMN_LITERAL, .line = x->line, .col = x->col };
    out_init(&o, w->a);
    if (spell(w, &o, x)) {
        feel.text = out_str(&o);
        lose(w, x->line, x->col, "1.3 没有这种方框，改写为 FEEL 算式", "1.3 has no such box; written as a FEEL expression");
    } else {
        feel.text = S("null");
        lose(w, x->line, x->col, "1.3 没有这种方框，FEEL 也写不出，已用 null 代替",
            "1.3 has no such box and FEEL cannot say it; null stands in its place");
    }
    open(w, "literalExpression");
    put_made_id(w);
    put_attr(w->o, "typeRef", x->type_ref);
    literal(w, &feel);
}

static void expression(struct writing *w, const struct dmn_expr *x) {
    static const char *const elements[] = { "literalExpression", "decisionTable", "context", "relation", "list", "functionDefinition",
        "invocation", "conditional", "for", "filter", "some", "every" };
    if (w->minor < 4 && x->kind >= DMN_CONDITIONAL) { as_feel(w, x); return; }
    open(w, elements[x->kind]);
    put_made_id(w);
    put_attr(w->o, "typeRef", x->type_ref);
    switch (x->kind) {
    case DMN_LITERAL: literal(w, x); return;
    case DMN_TABLE: table(w, x->table); return;
    case DMN_CONTEXT: context(w, x); return;
    case DMN_RELATION: relation(w, x); return;
    case DMN_FUNCTION: function(w, x, "functionDefinition"); return;
    case DMN_INVOCATION: invocation(w, x); return;
    case DMN_FOR: iteration(w, x, "for", "return"); return;
    case DMN_FILTER: iteration(w, x, "filter", "match"); return;
    case DMN_SOME: iteration(w, x, "some", "satisfies"); return;
    case DMN_EVERY: iteration(w, x, "every", "satisfies"); return;
    case DMN_LIST:
        content(w);
        for (size_t i = 0; i < x->items.n; i++) expression(w, x->items.v[i]);
        break;
    case DMN_CONDITIONAL:
        content(w);
        inside(w, "if", x->test);
        inside(w, "then", x->body);
        inside(w, "else", x->other);
        break;
    }
    end(w, elements[x->kind]);
}

/* ------------------------------------------------------------------ types and nodes */

static void item(struct writing *w, const char *element, const struct dmn_item *x) {
    open(w, element);
    put_attr(w->o, "name", x->name);
    if (x->collection) put_z(w->o, " isCollection=\"true\"");
    content(w);
    if (x->type_ref.p) { open(w, "typeRef"); put_c(w->o, '>'); put_text(w->o, x->type_ref); put_z(w->o, "</typeRef>"); }
    text(w, "allowedValues", x->allowed);
    if (w->minor >= 5) text(w, "typeConstraint", x->constraint);
    else if (x->constraint.p)
        lose(w, x->line, x->col, "1.3 没有整体约束（typeConstraint）", "1.3 has no constraint of the whole value (typeConstraint)");
    for (size_t i = 0; i < x->components.n; i++) item(w, "itemComponent", &x->components.v[i]);
    if (x->is_function) {
        open(w, "functionItem");
        put_attr(w->o, "outputTypeRef", x->returns);
        content(w);
        for (size_t i = 0; i < x->parameters.n; i++) named(w, "parameters", x->parameters.v[i].name, x->parameters.v[i].type_ref);
        end(w, "functionItem");
    }
    end(w, element);
}

static void needs(struct writing *w, const struct dmn_node *x) {
    for (size_t i = 0; i < x->needs.n; i++) {
        const struct dmn_node *to = dmn_resolve(w->m, w->others, w->n, x->needs.v[i], NULL);
        open(w, "informationRequirement");
        put_attr(w->o, "id", need_id(w, w->at, "needs", i));
        content(w);
        href(w, to && to->kind == NODE_INPUT ? "requiredInput" : "requiredDecision", x->needs.v[i]);
        end(w, "informationRequirement");
    }
}

static void knows(struct writing *w, const struct dmn_node *x) {
    for (size_t i = 0; i < x->knows.n; i++) {
        open(w, "knowledgeRequirement");
        put_attr(w->o, "id", need_id(w, w->at, "knows", i));
        content(w);
        href(w, "requiredKnowledge", x->knows.v[i]);
        end(w, "knowledgeRequirement");
    }
}

static void hrefs(struct writing *w, const char *element, const struct dmn_texts *list) {
    for (size_t i = 0; i < list->n; i++) href(w, element, list->v[i]);
}

static void node(struct writing *w, const struct dmn_node *x) {
    static const char *const elements[] = { "inputData", "decision", "businessKnowledgeModel", "decisionService" };
    const char *element = elements[x->kind];
    w->node = x->name;
    w->at = (int)(x - w->m->nodes.v);
    w->made = 0;
    open(w, element);
    put_attr(w->o, "id", node_id(w, w->at));
    put_attr(w->o, "name", x->name);
    content(w);
    description(w, x->description);
    extension(w, x->extension);
    named(w, "variable", x->name, x->type_ref);
    if (x->kind == NODE_BKM && x->expr) {
        open(w, "encapsulatedLogic");
        put_made_id(w);
        put_attr(w->o, "typeRef", x->expr->type_ref);
        function(w, x->expr, "encapsulatedLogic");
    }
    if (x->kind != NODE_SERVICE) { needs(w, x); knows(w, x); }
    if (x->kind == NODE_DECISION && x->expr) expression(w, x->expr);
    hrefs(w, "outputDecision", &x->outputs);
    hrefs(w, "encapsulatedDecision", &x->encapsulated);
    hrefs(w, "inputDecision", &x->input_decisions);
    hrefs(w, "inputData", &x->input_data);
    end(w, element);
}

/* ------------------------------------------------------------------ the diagram */

static void shape(struct writing *w, int i, const struct dmn_box *b) {
    open(w, "dmndi:DMNShape");
    put_attr(w->o, "id", unlike(w, str_printf(w->a, "b_n%d_shape", i)));
    put_attr(w->o, "dmnElementRef", node_id(w, i));
    content(w);
    open(w, "dc:Bounds");
    put_f(w->o, " height=\"%d\" width=\"%d\" x=\"%d\" y=\"%d\"", b->h, b->w, b->x, b->y);
    empty(w);
    end(w, "dmndi:DMNShape");
}

static void waypoint(struct writing *w, int x, int y) { open(w, "di:waypoint"); put_f(w->o, " x=\"%d\" y=\"%d\"", x, y); empty(w); }

/* From the top of what is needed to the bottom of what needs it. */
static void edges(struct writing *w, int i, const struct dmn_texts *hrefs, const char *what, const struct dmn_box *boxes) {
    for (size_t k = 0; k < hrefs->n; k++) {
        int from = dmn_diagram_node(w->m, hrefs->v[k]);
        if (from < 0 || !boxes[from].shown) continue;
        open(w, "dmndi:DMNEdge");
        put_attr(w->o, "id", unlike(w, str_printf(w->a, "b_n%d_edge_%s%zu", i, what, k)));
        put_attr(w->o, "dmnElementRef", need_id(w, i, what, k));
        content(w);
        waypoint(w, boxes[from].x + boxes[from].w / 2, boxes[from].y);
        waypoint(w, boxes[i].x + boxes[i].w / 2, boxes[i].y + boxes[i].h);
        end(w, "dmndi:DMNEdge");
    }
}

static void diagram(struct writing *w) {
    struct dmn_diagram d;
    dmn_diagram(w->a, w->m, &d);
    open(w, "dmndi:DMNDI");
    put_attr(w->o, "xmlns:dmndi", str_printf(w->a, "%sDMNDI/", spaces[w->minor]));
    put_attr(w->o, "xmlns:dc", S("http://www.omg.org/spec/DMN/20180521/DC/"));
    put_attr(w->o, "xmlns:di", S("http://www.omg.org/spec/DMN/20180521/DI/"));
    content(w);
    open(w, "dmndi:DMNDiagram");
    put_attr(w->o, "id", unlike(w, S("b_n_diagram")));
    content(w);
    open(w, "dmndi:Size");
    put_f(w->o, " height=\"%d\" width=\"%d\"", d.h, d.w);
    empty(w);
    for (size_t i = 0; i < w->m->nodes.n; i++) if (d.boxes[i].shown) shape(w, (int)i, &d.boxes[i]);
    for (size_t i = 0; i < w->m->nodes.n; i++) {
        if (!d.boxes[i].shown) continue;
        edges(w, (int)i, &w->m->nodes.v[i].needs, "needs", d.boxes);
        edges(w, (int)i, &w->m->nodes.v[i].knows, "knows", d.boxes);
    }
    end(w, "dmndi:DMNDiagram");
    end(w, "dmndi:DMNDI");
}

static bool is_model(struct str type) { return str_find(type, S("omg.org/spec/DMN")) >= 0; }

struct str dmn_write(struct arena *a, const struct dmn_model *m, const struct dmn_model *const *others, size_t n, int minor,
    struct dmn_losses *lost)
{
    struct out o;
    struct writing w = { a, &o, m, others, n, minor, 0, lost, STR_NONE, 0, 0, any_made(m) };
    must(minor == 3 || minor == 5);
    out_init(&o, a);
    put_z(&o, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<definitions");
    put_attr(&o, "xmlns", str_printf(a, "%sMODEL/", spaces[minor]));
    put_attr(&o, "id", S("definitions"));
    put_attr(&o, "name", m->name);
    put_attr(&o, "namespace", m->ns);
    put_attr(&o, "expressionLanguage", m->language.p ? language(&w, m->language) : m->language);
    content(&w);
    description(&w, m->description);
    extension(&w, m->extension);
    for (size_t i = 0; i < m->imports.n; i++) {
        const struct dmn_import *x = &m->imports.v[i];
        open(&w, "import");
        put_attr(&o, "name", x->name);
        put_attr(&o, "namespace", x->ns);
        put_attr(&o, "importType", is_model(x->type) ? str_printf(a, "%sMODEL/", spaces[minor]) : x->type);
        empty(&w);
    }
    for (size_t i = 0; i < m->items.n; i++) { w.node = m->items.v[i].name; item(&w, "itemDefinition", &m->items.v[i]); }
    for (size_t i = 0; i < m->nodes.n; i++) node(&w, &m->nodes.v[i]);
    if (m->nodes.n) diagram(&w);
    end(&w, "definitions");
    put_c(&o, '\n');
    return out_str(&o);
}
