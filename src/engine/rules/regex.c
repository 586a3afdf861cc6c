/* regex.c: patterns of XPath F&O translated for PCRE2, and what is done with
** them. The translator (regex_translate.c) has the last word on what is a
** pattern: what it lets through, PCRE2 must accept. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include "engine/rules/regex_translate.h"

struct regex {
    pcre2_code *code; pcre2_match_context *limits; pcre2_general_context *memory;
    bool empty, literal; unsigned groups;
    size_t cost;
};

static void *take(size_t n, void *arena) { return arena_alloc(arena, n ? n : 1); }
static void leave(void *p, void *arena) { (void)p; (void)arena; }           /* the arena gives everything back at once */

/* Before each item of the pattern. PCRE2's own limit is one for each place at which a match may begin: a text of 100 of them may
** cost a hundred times that, and does not say how much it was. */
static int counted(pcre2_callout_block *block, void *regex) {
    struct regex *r = regex;
    (void)block;
    return ++r->cost >= REGEX_MATCH_STEPS ? PCRE2_ERROR_CALLOUT : 0;
}

static bool flags_of(struct str flags, struct regex_flags *f) {
    for (size_t i = 0; i < flags.n; i++) {
        switch (flags.p[i]) {
        case 's': f->dot_all = true; break;
        case 'm': f->lines = true; break;
        case 'i': f->any_case = true; break;
        case 'x': f->spaced = true; break;
        case 'q': f->literal = true; break;
        default: return false;
        }
    }
    return true;
}

enum rc regex_compile(struct arena *a, struct str pattern, struct str flags, struct regex **r, struct err *e) {
    struct regex_flags f = { 0 };
    struct regex *x = NEW(a, struct regex);
    struct str text;
    int why;
    size_t where;
    bool yes;
    if (pattern.n > REGEX_PATTERN_MAX) return fail(e, RC_LIMIT, "模式过长。The pattern is too long.");
    if (!flags_of(flags, &f)) return fail(e, RC_INPUT, "标志只能是 s、m、i、x、q。Flags are s, m, i, x and q.");
    TRY(regex_translate(a, pattern, f, &text, &x->groups, e));
    x->memory = pcre2_general_context_create(take, leave, a);
    pcre2_compile_context *c = pcre2_compile_context_create(x->memory);
    pcre2_set_newline(c, PCRE2_NEWLINE_LF);
    uint32_t options = PCRE2_UTF | PCRE2_AUTO_CALLOUT | PCRE2_UCP | PCRE2_DOLLAR_ENDONLY | PCRE2_NEVER_BACKSLASH_C
        | (f.dot_all ? PCRE2_DOTALL : 0) | (f.lines ? PCRE2_MULTILINE : 0)
        | (f.any_case ? PCRE2_CASELESS : 0) | (f.literal ? PCRE2_LITERAL : 0);
    if (f.literal) options &= ~(uint32_t)(PCRE2_UCP | PCRE2_DOLLAR_ENDONLY | PCRE2_NEVER_BACKSLASH_C | PCRE2_DOTALL | PCRE2_MULTILINE);
    x->code = pcre2_compile((PCRE2_SPTR)text.p, text.n, options, &why, &where, c);
    if (!x->code) return fail_at(e, RC_INPUT, 1, (int)where + 1, "模式有误。The pattern is wrong (%d).", why);
    x->literal = f.literal;
    x->limits = pcre2_match_context_create(x->memory);
    pcre2_set_match_limit(x->limits, REGEX_MATCH_STEPS);
    pcre2_set_callout(x->limits, counted, x);
    pcre2_set_heap_limit(x->limits, 64 * 1024);
    x->empty = regex_match(a, x, S(""), &yes) == RC_OK && yes;
    *r = x;
    return RC_OK;
}

size_t regex_cost(const struct regex *r) { return r->cost; }
bool regex_matches_empty(struct regex *r) { return r->empty; }

struct finding { pcre2_match_data *data; const size_t *at; };

