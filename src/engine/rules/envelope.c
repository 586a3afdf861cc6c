/* envelope.c: the elements of envelope.h out of the XML tree.
**
** Each element is a table of its attributes: name, what it may be, where it
** goes. One function reads any of them, so that every attribute is checked the
** same way and every error speaks the same way. */
#include "engine/rules/envelope.h"
#include "engine/rules/feel.h"

#define ENVELOPE_NS "urn:ballast:policy:1"

enum attribute_kind { IS_TEXT, IS_NEEDED_TEXT, IS_WORD, IS_DATE_FROM, IS_DATE_TO, IS_NUMBER, IS_INT, IS_BOOL, IS_LIST };
struct words { const struct str *v; size_t n; };
struct attribute { const char *name; enum attribute_kind kind; size_t at; struct words words; };
struct reading { struct arena *a; const struct dmn_model *m; struct policy_envelope *env; struct err *e; };

static const struct str levels[] = { SI("nation"), SI("province"), SI("city"), SI("district"), SI("zone") };
static const struct str sures[] = { SI("high"), SI("medium"), SI("low") };
static const struct str kinds[] = { SI("money"), SI("relief"), SI("limit"), SI("right") };
static const struct str cadences[] = { SI("once"), SI("monthly"), SI("quarterly"), SI("yearly") };
static const struct str payees[] = { SI("person"), SI("firm"), SI("employer"), SI("carrier") };
static const struct str roundings[] = { [NUMBER_HALF_EVEN] = SI("half-even"),
    [NUMBER_HALF_UP] = SI("half-up"),
    [NUMBER_HALF_DOWN] = SI("half-down"),
    [NUMBER_UP] = SI("up"),
    [NUMBER_DOWN] = SI("down") };
static const struct str relations[] = { SI("excludes"), SI("requires"), SI("supersedes"), SI("stacks") };
static const struct str pers[] = { SI("person"), SI("firm"), SI("job"), SI("certificate"), SI("occupation-level"), SI("household") };
static const struct str ofs[] = { SI("grant"), SI("month"), SI("yuan") };
static const struct str periods[] = { SI("ever"), SI("year"), SI("month") };

#define WORDS(list) { list, LEN(list) }
#define AT(type, member) offsetof(struct type, member)

static const struct attribute of_policy[] = {
    { "id", IS_NEEDED_TEXT, AT(policy_envelope, id), { 0 } }, { "version", IS_TEXT, AT(policy_envelope, version), { 0 } },
    { "zh", IS_NEEDED_TEXT, AT(policy_envelope, zh), { 0 } }, { "en", IS_NEEDED_TEXT, AT(policy_envelope, en), { 0 } },
    { "issuer", IS_TEXT, AT(policy_envelope, issuer), { 0 } }, { "issuer-en", IS_TEXT, AT(policy_envelope, issuer_en), { 0 } },
    { "document", IS_TEXT, AT(policy_envelope, document), { 0 } }, { "counts", IS_TEXT, AT(policy_envelope, counts), { 0 } },
    { "level", IS_WORD, AT(policy_envelope, level), WORDS(levels) }, { "sure", IS_WORD, AT(policy_envelope, sure), WORDS(sures) },
    { "from", IS_DATE_FROM, AT(policy_envelope, from), { 0 } }, { "to", IS_DATE_TO, AT(policy_envelope, to), { 0 } } };
static const struct attribute of_area[] = {
    { "code", IS_NEEDED_TEXT, AT(policy_area, code), { 0 } }, { "fact", IS_NEEDED_TEXT, AT(policy_area, fact), { 0 } } };
