/* analyse.c: text in, terms out.
**
**   "数控机床 CNC machines"   tokens  数 控 机 床 cnc machin
**                            terms   数 数控 控 控机 机 机床 床 cnc machin + concepts of the glossary
**
** A Chinese character is a term, and so is every pair of neighbours: no
** dictionary cuts the field's own words apart, and it retrieves better (see
** notes on measurements in README.md). A Latin word or number is its Snowball
** stem. Every phrase of the glossary found, at any place and also inside
** longer ones, adds its concept. Words that say nothing are left out as terms
** but stay tokens, so that "internet of things" is found.
*/
#include "engine/dock/inner.h"
#include <libstemmer.h>

/* A line is a line of the processor's, too. */
static struct stem_line *stems_new(struct arena *a, size_t lines)
{
    char *p = arena_zero(a, (lines + 1) * sizeof(struct stem_line));
    return (struct stem_line *)(void *)(p + (-(uintptr_t)p & (sizeof(struct stem_line) - 1)));
}

struct dock_analyser *dock_analyser_new(struct arena *a, const struct dock_lexicon *lexicon)
{
    struct dock_analyser *an = NEW(a, struct dock_analyser);
    an->lexicon = lexicon;
    arena_init(&an->memory, 2 * STEM_LINES_MOST * sizeof *an->stems);
    an->lines = STEM_LINES_LEAST;
    an->stems = stems_new(a, an->lines);
    an->stemmer = sb_stemmer_new("english", NULL);
    must(an->stemmer);
    return an;
}

void dock_analyser_free(struct dock_analyser *an)
{
    arena_free(&an->memory);
    sb_stemmer_delete(an->stemmer);
    an->stemmer = NULL;
}

/* English function words, and the ones every listing says; of eight letters at most. */
static const char *const stop_words[] = {
    "a", "about", "above", "after", "again", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be", "because",
    "been", "before", "being", "below", "between", "both", "but", "by", "can", "cannot", "could", "did", "do", "does", "doing",
    "down", "during", "each", "etc", "few", "for", "from", "further", "had", "has", "have", "having", "he", "her", "here",
    "hers", "him", "his", "how", "i", "if", "in", "into", "is", "it", "its", "me", "more", "most", "my", "no", "nor", "not",
    "of", "off", "on", "once", "only", "or", "other", "our", "ours", "out", "over", "own", "s", "same", "she", "should", "so",
    "some", "such", "than", "that", "the", "their", "them", "then", "there", "these", "they", "this", "those", "through", "to",
    "too", "under", "until", "up", "upon", "us", "very", "was", "we", "were", "what", "when", "where", "which", "while", "who",
    "whom", "why", "will", "with", "would", "you", "your", "yours",
};
static const struct str stop_chars = SI("的了和是在与及或等为对有以我们你他她它这那之于其而且但也都就把被让给向从到由并个着过吗呢吧啊");

/* Up to eight bytes as a number, the first lowest, zeros behind them. */
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "words are looked at eight bytes at once");
static inline uint64_t bytes_of(const char *p, size_t n)
{
    uint64_t v = 0;
    if (n >= sizeof v) n = sizeof v;
    memcpy(&v, p, n);
    return v;
}

static inline uint64_t *stop_words_of(struct dock_lexicon *lx, uint64_t word)
{
    return &lx->stop_word[STOP_WAYS * (word * 0x9e3779b97f4a7c15u >> 56)];
}
_Static_assert(STOP_SLOTS == STOP_WAYS << 8, "stop_words_of takes eight bits");

static inline bool stop_bytes(const struct dock_lexicon *lx, uint64_t word)
{
    const uint64_t *s = stop_words_of((struct dock_lexicon *)lx, word);
    return (s[0] == word) | (s[1] == word) | (s[2] == word) | (s[3] == word);
}

static bool stop_word(const struct dock_lexicon *lx, struct str w) { return w.n && w.n <= 8 && stop_bytes(lx, bytes_of(w.p, w.n)); }

void stop_fill(struct dock_lexicon *lx)
{
    for (size_t at = 0; at < stop_chars.n;) { uint32_t c = utf8_next(stop_chars, &at); lx->stop[c >> 6] |= (uint64_t)1 << (c & 63); }
    for (size_t i = 0; i < LEN(stop_words); i++) {
        struct str w = str_from(stop_words[i]);
        must(w.n <= sizeof *lx->stop_word);
        uint64_t word = bytes_of(w.p, w.n);
        uint64_t *slot = stop_words_of(lx, word);
        size_t k = 0;
        while (k < STOP_WAYS && slot[k]) k++;
        must(k < STOP_WAYS);
        slot[k] = word;
    }
}

