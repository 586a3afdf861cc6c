/* type.c: the lattice of types: making them, comparing them, spelling them.
**
** Types from models may be cyclic or share parts many times over, so each walk
** carries a depth and a budget; when either is used up the answer is the one
** that claims nothing (does not conform, Any). */
#include "engine/rules/type.h"

struct walk { int depth; int left; };
enum { WALK = 100 * 1000 };

static const struct type simple[] = {
    [TYPE_ANY] = { .kind = TYPE_ANY }, [TYPE_NULL] = { .kind = TYPE_NULL }, [TYPE_NUMBER] = { .kind = TYPE_NUMBER },
    [TYPE_STRING] = { .kind = TYPE_STRING }, [TYPE_BOOLEAN] = { .kind = TYPE_BOOLEAN }, [TYPE_DATE] = { .kind = TYPE_DATE },
    [TYPE_TIME] = { .kind = TYPE_TIME }, [TYPE_DATE_TIME] = { .kind = TYPE_DATE_TIME }, [TYPE_DAYS] = { .kind = TYPE_DAYS },
    [TYPE_MONTHS] = { .kind = TYPE_MONTHS },
};

/* The first spelling of a kind is how it is written. */
static const struct { struct str name; enum type_kind kind; } names[] = {
    { SI("Any"), TYPE_ANY }, { SI("Null"), TYPE_NULL }, { SI("number"), TYPE_NUMBER }, { SI("string"), TYPE_STRING },
    { SI("boolean"), TYPE_BOOLEAN }, { SI("date"), TYPE_DATE }, { SI("time"), TYPE_TIME },
    { SI("date and time"), TYPE_DATE_TIME }, { SI("days and time duration"), TYPE_DAYS },
    { SI("years and months duration"), TYPE_MONTHS },
    { SI("dateTime"), TYPE_DATE_TIME }, { SI("dayTimeDuration"), TYPE_DAYS }, { SI("yearMonthDuration"), TYPE_MONTHS },
};

const struct type *type_simple(enum type_kind kind) {
    must(kind < TYPE_LIST);
    return &simple[kind];
}

static struct type *made(struct arena *a, enum type_kind kind, const struct type *of) {
    struct type *t = NEW(a, struct type);
    t->kind = kind;
    t->of = of;
    return t;
}

const struct type *type_list(struct arena *a, const struct type *of) { return made(a, TYPE_LIST, of); }
const struct type *type_range(struct arena *a, const struct type *of) { return made(a, TYPE_RANGE, of); }

static const struct type *with_members(struct arena *a, enum type_kind kind, const struct type *of, const struct type_member *m, size_t n) {
    struct type *t = made(a, kind, of);
    t->members = NEWS(a, struct type_member, n ? n : 1);
    if (n) memcpy(t->members, m, n * sizeof *m);
    t->n = n;
    return t;
}

const struct type *type_context(struct arena *a, const struct type_member *members, size_t n) {
    return with_members(a, TYPE_CONTEXT, NULL, members, n);
}

const struct type *type_function(struct arena *a, const struct type_member *params, size_t n, const struct type *result) {
    return with_members(a, TYPE_FUNCTION, result, params, n);
}

const struct type *type_builtin(struct str name) {
    for (size_t i = 0; i < LEN(names); i++)
        if (str_eq(names[i].name, name)) return &simple[names[i].kind];
    return NULL;
}

const struct type *type_find(const struct types *types, struct str name) {
    for (; types; types = types->outer)
        for (size_t i = 0; i < types->n; i++)
            if (str_eq(types->v[i]->name, name)) return types->v[i];
    return NULL;
}

const struct type *type_member(const struct type *t, struct str name) {
    if (t->kind != TYPE_CONTEXT) return NULL;
    for (size_t i = 0; i < t->n; i++)
        if (str_eq(t->members[i].name, name)) return t->members[i].type;
    return NULL;
}

/* ------------------------------------------------------------------ relations */

static bool conforms(struct walk *w, const struct type *t, const struct type *s);

static bool enter(struct walk *w) {
    if (w->depth >= LIMIT_FEEL_DEPTH || w->left-- <= 0) return false;
    w->depth++;
    return true;
}