static const struct attribute of_benefit[] = {
    { "id", IS_NEEDED_TEXT, AT(policy_benefit, id), { 0 } }, { "decision", IS_NEEDED_TEXT, AT(policy_benefit, decision), { 0 } },
    { "output", IS_TEXT, AT(policy_benefit, output), { 0 } }, { "unit", IS_TEXT, AT(policy_benefit, unit), { 0 } },
    { "budget", IS_TEXT, AT(policy_benefit, budget), { 0 } }, { "budget-en", IS_TEXT, AT(policy_benefit, budget_en), { 0 } },
    { "zh", IS_TEXT, AT(policy_benefit, zh), { 0 } }, { "en", IS_TEXT, AT(policy_benefit, en), { 0 } },
    { "kind", IS_WORD, AT(policy_benefit, kind), WORDS(kinds) }, { "cadence", IS_WORD, AT(policy_benefit, cadence), WORDS(cadences) },
    { "payee", IS_WORD, AT(policy_benefit, payee), WORDS(payees) }, { "rounding", IS_WORD, AT(policy_benefit, rounding), WORDS(roundings) },
    { "digits", IS_INT, AT(policy_benefit, digits), { 0 } }, { "cap", IS_NUMBER, AT(policy_benefit, cap), { 0 } },
    { "months", IS_TEXT, AT(policy_benefit, months), { 0 } } };
static const struct attribute of_once[] = {
    { "per", IS_WORD, AT(policy_once, per), WORDS(pers) }, { "of", IS_WORD, AT(policy_once, of), WORDS(ofs) },
    { "period", IS_WORD, AT(policy_once, period), WORDS(periods) }, { "count", IS_NUMBER, AT(policy_once, count), { 0 } },
    { "with", IS_LIST, AT(policy_once, with), { 0 } }, { "left", IS_TEXT, AT(policy_once, left), { 0 } },
    { "zh", IS_TEXT, AT(policy_once, zh), { 0 } }, { "en", IS_TEXT, AT(policy_once, en), { 0 } } };
static const struct attribute of_relation[] = {
    { "kind", IS_WORD, AT(policy_relation, kind), WORDS(relations) }, { "policy", IS_LIST, AT(policy_relation, policies), { 0 } },
    { "per", IS_WORD, AT(policy_relation, per), WORDS(pers) }, { "period", IS_WORD, AT(policy_relation, period), WORDS(periods) },
    { "up-to", IS_NUMBER, AT(policy_relation, up_to), { 0 } },
    { "zh", IS_TEXT, AT(policy_relation, zh), { 0 } }, { "en", IS_TEXT, AT(policy_relation, en), { 0 } } };
static const struct attribute of_document[] = {
    { "code", IS_NEEDED_TEXT, AT(policy_document, code), { 0 } }, { "zh", IS_TEXT, AT(policy_document, zh), { 0 } },
    { "en", IS_TEXT, AT(policy_document, en), { 0 } }, { "waived-by", IS_LIST, AT(policy_document, waived_by), { 0 } } };
static const struct attribute of_publicity[] = {
    { "days", IS_INT, AT(policy_envelope, publicity_days), { 0 } }, { "working", IS_BOOL, AT(policy_envelope, working), { 0 } } };
static const struct attribute of_apply[] = {
    { "zh", IS_TEXT, AT(policy_envelope, apply_zh), { 0 } }, { "en", IS_TEXT, AT(policy_envelope, apply_en), { 0 } },
    { "until", IS_DATE_TO, AT(policy_envelope, apply_until), { 0 } }, { "within", IS_INT, AT(policy_envelope, apply_within), { 0 } },
    { "after", IS_TEXT, AT(policy_envelope, apply_after), { 0 } } };
static const struct attribute of_question[] = {
    { "id", IS_NEEDED_TEXT, AT(policy_open_question, id), { 0 } }, { "zh", IS_NEEDED_TEXT, AT(policy_open_question, zh), { 0 } },
    { "en", IS_NEEDED_TEXT, AT(policy_open_question, en), { 0 } } };
static const struct attribute of_source[] = {
    { "document", IS_TEXT, AT(policy_source, document), { 0 } }, { "clause", IS_TEXT, AT(policy_source, clause), { 0 } },
    { "zh", IS_TEXT, AT(policy_source, zh), { 0 } }, { "en", IS_TEXT, AT(policy_source, en), { 0 } } };
