/* dmn_diagram.h: where the nodes of a model stand on paper, for DMNDI.
**
**     [decision]            layer 2: needs what stands below
**      ↑      ↑
**  [decision] [knowledge]   layer 1
**      ↑
**   (input) (input)         layer 0, in rows of at most ten
**
** A node stands one layer above the highest of what it needs; in a layer, nodes
** stand by the middle of what they need. Services have no box: a diagram need
** not show everything. */
#ifndef RULES_DMN_DIAGRAM_H
#define RULES_DMN_DIAGRAM_H
#include "engine/rules/dmn.h"

struct dmn_box { bool shown; int x, y, w, h; };
struct dmn_diagram { struct dmn_box *boxes; int w, h; };          /* as many boxes as nodes, in their order */

void dmn_diagram(struct arena *a, const struct dmn_model *m, struct dmn_diagram *d);
/* The node of the same model that an href means, as an index; -1: none, or another model's. */
int dmn_diagram_node(const struct dmn_model *m, struct str href);
#endif
