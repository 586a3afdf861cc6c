// round_lemon.cc: LEMON's network simplex on the instance that bench/round.c wrote.
#include <lemon/network_simplex.h>
#include <lemon/smart_graph.h>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <vector>

static double seconds() { return double(std::clock()) / CLOCKS_PER_SEC; }

template <typename T> static std::vector<T> take(std::FILE *f, size_t n)
{
    std::vector<T> v(n);
    if (std::fread(v.data(), sizeof(T), n, f) != n) { std::fputs("the file is short\n", stderr); std::exit(2); }
    return v;
}

int main(int argc, char **argv)
{
    std::FILE *f = argc == 2 ? std::fopen(argv[1], "rb") : nullptr;
    if (!f) { std::fputs("usage: round_lemon FILE\n", stderr); return 2; }
    const auto head = take<int32_t>(f, 3);
    const int applicants = head[0], places = head[1], wishes = head[2];
    const auto seats = take<int32_t>(f, places), wish = take<int32_t>(f, size_t(applicants) * wishes);
    const auto cost = take<int64_t>(f, size_t(applicants) * wishes);
    using Graph = lemon::SmartDigraph;
    Graph g;
    const int sink = applicants + places;
    g.reserveNode(sink + 1);
    g.reserveArc(int(wish.size()) + places + applicants);
    for (int i = 0; i <= sink; i++) g.addNode();
    for (size_t w = 0; w < wish.size(); w++) g.addArc(g.nodeFromId(int(w / wishes)), g.nodeFromId(applicants + wish[w]));
    for (int p = 0; p < places; p++) g.addArc(g.nodeFromId(applicants + p), g.nodeFromId(sink));
    for (int a = 0; a < applicants; a++) g.addArc(g.nodeFromId(a), g.nodeFromId(sink));
    Graph::ArcMap<int> upper(g, 1);
    Graph::ArcMap<long long> price(g, 0);
    Graph::NodeMap<int> supply(g, 0);
    const int after = int(wish.size());
    for (int w = 0; w < after; w++) price[g.arcFromId(w)] = cost[w];
    for (int p = 0; p < places; p++) upper[g.arcFromId(after + p)] = seats[p];
    for (int a = 0; a < applicants; a++) { price[g.arcFromId(after + places + a)] = 1000000; supply[g.nodeFromId(a)] = 1; }
    supply[g.nodeFromId(sink)] = -applicants;
    const double start = seconds();
    lemon::NetworkSimplex<Graph, int, long long> ns(g);
    ns.upperMap(upper).costMap(price).supplyMap(supply);
    ns.run();
    std::printf("LEMON network simplex: %.3f s; cost %lld\n", seconds() - start, ns.totalCost<long long>());
}
