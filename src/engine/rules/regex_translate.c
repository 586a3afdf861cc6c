/* regex_translate.c: a reader of XPath F&O 3.1 §5.6 (XSD patterns plus anchors,
** groups, back-references and reluctant quantifiers) that writes PCRE2.
**
**     .          [^\n\r], or . with flag s
**     [a-z-[m]]  (?:(?![m])[a-z])
**     \i \c      the classes of XML names          \d \w   as Unicode has them
**     \p{IsX}    a range of code points, from ICU's blocks
**     \12        group 12 when there is one so far, else \1 and a 2 */
#include <unicode/uset.h>
#include "engine/rules/regex_translate.h"

enum { GROUPS = 1000, QUANTIFIER_MAX = 65535 };
#define NAME_START ":A-Z_a-z\\x{C0}-\\x{D6}\\x{D8}-\\x{F6}\\x{F8}-\\x{2FF}\\x{370}-\\x{37D}\\x{37F}-\\x{1FFF}\\x{200C}-\\x{200D}" \
    "\\x{2070}-\\x{218F}\\x{2C00}-\\x{2FEF}\\x{3001}-\\x{D7FF}\\x{F900}-\\x{FDCF}\\x{FDF0}-\\x{FFFD}\\x{10000}-\\x{EFFFF}"
#define NAME_PART NAME_START "\\-.0-9\\x{B7}\\x{300}-\\x{36F}\\x{203F}-\\x{2040}"

struct reading {
    struct arena *a; struct str s; size_t i; struct regex_flags f; struct out o; struct err *e;
    unsigned groups; bool closed[GROUPS]; int depth;
};

static enum rc wrong(struct reading *r, const char *what) {
    return fail_at(r->e, RC_INPUT, 1, (int)utf8_len(str_sub(r->s, 0, r->i)) + 1, "模式有误。%s", what);
}

static bool more(const struct reading *r) { return r->i < r->s.n; }

static char peek(const struct reading *r) { return more(r) ? r->s.p[r->i] : 0; }
static bool take(struct reading *r, char c) { return peek(r) == c && more(r) ? (r->i++, true) : false; }

/* ------------------------------------------------------------------ one character, one class escape */

static void put_code(struct out *o, uint32_t c) { put_f(o, "\\x{%X}", (unsigned)c); }

static uint32_t single_escape(char c) {
    switch (c) {
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return c && strchr("\\|.-^?*+{}()[]$", c) ? (unsigned char)c : 0;
    }
}

static bool block(struct reading *r, struct str name, bool not, bool in_class) {
    UErrorCode e = U_ZERO_ERROR;
    char text[80];
    UChar pattern[96];
    int n = snprintf(text, sizeof text, "[:Block=%.*s:]", STR_FMT(name));
    UChar32 low = 0, high = 0;
    bool ok;
    if (n <= 0 || (size_t)n >= sizeof text) return false;
    u_charsToUChars(text, pattern, n);
    USet *set = uset_openPattern(pattern, n, &e);
    ok = U_SUCCESS(e) && uset_getItemCount(set) == 1 && uset_getItem(set, 0, &low, &high, NULL, 0, &e) == 0;
    uset_close(set);
    if (!ok) return false;
    if (!not) put_f(&r->o, in_class ? "\\x{%X}-\\x{%X}" : "[\\x{%X}-\\x{%X}]", (unsigned)low, (unsigned)high);
    else if (!in_class) put_f(&r->o, "[^\\x{%X}-\\x{%X}]", (unsigned)low, (unsigned)high);
    else {
        if (low > 0) put_f(&r->o, "\\x{0}-\\x{%X}", (unsigned)low - 1);
        if (high < 0x10FFFF) put_f(&r->o, "\\x{%X}-\\x{10FFFF}", (unsigned)high + 1);
    }
    return true;
}

