/* register.c: loading policies, finding versions. The answers are in
** register_ask.c. */
#include "engine/rules/dmn_inside.h"
#include "engine/rules/register_inside.h"

static const struct str keys[KEYS] = { SI("person"), SI("firm"), SI("job"), SI("certificate"), SI("occupation"), SI("level"),
    SI("household") };

static const struct str answers[] = { [POLICY_ENTITLED] = SI("entitled"), [POLICY_NOT] = SI("not"), [POLICY_NEEDS] = SI("needs"),
    [POLICY_NOT_YET] = SI("not_yet"), [POLICY_ERROR] = SI("error") };

struct str grant_key_word(enum grant_key k) { return keys[k]; }
struct str policy_answer_word(enum policy_answer x) { return answers[x]; }

struct policy_register *register_new(struct arena *a, const struct facts *facts, struct zones *zones) {
    struct policy_register *reg = NEW(a, struct policy_register);
    *reg = (struct policy_register){ .a = a, .facts = facts, .zones = zones };
    return reg;
}

struct value given_value(const struct given_facts *facts, const struct fact *x) {
    for (size_t i = 0; facts && x && i < facts->n; i++) if (facts->v[i].fact == x) return facts->v[i].value;
    return value_unknown();
}

/* ------------------------------------------------------------------ loading */

static enum rc no_fact(struct err *e, int line, int col, struct str name) {
    return fail_at(e, RC_INPUT, line, col, "事实字典中没有“%.*s”：请改名，或在字典中添加。The fact dictionary has no \"%.*s\": correct the name or add the fact.", STR_FMT(name), STR_FMT(name));
}

static const struct policy_once *left_of(const struct policy_envelope *env, struct str input) {
    for (size_t i = 0; i < env->once.n; i++) if (str_eq(env->once.v[i].left, input)) return &env->once.v[i];
    return NULL;
}

/* Each input is told by a parameter, by what is left of a limit, or by a fact. */
static enum rc bind(struct policy_register *reg, struct policy *p, struct err *e) {
    p->inputs = NEWS(reg->a, struct policy_input, p->model->nodes.n + 1);
    for (size_t i = 0; i < p->model->nodes.n; i++) {
        const struct dmn_node *n = &p->model->nodes.v[i];
        struct policy_input *x = &p->inputs[p->ninputs];
        if (n->kind != NODE_INPUT) continue;
        *x = (struct policy_input){ .name = n->name,
            .parameter = envelope_parameter(p->envelope, n->name),
            .left = left_of(p->envelope, n->name) };
        if (!x->parameter && !x->left && !(x->fact = facts_find(reg->facts, n->name))) return no_fact(e, n->line, n->col, n->name);
        x->plain = x->fact && x->fact->type->kind == TYPE_DATE && register_plain(p->program, n->name);
        p->ninputs++;
    }
    for (size_t i = 0; i < p->envelope->areas.n; i++) {
        const struct policy_area *x = &p->envelope->areas.v[i];
        if (!facts_find(reg->facts, x->fact)) return no_fact(e, x->line, x->col, x->fact);
    }
    if (p->envelope->apply_after.n && !facts_find(reg->facts, p->envelope->apply_after))
        return no_fact(e, p->envelope->line, p->envelope->col, p->envelope->apply_after);
    if (!p->envelope->counts.n) return RC_OK;
    p->counts = facts_find(reg->facts, p->envelope->counts);
    if (!p->counts) return no_fact(e, p->envelope->line, p->envelope->col, p->envelope->counts);
    if (p->counts->type->kind == TYPE_DATE) return RC_OK;
    return fail_at(e, RC_INPUT, p->envelope->line, p->envelope->col, "counts=\"%.*s\" 不是日期。counts=\"%.*s\" is not a date fact.",
        STR_FMT(p->envelope->counts), STR_FMT(p->envelope->counts));
}

static enum rc fault(const struct dmn_program *program, struct err *e) {
    const struct dmn_fault *x;
    if (dmn_faults(program)->n == 0) return RC_OK;
    x = &dmn_faults(program)->v[0];
    return fail_at(e, RC_INPUT, x->line, x->col, "%.*s: \"%.*s\" (%d:%d): %s", STR_FMT(str_sub(x->node, 0, 60)),
        STR_FMT(str_sub(x->text, 0, 60)), x->err.line, x->err.col, x->err.text);
}

