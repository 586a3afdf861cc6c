/* design.h: /design, the page that shows every part a page is made of, in all its states. */
#ifndef WEB_DESIGN_H
#define WEB_DESIGN_H
#include "web/chart.h"
#include "web/page.h"
#include "web/web_inner.h"

extern const struct form design_form;
enum rc design_page(struct req *r);
enum rc design_post(struct req *r);                    /* checks the sample form as any form, keeps nothing */

extern const char *const design_icons[];
extern const size_t design_icons_n;
struct design_charts { struct chart line, bars, tiles; struct chart_map map; };

void design_html(struct req *r, const struct form_state *form, const struct design_charts *charts);   /* design.html */
void design_talk_html(struct req *r);                                                                  /* design_talk.html */
#endif
