/* dock_corpus_make.c: a city's listings, made up but always the same, and questions about them.
**
**     dock_corpus_make LISTINGS SEED PREFIX QUESTIONS [codes]
**         PREFIX.tsv   id kind industry district stage lang text     kind = 2 * class + side; words separated by spaces
**         PREFIX.qa    kind district words    three words of a listing, for the other side in the same district
**         PREFIX.qb    kind -1 words          20 to 40 words of a whole listing, for the other side
**         PREFIX.qc    -1 -1 words            the same for everybody
**
** codes: each word is written as a few consonants, so that nobody cuts or stems it and all who read it index the same terms.
** Some 60 words a listing by Zipf-Mandelbrot's law over 300,000 words a language, 45 % of them from the industry's own
** 4,000 topics, 5 % from what listings of the kind always say; 45 % Chinese, 40 % English, the rest half and half. */
#include <iconv.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS = 300000, TOPICS = 4000, INDUSTRIES = 97, DISTRICTS = 10, CLASSES = 8, CHARS = 3755, LONGEST = 240, BOILERPLATE = 200 };

/* --- chance: xoshiro256** */
static uint64_t state[4];
static uint64_t turn(uint64_t x, int k) { return x << k | x >> (64 - k); }
static uint64_t chance(void)
{
    uint64_t r = turn(state[1] * 5, 7) * 9, t = state[1] << 17;
    state[2] ^= state[0], state[3] ^= state[1], state[1] ^= state[2], state[0] ^= state[3];
    state[2] ^= t, state[3] = turn(state[3], 45);
    return r;
}
static double part(void) { return (double)(chance() >> 11) * 0x1p-53; }
static int below(int n) { return (int)(chance() % (uint64_t)n); }
static uint64_t mix(uint64_t z)
{
    z += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

/* --- Zipf-Mandelbrot's law, drawn in one step by Vose's alias table */
struct law { int n, *other; double *keep; };
static struct law law_new(int n, double shift, double power)
{
    struct law l = { n, malloc((size_t)n * sizeof(int)), malloc((size_t)n * sizeof(double)) };
    double *w = malloc((size_t)n * sizeof *w), sum = 0;
    int *small = malloc((size_t)n * sizeof *small), *large = malloc((size_t)n * sizeof *large), s = 0, g = 0;
    for (int i = 0; i < n; i++) sum += w[i] = pow(i + 1 + shift, -power);
    for (int i = 0; i < n; i++) { w[i] *= n / sum; if (w[i] < 1) small[s++] = i; else large[g++] = i; }
    while (s && g) {
        int i = small[--s], k = large[g - 1];
        l.keep[i] = w[i], l.other[i] = k;
        w[k] -= 1 - w[i];
        if (w[k] < 1) { g--; small[s++] = k; }
    }
    while (g) { int k = large[--g]; l.keep[k] = 1, l.other[k] = k; }
    while (s) { int i = small[--s]; l.keep[i] = 1, l.other[i] = i; }
    free(w), free(small), free(large);
    return l;
}
static int law_draw(const struct law *l) { int i = below(l->n); return part() < l->keep[i] ? i : l->other[i]; }
static int pick(const double *w, int n) { double u = part(); for (int i = 0; i < n; i++) if ((u -= w[i]) < 0) return i; return n - 1; }

/* --- the words: the same whatever the seed; the first half Chinese */
static char *word[2 * WORDS];

static int characters(char (*to)[4])
{
    iconv_t cd = iconv_open("UTF-8", "GB2312");
    int n = 0;
    for (int row = 0xB0; row <= 0xD7; row++)
        for (int col = 0xA1; col <= 0xFE && n < CHARS; col++) {
            char in[2] = { (char)row, (char)col }, *from = in, *out = to[n];
            size_t nin = 2, nout = 3;
            if (iconv(cd, &from, &nin, &out, &nout) == (size_t)-1) continue;
            *out = 0;
            n++;
        }
    iconv_close(cd);
    return n;
}

static void words_chinese(void)
{
    static char chars[CHARS][4];
    int n = characters(chars), order[CHARS];
    struct law law = law_new(n, 30, 0.9);
    for (int i = 0; i < n; i++) order[i] = i;
    for (int i = n - 1; i > 0; i--) { int k = below(i + 1), t = order[i]; order[i] = order[k], order[k] = t; }
    for (int i = 0; i < WORDS; i++) {
        char b[20] = "";
        double u = part();
        int length = i < 300 ? (u < .35 ? 1 : 2) : (u < .72 ? 2 : u < .88 ? 3 : 4);
        for (int k = 0; k < length; k++) strcat(b, chars[order[law_draw(&law)]]);
        word[i] = strdup(b);
    }
}

static void words_latin(void)
{
    for (int i = 0; i < WORDS; i++) {
        char b[32];
        int n = 0, syllables = i < 200 ? 1 + below(2) : i < 5000 ? 2 + below(2) : 2 + below(3);
        for (int k = 0; k < syllables; k++) {
            b[n++] = "bcdfghjklmnprstvwz"[below(18)];
            b[n++] = "aeiou"[below(5)];
            if (below(3) == 0) b[n++] = "nrstlmd"[below(7)];
        }
        b[n] = 0;
        word[WORDS + i] = strdup(b);
    }
}

static int word_order(const void *x, const void *y)
{
    int a = *(const int *)x, b = *(const int *)y, c = strcmp(word[a], word[b]);
    return c ? c : a - b;
}

static char *code_of(int rank)
{
    static const char letter[] = "bcdfghjkmnpqrtvwxz";          /* without s, l and vowels a stemmer finds nothing to take off */
    char b[8];
    int n = 0, base = sizeof letter - 1;
    for (rank += base + base * base; rank >= 0 && n < 7; rank = rank / base - 1) b[n++] = letter[rank % base];
    b[n] = 0;
    return strdup(b);
}

/* Words that are spelt alike stay alike; frequent ones have short codes. */
static void words_code(void)
{
    static int order[2 * WORDS];
    static char *code[2 * WORDS];
    for (int i = 0; i < 2 * WORDS; i++) order[i] = i;
    qsort(order, 2 * WORDS, sizeof *order, word_order);
    for (int i = 0; i < 2 * WORDS; i++)
        code[order[i]] = i && !strcmp(word[order[i]], word[order[i - 1]]) ? code[order[i - 1]]
                                                                          : code_of(order[i] % WORDS * 2 + order[i] / WORDS);
    memcpy(word, code, sizeof word);
}

static void words_make(void)
{
    uint64_t kept[4];
    memcpy(kept, state, sizeof state);
    for (int i = 0; i < 4; i++) state[i] = mix((uint64_t)(77 + i));
    words_chinese();
    words_latin();
    memcpy(state, kept, sizeof state);
}

/* --- listings */
struct city { struct law general, topic, boilerplate; double class[CLASSES], industry[INDUSTRIES], district[DISTRICTS], stage[4]; };
struct listing { int kind, industry, district, stage, lang, n, token[LONGEST]; };

static void shares(double *w, int n, double shift)
{
    double sum = 0;
    for (int i = 0; i < n; i++) sum += w[i] = 1 / (i + shift);
    for (int i = 0; i < n; i++) w[i] /= sum;
}

static int length_draw(void)
{
    double u = sqrt(-2 * log(part() + 1e-300)), g = u * cos(6.283185307 * part());
    int n = (int)exp(4.02 + 0.38 * g);
    return n < 15 ? 15 : n > LONGEST ? LONGEST : n;
}

static int token_draw(const struct city *c, const struct listing *l, int i)
{
    int latin = l->lang == 0 ? part() < .06 : l->lang == 1 ? 1 : i >= l->n / 2;
    double u = part();
    int rank;
    if (u < .50) rank = law_draw(&c->general);
    else if (u < .95)
        rank = (int)(100 * pow(600, (double)(mix(((uint64_t)l->industry << 20) + (uint64_t)law_draw(&c->topic)) >> 11) * 0x1p-53));
    else rank = 300 + (int)(mix(((uint64_t)l->kind << 40) + (uint64_t)law_draw(&c->boilerplate)) % 5000);
    return latin * WORDS + rank;
}

static void listing_draw(const struct city *c, struct listing *l)
{
    l->kind = 2 * pick(c->class, CLASSES);
    l->kind += (int)(chance() & 1);
    l->industry = pick(c->industry, INDUSTRIES);
    l->district = pick(c->district, DISTRICTS);
    l->stage = pick(c->stage, 4);
    double u = part();
    l->lang = u < .45 ? 0 : u < .85 ? 1 : 2;
    l->n = length_draw();
    for (int i = 0; i < l->n; i++) l->token[i] = token_draw(c, l, i);
}

/* --- questions: of a listing with at least 20 different words */
static void questions_write(const struct listing *l, FILE *const f[3])
{
    int distinct[LONGEST], n = 0, three = 0;
    for (int i = 0; i < l->n; i++) {
        int k = 0;
        while (k < n && strcmp(word[distinct[k]], word[l->token[i]]) != 0) k++;
        if (k == n) distinct[n++] = l->token[i];
    }
    if (n < 20) return;
    int want = 20 + below(21);
    if (want > n) want = n;
    fprintf(f[1], "%d\t-1\t", l->kind ^ 1);
    fprintf(f[2], "-1\t-1\t");
    for (int i = 0; i < want; i++) {
        int k = i + below(n - i), t = distinct[i];
        distinct[i] = distinct[k], distinct[k] = t;
        for (int q = 1; q < 3; q++) fprintf(f[q], "%s%s", word[distinct[i]], i + 1 < want ? " " : "\n");
    }
    fprintf(f[0], "%d\t%d\t", l->kind ^ 1, l->district);
    for (int pass = 0; pass < 2 && three < 3; pass++)           /* words of middling frequency first */
        for (int i = 0; i < n && three < 3; i++)
            if ((distinct[i] % WORDS >= 60) == (pass == 0)) { three++; fprintf(f[0], "%s%s", word[distinct[i]], three < 3 ? " " : "\n"); }
}

static FILE *file_open(const char *prefix, const char *end)
{
    char name[512];
    snprintf(name, sizeof name, "%s.%s", prefix, end);
    FILE *f = fopen(name, "w");
    if (!f) { perror(name); exit(3); }
    return f;
}

int main(int argc, char **argv)
{
    bool codes = argc == 6 && !strcmp(argv[5], "codes");
    if (argc != 5 + codes) { fprintf(stderr, "usage: dock_corpus_make LISTINGS SEED PREFIX QUESTIONS [codes]\n"); return 2; }
    int n = (int)strtol(argv[1], NULL, 10), questions = (int)strtol(argv[4], NULL, 10), every = n / questions > 0 ? n / questions : 1;
    uint64_t seed = strtoull(argv[2], NULL, 10);
    for (uint64_t i = 0; i < 4; i++) state[i] = mix(seed * 4 + i);
    words_make();
    if (codes) words_code();
    FILE *f = file_open(argv[3], "tsv"), *q[3] = { file_open(argv[3], "qa"), file_open(argv[3], "qb"), file_open(argv[3], "qc") };
    static struct city c = { .class = { .42, .18, .14, .08, .08, .04, .03, .03 }, .stage = { .4, .3, .2, .1 } };
    c.general = law_new(WORDS, 10, 1.05), c.topic = law_new(TOPICS, 8, .95), c.boilerplate = law_new(BOILERPLATE, 5, 1);
    shares(c.industry, INDUSTRIES, 4);
    shares(c.district, DISTRICTS, 2);
    for (int id = 1; id <= n; id++) {
        struct listing l;
        listing_draw(&c, &l);
        fprintf(f, "%d\t%d\t%d\t%d\t%d\t%d\t", id, l.kind, l.industry, l.district, l.stage, l.lang);
        for (int i = 0; i < l.n; i++) fprintf(f, "%s%c", word[l.token[i]], i + 1 < l.n ? ' ' : '\n');
        if (id % every == 0) questions_write(&l, q);
    }
    for (int i = 0; i < 3; i++) fclose(q[i]);
    return fclose(f) != 0;
}
