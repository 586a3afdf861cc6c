/* builtins_text.c: functions of strings (10.3.4.3). Characters are code points. */
#include "engine/rules/builtins.h"
#include "engine/rules/regex.h"
#include "engine/rules/text.h"

struct value fn_substring(struct feel *f, const struct value *a) {
    struct number whole;
    struct value at = a[1], length = a[2];
    int64_t start, n = -1, chars = (int64_t)utf8_len(a[0].string);
    if (number_round(at.number, 0, NUMBER_DOWN, &whole)) at = value_number(whole);
    if (length.kind == VALUE_NUMBER && number_round(length.number, 0, NUMBER_DOWN, &whole)) length = value_number(whole);
    if (!value_to_int(at, &start) || start == 0 || start > chars || start < -chars)
        return feel_null(f, "position", value_text(f->a, a[1]), STR_NONE, STR_NONE);
    if (length.kind == VALUE_NUMBER && (!value_to_int(length, &n) || n < 1))
        return feel_null(f, "length", value_text(f->a, a[2]), STR_NONE, STR_NONE);
    return value_string(text_substring(a[0].string, start, n));
}

struct value fn_string_length(struct feel *f, const struct value *a) { (void)f; return value_int((int64_t)utf8_len(a[0].string)); }
struct value fn_upper(struct feel *f, const struct value *a) { return value_string(text_upper(f->a, a[0].string)); }
struct value fn_lower(struct feel *f, const struct value *a) { return value_string(text_lower(f->a, a[0].string)); }

/* What is not there leaves an empty string. */
struct value fn_before_text(struct feel *f, const struct value *a) {
    struct str r = S("");
    (void)f;
    text_before(a[0].string, a[1].string, &r);
    return value_string(r);
}

struct value fn_after_text(struct feel *f, const struct value *a) {
    struct str r = S("");
    (void)f;
    text_after(a[0].string, a[1].string, &r);
    return value_string(r);
}

struct value fn_contains(struct feel *f, const struct value *a) { (void)f; return value_bool(str_find(a[0].string, a[1].string) >= 0); }
struct value fn_starts_with(struct feel *f, const struct value *a) { (void)f; return value_bool(str_starts(a[0].string, a[1].string)); }
struct value fn_ends_with(struct feel *f, const struct value *a) { (void)f; return value_bool(str_ends(a[0].string, a[1].string)); }

/* ------------------------------------------------------------------ patterns */

enum { PATTERN_STEPS = 500 };                      /* what translating and matching a pattern costs at least */

/* What was done with the pattern is paid for; false when it, or the whole evaluation, has gone on for too long. */
static bool paid(struct feel *f, const struct regex *r, enum rc rc) {
    if (rc == RC_LIMIT) note0(f, "pattern.steps");
    return feel_spend(f, regex_cost(r) / 4) && rc != RC_LIMIT;
}

static bool compiled(struct feel *f, struct str pattern, struct value flags, struct regex **r) {
    struct err e = { 0 };
    struct str letters = flags.kind == VALUE_STRING ? flags.string : S("");
    if (!feel_spend(f, PATTERN_STEPS)) return false;
    if (regex_compile(f->a, pattern, letters, r, &e) == RC_OK) return true;
    feel_null(f, "pattern", pattern, str_copy(f->a, str_from(e.text)), STR_NONE);
    return false;
}

struct value fn_matches(struct feel *f, const struct value *a) {
    struct regex *r;
    bool yes;
    if (!compiled(f, a[1].string, a[2], &r)) return value_null();
    return paid(f, r, regex_match(f->a, r, a[0].string, &yes)) ? value_bool(yes) : value_null();
}

struct value fn_replace(struct feel *f, const struct value *a) {
    struct regex *r;
    struct str out;
    struct err e = { 0 };
    if (!compiled(f, a[1].string, a[3], &r)) return value_null();
    if (regex_matches_empty(r)) return feel_null(f, "pattern.empty", a[1].string, STR_NONE, STR_NONE);
    enum rc rc = regex_replace(f->a, r, a[0].string, a[2].string, &out, &e);
    if (!paid(f, r, rc)) return value_null();
    if (rc == RC_OK) return value_string(out);
    return feel_null(f, "pattern", a[2].string, str_copy(f->a, str_from(e.text)), STR_NONE);
}

static struct value strings(struct feel *f, const struct strs *s) {
    struct value *v = NEWS(f->a, struct value, s->n ? s->n : 1);
    for (size_t i = 0; i < s->n; i++) v[i] = value_string(s->v[i]);
    return value_list(v, s->n);
}

struct value fn_split(struct feel *f, const struct value *a) {
    struct regex *r;
    struct strs parts = { 0 };
    if (!compiled(f, a[1].string, value_null(), &r)) return value_null();
    if (regex_matches_empty(r)) return feel_null(f, "pattern.empty", a[1].string, STR_NONE, STR_NONE);
    return paid(f, r, regex_split(f->a, r, a[0].string, &parts)) ? strings(f, &parts) : value_null();
}

/* Nulls are left out; anything else that is not a string makes the whole null. */
struct value fn_string_join(struct feel *f, const struct value *a) {
    struct out o;
    bool any = false;
    out_init(&o, f->a);
    for (size_t i = 0; i < a[0].list.n; i++) {
        struct value v = a[0].list.v[i];
        if (v.kind == VALUE_NULL) continue;
        if (v.kind != VALUE_STRING) return note2(f, "item", "string join", value_kind_name(v));
        if (any && a[1].kind == VALUE_STRING) put_str(&o, a[1].string);
        put_str(&o, v.string);
        any = true;
    }
    return value_string(out_str(&o));
}