static bool category(struct str s) {
    static const char *const all[] = { "L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc", "Pd",
        "Ps", "Pe", "Pi", "Pf", "Po", "Z", "Zs", "Zl", "Zp", "S", "Sm", "Sc", "Sk", "So", "C", "Cc", "Cf", "Co", "Cn" };
    for (size_t i = 0; i < LEN(all); i++)
        if (str_eq(s, str_from(all[i]))) return true;
    return false;
}

static enum rc property(struct reading *r, bool not, bool in_class) {
    size_t start;
    struct str name;
    if (!more(r) || r->s.p[r->i] != '{') return wrong(r, "\\p needs {a category}.");
    start = ++r->i;
    while (more(r) && r->s.p[r->i] != '}') r->i++;
    if (!more(r)) return wrong(r, "\\p{ needs a closing }.");
    name = str_sub(r->s, start, r->i - start);
    if (category(name)) put_f(&r->o, "\\%c{%.*s}", not ? 'P' : 'p', STR_FMT(name));
    else if (!str_starts(name, S("Is")) || !block(r, str_sub(name, 2, name.n), not, in_class))
        return wrong(r, "There is no such category or block.");
    r->i++;
    return RC_OK;
}

/* Escapes that stand for many characters; *yes is false when c is not one of them. Inside a class the brackets are there. */
static enum rc class_escape(struct reading *r, char c, bool in_class, bool *yes) {
    static const struct { char c; const char *outside, *inside; } classes[] = {
        { 's', "[ \\t\\n\\r]", " \\t\\n\\r" }, { 'S', "[^ \\t\\n\\r]", "\\x{0}-\\x{8}\\x{B}\\x{C}\\x{E}-\\x{1F}\\x{21}-\\x{10FFFF}" },
        { 'd', "\\p{Nd}", "\\p{Nd}" }, { 'D', "\\P{Nd}", "\\P{Nd}" },
        { 'w', "[^\\p{P}\\p{Z}\\p{C}]", "\\p{L}\\p{M}\\p{N}\\p{S}" }, { 'W', "[\\p{P}\\p{Z}\\p{C}]", "\\p{P}\\p{Z}\\p{C}" },
        { 'i', "[" NAME_START "]", NAME_START }, { 'I', "[^" NAME_START "]", NULL },
        { 'c', "[" NAME_PART "]", NAME_PART }, { 'C', "[^" NAME_PART "]", NULL },
    };
    *yes = true;
    if (c == 'p' || c == 'P') return property(r, c == 'P', in_class);
    for (size_t i = 0; i < LEN(classes); i++) {
        if (classes[i].c != c) continue;
        if (in_class && !classes[i].inside) return wrong(r, "\\I and \\C cannot stand inside [ ].");
        put_z(&r->o, in_class ? classes[i].inside : classes[i].outside);
        return RC_OK;
    }
    *yes = false;
    return RC_OK;
}

/* ------------------------------------------------------------------ [ ] */

static enum rc char_class(struct reading *r);

/* One character of a class, escaped or not. *many: it was an escape for many and is written already. */
static enum rc class_char(struct reading *r, uint32_t *c, bool *many) {
    *many = false;
    if (r->s.p[r->i] == '[' || r->s.p[r->i] == ']') return wrong(r, "[ and ] inside a class need a \\ before them.");
    if (r->s.p[r->i] != '\\') { *c = utf8_next(r->s, &r->i); return RC_OK; }
    r->i++;
    char e = more(r) ? r->s.p[r->i] : 0;
    if (!e) return wrong(r, "\\ must not stand last.");
    r->i++;
    TRY(class_escape(r, e, true, many));
    *c = *many ? 0 : single_escape(e);
    return *many || *c ? RC_OK : wrong(r, "There is no such escape.");
}

static bool at_dash_bracket(const struct reading *r) { return r->i + 1 < r->s.n && r->s.p[r->i] == '-' && r->s.p[r->i + 1] == '['; }