enum rc register_add(struct policy_register *reg, struct str bytes, struct str hash, struct str file, struct err *e) {
    struct policy *p = NEW(reg->a, struct policy);
    struct dmn_model *m;
    const struct dmn_model *models[1];
    struct dmn_program *program;
    if (reg->policies.n == LIMIT_POLICIES)
        return fail(e, RC_LIMIT, "政策超过 %d 个。More than %d policies.", LIMIT_POLICIES, LIMIT_POLICIES);
    TRY(dmn_read(reg->a, bytes, &m, e));
    *p = (struct policy){ .hash = hash, .file = file, .model = m };
    TRY(envelope_read(reg->a, m, &p->envelope, e));
    if (m->imports.n)                                             /* the hash is that of one file: it must hold all that decides */
        return fail_at(e, RC_INPUT, m->line, m->col, "政策不能引入别的模型（import %.*s），请把用到的函数抄入本文件。A policy imports no other model (import %.*s); copy what it uses into this file.",
            STR_FMT(str_sub(m->imports.v[0].name, 0, 60)), STR_FMT(str_sub(m->imports.v[0].name, 0, 60)));
    models[0] = m;
    TRY(dmn_compile(reg->a, models, 1, &program, e));
    TRY(fault(program, e));
    p->program = program;
    p->id = p->envelope->id;
    p->version = p->envelope->version;
    for (size_t i = 0; i < reg->policies.n; i++)
        if (str_eq(reg->policies.v[i]->id, p->id) && str_eq(reg->policies.v[i]->version, p->version))
            return fail_at(e, RC_INPUT, p->envelope->line, p->envelope->col, "%.*s%.*s 已在 %.*s 中。%.*s%.*s stands in %.*s already.",
                STR_FMT(p->id), STR_FMT(p->version), STR_FMT(reg->policies.v[i]->file), STR_FMT(p->id), STR_FMT(p->version),
                STR_FMT(reg->policies.v[i]->file));
    TRY(bind(reg, p, e));
    *PUSH(reg->a, &reg->policies) = p;
    return RC_OK;
}

/* ------------------------------------------------------------------ finding */

/* P11c, or P14-2022 where the version is no letter. */
static bool full_name(const struct policy *p, struct str name) {
    size_t dash = name.n > p->id.n && p->version.n && name.p[p->id.n] == '-';
    return name.n == p->id.n + p->version.n + dash && str_starts(name, p->id) && str_ends(name, p->version);
}

/* P11a and P11-2020 are P11 even where only P11c is loaded: a history names versions that nobody keeps any more. */
bool policy_is(const struct policy_register *reg, struct str name, struct str id) {
    size_t i = id.n;
    if (str_eq(name, id)) return true;
    if (!str_starts(name, id)) return false;
    while (i < name.n && name.p[i] >= 'a' && name.p[i] <= 'z') i++;
    if (i == name.n || name.p[id.n] == '-') return true;
    for (i = 0; i < reg->policies.n; i++)
        if (full_name(reg->policies.v[i], name) && str_eq(reg->policies.v[i]->id, id)) return true;
    return false;
}

const struct policy *register_find(const struct policy_register *reg, struct str name) {
    const struct policy *found = NULL;
    for (size_t i = 0; i < reg->policies.n; i++) if (full_name(reg->policies.v[i], name)) return reg->policies.v[i];
    for (size_t i = 0; i < reg->policies.n; i++) {
        if (!str_eq(reg->policies.v[i]->id, name)) continue;
        if (found) return NULL;
        found = reg->policies.v[i];
    }
    return found;
}

/* Is it in force for this question? The date that counts may not be known. */
static int in_force(const struct policy *p, struct date date, const struct given_facts *facts) {
    struct value v = p->counts ? given_value(facts, p->counts) : value_date(date);
    if (v.kind == VALUE_UNKNOWN && p->counts->grows) v = value_date(date);
    if (v.kind == VALUE_NULL) return 0;                           /* no such day: nobody was hired, no class was filed */
    return v.kind != VALUE_DATE ? -1 : date_within(v.date, p->envelope->from, p->envelope->to);
}

static void add_sorted(struct arena *a, struct policies *list, const struct policy *p) {
    *PUSH(a, list) = p;
    for (size_t i = list->n - 1; i > 0 && temporal_date_cmp(list->v[i - 1]->envelope->from, p->envelope->from) > 0; i--) {
        list->v[i] = list->v[i - 1];
        list->v[i - 1] = p;
    }
}

void register_versions(struct arena *a, const struct policy_register *reg, struct str name, struct date date,
    const struct given_facts *facts, struct policies *found) {
    struct policies all = { 0 };
    *found = (struct policies){ 0 };
    for (size_t i = 0; i < reg->policies.n; i++) {
        if (full_name(reg->policies.v[i], name)) { found->n = 0; *PUSH(a, found) = reg->policies.v[i]; return; }
        if (str_eq(reg->policies.v[i]->id, name)) add_sorted(a, &all, reg->policies.v[i]);
    }
    for (size_t i = 0; i < all.n; i++) if (in_force(all.v[i], date, facts) != 0) *PUSH(a, found) = all.v[i];
    for (size_t i = 0; i < all.n && found->n == 0; i++) {
        struct value v = all.v[i]->counts ? given_value(facts, all.v[i]->counts) : value_date(date);
        if (temporal_date_cmp(v.kind == VALUE_DATE ? v.date : date, all.v[i]->envelope->from) < 0) *PUSH(a, found) = all.v[i];
    }
    if (found->n == 0 && all.n) *PUSH(a, found) = all.v[all.n - 1];
}
