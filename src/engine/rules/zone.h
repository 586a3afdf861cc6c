/* zone.h: the zone database without global state: our own reader of TZif
** files. A handle reads a zone's file when it is first asked for and keeps it
** in its arena; one thread at a time. */
#ifndef RULES_ZONE_H
#define RULES_ZONE_H
#include "base/base.h"

struct zones;                                                  /* the database */
struct zone;                                                   /* one zone; lives as long as its database */

struct zones *zones_open(struct arena *a, const char *dir);    /* dir: "/usr/share/zoneinfo"; nothing is read yet */
const struct zone *zone_find(struct zones *z, struct str name);  /* NULL when unknown or not a name */
struct str zone_name(const struct zone *z);
struct zones *zone_database(const struct zone *z);
int zone_offset_at(const struct zone *z, int64_t unix_seconds);  /* seconds east of UTC at that instant */
/* of local time counted as if UTC; in a gap or an overlap the offset before */
int zone_offset_local(const struct zone *z, int64_t local_seconds);
#endif