static const struct attribute of_parameter[] = { { "unit", IS_TEXT, AT(policy_parameter, unit), { 0 } } };
static const struct attribute of_value[] = {
    { "from", IS_DATE_FROM, AT(policy_value, from), { 0 } }, { "to", IS_DATE_TO, AT(policy_value, to), { 0 } } };

/* ------------------------------------------------------------------ attributes */

static struct str clip(struct str s) {
    size_t n = s.n < 60 ? s.n : 60;
    while (n < s.n && n > 0 && ((unsigned char)s.p[n] & 0xC0) == 0x80) n--;
    return str_sub(s, 0, n);
}

/* What is wrong with an attribute, and what it should be, twice. */
static enum rc wrong(struct reading *r, const struct xml_node *n, const char *name, struct str is, const char *zh, const char *en) {
    is = clip(is);
    return fail_at(r->e, RC_INPUT, n->line, n->col, "<b:%.*s> 的 %s=\"%.*s\" 不对：应为%s。<b:%.*s> %s=\"%.*s\" is wrong: it should be %s.",
        STR_FMT(clip(n->name)), name, STR_FMT(is), zh, STR_FMT(clip(n->name)), name, STR_FMT(is), en);
}

static enum rc lacks(struct reading *r, const struct xml_node *n, const char *name) {
    return fail_at(r->e, RC_INPUT, n->line, n->col, "<b:%.*s> 缺少 %s，请补上。<b:%.*s> needs the attribute %s; add it.",
        STR_FMT(clip(n->name)), name, STR_FMT(clip(n->name)), name);
}

static struct str choices(struct reading *r, struct words w, const char *between) {
    struct out o;
    bool any = false;
    out_init(&o, r->a);
    for (size_t i = 0; i < w.n; i++) {
        if (w.v[i].n == 0) continue;
        if (any) put_z(&o, between);
        put_str(&o, w.v[i]);
        any = true;
    }
    return out_str(&o);
}

static enum rc word(struct reading *r, const struct xml_node *n, const struct attribute *x, struct str s, void *to) {
    for (size_t i = 0; i < x->words.n; i++)
        if (str_eq(s, x->words.v[i])) { int at = (int)i; memcpy(to, &at, sizeof at); return RC_OK; }
    return wrong(r, n, x->name, s, str_z(r->a, choices(r, x->words, "、")), str_z(r->a, choices(r, x->words, ", ")));
}

static void list(struct reading *r, struct str s, struct strs *to) {
    struct str piece;
    while (str_cut(&s, ' ', &piece))
        if (str_trim(piece).n) *PUSH(r->a, to) = str_trim(piece);
}

static enum rc attribute(struct reading *r, const struct xml_node *n, const struct attribute *x, void *base) {
    struct str s = xml_attr_ns(n, "", x->name);
    void *to = (char *)base + x->at;
    int64_t i;
    if (x->kind == IS_NEEDED_TEXT && str_trim(s).n == 0) return lacks(r, n, x->name);
    if (s.n == 0) return RC_OK;                                   /* what it is without was set before */
    switch (x->kind) {
    case IS_TEXT: case IS_NEEDED_TEXT: *(struct str *)to = str_trim(s); return RC_OK;
    case IS_WORD: return word(r, n, x, s, to);
    case IS_DATE_FROM: case IS_DATE_TO:
        return temporal_parse_date(s, to) ? RC_OK : wrong(r, n, x->name, s, "日期，如 2024-01-01", "a date such as 2024-01-01");
    case IS_NUMBER:
        ((struct some_number *)to)->given = true;
        return number_parse(s, &((struct some_number *)to)->n) && number_sign(((struct some_number *)to)->n) >= 0 ? RC_OK
            : wrong(r, n, x->name, s, "不小于零的数", "a number, not below zero");
    case IS_INT:
        if (!str_int(s, &i) || i < 0 || i > 1000) return wrong(r, n, x->name, s, "0 至 1000 的整数", "a whole number from 0 to 1000");
        *(int *)to = (int)i;
        return RC_OK;
    case IS_BOOL:
        if (!str_eq(s, S("true")) && !str_eq(s, S("false"))) return wrong(r, n, x->name, s, " true 或 false", "true or false");
        *(bool *)to = str_eq(s, S("true"));
        return RC_OK;
    case IS_LIST: list(r, s, to); return RC_OK;
    }
    unreachable();
}

