/* inner.h: what the files of this folder share, and nobody else.
**
**   text --analyse--> struct bag of struct term (what is said, how often)
**   facts --facts-->  struct facts (codes as small numbers)
**   bag x bag, facts x facts --rank--> points each way
**
**   struct dock_index   words (dict.c), the long-lived texts, two segments:
**     base   ordered by class, industry and district; postings packed (lists.c); built by merge.c, then only read
**     tail   in order of arrival, newest last; index.c appends to it. While a merge runs there is a third between them
*/
#ifndef DOCK_INNER_H
#define DOCK_INNER_H
#include "engine/dock/dock.h"

/* A term of a text. The key is how the index knows it, with its sort in the topmost bits:
**   a Chinese word piece: two characters, or one, as they are;
**   a Latin word: the hash of its stem (60 bits: among ten million words one pair collides in 10^4 indexes);
**   a concept of the glossary: its number and in which language it was said. A text asks for both (asked_make): for its own
**   lightly, since the words are asked for already, for the other with all it is worth (TERM_ACROSS, never in a text);
**   several words bound into one (TERM_WRITTEN): a Latin word's key, asked for lightly, since its parts are asked for, too;
**   a skill: the hash of skill_key. Skills are postings like words but earn by `worth`, not by term_points. */
/* long: four characters or more in Chinese */
enum term_sort { TERM_CHAR, TERM_PAIR, TERM_WORD, TERM_CONCEPT, TERM_CONCEPT_LONG, TERM_SKILL, TERM_ACROSS, TERM_ACROSS_LONG,
    TERM_WRITTEN };
struct term {
    uint64_t key;
    enum term_sort sort;
    int tf;                 /* occurrences in steps: 2 each in the body, TF_TITLE in the title; at most TF_MAX */
    int code;               /* tf in 16 steps (tf_of_code): what is kept and scored; set by bag_close */
    struct str surface;     /* first occurrence, as written */
};
enum { TF_BODY = 2, TF_TITLE = 5, TF_MAX = 63, TF_CODES = 16, TF_CODE_BODY = 1, LENGTHS = 64 };
extern const uint8_t tf_of_code[TF_CODES];

struct bag {
    struct term *v; size_t n, cap;      /* in order of first occurrence, each key once */
    int length;                         /* tokens: words and Chinese characters */
    uint32_t *slot; size_t slots;       /* key -> number + 1 */
};
static inline uint64_t key_make(enum term_sort sort, uint64_t value)
{
    return (uint64_t)(sort == TERM_CONCEPT_LONG ? TERM_CONCEPT + 1 : sort + 1) << 60 | (value & (((uint64_t)1 << 60) - 1));
}
static inline uint64_t key_hash(uint64_t key) { return (key ^ key >> 29) * 0x9e3779b97f4a7c15u >> 16; }

/* --- glossary.c */
enum { STOP_WAYS = 4, STOP_SLOTS = 1024 };
struct dock_lexicon {
    uint16_t *fold;                     /* 65536: what a character of the basic plane counts as; 0 = separator */
    struct phrase *phrase;              /* open addressing by hash of the folded, stemmed token sequence */
    size_t slots;                       /* a power of two */
    int concepts, longest;              /* rows of the glossary; tokens of the longest phrase */
    /* a bit for the beginnings of every phrase, by one token, two, ... all: most tokens start none, and most that start one do not go on */
    uint64_t starts[8192];
    uint64_t stop[1024];                /* a bit for every character that says nothing alone */
    uint64_t stop_word[STOP_SLOTS];     /* the words that say nothing, four to a hash of their eight bytes; 0 = free */
    struct str *row;                    /* by number of the concept: its line of the glossary */
    struct unit_name { uint64_t hash; const char *unit; } unit[128]; int units;
};
/* concept 0 = free slot; a hash may stand several times */
struct phrase { uint64_t hash; int concept; bool english; enum term_sort sort; };
static inline uint64_t key_concept(int concept, bool english) { return key_make(TERM_CONCEPT, (uint64_t)concept << 1 | english); }
static inline uint64_t key_across(uint64_t concept) { return concept ^ 1; }       /* the same in the other language */
void fold_fill(struct arena *a, struct dock_lexicon *lx);
void stop_fill(struct dock_lexicon *lx);
void units_fill(struct dock_analyser *an, struct dock_lexicon *lx, struct arena *scratch);
static inline uint64_t *phrase_start(struct dock_lexicon *lx, uint64_t hash) { return &lx->starts[hash >> 6 & 8191]; }

