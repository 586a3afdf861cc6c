/* firm.c: one row a firm, however it is written: found by its code, else by its name in its district. */
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include "app/parties/inner.h"

/* Blanks and brackets say nothing about which firm it is: "大连（高新）海蓝科技 有限公司" and "大连(高新)海蓝科技有限公司". */
static bool silent(uint32_t cp)
{
    return cp <= ' ' || cp == 0x3000 || cp == 0xA0 || cp == '(' || cp == ')' || cp == '[' || cp == ']' || cp == '"' || cp == '\''
        || cp == '.' || cp == ',' || cp == 0xB7 || cp == 0x3001 || cp == 0x3002 || cp == 0x3010 || cp == 0x3011 || cp == 0x3014
        || cp == 0x3015;
}

struct str firm_key(struct arena *a, struct str name)
{
    UErrorCode e = U_ZERO_ERROR;
    enum { GROWS = 18 };                                            /* the most UTF-16 units NFKC makes of one */
    int32_t units = 0, bytes = 0, cap = (int32_t)name.n * GROWS + 1;
    UChar *u = NEWS(a, UChar, name.n + 1), *folded = NEWS(a, UChar, (size_t)cap);
    u_strFromUTF8WithSub(u, (int32_t)name.n + 1, &units, name.p ? name.p : "", (int32_t)name.n, 0xFFFD, NULL, &e);
    const UNormalizer2 *nfkc = unorm2_getNFKCCasefoldInstance(&e);
    must(U_SUCCESS(e));
    int32_t n = unorm2_normalize(nfkc, u, units, folded, cap, &e);
    must(U_SUCCESS(e));
    char *to = arena_alloc(a, (size_t)n * 3 + 1);
    u_strToUTF8(to, n * 3 + 1, &bytes, folded, n, &e);
    must(U_SUCCESS(e));
    struct str all = { to, (size_t)bytes };
    size_t kept = 0;
    for (size_t at = 0; at < all.n;) {
        uint32_t cp = utf8_next(all, &at);
        if (!silent(cp)) kept += utf8_put(to + kept, cp);           /* never ahead of what is read */
    }
    return (struct str){ to, kept };
}

enum rc firm_find(struct db *tx, const struct firm_said *f, int64_t *id)
{
    struct firm_by_uscc by_code;
    struct firm_by_organisation by_org;
    struct firm_by_name by_name;
    enum rc rc = RC_NONE;
    *id = 0;
    if (f->organisation && (rc = firm_by_organisation(tx, f->organisation, &by_org)) == RC_OK) *id = by_org.id;
    if (rc == RC_NONE && f->uscc.n && (rc = firm_by_uscc(tx, f->uscc, &by_code)) == RC_OK) *id = by_code.id;
    if (rc != RC_NONE || !f->name.n) return rc == RC_NONE ? RC_OK : rc;
    rc = firm_by_name(tx, firm_key(tx->arena, f->name), str_given(f->division), &by_name);
    if (rc == RC_NONE) return RC_OK;
    TRY(rc);
    struct firm_by_id row;
    TRY(firm_by_id(tx, by_name.id, &row));
    if (!f->uscc.n || !row.uscc.n || str_eq(f->uscc, row.uscc)) *id = row.id;     /* two codes are two firms, whatever they are called */
    return RC_OK;
}

enum rc firm_find_or_add(struct db *tx, const struct firm_said *f, int64_t new_id, int64_t now, int64_t *id)
{
    struct str none = S("");
    struct str uscc = f->uscc.n ? f->uscc : STR_NONE, zone = f->zone.p ? f->zone : none, industry = f->industry.p ? f->industry : none;
    struct str registered = f->registered.n ? f->registered : STR_NONE;
    TRY(firm_find(tx, f, id));
    if (*id) return uscc.n || zone.n || industry.n || registered.n ? firm_learn(tx, *id, uscc, zone, industry, registered) : RC_OK;
    *id = new_id;
    return firm_add(tx, new_id, f->organisation ? f->organisation : DB_NULL, uscc, f->name, firm_key(tx->arena, f->name),
        f->division.p ? f->division : none, zone, industry, registered, f->synthetic, now);
}
