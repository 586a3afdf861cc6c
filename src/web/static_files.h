/* static_files.h: files in the binary (tools/filec.c): what the site serves
** under /static, and the data a fresh database and the engines begin with. */
#ifndef WEB_STATIC_FILES_H
#define WEB_STATIC_FILES_H
#include "base/base.h"

struct static_file { const char *path, *type, *etag, *from, *to; };
extern const struct static_file static_files[];   /* path "/static/ballast.css" */
extern const size_t static_files_n;
extern const struct static_file data_files[];     /* path "codes/divisions.tsv" */
extern const size_t data_files_n;

struct str data_file(const char *path);           /* bytes; stops the program when the file is not in the binary */
#endif
