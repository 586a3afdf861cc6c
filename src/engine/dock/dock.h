/* dock.h: needs and offers that find each other.
**
** Text becomes terms (analyse.c, glossary.c), terms become postings (index.c),
** postings and facts become a score each way (rank.c, match.c, search.c), and the same scoring
** code names its reasons (explain.c). README.md walks that road.
**
** Pure: no I/O, no clock (today is an argument), no globals. Three objects:
**   dock_lexicon   folding table and glossary; read-only, shared by threads
**   dock_analyser  one per thread: holds the stemmer's handle
**   dock_index     the live listings; many readers or one change at a time
**                  (the caller locks; drafts and merges go beside readers)
** Results live in the arena passed in. Calls that may run out of memory go to
** that arena's guard; dock_index_add has its own and returns RC_MEMORY.
**
** Order of results: score, then earlier publication, then smaller id. Always.
*/
#ifndef DOCK_H
#define DOCK_H
#include "base/base.h"

enum dock_side { DOCK_NEED, DOCK_OFFER };

/* One listing. Views are copied by dock_index_add. A listing in two languages has both texts in title and
** body, a line each. Absent text is empty or STR_NONE; absent days and amounts are 0 (amount_high also -1). */
struct dock_listing {
    int64_t id;                         /* > 0 */
    enum dock_side side;
    struct str kind;                    /* technology job internship space mentor training service capital order partnership; "" = any */
    struct str title, body;
    struct str industry;                /* GB/T 4754: "I65", "65", "6513", "I" */
    struct strs skills;                 /* names in either language */
    struct str district;                /* GB/T 2260, six digits */
    struct str zone;                    /* a code of the caller's; compared as it is */
    struct str stage;                   /* idea sample pilot product scale (also seed prototype growth mature), or any other code */
    int64_t amount_low, amount_high;    /* fen; 0 or -1 = open */
    int64_t from_day, to_day;           /* when it is wanted or available; day numbers, 0 = open */
    int64_t open_until;                 /* last day it may match; 0 = no end */
    int64_t quantity;
    struct str org_kind, lang;
    int64_t published_ms;
    int64_t own;                        /* the caller's own word; kept, and told to keep functions; DOCK_OWN_OPEN in it: see keep_open */
};
enum { DOCK_OWN_OPEN = 0x10 };

/* --- words ---------------------------------------------------------------------------------------- */

struct dock_lexicon;
struct dock_analyser;

/* glossary: the bytes of data/glossary.tsv (zh TAB en TAB tag, alternatives by |), or empty; they must live as long. Lives in a. A line
** without both languages is RC_INPUT with its number; lines that start with # are skipped. */
enum rc dock_lexicon_new(struct arena *a, struct str glossary, struct dock_lexicon **lexicon, struct err *e);

struct dock_analyser *dock_analyser_new(struct arena *a, const struct dock_lexicon *lexicon);
void dock_analyser_free(struct dock_analyser *an);      /* gives the stemmer back; the memory is the arena's */

/* --- index ---------------------------------------------------------------------------------------- */

struct dock_index;

/* The index keeps its contents in memory of its own, at most cap bytes; only its head lives in a. */
struct dock_index *dock_index_new(struct arena *a, size_t cap);
void dock_index_free(struct dock_index *ix);
void dock_index_clear(struct dock_index *ix);           /* as it was when it was new */

/* How long a text may be that is added from now on: LIMIT_LISTING_TEXT when nothing is said. */
void dock_index_longest(struct dock_index *ix, size_t bytes);

/* Adds, or replaces the listing with the same id; it counts at once. RC_MEMORY leaves what was there before, RC_LIMIT:
** text longer than it may be, or too many kinds. */
enum rc dock_index_add(struct dock_index *ix, struct dock_analyser *an, const struct dock_listing *listing, struct err *e);
enum rc dock_index_remove(struct dock_index *ix, struct dock_analyser *an, int64_t id);    /* RC_NONE: not there */
/* NULL: not there; its views are valid until the next change */
const struct dock_listing *dock_index_get(const struct dock_index *ix, struct arena *a, int64_t id);
size_t dock_index_count(const struct dock_index *ix);
size_t dock_index_bytes(const struct dock_index *ix);
size_t dock_index_text_bytes(const struct dock_index *ix);      /* of these, the listings as they were given, packed */

