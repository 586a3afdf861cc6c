/* demo.h: the parts of `ballast demo`: a city's year of needs and offers, made of tables.
**
**     the tables of data/demo
**         |  demo_words.c      rows, dice, sentences in two languages
**         |  demo_people.c     organisations, people, who belongs where
**         |  demo_listings.c   needs and offers: who posts them, what becomes of them
**         |  demo_kinds.c      what a listing of each kind says
**         |  demo_cases.c      who docked with whom, how far, and what was said
**         |  demo_rounds.c     rounds: places, who applied for what; the result is solved, not made up
**         |  demo_fairs.c      a fair that was held, two for which people register
**         |  demo_events.c     what the log holds of it, the inboxes, saved searches
**         |  demo_incubation.c carriers, and who has come to them and left since 2016
**         |  demo_jobs.c       who works in their firms, claim by claim
**         |  demo_filings.c    what they filed: 24 months and two years
**         v  demo_indicators.c targets of the years
**     struct demo              all of it in memory: a function of the day and nothing else
**         v  demo_store.c      one transaction
**     the database
**         v  demo_publish.c    what the city has published of it, proposed and signed as anywhere
**
** The same seed every time: two loads on the same day differ in nothing but
** the sealed fields. Instants lie in the year before now, so that charts look
** alive and what is open is open. */
#ifndef CLI_DEMO_H
#define CLI_DEMO_H
#include "app/measures/measures.h"
#include "base/base.h"
#include "db/db.h"
#include "web/secret.h"

/* ---- words (demo_words.c) ---- */

struct dice { uint64_t state; };
uint64_t dice_roll(struct dice *d);
int64_t dice_between(struct dice *d, int64_t low, int64_t high);          /* both included */
bool dice_chance(struct dice *d, int percent);
size_t dice_pick(struct dice *d, size_t n);                               /* 0 .. n-1 */

/* A table of data/demo, its columns by number. */
struct demo_table { const struct str *cells; size_t n, columns; };        /* n rows without the headings */
/* headings: what the first line must say, blank-separated; the columns' numbers count along them. */
struct demo_table demo_table(struct arena *a, const char *file, const char *headings);
struct str demo_cell(const struct demo_table *t, size_t row, size_t column);
bool comma_has(struct str list, struct str one);                          /* "machine,ship" has "ship" */

/* Something said in both languages. */
struct both { struct str zh, en; };
struct slot { const char *name; struct both says; };                      /* {name}; {Name} = with a capital */
struct both both_fill(struct arena *a, struct both pattern, const struct slot *slots, size_t n);
struct both both_int(struct arena *a, int64_t v);                         /* 12000 and 12,000 */
struct both both_yuan(struct arena *a, int64_t yuan);                     /* 30万 and 300,000 */
struct str low_first(struct arena *a, struct str s);                      /* "Ship welder" -> "ship welder"; "CNC lathe", "Java" stay */

/* ---- the city ---- */

enum { DEMO_DETAILS = 6, DEMO_NAMED = 3 };
struct demo_org {
    int64_t id, created_ms;
    struct both name, intro;
    struct str kind, division, zone, size, industry, fields, state, reason;
    bool synthetic;
    size_t owner;                             /* of people */
    int64_t weight;                           /* how much it posts */
};
struct demo_person {
    int64_t account, person, created_ms;
    struct str login, zh, en, kind, id_number, phone, division, education, skills;
    struct str role, department, district;    /* of the account; role "member" has no row */
    ptrdiff_t org;                            /* -1: none */
    struct str belongs;                       /* owner, editor, member */
    bool asked;                               /* wants to join, nobody has answered */
};
struct demo_detail { const char *field; struct str value; };
struct demo_listing {
    int64_t id, account, organisation;        /* DB_NULL: a person's own */
    struct str side, kind, industry, skills, division, zone, stage, languages, visibility, state, reason;
    struct both title, body;
    int64_t low, high, quantity;              /* yuan, DB_NULL: not given */
    int64_t from, to, until;                  /* days, 0: not given */
    int64_t created_ms, published_ms, renew_by_ms, closed_ms;
    struct demo_detail detail[DEMO_DETAILS]; size_t ndetail;
    struct str annex;
    int64_t named[DEMO_NAMED]; size_t nnamed; /* organisations that see it, or its annex */
    uint64_t topic;                           /* which row of which table: the same on both sides fits */
    size_t person;                            /* who posted it, of people */
};
struct demo_message { int64_t id, docking_case, account, at_ms; struct str side, verb, body; };
struct demo_case {
    int64_t id, need, offer, account, turn_ms, need_ok_ms, offer_ok_ms, amount, people, contract_day, created_ms, ended_ms;
    struct str asked, state, turn, reason;    /* amount in yuan; DB_NULL: not given */
};
struct demo_event { int64_t id, account, at_ms, subject; const char *verb, *kind; };
struct demo_note { int64_t account, event, at_ms, read_ms; const char *message; struct str path; struct both arg; };
struct demo_search { int64_t id, account, created_ms; struct both name; struct str query; };

