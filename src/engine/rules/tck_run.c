/* tck_run.c: a test case's inputs into values, its nodes evaluated, the results
** compared as the kit's own runners do. */
#include "engine/rules/tck_run.h"

/* xsi:type tells the kind; without one the text is what it looks like: a number, a boolean, a date and time, a string,
** and nothing at all is null. */
static struct value simple(struct feel *f, const struct tck_value *v) {
    struct str t = v->type, s = str_trim(v->text);
    struct value r = value_null();
    struct number n;
    if (t.n == 0 && s.n == 0) return r;
    bool number = str_eq(t, S("decimal")) || str_eq(t, S("double")) || str_eq(t, S("float")) || str_eq(t, S("integer"))
        || str_eq(t, S("int")) || str_eq(t, S("long"));
    if (number || t.n == 0) if (number_parse(s, &n)) return value_number(n);
    if ((t.n == 0 || str_eq(t, S("boolean"))) && (str_eq(s, S("true")) || str_eq(s, S("false")))) return value_bool(str_eq(s, S("true")));
    if (number || str_eq(t, S("boolean"))) return r;
    if (str_eq(t, S("date")) || str_eq(t, S("time")) || str_eq(t, S("dateTime")) || str_eq(t, S("duration"))
        || str_eq(t, S("dayTimeDuration")) || str_eq(t, S("yearMonthDuration"))) {
        value_from_literal(s, f->zones, &r);
        return r;
    }
    if (t.n == 0 && str_find(s, S("T")) > 0 && value_from_literal(s, f->zones, &r)) return r;
    return value_string(v->text);
}

static struct value value_of(struct feel *f, const struct tck_value *v) {
    struct entries e = { 0 };
    struct values items = { 0 };
    switch (v->form) {
    case TCK_NULL: return value_null();
    case TCK_SIMPLE: return simple(f, v);
    case TCK_LIST:
        for (size_t i = 0; i < v->parts.n; i++) *PUSH(f->a, &items) = value_of(f, &v->parts.v[i]);
        return value_list(items.v, items.n);
    case TCK_CONTEXT:
        for (size_t i = 0; i < v->parts.n; i++) entries_set(f->a, &e, v->parts.v[i].name, value_of(f, &v->parts.v[i]));
        return value_context(e.v, e.n);
    }
    unreachable();
}

static bool close_to(struct number x, struct number y) {
    struct number d, tolerance;
    must(number_parse(S("0.00000001"), &tolerance));
    return number_sub(x, y, &d) && number_cmp(number_abs(d), tolerance) <= 0;
}

static bool agrees(struct value got, struct value want) {
    if (want.kind == VALUE_NULL || got.kind == VALUE_NULL) return want.kind == got.kind;
    if (want.kind == VALUE_NUMBER && got.kind == VALUE_NUMBER) return close_to(got.number, want.number);
    if (want.kind == VALUE_LIST && got.kind == VALUE_LIST) {
        for (size_t i = 0; i < want.list.n && want.list.n == got.list.n; i++)
            if (!agrees(got.list.v[i], want.list.v[i])) return false;
        return want.list.n == got.list.n;
    }
    if (want.kind == VALUE_CONTEXT && got.kind == VALUE_CONTEXT) {
        for (size_t i = 0; i < want.context.n; i++) {
            const struct value *v = value_get(got, want.context.v[i].name);
            if (!v || !agrees(*v, want.context.v[i].value)) return false;
        }
        return want.context.n == got.context.n;
    }
    return value_same(got, want) || value_equal(got, want) == 1;
}

/* A service with several outputs gives a context of them; a result may name one of these, or the service for all. */
static struct value result_of(struct feel *f, struct dmn_run *r, const struct tck_case *c, const struct tck_result *x, bool *known) {
    struct str *names = NEWS(f->a, struct str, c->inputs.n ? c->inputs.n : 1);
    struct value *args = NEWS(f->a, struct value, c->inputs.n ? c->inputs.n : 1);
    if (c->target == TCK_DECISION || !c->invocable.n) return dmn_value(r, x->name, known);
    for (size_t i = 0; i < c->inputs.n; i++) { names[i] = c->inputs.v[i].name; args[i] = value_of(f, &c->inputs.v[i].value); }
    struct value v = dmn_invoke(r, c->invocable, names, args, c->inputs.n, known);
    const struct value *output = c->target == TCK_SERVICE && !str_eq(x->name, c->invocable) ? value_get(v, x->name) : NULL;
    return output && dmn_outputs(r, c->invocable) > 1 ? *output : v;
}

static void report(struct arena *a, const struct tck_result *x, struct value want, struct value got, bool known, const struct feel *f,
    struct str *why)
{
    struct out o;
    out_init(&o, a);
    put_str(&o, x->name);
    if (!known) put_z(&o, ": there is no such decision");
    else {
        put_z(&o, ": expected ");
        put_value(&o, want);
        put_z(&o, ", got ");
        put_value(&o, got);
        for (size_t i = 0; i < f->notes.n && i < 3; i++) { put_z(&o, "; "); put_str(&o, feel_note_text(a, &f->notes.v[i], FEEL_EN)); }
    }
    *why = out_str(&o);
}

bool tck_run(struct arena *a, const struct dmn_program *p, const struct tck_case *c, struct feel *f, struct str *why) {
    struct dmn_run *r = dmn_start(p, f);
    *why = STR_NONE;
    if (c->target == TCK_DECISION)
        for (size_t i = 0; i < c->inputs.n; i++) dmn_set(r, c->inputs.v[i].ns, c->inputs.v[i].name, value_of(f, &c->inputs.v[i].value));
    for (size_t i = 0; i < c->results.n; i++) {
        bool known;
        feel_again(f);
        struct value want = value_of(f, &c->results.v[i].expected), got = result_of(f, r, c, &c->results.v[i], &known);
        if (c->results.v[i].error) want = value_null();
        if (agrees(got, want) && known) continue;
        report(a, &c->results.v[i], want, got, known, f, why);
        return false;
    }
    return true;
}
