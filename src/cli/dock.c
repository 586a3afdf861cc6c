/* dock.c: `ballast dock`: two files in, ranked and explained pairs out; no database. */
#include "cli/cli.h"
#include "cli/dock.h"
#include "web/static_files.h"
#include <errno.h>

static const char help[] =
    "usage: ballast dock NEEDS OFFERS [--format table|csv|json] [--top N] [--lang zh|en]\n"
    "       ballast dock --judge DOCS QUERIES QRELS [--run FILE] [--each] [--against RUN] [--parts P] [--plain]\n"
    "\n"
    "Reads two tables (CSV, TSV or XLSX; \"-\" is standard input) and prints, for every need, the offers that\n"
    "fit best, with the score each way and the reasons. The first row holds headings, in Chinese or English:\n"
    "  标题 title (required)   描述 description   类型 kind      行业 industry (GB/T 4754)   技能 skills\n"
    "  区县 district           功能区 zone        阶段 stage     金额下限 amount_low   金额上限 amount_high (yuan)\n"
    "  开始日期 from           结束日期 to        有效期至 open_until   数量 quantity   发布日期 published\n"
    "A unit in a heading counts for its column: 预算（万元）, budget (thousand yuan).\n"
    "\n"
    "  --format F     table (default), csv or json\n"
    "  --top N        pairs for each need, 1 to 1000 (default 5)\n"
    "  --lang L       language of the reasons, zh (default) or en\n"
    "  --today DAY    YYYY-MM-DD; what closed before is left out (default: today)\n"
    "  --glossary F   Chinese-English glossary (default: the one this program was built with)\n"
    "\n"
    "Measuring the search (nDCG@10, recall@100, MAP and MRR as trec_eval has them):\n"
    "  --judge        DOCS and QUERIES: lines `id TAB text`, tables with headings (TSV, CSV, XLSX), JSON lines, TREC's\n"
    "                 <DOC> and <top>, or SMART's .I, .T, .W; QRELS: `query 0 document grade`; each may be gzip\n"
    "  --run FILE     writes the answers, a thousand a query, as TREC does: query Q0 document rank score ballast\n"
    "  --each         prints the figures of each query too\n"
    "  --against RUN  measures other programs' answers in that form beside ours; several files apart by commas\n"
    "  --parts P      what a <top> asks by: title (default), desc, narr; several apart by commas\n"
    "  --lines PATH   writes what was read as PATH.docs and PATH.queries, lines `id TAB text`, for other programs\n"
    "  --plain        without the second look that searches on the site take: neighbouring words, widening by the best answers\n"
    "\n"
    "example: ballast dock needs.csv offers.xlsx --top 3 --format csv > pairs.csv\n"
    "example: ballast dock --judge docs.jsonl topics.sgml qrels.txt --run ballast.run --against xapian.run,fts5.run\n"
    "exit codes: 0 pairs printed, 1 nothing matches, 2 the call or a file is wrong (line and column are named),\n"
    "            3 disk or memory\n";

enum { FILE_MOST = 512 * 1024 * 1024, ROWS_MOST = 1000 * 1000, TOP_MOST = 1000 };

struct run {
    struct arena a, scratch;
    struct dock_lexicon *lexicon;
    struct dock_analyser *an;
    struct dock_index *ix;
    struct listings needs, offers;
    struct str format, lang;
    size_t top, pairs;
    int64_t today;
    struct err e;
};

/* --- reading */
static enum rc engine_open(struct run *r, struct str glossary)
{
    struct str bytes = data_file("glossary.tsv");
    if (glossary.n) TRY(cli_read_file(&r->a, str_z(&r->a, glossary), FILE_MOST, &bytes, &r->e));
    TRY(dock_lexicon_new(&r->a, bytes, &r->lexicon, &r->e));
    r->an = dock_analyser_new(&r->a, r->lexicon);
    r->ix = dock_index_new(&r->a, (size_t)4 * LIMIT_BATCH_ARENA);
    return RC_OK;
}