static enum rc attributes(struct reading *r, const struct xml_node *n, const struct attribute *v, size_t count, void *base) {
    for (size_t i = 0; i < n->nattrs; i++) {
        size_t k = 0;
        if (n->attrs[i].ns.n) continue;
        while (k < count && !str_eq(n->attrs[i].name, str_from(v[k].name))) k++;
        if (k == count) return fail_at(r->e, RC_INPUT, n->line, n->col, "<b:%.*s> 没有 %.*s 这个属性，请改名或删去。<b:%.*s> has no attribute %.*s; correct its name or remove it.",
            STR_FMT(clip(n->name)), STR_FMT(clip(n->attrs[i].name)), STR_FMT(clip(n->name)), STR_FMT(clip(n->attrs[i].name)));
    }
    for (size_t k = 0; k < count; k++) TRY(attribute(r, n, &v[k], base));
    return RC_OK;
}

#define READ(r, n, table, to) attributes((r), (n), (table), LEN(table), (to))

static void open_dates(struct date *from, struct date *to) {
    *from = (struct date){ YEAR_NEVER, 1, 1 };
    *to = (struct date){ YEAR_OPEN, 12, 31 };
}

static enum rc in_order(struct reading *r, const struct xml_node *n, struct date from, struct date to) {
    if (temporal_date_cmp(from, to) <= 0) return RC_OK;
    return fail_at(r->e, RC_INPUT, n->line, n->col,
        "<b:%.*s> 的 from 晚于 to，请对调。<b:%.*s> begins after it ends; exchange from and to.", STR_FMT(clip(n->name)),
        STR_FMT(clip(n->name)));
}

/* ------------------------------------------------------------------ elements */

static const struct dmn_node *node_of(const struct dmn_model *m, enum dmn_node_kind kind, struct str name) {
    for (size_t i = 0; i < m->nodes.n; i++)
        if (m->nodes.v[i].kind == kind && str_eq(m->nodes.v[i].name, name)) return &m->nodes.v[i];
    return NULL;
}

static enum rc area(struct reading *r, const struct xml_node *n) {
    struct policy_area *x = PUSH(r->a, &r->env->areas);
    x->line = n->line; x->col = n->col;
    TRY(READ(r, n, of_area, x));
    for (size_t i = 0; i < x->code.n; i++)
        if (x->code.p[i] < '0' || x->code.p[i] > '9')
            return wrong(r, n, "code", x->code, "行政区划代码，如 210200", "a division code such as 210200");
    return RC_OK;
}

static enum rc output_there(struct reading *r, const struct xml_node *n, const struct policy_benefit *x, const struct dmn_node *d) {
    const struct dmn_table *t = d->expr && d->expr->kind == DMN_TABLE ? d->expr->table : NULL;
    if (!t)
        return x->output.n == 0 ? RC_OK : wrong(r, n, "output", x->output, "空：该决策不是决策表", "empty: the decision is not a table");
    if (t->outputs.n == 1 && x->output.n == 0) return RC_OK;
    for (size_t i = 0; i < t->outputs.n; i++)
        if (str_eq(t->outputs.v[i].name, x->output)
            || (t->outputs.n == 1 && !t->outputs.v[i].name.n && str_eq(t->outputs.v[i].label, x->output)))
            return RC_OK;
    return wrong(r, n, "output", x->output, "决策表的一个输出列名", "the name of an output column of the decision's table");
}

static enum rc months_there(struct reading *r, const struct xml_node *n, const struct policy_benefit *x) {
    struct number months;
    if (!x->months.n || (number_parse(x->months, &months) && number_sign(months) >= 0) || node_of(r->m, NODE_INPUT, x->months)
        || node_of(r->m, NODE_DECISION, x->months))
        return RC_OK;
    return wrong(r, n, "months", x->months, "月数，或模型中一个输入数据、决策的名称",
        "a number of months, or the name of an input data or a decision of the model");
}

