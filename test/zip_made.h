/* zip_made.h: a zip written by hand, honest or not, for tests and fuzz targets: what libraries refuse to write. */
#ifndef ZIP_MADE_H
#define ZIP_MADE_H
#include "base/base.h"
#include <zlib.h>

struct zip_entry {
    struct str name, bytes;
    bool squeezed;              /* deflate; otherwise stored */
    int flags;                  /* general purpose bits: 1 = encrypted */
    bool over_first;            /* the directory points at the first entry's bytes */
    bool wide;                  /* sizes in a zip64 extra field */
    int64_t claimed;            /* unzipped size the directory claims; 0 = the true one */
};

static inline void zip_le(struct out *o, uint64_t v, int bytes) { while (bytes--) { put_c(o, (char)(v & 0xff)); v >>= 8; } }

static inline struct str zip_squeeze(struct arena *a, struct str in)
{
    z_stream z = { 0 };
    must(deflateInit2(&z, 9, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY) == Z_OK);
    size_t room = deflateBound(&z, in.n);
    char *buf = arena_alloc(a, room);
    z.next_in = (Bytef *)(uintptr_t)in.p;
    z.avail_in = (uInt)in.n;
    z.next_out = (Bytef *)buf;
    z.avail_out = (uInt)room;
    must(deflate(&z, Z_FINISH) == Z_STREAM_END);
    struct str s = { buf, z.total_out };
    deflateEnd(&z);
    return s;
}

/* The fields a local header and a directory entry share, from "version needed" to the length of the extra field. */
static inline void zip_fields(struct out *o, const struct zip_entry *en, struct str body, size_t extra)
{
    zip_le(o, 20, 2);
    zip_le(o, (uint64_t)en->flags, 2);
    zip_le(o, en->squeezed ? 8 : 0, 2);
    zip_le(o, 0x5a650000, 4);
    zip_le(o, crc32(0, (const Bytef *)en->bytes.p, (uInt)en->bytes.n), 4);
    zip_le(o, extra ? UINT32_MAX : body.n, 4);
    zip_le(o, extra ? UINT32_MAX : en->claimed ? (uint64_t)en->claimed : en->bytes.n, 4);
    zip_le(o, en->name.n, 2);
    zip_le(o, extra, 2);
}

static inline struct str zip_made(struct arena *a, const struct zip_entry *v, size_t n)
{
    struct out o, dir;
    size_t first = 0;
    out_init(&o, a);
    out_init(&dir, a);
    for (size_t i = 0; i < n; i++) {
        struct str body = v[i].squeezed ? zip_squeeze(a, v[i].bytes) : v[i].bytes;
        size_t at = v[i].over_first ? first : o.n, extra = v[i].wide ? 20 : 0;
        if (!v[i].over_first) {
            put_z(&o, "PK\3\4");
            zip_fields(&o, &v[i], body, 0);
            put_str(&o, v[i].name);
            put_str(&o, body);
        }
        put_z(&dir, "PK\1\2");
        zip_le(&dir, 20, 2);
        zip_fields(&dir, &v[i], body, extra);
        zip_le(&dir, 0, 8);
        zip_le(&dir, 0, 2);
        zip_le(&dir, at, 4);
        put_str(&dir, v[i].name);
        if (extra) { zip_le(&dir, 1, 2); zip_le(&dir, 16, 2); zip_le(&dir, v[i].bytes.n, 8); zip_le(&dir, body.n, 8); }
    }
    size_t at = o.n;
    put_str(&o, out_str(&dir));
    put_z(&o, "PK\5\6");
    zip_le(&o, 0, 4);
    zip_le(&o, n, 2);
    zip_le(&o, n, 2);
    zip_le(&o, dir.n, 4);
    zip_le(&o, at, 4);
    zip_le(&o, 0, 2);
    return out_str(&o);
}
#endif
