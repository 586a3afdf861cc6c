/* base.h: the vocabulary every other room speaks.
**
** Views, arenas, output, results and asserts; libc only. Include this one
** header; the parts stand in their own files so that each can be read alone:
**
**     str.h    views of bytes and UTF-8          arena.h  memory by lifetime
**     out.h    the only writer                   err.h    rc, must, TRY
**     date.h   civil dates and instants          money.h  fen and text
**     id.h     63-bit time-ordered ids           limits.h every size, named
*/
#ifndef BASE_H
#define BASE_H
#include "base/limits.h"
#include "base/err.h"
#include "base/arena.h"
#include "base/str.h"
#include "base/out.h"
#include "base/date.h"
#include "base/money.h"
#include "base/id.h"
#include "base/banned.h"
#endif
