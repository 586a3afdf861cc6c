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

struct dock_analyser *dock_analyser_new(struct arena *a, const struct dock_lexicon *lexicon)
{
    struct dock_analyser *an = NEW(a, struct dock_analyser);
    an->lexicon = lexicon;
    an->stemmer = sb_stemmer_new("english", NULL);
    must(an->stemmer);
    return an;
}

void dock_analyser_free(struct dock_analyser *an)
{
    sb_stemmer_delete(an->stemmer);
    an->stemmer = NULL;
}

/* Sorted, for bsearch. English function words, and the ones every listing says. */
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

static int word_cmp(const void *x, const void *y) { return strcmp(x, *(const char *const *)y); }

static bool stop_word(struct str w)
{
    char z[16];
    if (w.n >= sizeof z) return false;
    memcpy(z, w.p, w.n);
    z[w.n] = 0;
    return bsearch(z, stop_words, LEN(stop_words), sizeof *stop_words, word_cmp) != NULL;
}

static bool stop_char(struct str c) { return str_find(stop_chars, c) >= 0; }

static bool is_chinese(uint32_t c)
{
    return (c >= 0x3400 && c < 0xa000) || (c >= 0x3040 && c < 0x3100) || (c >= 0xac00 && c < 0xd7b0)
        || (c >= 0xf900 && c < 0xfb00) || c >= 0x20000;
}

static uint32_t fold(const struct dock_lexicon *lx, uint32_t c)
{
    return c < 0x10000 ? lx->fold[c] : c >= 0x20000 && c < 0x323b0 ? c : 0;
}

static struct str stem(struct dock_analyser *an, struct arena *a, struct str word)
{
    bool plain = word.n > 2 && !stop_word(word);
    for (size_t i = 0; i < word.n && plain; i++) plain = word.p[i] >= 'a' && word.p[i] <= 'z';
    if (!plain) return word;
    const sb_symbol *s = sb_stemmer_stem(an->stemmer, (const sb_symbol *)word.p, (int)word.n);
    must(s);                                            /* NULL only without memory */
    return str_copy(a, (struct str){ (const char *)s, (size_t)sb_stemmer_length(an->stemmer) });
}

enum { WORD_MOST = 60 };                                 /* bytes; nobody looks for longer words, the rest counts as read */

/* A word: letters and digits as they follow each other; '+' and '#' only behind a letter. */
static struct str word_take(const struct dock_lexicon *lx, struct arena *a, struct str text, size_t *at)
{
    char word[WORD_MOST + 4];
    size_t n = 0;
    for (size_t next = *at; next < text.n; *at = next) {
        uint32_t c = fold(lx, utf8_next(text, &next));
        if (c == 0 || is_chinese(c) || ((c == '+' || c == '#') && n == 0)) break;
        if (n < WORD_MOST) n += utf8_put(word + n, c);
    }
    return str_copy(a, (struct str){ word, n });
}

void tokens_cut(struct dock_analyser *an, struct arena *a, struct str text, struct tokens *list)
{
    const struct dock_lexicon *lx = an->lexicon;
    bool joined = false;
    for (size_t at = 0; at < text.n;) {
        size_t from = at, next = at;
        uint32_t c = fold(lx, utf8_next(text, &next));
        if (c == 0 || c == '+' || c == '#') { at = next; joined = false; continue; }
        struct token t = { .chinese = is_chinese(c), .joined = joined };
        if (t.chinese) {
            char buf[4];
            t.text = str_copy(a, (struct str){ buf, utf8_put(buf, c) });
            at = next;
        } else {
            t.text = stem(an, a, word_take(lx, a, text, &at));
        }
        t.surface = str_sub(text, from, at - from);
        *PUSH(a, list) = t;
        joined = true;
    }
}

uint64_t tokens_hash(uint64_t h, const struct token *t)
{
    uint64_t x = (h ^ str_hash(t->text)) * 0x9e3779b97f4a7c15u;
    return x ^ x >> 29;
}

/* --- the bag: a small hash table from key to term would cost more than it saves under some hundred terms,
** so keys are found through a table of slots that lives as long as the call. */
struct slots { uint32_t *v; size_t n; };

static void slots_grow(struct arena *a, struct slots *s, const struct bag *bag)
{
    s->n = 256;
    while (s->n < 4 * (bag->n + 1)) s->n *= 2;
    s->v = NEWS(a, uint32_t, s->n);
    for (size_t i = 0; i < bag->n; i++) {
        size_t at = str_hash(bag->v[i].key) & (s->n - 1);
        while (s->v[at]) at = (at + 1) & (s->n - 1);
        s->v[at] = (uint32_t)i + 1;
    }
}

