/* inner.h: what the files of this folder share, and nobody else.
**
**   text --analyse--> struct bag of struct term (what is said, how often)
**   facts --facts-->  struct facts (codes as small numbers)
**   bag x bag, facts x facts --rank--> points each way
*/
#ifndef DOCK_INNER_H
#define DOCK_INNER_H
#include "engine/dock/dock.h"

/* A term of a text. key is how the index knows it:
**   a Latin word: its stem; a Chinese word piece: two characters, or one;
**   a concept of the glossary: 0x01 and its number; so a need in Chinese and an offer in English share a key. */
enum term_sort { TERM_CHAR, TERM_PAIR, TERM_WORD, TERM_CONCEPT, TERM_CONCEPT_LONG };  /* long: four characters or more in Chinese */
struct term {
    struct str key;
    enum term_sort sort;
    int tf;                 /* occurrences in steps of TF_STEP: 2 in the body, TITLE_STEPS in the title; at most TF_MAX */
    struct str surface;     /* first occurrence, as written */
};
enum { TF_BODY = 2, TF_TITLE = 5, TF_MAX = 63, LENGTHS = 64 };

struct bag {
    struct term *v; size_t n, cap;      /* in order of first occurrence, each key once */
    int length;                         /* tokens: words and Chinese characters */
};

/* --- glossary.c */
struct dock_lexicon {
    uint16_t *fold;                     /* 65536: what a character of the basic plane counts as; 0 = separator */
    struct phrase *phrase;              /* open addressing by hash of the folded, stemmed token sequence */
    size_t slots;                       /* a power of two */
    int concepts, longest;              /* rows of the glossary; tokens of the longest phrase */
};
struct phrase { uint64_t hash; int concept; enum term_sort sort; };    /* concept 0 = free slot; a hash may stand several times */
void fold_fill(struct arena *a, struct dock_lexicon *lx);

/* --- analyse.c */
struct dock_analyser { const struct dock_lexicon *lexicon; struct sb_stemmer *stemmer; };
struct token { struct str text, surface; bool chinese, joined; };     /* joined: no separator before it */
struct tokens { struct token *v; size_t n, cap; };
void tokens_cut(struct dock_analyser *an, struct arena *a, struct str text, struct tokens *list);
uint64_t tokens_hash(uint64_t h, const struct token *t);            /* h = 0 to start */
void bag_add(struct dock_analyser *an, struct arena *a, struct bag *bag, struct str text, int step);
struct bag bag_of(struct dock_analyser *an, struct arena *a, const struct dock_listing *l);
struct str skill_key(struct dock_analyser *an, struct arena *a, struct str skill);   /* the same for every name of a skill */

/* --- facts.c: everything about a listing that is not words */
struct facts {
    int64_t amount_low, amount_high, from_day, to_day;      /* open ends as INT64_MIN, INT64_MAX */
    int64_t open_until, published, id;
    uint64_t zone, stage, *skill;                           /* hashes of what they say; 0 = nothing said */
    int nskill, industry, district;                         /* industry: see industry_code; district: six digits or 0 */
    int stage_rank;                                         /* idea 1 ... mature 6; 0 = no known stage */
    bool amount, dates;                                     /* said at all */
};
struct facts facts_of(struct dock_analyser *an, struct arena *a, const struct dock_listing *l);
int industry_code(struct str s);        /* section << 16 | division << 8 | group and class; 0 = none or not a code */
bool industry_under(int code, int top); /* code is top or stands below it */
int district_km(int x, int y);          /* between centres; -1 = not known */
bool district_adjacent(int x, int y);
int district_of(const struct dock_listing *l);

/* --- index.c */
enum { KINDS_MOST = 32, CLASSES = 2 * KINDS_MOST };
struct postings { uint32_t *v; size_t n, cap; };    /* document number << 8 | tf, ascending */
struct entry {                          /* a term of the dictionary */
    struct str key;
    uint64_t hash;
    enum term_sort sort;
    uint32_t df;                        /* live listings that say it */
    struct { int class; struct postings list; } *in;    /* one a class that says it */
    size_t n, cap;
};
struct doc_term { uint32_t term; int tf; };
struct doc {
    struct dock_listing l;
    struct doc_term *term; size_t nterm;
    int tokens;
    int class;                          /* kind number * 2 + side */
    bool live;
    size_t at;                          /* its place among the members of its class */
};
struct member { uint32_t doc; struct facts f; };    /* side by side, since a match reads them all; open_until is DEAD when not live */
#define DEAD INT64_MIN
struct norm { uint32_t part; int length; };          /* bag_part, length_code: all that adding up words reads of a listing */
struct dock_index {
    struct arena a, work;               /* the contents; one analysis */
    size_t cap;
    struct { struct doc *v; size_t n, cap; } docs;              /* in order of arrival; some are not live */
    struct { struct norm *v; size_t n, cap; } norms;            /* beside docs */
    struct { struct entry *v; size_t n, cap; } terms;
    struct { uint32_t *v; size_t n; } term_slot, id_slot;       /* open addressing: 0 = free, else number + 1 */
    struct { struct str *v; size_t n, cap; } kinds;
    struct { struct member *v; size_t n, cap; } members[CLASSES];
    size_t live;
    uint64_t tokens;                    /* of the live listings */
};
const struct entry *index_term(const struct dock_index *ix, struct str key);   /* NULL: nobody ever said it */
const struct postings *entry_postings(const struct entry *e, int class);        /* NULL: none */

/* --- rank.c: the only place where points are made */
struct scale {                          /* what a corpus makes of counts: from its size and mean length alone */
    double n, idf_most;
    uint8_t impact[LENGTHS][TF_MAX + 1];        /* BM25's share of a term for a text of that length, 255 = all of it */
    int64_t share[TF_MAX + 1];                  /* how much a text that says a term tf times asks for it, 1024 = all it can */
};
void scale_make(struct scale *s, size_t n, uint64_t tokens);
int64_t tf_share(int tf);
int length_code(int tokens);                    /* 0 .. LENGTHS-1 */
uint32_t bag_part(const struct bag *b);         /* 2^40 / the sum of what a text asks for: so no division in the loop */
int64_t term_weight(const struct scale *s, enum term_sort sort, uint64_t df);

/* What one shared term earns: the share of the asker's wish it is, times how much the answerer speaks of it. */
static inline int64_t term_points(int64_t weight, int64_t share, uint32_t part, unsigned impact)
{
    return ((weight * share >> 10) * (int64_t)part >> 30) * (int64_t)impact >> 8;
}

/* The terms of x that are scored, at most LIMIT_QUERY_TERMS: those that can earn most. */
struct asked { const struct entry *entry; int64_t weight; int tf; struct str surface; };
struct asked_list { struct asked *v; size_t n, cap; };
void asked_make(const struct dock_index *ix, const struct scale *s, struct arena *a, const struct bag *x, struct asked_list *list);

/* Every fact that speaks for or against the pair; note may be NULL when only the sums are wanted. */
struct sums { int64_t forward, backward; bool content; };
void facts_points(const struct facts *x, const struct facts *y, struct str kind_x, struct str kind_y, struct sums *sum,
    struct arena *a, struct dock_reasons *note);
#endif
