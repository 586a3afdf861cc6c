/* seats.c: see seats.h. To cut a connection is to shut its socket down: its server thread then finds it closed and clears up.
** A file descriptor is in the table only while it is open, so a cut never meets a stranger's.
*/
#include <sys/socket.h>
#include "http/seats.h"

void seats_init(struct seats *s, bool one_peer)
{
    must(pthread_mutex_init(&s->lock, NULL) == 0);
    s->one_peer = one_peer;
    for (size_t i = 0; i < SEATS; i++) s->v[i].fd = -1;
}

static void cut(struct seat *x)
{
    shutdown(x->fd, SHUT_RDWR);
    x->cut = true;
}

/* Who has waited longest for the rest of a request; NULL when nobody has waited long. */
static struct seat *slowest(struct seats *s, const uint64_t *peer, int64_t now)
{
    struct seat *found = NULL;
    for (size_t i = 0; i < SEATS; i++) {
        struct seat *x = &s->v[i];
        bool waits = x->fd >= 0 && !x->cut && !x->answering && now - x->since > SEAT_GRACE_MS && (!peer || x->peer == *peer);
        if (waits && (!found || x->since < found->since)) found = x;
    }
    return found;
}

/* Room for one more of this peer, if need be by cutting somebody; false: there is none. */
static bool make_room(struct seats *s, uint64_t peer, int64_t now)
{
    size_t all = 0, theirs = 0;
    struct seat *slow;
    for (size_t i = 0; i < SEATS; i++) {
        struct seat *x = &s->v[i];
        if (x->fd < 0 || x->cut) continue;
        if (!x->answering && now - x->since > SEAT_HEAD_MS) { cut(x); continue; }
        all++;
        theirs += x->peer == peer;
    }
    if (!s->one_peer && theirs >= SEATS_ONE_PEER) {
        if (!(slow = slowest(s, &peer, now))) return false;
        cut(slow);
    } else if (all >= SEATS_SHORT && (slow = slowest(s, NULL, now))) cut(slow);
    return true;
}

struct seat *seat_take(struct seats *s, int fd, uint64_t peer, int64_t now)
{
    struct seat *mine = NULL;
    pthread_mutex_lock(&s->lock);
    if (make_room(s, peer, now))
        for (size_t i = 0; i < SEATS && !mine; i++) if (s->v[i].fd < 0) mine = &s->v[i];
    if (mine) *mine = (struct seat){ .fd = fd, .peer = peer, .since = now };
    else shutdown(fd, SHUT_RDWR);
    pthread_mutex_unlock(&s->lock);
    return mine;
}

void seat_leave(struct seats *s, struct seat *x)
{
    pthread_mutex_lock(&s->lock);
    x->fd = -1;
    pthread_mutex_unlock(&s->lock);
}

void seat_answering(struct seats *s, struct seat *x)
{
    pthread_mutex_lock(&s->lock);
    x->answering = true;
    pthread_mutex_unlock(&s->lock);
}

void seat_answered(struct seats *s, struct seat *x, int64_t now)
{
    pthread_mutex_lock(&s->lock);
    x->answering = false;
    x->since = now;
    pthread_mutex_unlock(&s->lock);
}
