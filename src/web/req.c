/* req.c: what a page reads of its request, and the words, dates and numbers it writes in the reader's language. */
#include "web/web_inner.h"

/* ---- arguments ---- */

static bool posted(const struct req *r) { return r->http->method == HTTP_POST; }

struct str req_arg(struct req *r, const char *name)
{
    struct str v = posted(r) ? http_pair_get(&r->http->fields, name) : STR_NONE;
    return v.p ? v : http_pair_get(&r->http->args, name);
}

struct str req_text(struct req *r, const char *name) { return str_given(str_trim(req_arg(r, name))); }

struct strs req_args(struct req *r, const char *name)
{
    const struct http_pairs *in = posted(r) ? &r->http->fields : &r->http->args;
    struct strs all = { 0 };
    for (size_t i = 0; i < in->n; i++)
        if (str_eq(in->v[i].name, str_from(name))) *PUSH(r->arena, &all) = in->v[i].value;
    return all;
}

int64_t req_int(struct req *r, const char *name, int64_t otherwise)
{
    int64_t v;
    return str_int(req_arg(r, name), &v) ? v : otherwise;
}

struct form_file req_file(struct req *r, const char *name)
{
    for (size_t i = 0; i < r->http->files.n; i++) {
        const struct http_file *f = &r->http->files.v[i];
        if (str_eq(f->field, str_from(name)) && (f->name.n || f->bytes.n)) return (struct form_file){ f->name, f->type, f->bytes };
    }
    return (struct form_file){ 0 };
}

struct str req_path(const struct req *r)
{
    struct str p = r->http->path;
    return r->api ? str_sub(p, sizeof "/api/v1" - 1, p.n) : p;
}

/* ---- words ---- */

struct str say_in(enum lang lang, int message)
{
    must(message > MSG_NONE && message < MSG_MAX);
    return str_from(msg_text[lang][message]);
}

struct str say(const struct req *r, int message) { return say_in(r->lang, message); }

struct str pick(const struct req *r, struct str zh, struct str en)
{
    return r->lang == LANG_EN ? (en.n ? en : zh) : (zh.n ? zh : en);
}

struct str say_with(struct req *r, int message, struct str one, struct str two)
{
    struct str text = say(r, message);
    struct out o;
    out_init(&o, r->arena);
    for (size_t i = 0; i < text.n; i++) {
        bool slot = text.p[i] == '%' && i + 1 < text.n && (text.p[i + 1] == '1' || text.p[i + 1] == '2');
        if (slot) put_str(&o, text.p[++i] == '1' ? one : two);
        else put_c(&o, text.p[i]);
    }
    return out_str(&o);
}

void put_msg(struct req *r, int message) { put_text(&r->out, say(r, message)); }

/* Chinese punctuation fills a whole square: no blank follows it. */
void put_gap(struct req *r, int message)
{
    static const struct str wide[] = { SI("："), SI("。"), SI("；"), SI("，"), SI("、"), SI("！"), SI("？"), SI("）") };
    struct str text = say(r, message);
    for (size_t i = 0; i < LEN(wide); i++) if (str_ends(text, wide[i])) return;
    put_c(&r->out, ' ');
}

void put_msg_with(struct req *r, int message, struct str one, struct str two) { put_text(&r->out, say_with(r, message, one, two)); }

/* ---- dates and numbers ---- */

static void put_day_plain(struct req *r, int64_t days)
{
    static const char *const months[] = { "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November", "December" };
    struct ymd d = date_ymd(days);
    if (r->lang == LANG_ZH) put_f(&r->out, "%lld年%d月%d日", (long long)d.y, d.m, d.d);
    else put_f(&r->out, "%d %s %lld", d.d, months[d.m - 1], (long long)d.y);
}

struct str month_words(struct req *r, int64_t month)
{
    static const char *const names[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    int y = (int)(month / 100), m = (int)(month % 100);
    must(m >= 1 && m <= 12);
    return r->lang == LANG_ZH ? str_printf(r->arena, "%d年%d月", y, m) : str_printf(r->arena, "%s %d", names[m - 1], y);
}

void put_day(struct req *r, int64_t days)
{
    put_f(&r->out, "<time datetime=\"%.*s\">", STR_FMT(date_str(r->arena, days)));
    put_day_plain(r, days);
    put_z(&r->out, "</time>");
}

void put_date(struct req *r, struct str day)
{
    int64_t days;
    if (!day.n) put_z(&r->out, "–");
    else if (date_parse(day, &days)) put_day(r, days);
    else put_text(&r->out, day);
}

void put_instant(struct req *r, int64_t ms)
{
    struct str s = instant_str(r->arena, ms);                       /* YYYY-MM-DD HH:MM, city time */
    put_f(&r->out, "<time datetime=\"%.10s", s.p);
    put_f(&r->out, "T%.5s:00+08:00\">", s.p + 11);
    put_day_plain(r, instant_day(ms));
    put_f(&r->out, " %.5s</time>", s.p + 11);
}

struct str num_text(struct req *r, int64_t v)
{
    char digits[24];
    struct out o;
    int n = snprintf(digits, sizeof digits, "%lld", (long long)v), first = digits[0] == '-';
    out_init(&o, r->arena);
    for (int i = 0; i < n; i++) {
        if (i > first && (n - i) % 3 == 0) put_c(&o, ',');
        put_c(&o, digits[i]);
    }
    return out_str(&o);
}

void put_num(struct req *r, int64_t v) { put_str(&r->out, num_text(r, v)); }

void put_yuan(struct req *r, int64_t fen)
{
    if (r->lang == LANG_EN) put_z(&r->out, "¥");
    put_money(&r->out, fen);
    if (r->lang == LANG_ZH) put_z(&r->out, " 元");
}

/* ---- CSV ---- */

void csv_plain(struct csv *c, struct req *r) { *c = (struct csv){ r, true }; }

void csv_begin(struct csv *c, struct req *r)
{
    csv_plain(c, r);
    put_z(&r->out, "\xef\xbb\xbf");
}

static void csv_separate(struct csv *c)
{
    if (!c->first) put_c(&c->r->out, ',');
    c->first = false;
}

void csv_text(struct csv *c, struct str s) { csv_separate(c); put_csv(&c->r->out, s); }
void csv_int(struct csv *c, int64_t v) { csv_separate(c); put_int(&c->r->out, v); }
void csv_row(struct csv *c) { put_z(&c->r->out, "\r\n"); c->first = true; }