static enum rc benefit(struct reading *r, const struct xml_node *n) {
    struct policy_benefit *x = PUSH(r->a, &r->env->benefits);
    const struct dmn_node *d;
    *x = (struct policy_benefit){ .rounding = NUMBER_HALF_UP, .digits = 2, .line = n->line, .col = n->col };
    TRY(READ(r, n, of_benefit, x));
    for (size_t i = 0; i + 1 < r->env->benefits.n; i++)
        if (str_eq(r->env->benefits.v[i].id, x->id))
            return wrong(r, n, "id", x->id, "与别的 benefit 不同的编号", "different from the other benefits' ids");
    TRY(months_there(r, n, x));
    d = node_of(r->m, NODE_DECISION, x->decision);
    if (!d) return wrong(r, n, "decision", x->decision, "模型中一个决策的名称", "the name of a decision of the model");
    return output_there(r, n, x, d);
}

/* Money is counted in fen. */
static enum rc in_fen(struct reading *r, const struct xml_node *n, const char *attribute, struct number yuan) {
    struct number fen;
    if (number_round(yuan, 2, NUMBER_DOWN, &fen) && number_cmp(fen, yuan) == 0) return RC_OK;
    return wrong(r, n, attribute, xml_attr_ns(n, "", attribute), "至多两位小数的金额", "an amount of at most two decimals");
}

static enum rc once(struct reading *r, const struct xml_node *n) {
    struct policy_once *x = PUSH(r->a, &r->env->once);
    *x = (struct policy_once){ .count = { true, number_int(1) }, .line = n->line, .col = n->col };
    TRY(READ(r, n, of_once, x));
    if (x->of == OF_YUAN) TRY(in_fen(r, n, "count", x->count.n));
    if (x->left.n && !node_of(r->m, NODE_INPUT, x->left))
        return wrong(r, n, "left", x->left, "模型中一个输入数据的名称", "the name of an input data of the model");
    return RC_OK;
}

static enum rc relation(struct reading *r, const struct xml_node *n) {
    struct policy_relation *x = PUSH(r->a, &r->env->relations);
    x->line = n->line; x->col = n->col;
    TRY(READ(r, n, of_relation, x));
    if (!xml_attr_ns(n, "", "kind").n) return lacks(r, n, "kind");
    if (x->policies.n == 0) return lacks(r, n, "policy");
    if (x->kind == RELATION_STACKS && !x->up_to.given) return lacks(r, n, "up-to");
    return x->up_to.given ? in_fen(r, n, "up-to", x->up_to.n) : RC_OK;
}

static enum rc apply(struct reading *r, const struct xml_node *n) {
    TRY(READ(r, n, of_apply, r->env));
    if (r->env->apply_within && !r->env->apply_after.n) return lacks(r, n, "after");
    if (r->env->apply_after.n && !r->env->apply_within) return lacks(r, n, "within");
    return RC_OK;
}

static enum rc policy_part(struct reading *r, const struct xml_node *n) {
    struct policy_envelope *env = r->env;
    if (str_eq(n->name, S("area"))) return area(r, n);
    if (str_eq(n->name, S("benefit"))) return benefit(r, n);
    if (str_eq(n->name, S("once"))) return once(r, n);
    if (str_eq(n->name, S("relation"))) return relation(r, n);
    if (str_eq(n->name, S("document"))) return READ(r, n, of_document, PUSH(r->a, &env->documents));
    if (str_eq(n->name, S("apply"))) return apply(r, n);
    if (str_eq(n->name, S("question"))) return READ(r, n, of_question, PUSH(r->a, &env->questions));
    if (str_eq(n->name, S("publicity"))) return READ(r, n, of_publicity, env);
    return fail_at(r->e, RC_INPUT, n->line, n->col, "<b:policy> 中没有 <b:%.*s>；可用 area、benefit、once、relation、document、apply、publicity、question。"
        "<b:policy> does not take <b:%.*s>; use area, benefit, once, relation, document, apply, publicity or question.", STR_FMT(clip(n->name)), STR_FMT(clip(n->name)));
}