static bool stop_char(const struct dock_lexicon *lx, uint32_t c) { return c < 0x10000 && (lx->stop[c >> 6] >> (c & 63) & 1); }

static bool is_chinese(uint32_t c)
{
    return (c >= 0x3400 && c < 0xa000) || (c >= 0x3040 && c < 0x3100) || (c >= 0xac00 && c < 0xd7b0)
        || (c >= 0xf900 && c < 0xfb00) || c >= 0x20000;
}

static uint32_t fold(const struct dock_lexicon *lx, uint32_t c)
{
    return c < 0x10000 ? lx->fold[c] : c >= 0x20000 && c < 0x323b0 ? c : 0;
}

/* Words that the stemmer takes for forms of others: an engineer is no engine, an international fair no intern, a customer neither customs
** nor custom. They and their plural and verb forms keep a stem of their own. */
static struct str stem_own(struct str word)
{
    static const struct str roots[] = { SI("engineer"), SI("international"), SI("customer"), SI("customs"), SI("organic"), SI("organism"),
        SI("accountant"), SI("programmer"), SI("universal"), SI("parking"), SI("fitness"), SI("factoring") },
                            ends[] = { SI(""), SI("s"), SI("ed"), SI("ing"), SI("ly"), SI("ally") };
    for (size_t i = 0; i < LEN(roots); i++)
        for (size_t k = 0; k < LEN(ends) && str_starts(word, roots[i]); k++)
            if (str_eq(str_sub(word, roots[i].n, word.n), ends[k])) return roots[i];
    return STR_NONE;
}

/* No ending the stemmer knows has these last: such a word is its own stem, as is one of two letters or with a digit (dock_test.c). */
static inline bool stems_never(char last)
{
    /* a b f h j k o p q u v w x z */
    enum {
        LETTERS = 1 << 0 | 1 << 1 | 1 << 5 | 1 << 7 | 1 << 9 | 1 << 10 | 1 << 14 | 1 << 15 | 1 << 16 | 1 << 20 | 1 << 21 | 1 << 22 | 1 << 23
            | 1 << 25
    };
    return last < 'a' || last > 'z' || (LETTERS >> (last - 'a') & 1);
}

static struct str stem_of(struct dock_analyser *an, struct str word)
{
    bool plain = word.n > 2 && !stems_never(word.p[word.n - 1]) && !stop_word(an->lexicon, word);
    for (size_t i = 0; i < word.n && plain; i++) plain = word.p[i] >= 'a' && word.p[i] <= 'z';
    if (!plain) return word;
    struct str own = stem_own(word);
    if (own.n) return own;
    const sb_symbol *s = sb_stemmer_stem(an->stemmer, (const sb_symbol *)word.p, (int)word.n);
    must(s);                                            /* NULL only without memory */
    return (struct str){ (const char *)s, (size_t)sb_stemmer_length(an->stemmer) };
}

enum { WORD_MOST = 60 };                                 /* bytes; nobody looks for longer words, the rest counts as read */

enum { WORD_EIGHTS = 3 };
struct word { uint64_t v[WORD_EIGHTS]; };                /* its bytes, zeros behind them */

/* 64 bits: two of a million words share one once in 10^7 corpora. */
static inline uint64_t word_mark(const struct word *w)
{
    uint64_t h = w->v[0] ^ w->v[1] * 0xff51afd7ed558ccdu ^ w->v[2] * 0xc4ceb9fe1a85ec53u;
    return h + !h;
}

/* What a stem is known by: of one that is not long its mark, stirred. */
static inline uint64_t mark_value(uint64_t mark)
{
    uint64_t h = (mark ^ mark >> 32) * 0x9e3779b97f4a7c15u;
    h = (h ^ h >> 29) * 0xbf58476d1ce4e5b9u;
    return h ^ h >> 32;
}

#define STEM_STOP ((uint64_t)1 << 63)
static uint64_t value_of(const struct dock_lexicon *lx, struct str stem)
{
    struct word w = { 0 };
    if (stem.n && stem.n <= sizeof w) memcpy(w.v, stem.p, stem.n);
    uint64_t h = stem.n <= sizeof w ? mark_value(word_mark(&w)) : str_hash(stem);
    return (h & ~STEM_STOP) | (stop_word(lx, stem) ? STEM_STOP : 0);
}

static inline size_t stem_line_at(const struct dock_analyser *an, uint64_t mark)
{
    uint64_t h = mark * 0x9e3779b97f4a7c15u;
    return (h ^ h >> 32) & (an->lines - 1);
}
static inline struct stem_line *stem_line(const struct dock_analyser *an, uint64_t mark) { return &an->stems[stem_line_at(an, mark)]; }

