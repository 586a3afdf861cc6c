/* demo_roll.h: what demo_listings.c (who posts, and what becomes of it) and demo_kinds.c (what it says) share. */
#ifndef CLI_DEMO_ROLL_H
#define CLI_DEMO_ROLL_H
#include "cli/demo.h"

enum { SLOTS = 24, TRIES = 200 };

struct maker {
    struct demo *d;
    struct demo_listing *l;
    const struct demo_table *t; size_t row;       /* the thing it is about */
    const struct demo_org *org;                   /* NULL: a person's own */
    struct slot slots[SLOTS]; size_t n;
    int64_t day;                                  /* when it was written */
    bool offer;
    const char *close;                            /* other closing sentences than the kind's and side's own; may be NULL */
};
struct recipe {
    const char *kind, *side, *table;
    int n;
    const char *org_kinds;                        /* '' : people only, or the kind stands in the row's first cell */
    const char *person_kind; int personal;        /* how many percent people post for themselves */
    void (*roll)(struct maker *m);
};


void slot(struct maker *m, const char *name, struct both says);
struct str maker_cell(const struct maker *m, size_t column);
struct both code_said(const char *list, struct str code);                 /* a label of data/codes */
struct str instrument(struct str form);                                   /* of capital: what the listing's field calls it */
enum { CELL_FIELD = 0, CELL_INDUSTRY = 1, CELL_FORM = 1, CELL_WHO = 9 };  /* where the tables have what a recipe asks for */

void roll_technology(struct maker *m);
void roll_job_offer(struct maker *m);
void roll_job_need(struct maker *m);
void roll_internship(struct maker *m);
void roll_space(struct maker *m);
void roll_mentor(struct maker *m);
void roll_training(struct maker *m);
void roll_service(struct maker *m);
void roll_capital_offer(struct maker *m);
void roll_capital_need(struct maker *m);
void roll_capital_firm(struct maker *m);
void roll_order(struct maker *m);
void roll_partnership(struct maker *m);
#endif
