/* filec.c: files to bytes in the binary, through the assembler's .incbin.
** Usage: filec static ROOT FILE...   paths below ROOT, with type and etag
**        filec data ROOT FILE...     the same without a leading "/static/"
**        filec tags ROOT FILE...     for each, STATIC_NAME_EXT: its address with its hash, which may be kept for a year */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *type_of(const char *path)
{
    static const char *const types[][2] = { { ".css", "text/css; charset=utf-8" }, { ".js", "text/javascript; charset=utf-8" },
        { ".svg", "image/svg+xml" }, { ".tsv", "text/tab-separated-values; charset=utf-8" }, { ".txt", "text/plain; charset=utf-8" } };
    const char *dot = strrchr(path, '.');
    for (size_t i = 0; dot && i < sizeof types / sizeof *types; i++)
        if (strcmp(dot, types[i][0]) == 0) return types[i][1];
    return "application/octet-stream";
}

static uint64_t hash(const char *path)
{
    uint64_t h = 14695981039346656037u;
    FILE *f = fopen(path, "rb");
    if (!f) { perror(path); exit(1); }
    for (int c; (c = getc(f)) != EOF;) h = (h ^ (unsigned)c) * 1099511628211u;
    fclose(f);
    return h;
}

/* "icons.svg" -> #define STATIC_ICONS_SVG "/static/icons.svg?v=..." */
static void tag(const char *path, const char *name)
{
    printf("#define STATIC_");
    for (const char *p = name; *p; p++)
        putchar(*p >= 'a' && *p <= 'z' ? *p - 32 : (*p >= '0' && *p <= '9') || (*p >= 'A' && *p <= 'Z') ? *p : '_');
    printf(" \"/static/%s?v=%016llx\"\n", name, (unsigned long long)hash(path));
}

int main(int argc, char **argv)
{
    if (argc < 3) { fputs("usage: filec static|data|tags ROOT FILE...\n", stderr); return 2; }
    int is_static = strcmp(argv[1], "static") == 0;
    size_t skip = strlen(argv[2]) + 1;
    if (strcmp(argv[1], "tags") == 0) {
        for (int i = 3; i < argc; i++) tag(argv[i], argv[i] + skip);
        return 0;
    }
    puts("#include \"web/static_files.h\"");
    for (int i = 3; i < argc; i++)
        printf("__asm__(\".section .rodata\\n.global file_%s_%d\\nfile_%s_%d: .incbin \\\"%s\\\"\\n.global file_%s_%d_end\\nfile_%s_%d_end: .byte 0\\n.previous\");\n"
               "extern const char file_%s_%d[], file_%s_%d_end[];\n",
            argv[1], i, argv[1], i, argv[i], argv[1], i, argv[1], i, argv[1], i, argv[1], i);
    printf("const struct static_file %s_files[] = {\n", argv[1]);
    for (int i = 3; i < argc; i++)
        printf("    { \"%s%s\", \"%s\", \"\\\"%016llx\\\"\", file_%s_%d, file_%s_%d_end },\n", is_static ? "/static/" : "", argv[i] + skip,
            type_of(argv[i]), (unsigned long long)hash(argv[i]), argv[1], i, argv[1], i);
    printf("    { 0 }\n};\nconst size_t %s_files_n = %d;\n", argv[1], argc - 3);
    return 0;
}