static inline void line_put(struct stem_line *s, uint64_t mark, uint64_t value)
{
    for (int i = STEM_WAYS - 1; i > 0; i--) { s->mark[i] = s->mark[i - 1]; s->value[i] = s->value[i - 1]; }
    s->mark[0] = mark;
    s->value[0] = value;
}

/* Who reads a whole corpus needs to remember more than who reads questions. Without memory it stays as it is. */
static void stems_grow(struct dock_analyser *an)
{
    struct arena memory;
    jmp_buf full;
    an->pushed = 0;
    if (an->lines == STEM_LINES_MOST) return;
    arena_init(&memory, an->memory.cap);
    memory.huge = true;
    memory.guard = &full;
    if (setjmp(full) != 0) return;
    const struct stem_line *old = an->stems;
    an->stems = stems_new(&memory, 2 * an->lines);
    an->lines *= 2;
    for (size_t i = 0; i < an->lines / 2; i++)
        for (int k = STEM_WAYS - 1; k >= 0; k--)
            if (old[i].mark[k]) line_put(stem_line(an, old[i].mark[k]), old[i].mark[k], old[i].value[k]);
    memory.guard = NULL;
    arena_free(&an->memory);
    an->memory = memory;
}

/* Stemming costs more than all else about a word, and most words come again soon: the last words are remembered. Which of a line's it
** is nobody foresees, so all are looked at. */
static inline bool line_find(const struct stem_line *s, uint64_t mark, uint64_t *value)
{
    uint64_t known = 0;
    *value = 0;
    for (int i = 0; i < STEM_WAYS; i++) {
        uint64_t same = -(uint64_t)(s->mark[i] == mark);
        *value |= s->value[i] & same;
        known |= same;
    }
    return known != 0;
}

static uint64_t word_learn(struct dock_analyser *an, uint64_t mark, struct str word)
{
    struct stem_line *s = stem_line(an, mark);
    uint64_t value = value_of(an->lexicon, stem_of(an, word));
    an->pushed += s->mark[STEM_WAYS - 1] != 0;
    line_put(s, mark, value);
    return value;
}

static inline void token_value(struct token *t, uint64_t value)
{
    t->value = value & ~STEM_STOP;              /* keys take the 60 lowest bits */
    t->stop = value >> 63;
}

static void word_value(struct dock_analyser *an, struct str word, struct token *t)
{
    struct word w = { 0 };
    if (word.n > sizeof w || word.n == 0) { token_value(t, value_of(an->lexicon, stem_of(an, word))); return; }
    memcpy(w.v, word.p, word.n);
    uint64_t mark = word_mark(&w), value;
    token_value(t, line_find(stem_line(an, mark), mark, &value) ? value : word_learn(an, mark, word));
}

/* The signs that are a unit in one character, as written in full. */
static const char *squared(uint32_t c)
{
    static const struct {
        uint16_t c;
        char word[4];
    } signs[] = { { 0x338e, "mg" }, { 0x338f, "kg" }, { 0x339c, "mm" }, { 0x339d, "cm" }, { 0x339e, "km" }, { 0x33a1, "m2" },
        { 0x33a5, "m3" } };
    for (size_t i = 0; i < LEN(signs); i++) if (c == signs[i].c) return signs[i].word;
    return NULL;
}

/* Two letters at least: 5kg is five of something, 5G is not. */
static bool unit_written(struct str s)
{
    static const struct str units[] = { SI("kg"), SI("kgs"), SI("mg"), SI("km"), SI("cm"), SI("mm"), SI("ml"), SI("m2"), SI("m3"),
        SI("sqm"), SI("kw"), SI("mw"), SI("kwh"), SI("kv"), SI("mb"), SI("gb"), SI("tb"), SI("min"), SI("hr"), SI("hp"), SI("ha"), SI("mu"),
        SI("rmb"), SI("cny"), SI("yuan") };
    for (size_t i = 0; i < LEN(units); i++) if (str_eq(s, units[i])) return true;
    return false;
}

