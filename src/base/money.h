/* money.h: money is int64 fen (1/100 yuan). Never floating point. */
#ifndef BASE_MONEY_H
#define BASE_MONEY_H
#include "base/out.h"

bool money_parse(struct str s, int64_t *fen);         /* "1,234.5", "￥1234", "12万"; at most two decimals; false otherwise */
void put_money(struct out *o, int64_t fen);           /* 1,234.50; whole yuan without decimals */
#endif