static enum rc class_items(struct reading *r) {
    size_t n = 0;
    for (; more(r) && r->s.p[r->i] != ']' && !at_dash_bracket(r); n++) {
        uint32_t low, high;
        bool many, dash = r->s.p[r->i] == '-', last;
        TRY(class_char(r, &low, &many));
        if (many) continue;
        last = more(r) && r->s.p[r->i] == ']';
        if (dash && n > 0 && !last && !at_dash_bracket(r)) return wrong(r, "- stands first, last or between the ends of a range.");
        put_code(&r->o, low);
        if (r->i + 1 >= r->s.n || r->s.p[r->i] != '-' || r->s.p[r->i + 1] == ']' || r->s.p[r->i + 1] == '[') continue;
        r->i++;
        if (r->s.p[r->i] == '-' && !(r->i + 1 < r->s.n && r->s.p[r->i + 1] == ']')) return wrong(r, "A range cannot end in -.");
        TRY(class_char(r, &high, &many));
        if (many || high < low) return wrong(r, "The ends of a range must be characters in order.");
        put_c(&r->o, '-');
        put_code(&r->o, high);
    }
    return n ? RC_OK : wrong(r, "A class must not be empty.");
}

/* At "[". The class is written apart, so that what is subtracted can stand before it. */
static enum rc char_class(struct reading *r) {
    struct out outer = r->o;
    struct str body, minus = STR_NONE;
    bool not;
    if (++r->depth > 50) return wrong(r, "The classes are nested too deeply.");
    r->i++;
    not = more(r) && r->s.p[r->i] == '^';
    r->i += not;
    out_init(&r->o, r->a);
    put_z(&r->o, not ? "[^" : "[");
    TRY(class_items(r));
    put_c(&r->o, ']');
    body = out_str(&r->o);
    if (at_dash_bracket(r)) {
        r->i++;
        out_init(&r->o, r->a);
        TRY(char_class(r));
        minus = out_str(&r->o);
    }
    if (!more(r) || r->s.p[r->i] != ']') return wrong(r, "] is missing.");
    r->i++;
    r->depth--;
    r->o = outer;
    if (!minus.p) put_str(&r->o, body);
    else put_f(&r->o, "(?:(?!%.*s)%.*s)", STR_FMT(minus), STR_FMT(body));
    return RC_OK;
}

/* ------------------------------------------------------------------ atoms and quantifiers */

static enum rc back_reference(struct reading *r) {
    unsigned n = (unsigned)(r->s.p[r->i++] - '0');
    while (more(r) && r->s.p[r->i] >= '0' && r->s.p[r->i] <= '9' && n * 10 + (unsigned)(r->s.p[r->i] - '0') <= r->groups)
        n = n * 10 + (unsigned)(r->s.p[r->i++] - '0');
    if (n > r->groups || !r->closed[n]) return wrong(r, "A back-reference needs a group that is closed before it.");
    put_f(&r->o, "(?(%u)\\g{%u})", n, n);                 /* a group that took no part is empty, says F&O */
    return RC_OK;
}

static enum rc escape(struct reading *r) {
    bool yes;
    char c = r->i + 1 < r->s.n ? r->s.p[r->i + 1] : 0;
    r->i++;
    if (c >= '1' && c <= '9') return back_reference(r);
    if (!c) return wrong(r, "\\ must not stand last.");
    r->i++;
    TRY(class_escape(r, c, false, &yes));
    if (yes) return RC_OK;
    if (!single_escape(c)) return wrong(r, "There is no such escape.");
    put_code(&r->o, single_escape(c));
    return RC_OK;
}

static enum rc alternatives(struct reading *r);

static enum rc group(struct reading *r) {
    unsigned mine = 0;
    r->i++;
    put_c(&r->o, '(');
    if (take(r, '?')) {
        if (!take(r, ':')) return wrong(r, "Behind (? only : can stand.");
        put_z(&r->o, "?:");
    } else if ((mine = ++r->groups) >= GROUPS) return wrong(r, "There are too many groups.");
    if (++r->depth > LIMIT_FEEL_DEPTH) return wrong(r, "The groups are nested too deeply.");
    TRY(alternatives(r));
    r->depth--;
    if (!take(r, ')')) return wrong(r, ") is missing.");
    put_c(&r->o, ')');
    if (mine) r->closed[mine] = true;
    return RC_OK;
}

