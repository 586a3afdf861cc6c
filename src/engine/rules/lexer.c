/* lexer.c: grammar rules 25 to 37 and 61 to 65: white space, words, numbers,
** strings, signs. Everything here looks at the text only; no state. */
#include "engine/rules/lexer.h"

static bool is_space(uint32_t c) {
    return (c >= 9 && c <= 13) || c == ' ' || c == 0x85 || c == 0xA0 || c == 0x1680 || c == 0x180E
        || (c >= 0x2000 && c <= 0x200B) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000 || c == 0xFEFF;
}

static bool is_digit(uint32_t c) { return c >= '0' && c <= '9'; }

bool lex_word_start(uint32_t c) {
    if (c < 0x80) return c == '?' || c == '_' || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    if (is_space(c)) return false;                                /* nor is U+FFFD one, which stands for damage, though rule 28 has it */
    return (c >= 0xC0 && c <= 0xD6) || (c >= 0xD8 && c <= 0xF6) || (c >= 0xF8 && c <= 0x2FF) || (c >= 0x370 && c <= 0x37D)
        || (c >= 0x37F && c <= 0x1FFF) || c == 0x200C || c == 0x200D || (c >= 0x2070 && c <= 0x218F) || (c >= 0x2C00 && c <= 0x2FEF)
        || (c >= 0x3001 && c <= 0xD7FF) || (c >= 0xF900 && c <= 0xFDCF) || (c >= 0xFDF0 && c < 0xFFFD) || (c >= 0x10000 && c <= 0xEFFFF);
}

static bool word_part(uint32_t c) {
    return lex_word_start(c) || is_digit(c) || c == 0xB7 || (c >= 0x300 && c <= 0x36F) || c == 0x203F || c == 0x2040;
}

static uint32_t at(struct str text, size_t pos, size_t *end) {
    *end = pos;
    return pos < text.n ? utf8_next(text, end) : 0;
}

static char byte(struct str text, size_t pos) { return pos < text.n ? text.p[pos] : 0; }

/* What begins like a comment and never closes is none: two signs, of which the parser says that the second makes no sense. */
static size_t skip_comment(struct str text, size_t pos) {
    if (byte(text, pos) != '/') return pos;
    if (byte(text, pos + 1) == '/') {
        while (pos < text.n && text.p[pos] != '\n' && text.p[pos] != '\r') pos++;
        return pos;
    }
    if (byte(text, pos + 1) != '*') return pos;
    for (size_t end = pos + 2; end < text.n; end++)
        if (text.p[end] == '*' && byte(text, end + 1) == '/') return end + 2;
    return pos;
}

size_t lex_skip(struct str text, size_t pos) {
    for (;;) {
        size_t end, after;
        uint32_t c = at(text, pos, &end);
        after = pos < text.n && is_space(c) ? end : skip_comment(text, pos);
        if (after == pos) return pos;
        pos = after;
    }
}

static size_t digits(struct str text, size_t pos) {
    while (is_digit((unsigned char)byte(text, pos))) pos++;
    return pos;
}

/* Digits, a point with digits behind it, an exponent with digits behind it. "1..5" is a 1 and two points. */
static size_t number_end(struct str text, size_t pos) {
    size_t end = digits(text, pos), e;
    if (byte(text, end) == '.' && is_digit((unsigned char)byte(text, end + 1))) end = digits(text, end + 1);
    if (byte(text, end) != 'e' && byte(text, end) != 'E') return end;
    e = end + 1;
    if (byte(text, e) == '+' || byte(text, e) == '-') e++;
    return is_digit((unsigned char)byte(text, e)) ? digits(text, e) : end;
}

static size_t string_end(struct str text, size_t pos) {           /* pos behind the first quote; 0 when there is no last one */
    for (; pos < text.n; pos++) {
        if (text.p[pos] == '\\') pos++;
        else if (text.p[pos] == '"') return pos + 1;
    }
    return 0;
}

static size_t word_end(struct str text, size_t pos) {
    size_t end;
    while (pos < text.n && word_part(at(text, pos, &end))) pos = end;
    return pos;
}

static struct token sign(struct str text, size_t pos) {
    static const struct { char text[3]; enum token_kind kind; } signs[] = {       /* longer ones first */
        { "..", T_DOTS }, { "->", T_ARROW }, { "**", T_POWER }, { "<=", T_LE }, { ">=", T_GE }, { "!=", T_NE },
        { "(", T_LPAREN }, { ")", T_RPAREN }, { "[", T_LBRACKET }, { "]", T_RBRACKET }, { "{", T_LBRACE }, { "}", T_RBRACE },
        { ",", T_COMMA }, { ":", T_COLON }, { ".", T_DOT }, { "+", T_PLUS }, { "-", T_MINUS }, { "*", T_STAR }, { "/", T_SLASH },
        { "<", T_LT }, { ">", T_GT }, { "=", T_EQ }, { "@", T_AT },
    };
    size_t end;
    for (size_t i = 0; i < LEN(signs); i++) {
        size_t n = strlen(signs[i].text);
        if (text.n - pos >= n && memcmp(text.p + pos, signs[i].text, n) == 0) return (struct token){ signs[i].kind, pos, pos + n };
    }
    at(text, pos, &end);
    return (struct token){ T_BAD, pos, end };
}