/* --- analyse.c */
enum { STEM_WAYS = 4, STEM_LINES_LEAST = 1 << 9, STEM_LINES_MOST = 1 << 16 };
/* mark: of a word's bytes, 0 = free; value: of its stem, topmost bit: says nothing; newest first */
struct stem_line { uint64_t mark[STEM_WAYS], value[STEM_WAYS]; };
struct dock_analyser {
    const struct dock_lexicon *lexicon;
    struct sb_stemmer *stemmer;
    struct arena memory;
    struct stem_line *stems; size_t lines, pushed;      /* a power of two; how many words had to go */
};
/* value: character or hash of the stem; joined: no separator before it; link: the one separator before it, 0 = more or none */
struct token { uint64_t value; struct str surface; bool chinese, joined, stop, digits; char link; };
struct tokens { struct token *v; size_t n, cap; };
void tokens_cut(struct dock_analyser *an, struct arena *a, struct str text, struct tokens *list);
uint64_t tokens_hash(uint64_t h, const struct token *t);            /* h = 0 to start */
uint64_t key_pair(const struct token *t, const struct token *u);
uint64_t key_alone(const struct token *t);
void bag_add(struct dock_analyser *an, struct arena *a, struct bag *bag, struct str text, int step);
/* the same, with words that say nothing */
void bag_literal(struct dock_analyser *an, struct arena *a, struct bag *bag, struct str text, int step);
void bag_close(struct bag *bag);                                    /* counts become codes; after the last bag_add */
struct bag concepts_of(struct dock_analyser *an, struct arena *a, const struct dock_listing *l);    /* only those; not closed */
struct bag bag_of(struct dock_analyser *an, struct arena *a, const struct dock_listing *l);    /* closed */
const struct term *bag_find(const struct bag *bag, uint64_t key);   /* NULL: not said */
/* the same for every name of a skill; 0 = says nothing */
uint64_t skill_key(struct dock_analyser *an, struct arena *a, struct str skill);

