#pragma once
#include <jansson.h>

// json_decref is written in terms of atomic builtins, which Swift does not import.
static inline void jansson_release(json_t *value) { json_decref(value); }
