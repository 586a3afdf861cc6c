/* indicators.c: the routes of what the city counts. */
#include "app/indicators/views.h"

static const struct route routes[] = {
    GET("/barometer",       PERM_PUBLIC, barometer_page,       .title = T_barometer, .menu = 1, .json = barometer_json, .cache = true),
    GET("/indicators",      PERM_PUBLIC, indicators_page,      .title = T_indicators, .json = indicators_json, .cache = true),
};
const struct slice indicators_slice = { .name = "indicators", .routes = routes, .nroutes = LEN(routes), .start = catalogue_start, .stop = catalogue_stop };
