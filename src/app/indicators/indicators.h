/* indicators.h: what the city counts and says about itself.
**
**     data/indicators.tsv, changed versions ──► catalogue: a formula over measures
**     cells (app/measures) ──► figures ──► barometer, pages of indicators, open data
**                                  └─────► a release: frozen, signed by two, never changed
**
** Nobody else writes these tables; whoever wants to be counted moves cells by app/measures. */
#ifndef INDICATORS_H
#define INDICATORS_H
#include "web/web.h"

extern const struct slice indicators_slice;

/* For the sample city: a publication proposed by one and signed by another, by the rules of the forms (releases.c). period: as
** 2026-10-ytd, over before asked_ms; id: this one and the two behind it are free. changed: out, against the one that stood. */
struct release_by_two { struct str period, kind, note; int64_t id, asker, signer, asked_ms, signed_ms; };
enum rc release_both(struct app *app, struct db *db, const struct release_by_two *x, bool *changed);
#endif