enum { DEMO_WISHES = 5, DEMO_CRITERIA = 3 };
struct demo_place { int64_t id; struct both name; int64_t seats, least, migrant, disabled; };        /* the last two: seats reserved */
struct demo_applicant {
    int64_t id, account, at_ms;
    struct str alias, groups;
    int64_t answer[DEMO_CRITERIA];
    size_t wish[DEMO_WISHES], nwishes;
};
struct demo_round {
    int64_t id, created_ms, opens, closes, objections;                    /* the last three: days */
    struct both title, body;
    struct str kind, state, seed, seed_cipher, seed_sha256;               /* cipher and hash are made when it is stored */
    int64_t officer, other;                   /* who proposed, who confirmed */
    int64_t criterion[DEMO_CRITERIA];
    struct { struct demo_place *v; size_t n, cap; } places;
    struct { struct demo_applicant *v; size_t n, cap; } applicants;
    int64_t result, ran_ms, published_ms, objection, objector;
};

struct demo_fair_party { int64_t id, organisation, account, person[2]; struct str name[2]; size_t n; bool need; };
struct demo_fair_wish { int64_t party, other; const char *wish; };
struct demo_fair {
    int64_t id, created_ms, day, registers, until, officer, place[2], timetable;         /* registers, until: days */
    int which;                                /* of three */
    bool held;                                /* it was; else people are registering */
    struct { struct demo_fair_party *v; size_t n, cap; } parties;
    struct { struct demo_fair_wish *v; size_t n, cap; } wishes;
    int64_t *ids;                             /* for its meetings */
};

/* Carriers, ventures and their agreements. Days are day numbers, 0: none. A jobs or filings part of the sample reads them:
** stays of a venture lie in a row; a stay with exit 0 runs; the firm's carrier on a day is the stay that covers it. */
enum { DEMO_LEVELS = 3 };
struct demo_carrier {
    size_t org;                               /* of orgs; its id is the carrier's */
    struct str kind, field;                   /* field: '' = general */
    int64_t opened, weight, mentors;
    struct { const char *level; int64_t from, until; bool claimed; } level[DEMO_LEVELS];   /* claimed: no officer has confirmed it */
    size_t nlevels;
};
struct demo_venture {
    int64_t id, firm;                         /* firm 0: a team that never was one */
    int64_t registered, firm_day, closed;     /* of the firm; firm_day: since when the carrier has it as one */
    struct str name, uscc, field;
    bool returnee, student;
    size_t first, n;                          /* of stays */
};
struct demo_stay { int64_t id, entry, due, exit, moved_from; size_t venture, carrier; const char *kind; };

