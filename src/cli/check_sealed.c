/* check_sealed.c: every sealed field of the database opens with the key file, and every blind index is the one of what is
** sealed beside it. Nothing that was opened is printed. */
#include "app/parties/parties.h"
#include "check_sql.h"
#include "cli/check.h"
#include "web/ids.h"

enum { BATCH = 500 };

struct tally { int64_t shut, apart, wrong; };     /* do not open; index of something else; number that is none */

static void one_sealed(struct check *c, struct tally *t, const char *table, int64_t row, const char *column, struct str sealed,
    const char *index_of, struct str index)
{
    struct str plain;
    if (!sealed.p) { if (index.p) t->apart++; return; }
    if (party_open(&c->h->arena, &c->h->keys, table, row, column, sealed, &plain, NULL) != RC_OK) { t->shut++; return; }
    if (index_of && !str_eq(party_index(&c->h->arena, &c->h->keys, index_of, plain), index)) t->apart++;
    if (index_of && strcmp(index_of, "id") == 0 && resident_check(plain, NULL) != ID_FINE) t->wrong++;
}

static enum rc persons(struct check *c, struct tally *t)
{
    struct check_person_count count;
    struct progress p;
    int64_t after = 0, done = 0;
    TRY(check_person_count(c->h->db, &count));
    progress_begin(&p, "sealed fields", "persons", count.n);
    for (struct check_persons_rows rows; ; done += (int64_t)rows.n, progress_at(&p, done)) {
        struct arena_mark m = arena_mark(&c->h->arena);
        TRY(check_persons(c->h->db, after, BATCH, &rows));
        if (!rows.n) break;
        for (size_t i = 0; i < rows.n; i++) {
            const struct check_persons *x = &rows.v[i];
            one_sealed(c, t, "person", x->id, "id_cipher", x->id_cipher, "id", x->id_index);
            one_sealed(c, t, "person", x->id, "phone_cipher", x->phone_cipher, "phone", x->phone_index);
            one_sealed(c, t, "person", x->id, "bank_cipher", x->bank_cipher, NULL, STR_NONE);
        }
        after = rows.v[rows.n - 1].id;
        arena_rewind(&c->h->arena, m);
    }
    progress_end(&p, done);
    return RC_OK;
}

static enum rc claims(struct check *c, struct tally *t)
{
    int64_t after = 0;
    for (struct check_claims_rows rows; ;) {
        struct arena_mark m = arena_mark(&c->h->arena);
        TRY(check_claims(c->h->db, after, BATCH, &rows));
        if (!rows.n) return RC_OK;
        for (size_t i = 0; i < rows.n; i++) {
            const struct check_claims *x = &rows.v[i];
            one_sealed(c, t, "job_claim", x->id, "id_cipher", x->id_cipher, "id", x->id_index);
            one_sealed(c, t, "job_claim", x->id, "phone_cipher", x->phone_cipher, "phone", x->phone_index);
        }
        after = rows.v[rows.n - 1].id;
        arena_rewind(&c->h->arena, m);
    }
}

static void one_plain(struct check *c, struct tally *t, const char *purpose, const char *where, int64_t row, const char *column,
    struct str sealed)
{
    struct str plain, place = str_printf(&c->h->arena, "%s|%lld|%s", where, (long long)row, column);
    if (secret_open(&c->h->arena, &c->h->keys, purpose, place, sealed, &plain, NULL) != RC_OK) t->shut++;
}

static enum rc others(struct check *c, struct tally *t)
{
    struct check_annexes_rows annexes;
    struct check_banks_rows banks;
    struct check_totp_rows totps;
    for (int64_t after = 0; ; after = annexes.v[annexes.n - 1].listing) {
        TRY(check_annexes(c->h->db, after, BATCH, &annexes));
        for (size_t i = 0; i < annexes.n; i++)
            one_plain(c, t, "listing_annex", "listing_annex", annexes.v[i].listing, "body_cipher", annexes.v[i].body_cipher);
        if (annexes.n < BATCH) break;
    }
    for (int64_t after = 0; ; after = banks.v[banks.n - 1].id) {
        TRY(check_banks(c->h->db, after, BATCH, &banks));
        for (size_t i = 0; i < banks.n; i++)
            one_plain(c, t, "bank_cipher", "organisation", banks.v[i].id, "bank_cipher", banks.v[i].bank_cipher);
        if (banks.n < BATCH) break;
    }
    for (int64_t after = 0; ; after = totps.v[totps.n - 1].id) {
        TRY(check_totp(c->h->db, after, BATCH, &totps));
        for (size_t i = 0; i < totps.n; i++) one_plain(c, t, "totp", "account", totps.v[i].id, "totp_cipher", totps.v[i].totp_cipher);
        if (totps.n < BATCH) break;
    }
    return RC_OK;
}

enum rc check_sealed(struct check *c)
{
    struct tally t = { 0 };
    struct err e = { 0 };
    c->looked += 3;
    enum rc rc = keys_load(&c->h->keys, c->h->key_path, &e);
    if (rc == RC_NONE) { check_finding(c, "sealed fields were not looked at", "name the key file by --key"); return RC_OK; }
    if (rc != RC_OK) { check_finding(c, "the key file cannot be used: %s", "put the right one there, mode 600", e.text); return RC_OK; }
    TRY(persons(c, &t));
    TRY(claims(c, &t));
    TRY(others(c, &t));
    if (t.shut)
        check_finding(c, "%lld sealed fields do not open", "the key they were sealed with is missing: add its line to the key file",
            (long long)t.shut);
    if (t.apart)
        check_finding(c, "%lld blind indexes are not those of their fields",
            "the oldest key of the key file must stay; save these persons anew", (long long)t.apart);
    if (t.wrong) check_finding(c, "%lld persons have a resident number that is none", "correct them on their pages", (long long)t.wrong);
    return RC_OK;
}