/* --- facts.c: everything about a listing that is not words */
struct facts {
    int64_t amount_low, amount_high, from_day, to_day;      /* open ends as INT64_MIN, INT64_MAX */
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

/* Every fact that speaks for or against the pair; note may be NULL when only the sums are wanted. */
struct sums { int64_t forward, backward; bool content; };
void facts_points(const struct facts *x, const struct facts *y, struct str kind_x, struct str kind_y, struct sums *sum,
    struct arena *a, struct dock_reasons *note);
/* The same, fact by fact, for what many listings share; each earns alike both ways. */
/* as in struct facts; amount_low, from_day and to_day 0 = not said */
struct deal { int64_t amount_low, amount_high, from_day, to_day; };
int64_t kind_points(struct str x, struct str y);
int64_t industry_points(const struct facts *x, int code, bool *content);
int64_t spot_points(const struct facts *x, const struct facts *y);      /* district, zone, stage */
int64_t deal_points(const struct facts *x, const struct deal *d);
int64_t deal_least(void);
int64_t deal_most(void);
int64_t skill_points(int nskill);       /* one shared skill, to whom asks for nskill */

/* --- dict.c: what is known for good, by number */
enum { KINDS_MOST = 32, CLASSES = 2 * KINDS_MOST, NO_TERM = -1 };
/* A kind on one side. A side's stand together: who matches looks at one side only, and mostly at several kinds. */
static inline size_t class_of(size_t kind, int side) { return (size_t)side * KINDS_MOST + kind; }
static inline size_t class_kind(size_t class) { return class % KINDS_MOST; }
static inline int class_side(size_t class) { return (int)(class / KINDS_MOST); }
/* df: live listings that say it */
struct dict { struct { uint64_t *v; size_t n, cap; } key; uint32_t *df; size_t df_cap; uint32_t *slot; size_t slots; };
int64_t dict_find(const struct dict *d, uint64_t key);                  /* NO_TERM: nobody ever said it */
uint32_t dict_number(struct dict *d, struct arena *a, uint64_t key);    /* finds or adds */
/* an empty one, with n keys by number, and room for more; nobody says them yet */
void dict_fill(struct dict *d, struct arena *a, const uint64_t *key, size_t n);
/* what growing left behind in a goes; nobody may hold it. Without memory nothing happens */
void dict_tighten(struct dict *d, struct arena *a);
void dict_soon(const struct dict *d, const uint64_t *key, size_t n);    /* they will be asked for: fetch them, all at once */

/* Listings that stand in the same place and offer the same terms share a row: a match judges a row once. */
struct spot { struct str district, zone, stage, org_kind; struct facts f; };
struct spots { struct spot *v; size_t n, cap; uint32_t *slot; size_t slots; };
struct deals { struct deal *v; size_t n, cap; uint32_t *slot; size_t slots; };
struct codes { int *v; size_t n, cap; };
uint32_t spot_number(struct spots *s, struct arena *a, const struct dock_listing *l, const struct facts *f);
uint32_t deal_number(struct deals *d, struct arena *a, const struct facts *f);
uint16_t code_number(struct codes *c, struct arena *a, int code);

/* --- docs: the listings of a segment, a column a fact, so that a pass over many reads only what it asks. What every posting may ask is an
** array; the rest takes as many bytes each as its numbers need, all less the least. In a tail that is what they could need at most. */
struct column { uint8_t *v; int64_t base, low, high; uint64_t mask; size_t width; };    /* low, high: what is in it lies between them */
/* spare: bytes behind the last */
enum { COL_ID, COL_PUBLISHED, COL_OWN, COL_UNTIL, COL_SPOT, COL_DEAL, COL_NSKILL, COL_TEXT, COLS, COLUMN_SPARE = sizeof(uint64_t) };
struct docs {
    size_t n, cap;
    struct column column[COLS];      /* until: last day, 0 = without end; text: address, listing_pack */
    uint32_t *part;                     /* bag_part */
    uint16_t *industry;
    uint8_t *length, *class;            /* length_code; class_of */
    uint8_t *reach;                     /* reach_of; 0 behind the last, for a whole window */
    uint64_t *alive;                    /* a bit each */
    struct column slot; size_t slots;   /* id -> number + 1; the last one alive counts */
};
static inline int64_t column_at(const struct column *c, size_t i)
{
    uint64_t v;
    memcpy(&v, c->v + i * c->width, sizeof v);
    return (int64_t)((uint64_t)c->base + (v & c->mask));
}
struct column column_between(int64_t low, int64_t high);        /* empty, for numbers between these */
void column_put(struct column *c, size_t i, int64_t v);         /* no other is changed */
#define NO_DOC UINT32_MAX
static inline int64_t doc_id(const struct docs *d, size_t i) { return column_at(&d->column[COL_ID], i); }
static inline int64_t doc_published(const struct docs *d, size_t i) { return column_at(&d->column[COL_PUBLISHED], i); }
static inline int64_t doc_own(const struct docs *d, size_t i) { return column_at(&d->column[COL_OWN], i); }
static inline int64_t doc_until(const struct docs *d, size_t i) { return column_at(&d->column[COL_UNTIL], i); }
static inline uint32_t doc_spot(const struct docs *d, size_t i) { return (uint32_t)column_at(&d->column[COL_SPOT], i); }
static inline uint32_t doc_deal(const struct docs *d, size_t i) { return (uint32_t)column_at(&d->column[COL_DEAL], i); }
static inline int doc_nskill(const struct docs *d, size_t i) { return (int)column_at(&d->column[COL_NSKILL], i); }
static inline const uint8_t *doc_text(const struct docs *d, size_t i)
{
    return (const uint8_t *)(uintptr_t)column_at(&d->column[COL_TEXT], i);
}
/* To fetch what will be read, much at once. A prefetch from a page nobody has looked at for long is mostly dropped: there it is read, and
** nothing waits for what it says. */
static inline void touch(const void *p) { (void)*(const volatile uint8_t *)p; }
/* it will be read: its first lines of memory; three are mostly all it says */
static inline void text_soon(const struct docs *d, size_t i, size_t lines)
{
    for (size_t k = 0; k < lines; k++) __builtin_prefetch(doc_text(d, i) + 64 * k);
}
static inline bool doc_alive(const struct docs *d, size_t i) { return d->alive[i >> 6] >> (i & 63) & 1; }
void docs_wide(struct docs *d);                                         /* before the first: whatever comes has room */
/* before the first: what is in these has room; either may be NULL */
void docs_narrow(struct docs *d, const struct docs *x, const struct docs *y);
void docs_room(struct docs *d, struct arena *a, size_t n);              /* for n in all */
void docs_copy(struct docs *to, size_t at, const struct docs *from, size_t i);     /* all columns but alive and slot */
void docs_slots(struct docs *d, struct arena *a, size_t n);            /* an empty table for n */
void docs_slot(struct docs *d, uint32_t doc);
uint32_t docs_find(const struct docs *d, int64_t id);                   /* NO_DOC: none alive */
void docs_soon(const struct docs *d, int64_t id);                       /* it will be asked for */

/* A listing as one piece of bytes: the terms it says, in order of their numbers, then the listing as it was given. So who
** leaves takes its postings' counts along, and a few candidates can be scored without reading their terms' lists. */
struct saying { const uint8_t *at, *end; uint32_t n, tokens, term; uint8_t code; };
/* said: POSTING(term, code), ascending; size: listing_size */
const uint8_t *listing_pack(struct arena *a, const struct dock_listing *l, const uint32_t *said, size_t n, uint32_t tokens, size_t *size);
static inline const uint8_t *saying_number(const uint8_t *p, uint32_t *v)
{
    uint32_t u = *p & 127;
    for (int shift = 7; *p++ & 128; shift += 7) u |= (uint32_t)(*p & 127) << shift;
    *v = u;
    return p;
}
static inline struct saying saying_open(const uint8_t *p)
{
    struct saying s = { .term = UINT32_MAX };
    uint32_t bytes;
    s.at = saying_number(saying_number(saying_number(p, &bytes), &s.tokens), &s.n);
    s.end = s.at + bytes;
    return s;
}
/* How many bytes a step takes nobody foresees, so there is no jump: eight bytes are read, and behind the last step stand
** numbers and texts of a listing, twenty bytes at least. */
static inline bool saying_next(struct saying *s)
{
    uint64_t v;
    if (s->at == s->end) return false;
    memcpy(&v, s->at, sizeof v);
    unsigned bits = (unsigned)__builtin_ctzll(~v & 0x8080808080u) + 1;         /* of the step; its last byte has no topmost bit */
    uint64_t u = v & (((uint64_t)1 << bits) - 1);
    uint32_t step = (uint32_t)((u & 0x7f) | (u >> 1 & 0x3f80) | (u >> 2 & 0x1fc000) | (u >> 3 & 0xfe00000) | (u >> 4 & 0x7f0000000)),
             more = step & 1;
    s->term += step >> 1;
    s->code = (uint8_t)(more ? v >> bits & 0xff : TF_CODE_BODY);
    s->at += bits / 8 + more;
    return true;
}
/* of bytes that may be anything: a packed listing and no more, its terms' numbers below terms, in order */
bool listing_sound(const uint8_t *p, size_t size, size_t terms);
/* skills: room for listing_skills(p); NULL = leave them out */
void listing_unpack(const uint8_t *p, struct dock_listing *l, struct str *skills);
size_t listing_size(const uint8_t *p);
size_t listing_skills(const uint8_t *p);

/* --- lists.c: postings of a base, packed; and of a tail, as they come */
/* listings whose sums stay in the first-level cache while words are added up; the places for those, and nobody's behind them */
enum { WINDOW = 4096, SUMS = WINDOW + 32 };
#define POSTING(doc, code) ((uint32_t)(doc) << 4 | (uint32_t)(code))    /* so a segment holds at most 2^28 listings */
/* work: where lists are made for which a has no piece at hand; NULL: a */
struct packer { struct arena *a, *work; uint8_t *at, *end, *desk; size_t room; };
const uint8_t *list_pack(struct packer *p, const uint32_t *v, size_t n);    /* v ascending, n > 0 */
size_t list_unpack(const uint8_t *list, uint32_t *v);                  /* v has room for df; returns n */
struct taillist { uint32_t *v; uint32_t n, cap, code; };               /* code: the largest */
int list_code(const uint8_t *list);                                    /* the largest code in it */
size_t list_size(const uint8_t *list);                                 /* bytes */
/* The same as list_unpack of bytes that may be anything, among so many listings; v has room for twice as many. 0: not a list. */
size_t list_unpack_checked(const uint8_t *list, size_t size, uint32_t docs, uint32_t *v);
/* Where the heads of runs around that window of so many are likely to stand, to be fetched. */
const uint8_t *list_near(const uint8_t *list, uint32_t window, uint32_t windows);
bool list_dense(const uint8_t *list);                                  /* kept by windows */

/* Where one term's postings stand, moving from window to window, always forward. */
struct cursor {
    const uint8_t *list;                        /* packed; NULL: as they come */
    const uint8_t *run, *runs_end, *data;       /* packed by windows */
    const uint8_t *at, *end; uint32_t doc;      /* packed thinly: the next posting is doc, when at != NULL */
    uint8_t code;
    const uint32_t *v, *v_end;                  /* as they come */
};
/* The postings of one window: up to three pieces. a: steps of one byte (0 = 255 and no posting) with TF_CODE_BODY each, or map:
** a bit for each listing; b: 16 bits, place << 4 | code; c: struct POSTING. */
struct run { const uint8_t *a; size_t na; const uint8_t *map, *b; size_t nb; const uint32_t *c; size_t nc; };
/* of map, 64 listings */
static inline uint64_t run_bits(const struct run *r, size_t i) { uint64_t v; memcpy(&v, r->map + 8 * i, sizeof v); return v; }
void cursor_open(struct cursor *c, const uint8_t *list, const struct taillist *tail, uint32_t from);   /* either list or tail */
uint32_t cursor_window(const struct cursor *c);                        /* of the next posting; UINT32_MAX: none */
/* it will be read: fetch it */
static inline void cursor_soon(const struct cursor *c)
{
    __builtin_prefetch(c->at ? c->at : c->data);
    if (c->run) __builtin_prefetch(c->run);
}
/* it stands at `next` and will move to that window of so many: fetch what it is likely to read then, but for the postings themselves */
void cursor_move_soon(const struct cursor *c, uint32_t next, uint32_t window, uint32_t windows);
/* moves there, and fetches the first of what is read then; returns where that is */
const uint8_t *cursor_pass(struct cursor *c, uint32_t window);
/* thin: room for WINDOW postings; false: none here */
bool cursor_run(struct cursor *c, uint32_t window, uint32_t *thin, struct run *r);
/* Of a packed list, windows first..end-1: unit, by code, to the sums of all who say it, SUMS a window. Not all: those of b alone.
** soon: what will be read next, fetched meanwhile. */
void cursor_sum(struct cursor *c, uint32_t first, uint32_t end, uint16_t *sum, const uint16_t *unit, bool all, const uint8_t *soon);

/* --- segments */
/* What words are worth to a listing, to judge sums of many at once by a byte each (BEST, sweep.c): as a segment began, for that changes
** with whatever is published. body: impact_body; ratio: impacts that a part is worth, on average. */
struct reach { double ratio; uint8_t body[LENGTHS]; };
struct term_list { uint32_t term; struct taillist list; };
struct segment {
    struct arena a;
    struct docs docs;
    const uint8_t **list; size_t nlist;         /* base: by term, NULL = none */
    uint32_t start[CLASSES + 1];                /* base: where each class begins */
    struct reach reach;
    /* of each window the largest part, the least and the greatest length, all that it reaches; base: its first group */
    struct bound { uint32_t part, group, reach; uint8_t length, longest; } *bound;
    uint64_t *open;                             /* base: a bit for each that has DOCK_OWN_OPEN and no last day */
    /* base: neighbours of one class and industry */
    struct { struct group { uint32_t from; uint16_t industry; uint8_t class; } *v; size_t n, cap; } groups;
    struct { struct term_list *v; size_t n, cap; } by_term;                 /* tail: postings of each term it says */
    uint32_t *term_at; size_t nterm;                                        /* tail: by term: place in by_term + 1; 0 = none */
    /* tail: was loaded, so has no postings yet but those in its texts */
    bool bare;
};
static inline uint32_t group_end(const struct segment *s, size_t i)
{
    return i + 1 < s->groups.n ? s->groups.v[i + 1].from : (uint32_t)s->docs.n;
}
const struct taillist *tail_list(const struct segment *s, uint32_t term);       /* NULL: none */
/* POSTING(term, anything) each: their lists will be read, or written to: where they begin and end is fetched, all at once */
void tail_soon(const struct segment *s, const uint32_t *terms, size_t n);

/* --- index.c, merge.c */
enum { BASE, MIDDLE, TAIL, SEGMENTS };          /* MIDDLE: what was the tail when the running merge began */
struct merge;
struct dock_index {
    size_t cap, longest;                        /* longest: bytes a listing's text may have */
    struct arena a, words, text, work;          /* what is known for good; the terms of it; packed listings; one analysis */
    struct arena old_text;                      /* texts that a merge is copying */
    struct dict dict;
    struct { struct str *v; size_t n, cap; } kinds;
    struct spots spots;
    struct deals deals;
    struct codes industries;
    struct segment *segment[SEGMENTS];          /* NULL: none */
    struct merge *merge;                        /* NULL: none runs */
    size_t live, text_live, text_dead;          /* listings; bytes of packed listings */
    uint64_t tokens;                            /* of the live listings */
    bool loading;                               /* nobody asks before dock_index_loaded */
    int strategy;                               /* for tests and bench/dock: enum strategy */
};
struct where { int segment; uint32_t doc; };
void dock_index_init(struct dock_index *ix, size_t cap);
struct where index_find(const struct dock_index *ix, int64_t id);      /* doc NO_DOC: none */
struct dock_listing index_listing(const struct dock_index *ix, struct arena *a, struct where p);
uint64_t order_key(const struct dock_index *ix, const struct docs *d, size_t i);      /* a base is ordered by it */
struct segment *segment_new(size_t cap, jmp_buf *full);
void segment_free(struct segment *s);
void merge_buried(struct dock_index *ix, struct where p);              /* a listing of the base or the middle has just died */
void merge_free(struct dock_index *ix);

/* --- kept.c, kept_open.c: an index as bytes.
**
** A head, then these sections in order, each at a multiple of KEPT_ALIGN: arrays of the base as they are in memory, then what varies in
** length, each piece's size in an array before. Not kept, because it is made again from these: counts, the table of terms, bounds,
** groups and reaches, what of a place is computed. Of a listing that is dead no text is kept: its size is 0. */
enum kept_section { KEPT_KEYS, KEPT_DEALS, KEPT_PART, KEPT_TEXT_SIZES, KEPT_LIST_SIZES, KEPT_CODES, KEPT_STRING_SIZES, KEPT_INDUSTRY,
    /* KEPT_COLUMNS: each before COL_TEXT */
    KEPT_COLUMNS, KEPT_SLOTS = KEPT_COLUMNS + COL_TEXT, KEPT_LENGTH, KEPT_CLASS, KEPT_STRINGS, KEPT_LISTS, KEPT_TEXTS, KEPT_SECTIONS };
enum { KEPT_ALIGN = 64, SPOT_STRINGS = 4 };
struct kept_head {
    uint64_t magic, fingerprint, docs, slots, terms, kinds, spots, deals, codes, string_bytes, list_bytes, text_bytes;
    struct kept_column { int64_t base; uint64_t width; } column[COL_TEXT + 1];         /* the last: of slots */
};
#define KEPT_MAGIC 0x347865646e69646bu         /* with the number of the format; read the other way round it is another */
/* where each begins, and all ends; false: more than there can be */
bool kept_layout(const struct kept_head *h, size_t at[KEPT_SECTIONS + 1]);
extern const uint8_t listing_nothing[];         /* a packed listing that says nothing: what stands for the text of a dead one */
void segment_note(struct segment *s, uint32_t doc);      /* of a base: a listing has come to its end; bounds, groups and starts follow */
void segment_noted(struct segment *s);                   /* after the last */
void segment_reaches(struct segment *s, uint32_t doc);   /* its reach, when that of the segment is known; each once */

/* --- rank.c: the only place where points are made */
struct scale {                          /* what a corpus makes of counts: from its size and mean length, and a search's */
    double n, idf_most;
    uint8_t impact[LENGTHS][TF_CODES];          /* BM25's share of a term for a text of that length, 255 = all of it */
    int64_t share[TF_CODES];                    /* how much a text that says a term so often asks for it, 1024 = all it can */
};
void scale_make(struct scale *s, size_t n, uint64_t tokens);
void scale_asked(struct scale *s, size_t n, uint64_t tokens, const struct bag *asked);     /* of a search, which may be short */
int64_t tf_share(int tf);
int length_code(int tokens);                    /* 0 .. LENGTHS-1 */
uint32_t bag_part(const struct bag *b);         /* 2^40 / the sum of what a text asks for: so no division in the loop */
uint64_t term_asks(enum term_sort sort, int code);       /* what one term adds to that sum, in 64ths */
uint32_t part_of(uint64_t asks);                /* bag_part of that sum */
int64_t term_weight(const struct scale *s, enum term_sort sort, uint64_t df);
/* what one who says a term once in the body answers; never 0, so that it can be divided by */
static inline int impact_body(const struct scale *s, int length)
{
    return s->impact[length][TF_CODE_BODY] ? s->impact[length][TF_CODE_BODY] : 1;
}
enum { REACH_UNIT = 2, REACH_MOST = 255 };
/* like: listings as they will be; may be empty */
struct reach reach_make(const struct dock_index *ix, const struct docs *like);
/* the larger of impact_body and part x ratio, in REACH_UNITs, rounded up; REACH_MOST: that or more */
uint8_t reach_of(const struct reach *r, int length, uint32_t part);
double reach_drift(const struct reach *r, const struct scale *now);      /* how many times as much it is now, at most; 1 or more */

/* What one shared term earns: the share of the asker's wish it is, times how much the answerer speaks of it. */
static inline int64_t term_points(int64_t weight, int64_t share, uint32_t part, unsigned impact)
{
    return ((weight * share >> 10) * (int64_t)part >> 30) * (int64_t)impact >> 8;
}

/* The terms of x that are scored, at most LIMIT_QUERY_TERMS: those that can earn most. */
/* own: who says it says a word of the question; search.c sets it */
struct asked { uint64_t key; uint32_t term, df; enum term_sort sort; int64_t weight; int code; struct str surface; bool own; };
struct asked_list { struct asked *v; size_t n, cap; };
void asked_make(const struct dock_index *ix, const struct scale *s, struct arena *a, const struct bag *x, struct asked_list *list);
void asked_cut(struct asked_list *list, size_t n);      /* to the n that can earn most */

/* --- near.c: the best answers' texts, read again */
/* weight in 64ths of the lighter of two words */
enum { NEAR_DOCS = 50, NEAR_WEIGHT = 29, NEIGHBOURS_MOST = 128, NEIGHBOURS_GAP = 8, FEEDBACK_DOCS = 6, FEEDBACK_TERMS = 80 };
enum { NEAR_SLOTS = 512 };
/* each pair once, in order of first occurrence; slot: by a term's number, the last word of a pair in a chain, 2 * pair + which + 1 */
struct near { struct neighbours *v; size_t n; uint16_t slot[NEAR_SLOTS]; };
struct near near_make(struct dock_analyser *an, struct arena *a, struct str title, struct str body, const struct asked_list *asked);
/* both words of a pair are among what a packed listing says: only then reading it is worth the time */
bool near_might(const struct near *q, const uint8_t *packed);
/* The most that neighbours can earn of a packed listing, both ways; 0: nothing. Reading it is worth the time only if that
** could change something. */
int64_t near_most(const struct near *q, uint32_t part, uint32_t part_y, const uint8_t *packed);
/* What neighbours earn of y, to whom asks with part and to y. to: the reasons to write, or NULL. */
struct near_points { int64_t forward, backward; };
struct near_points near_points(const struct near *q, struct dock_analyser *an, struct arena *a, uint32_t part, uint32_t part_y,
    const struct dock_listing *y, struct dock_reasons *to);
void feedback_take(const struct dock_index *ix, const struct scale *s, struct arena *a, struct where at, struct asked_list *said);
void feedback_close(struct asked_list *said);
struct asked_list feedback_add(struct arena *a, const struct asked_list *asked, const struct asked_list *said, int share);

/* --- learned.c: the rules one side of which x says, most points first, and what they earn, each way, of y */
struct learned_asked { const struct dock_rule **v; size_t n, cap; bool need; };     /* need: x is one */
struct learned_asked learned_ask(struct arena *a, const struct dock_learned *learned, const struct dock_listing *x, const struct bag *bag,
    const struct facts *f);
int64_t learned_points_kept(const struct learned_asked *q, const struct dock_index *ix, struct arena *a, struct where at);
int64_t learned_points(const struct learned_asked *q, struct arena *a, const struct bag *bag, const struct facts *f,
    struct dock_reasons *to);

struct dock_asking {
    const struct dock_listing *x; struct dock_analyser *an; struct scale scale; struct bag bag; struct facts facts;
    struct asked_list asked; struct near near; struct learned_asked learned;
};

struct span { uint32_t from, to; };             /* listings from..to-1 */
struct spans { struct span *v; size_t n, cap; };

/* --- sweep.c: words added up, window by window */
/* what a listing shares: single characters, a word (and so characters, as it were), a skill, a term that is `own` */
enum { SAID_CHAR = 1, SAID_WORDS_BIT = 2, SAID_WORD = 3, SAID_SKILL = 4, SAID_OWN = 8 };
enum strategy { AUTO, ALL, FEW, LATE, COUNT, BEST };     /* README.md; what is forced applies wherever it can */
struct window {
    int32_t forward[WINDOW], backward[WINDOW];
    uint8_t said[WINDOW];
    uint32_t base;                              /* the number of the first listing */
    const struct segment *s; int segment;
    uint32_t touched[WINDOW + 1]; size_t ntouched;  /* FEW, BEST: the only ones with said */
    int64_t late;                               /* LATE: the most that single characters, not added yet, can give both ways */
};
struct sweep {
    const struct dock_index *ix;
    struct arena *a;
    const struct scale *scale;
    const struct asked_list *asked;
    const struct facts *skills;                 /* whose skills count; NULL = none */
    bool class[CLASSES];                        /* which are in play */
    uint32_t part; int length;                  /* of the asker */
    bool both;                                  /* also what the asker answers to y */
    bool only_said;                             /* who shares nothing is not judged */
    bool chars_count;                           /* sharing single characters is enough to be judged */
    /* Judges listings from..to-1. Those of classes not in play may be among them. With late: returns false when somebody
    ** could get in by it; then it is called again, with late 0. */
    bool (*judge)(void *ctx, const struct window *w, uint32_t from, uint32_t to);
    void (*judge_one)(void *ctx, const struct window *w, uint32_t doc);
    void *ctx;
    size_t *total;                              /* what the judge counts in; set back before it is called again */

