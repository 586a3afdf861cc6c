/* limits.h: every size has a name, and the name stands here. */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

enum {
    LIMIT_ARENA_BLOCK     = 64 * 1024,          /* first block of an arena, bytes */
    LIMIT_REQUEST_ARENA   = 32 * 1024 * 1024,   /* memory one request may use, bytes */
    LIMIT_BATCH_ARENA     = 1024 * 1024 * 1024, /* memory one command-line batch may use, bytes */
    LIMIT_ERR_TEXT        = 512,                /* detail of an error, bytes */
    LIMIT_PAGE_CACHE      = 8 * 1024 * 1024,    /* pages kept for visitors nobody knows, bytes */
    LIMIT_URL             = 8 * 1024,           /* request target, bytes */
    LIMIT_HEADER_LINE     = 8 * 1024,
    LIMIT_HEADERS_TOTAL   = 32 * 1024,
    LIMIT_HEADERS         = 100,
    LIMIT_BODY            = 20 * 1024 * 1024,   /* an uploaded case, bytes */
    LIMIT_FORM_FIELDS     = 500,
    LIMIT_CSV_FIELD       = 32 * 1024,          /* one cell, bytes */
    LIMIT_TABLE_COLUMNS   = 200,
    LIMIT_TABLE_ROWS      = 10 * 1000,          /* an upload; the command line may ask for more */
    LIMIT_XLSX_ENTRIES    = 100,
    LIMIT_XLSX_UNZIPPED   = 200 * 1024 * 1024,
    LIMIT_XLSX_RATIO      = 100,                /* unzipped : zipped; text squeezes well, bombs squeeze 1000x */
    LIMIT_XML_DEPTH       = 256,
    LIMIT_XLSX_SMALL      = 1024 * 1024,        /* an entry up to here may squeeze as it likes, bytes */
    LIMIT_XLSX_FORMATS    = 1000,               /* custom number formats of a workbook */
    LIMIT_XLSX_STYLES     = 65536,              /* cell styles of a workbook; Excel's own limit is 65,490 */
    LIMIT_XML_BYTES       = 64 * 1024 * 1024,
    LIMIT_XML_TOKEN       = 256 * 1024,         /* one tag with its attributes, bytes; expat reads an unfinished one again and again */
    LIMIT_XML_OTHERS      = 1000 * 1000,        /* elements a reader knows nothing about; expat remembers each new name */
    LIMIT_JSON_BODY       = 1024 * 1024,        /* what a program sends to a form without files, bytes */
    LIMIT_JSON_DEPTH      = 16,                 /* nesting of objects and lists */
    LIMIT_JSON_MEMBERS    = 1000,               /* of one object or list */
    LIMIT_JSON_NODES      = 20 * 1000,          /* values in one text */
    LIMIT_FEEL_TEXT       = 256 * 1024,         /* one expression, bytes */
    LIMIT_FEEL_DEPTH      = 200,                /* nesting of an expression and of a call */
    LIMIT_FEEL_STEPS      = 50 * 1000 * 1000,   /* evaluation steps of one answer */
    LIMIT_LINT_STEPS      = 4 * 1000 * 1000,    /* pieces looked at in the analysis of one table */
    LIMIT_LINT_FINDINGS   = 20,                 /* findings of one kind in one table that are shown */
    LIMIT_FACTS           = 10 * 1000,          /* facts of a dictionary */
    LIMIT_POLICIES        = 10 * 1000,          /* versions of policies in a register */
    LIMIT_VECTORS         = 1000 * 1000,        /* rows of vectors, of people or of grants on the command line */
    LIMIT_QUERY_TERMS     = 200,                /* terms of one docking query, by impact */
    LIMIT_CASES           = 500,                /* cases on one person's page */
    LIMIT_CASE_FILE       = 10 * 1024 * 1024,   /* one file in a case, bytes */
    LIMIT_CASE_FILES      = 20 * 1024 * 1024,   /* all files of a case, bytes */
    LIMIT_CASE_MESSAGES   = 500,                /* messages on a case's page, the newest */
    LIMIT_CASE_TEXT       = 2000,               /* one message, characters */
    LIMIT_CASE_WAITING    = 10,                 /* requests of one party that wait for a first answer */
    LIMIT_CASE_A_DAY      = 20,                 /* requests of one party in 24 hours */
    LIMIT_CASE_REMIND_DAYS = 7,                 /* silence after which whose turn it is gets reminded */
    LIMIT_CASE_LAPSE_DAYS = 21,                 /* silence after which a case ends */
    LIMIT_CASE_NOTICE_DAYS = 7,                 /* between reminder and end, even after the site stood still for weeks */
    LIMIT_TOLD_A_TICK     = 100,                /* new listings of which people are told in one tick; a saved search looks at all of them */
    LIMIT_TOLD_MATCHES    = 10,                 /* best matches that hear of a new listing */
    LIMIT_TOLD_AGAIN      = 30,                 /* ... of one that is free again after a case */
    LIMIT_TOLD_TRIES      = 10,                 /* how often telling of one listing may fail, each time with more time before the next */
    LIMIT_SEARCHES        = 50,                 /* saved searches of one account */
    LIMIT_LISTING_TEXT    = 16 * 1024,          /* title and body of a listing, bytes */
    LIMIT_LIVE_INDEX      = 1024 * 1024 * 1024, /* the index of open listings, bytes */
    LIMIT_LIVE_ENTRIES    = 64 * 1024 * 1024,   /* what decides over access to them, bytes */
    LIMIT_LIVE_MEMO       = 4 * 1024 * 1024,    /* matches and reasons a desk keeps until a listing changes, bytes */
    LIMIT_LIVE_DESK       = 64 * 1024 * 1024,   /* work of one search or match, bytes */
    LIMIT_LOGIN_PAIR      = 5,                  /* tries a minute of one login name from one address */
    LIMIT_LOGIN_NAME      = 20,                 /* of one login name, from everywhere */
    LIMIT_LOGIN_ADDRESS   = 60,                 /* from one address: a class may sit behind it */
    LIMIT_CODE_TRIES      = 5,                  /* one-time codes a minute of one account */
    LIMIT_SIGN_UPS        = 30,                 /* new accounts a minute from one address */
    LIMIT_RESETS_NAME     = 2,                  /* reset links a minute for one login name */
    LIMIT_RESETS_ADDRESS  = 10,                 /* reset links a minute, asked for or tried, from one address */
    LIMIT_TOKENS          = 10,                 /* API tokens of one account */
    LIMIT_TOKEN_DAYS      = 366,                /* how long one may be good */
    LIMIT_TOKEN_CALLS     = 120,                /* changes a minute by one account's programs */
    LIMIT_TOKEN_TRIES     = 30,                 /* wrong tokens a minute from one address */
    LIMIT_ONCE_KEY        = 200,                /* an Idempotency-Key, bytes */
    LIMIT_MAIL_BATCH      = 50                  /* messages one tick sends */
};
#endif
