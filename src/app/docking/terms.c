/* terms.c: a skill or keyword in the reader's language beside what was written, out of the glossary the index is built with.
** 打磨 is "打磨 (grinding)" in English; what the glossary does not know stays as it is. */
#include "app/docking/live_inner.h"

static bool chinese(struct str s)
{
    for (size_t i = 0; i < s.n; i++) if ((unsigned char)s.p[i] >= 0x80) return true;
    return false;
}

bool own_script(const struct req *r, struct str word) { return chinese(word) == (r->lang == LANG_ZH); }

static int by_name(const void *x, const void *y) { return str_cmp(((const struct term *)x)->name, ((const struct term *)y)->name); }

static struct str small(struct arena *a, struct str s)
{
    struct str t = str_copy(a, s);
    for (size_t i = 0; i < t.n; i++) if (s.p[i] >= 'A' && s.p[i] <= 'Z') ((char *)t.p)[i] = (char)(s.p[i] + 32);
    return t;
}

/* Every name of one side means the first of the other. */
static void names_add(struct arena *a, struct terms *t, struct str names, struct str other)
{
    struct str name, first = STR_NONE;
    str_cut(&other, '|', &first);
    while (str_cut(&names, '|', &name)) *PUSH(a, t) = (struct term){ small(a, str_trim(name)), str_trim(first) };
}

void terms_open(struct arena *a, struct str glossary, struct terms *t)
{
    struct str line, zh, en;
    while (str_cut(&glossary, '\n', &line))
        if (line.n && line.p[0] != '#' && str_cut(&line, '\t', &zh) && str_cut(&line, '\t', &en)) {
            names_add(a, t, zh, en);
            names_add(a, t, en, zh);
        }
    qsort(t->v, t->n, sizeof *t->v, by_name);
}

struct str term_said(struct req *r, struct str s)
{
    if (own_script(r, s)) return s;
    const struct terms *t = terms_of(r->app);
    struct term asked = { small(r->arena, s), STR_NONE };
    const struct term *found = bsearch(&asked, t->v, t->n, sizeof *t->v, by_name);
    if (!found || !own_script(r, found->other)) return s;
    return str_printf(r->arena, r->lang == LANG_ZH ? "%.*s（%.*s）" : "%.*s (%.*s)", STR_FMT(s), STR_FMT(found->other));
}