    /* Words alone, and who gets in is counted: COUNT (sweep.c). counts: SAID_OWN or SAID_CHAR, what a listing must share; 0: not this way.
    ** count: of listings from..to-1 of the window those with a sum. offer: whole sums, not counted. need and worth as below. */
    uint8_t counts;
    void (*count)(void *ctx, const struct window *w, const uint16_t *sum, uint32_t from, uint32_t to);
    void (*offer)(void *ctx, const struct window *w, uint32_t doc);

    /* Only the best matter, and nobody counts: BEST (sweep.c). judge_one is then asked for whole sums only. */
    bool best;
    /* what words must earn, both ways, for anybody of the window in these n spans to get in; INT64_MIN: anything does */
    int64_t (*need)(void *ctx, const struct window *w, const struct span *v, size_t n);
    /* might it get in if words earn no more than this? */
    bool (*worth)(void *ctx, const struct window *w, uint32_t doc, int64_t most);
    bool (*first)(void *ctx, const struct group *g);               /* whom to begin with: there the best are likely; NULL: nobody */

    /* Only in sweep_many. */
    bool (*early)(void *ctx, const struct window *w);              /* windows to begin with */
    /* what facts earn it, both ways, but skills and what bar leaves out */
    int64_t (*facts)(void *ctx, const struct window *w, uint32_t doc);
    /* what words, skills and those facts must earn to get in; INT64_MIN: there is room */
    int64_t (*bar)(void *ctx);
    size_t place;                                                  /* who has the same gets the same facts of everybody */
};
void sweep_run(const struct sweep *sweep);
void sweep_from(const struct sweep *sweep, int segment);               /* that one and those behind it */

/* many.c: BEST for many who ask at the same moment of the same classes. */
void sweep_many(const struct sweep *v, size_t n);
#endif