/* A word of which n folded bytes are there already, the first `digits` of them digits that end at behind. '+' and '#' only
** behind a letter. A number ends before its unit. */
struct taken { size_t n, digits, behind; };
static void word_rest(struct dock_analyser *an, struct str text, size_t *at, struct token *t, struct taken k, const char *start)
{
    char word[WORD_MOST + 4];
    if (k.n) memcpy(word, start, k.n);
    for (size_t next = *at; next < text.n; *at = next) {
        uint32_t c = fold(an->lexicon, utf8_next(text, &next));
        if (c == 0 || is_chinese(c) || ((c == '+' || c == '#') && k.n == 0)) break;
        if (k.n < WORD_MOST) k.n += utf8_put(word + k.n, c);
        if (c >= '0' && c <= '9' && k.digits + 1 == k.n) { k.digits = k.n; k.behind = next; }
    }
    if (k.digits && k.digits < k.n && unit_written((struct str){ word + k.digits, k.n - k.digits })) { k.n = k.digits; *at = k.behind; }
    t->digits = k.digits == k.n;
    word_value(an, (struct str){ word, k.n }, t);
}

/* Eight bytes at once: the topmost bit of each that is an ASCII digit, or a letter. */
#define EACH(x) ((uint64_t)(x) * 0x0101010101010101u)
/* of bytes below 0x80; only topmost bits count */
static inline uint64_t at_least(uint64_t x, unsigned c) { return x + EACH(0x80 - c); }
static inline uint64_t digit_bits(uint64_t x)
{
    uint64_t low = x & EACH(0x7f);
    return at_least(low, '0') & ~at_least(low, '9' + 1) & ~x & EACH(0x80);
}
static inline uint64_t letter_bits(uint64_t x)
{
    uint64_t low = (x | EACH(0x20)) & EACH(0x7f);
    return at_least(low, 'a') & ~at_least(low, 'z' + 1) & ~x & EACH(0x80);
}

/* Words of a text whose stems are looked for a few at a time: those that were remembered are too many to be near. They are of ASCII
** alone and have WORD_EIGHTS eights at most. */
enum { LATE_MOST = 32 };
struct late { size_t n; struct { uint64_t mark; size_t token; } v[LATE_MOST]; };

/* A word that may have forms waits for its stem, any other is its own. Of short codes and words nobody foresees which, so
** there is no jump. */
static inline void word_or_late(struct dock_analyser *an, struct token *t, uint64_t mark, uint64_t first, size_t n, bool forms,
    struct late *late, size_t token)
{
    t->value = mark_value(mark) & ~STEM_STOP;
    t->stop = n <= 8 && stop_bytes(an->lexicon, first);
    late->v[late->n].mark = mark;
    late->v[late->n].token = token;
    late->n += forms;
    __builtin_prefetch(&an->stems[stem_line_at(an, mark) & -(size_t)forms]);
}

/* A word: letters and digits as they follow each other. Most are of ASCII alone and short: these need no look at each character,
** and their value may come late. */
static void word_take(struct dock_analyser *an, struct str text, size_t *at, struct token *t, struct late *late, size_t token)
{
    struct word w = { 0 };
    struct taken k = { 0 };
    size_t from = *at, all = 8;
    uint64_t any_digit = 0;
    for (size_t i = 0; i < WORD_EIGHTS && all == 8; i++) {
        size_t left = text.n - from - k.n;
        uint64_t x = left >= 8 ? bytes_of(text.p + from + k.n, 8) : bytes_of(text.p + from + k.n, left);
        uint64_t digit = digit_bits(x), letter = letter_bits(x), other = ~(digit | letter) & EACH(0x80), no_digit = ~digit & EACH(0x80);
        all = other ? (size_t)__builtin_ctzll(other) / 8 : 8;
        uint64_t taken = all == 8 ? UINT64_MAX : ((uint64_t)1 << 8 * all) - 1;
        w.v[i] = (x | letter >> 2) & taken;
        any_digit |= digit & taken;
        size_t digits = no_digit ? (size_t)__builtin_ctzll(no_digit) / 8 : 8;
        if (k.digits == k.n) k.digits += digits < all ? digits : all;
        k.n += all;
    }
    *at = from + k.n;
    k.behind = from + k.digits;
    unsigned char next = *at < text.n ? (unsigned char)text.p[*at] : ' ';
    if (all == 8 || next >= 0x80 || next == '+' || next == '#' || (k.digits && k.digits < k.n)) {
        word_rest(an, text, at, t, k, (const char *)w.v);
        return;
    }
    t->digits = k.digits == k.n;
    bool forms = (any_digit == 0) & (k.n > 2) & !stems_never((char)(w.v[(k.n - 1) / 8] >> 8 * ((k.n - 1) % 8)));
    word_or_late(an, t, word_mark(&w), w.v[0], k.n, forms, late, token);
}

