/* builtins_context.c: functions of contexts (10.3.4.9), and not and is. */
#include "engine/rules/builtins.h"

static bool copy_entries(struct feel *f, struct entries *to, struct value context) {
    for (size_t i = 0; i < context.context.n && feel_spend(f, to->n / COMPARED + 1); i++)
        entries_set(f->a, to, context.context.v[i].name, context.context.v[i].value);
    return true;
}

/* [{ key: "a", value: 1 }, ...] to { a: 1, ... }; a key twice or one that is no string has no meaning. */
struct value fn_context(struct feel *f, const struct value *a) {
    struct entries e = { 0 };
    for (size_t i = 0; i < a[0].list.n && feel_spend(f, e.n / COMPARED + 1); i++) {
        const struct value *key = value_get(a[0].list.v[i], S("key")), *v = value_get(a[0].list.v[i], S("value"));
        if (!key || !v || key->kind != VALUE_STRING) return note2(f, "item", "context", value_kind_name(a[0].list.v[i]));
        size_t n = e.n;
        entries_set(f->a, &e, key->string, *v);
        if (e.n == n) return feel_null(f, "key.twice", key->string, STR_NONE, STR_NONE);
    }
    return value_context(e.v, e.n);
}

struct value fn_context_put(struct feel *f, const struct value *a) {
    struct entries e = { 0 };
    copy_entries(f, &e, a[0]);
    entries_set(f->a, &e, a[1].string, a[2]);
    return value_context(e.v, e.n);
}

static struct value put_at(struct feel *f, struct value context, struct list keys, struct value v) {
    struct entries e = { 0 };
    struct value inner = v;
    if (keys.v[0].kind != VALUE_STRING) return note2(f, "item", "context put", value_kind_name(keys.v[0]));
    copy_entries(f, &e, context);
    if (keys.n > 1) {
        const struct value *old = value_get(context, keys.v[0].string);
        struct value under = old && old->kind != VALUE_NULL ? *old : value_context(NULL, 0);
        if (under.kind != VALUE_CONTEXT) return note2(f, "item", "context put", value_kind_name(under));
        inner = put_at(f, under, (struct list){ keys.v + 1, keys.n - 1 }, v);
        if (inner.kind == VALUE_NULL) return inner;
    }
    entries_set(f->a, &e, keys.v[0].string, inner);
    return value_context(e.v, e.n);
}

struct value fn_context_put_keys(struct feel *f, const struct value *a) {
    if (a[1].list.n == 0 || a[1].list.n > LIMIT_FEEL_DEPTH) return note1(f, "empty", "context put");
    return put_at(f, a[0], a[1].list, a[2]);
}

struct value fn_context_merge(struct feel *f, const struct value *a) {
    struct entries e = { 0 };
    for (size_t i = 0; i < a[0].list.n; i++) {
        if (a[0].list.v[i].kind != VALUE_CONTEXT) return note2(f, "item", "context merge", value_kind_name(a[0].list.v[i]));
        copy_entries(f, &e, a[0].list.v[i]);
    }
    return value_context(e.v, e.n);
}

struct value fn_get_value(struct feel *f, const struct value *a) {
    const struct value *v = value_get(a[0], a[1].string);
    return v ? *v : feel_null(f, "member", a[1].string, S("context"), STR_NONE);
}

struct value fn_get_value_keys(struct feel *f, const struct value *a) {
    struct value v = a[0];
    for (size_t i = 0; i < a[1].list.n; i++) {
        const struct value *next = a[1].list.v[i].kind == VALUE_STRING ? value_get(v, a[1].list.v[i].string) : NULL;
        if (!next) return feel_null(f, "member", value_text(f->a, a[1].list.v[i]), str_from(value_kind_name(v)), STR_NONE);
        v = *next;
    }
    return a[1].list.n ? v : value_null();
}

struct value fn_get_entries(struct feel *f, const struct value *a) {
    struct context c = a[0].context;
    struct value *v = NEWS(f->a, struct value, c.n ? c.n : 1);
    for (size_t i = 0; i < c.n; i++) {
        struct entry *pair = NEWS(f->a, struct entry, 2);
        pair[0] = (struct entry){ S("key"), value_string(c.v[i].name) };
        pair[1] = (struct entry){ S("value"), c.v[i].value };
        v[i] = value_context(pair, 2);
    }
    return value_list(v, c.n);
}

struct value fn_not(struct feel *f, const struct value *a) {
    (void)f;
    return a[0].kind == VALUE_BOOLEAN ? value_bool(!a[0].boolean) : value_null();
}

struct value fn_is(struct feel *f, const struct value *a) { (void)f; return value_bool(value_same(a[0], a[1])); }
