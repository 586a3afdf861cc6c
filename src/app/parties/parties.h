/* parties.h: who takes part: organisations, persons, and who belongs where.
**
**     organisation:  pending -> active <-> suspended -> closed    (refused -> pending again after mending; closed may reopen)
**     membership:    asked -> active                   an owner decides; owner, editor or member
**     person:        one row a natural person; her number, telephone and bank account are sealed
**
** An organisation belongs to a legal district (division) and, apart from that,
** to a reporting zone. A person belongs to organisations through her account. */
#ifndef PARTIES_H
#define PARTIES_H
#include "firms_sql.h"
#include "parties_sql.h"
#include "web/codes.h"
#include "web/web.h"

extern const struct slice parties_slice;

/* ---- who belongs where ---- */

enum party_role { PARTY_NONE, PARTY_MEMBER, PARTY_EDITOR, PARTY_OWNER };  /* each may what the one before may */

/* Active memberships only; PARTY_NONE when the account has asked and nobody has answered. */
enum rc party_role_of(struct db *db, int64_t account, int64_t organisation, enum party_role *role);
/* Owners and editors change what the organisation says and posts. */
enum rc party_may_edit(struct db *db, int64_t account, int64_t organisation, bool *may_edit);
enum party_role party_role_parse(struct str role);
struct str party_role_label(const struct req *r, struct str role);

/* membership_of, membership_in, organisation_by_id and organisation_by_name (parties_sql.h) answer the rest: an account's
** organisations with its role, an organisation's accounts, a row. Look at .state: 'asked' is no member yet. */

/* The organisation as the reader may know it: reviewed ones for everybody, others for their members and for who
** reviews them. RC_NONE otherwise, as if there were none. */
enum rc party_organisation_seen(struct req *r, int64_t id, struct organisation_by_id *row);

/* ---- rights by district ---- */

/* Parties belong to districts and to no department: a role that holds in one department only counts here as in all. */
bool parties_may(const struct req *r, enum perm p, struct str division);
/* The same as an argument for SQL: "*" = everywhere, else ",210204,210211,"; "," = nowhere. */
struct str parties_districts(const struct req *r, enum perm p);

/* ---- writing, for other ways in (the sample data, imports) ---- */

/* What names are sorted by: hex of ICU's pinyin key; equal on every database. */
struct str party_sort_key(struct arena *a, struct str name_zh);   /* of sort_as where the office has set it */
struct str party_pinyin(struct arena *a, struct str name_zh);              /* "zhǎng hǎi xiàn": as the key reads it */

/* The sealed fields. column: "id_cipher", "phone_cipher", "bank_cipher" of table "person"; "bank_cipher" of "organisation". */
struct str party_seal(struct arena *a, const struct keys *k, const char *table, int64_t row, const char *column, struct str plain);
enum rc party_open(struct arena *a, const struct keys *k, const char *table, int64_t row, const char *column, struct str sealed,
    struct str *plain, struct err *e);
/* Blind index of an id number (after id_normal) or of a telephone number (digits only). what: "id" or "phone". */
struct str party_index(struct arena *a, const struct keys *k, const char *what, struct str normal);

/* ---- firms ---- */

/* Whoever employs people or is incubated: a row of `firm`, linked to its organisation once that has signed up. */
struct firm_said {                                /* as somebody says it; empty: not said */
    int64_t organisation;                         /* 0: none */
    struct str uscc, name, division, zone, industry, registered;          /* uscc: checked (ids.h); registered: YYYY-MM-DD */
    bool synthetic;
};
/* A name as it is compared: NFKC, case folded, without blanks, brackets and stops. */
struct str firm_key(struct arena *a, struct str name);
/* By organisation, by code, by name in its district; 0 when there is none. Two codes are two firms. */
enum rc firm_find(struct db *tx, const struct firm_said *f, int64_t *id);
/* The same, and adds it under new_id; of one that is found, what was not known is filled in. */
enum rc firm_find_or_add(struct db *tx, const struct firm_said *f, int64_t new_id, int64_t now, int64_t *id);

/* ---- pieces of pages ---- */

/* One box of a filter: label and select, offering "all". */
void put_filter(struct req *r, const char *name, int label, struct choices choices, struct str chosen);
/* The box one types into. */
void put_filter_text(struct req *r, const char *name, int label, struct str value);
/* "id", "phone", "bank": what a look at a sealed field was at, in words. */
struct str party_field_label(struct req *r, struct str field);
/* A search text as a pattern for lower(x) LIKE $1 ESCAPE '!'; '' for none. */
struct str like_pattern(struct arena *a, struct str q);
#endif
