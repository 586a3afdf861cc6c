/* number.h: the numbers of FEEL: decimals of 34 digits (IEEE 754-2008
** decimal128, round half even), over Intel's library. There is no NaN and no
** infinity: what would give one returns false and leaves *r alone. */
#ifndef RULES_NUMBER_H
#define RULES_NUMBER_H
#include "base/base.h"

struct number { uint64_t w[2]; };

enum number_rounding { NUMBER_HALF_EVEN, NUMBER_HALF_UP, NUMBER_HALF_DOWN, NUMBER_UP, NUMBER_DOWN, NUMBER_FLOOR, NUMBER_CEILING };
enum { NUMBER_SCALE_MIN = -6111, NUMBER_SCALE_MAX = 6176 };

bool number_parse(struct str s, struct number *r);            /* -? (digits [. digits] | . digits) ([eE] [+-]? digits)?, all of s */
/* plain notation, no exponent up to 34 places, no zeros at the end of a fraction */
void put_number(struct out *o, struct number x);
struct str number_text(struct arena *a, struct number x);

struct number number_int(int64_t i);
bool number_to_int(struct number x, int64_t *i);              /* when it has no fraction and fits */
struct number number_scaled(int64_t v, int digits);           /* v / 10^digits */
bool number_to_scaled(struct number x, int digits, int64_t *v);        /* x * 10^digits, when that is whole and fits */
double number_to_double(struct number x);                     /* nearest; only for comparing with a tolerance */

bool number_add(struct number x, struct number y, struct number *r);
bool number_sub(struct number x, struct number y, struct number *r);
bool number_mul(struct number x, struct number y, struct number *r);
bool number_div(struct number x, struct number y, struct number *r);       /* false when y is 0 */
bool number_mod(struct number x, struct number y, struct number *r);       /* x - y * floor(x / y): the sign of y */
bool number_pow(struct number x, struct number y, struct number *r);       /* exact for small whole exponents */
bool number_sqrt(struct number x, struct number *r);
bool number_exp(struct number x, struct number *r);
bool number_log(struct number x, struct number *r);
/* to scale digits after the point; false outside SCALE_MIN..MAX */
bool number_round(struct number x, int64_t scale, enum number_rounding how, struct number *r);
struct number number_neg(struct number x);
struct number number_abs(struct number x);
int number_cmp(struct number x, struct number y);             /* -1 0 1; 1.0 and 1.00 are equal */
int number_sign(struct number x);                             /* -1 0 1 */
bool number_is_integer(struct number x);
bool number_is_even(struct number x);                         /* false for fractions */
bool number_is_odd(struct number x);
#endif