/* The same of a word that ends before the eighth byte, with nothing special about it; false: look closer. */
static inline bool word_short(struct dock_analyser *an, struct str text, size_t *at, struct token *t, struct late *late, size_t token)
{
    if (text.n - *at < 8) return false;
    uint64_t x = bytes_of(text.p + *at, 8), digit = digit_bits(x), letter = letter_bits(x), other = ~(digit | letter) & EACH(0x80);
    if (!other) return false;
    size_t n = (size_t)__builtin_ctzll(other) / 8;
    uint64_t taken = ((uint64_t)1 << 8 * n) - 1, word = (x | letter >> 2) & taken;
    unsigned char next = (unsigned char)(x >> 8 * n);
    digit &= taken;
    if ((next >= 0x80) | (next == '+') | (next == '#') | (digit != 0) | (n == 0)) return false;
    *at += n;
    word_or_late(an, t, word, word, n, (n > 2) & !stems_never((char)(word >> 8 * (n - 1))), late, token);
    return true;
}

/* What binds two words into one: "e-commerce", "R&D", "1.5", "1,000". Hyphens have many shapes. */
static char link_of(uint32_t c)
{
    if (c == 0x3000 || c == 0xa0) return ' ';
    if (c == 0x2010 || c == 0x2011 || c == 0x2013 || c == 0xff0d || c == '_') return '-';
    if (c == 0xff0e) return '.';
    return c == ' ' || c == '-' || c == '.' || c == ',' || c == '&' ? (char)c : 0;
}

/* Whether capitals mean anything in a text: some letter of it is small, or Chinese. */
static bool has_small(struct str text)
{
    for (size_t i = 0; i < text.n; i++) if ((text.p[i] >= 'a' && text.p[i] <= 'z') || (unsigned char)text.p[i] >= 0xe3) return true;
    return false;
}

/* IT support, US market, who and WHO: what looks like a word that says nothing, in capitals, is a name. */
static bool is_name(struct str surface)
{
    for (size_t i = 0; i < surface.n; i++) if (surface.p[i] < 'A' || surface.p[i] > 'Z') return false;
    return surface.n > 1;
}

static void tokens_room(struct arena *a, struct tokens *list, size_t n)
{
    if (list->cap || n == 0) return;
    list->v = arena_alloc(a, n * sizeof *list->v);
    list->cap = n;
}

static struct str word_of(const struct token *t, struct word *w)
{
    *w = (struct word){ 0 };
    must(t->surface.n <= sizeof *w);
    for (size_t i = 0; i < t->surface.n; i++)
        ((char *)w->v)[i] = (char)(t->surface.p[i] | (t->surface.p[i] >= 'A' && t->surface.p[i] <= 'Z' ? 0x20 : 0));
    return (struct str){ (const char *)w->v, t->surface.n };
}

static void late_close(struct dock_analyser *an, struct late *late, struct token *v, bool small)
{
    for (size_t i = 0; i < late->n; i++) {
        struct token *t = &v[late->v[i].token];
        uint64_t mark = late->v[i].mark, value;
        struct word w;
        if (!line_find(stem_line(an, mark), mark, &value)) value = word_learn(an, mark, word_of(t, &w));
        token_value(t, value);
        if (t->stop && small && is_name(t->surface)) t->stop = false;
    }
    late->n = 0;
    if (an->pushed > STEM_WAYS * an->lines / 4) stems_grow(an);
}

/* The next character, as utf8_next; most are of one byte or three. */
static inline uint32_t next_char(struct str text, size_t *at)
{
    const unsigned char *p = (const unsigned char *)text.p + *at;
    if (*p < 0x80) { ++*at; return *p; }
    if (*p >= 0xe1 && *p < 0xed && text.n - *at >= 3 && (p[1] & 0xc0) == 0x80 && (p[2] & 0xc0) == 0x80) {
        *at += 3;
        return (p[0] & 15u) << 12 | (p[1] & 63u) << 6 | (p[2] & 63u);
    }
    return utf8_next(text, at);
}

void tokens_cut(struct dock_analyser *an, struct arena *a, struct str text, struct tokens *list)
{
    const struct dock_lexicon *lx = an->lexicon;
    bool joined = false, small = has_small(text);
    char link = 0;
    struct late late;
    late.n = 0;
    tokens_room(a, list, text.n / 4 + 8);
    for (size_t at = 0; at < text.n;) {
        size_t from = at, next = at;
        uint32_t raw = next_char(text, &next), c = fold(lx, raw);
        const char *sign = c == 0 && raw >= 0x3300 ? squared(raw) : NULL;
        if ((c == 0 && !sign) || c == '+' || c == '#') { at = next; link = joined ? link_of(raw) : 0; joined = false; continue; }
        struct token *t = PUSH(a, list);
        t->joined = joined;
        t->link = joined ? 0 : link;
        joined = true;
        if (sign) {
            word_value(an, str_from(sign), t);
            at = next;
        } else if (is_chinese(c)) {
            t->chinese = true;
            t->value = c;
            t->stop = stop_char(lx, c);
            at = next;
        } else {
            if (!word_short(an, text, &at, t, &late, list->n - 1)) word_take(an, text, &at, t, &late, list->n - 1);
            if (t->stop && small && is_name((struct str){ text.p + from, at - from })) t->stop = false;
        }
        t->surface = (struct str){ text.p + from, at - from };
        if (late.n == LATE_MOST) late_close(an, &late, list->v, small);
    }
    late_close(an, &late, list->v, small);
}

