// dock_xapian.cc: Xapian on the corpus of dock_corpus_make. Kind and district are boolean terms; compacted after building. Cut by kind: a database
// for each kind, and who asks for a kind asks that one alone.
//     dock_xapian DB TSV QUERIES...      build when DB is not there, then ask; best of three runs each, CPU time
//     dock_xapian DB kinds QUERIES...    the questions that ask for a kind, of DB.kind-N, taken out of DB when not there
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <string>
#include <unistd.h>
#include <vector>
#include <xapian.h>

static char line[1 << 16];
static double now() { timespec t; clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t); return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6; }

static std::vector<std::string> words(char *text)
{
    std::vector<std::string> list;
    for (char *rest = text, *w; (w = strsep(&rest, " \n")); ) if (*w) list.push_back(w);
    return list;
}

static void build(const std::string &path, const char *tsv)
{
    double start = now();
    {
        Xapian::WritableDatabase db(path + ".w", Xapian::DB_CREATE_OR_OVERWRITE);
        FILE *f = fopen(tsv, "r");
        while (f && fgets(line, sizeof line, f)) {
            int id, kind, industry, district, stage, lang, at;
            if (sscanf(line, "%d\t%d\t%d\t%d\t%d\t%d\t%n", &id, &kind, &industry, &district, &stage, &lang, &at) != 6) continue;
            Xapian::Document d;
            for (const auto &w : words(line + at)) d.add_term(w);
            d.add_boolean_term("XK" + std::to_string(kind));
            d.add_boolean_term("XI" + std::to_string(industry));
            d.add_boolean_term("XD" + std::to_string(district));
            d.add_boolean_term("XS" + std::to_string(stage));
            db.replace_document((Xapian::docid)id, d);
        }
        if (f) fclose(f);
        db.commit();
    }
    Xapian::Database(path + ".w").compact(path);
    printf("xapian build cpu %.1fs\n", (now() - start) / 1e3);
}

enum { KINDS = 16 };
static std::string kind_path(const std::string &path, int kind) { return path + ".kind-" + std::to_string(kind); }

static void cut(const std::string &path)
{
    Xapian::Database all(path);
    for (int kind = 0; kind < KINDS; kind++) {
        std::string to = kind_path(path, kind), term = "XK" + std::to_string(kind);
        {
            Xapian::WritableDatabase db(to + ".w", Xapian::DB_CREATE_OR_OVERWRITE);
            for (auto p = all.postlist_begin(term); p != all.postlist_end(term); ++p) db.replace_document(*p, all.get_document(*p));
            db.commit();
        }
        Xapian::Database(to + ".w").compact(to);
    }
}

// of: where to ask for a kind, or -1; a database for each
static void ask(const std::vector<Xapian::Database> &of, const char *path, const char *how)
{
    FILE *f = fopen(path, "r");
    std::vector<double> ms;
    while (f && fgets(line, sizeof line, f)) {
        int kind, district, at;
        if (sscanf(line, "%d\t%d\t%n", &kind, &district, &at) != 2) continue;
        std::vector<std::string> w = words(line + at);
        if (of.size() > 1 && kind < 0) continue;
        const Xapian::Database &db = of[of.size() > 1 ? (size_t)kind : 0];
        double best = 1e9;
        for (int i = 0; i < 3; i++) {
            double start = now();
            std::vector<Xapian::Query> filter;
            Xapian::Query q(Xapian::Query::OP_OR, w.begin(), w.end());
            if (kind >= 0) filter.push_back(Xapian::Query("XK" + std::to_string(kind)));
            if (district >= 0) filter.push_back(Xapian::Query("XD" + std::to_string(district)));
            if (!filter.empty()) q = Xapian::Query(Xapian::Query::OP_FILTER, q, Xapian::Query(Xapian::Query::OP_AND, filter.begin(), filter.end()));
            Xapian::Enquire e(db);
            e.set_query(q);
            if (e.get_mset(0, 10).size() > 10) return;
            best = std::min(best, now() - start);
        }
        ms.push_back(best);
    }
    if (f) fclose(f);
    if (ms.empty()) return;
    std::sort(ms.begin(), ms.end());
    printf("xapian%s %s n=%zu p50 %.3f p99 %.3f ms\n", how, strrchr(path, '.'), ms.size(), ms[ms.size() / 2], ms[ms.size() * 99 / 100]);
    fflush(stdout);
}

int main(int argc, char **argv)
{
    if (argc < 3) { fprintf(stderr, "usage: dock_xapian DB TSV QUERIES...\n"); return 2; }
    if (access(argv[1], F_OK) != 0) build(argv[1], argv[2]);
    std::vector<Xapian::Database> of;
    bool kinds = !strcmp(argv[2], "kinds");
    if (kinds && access(kind_path(argv[1], KINDS - 1).c_str(), F_OK) != 0) cut(argv[1]);
    for (int kind = 0; kind < (kinds ? KINDS : 1); kind++) of.push_back(Xapian::Database(kinds ? kind_path(argv[1], kind) : argv[1]));
    for (int i = 3; i < argc; i++) ask(of, argv[i], kinds ? ", cut by kind," : "");
}