static enum rc listings_read(struct run *r, struct str path, enum dock_side side, struct listings *list)
{
    struct sheet sheet = { .max_rows = ROWS_MOST };
    struct str bytes;
    TRY(cli_read_file(&r->a, str_z(&r->a, path), FILE_MOST, &bytes, &r->e));
    TRY(cli_sheet(&r->a, bytes, &sheet, &r->e));
    TRY(dock_table(&r->a, &sheet, side, side == DOCK_NEED ? 1 : ROWS_MOST + 1, list, &r->e));
    for (size_t i = 0; i < list->n; i++) TRY(dock_index_add(r->ix, r->an, &list->v[i], &r->e));
    return RC_OK;
}

/* --- writing */
static double shown(int64_t points) { return (double)points / DOCK_POINT; }
static struct str first_line(struct str s) { struct str line = s; str_cut(&s, '\n', &line); return line; }

/* Reasons as one text: "同在甘井子区 (+3.0)；...": a reason's figure is the mean of both ways, so is the score's. */
static struct str reasons_text(struct run *r, const struct dock_reasons *why)
{
    struct out o;
    out_init(&o, &r->scratch);
    for (size_t i = 0; i < why->n; i++) {
        if (i) put_z(&o, str_eq(r->lang, S("en")) ? "; " : "；");
        dock_reason_text(&o, &why->v[i], r->lang);
        put_f(&o, " (%+.1f)", shown(why->v[i].forward + why->v[i].backward) / 2);
    }
    return out_str(&o);
}

static void pair_table(struct run *r, struct out *o, size_t rank, const struct dock_listing *offer, const struct dock_reasons *why)
{
    put_f(o, "  %zu. %5.1f  %.*s\n", rank, shown(why->score) / 2, STR_FMT(first_line(offer->title)));
    for (size_t i = 0; i < why->n; i++) {
        put_f(o, "     %s %+5.1f  ", dock_reason_fits(why->v[i].why) ? " " : "!", shown(why->v[i].forward + why->v[i].backward) / 2);
        dock_reason_text(o, &why->v[i], r->lang);
        put_c(o, '\n');
    }
}

static void pair_csv(struct run *r, struct out *o, size_t rank, const struct dock_listing *need, const struct dock_listing *offer,
    const struct dock_reasons *why)
{
    put_f(o, "%lld,", (long long)need->id);
    put_csv(o, need->title);
    put_f(o, ",%zu,%lld,", rank, (long long)(offer->id - ROWS_MOST));
    put_csv(o, offer->title);
    put_f(o, ",%.3f,%.3f,%.3f,", shown(why->score) / 2, shown(why->forward), shown(why->backward));
    put_csv(o, reasons_text(r, why));
    put_z(o, "\r\n");
}

static void pair_json(struct run *r, struct out *o, size_t rank, const struct dock_listing *need, const struct dock_listing *offer,
    const struct dock_reasons *why)
{
    put_f(o, "%s\n  {\"need\": %lld, \"need_title\": ", r->pairs > 1 ? "," : "", (long long)need->id);
    put_json(o, need->title);
    put_f(o, ", \"rank\": %zu, \"offer\": %lld, \"offer_title\": ", rank, (long long)(offer->id - ROWS_MOST));
    put_json(o, offer->title);
    put_f(o, ", \"score\": %.3f, \"need_to_offer\": %.3f, \"offer_to_need\": %.3f, \"reasons\": [", shown(why->score) / 2,
        shown(why->forward), shown(why->backward));
    for (size_t i = 0; i < why->n; i++) {
        struct out text;
        out_init(&text, &r->scratch);
        dock_reason_text(&text, &why->v[i], r->lang);
        put_z(o, i ? ", {\"text\": " : "{\"text\": ");
        put_json(o, out_str(&text));
        put_f(o, ", \"fits\": %s, \"points\": %.3f}", dock_reason_fits(why->v[i].why) ? "true" : "false",
            shown(why->v[i].forward + why->v[i].backward) / 2);
    }
    put_z(o, "]}");
}