/* The same in two steps, so that readers are kept out for microseconds only: a draft is made beside readers (it looks
** words up, but changes nothing they see), a commit is not. One draft at a time; listing must live until the commit. */
struct dock_draft;
enum rc dock_index_draft(struct dock_index *ix, struct dock_analyser *an, const struct dock_listing *listing, struct dock_draft **draft,
    struct err *e);
enum rc dock_index_commit(struct dock_index *ix, struct dock_draft *draft, struct err *e);

/* New listings stand in a tail in order of arrival; merging brings them into the ordered, packed base. Nothing has to be
** merged for answers to be right, only for them to be quick. After some changes call dock_index_merge beside readers
** (work: about how many postings to move, a million is some milliseconds) until DOCK_REST; on DOCK_TURN call
** dock_index_turn with readers kept out: it takes no time. Changes may come between any two calls. While a merge runs
** the index may have up to twice its cap. */
enum dock_next { DOCK_REST, DOCK_MORE, DOCK_TURN };
enum dock_next dock_index_merge(struct dock_index *ix, size_t work);
void dock_index_turn(struct dock_index *ix);
void dock_index_settle(struct dock_index *ix);      /* all of it, without readers; also a tail too small to be due: after loading many */

/* Adding many before anybody asks: until dock_index_loaded nobody may, and each costs less. It settles, too; RC_MEMORY: there was
** not enough for that, still nobody may ask, and it may be called again. */
void dock_index_load(struct dock_index *ix);
enum rc dock_index_loaded(struct dock_index *ix, struct err *e);

/* --- kept (kept.c, kept_open.c) ------------------------------------------------------------------- */

/* An index as bytes, so that a start need not analyse every text again, and so that lists and texts can be pages of a file instead of
** memory. The bytes hold the base only: settle (or merge until dock_index_settled) before; what came since is not in them, and what was
** removed since loses its text. They are read where they lie and must stay there, unchanged, as long as the index lives or
** until it has adopted others. */
/* of the glossary and all that decides what a text becomes */
uint64_t dock_fingerprint(struct dock_analyser *an, struct arena *scratch);
bool dock_index_settled(const struct dock_index *ix);          /* all is in the base, and nothing dead */
/* most terms it knows nobody says any more: numbers only grow, so built anew it would be smaller */
bool dock_index_worn(const struct dock_index *ix);
bool dock_index_merging(const struct dock_index *ix);          /* a merge has begun and is not over */
struct dock_frozen;
/* as it is now; with changes kept out; NULL: there is no base, or a merge runs */
struct dock_frozen *dock_index_freeze(const struct dock_index *ix, struct arena *a);
typedef bool dock_put(void *ctx, const void *bytes, size_t n);  /* false: no more */
/* beside readers and changes, but no merge: call neither merge nor turn before it is over */
bool dock_frozen_put(const struct dock_frozen *f, uint64_t fingerprint, dock_put *fn, void *ctx);

/* bytes, at an address that 64 divides, into an empty index. Whatever they are, nothing is read outside of them, then or
** later: RC_INPUT says in e what is wrong, and the index is empty as before. */
enum rc dock_index_open(struct dock_index *ix, const struct dock_lexicon *lexicon, uint64_t fingerprint, struct str bytes, struct err *e);
/* ix takes the base of other, opened from bytes that were put from ix, for its own, which other is left with: free that.
** With readers kept out: it takes as long as copying the tail's texts. RC_STALE: it is not the same base, or a merge runs. */
enum rc dock_index_adopt(struct dock_index *ix, struct dock_index *other);

/* What an index holds, for who compares it with a database. */
struct dock_held { int64_t own; struct str org_kind; };
bool dock_index_held(const struct dock_index *ix, int64_t id, struct dock_held *held);
/* where it stands now: neighbours are alike, and best asked about together; UINT64_MAX: not there */
uint64_t dock_index_place(const struct dock_index *ix, int64_t id);
/* every live listing, in no order worth knowing */
void dock_index_each(const struct dock_index *ix, void (*fn)(void *ctx, int64_t id), void *ctx);

