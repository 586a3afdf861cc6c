/* access.c: who may do what at a fair, and the token on an agenda.
**
**     the office      PERM_FAIR_RUN in the fair's district, of any department: sets up, timetables, signs in, sees everything
**     a party         acts: the person, or owner and editor of the organisation; its members read
**     the public      what a fair is, and who takes part
**
** The token: person 8 bytes | HMAC 16 bytes, in hex. It signs its person in and shows her meetings, no more. */
#include "app/fairs/inner.h"
#include "web/secret.h"

enum { TOKEN_MAC = 16, TOKEN_BYTES = 8 + TOKEN_MAC };

bool fair_runs(const struct req *r, const struct fair_by_id *f) { return parties_may(r, PERM_FAIR_RUN, f->division); }

bool party_acts(const struct reader *me, const struct fair_parties *p)
{
    return p->organisation == DB_NULL ? me->account && me->account == p->account : reader_edits_for(me, p->organisation);
}

enum rc fair_seat_of(struct req *r, int64_t party, struct fair_seat *seat)
{
    struct fair_party_by_id p;
    *seat = (struct fair_seat){ 0 };
    TRY(fair_party_by_id(r->db, party, &p));
    TRY(world_read(r->db, p.fair, &seat->w));
    TRY(reader_of(r->db, r->who.account, &seat->me));
    seat->party = world_party(&seat->w, party);
    seat->acts = party_acts(&seat->me, seat->party);
    seat->runs = fair_runs(r, &seat->w.f);
    bool reads = seat->party->organisation != DB_NULL && reader_belongs_to(&seat->me, seat->party->organisation);
    return seat->acts || seat->runs || reads ? RC_OK : RC_NONE;
}

enum rc fair_office(struct req *r, int64_t fair, struct world *w)
{
    TRY(world_read(r->db, fair, w));
    return fair_runs(r, &w->f) ? RC_OK : fail(&r->err, RC_DENIED, "a fair of another district");
}

struct str fair_path(struct req *r, int64_t fair, const char *tail) { return str_printf(r->arena, "/fairs/%lld%s", (long long)fair, tail); }
struct str party_path(struct req *r, int64_t party, const char *tail)
{
    return str_printf(r->arena, "/fairs/parties/%lld%s", (long long)party, tail);
}

/* ---- the token ---- */

static void token_mac(const struct keys *k, const uint8_t person[8], uint8_t mac[32])
{
    keys_mac(k, "fair sign-in", (struct str){ (const char *)person, 8 }, mac);
}

struct str fair_sign_in_path(struct arena *a, const struct keys *k, int64_t person)
{
    uint8_t t[TOKEN_BYTES], mac[32];
    for (int i = 0; i < 8; i++) t[i] = (uint8_t)((uint64_t)person >> (56 - 8 * i));
    token_mac(k, t, mac);
    memcpy(t + 8, mac, TOKEN_MAC);
    return str_join(a, S("/fairs/sign-in/"), hex(a, t, sizeof t));
}

bool fair_token_read(const struct keys *k, struct str token, int64_t *person)
{
    uint8_t t[TOKEN_BYTES], mac[32];
    uint64_t v = 0;
    if (!unhex(token, t, sizeof t)) return false;
    token_mac(k, t, mac);
    for (int i = 0; i < 8; i++) v = v << 8 | t[i];
    *person = (int64_t)v;
    return same_bytes(mac, t + 8, TOKEN_MAC);
}