static void bag_term(struct arena *a, struct bag *bag, struct slots *s, struct str key, enum term_sort sort, int step, struct str surface)
{
    if ((bag->n + 1) * 2 > s->n) slots_grow(a, s, bag);
    size_t at = str_hash(key) & (s->n - 1);
    for (; s->v[at]; at = (at + 1) & (s->n - 1)) {
        struct term *t = &bag->v[s->v[at] - 1];
        if (!str_eq(t->key, key)) continue;
        t->tf = t->tf + step < TF_MAX ? t->tf + step : TF_MAX;
        return;
    }
    s->v[at] = (uint32_t)bag->n + 1;
    *PUSH(a, bag) = (struct term){ str_copy(a, key), sort, step, surface };
}

static struct str span(const struct token *from, const struct token *to)
{
    return (struct str){ from->surface.p, (size_t)(to->surface.p + to->surface.n - from->surface.p) };
}

static void bag_concepts(const struct dock_lexicon *lx, struct arena *a, struct bag *bag, struct slots *s,
    const struct tokens *list, size_t from, int step)
{
    uint64_t h = 0;
    for (size_t i = from; i < list->n && i < from + (size_t)lx->longest; i++) {
        if (i > from && list->v[i].chinese && list->v[i - 1].chinese && !list->v[i].joined) break;
        h = tokens_hash(h, &list->v[i]);
        for (size_t at = h & (lx->slots - 1); lx->phrase[at].concept; at = (at + 1) & (lx->slots - 1)) {
            if (lx->phrase[at].hash != h) continue;
            struct str key = str_printf(a, "\x01%d", lx->phrase[at].concept);
            bag_term(a, bag, s, key, lx->phrase[at].sort, step, span(&list->v[from], &list->v[i]));
        }
    }
}

void bag_add(struct dock_analyser *an, struct arena *a, struct bag *bag, struct str text, int step)
{
    struct tokens list = { 0 };
    struct slots s = { 0 };
    tokens_cut(an, a, text, &list);
    for (size_t i = 0; i < list.n; i++) {
        const struct token *t = &list.v[i], *u = i + 1 < list.n ? t + 1 : NULL;
        bag_concepts(an->lexicon, a, bag, &s, &list, i, step);
        if (!t->chinese) {
            if (!stop_word(t->text)) { bag_term(a, bag, &s, t->text, TERM_WORD, step, t->surface); bag->length++; }
            continue;
        }
        bool stop = stop_char(t->text);
        bag->length++;
        if (!stop) bag_term(a, bag, &s, t->text, TERM_CHAR, step, t->surface);
        if (!u || !u->chinese || !u->joined || (stop && stop_char(u->text))) continue;
        char pair[8];
        memcpy(pair, t->text.p, t->text.n);
        memcpy(pair + t->text.n, u->text.p, u->text.n);
        bag_term(a, bag, &s, (struct str){ pair, t->text.n + u->text.n }, TERM_PAIR, step, span(t, u));
    }
}

struct bag bag_of(struct dock_analyser *an, struct arena *a, const struct dock_listing *l)
{
    struct bag bag = { 0 };
    bag_add(an, a, &bag, l->title, TF_TITLE);
    bag_add(an, a, &bag, l->body, TF_BODY);
    for (size_t i = 0; i < l->skills.n; i++) bag_add(an, a, &bag, l->skills.v[i], TF_BODY);
    return bag;
}

/* The number of the concept when the whole name is one in the glossary, else its folded, stemmed tokens. */
struct str skill_key(struct dock_analyser *an, struct arena *a, struct str skill)
{
    const struct dock_lexicon *lx = an->lexicon;
    struct tokens list = { 0 };
    struct out o;
    uint64_t h = 0;
    int concept = 0;
    tokens_cut(an, a, skill, &list);
    out_init(&o, a);
    for (size_t i = 0; i < list.n; i++) {
        h = tokens_hash(h, &list.v[i]);
        if (i && !(list.v[i].chinese && list.v[i - 1].chinese)) put_c(&o, ' ');
        put_str(&o, list.v[i].text);
    }
    for (size_t at = h & (lx->slots - 1); list.n && lx->phrase[at].concept; at = (at + 1) & (lx->slots - 1))
        if (lx->phrase[at].hash == h && (!concept || lx->phrase[at].concept < concept)) concept = lx->phrase[at].concept;
    return concept ? str_printf(a, "\x01%d", concept) : out_str(&o);
}
