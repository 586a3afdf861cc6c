/* dmn_write.h: a model as DMN 1.3 or 1.5 XML, so that other tools open it (dmn-js
** reads 1.3 and earlier).
**
** What dmn_read keeps is written, extension elements and descriptions included;
** authority requirements are not in the model and are lost. Every part gets an
** id, and the diagram is drawn anew (dmn_diagram.h): other tools ask for both.
** What 1.3 has no words for is written as FEEL where FEEL says the same (boxed
** if, for, filter, some, every), else left out; each such place is named in
** `lost`. */
#ifndef RULES_DMN_WRITE_H
#define RULES_DMN_WRITE_H
#include "engine/rules/dmn.h"

struct dmn_loss { struct str node; int line, col; const char *zh, *en; };
struct dmn_losses { struct dmn_loss *v; size_t n, cap; };

/* minor: 3 or 5. others: the n models it imports, to tell an imported input from an imported decision; may be none. */
struct str dmn_write(struct arena *a, const struct dmn_model *m, const struct dmn_model *const *others, size_t n, int minor,
    struct dmn_losses *lost);
#endif
