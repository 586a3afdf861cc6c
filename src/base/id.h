/* id.h: ids are 63 bits, made by the program, ordered by time: 41 bits of
** milliseconds since 2020-01-01, 22 bits of randomness that counts up inside
** one millisecond. Never guessed as a right: access is checked, not hidden. */
#ifndef BASE_ID_H
#define BASE_ID_H
#include <stdint.h>

int64_t id_new(int64_t now_ms);                       /* thread-safe, strictly increasing in a process */
void random_bytes(void *p, unsigned n);               /* from the kernel */
#endif
