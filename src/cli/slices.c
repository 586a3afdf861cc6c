/* slices.c: the systems that make the site, in the order of their start. */
#include "app/docking/docking.h"
#include "app/fairs/fairs.h"
#include "app/filings/filings.h"
#include "app/governance/governance.h"
#include "app/incubation/incubation.h"
#include "app/indicators/indicators.h"
#include "app/jobs/jobs.h"
#include "app/parties/parties.h"
#include "app/rounds/rounds.h"
#include "cli/slices.h"

const struct slice *const all_slices[] = {
    &web_slice,
    &parties_slice,
    &docking_slice,
    &cases_slice,
    &saved_slice,
    &redock_slice,
    &learning_slice,
    &rounds_slice,
    &fairs_slice,
    &incubation_slice,
    &indicators_slice,
    &filings_slice,
    &jobs_slice,
    &governance_slice,
    &openapi_slice,
    NULL
};
const size_t all_slices_n = LEN(all_slices) - 1;
