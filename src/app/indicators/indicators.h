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
#endif