uint64_t tokens_hash(uint64_t h, const struct token *t)
{
    uint64_t x = (h ^ key_alone(t)) * 0x9e3779b97f4a7c15u;
    return x ^ x >> 29;
}

uint64_t key_alone(const struct token *t) { return key_make(t->chinese ? TERM_CHAR : TERM_WORD, t->value); }
uint64_t key_pair(const struct token *t, const struct token *u) { return key_make(TERM_PAIR, t->value << 21 | u->value); }

/* --- the bag */
static inline uint32_t *bag_slot(const struct bag *bag, uint64_t key)
{
    size_t at = key_hash(key) & (bag->slots - 1);
    while (bag->slot[at] && bag->v[bag->slot[at] - 1].key != key) at = (at + 1) & (bag->slots - 1);
    return &bag->slot[at];
}

const struct term *bag_find(const struct bag *bag, uint64_t key)
{
    uint32_t n = bag->slots ? *bag_slot(bag, key) : 0;
    return n ? &bag->v[n - 1] : NULL;
}

static void bag_slots(struct arena *a, struct bag *bag, size_t slots)
{
    bag->slots = slots;
    bag->slot = NEWS(a, uint32_t, slots);
    for (size_t i = 0; i < bag->n; i++) *bag_slot(bag, bag->v[i].key) = (uint32_t)i + 1;
}

/* An empty bag for so many tokens: two terms each is the usual most. */
static void bag_room(struct arena *a, struct bag *bag, size_t tokens)
{
    size_t slots = 64;
    if (bag->cap || tokens == 0) return;
    while (slots < 4 * tokens) slots *= 2;
    bag->cap = 2 * tokens;
    bag->v = arena_alloc(a, bag->cap * sizeof *bag->v);
    bag_slots(a, bag, slots);
}

static inline void bag_term(struct arena *a, struct bag *bag, uint64_t key, enum term_sort sort, int step, struct str surface)
{
    if ((bag->n + 1) * 2 > bag->slots) bag_slots(a, bag, bag->slots ? 4 * bag->slots : 256);
    uint32_t *slot = bag_slot(bag, key);
    if (*slot) {
        struct term *t = &bag->v[*slot - 1];
        t->tf = t->tf + step < TF_MAX ? t->tf + step : TF_MAX;
        return;
    }
    *PUSH(a, bag) = (struct term){ .key = key, .sort = sort, .tf = step, .surface = surface };
    *slot = (uint32_t)bag->n;
}

static struct str span(const struct token *from, const struct token *to)
{
    return (struct str){ from->surface.p, (size_t)(to->surface.p + to->surface.n - from->surface.p) };
}

static void bag_concepts(const struct dock_lexicon *lx, struct arena *a, struct bag *bag, const struct tokens *list, size_t from, int step)
{
    uint64_t h = 0;
    for (size_t i = from; i < list->n && i < from + (size_t)lx->longest; i++) {
        if (i > from && list->v[i].chinese && list->v[i - 1].chinese && !list->v[i].joined) break;
        h = tokens_hash(h, &list->v[i]);
        bool nothing = i == from && list->v[i].stop && !list->v[i].chinese;         /* "we need it" is not about IT */
        if (!(*phrase_start((struct dock_lexicon *)lx, h) >> (h & 63) & 1)) return;
        for (size_t at = h & (lx->slots - 1); lx->phrase[at].concept; at = (at + 1) & (lx->slots - 1))
            if (lx->phrase[at].hash == h && !nothing)
                bag_term(a, bag, key_concept(lx->phrase[at].concept, lx->phrase[at].english), lx->phrase[at].sort, step,
                    span(&list->v[from], &list->v[i]));
    }
}

/* --- words written several ways: e-commerce and ecommerce, 5 kg and 5公斤 */

