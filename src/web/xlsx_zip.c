/* xlsx_zip.c: is this zip honest? Its directory read before libzip opens it.
**
**   [local header, name, squeezed bytes] ... [directory entry] ... [end record]
**                                 ^ offset ------'        ^ offset ------'
**
** libzip takes what a directory says. Ours must say that every entry stands in
** bytes of its own (entries over one another make a small file unpack to a
** large one), that nothing is encrypted, named twice or named as a path out of
** the archive, and that the whole stays within limits.h.
*/
#include "web/xlsx_inner.h"

enum { END_BYTES = 22, ENTRY_BYTES = 46, LOCAL_BYTES = 30, COMMENT_MOST = 65535, ZIP64 = 1 };

struct entry { struct str name; uint64_t zipped, unzipped, from, to; };
struct entries { struct entry *v; size_t n, cap; };

static uint64_t le(struct str s, size_t at, size_t bytes)
{
    uint64_t v = 0;
    while (bytes--) v = v << 8 | (unsigned char)s.p[at + bytes];
    return v;
}

static bool end_find(struct str zip, size_t *at)
{
    for (size_t i = zip.n < END_BYTES ? 0 : zip.n - END_BYTES + 1; i-- > 0 && zip.n - i <= END_BYTES + COMMENT_MOST;)
        if (memcmp(zip.p + i, "PK\5\6", 4) == 0 && i + END_BYTES + le(zip, i + 20, 2) <= zip.n) { *at = i; return true; }
    return false;
}

/* A size or offset of all ones stands, eight bytes long, in the extra field (some writers do so even when it is small). */
static bool wide(struct str extra, uint64_t *v[3])
{
    for (size_t i = 0; i + 4 <= extra.n; i += 4 + le(extra, i + 2, 2)) {
        if (le(extra, i, 2) != ZIP64) continue;
        struct str field = str_sub(extra, i + 4, le(extra, i + 2, 2));
        size_t at = 0;
        for (size_t k = 0; k < 3; k++) {
            if (*v[k] != UINT32_MAX) continue;
            if (at + 8 > field.n) return false;
            *v[k] = le(field, at, 8);
            at += 8;
        }
        return true;
    }
    return *v[0] != UINT32_MAX && *v[1] != UINT32_MAX && *v[2] != UINT32_MAX;
}

static bool name_safe(struct str name)
{
    struct str rest = name, piece;
    if (name.n == 0 || name.p[0] == '/' || name.p[0] == '\\' || (name.n > 1 && name.p[1] == ':') || memchr(name.p, 0, name.n)) return false;
    while (str_cut(&rest, '/', &piece)) {
        struct str last = piece, part;
        while (str_cut(&last, '\\', &part)) if (str_eq(part, S(".."))) return false;
    }
    return true;
}

static enum rc entry_read(struct str zip, size_t *at, size_t end, struct entry *en, enum sheet_why *why, struct err *e)
{
    size_t i = *at;
    if (i + ENTRY_BYTES > end || memcmp(zip.p + i, "PK\1\2", 4) != 0)
        return fail(e, RC_INPUT, "the workbook is damaged: its directory does not hold what it counts");
    uint64_t name = le(zip, i + 28, 2), extra = le(zip, i + 30, 2), comment = le(zip, i + 32, 2);
    if (i + ENTRY_BYTES + name + extra + comment > end)
        return fail(e, RC_INPUT, "the workbook is damaged: its directory does not hold what it counts");
    *en = (struct entry){ .name = str_sub(zip, i + ENTRY_BYTES, name),
        .zipped = le(zip, i + 20, 4),
        .unzipped = le(zip, i + 24, 4),
        .from = le(zip, i + 42, 4) };
    *why = SHEET_OLD;
    if (le(zip, i + 8, 2) & 1) return fail(e, RC_INPUT, "the workbook is encrypted; save it without a password");
    *why = SHEET_UNSAFE;
    if (!name_safe(en->name)) return fail(e, RC_INPUT, "the workbook holds an entry with an unsafe name");
    *why = SHEET_DAMAGED;
    if (!wide(str_sub(zip, i + ENTRY_BYTES + name, extra), (uint64_t *[]){ &en->unzipped, &en->zipped, &en->from }))
        return fail(e, RC_INPUT, "the workbook is damaged: an entry has no size");
    if (en->from > end || en->zipped > end || en->from + LOCAL_BYTES + name + en->zipped > end)
        return fail(e, RC_INPUT, "the workbook is damaged: an entry reaches past its end");
    en->to = en->from + LOCAL_BYTES + name + en->zipped;
    *at = i + ENTRY_BYTES + name + extra + comment;
    return RC_OK;
}

static int by_place(const void *x, const void *y)
{
    const struct entry *a = x, *b = y;
    return a->from < b->from ? -1 : a->from > b->from;
}

static enum rc entries_together(struct entries *all, enum sheet_why *why, struct err *e)
{
    uint64_t unzipped = 0;
    *why = SHEET_UNSAFE;
    qsort(all->v, all->n, sizeof *all->v, by_place);
    for (size_t i = 0; i < all->n; i++) {
        const struct entry *en = &all->v[i];
        if (i && en->from < all->v[i - 1].to) return fail(e, RC_INPUT, "two entries of the workbook lie over one another");
        for (size_t k = 0; k < i; k++)
            if (str_eq_nocase(all->v[k].name, en->name)) return fail(e, RC_INPUT, "two entries of the workbook have the same name");
        if (en->unzipped > LIMIT_XLSX_UNZIPPED - unzipped)
            return fail(e, RC_LIMIT, "unpacked, the workbook has more than %d bytes", LIMIT_XLSX_UNZIPPED);
        unzipped += en->unzipped;
        if (en->unzipped > LIMIT_XLSX_SMALL && en->unzipped / LIMIT_XLSX_RATIO > en->zipped)
            return fail(e, RC_LIMIT, "a part of the workbook unpacks to more than %d times its size", LIMIT_XLSX_RATIO);
    }
    *why = SHEET_DAMAGED;
    return RC_OK;
}

enum rc xlsx_zip_check(struct arena *a, struct str zip, size_t *entries, enum sheet_why *why, struct err *e)
{
    size_t end;
    *why = SHEET_DAMAGED;
    if (!end_find(zip, &end)) return fail(e, RC_INPUT, "the workbook is cut short: its end is missing");
    size_t n = le(zip, end + 10, 2), at = le(zip, end + 16, 4);
    struct entries all = { 0 };
    if (n > LIMIT_XLSX_ENTRIES) return fail(e, RC_LIMIT, "a workbook may have %d parts", LIMIT_XLSX_ENTRIES);
    if (at > end) return fail(e, RC_INPUT, "the workbook is damaged: its directory stands behind its end");
    for (size_t i = 0; i < n; i++) TRY(entry_read(zip, &at, end, PUSH(a, &all), why, e));
    *entries = n;
    return entries_together(&all, why, e);
}