enum { DEMO_DECISIONS = 10, DEMO_OBJECTIONS = 3 };
struct jobs_batch;
struct demo {
    struct arena *a;
    struct dice dice;
    int64_t now;
    int64_t ids;                              /* how many ids were made */
    struct { struct demo_org *v; size_t n, cap; } orgs;
    struct { struct demo_person *v; size_t n, cap; } people;
    struct { struct demo_listing *v; size_t n, cap; } listings;
    struct { struct demo_case *v; size_t n, cap; } cases;
    struct { struct demo_message *v; size_t n, cap; } messages;
    struct { struct demo_event *v; size_t n, cap; } events;
    struct { struct demo_note *v; size_t n, cap; } notices;
    struct { struct demo_search *v; size_t n, cap; } searches;
    struct { struct demo_round *v; size_t n, cap; } rounds;
    struct { struct demo_fair *v; size_t n, cap; } fairs;
    struct { struct demo_carrier *v; size_t n, cap; } carriers;
    struct { struct demo_venture *v; size_t n, cap; } ventures;
    struct { struct demo_stay *v; size_t n, cap; } stays;
    struct jobs_batch *jobs;                  /* app/jobs/jobs.h */
    int64_t job_decisions[DEMO_DECISIONS], job_objections[DEMO_OBJECTIONS];
    struct demo_table fields, phrases;
};

/* the first id of that moment: who counts on from here has his own */
int64_t demo_ids_at(int64_t at_ms);
int64_t demo_id(struct demo *d, int64_t at_ms);                           /* as id_new makes them, but the same every time */
const struct demo_person *demo_login(const struct demo *d, const char *login);       /* whose login it is; there is one */
int64_t demo_event(struct demo *d, int64_t account, int64_t at_ms, const char *verb, const char *kind, int64_t subject);
/* old ones are left out */
void demo_notice(struct demo *d, int64_t account, int64_t event, int64_t at_ms, const char *message, struct str path, struct both arg);
/* one of the rows of that slot; stops the program when there is none */
struct both demo_phrase(struct demo *d, const char *slot);
struct both demo_field(struct demo *d, struct str field);
int64_t demo_office_hour(struct demo *d, int64_t day);                    /* an instant between half past eight and half past five */

void demo_make(struct arena *a, int64_t now, struct demo *d);             /* the whole city */
void demo_people(struct demo *d);
void demo_listings(struct demo *d);
void demo_cases(struct demo *d);
void demo_rounds(struct demo *d);
enum rc demo_rounds_store(struct db *tx, const struct demo *d);           /* inside demo_store's transaction */
void demo_fairs(struct demo *d);
enum rc demo_fairs_store(struct db *tx, const struct demo *d);
void demo_incubation(struct demo *d);                                     /* after all the others: adds organisations */
enum rc demo_incubation_store(struct db *tx, const struct demo *d);
void demo_jobs(struct demo *d);                                           /* after incubation, whose firms they work in */
enum rc demo_jobs_store(struct db *tx, const struct demo *d);
enum rc demo_indicators_store(struct db *tx, const struct demo *d);       /* last: targets follow what is counted */
/* after incubation: what they filed is made while it is stored */
enum rc demo_filings_store(struct db *tx, const struct demo *d, const struct keys *k);
void demo_events(struct demo *d);                                         /* what happened, who was told, what people look for */

/* ---- counting (demo_tally.c) ---- */

/* Many rows' counts netted before they are written: take empties m and rewinds its arena, which is the tally's own. */
struct tally {
    struct arena *a, scratch;
    struct measures m;
    struct {
        struct measure_delta *v;
        size_t n, cap;
    } net;
    size_t *slots, nslots;
};
void tally_init(struct tally *t, struct arena *a);
void tally_take(struct tally *t);                                          /* after what a row counts for was added to t->m */
enum rc tally_write(struct db *tx, struct tally *t);                       /* and frees its memory */

/* ---- storing ---- */

/* Into a database that was made by `ballast init` and holds no organisation (RC_REFUSED). hash: of everybody's password. */
enum rc demo_store(struct db *db, const struct demo *d, const struct keys *k, const char *hash);
/* After demo_store, in an app that was opened with the slices filings and indicators: a year, a month that is then corrected, the
** last month. */
struct app;
enum rc demo_publish(struct app *app, struct db *db, const struct demo *d);
enum rc demo_filings_admit(struct app *app, struct db *db, const struct demo *d, int64_t filing, int64_t at);
#endif