/* Names of units, the first of each as a number is written with it. */
static const char *const unit_names[] = {
    "kg|kgs|kilo|kilogram|公斤|千克", "g|gram|克", "mg|milligram|毫克", "t|ton|tonne|吨", "m|meter|metre|米",
        "km|kilometer|kilometre|公里|千米",
    "cm|centimeter|centimetre|厘米|公分", "mm|millimeter|millimetre|毫米", "m2|sqm|sq m|square meter|square metre|平方米|平米|平方",
    "m3|cubic meter|cubic metre|立方米|立方",
    "mu|亩", "ha|hectare|公顷", "l|liter|litre|升", "ml|milliliter|millilitre|毫升", "w|watt|瓦", "kw|kilowatt|千瓦", "mw|megawatt|兆瓦",
    "kwh|kilowatt hour|千瓦时",
    "v|volt|伏", "kv|千伏", "a|amp|ampere|安培", "hp|horsepower|马力", "mb|megabyte|兆", "gb|gigabyte", "tb|terabyte", "min|minute|分钟",
    "h|hr|hour|小时",
    "天|day|日", "个月|month", "年|yr|year", "元|yuan|rmb|cny|块", "人|people|person|名",
};

void units_fill(struct dock_analyser *an, struct dock_lexicon *lx, struct arena *scratch)
{
    for (size_t i = 0; i < LEN(unit_names); i++) {
        struct str names = str_from(unit_names[i]), name;
        while (str_cut(&names, '|', &name)) {
            struct tokens list = { 0 };
            uint64_t h = 0;
            tokens_cut(an, scratch, name, &list);
            for (size_t k = 0; k < list.n; k++) h = tokens_hash(h, &list.v[k]);
            must(lx->units < (int)LEN(lx->unit));
            lx->unit[lx->units++] = (struct unit_name){ h, unit_names[i] };
        }
    }
}

enum { PARTS_MOST = 4, UNIT_TOKENS = 3 };

/* What several tokens are as one word: without what stands between them, but for a decimal's point; then the unit. */
static uint64_t key_written(struct dock_analyser *an, const struct token *from, const struct token *to, const char *unit)
{
    char word[PARTS_MOST * (WORD_MOST + 5) + 32];
    size_t n = 0;
    for (const struct token *t = from; t <= to; t++) {
        size_t most = n + WORD_MOST;
        if (t > from && t->link == '.' && t->digits) word[n++] = '.';
        for (size_t at = 0; at < t->surface.n && n < most;) n += utf8_put(word + n, fold(an->lexicon, utf8_next(t->surface, &at)));
    }
    for (; unit && *unit && *unit != '|'; unit++) word[n++] = *unit;
    struct token whole = { 0 };
    word_value(an, (struct str){ word, n }, &whole);
    return key_make(TERM_WORD, whole.value);
}

static bool binds(const struct token *t, const struct token *u)
{
    if (t->chinese || u->chinese || !u->link || u->link == ' ') return false;
    return u->link != ',' || (t->digits && u->digits && u->surface.n == 3);
}

/* The unit that begins with token i, and its tokens. */
static const char *unit_at(const struct dock_lexicon *lx, const struct tokens *list, size_t i, size_t *n)
{
    const char *unit = NULL;
    uint64_t h = 0;
    for (size_t k = i; k < list->n && k < i + UNIT_TOKENS; k++) {
        h = tokens_hash(h, &list->v[k]);
        for (int u = 0; u < lx->units; u++) if (lx->unit[u].hash == h) { unit = lx->unit[u].unit; *n = k + 1 - i; }
    }
    return unit;
}

/* 6,400 is one number: its 6 is no 6 and its 400 no 400. */
static bool grouped(const struct token *t, const struct token *u) { return t->digits && u->digits && u->link == ',' && binds(t, u); }
static bool in_group(const struct tokens *list, size_t i)
{
    return (i > 0 && grouped(&list->v[i - 1], &list->v[i])) || (i + 1 < list->n && grouped(&list->v[i], &list->v[i + 1]));
}

/* Words bound together are also one word; a number with what it counts is one, too. */
static void bag_written(struct dock_analyser *an, struct arena *a, struct bag *bag, const struct tokens *list, size_t i, int step)
{
    const struct token *v = list->v;
    bool digits = v[i].digits;
    size_t to = i, n = 0;
    if (v[i].chinese || (i > 0 && binds(&v[i - 1], &v[i]))) return;
    while (to + 1 < list->n && to + 1 < i + PARTS_MOST && binds(&v[to], &v[to + 1]) && !(digits && unit_at(an->lexicon, list, to + 1, &n)))
        digits &= v[++to].digits;
    if (to > i)
        bag_term(a, bag, key_written(an, &v[i], &v[to], NULL), in_group(list, i) ? TERM_WORD : TERM_WRITTEN, step, span(&v[i], &v[to]));
    if (!digits || to + 1 == list->n || !(v[to + 1].joined || v[to + 1].link == ' ' || v[to + 1].link == '-')) return;
    const char *unit = unit_at(an->lexicon, list, to + 1, &n);
    if (unit) bag_term(a, bag, key_written(an, &v[i], &v[to], unit), TERM_WRITTEN, step, span(&v[i], &v[to + n]));
}

