/* saved.h: searches one wants to hear from. Inside the folder. */
#ifndef DOCKING_SAVED_H
#define DOCKING_SAVED_H
#include "saved_sql.h"
#include "web/web.h"

struct str saved_said(struct req *r, struct str query);      /* its conditions in words */
void saved_html(struct req *r, const struct saved_mine_rows *rows);
#endif
