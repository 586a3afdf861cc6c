// relevance_xapian.cc: what Xapian answers to the questions of a judged set, as a run in TREC's format.
//     relevance_xapian HOW DOCS QUERIES > RUN      lines `id TAB text` both
// HOW  cjk    Xapian's own n-grams of Chinese (FLAG_CJK_NGRAM: characters and pairs), English stemmer
//      feed   the same, and its own relevance feedback: ESet of 24 terms from the first 8 answers
//      plain  without the flag
// All words of a question by OR, a thousand answers by its BM25 with its own parameters.
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iostream>
#include <string>
#include <xapian.h>

static bool take(std::istream &in, std::string &name, std::string &text)
{
    for (std::string line; std::getline(in, line); ) {
        size_t tab = line.find('\t');
        if (tab == std::string::npos) continue;
        name = line.substr(0, tab), text = line.substr(tab + 1);
        return true;
    }
    return false;
}

int main(int argc, char **argv)
{
    if (argc != 4) { fprintf(stderr, "usage: relevance_xapian cjk|feed|plain DOCS QUERIES\n"); return 2; }
    const bool feed = !strcmp(argv[1], "feed"), cjk = feed || !strcmp(argv[1], "cjk");
    Xapian::WritableDatabase db(std::string(), Xapian::DB_BACKEND_INMEMORY);
    Xapian::TermGenerator cutter;
    Xapian::Stem stem("english");
    cutter.set_stemmer(stem);
    cutter.set_stemming_strategy(Xapian::TermGenerator::STEM_ALL);
    if (cjk) cutter.set_flags(Xapian::TermGenerator::FLAG_CJK_NGRAM);
    std::ifstream docs(argv[2]), questions(argv[3]);
    for (std::string name, text; take(docs, name, text); ) {
        Xapian::Document d;
        d.set_data(name);
        cutter.set_document(d);
        cutter.index_text_without_positions(text);
        db.add_document(d);
    }
    for (std::string name, text; take(questions, name, text); ) {
        Xapian::Document d;                             // cut as documents are, so that no sign in a text is taken for an operator
        cutter.set_document(d);
        cutter.index_text_without_positions(text);
        std::vector<Xapian::Query> words;
        for (auto t = d.termlist_begin(); t != d.termlist_end(); ++t) words.push_back(Xapian::Query(*t, t.get_wdf()));
        if (words.empty()) continue;
        Xapian::Query q(Xapian::Query::OP_OR, words.begin(), words.end());
        Xapian::Enquire e(db);
        e.set_query(q);
        Xapian::MSet m = e.get_mset(0, 1000);
        if (feed && m.size()) {
            Xapian::RSet best;
            for (Xapian::doccount i = 0; i < m.size() && i < 8; i++) best.add_document(*m[i]);
            Xapian::ESet more = e.get_eset(24, best);
            e.set_query(Xapian::Query(Xapian::Query::OP_OR, q, Xapian::Query(Xapian::Query::OP_SCALE_WEIGHT, Xapian::Query(Xapian::Query::OP_OR, more.begin(), more.end()), 0.33)));
            m = e.get_mset(0, 1000);
        }
        int rank = 0;
        for (auto i = m.begin(); i != m.end(); ++i, ++rank)
            printf("%s Q0 %s %d %d xapian-%s\n", name.c_str(), i.get_document().get_data().c_str(), rank + 1, 2000 - rank, argv[1]);
    }
}