static void need_print(struct run *r, const struct dock_listing *need)
{
    struct out o;
    bool table = str_eq(r->format, S("table"));
    struct dock_asking *asking = dock_asking(r->ix, r->an, &r->scratch, need);
    struct dock_pairs pairs = dock_match_asking(r->ix, &r->scratch, asking, r->today, r->top);
    out_init(&o, &r->scratch);
    if (table) {
        bool en = str_eq(r->lang, S("en"));
        put_f(&o, en ? "%lld  %.*s  (%zu of %zu)\n" : "%lld  %.*s（%zu／%zu）\n", (long long)need->id, STR_FMT(first_line(need->title)),
            pairs.n, pairs.total);
    }
    for (size_t i = 0; i < pairs.n; i++) {
        const struct dock_listing *offer = dock_index_get(r->ix, &r->scratch, pairs.v[i].id);
        struct dock_reasons why = dock_explain_asking(r->an, &r->scratch, asking, offer);
        must(why.score == pairs.v[i].score);            /* a score whose reasons do not add up is not shown */
        r->pairs++;
        if (table) pair_table(r, &o, i + 1, offer, &why);
        else if (str_eq(r->format, S("csv"))) pair_csv(r, &o, i + 1, need, offer, &why);
        else pair_json(r, &o, i + 1, need, offer, &why);
    }
    struct str text = out_str(&o);
    fwrite(text.p, 1, text.n, stdout);
    arena_reset(&r->scratch);
}

static void pairs_print(struct run *r)
{
    bool csv = str_eq(r->format, S("csv")), json = str_eq(r->format, S("json"));
    if (csv) fputs("\xef\xbb\xbfneed,need_title,rank,offer,offer_title,score,need_to_offer,offer_to_need,reasons\r\n", stdout);
    if (json) fputs("[", stdout);
    for (size_t i = 0; i < r->needs.n; i++) need_print(r, &r->needs.v[i]);
    if (json) fputs(r->pairs ? "\n]\n" : "]\n", stdout);
}

/* --- the two things it does */
struct judge_call { bool on, plain, feedback, each; struct str run, against, parts, lines; };   /* feedback: the default; still taken */

static enum rc file_write(struct str path, struct str bytes, struct arena *a, struct err *e)
{
    FILE *f = fopen(str_z(a, path), "wb");
    if (!f) return fail(e, RC_IO, "%.*s: %s", STR_FMT(path), strerror(errno));
    bool good = fwrite(bytes.p, 1, bytes.n, f) == bytes.n;
    return (fclose(f) == 0 && good) ? RC_OK : fail(e, RC_IO, "%.*s: %s", STR_FMT(path), strerror(errno));
}

enum { OTHERS_MOST = 32 };

static enum rc run_judge(struct run *r, const struct str *args, const struct judge_call *call)
{
    struct judge_other other[OTHERS_MOST];
    struct judge_input in = { .plain = call->plain, .parts = call->parts, .others = other };
    struct str *into[] = { &in.docs, &in.queries, &in.qrels }, rest = call->against, name;
    struct out o, run, each, docs, queries;
    for (size_t i = 0; i < 3; i++) TRY(cli_read_file(&r->a, str_z(&r->a, args[i]), FILE_MOST, into[i], &r->e));
    while (rest.n && in.nothers < OTHERS_MOST && str_cut(&rest, ',', &name)) {
        struct judge_other *x = &other[in.nothers++];
        x->name = name;
        TRY(cli_read_file(&r->a, str_z(&r->a, name), FILE_MOST, &x->bytes, &r->e));
    }
    out_init(&o, &r->a);
    out_init(&run, &r->scratch);
    out_init(&each, &r->scratch);
    if (call->run.n) in.run = &run;
    if (call->each) in.each = &each;
    out_init(&docs, &r->scratch);
    out_init(&queries, &r->scratch);
    if (call->lines.n) in.lines_docs = &docs, in.lines_queries = &queries;
    TRY(dock_judge(&r->a, r->ix, r->an, &in, &o, &r->e));
    if (call->run.n) TRY(file_write(call->run, out_str(&run), &r->a, &r->e));
    if (call->lines.n) {
        TRY(file_write(str_join(&r->a, call->lines, S(".docs")), out_str(&docs), &r->a, &r->e));
        TRY(file_write(str_join(&r->a, call->lines, S(".queries")), out_str(&queries), &r->a, &r->e));
    }
    if (call->each) fputs(out_str(&each).p, stdout);
    fputs(out_str(&o).p, stdout);
    r->pairs = 1;
    return fflush(stdout) == 0 && !ferror(stdout) ? RC_OK : fail(&r->e, RC_IO, "standard output");
}

