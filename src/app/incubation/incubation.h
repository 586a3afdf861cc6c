/* incubation.h: carriers and the ventures in them: what filings, jobs, indicators and the sample data may ask.
**
**     carrier       an organisation (kinds carrier and base) with certifications, area, rooms, mentors; its id is the organisation's
**     venture       team -> firm -> graduate -> alumnus on one identity; refers to its firm (parties.h) once it has one
**     tenancy       an incubation agreement: a venture at a carrier from a day until a day; a team's is one without firm
**
**     intake ─► scores ─► decision ─► tenancy ─► milestones, sessions, rent ─► exit ─► a note a year
**
** Every change moves the cells of data/measures.tsv (slice incubation) in its own transaction; count.c says which. */
#ifndef INCUBATION_H
#define INCUBATION_H
#include "carriers_sql.h"
#include "ventures_sql.h"
#include "web/web.h"

extern const struct slice incubation_slice;

/* Whether this reader runs the carrier: right INCUBATE for the organisation. */
bool incubation_runs(const struct req *r, int64_t carrier);

/* Who files for a month (yyyymm): certified carriers that are open on its last day, by id, with place and level as it was then.
** rank: 1 national .. 4 district; incubation_level names it. Rows in db's arena. */
enum rc incubation_due(struct db *db, int64_t month, struct carrier_due_all_rows *rows);
struct str incubation_level(int64_t rank);                                /* "national", "provincial", "city", "district", "" */

/* Whom a carrier holds in a month: agreements that held on some day of it, oldest first. firm is DB_NULL for a team; firm_day:
** a firm since, so that within the month a team is one whose firm_day is absent or later. */
enum rc incubation_tenants(struct db *db, int64_t carrier, int64_t month, struct tenants_at_rows *rows);

/* The carrier a firm sat in on a day ('YYYY-MM-DD') and its place; 0 when in none. */
struct incubation_seat { int64_t carrier, tenancy; struct str division, zone; };
enum rc incubation_seat_of(struct db *db, int64_t firm, struct str day, struct incubation_seat *seat);

/* ---- for the sample data ---- */

/* Puts in the rules the program comes with, where there are none; the slice's start does the same. */
enum rc incubation_seed(struct db *tx);

struct measures;
/* What a tenancy of a carrier that has never moved, a stored one, and a carrier's own rows count for; sign -1 takes it away again. */
void incubation_count_row(const struct tenancy_counted *row, const struct aftercare_of_rows *notes, int64_t sign, struct measures *m);
enum rc incubation_count_tenancy(struct db *tx, int64_t tenancy, int64_t sign, struct measures *m);
enum rc incubation_count_carrier(struct db *tx, int64_t carrier, int64_t sign, struct measures *m);
#endif
