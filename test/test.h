/* test.h: what every *_test.c includes first: cmocka, then our vocabulary. */
#ifndef TEST_H
#define TEST_H
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#undef fail                     /* cmocka's; ours carries an rc */
#include "base/base.h"
#endif