struct token lex_token(struct str text, size_t pos) {
    size_t end;
    uint32_t c;
    pos = lex_skip(text, pos);
    if (pos >= text.n) return (struct token){ T_END, text.n, text.n };
    c = at(text, pos, &end);
    if (is_digit(c) || (c == '.' && is_digit((unsigned char)byte(text, pos + 1))))
        return (struct token){ T_NUMBER, pos, number_end(text, pos) };
    if (c == '"') {
        end = string_end(text, pos + 1);
        return end ? (struct token){ T_STRING, pos, end } : (struct token){ T_BAD, pos, text.n };
    }
    if (lex_word_start(c)) return (struct token){ T_WORD, pos, word_end(text, pos) };
    return sign(text, pos);
}

bool lex_is(struct str text, struct token t, const char *word) {
    return t.kind == T_WORD && str_eq(str_sub(text, t.start, t.end - t.start), str_from(word));
}

bool lex_keyword(struct str word) {
    static const char *const words[] = { "and", "or", "in", "between", "then", "else", "return", "satisfies", "instance", "of",
        "if", "for", "some", "every", "function", "external", "null", "true", "false" };
    for (size_t i = 0; i < LEN(words); i++)
        if (str_eq(word, str_from(words[i]))) return true;
    return false;
}

/* ------------------------------------------------------------------ names */

/* The end of the next part of a name: a word, a run of digits, or any one character else. */
static size_t part_end(struct str text, size_t pos) {
    size_t end;
    uint32_t c = at(text, pos, &end);
    return word_part(c) ? word_end(text, pos) : end;
}

size_t lex_name(struct str text, size_t pos, struct str name) {
    size_t n = lex_skip(name, 0), end = pos;
    if (n >= name.n) return 0;
    while (n < name.n) {
        size_t name_end = part_end(name, n);
        pos = end == pos ? pos : lex_skip(text, end);
        if (pos >= text.n) return 0;
        end = part_end(text, pos);
        if (!str_eq(str_sub(text, pos, end - pos), str_sub(name, n, name_end - n))) return 0;
        n = lex_skip(name, name_end);
    }
    return end;
}

size_t lex_any_name(struct str text, size_t pos) {
    size_t end, next;
    if (pos >= text.n || !lex_word_start(at(text, pos, &end))) return 0;
    for (end = word_end(text, pos); ; end = next) {
        size_t from = lex_skip(text, end);
        if (from >= text.n) return end;
        if (word_part(at(text, from, &next))) next = word_end(text, from);
        else if (next == from + 1 && strchr("./-'+*", text.p[from])) { }
        else if (at(text, from, &next) == 0x2019) { }
        else return end;
    }
}

struct str lex_spell(struct arena *a, struct str text, size_t start, size_t end) {
    struct out o;
    out_init(&o, a);
    for (size_t pos = start; pos < end; ) {
        size_t stop = part_end(text, pos), next = lex_skip(text, stop);
        put(&o, text.p + pos, stop - pos);
        if (next > stop && next < end) put_c(&o, ' ');
        pos = next;
    }
    return out_str(&o);
}

/* ------------------------------------------------------------------ strings */

static int hex(char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Up to `n` hexadecimal digits; -1 when there are fewer. */
static int64_t code(struct str s, size_t pos, int n) {
    int64_t v = 0;
    for (int i = 0; i < n; i++) {
        int h = pos + (size_t)i < s.n ? hex(s.p[pos + (size_t)i]) : -1;
        if (h < 0) return -1;
        v = v * 16 + h;
    }
    return v;
}

/* \u has 4 digits (two of them may be a surrogate pair), \U has 6. */
static bool code_point(struct str s, size_t *pos, uint32_t *cp) {
    int n = s.p[*pos] == 'U' ? 6 : 4;
    int64_t v = code(s, *pos + 1, n), low;
    if (v < 0 || v > 0x10FFFF) return false;
    *pos += 1 + (size_t)n;
    if (v >= 0xD800 && v < 0xDC00 && byte(s, *pos) == '\\' && byte(s, *pos + 1) == 'u') {
        low = code(s, *pos + 2, 4);
        if (low < 0xDC00 || low > 0xDFFF) return false;
        v = 0x10000 + ((v - 0xD800) << 10) + (low - 0xDC00);
        *pos += 6;
    }
    *cp = (uint32_t)v;
    return !(v >= 0xD800 && v < 0xE000);
}

static bool escape(struct str s, size_t *pos, struct out *o) {    /* *pos behind the backslash */
    char buf[4];
    uint32_t cp = 0;
    switch (byte(s, *pos)) {
    case 'n': put_c(o, '\n'); break;
    case 'r': put_c(o, '\r'); break;
    case 't': put_c(o, '\t'); break;
    case '\'': case '"': case '\\': put_c(o, s.p[*pos]); break;
    case 'u': case 'U':
        if (!code_point(s, pos, &cp) || cp == 0) return false;
        put(o, buf, utf8_put(buf, cp));
        return true;
    default:                                                      /* unknown ones stay as written: regular expressions are full of them */
        put_c(o, '\\');
        return true;
    }
    ++*pos;
    return true;
}

bool lex_string(struct arena *a, struct str text, struct token t, struct str *s, size_t *bad) {
    struct str in = { text.p, t.end - 1 };
    struct out o;
    out_init(&o, a);
    for (size_t pos = t.start + 1; pos < in.n; ) {
        size_t plain = pos;
        while (plain < in.n && in.p[plain] != '\\') plain++;
        put(&o, in.p + pos, plain - pos);
        pos = plain;
        if (pos >= in.n) break;
        *bad = pos++;
        if (!escape(in, &pos, &o)) return false;
    }
    *s = out_str(&o);
    return true;
}
