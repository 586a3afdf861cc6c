/* filings.h: what other slices may know of filings: carriers' monthly and yearly returns. */
#ifndef FILINGS_H
#define FILINGS_H
#include "db/db.h"
#include "web/web.h"

extern const struct slice filings_slice;

/* Copies the definitions of data/returns that the tables lack; in a transaction. The slice does so when it starts. */
enum rc filings_seed(struct db *tx);
#endif
