/* names.c: personal names as they are compared. ICU knows the normal forms and the simplified characters; which signs say
** nothing is ours. Simplified character by character, so that no rule about a phrase sees its neighbours. */
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>
#include "engine/link/link.h"

/* Blanks, and what stands between the parts of a name: "阿依古丽·买买提" is written with half a dozen different dots. */
static bool silent(uint32_t c)
{
    return c <= 0x20 || c == 0xA0 || c == 0xAD || c == 0xB7 || c == 0x387 || c == '.' || c == '-' || c == '\'' || c == 0x3000 || c == 0x30FB
        || c == 0xFF65 || (c >= 0x2000 && c <= 0x2027) || (c >= 0x202A && c <= 0x202F) || (c >= 0x2060 && c <= 0x2064) || c == 0x22C5
        || c == 0x2219 || c == 0x25CF || c == 0x26AB || c == 0x2E31 || c == 0x16EB || c == 0x1427 || c == 0x3002 || c == 0xFF0E
        || c == 0xFEFF;
}

enum { GROWS = 18 };                                                /* the most UTF-16 units NFKC makes of one */
struct bench { UChar *u, *folded; char *bytes; int32_t cap; };     /* room for the longest name */

/* NFKC, case folded, silent signs left out; in the bench. */
static struct str plain(struct bench *b, struct str name)
{
    UErrorCode e = U_ZERO_ERROR;
    int32_t units = 0, n = 0, got = 0;
    const UNormalizer2 *nfkc = unorm2_getNFKCCasefoldInstance(&e);
    u_strFromUTF8WithSub(b->u, b->cap, &units, name.p ? name.p : "", (int32_t)name.n, 0xFFFD, NULL, &e);
    n = unorm2_normalize(nfkc, b->u, units, b->folded, b->cap, &e);
    u_strToUTF8(b->bytes, b->cap * 3, &got, b->folded, n, &e);
    must(U_SUCCESS(e));
    struct str all = { b->bytes, (size_t)got };
    size_t kept = 0;
    for (size_t at = 0; at < all.n;) {
        uint32_t c = utf8_next(all, &at);
        if (!silent(c)) kept += utf8_put(b->bytes + kept, c);        /* never ahead of what is read */
    }
    return (struct str){ b->bytes, kept };
}

/* map: of every character that occurs, its simplified form; room for one a unit of the basic plane. */
static void simplify(struct arena *a, const struct str *v, size_t n, uint16_t *map)
{
    enum { FROM = 0x2E80, TO = 0x10000 };
    UErrorCode e = U_ZERO_ERROR;
    int32_t many = 0, len = 0, at = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < v[i].n;) {
            uint32_t c = utf8_next(v[i], &k);
            if (c >= FROM && c < TO && !map[c]) { map[c] = (uint16_t)c; many++; }
        }
    if (!many) return;
    UChar *text = NEWS(a, UChar, (size_t)many * 4), id[] = u"Traditional-Simplified";
    for (uint32_t c = FROM; c < TO; c++) if (map[c]) { text[len++] = (UChar)c; text[len++] = '\n'; }
    int32_t limit = len;
    UTransliterator *t = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &e);
    must(U_SUCCESS(e));
    utrans_transUChars(t, text, &len, many * 4, 0, &limit, &e);
    utrans_close(t);
    must(U_SUCCESS(e));
    for (uint32_t c = FROM; c < TO && at < len; c++) {
        if (!map[c]) continue;
        if (text[at + 1] == '\n' && !U16_IS_SURROGATE(text[at])) map[c] = text[at];
        while (at < len && text[at] != '\n') at++;
        at++;
    }
}

static void write_simplified(struct str *name, const uint16_t *map)
{
    char *to = (char *)(uintptr_t)name->p;                           /* our own copy; both forms take three bytes */
    for (size_t k = 0; k < name->n;) {
        size_t was = k;
        uint32_t c = utf8_next(*name, &k);
        if (c < 0x10000 && map[c] >= 0x800) utf8_put(to + was, map[c]);
    }
}

void link_names(struct arena *a, const struct str *names, size_t n, struct str *out)
{
    size_t longest = 0;
    for (size_t i = 0; i < n; i++) if (names[i].n > longest) longest = names[i].n;
    must(longest < INT32_MAX / GROWS / 3 - 1);
    struct bench b = { .cap = (int32_t)(longest + 1) * GROWS };
    b.u = NEWS(a, UChar, (size_t)b.cap);
    b.folded = NEWS(a, UChar, (size_t)b.cap);
    b.bytes = NEWS(a, char, (size_t)b.cap * 3);
    for (size_t i = 0; i < n; i++) out[i] = str_copy(a, plain(&b, names[i]));
    struct arena_mark mark = arena_mark(a);
    uint16_t *map = NEWS(a, uint16_t, 0x10000);
    simplify(a, out, n, map);
    for (size_t i = 0; i < n; i++) write_simplified(&out[i], map);
    arena_rewind(a, mark);
}
