/* live_inner.h: what live.c, live_search.c and live_match.c share of the open listings in memory. */
#ifndef DOCKING_LIVE_INNER_H
#define DOCKING_LIVE_INNER_H
#include <pthread.h>
#include "app/docking/inner.h"

enum { DESKS = 4, MEMO_SLOTS = 2048 };

struct entry {
    int64_t id, organisation, account, published_ms, version, until;     /* until: the last day, INT64_MAX without end */
    char side, visibility;                        /* the first letter: n o, p m n */
    char kind[16], division[8];
};

/* Who posts: an organisation's names, folded (name_fold). They are searched, but not matched: that both are in Dalian and both
** deal in technology is no reason to dock. */
struct house { int64_t id; struct str zh, en; };

/* What a desk has worked out before: the pairs of a listing (y = 0), the reasons of a pair in a language. It holds until
** any listing changes or the day ends; when it is full it is emptied. Before anybody's rights: they are asked at every use. */
struct memo_slot { int64_t x, y; enum lang lang; struct founds pairs; struct live_reasons reasons; };
struct memo { struct arena a; uint64_t generation; int64_t day; struct memo_slot *slot; size_t n; };
void memo_open(struct memo *m);
void memo_close(struct memo *m);

/* What dockings taught (learning.c), and of which state of things. */
struct lesson { struct arena a; struct dock_learned learned; int64_t made_ms, n, newest_ms, least; bool off, counts; };

/* Terms of the glossary by name, small letters: what the other language calls each. */
struct term { struct str name, other; };
struct terms { struct term *v; size_t n, cap; };
void terms_open(struct arena *a, struct str glossary, struct terms *t);
const struct terms *terms_of(const struct app *app);

/* The file the index is kept in (live_kept.c). */
struct live_kept {
    const char *path;                             /* NULL: none is kept */
    void *map; size_t size;                       /* what the index reads; NULL: nothing but memory */
    uint64_t fingerprint;
    uint64_t saved;                               /* the generation that stands in it */
    bool ready;                                   /* the index is whole */
    bool there;                                   /* it has been written or read */
    bool busy;                                    /* it is being written: no merge; under the writer's mutex */
    int64_t changed_ms, again_ms;                 /* when something was first seen changed; not before that */
    int64_t fail_at;                              /* for tests: the step of writing that fails; -1: none */
};

struct desk { struct dock_analyser *an; struct arena a; struct memo memo; struct desk *next; };
struct live {
    pthread_rwlock_t lock;                        /* over index, entries and generation */
    pthread_mutex_t writer;                       /* over reading a row and putting it in, and over what follows */
    struct arena work;
    struct desk *own;
    int64_t seen;                                 /* the newest event looked at */
    pthread_mutex_t desks;                        /* over idle */
    pthread_cond_t freed;
    struct desk *idle, all[DESKS + 2];
    pthread_mutex_t counted;                      /* over figures */
    struct live_figures figures;
    struct arena arena;                           /* of the entries */
    struct dock_index *ix;
    struct { struct entry *v; size_t n, cap; } entries;                  /* by id */
    /* of entries open to everybody, how many have this last day; the latest first */
    struct { struct live_end { int64_t until, needs, offers; } *v; size_t n, cap; } ends;
    struct ids limited;                           /* the other entries, by id */
    struct { struct house *v; size_t n, cap; } houses;                   /* by id; one without listings finds nothing */
    uint64_t generation;                          /* counts changes */
    const struct dock_learned *learned;           /* NULL: it does not count */
    struct lesson lesson[2];                      /* the one in use, and the one being made */
    int taught;                                   /* which is in use */
    pthread_mutex_t learning;                     /* over making one: seconds, in which others write */
    struct arena study_rows, study;
    struct desk *scholar;
    struct terms terms;
    const struct app *app;
    const struct dock_lexicon *lexicon;
    struct live_kept kept;
};

/* A listing's own word in the index: its version and who may see it. Of the three letters only the one of what is public has
** DOCK_OWN_OPEN. */
_Static_assert('p' & DOCK_OWN_OPEN && !('m' & DOCK_OWN_OPEN) && !('n' & DOCK_OWN_OPEN), "own_of says who is open to everybody");
static inline int64_t own_of(int64_t version, char visibility) { return (int64_t)((uint64_t)version << 8) | (unsigned char)visibility; }
static inline int64_t own_version(int64_t own) { return own >> 8; }
static inline char own_visibility(int64_t own) { return (char)(own & 0xff); }

struct live *live_of(const struct app *app);
struct entry entry_of(const struct listing_live_brief *x);
void entry_put(struct live *l, const struct entry *e);                   /* under the lock, or before anybody reads */
void house_put(struct live *l, const struct house *h);                   /* the same */
/* a part of the index's housekeeping; false: nothing left to do. Under the writer's mutex */
bool live_merge_some(struct live *l);
enum rc live_row(struct db *db, int64_t id, struct dock_listing *listing, bool *open);     /* as the engine wants it; in db's arena */
enum rc live_read(struct live *l, struct db *db, void *id);              /* the row as it is now, into the index or out of it; write_fn */
enum rc live_kept_load(struct live *l, struct db *db, bool *loaded);     /* into an empty index, before anybody reads */
void live_kept_stop(struct live *l);                                     /* after the last reader: written once more if anything changed */
void live_kept_close(struct live *l);                                    /* after the index is gone */
const struct entry *entry_find(const struct live *l, int64_t id);        /* NULL: not open */
size_t ids_place(const struct ids *ids, int64_t id);                     /* where it stands in an ascending list, or would stand */
size_t house_place(const struct live *l, int64_t id);                    /* where it stands, or would stand */
bool entry_seen(const struct req *r, const struct reader *me, const struct entry *e);

/* Runs fn as the one that writes, with the connection's arena replaced by our own for the time: what runs out of memory does not
** jump away over the mutex, and RC_MEMORY comes back. */
typedef enum rc write_fn(struct live *l, struct db *db, void *arg);
enum rc live_write(struct app *app, struct db *db, write_fn *fn, void *arg);
/* the same as the one that learns, with the desk `scholar` */
enum rc live_study(struct app *app, struct db *db, write_fn *fn, void *arg);

typedef void ask_fn(struct live *l, struct desk *d, void *question);     /* under the read lock; results on the desk */
typedef void copy_fn(struct arena *to, void *question);                  /* after it; from the desk to the request */
enum rc live_ask(struct app *app, struct arena *to, ask_fn *fn, copy_fn *copy, void *question);
void founds_copy(struct arena *to, struct founds *f);
/* in r's language; in a */
struct live_reasons reasons_told(struct arena *a, struct desk *d, struct req *r, const struct dock_reasons *why);
struct live_reasons *reasons_copy(struct arena *to, const struct live_reasons *from, size_t n);
#endif
