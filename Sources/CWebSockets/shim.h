#pragma once
#include <libwebsockets.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

// LWS_PRE is an expression with a cast: how many bytes must be free before what is given to lws_write.
static inline size_t lws_room_before_payload(void) { return LWS_PRE; }

// These are macros of OpenSSL with casts in them.
static inline long lws_server_tls_options(void) {
  return (long)(SSL_OP_NO_TLSv1 | SSL_OP_NO_TLSv1_1 | SSL_OP_NO_RENEGOTIATION);
}
