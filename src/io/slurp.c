// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "slurp.h"

#include "message.h"
#include "text.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_CAPACITY 65536U

typedef struct {
  uint8_t* bytes;  ///< [capacity]
  size_t n_bytes;  ///< Read so far
  size_t capacity; ///< At most the limit and one byte, which tells too long
} Buffer;

static bool
buffer_grow(Buffer* const buffer, const size_t limit)
{
  size_t capacity = buffer->capacity ? 2U * buffer->capacity : FIRST_CAPACITY;
  if (capacity > limit) {
    capacity = limit + 1U;
  }

  uint8_t* const bytes = (uint8_t*)realloc(buffer->bytes, capacity);
  if (!bytes) {
    return false;
  }

  buffer->bytes = bytes;
  buffer->capacity = capacity;
  return true;
}

static DilStatus
buffer_fill(Buffer* const buffer,
            FILE* const file,
            const char* const path,
            const size_t limit,
            DilMessage* const message)
{
  do {
    if (buffer->n_bytes == buffer->capacity && !buffer_grow(buffer, limit)) {
      return dil_fail_memory(message);
    }

    errno = 0;
    buffer->n_bytes += fread(buffer->bytes + buffer->n_bytes,
                             1U,
                             buffer->capacity - buffer->n_bytes,
                             file);
    if (ferror(file)) {
      return dil_fail_errno(message, path, errno ? errno : EIO);
    }

    if (buffer->n_bytes > limit) {
      return dil_fail(
        message, DIL_UNSUPPORTED, "%s: larger than %zu bytes", path, limit);
    }
  } while (!feof(file));

  return DIL_OK;
}

DilStatus
dil_slurp(const char* const path,
          const size_t limit,
          uint8_t** const bytes,
          size_t* const n_bytes,
          DilMessage* const message)
{
  const bool is_stdin = !strcmp(path, "-");
  FILE* const file = is_stdin ? stdin : fopen(path, "rb");
  if (!file) {
    return dil_fail_errno(message, path, errno);
  }

  Buffer buffer = {NULL, 0U, 0U};
  const DilStatus status = buffer_fill(&buffer, file, path, limit, message);
  if (!is_stdin) {
    fclose(file);
  }

  if (status) {
    free(buffer.bytes);
    return status;
  }

  *bytes = buffer.bytes;
  *n_bytes = buffer.n_bytes;
  return DIL_OK;
}

DilStatus
dil_slurp_text(const char* const path,
               const size_t limit,
               char** const text,
               size_t* const n_text,
               DilMessage* const message)
{
  uint8_t* bytes = NULL;
  size_t n_bytes = 0U;
  DilStatus status = dil_slurp(path, limit, &bytes, &n_bytes, message);
  if (!status) {
    status = dil_text_decode(bytes, n_bytes, text, n_text, message);
    free(bytes);
  }

  return status;
}