static bool conforms_context(struct walk *w, const struct type *t, const struct type *s) {
    for (size_t i = 0; i < s->n; i++) {
        const struct type *mine = type_member(t, s->members[i].name);
        if (!mine || !conforms(w, mine, s->members[i].type)) return false;
    }
    return true;
}

/* Parameters the other way round: who asks for less can stand in for who asks for more. */
static bool conforms_function(struct walk *w, const struct type *t, const struct type *s) {
    if (t->n != s->n || !conforms(w, t->of, s->of)) return false;
    for (size_t i = 0; i < t->n; i++)
        if (!conforms(w, s->members[i].type, t->members[i].type)) return false;
    return true;
}

static bool conforms(struct walk *w, const struct type *t, const struct type *s) {
    bool yes;
    if (t == s || s->kind == TYPE_ANY || t->kind == TYPE_NULL) return true;
    if (t->kind != s->kind) return false;
    if (t->kind < TYPE_LIST) return true;
    if (!enter(w)) return false;
    yes = t->kind == TYPE_CONTEXT ? conforms_context(w, t, s)
        : t->kind == TYPE_FUNCTION ? conforms_function(w, t, s)
        : conforms(w, t->of, s->of);
    w->depth--;
    return yes;
}

bool type_conforms(const struct type *t, const struct type *s) {
    struct walk w = { 0, WALK };
    return conforms(&w, t, s);
}

static const struct type *join(struct arena *a, const struct type *x, const struct type *y, int depth);

static const struct type *join_contexts(struct arena *a, const struct type *x, const struct type *y, int depth) {
    struct { struct type_member *v; size_t n, cap; } m = { 0 };
    for (size_t i = 0; i < x->n; i++) {
        const struct type *other = type_member(y, x->members[i].name);
        if (other) *PUSH(a, &m) = (struct type_member){ x->members[i].name, join(a, x->members[i].type, other, depth + 1) };
    }
    return type_context(a, m.v, m.n);
}

static const struct type *join(struct arena *a, const struct type *x, const struct type *y, int depth) {
    if (type_conforms(x, y)) return y;
    if (type_conforms(y, x)) return x;
    if (depth > 8 || x->kind != y->kind) return type_simple(TYPE_ANY);
    if (x->kind == TYPE_LIST) return type_list(a, join(a, x->of, y->of, depth + 1));
    return x->kind == TYPE_CONTEXT ? join_contexts(a, x, y, depth) : type_simple(TYPE_ANY);
}

const struct type *type_join(struct arena *a, const struct type *x, const struct type *y) { return join(a, x, y, 0); }

/* ------------------------------------------------------------------ spelling */

static void spell(struct out *o, const struct type *t, struct walk *w);

static void spell_members(struct out *o, const struct type *t, struct walk *w) {
    for (size_t i = 0; i < t->n; i++) {
        if (i) put_z(o, ", ");
        if (t->kind == TYPE_CONTEXT) { put_str(o, t->members[i].name); put_z(o, ": "); }
        spell(o, t->members[i].type, w);
    }
}

static void spell(struct out *o, const struct type *t, struct walk *w) {
    if (t->name.n && w->depth > 0) { put_str(o, t->name); return; }       /* nested named types by name: ends cycles */
    if (t->kind < TYPE_LIST) { put_str(o, names[t->kind].name); return; }
    if (!enter(w)) { put_z(o, "..."); return; }
    put_z(o, t->kind == TYPE_LIST ? "list<" : t->kind == TYPE_RANGE ? "range<" : t->kind == TYPE_CONTEXT ? "context<" : "function<");
    if (t->kind == TYPE_LIST || t->kind == TYPE_RANGE) spell(o, t->of, w);
    else spell_members(o, t, w);
    put_z(o, ">");
    if (t->kind == TYPE_FUNCTION) { put_z(o, "->"); spell(o, t->of, w); }
    w->depth--;
}

void put_type(struct out *o, const struct type *t) {
    struct walk w = { 0, WALK };
    spell(o, t, &w);
}
