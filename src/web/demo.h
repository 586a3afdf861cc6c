/* demo.h: what the sample data's logins have in common. data/demo/people.tsv names them. */
#ifndef WEB_DEMO_H
#define WEB_DEMO_H
#define DEMO_PASSWORD "ballast-2021-dalian"
#endif
