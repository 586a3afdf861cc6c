/* eval_call.c: functions: closures, host functions and built-in ones, and what
** happens to a value that is bound to a typed name (10.3.2.9.4, 10.3.2.13).
**
** A closure may outlive the place where it was made, whose scopes lie on the
** stack, so it takes a copy of the chain of scopes; what they point to is in
** the arena already. */
#include "engine/rules/eval.h"
#include "engine/rules/builtins.h"

const struct feel_scope *eval_keep_scope(struct feel *f, const struct feel_scope *s) {
    const struct feel_scope *first = NULL;
    struct feel_scope *last = NULL;
    for (; s; s = s->outer) {
        struct feel_scope *copy = NEW(f->a, struct feel_scope);
        struct feel_name *names = NEWS(f->a, struct feel_name, s->n ? s->n : 1);
        *copy = *s;
        if (s->n) memcpy(names, s->v, s->n * sizeof *names);
        copy->v = names;
        if (s->entries) {
            struct context *c = NEW(f->a, struct context);
            *c = *s->entries;
            copy->entries = c;
        }
        if (last) last->outer = copy;
        else first = copy;
        last = copy;
    }
    return first;
}

struct value eval_closure(struct feel *f, const struct feel_ast *n, const struct feel_scope *s) {
    struct function *made = NEW(f->a, struct function);
    made->kind = n->external ? FUNCTION_IS_EXTERNAL : FUNCTION_IS_CLOSURE;
    made->type = n->type;
    made->body = n->kids[0];
    made->scope = eval_keep_scope(f, s);
    return (struct value){ .kind = VALUE_FUNCTION, .function = made };
}

struct value value_builtin(struct feel *f, const struct builtin *b) {
    struct function *made = NEW(f->a, struct function);
    made->kind = FUNCTION_IS_BUILTIN;
    made->name = b->name;
    made->builtin = b;
    return (struct value){ .kind = VALUE_FUNCTION, .function = made };
}

struct value feel_host_function(struct arena *a, struct str name, const struct type_member *params, size_t n,
    const struct type *result, feel_host_call *call, void *host) {
    struct function *made = NEW(a, struct function);
    made->kind = FUNCTION_IS_HOST;
    made->name = name;
    made->type = type_function(a, params, n, result ? result : type_simple(TYPE_ANY));
    made->call = call;
    made->host = host;
    return (struct value){ .kind = VALUE_FUNCTION, .function = made };
}

/* ------------------------------------------------------------------ converting */

struct value feel_coerce(struct feel *f, const struct type *t, struct value v) {
    struct out o;
    if (v.kind == VALUE_UNKNOWN || value_conforms(v, t)) return v;
    if (v.kind == VALUE_LIST && v.list.n == 1 && value_conforms(v.list.v[0], t)) return v.list.v[0];
    if (t->kind == TYPE_LIST && value_conforms(v, t->of)) return value_list_copy(f->a, &v, 1);
    if (t->kind == TYPE_DATE_TIME && v.kind == VALUE_DATE) return value_datetime(temporal_midnight_utc(v.date));
    out_init(&o, f->a);
    put_type(&o, t);
    return feel_null(f, "coerce", str_from(value_kind_name(v)), out_str(&o), STR_NONE);
}

/* ------------------------------------------------------------------ calling */

static struct value apply(struct feel *f, const struct function *fn, struct value *args) {
    size_t n = fn->type->n;
    struct feel_name *names;
    struct feel_scope own;
    for (size_t i = 0; i < n; i++) if (!feel_takes(f, fn->type->members[i].type, args[i], &args[i])) return value_null();
    if (fn->kind == FUNCTION_IS_HOST) return fn->call(f, fn->host, args, n);
    names = NEWS(f->a, struct feel_name, n ? n : 1);
    for (size_t i = 0; i < n; i++) names[i] = (struct feel_name){ fn->type->members[i].name, NULL, args[i] };
    own = (struct feel_scope){ .outer = fn->scope, .v = names, .n = n };
    struct value v = eval(f, fn->body, &own);
    return fn->kind == FUNCTION_IS_EXTERNAL ? external_call(f, v, args, n) : v;
}

/* By name: parameters not named are null, names that are no parameters make the call void. */
static bool arrange(struct feel *f, const struct function *fn, const struct value *args, const struct str *names, size_t n,
    struct value *out)
{
    size_t params = fn->type->n, used = 0;
    if (!names && n != params) return false;
    for (size_t i = 0; i < params; i++) {
        size_t k = i;
        if (names)
            for (k = 0; k < n && !str_eq(names[k], fn->type->members[i].name);) k++;
        out[i] = k < n ? args[k] : value_null();
        used += k < n;
    }
    (void)f;
    return used == n;
}

struct value feel_call(struct feel *f, struct value function, const struct value *args, const struct str *names, size_t n) {
    const struct function *fn = function.function;
    struct value *bound;
    struct value v;
    if (function.kind != VALUE_FUNCTION) return note1(f, "call", value_kind_name(function));
    if (fn->kind == FUNCTION_IS_BUILTIN) return builtin_call(f, fn->builtin, args, n ? names : NULL, n);
    bound = NEWS(f->a, struct value, fn->type->n ? fn->type->n : 1);
    if (!arrange(f, fn, args, n ? names : NULL, n, bound))
        return feel_null(f, "arity", fn->name, str_printf(f->a, "%zu", fn->type->n), str_printf(f->a, "%zu", n));
    if (f->depth <= 1) { f->limit = true; return note0(f, "depth"); }
    f->depth--;
    v = apply(f, fn, bound);
    f->depth++;
    return v;
}

struct value eval_call(struct feel *f, const struct feel_ast *n, const struct feel_scope *s) {
    struct value function = eval(f, n->kids[0], s), *args = NEWS(f->a, struct value, n->n);
    for (size_t i = 1; i < n->n; i++) args[i - 1] = eval(f, n->kids[i], s);
    f->at = n;
    return feel_call(f, function, args, n->named ? n->names : NULL, n->n - 1);
}
