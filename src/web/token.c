/* token.c: the key a form carries. 16 random bytes name the press (exactly
** once), 16 bytes of HMAC tie it to the session it was shown in (nobody else
** can make one). Nothing is stored until the form has its effect. */
#include "web/web_inner.h"

static void mac_of(const struct req *r, const uint8_t key[16], uint8_t mac[32])
{
    char both[48];
    memcpy(both, r->who.binding, 32);
    memcpy(both + 32, key, 16);
    keys_mac(r->app->keys, "form", (struct str){ both, sizeof both }, mac);
}

void token_make(const struct req *r, const uint8_t key[16], char out[65])
{
    uint8_t mac[32];
    mac_of(r, key, mac);
    memcpy(mac + 16, mac, 16);
    memcpy(mac, key, 16);
    for (int i = 0; i < 32; i++) {
        out[2 * i] = "0123456789abcdef"[mac[i] >> 4];
        out[2 * i + 1] = "0123456789abcdef"[mac[i] & 15];
    }
    out[64] = 0;
}

bool token_check(const struct req *r, struct str token, uint8_t key[16])
{
    uint8_t got[32], mac[32];
    if (!unhex(token, got, sizeof got)) return false;
    mac_of(r, got, mac);
    memcpy(key, got, 16);
    return same_bytes(mac, got + 16, 16);
}

bool form_key_of(struct req *r, uint8_t key[16])
{
    if (!r->api) return token_check(r, req_arg(r, "form_key"), key);
    memcpy(key, r->key, sizeof r->key);                             /* a program's: api.c made it */
    return true;
}
