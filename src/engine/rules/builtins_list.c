/* builtins_list.c: functions of lists (10.3.4.4) and sort (10.3.4.6). Positions
** begin at 1 and count from the end when negative. */
#include "engine/rules/builtins.h"

struct value fn_count(struct feel *f, const struct value *a) { (void)f; return value_int((int64_t)a[0].list.n); }

static bool among(struct list l, struct value v) {
    for (size_t i = 0; i < l.n; i++)
        if (value_equal(l.v[i], v) == 1) return true;
    return false;
}

struct value fn_list_contains(struct feel *f, const struct value *a) { (void)f; return value_bool(among(a[0].list, a[1])); }

static struct value quantified(struct list l, bool decides) {
    bool unsure = false;
    for (size_t i = 0; i < l.n; i++) {
        if (l.v[i].kind != VALUE_BOOLEAN) unsure = true;
        else if (l.v[i].boolean == decides) return value_bool(decides);
    }
    return unsure ? value_null() : value_bool(!decides);
}

struct value fn_all(struct feel *f, const struct value *a) { (void)f; return quantified(a[0].list, false); }
struct value fn_any(struct feel *f, const struct value *a) { (void)f; return quantified(a[0].list, true); }

/* ------------------------------------------------------------------ positions */

static bool index_of(struct feel *f, struct value position, size_t n, size_t *i) {
    struct number whole;
    int64_t p;
    if (number_round(position.number, 0, NUMBER_DOWN, &whole) && number_to_int(whole, &p)) {
        if (p > 0 && (uint64_t)p <= n) { *i = (size_t)p - 1; return true; }
        if (p < 0 && p >= -(int64_t)n) { *i = (size_t)((int64_t)n + p); return true; }
    }
    feel_null(f, "index", value_text(f->a, position), str_printf(f->a, "%zu", n), STR_NONE);
    return false;
}

struct value fn_sublist(struct feel *f, const struct value *a) {
    struct list l = a[0].list;
    struct number whole;
    size_t from;
    int64_t n = 0;
    if (!index_of(f, a[1], l.n, &from)) return value_null();
    if (a[2].kind == VALUE_NULL) return value_list(l.v + from, l.n - from);
    if (!number_round(a[2].number, 0, NUMBER_DOWN, &whole) || !number_to_int(whole, &n) || n < 1 || (uint64_t)n > l.n - from)
        return feel_null(f, "length", value_text(f->a, a[2]), STR_NONE, STR_NONE);
    return value_list(l.v + from, (size_t)n);
}

/* l without `cut` items at `at`, with v in their place when there is one. */
static struct value spliced(struct feel *f, struct list l, size_t at, size_t cut, const struct value *v) {
    struct value *r = NEWS(f->a, struct value, l.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < at; i++) r[n++] = l.v[i];
    if (v) r[n++] = *v;
    for (size_t i = at + cut; i < l.n; i++) r[n++] = l.v[i];
    return value_list(r, n);
}

struct value fn_insert_before(struct feel *f, const struct value *a) {
    size_t i;
    return index_of(f, a[1], a[0].list.n, &i) ? spliced(f, a[0].list, i, 0, &a[2]) : value_null();
}

struct value fn_remove(struct feel *f, const struct value *a) {
    size_t i;
    return index_of(f, a[1], a[0].list.n, &i) ? spliced(f, a[0].list, i, 1, NULL) : value_null();
}

struct value fn_list_replace(struct feel *f, const struct value *a) {
    size_t i;
    return index_of(f, a[1], a[0].list.n, &i) ? spliced(f, a[0].list, i, 1, &a[2]) : value_null();
}

struct value fn_list_replace_match(struct feel *f, const struct value *a) {
    struct list l = a[0].list;
    struct value *v = NEWS(f->a, struct value, l.n ? l.n : 1);
    for (size_t i = 0; i < l.n; i++) {
        struct value pair[2] = { l.v[i], a[2] }, yes = feel_call(f, a[1], pair, NULL, 2);
        if (yes.kind != VALUE_BOOLEAN) return note2(f, "item", "list replace", value_kind_name(yes));
        v[i] = yes.boolean ? a[2] : l.v[i];
    }
    return value_list(v, l.n);
}

struct value fn_reverse(struct feel *f, const struct value *a) {
    struct list l = a[0].list;
    struct value *v = NEWS(f->a, struct value, l.n ? l.n : 1);
    for (size_t i = 0; i < l.n; i++) v[i] = l.v[l.n - 1 - i];
    return value_list(v, l.n);
}

