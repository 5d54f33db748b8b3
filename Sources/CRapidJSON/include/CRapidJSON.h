#pragma once
// RapidJSON's events, as a row of plain values that Swift can walk.
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
  RJ_NULL,
  RJ_FALSE,
  RJ_TRUE,
  // As it is written: what fits into which type of number is Swift's question.
  RJ_NUMBER,
  // Escapes resolved, and nothing else: whether it is UTF-8 is open.
  RJ_TEXT,
  // Its values follow.
  RJ_ARRAY,
  // A text and a value for each of its members follow.
  RJ_OBJECT
} rj_kind;

typedef struct {
  rj_kind kind;
  // Bytes of a number or text, values of an array, members of an object.
  uint32_t count;
  // Where a number or text stands in the document, after an opening quote.
  uint32_t offset;
} rj_value;

typedef struct {
  // The first is the document, and each is followed by what it holds.
  rj_value *values;
  size_t count;
  // A copy of the document, in which the texts stand at their offsets.
  char *text;
  // A sentence, or NULL: it was read.
  const char *error;
  // How many bytes had been read by then.
  size_t offset;
  bool is_too_deep;
} rj_document;

// Reads up to 4 GiB of RFC 8259, strictly but for the encoding; what it finds is to be released, also after an error.
rj_document rj_read(const char *bytes, size_t count, uint32_t depth);
void rj_release(rj_document document);

#ifdef __cplusplus
}
#endif