/* --- finding -------------------------------------------------------------------------------------- */

enum { DOCK_POINT = 65536, DOCK_ANY_SIDE = -1 };   /* scores are integers; divide by DOCK_POINT for points as shown */

/* What a keep function is told of a listing. */
struct dock_brief { int64_t id, own, published_ms; };

struct dock_query {
    struct str text;                    /* free words; blank = everything that passes the filters, newest first */
    int side;                           /* DOCK_NEED, DOCK_OFFER, DOCK_ANY_SIDE */
    struct str kind, industry, district, zone, stage, org_kind;   /* empty = any; industry "I" or "I65" takes what is under it */
    int64_t open_on;                    /* today: what closed before it is left out; 0 = no matter */
    size_t offset, limit;
    bool newest;                        /* newest first even with words; not together with feedback */
    bool (*keep)(const void *ctx, const struct dock_brief *l);        /* NULL = all; false: as if it were not there */
    const void *keep_ctx;
    /* keep would keep everybody who has DOCK_OWN_OPEN, so it is not asked about them: most are then counted as bits */
    bool keep_open;
    /* also listings that share only single Chinese characters with the text; feedback knows them as similar */
    bool loose;
    /* look again: order the best by words that stand together, widen what is behind the first page by what they speak of */
    bool feedback;
    /* with feedback: where fewer than so many say a word of the text, what is like the best fills up to it */
    size_t similar;
};
struct dock_hit { int64_t id, score; };
/* total: all that matched, before offset and limit; similar: how many more follow them that say no word of the text; mute: the
** text is not blank, yet says nothing that could be looked for ("的", "the", "!"). */
struct dock_hits { struct dock_hit *v; size_t n; size_t total, similar; bool mute; };

struct dock_hits dock_search(const struct dock_index *ix, struct dock_analyser *an, struct arena *a, const struct dock_query *q);

/* forward: how well the other serves this listing; backward: how well this one serves the other. score is their sum. */
struct dock_pair { int64_t id, score, forward, backward; };
struct dock_pairs { struct dock_pair *v; size_t n; size_t total; };

/* The best `top` listings of the other side, of a compatible kind, open on today, that share at least a word, a
** skill or an industry with it. The listing itself need not be in the index. A closed listing matches nothing.
** Latin words that stand side by side in both count only among the best top + DOCK_NEAR_MORE without them: these are
** ordered with them, and the first `top` kept. */
enum { DOCK_NEAR_MORE = 10 };
struct dock_pairs dock_match(const struct dock_index *ix, struct dock_analyser *an, struct arena *a,
    const struct dock_listing *listing, int64_t today, size_t top);
bool dock_kinds_fit(struct str x, struct str y);

/* --- reasons -------------------------------------------------------------------------------------- */

enum dock_why {
    DOCK_WORD,              /* a: the words as x writes them */
    DOCK_GLOSSARY,          /* a: as x writes it, b: as y writes it (synonym or other language) */
    DOCK_NEIGHBOURS,        /* a: Latin words that stand side by side in both, as x writes them */
    DOCK_CHARS,             /* a: single characters shared, with no longer word around them */
    DOCK_KIND_SAME, DOCK_KIND_RELATED,
    DOCK_SKILL,             /* a, b: as each writes it */
    DOCK_INDUSTRY_CLASS, DOCK_INDUSTRY_DIVISION, DOCK_INDUSTRY_SECTION,     /* a, b: the codes */
    DOCK_DISTRICT_SAME, DOCK_DISTRICT_ADJACENT, DOCK_DISTRICT_KM,           /* a, b: codes; n: km */
    DOCK_ZONE_SAME, DOCK_AMOUNT, DOCK_DATES, DOCK_STAGE_SAME, DOCK_STAGE_NEAR,
    DOCK_LEARNED,           /* a, b: topics of the need and of the offer that were docked before (struct dock_rule); n: dockings */
    DOCK_NOT_SKILL,         /* n: how many of x's skills y lacks */
    DOCK_NOT_INDUSTRY, DOCK_NOT_DISTRICT, DOCK_NOT_AMOUNT, DOCK_NOT_DATES, DOCK_NOT_STAGE,
    DOCK_WHYS
};
struct dock_reason { enum dock_why why; struct str a, b; int64_t n; int64_t forward, backward; };
struct dock_reasons {
    struct dock_reason *v; size_t n, cap;       /* fits by points, then what does not fit */
    int64_t score, forward, backward;           /* the sums over v, and what dock_match gives */
    /* of the score, what DOCK_NEIGHBOURS and DOCK_LEARNED give: pairs are chosen without it, some more than wanted, and ordered with it */
    int64_t near;
};

