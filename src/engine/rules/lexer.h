/* lexer.h: FEEL text into tokens, one at a time, at any place.
**
** The parser asks for the token at a place and may go back: a FEEL name can
** only be cut once the names in scope are known, so there is no list of tokens
** made beforehand. Words are what grammar rules 26 and 27 call name start and
** name part; keywords are words, too. */
#ifndef RULES_LEXER_H
#define RULES_LEXER_H
#include "base/base.h"

enum token_kind { T_END, T_BAD, T_NUMBER, T_STRING, T_WORD, T_AT,
    T_LPAREN, T_RPAREN, T_LBRACKET, T_RBRACKET, T_LBRACE, T_RBRACE, T_COMMA, T_COLON, T_DOT, T_DOTS, T_ARROW,
    T_PLUS, T_MINUS, T_STAR, T_POWER, T_SLASH, T_LT, T_LE, T_GT, T_GE, T_EQ, T_NE };

struct token { enum token_kind kind; size_t start, end; };        /* bytes of the text */

size_t lex_skip(struct str text, size_t pos);                     /* past white space and comments */
struct token lex_token(struct str text, size_t pos);              /* the first one at or after pos */
bool lex_is(struct str text, struct token t, const char *word);   /* is it this word? */
bool lex_keyword(struct str word);                                /* ends a name that is not declared: and, or, in, then... */

/* The end of `name` in the text at pos, any white space between its parts, whole words only; 0 when it is not there. */
size_t lex_name(struct str text, size_t pos, struct str name);
/* The end of the longest run of parts of a name (words and . / - ' + *) at pos; 0 when no name starts there. */
size_t lex_any_name(struct str text, size_t pos);
struct str lex_spell(struct arena *a, struct str text, size_t start, size_t end);  /* single blanks between the parts */
bool lex_word_start(uint32_t cp);

/* The characters of a string token without quotes and escapes. False when an escape is wrong: *bad is its place. */
bool lex_string(struct arena *a, struct str text, struct token t, struct str *s, size_t *bad);
#endif
