/* headings.h: the words people put over the columns of a table of needs and offers, and into them. */
#ifndef DOCK_HEADINGS_H
#define DOCK_HEADINGS_H
#include "base/base.h"

enum dock_column { DOCK_IN_TITLE, DOCK_IN_BODY, DOCK_IN_KIND, DOCK_IN_INDUSTRY, DOCK_IN_SKILLS, DOCK_IN_DISTRICT, DOCK_IN_ZONE,
    DOCK_IN_STAGE,
    DOCK_IN_LOW, DOCK_IN_HIGH, DOCK_IN_FROM, DOCK_IN_TO, DOCK_IN_UNTIL, DOCK_IN_QUANTITY, DOCK_IN_ORG_KIND, DOCK_IN_PUBLISHED,
    DOCK_IN_NOTHING };

/* Chinese or English, without regard to case, spaces and what stands in brackets: "金额上限（元）" is DOCK_IN_HIGH. */
enum dock_column dock_column_of(struct arena *a, struct str heading);
struct str dock_kind_of(struct str s);      /* "招聘" -> "job"; what is not known stays as it is */
struct str dock_stage_of(struct str s);     /* "中试" -> "pilot" */

/* For tables with columns of their own: a heading in lower case, without spaces, _, - and *, up to a bracket; and whether it
** is one of names, written as "name|title|名称". */
struct str dock_heading_plain(struct arena *a, struct str heading);
bool dock_heading_named(const char *names, struct str plain);

/* An amount as it is meant under a heading that says its unit: "30" under "预算（万元）" or "budget (10k yuan)" is "300000". As it was
** where the heading names no unit but yuan, where the cell has one of its own ("30万", "30元"), and where it is no amount. */
struct str dock_amount_under(struct arena *a, struct str heading, struct str cell);
#endif