static bool read_count(struct reading *r, unsigned *n) {
    size_t start = r->i;
    *n = 0;
    while (peek(r) >= '0' && r->s.p[r->i] <= '9' && more(r)) {
        *n = *n * 10 + (unsigned)(r->s.p[r->i++] - '0');
        if (*n > QUANTIFIER_MAX) *n = QUANTIFIER_MAX;
    }
    return r->i > start;
}

static enum rc counted(struct reading *r) {
    unsigned low, high;
    bool comma, bounded = false;
    r->i++;
    if (!read_count(r, &low)) return wrong(r, "{ needs a number behind it.");
    comma = take(r, ',');
    if (comma) bounded = read_count(r, &high);
    if (!take(r, '}')) return wrong(r, "} is missing.");
    if (bounded && high < low) return wrong(r, "The numbers in { } are out of order.");
    put_f(&r->o, "{%u%s", low, comma ? "," : "");
    if (bounded) put_f(&r->o, "%u", high);
    put_c(&r->o, '}');
    return RC_OK;
}

static enum rc quantifier(struct reading *r) {
    char c = peek(r);
    if (c == '{') TRY(counted(r));
    else if (c == '?' || c == '*' || c == '+') { put_c(&r->o, c); r->i++; }
    else return RC_OK;
    if (take(r, '?')) put_c(&r->o, '?');
    c = peek(r);
    if (c == '?' || c == '*' || c == '+' || c == '{') return wrong(r, "Only one quantifier can stand there.");
    return RC_OK;
}

static enum rc atom(struct reading *r) {
    char c = peek(r);
    switch (c) {
    case '\\': return escape(r);
    case '[': return char_class(r);
    case '(': return group(r);
    case '.': r->i++; put_z(&r->o, r->f.dot_all ? "." : "[^\\n\\r]"); return RC_OK;
    case '^': r->i++; put_z(&r->o, "(?:^)"); return RC_OK;
    case '$': r->i++; put_z(&r->o, "(?:$)"); return RC_OK;
    case ']': case '{': case '}': case '?': case '*': case '+': return wrong(r, "This character needs a \\ before it.");
    default: put_code(&r->o, utf8_next(r->s, &r->i)); return RC_OK;
    }
}

static enum rc alternatives(struct reading *r) {
    for (;;) {
        char c = peek(r);
        if (!more(r) || c == ')') return RC_OK;
        if (c == '|') { r->i++; put_c(&r->o, '|'); continue; }
        TRY(atom(r));
        TRY(quantifier(r));
    }
}

/* Flag x: white space outside [ ] is gone before anything else is read, even that behind a \ (F&O 5.6.2). */
static struct str without_space(struct arena *a, struct str s) {
    struct out o;
    int inside = 0;
    bool escaped = false;
    out_init(&o, a);
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (inside == 0 && c && strchr(" \t\n\r", c)) continue;
        if (!escaped && c == '[') inside++;
        if (!escaped && c == ']' && inside) inside--;
        escaped = c == '\\' && !escaped;
        put_c(&o, c);
    }
    return out_str(&o);
}

enum rc regex_translate(struct arena *a, struct str pattern, struct regex_flags f, struct str *out, unsigned *groups, struct err *e) {
    struct reading *r = NEW(a, struct reading);
    *r = (struct reading){ .a = a, .s = pattern, .f = f, .e = e };
    *groups = 0;
    if (f.literal) { *out = str_given(pattern); return RC_OK; }
    if (f.spaced) r->s = without_space(a, pattern);
    out_init(&r->o, a);
    TRY(alternatives(r));
    if (more(r)) return wrong(r, ") has no ( before it.");
    *out = out_str(&r->o);
    *groups = r->groups;
    return RC_OK;
}
