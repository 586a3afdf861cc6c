/* glossary.c: the lexicon: what a character counts as, and which phrases mean
** the same thing.
**
** Folding: one table of 65,536 characters, filled once from ICU: compatibility
** forms and case (NFKC casefold: full-width, circled, small), accents off Latin
** letters, traditional Chinese to simplified, everything that is neither letter
** nor digit to 0.
**
** Glossary: a line is a concept; all its phrases, Chinese and English, carry
** its number. A phrase is kept as the hash of its tokens, so finding those in
** a text is one table look-up per token and phrase length. 64 bits: two of ten
** thousand phrases collide once in 10^11 glossaries, and then only widen a match.
*/
#include "engine/dock/inner.h"
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/utrans.h>
#include <unicode/ustring.h>

static void fold_compatibility(uint16_t *fold)
{
    UErrorCode rc = U_ZERO_ERROR;
    const UNormalizer2 *folder = unorm2_getNFKCCasefoldInstance(&rc), *parts = unorm2_getNFKDInstance(&rc);
    must(U_SUCCESS(rc));
    for (uint32_t c = 0; c < 0x10000; c++) {
        fold[c] = 0;
        if (U_IS_SURROGATE(c)) continue;
        UChar in[1] = { (UChar)c }, out[32];
        rc = U_ZERO_ERROR;
        int32_t n = unorm2_normalize(folder, in, 1, out, LEN(out), &rc);
        uint32_t to = U_SUCCESS(rc) && n == 1 ? out[0] : c;
        if (to < 0x250 || (to >= 0x1e00 && to < 0x1f00)) {          /* accented Latin: its base letter */
            rc = U_ZERO_ERROR;
            in[0] = (UChar)to;
            n = unorm2_normalize(parts, in, 1, out, LEN(out), &rc);
            if (U_SUCCESS(rc) && n > 1 && out[0] < 0x80) to = out[0];
        }
        if (u_isalnum((UChar32)to) || u_charType((UChar32)to) == U_OTHER_LETTER) fold[c] = (uint16_t)to;
    }
}

/* All ideographs in one transliteration, a line each so that no rule sees two of them. */
static void fold_traditional(struct arena *a, uint16_t *fold)
{
    enum { FROM = 0x3400, TO = 0xa000, MOST = (TO - FROM) * 2 };
    UChar *text = NEWS(a, UChar, MOST * 2), id[] = u"Traditional-Simplified";
    int32_t n = 0;
    for (uint32_t c = FROM; c < TO; c++) { text[n++] = (UChar)c; text[n++] = '\n'; }
    UErrorCode rc = U_ZERO_ERROR;
    UTransliterator *t = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &rc);
    must(U_SUCCESS(rc));
    int32_t limit = n;
    utrans_transUChars(t, text, &n, MOST * 2, 0, &limit, &rc);
    must(U_SUCCESS(rc));
    utrans_close(t);
    int32_t at = 0;
    for (uint32_t c = FROM; c < TO && at < n; c++) {
        if (fold[c] && text[at] != '\n' && text[at + 1] == '\n' && !U16_IS_SURROGATE(text[at])) fold[c] = text[at];
        while (at < n && text[at] != '\n') at++;
        at++;
    }
}

void fold_fill(struct arena *a, struct dock_lexicon *lx)
{
    lx->fold = NEWS(a, uint16_t, 0x10000);
    fold_compatibility(lx->fold);
    struct arena_mark m = arena_mark(a);
    fold_traditional(a, lx->fold);
    arena_rewind(a, m);
    lx->fold['+'] = '+';                /* c++, c#: letters of a name when they follow one */
    lx->fold['#'] = '#';
}

enum { PHRASE_MOST = 12, LONG_LEAST = 4 };      /* tokens; a longer phrase is a sentence, not a term */

static void phrase_put(struct dock_lexicon *lx, uint64_t hash, int concept, bool english, enum term_sort sort)
{
    size_t at = hash & (lx->slots - 1);
    for (; lx->phrase[at].concept; at = (at + 1) & (lx->slots - 1))
        if (lx->phrase[at].hash == hash && lx->phrase[at].concept == concept) return;
    lx->phrase[at] = (struct phrase){ hash, concept, english, sort };
}

/* Returns the tokens of the longest name; with TERM_CHAR, which no concept is, it only measures. */
static size_t concept_add(struct dock_analyser *an, struct dock_lexicon *lx, struct arena *scratch, struct str names, bool english,
    enum term_sort sort)
{
    size_t longest = 0;
    struct str name;
    while (str_cut(&names, '|', &name)) {
        struct tokens list = { 0 };
        tokens_cut(an, scratch, name, &list);
        if (list.n == 0 || list.n > PHRASE_MOST) continue;
        uint64_t h = 0;
        for (size_t i = 0; i < list.n; i++) {
            h = tokens_hash(h, &list.v[i]);
            *phrase_start(lx, h) |= (uint64_t)1 << (h & 63);
        }
        if (sort != TERM_CHAR) phrase_put(lx, h, lx->concepts, english, sort);
        if (list.n > longest) longest = list.n;
    }
    return longest;
}

static size_t names_in(struct str bytes)
{
    size_t n = 2;
    for (size_t i = 0; i < bytes.n; i++) n += bytes.p[i] == '|' || bytes.p[i] == '\t' || bytes.p[i] == '\n';
    return n;
}

static size_t lines_in(struct str bytes)
{
    size_t n = 1;
    for (size_t i = 0; i < bytes.n; i++) n += bytes.p[i] == '\n';
    return n;
}

enum rc dock_lexicon_new(struct arena *a, struct str glossary, struct dock_lexicon **lexicon, struct err *e)
{
    struct dock_lexicon *lx = NEW(a, struct dock_lexicon);
    fold_fill(a, lx);
    stop_fill(lx);
    lx->slots = 16;
    while (lx->slots < 2 * names_in(glossary)) lx->slots *= 2;
    lx->phrase = NEWS(a, struct phrase, lx->slots);
    lx->row = NEWS(a, struct str, lines_in(glossary) + 1);
    struct dock_analyser *an = dock_analyser_new(a, lx);
    struct arena_mark m = arena_mark(a);
    units_fill(an, lx, a);
    arena_rewind(a, m);
    struct str line, rest = glossary;
    enum rc rc = RC_OK;
    for (int at = 1; rc == RC_OK && str_cut(&rest, '\n', &line); at++) {
        line = str_trim(line);
        struct str zh, en, cells = line;
        if (line.n == 0 || line.p[0] == '#') continue;
        if (!str_cut(&cells, '\t', &zh) || !str_cut(&cells, '\t', &en) || str_trim(zh).n == 0 || str_trim(en).n == 0) {
            rc = fail_at(e, RC_INPUT, at, 1, "a line of the glossary needs Chinese, a tab and English");
            break;
        }
        if (at == 1 && str_eq(str_trim(zh), S("zh")) && str_eq(str_trim(en), S("en"))) continue;      /* headings */
        lx->row[++lx->concepts] = line;
        size_t most = concept_add(an, lx, a, zh, false, TERM_CHAR);
        enum term_sort sort = most >= LONG_LEAST ? TERM_CONCEPT_LONG : TERM_CONCEPT;
        concept_add(an, lx, a, zh, false, sort);
        size_t other = concept_add(an, lx, a, en, true, sort);
        if ((int)(most > other ? most : other) > lx->longest) lx->longest = (int)(most > other ? most : other);
        arena_rewind(a, m);
    }
    dock_analyser_free(an);
    *lexicon = lx;
    return rc;
}