static void bag_tokens(struct dock_analyser *an, struct arena *a, struct bag *bag, const struct tokens *list, int step)
{
    bool bound = false;                                             /* to the token before */
    bag_room(a, bag, list->n);
    for (size_t i = 0; i < list->n; i++) {
        const struct token *t = &list->v[i], *u = i + 1 < list->n ? t + 1 : NULL;
        bool binding = u && binds(t, u);
        bag_concepts(an->lexicon, a, bag, list, i, step);
        if (binding || t->digits) bag_written(an, a, bag, list, i, step);
        if (t->chinese || !t->stop) bag->length++;
        if (!t->stop && !((bound || binding) && in_group(list, i)))
            bag_term(a, bag, key_alone(t), t->chinese ? TERM_CHAR : TERM_WORD, step, t->surface);
        bound = binding;
        if (!t->chinese || !u || !u->chinese || !u->joined || (t->stop && u->stop)) continue;
        bag_term(a, bag, key_pair(t, u), TERM_PAIR, step, span(t, u));
    }
}

void bag_add(struct dock_analyser *an, struct arena *a, struct bag *bag, struct str text, int step)
{
    struct tokens list = { 0 };
    tokens_cut(an, a, text, &list);
    bag_tokens(an, a, bag, &list, step);
}

void bag_literal(struct dock_analyser *an, struct arena *a, struct bag *bag, struct str text, int step)
{
    struct tokens list = { 0 };
    tokens_cut(an, a, text, &list);
    for (size_t i = 0; i < list.n; i++) list.v[i].stop = false;
    bag_tokens(an, a, bag, &list, step);
}

const uint8_t tf_of_code[TF_CODES] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 28, 40, 63 };

void bag_close(struct bag *bag)
{
    for (size_t i = 0; i < bag->n; i++) {
        int tf = bag->v[i].tf, code = tf < 10 ? tf - 1 : 9;         /* so far each step has its code */
        while (code + 1 < TF_CODES && tf_of_code[code + 1] <= tf) code++;
        bag->v[i].code = code;
    }
}

static void bag_concepts_only(struct dock_analyser *an, struct arena *a, struct bag *bag, struct str text)
{
    struct tokens list = { 0 };
    tokens_cut(an, a, text, &list);
    for (size_t i = 0; i < list.n; i++) bag_concepts(an->lexicon, a, bag, &list, i, TF_BODY);
}

struct bag concepts_of(struct dock_analyser *an, struct arena *a, const struct dock_listing *l)
{
    struct bag bag = { 0 };
    bag_concepts_only(an, a, &bag, l->title);
    bag_concepts_only(an, a, &bag, l->body);
    for (size_t i = 0; i < l->skills.n; i++) bag_concepts_only(an, a, &bag, l->skills.v[i]);
    return bag;
}

struct bag bag_of(struct dock_analyser *an, struct arena *a, const struct dock_listing *l)
{
    struct bag bag = { 0 };
    bag_room(a, &bag, (l->title.n + l->body.n) / 4 + 8);
    bag_add(an, a, &bag, l->title, TF_TITLE);
    bag_add(an, a, &bag, l->body, TF_BODY);
    for (size_t i = 0; i < l->skills.n; i++) bag_add(an, a, &bag, l->skills.v[i], TF_BODY);
    bag_close(&bag);
    return bag;
}

/* The number of the concept when the whole name is one in the glossary, else its folded, stemmed tokens. */
uint64_t skill_key(struct dock_analyser *an, struct arena *a, struct str skill)
{
    const struct dock_lexicon *lx = an->lexicon;
    struct tokens list = { 0 };
    uint64_t h = 0;
    int concept = 0;
    tokens_cut(an, a, skill, &list);
    for (size_t i = 0; i < list.n; i++) h = tokens_hash(h, &list.v[i]);
    for (size_t at = h & (lx->slots - 1); list.n && lx->phrase[at].concept; at = (at + 1) & (lx->slots - 1))
        if (lx->phrase[at].hash == h && (!concept || lx->phrase[at].concept < concept)) concept = lx->phrase[at].concept;
    return !list.n ? 0 : key_make(TERM_SKILL, concept ? (uint64_t)concept : h >> 4 | (uint64_t)1 << 59);
}