static enum rc policy(struct reading *r, const struct xml_node *n) {
    open_dates(&r->env->from, &r->env->to);
    open_dates(&(struct date){ 0 }, &r->env->apply_until);
    r->env->line = n->line; r->env->col = n->col;
    TRY(READ(r, n, of_policy, r->env));
    TRY(in_order(r, n, r->env->from, r->env->to));
    for (const struct xml_node *c = n->first; c; c = c->next)
        if (str_eq(c->ns, S(ENVELOPE_NS))) TRY(policy_part(r, c));
    if (r->env->benefits.n == 0)
        return fail_at(r->e, RC_INPUT, n->line, n->col, "<b:policy> 至少要有一个 <b:benefit>，请写明可以得到什么。<b:policy> needs a <b:benefit>; say what can be had.");
    return RC_OK;
}

static enum rc one_value(struct reading *r, const struct xml_node *n, struct policy_parameter *p) {
    struct policy_value *x = PUSH(r->a, &p->values);
    const struct feel_ast *ast;
    struct feel f;
    struct err e = { 0 };
    open_dates(&x->from, &x->to);
    x->line = n->line; x->col = n->col;
    x->text = str_trim(n->text);
    TRY(READ(r, n, of_value, x));
    TRY(in_order(r, n, x->from, x->to));
    if (feel_parse_expression(r->a, x->text, NULL, &ast, &e) != RC_OK)
        return fail_at(r->e, RC_INPUT, n->line, n->col, "<b:value> 不是 FEEL 值：%s", e.text);
    feel_init(&f, r->a);
    x->value = feel_eval(&f, ast, NULL);
    if (f.notes.n || value_is_null(x->value))
        return fail_at(r->e, RC_INPUT, n->line, n->col,
            "<b:value> 的“%.*s”没有值，请写成数字、\"文字\"或 date(\"2024-01-01\")。"
            "<b:value> \"%.*s\" has no value; write a number, a \"text\" or date(\"2024-01-01\").",
            STR_FMT(clip(x->text)), STR_FMT(clip(x->text)));
    for (size_t i = 0; i + 1 < p->values.n; i++) {
        const struct policy_value *y = &p->values.v[i];
        if (temporal_date_cmp(x->from, y->to) <= 0 && temporal_date_cmp(y->from, x->to) <= 0)
            return fail_at(r->e, RC_INPUT, n->line, n->col, "参数“%.*s”在同一天有两个值（另一个在第 %d 行），请改 from 或 to。"
                "The parameter %.*s has two values for one day (the other stands in line %d); change from or to.",
                STR_FMT(clip(p->name)), y->line, STR_FMT(clip(p->name)), y->line);
    }
    return RC_OK;
}

static enum rc parameter(struct reading *r, const struct xml_node *n, const struct dmn_node *input) {
    struct policy_parameter *x = PUSH(r->a, &r->env->parameters);
    x->name = input->name;
    TRY(READ(r, n, of_parameter, x));
    for (const struct xml_node *c = n->first; c; c = c->next)
        if (str_eq(c->ns, S(ENVELOPE_NS)) && str_eq(c->name, S("value"))) TRY(one_value(r, c, x));
        else if (str_eq(c->ns, S(ENVELOPE_NS)))
            return fail_at(r->e, RC_INPUT, c->line, c->col, "<b:parameter> 中只能有 <b:value>。<b:parameter> takes only <b:value>.");
    return RC_OK;                                                 /* without a value: a figure that nobody knows yet */
}

