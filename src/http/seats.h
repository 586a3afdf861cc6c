/* seats.h: who may stay when many come: one seat a connection.
**
**     taken  --request read whole-->  answering  --answered-->  taken
**
** Who trickles a request, or holds a connection for nothing, must not keep others out. When seats run short, or one address
** has many, who has waited longest for the rest of a request gives way to who comes; so does whoever took minutes over one.
*/
#ifndef HTTP_SEATS_H
#define HTTP_SEATS_H
#include <pthread.h>
#include "base/base.h"

enum { SEATS = 1024, SEATS_SHORT = SEATS - SEATS / 8, SEATS_ONE_PEER = SEATS / 2, SEAT_GRACE_MS = 2000, SEAT_HEAD_MS = 120 * 1000 };

struct seat { int fd; uint64_t peer; int64_t since; bool answering, cut; };   /* fd < 0: free */
struct seats { pthread_mutex_t lock; bool one_peer; struct seat v[SEATS]; };  /* one_peer: a proxy brings them all */

void seats_init(struct seats *s, bool one_peer);
struct seat *seat_take(struct seats *s, int fd, uint64_t peer, int64_t now);  /* NULL: the newcomer was cut */
void seat_leave(struct seats *s, struct seat *x);                             /* before fd is closed */
void seat_answering(struct seats *s, struct seat *x);
void seat_answered(struct seats *s, struct seat *x, int64_t now);
#endif
