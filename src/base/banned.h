/* banned.h: what must not compile, does not (after git's banned.h).
** Unbounded copies, hidden global state and locale. malloc and free are
** banned outside src/base: include order puts this header last in base.h,
** and base's own files define BASE_OWNS_MEMORY first. */
#ifndef BANNED_H
#define BANNED_H
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf gets strtok strtok_r
#pragma GCC poison localtime localtime_r gmtime ctime asctime setlocale atoi atol atof
#ifndef BASE_OWNS_MEMORY
#pragma GCC poison malloc calloc realloc free strdup strndup
#endif
#endif