static enum rc run_all(struct run *r, const struct str *args, const struct judge_call *judge, struct str glossary)
{
    if (arena_guard(&r->a) != 0) return fail(&r->e, RC_MEMORY, "the files need more memory than a batch may use");
    if (arena_guard(&r->scratch) != 0) return fail(&r->e, RC_MEMORY, "a match needs more memory than a batch may use");
    TRY(engine_open(r, glossary));
    if (judge->on) return run_judge(r, args, judge);
    dock_index_load(r->ix);
    TRY(listings_read(r, args[0], DOCK_NEED, &r->needs));
    TRY(listings_read(r, args[1], DOCK_OFFER, &r->offers));
    TRY(dock_index_loaded(r->ix, &r->e));
    pairs_print(r);
    return fflush(stdout) == 0 && !ferror(stdout) ? RC_OK : fail(&r->e, RC_IO, "standard output");
}

static int bad_option(const char *what)
{
    fprintf(stderr, "ballast dock: %s; see --help\n", what);
    return EXIT_USAGE;
}

int dock_main(int argc, char **argv)
{
    struct run r = { .format = S("table"), .lang = S("zh"), .today = instant_day(instant_now()) };
    struct str top = S("5"), today = STR_NONE, glossary = STR_NONE, args[3];
    struct judge_call judge = { .parts = S("title") };
    size_t nargs = 0;
    const struct option_spec spec[] = { { "--format", &r.format, NULL }, { "--top", &top, NULL }, { "--lang", &r.lang, NULL },
        { "--today", &today, NULL }, { "--glossary", &glossary, NULL }, { "--judge", NULL, &judge.on }, { "--plain", NULL, &judge.plain },
        { "--feedback", NULL, &judge.feedback }, { "--each", NULL, &judge.each }, { "--run", &judge.run, NULL },
        { "--against", &judge.against, NULL }, { "--parts", &judge.parts, NULL }, { "--lines", &judge.lines, NULL } };
    int64_t n;
    int rc = cli_options(argc, argv, help, spec, LEN(spec), args, &nargs, LEN(args));
    if (rc >= 0) return rc;
    if (nargs != (judge.on ? 3u : 2u))
        return bad_option(judge.on ? "--judge takes DOCS, QUERIES and QRELS" : "give a file of needs and a file of offers");
    if (!str_eq(r.format, S("table")) && !str_eq(r.format, S("csv")) && !str_eq(r.format, S("json")))
        return bad_option("--format is table, csv or json");
    if (!str_eq(r.lang, S("zh")) && !str_eq(r.lang, S("en"))) return bad_option("--lang is zh or en");
    if (!str_int(top, &n) || n < 1 || n > TOP_MOST) return bad_option("--top is 1 to 1000");
    if (today.p && !date_parse(today, &r.today)) return bad_option("--today is a date, 2026-03-05");
    r.top = (size_t)n;
    arena_init(&r.a, (size_t)4 * LIMIT_BATCH_ARENA);
    arena_init(&r.scratch, LIMIT_BATCH_ARENA);
    enum rc done = run_all(&r, args, &judge, glossary);
    if (r.ix) dock_index_free(r.ix);
    if (r.an) dock_analyser_free(r.an);
    arena_free(&r.scratch);
    arena_free(&r.a);
    if (done != RC_OK) return cli_fail("dock", done, &r.e);
    return r.pairs ? EXIT_DONE : EXIT_FOUND;
}