/* The next match at or after `from`; *found is false at the end. */
static enum rc find(struct regex *r, struct str s, size_t from, struct finding *m, bool *found) {
    if (!m->data) m->data = pcre2_match_data_create_from_pattern(r->code, r->memory);
    int n = pcre2_match(r->code, (PCRE2_SPTR)(s.p ? s.p : ""), s.n, from, PCRE2_NO_UTF_CHECK, m->data, r->limits);
    *found = n > 0;
    m->at = pcre2_get_ovector_pointer(m->data);
    return n > 0 || n == PCRE2_ERROR_NOMATCH ? RC_OK : RC_LIMIT;
}

enum rc regex_match(struct arena *a, struct regex *r, struct str s, bool *yes) {
    struct finding m = { 0 };
    (void)a;
    return find(r, s, 0, &m, yes);
}

/* ------------------------------------------------------------------ replacing */

/* "$12": as many digits as make a group that exists; a single digit that is no group is empty. */
static size_t put_group(struct out *o, const struct regex *r, struct str s, const size_t *at, struct str by, size_t i) {
    unsigned group = (unsigned)(by.p[i++] - '0');
    while (i < by.n && by.p[i] >= '0' && by.p[i] <= '9' && group * 10 + (unsigned)(by.p[i] - '0') <= r->groups)
        group = group * 10 + (unsigned)(by.p[i++] - '0');
    if (group <= r->groups && at[2 * group] != PCRE2_UNSET) put(o, s.p + at[2 * group], at[2 * group + 1] - at[2 * group]);
    return i;
}

static void put_by(struct out *o, const struct regex *r, struct str s, const size_t *at, struct str by) {
    for (size_t i = 0; i < by.n;) {
        if (r->literal || (by.p[i] != '$' && by.p[i] != '\\')) put_c(o, by.p[i++]);
        else if (by.p[i] == '\\') { put_c(o, by.p[i + 1]); i += 2; }
        else i = put_group(o, r, s, at, by, i + 1);
    }
}

static bool well_written(struct str by) {
    for (size_t i = 0; i < by.n; i++) {
        char next = i + 1 < by.n ? by.p[i + 1] : 0;
        if (by.p[i] == '$' && (next < '0' || next > '9')) return false;
        if (by.p[i] == '\\' && next != '\\' && next != '$') return false;
        i += by.p[i] == '\\';
    }
    return true;
}

enum rc regex_replace(struct arena *a, struct regex *r, struct str s, struct str by, struct str *out, struct err *e) {
    struct out o;
    struct finding m = { 0 };
    size_t at = 0;
    bool found;
    if (!r->literal && !well_written(by))
        return fail(e, RC_INPUT, "替换文字中 $ 后应为数字，\\ 后应为 $ 或 \\。After $ stands a digit, after \\ stands $ or \\.");
    out_init(&o, a);
    for (;;) {
        TRY(find(r, s, at, &m, &found));
        if (!found || m.at[1] <= m.at[0]) break;
        put(&o, s.p + at, m.at[0] - at);
        put_by(&o, r, s, m.at, by);
        at = m.at[1];
    }
    put_str(&o, str_sub(s, at, s.n));
    *out = out_str(&o);
    return RC_OK;
}

enum rc regex_split(struct arena *a, struct regex *r, struct str s, struct strs *out) {
    struct finding m = { 0 };
    size_t at = 0;
    bool found;
    for (;;) {
        TRY(find(r, s, at, &m, &found));
        if (!found || m.at[1] <= m.at[0]) break;
        *PUSH(a, out) = str_sub(s, at, m.at[0] - at);
        at = m.at[1];
    }
    *PUSH(a, out) = str_sub(s, at, s.n);
    return RC_OK;
}

enum rc regex_extract(struct arena *a, struct regex *r, struct str s, struct strs *out) {
    struct finding m = { 0 };
    bool found;
    for (size_t at = 0;; at = m.at[1]) {
        TRY(find(r, s, at, &m, &found));
        if (!found || m.at[1] <= m.at[0]) return RC_OK;
        *PUSH(a, out) = str_sub(s, m.at[0], m.at[1] - m.at[0]);
    }
}
