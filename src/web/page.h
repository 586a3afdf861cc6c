/* page.h: what a compiled page calls. {{expr}} picks its escape by the C type. */
#ifndef WEB_PAGE_H
#define WEB_PAGE_H
#include "web/web.h"

struct html { struct str s; };                    /* already safe; only our own code makes it */

static inline void put_page_str(struct out *o, struct str s) { put_text(o, s); }
static inline void put_page_z(struct out *o, const char *z) { put_text(o, str_from(z)); }
static inline void put_page_html(struct out *o, struct html h) { put_str(o, h.s); }

#define PUT(o, v) _Generic((v), struct str: put_page_str, struct html: put_page_html, const char *: put_page_z, char *: put_page_z, \
    int: put_int, long: put_int, long long: put_int, unsigned: put_int)(o, v)
#endif
