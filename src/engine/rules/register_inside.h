/* register_inside.h: what register_ask.c and register_missing.c share. */
#ifndef RULES_REGISTER_INSIDE_H
#define RULES_REGISTER_INSIDE_H
#include "engine/rules/register.h"

/* One look, on that day: no looking ahead, and what is missing is a superset. */
void register_ask_on(struct arena *a, const struct register_question *q, struct date day, struct register_answer *r);
/* The model only compares this input, a date, with others. */
bool register_plain(const struct dmn_program *p, struct str name);
/* Leaves of r->missing only what can change the answer or its amount. */
void register_minimal(struct arena *a, const struct register_question *q, struct register_answer *r);
#endif