/* What a listing asks, analysed and weighed once: for its best pairs and for the reasons of each, so that both speak of the
** same moment. x must live as long. */
struct dock_asking;
struct dock_learned;
struct dock_asking *dock_asking_learned(const struct dock_index *ix, struct dock_analyser *an, struct arena *a,
    const struct dock_listing *x, const struct dock_learned *learned); /* learned: below; must live as long; NULL = nothing */
struct dock_asking *dock_asking(const struct dock_index *ix, struct dock_analyser *an, struct arena *a, const struct dock_listing *x);
struct dock_pairs dock_match_asking(const struct dock_index *ix, struct arena *a, const struct dock_asking *q, int64_t today, size_t top);
/* the same, uncounted: total is n; sooner in a large index */
struct dock_pairs dock_best_asking(const struct dock_index *ix, struct arena *a, const struct dock_asking *q, int64_t today, size_t top);
/* The same for n askings of one moment, pairs of each in their order: in a very large index sooner for thousands of the same side and
** kind, the more the sooner, at 50 to 90 KB of a for each, askings included. */
struct dock_pairs *dock_best_many(const struct dock_index *ix, struct arena *a, const struct dock_asking *const *q, size_t n, int64_t today,
    size_t top);
struct dock_reasons dock_explain_asking(struct dock_analyser *an, struct arena *a, const struct dock_asking *q,
    const struct dock_listing *y);

/* What the listing with this id says of x's words: those reasons alone that are words, with the same points. For searches, x
** being a listing whose title is the question. Costs less; empty when it is not there. */
struct dock_reasons dock_said(const struct dock_index *ix, struct arena *a, const struct dock_asking *q, int64_t id);

/* Why x and y match, from x's view; the views of the result look into x, y and a. */
struct dock_reasons dock_explain(const struct dock_index *ix, struct dock_analyser *an, struct arena *a,
    const struct dock_listing *x, const struct dock_listing *y);
bool dock_reason_fits(enum dock_why why);       /* false: it says what does not fit */

/* --- learned from dockings (learned.c) ------------------------------------------------------------ */

/* Needs and offers whose docking both sides confirmed, and who the two parties are: organisations or persons, by a number of
** the caller's. The learner lives in a; an must be of the lexicon the index is asked with; scratch may be forgotten after each call. */
enum { LEARNED_PARTIES = 5 };                   /* nothing is learned from fewer parties on either side, nor from fewer organisations */
struct dock_party { bool organisation; int64_t id; };
struct dock_docking { const struct dock_listing *need, *offer; struct dock_party need_party, offer_party; };
struct dock_learner;
struct dock_learner *dock_learner_new(struct arena *a, struct dock_analyser *an);
void dock_learner_add(struct dock_learner *l, struct arena *scratch, const struct dock_docking *d);

/* What was learned, most points first. need, offer: topics, of this lexicon only. Names: the glossary's row of a concept, the two
** digits of an industry's division (dock_topic_name). dockings counts two parties once. points are
** earned each way. */
struct dock_rule { uint64_t need, offer; struct str need_name, offer_name; int64_t dockings, organisations, points; };
struct dock_learned { struct dock_rule *v; size_t n, cap; int64_t dockings; };       /* dockings: in all */
struct dock_learned dock_learner_close(struct dock_learner *l);
struct str dock_topic_name(struct str name, struct str lang);    /* of a row the first name in that language; of anything else itself */

/* One reason in plain words, without HTML: "Same district: 甘井子区". lang: "en", else Chinese. */
void dock_reason_text(struct out *o, const struct dock_reason *r, struct str lang);
struct str dock_district_name(struct str code, struct str lang);    /* the ten of Dalian; others give the code */
#endif