/* What may stand in the extension elements of anything but <definitions>: a source; a parameter in an input data. */
static enum rc extension(struct reading *r, const struct xml_node *ext, const void *of, const struct dmn_node *input) {
    for (const struct xml_node *c = ext ? ext->first : NULL; c; c = c->next) {
        if (!str_eq(c->ns, S(ENVELOPE_NS))) continue;
        if (str_eq(c->name, S("source"))) {
            struct policy_source *x = PUSH(r->a, &r->env->sources);
            x->of = of;
            TRY(READ(r, c, of_source, x));
        } else if (input && str_eq(c->name, S("parameter"))) {
            TRY(parameter(r, c, input));
        } else
            return fail_at(r->e, RC_INPUT, c->line, c->col,
                "<b:%.*s> 不能放在这里；此处可用 source%s。<b:%.*s> does not belong here; here stands source%s.", STR_FMT(clip(c->name)),
                input ? "、parameter" : "", STR_FMT(clip(c->name)), input ? " or parameter" : "");
    }
    return RC_OK;
}

static enum rc node(struct reading *r, const struct dmn_node *n) {
    const struct dmn_table *t = n->expr && n->expr->kind == DMN_TABLE ? n->expr->table : NULL;
    TRY(extension(r, n->extension, n, n->kind == NODE_INPUT ? n : NULL));
    for (size_t i = 0; t && i < t->inputs.n; i++) TRY(extension(r, t->inputs.v[i].extension, &t->inputs.v[i], NULL));
    for (size_t i = 0; t && i < t->rules.n; i++) TRY(extension(r, t->rules.v[i].extension, &t->rules.v[i], NULL));
    return RC_OK;
}

enum rc envelope_read(struct arena *a, const struct dmn_model *m, const struct policy_envelope **env, struct err *e) {
    struct reading r = { a, m, NEW(a, struct policy_envelope), e };
    const struct xml_node *found = NULL;
    for (const struct xml_node *c = m->extension ? m->extension->first : NULL; c; c = c->next) {
        if (!str_eq(c->ns, S(ENVELOPE_NS))) continue;
        if (!str_eq(c->name, S("policy")))
            return fail_at(e, RC_INPUT, c->line, c->col,
                "<definitions> 中只能有 <b:policy>，不能有 <b:%.*s>。"
                "<definitions> takes <b:policy>, not <b:%.*s>.",
                STR_FMT(clip(c->name)), STR_FMT(clip(c->name)));
        if (found) return fail_at(e, RC_INPUT, c->line, c->col, "一个文件只能有一个 <b:policy>。A file holds one <b:policy>.");
        found = c;
    }
    if (!found)
        return fail_at(e, RC_NONE, m->line, m->col, "文件没有 <b:policy>，不是政策。The file has no <b:policy>, so it is not a policy.");
    TRY(policy(&r, found));
    for (size_t i = 0; i < m->nodes.n; i++) TRY(node(&r, &m->nodes.v[i]));
    *env = r.env;
    return RC_OK;
}

/* ------------------------------------------------------------------ looking up */

const struct policy_source *envelope_source(const struct policy_envelope *env, const void *of) {
    for (size_t i = 0; i < env->sources.n; i++) if (env->sources.v[i].of == of) return &env->sources.v[i];
    return NULL;
}

const struct policy_parameter *envelope_parameter(const struct policy_envelope *env, struct str input) {
    for (size_t i = 0; i < env->parameters.n; i++) if (str_eq(env->parameters.v[i].name, input)) return &env->parameters.v[i];
    return NULL;
}

const struct policy_benefit *envelope_benefit(const struct policy_envelope *env, struct str id) {
    if (id.n == 0) return env->benefits.n == 1 ? &env->benefits.v[0] : NULL;
    for (size_t i = 0; i < env->benefits.n; i++) if (str_eq(env->benefits.v[i].id, id)) return &env->benefits.v[i];
    return NULL;
}

bool date_within(struct date d, struct date from, struct date to)
{
    return temporal_date_cmp(from, d) <= 0 && temporal_date_cmp(d, to) <= 0;
}

struct str envelope_word_per(enum policy_per per) { return pers[per]; }
struct str envelope_word_cadence(enum benefit_cadence c) { return cadences[c]; }
struct str envelope_word_kind(enum benefit_kind k) { return kinds[k]; }
struct str envelope_word_payee(enum benefit_payee p) { return payees[p]; }
