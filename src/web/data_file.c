/* data_file.c: the data in the binary, by name. */
#include "web/static_files.h"

struct str data_file(const char *path)
{
    for (size_t i = 0; i < data_files_n; i++)
        if (strcmp(data_files[i].path, path) == 0)
            return (struct str){ data_files[i].from, (size_t)(data_files[i].to - data_files[i].from) };
    unreachable();
}