struct value fn_index_of(struct feel *f, const struct value *a) {
    struct values v = { 0 };
    for (size_t i = 0; i < a[0].list.n; i++)
        if (value_equal(a[0].list.v[i], a[1]) == 1) *PUSH(f->a, &v) = value_int((int64_t)i + 1);
    return value_list(v.v, v.n);
}

/* ------------------------------------------------------------------ putting together */

static void add_all(struct feel *f, struct values *to, struct list l) {
    for (size_t i = 0; i < l.n; i++) *PUSH(f->a, to) = l.v[i];
}

static void add_new(struct feel *f, struct values *to, struct list l) {
    for (size_t i = 0; i < l.n && feel_spend(f, to->n / COMPARED + 1); i++)
        if (!among((struct list){ to->v, to->n }, l.v[i])) *PUSH(f->a, to) = l.v[i];
}

struct value fn_append(struct feel *f, const struct value *a) {
    struct values v = { 0 };
    add_all(f, &v, a[0].list);
    add_all(f, &v, a[1].list);
    return value_list(v.v, v.n);
}

struct value fn_concatenate(struct feel *f, const struct value *a) {
    struct values v = { 0 };
    for (size_t i = 0; i < a[0].list.n; i++) add_all(f, &v, a[0].list.v[i].list);
    return value_list(v.v, v.n);
}

struct value fn_union(struct feel *f, const struct value *a) {
    struct values v = { 0 };
    for (size_t i = 0; i < a[0].list.n; i++) add_new(f, &v, a[0].list.v[i].list);
    return value_list(v.v, v.n);
}

struct value fn_distinct(struct feel *f, const struct value *a) {
    struct values v = { 0 };
    add_new(f, &v, a[0].list);
    return value_list(v.v, v.n);
}

struct value fn_duplicates(struct feel *f, const struct value *a) {
    struct list l = a[0].list;
    struct values v = { 0 };
    for (size_t i = 0; i < l.n && feel_spend(f, (l.n - i) / COMPARED + 1); i++) {
        struct list later = { l.v + i + 1, l.n - i - 1 }, one = { l.v + i, 1 };
        if (among(later, l.v[i])) add_new(f, &v, one);
    }
    return value_list(v.v, v.n);
}

static bool flatten(struct feel *f, struct values *to, struct list l, int depth) {
    if (depth > LIMIT_FEEL_DEPTH || f->steps <= 0) return false;
    for (size_t i = 0; i < l.n; i++) {
        f->steps--;
        if (l.v[i].kind != VALUE_LIST) *PUSH(f->a, to) = l.v[i];
        else if (!flatten(f, to, l.v[i].list, depth + 1)) return false;
    }
    return true;
}

struct value fn_flatten(struct feel *f, const struct value *a) {
    struct values v = { 0 };
    return flatten(f, &v, a[0].list, 0) ? value_list(v.v, v.n) : note0(f, "depth");
}

/* ------------------------------------------------------------------ sort */

/* 1 yes, 0 no, -1 neither true nor false. Without a function the order of FEEL's < counts. */
static int precedes(struct feel *f, struct value by, struct value x, struct value y) {
    struct value pair[2] = { x, y }, r;
    if (by.kind == VALUE_NULL) return value_less(x, y);
    r = feel_call(f, by, pair, NULL, 2);
    return r.kind == VALUE_BOOLEAN ? r.boolean : -1;
}

/* Merges v[0..half) and v[half..n): stable, and in about n log n questions whatever the function answers. */
static bool merge_sort(struct feel *f, struct value by, struct value *v, struct value *spare, size_t n) {
    size_t half = n / 2, i = 0, k = half;
    if (n < 2) return true;
    if (!merge_sort(f, by, v, spare, half) || !merge_sort(f, by, v + half, spare, n - half)) return false;
    for (size_t to = 0; to < n; to++) {
        int right = i < half && k < n ? precedes(f, by, v[k], v[i]) : i == half;
        if (right < 0) return false;
        spare[to] = right ? v[k++] : v[i++];
    }
    memcpy(v, spare, n * sizeof *v);
    return true;
}

struct value fn_sort(struct feel *f, const struct value *a) {
    size_t n = a[0].list.n;
    struct value *spare = NEWS(f->a, struct value, n + 1), *items = NEWS(f->a, struct value, n + 1);
    if (n) memcpy(items, a[0].list.v, n * sizeof *items);
    return merge_sort(f, a[1], items, spare, n) ? value_list(items, n) : note0(f, "sort");
}
