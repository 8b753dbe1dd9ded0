// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "safetensors.h"

#include "message.h"
#include "safetensors_file.h"
#include "slurp.h"

#include <stdlib.h>
#include <string.h>

static const size_t file_limit = 256U << 20U;

DilStatus
dil_safetensors_load(const char* const path,
                     DilSafetensors** const out,
                     DilMessage* const message)
{
  uint8_t* bytes = NULL;
  size_t n_bytes = 0U;
  const DilStatus status =
    dil_slurp(path, file_limit, &bytes, &n_bytes, message);

  return status ? status
                : dil_safetensors_take(path, bytes, n_bytes, out, message);
}

DilStatus
dil_safetensors_parse(const char* const name,
                      const void* const bytes,
                      const size_t n_bytes,
                      DilSafetensors** const out,
                      DilMessage* const message)
{
  if (n_bytes > file_limit) {
    return dil_fail(
      message, DIL_UNSUPPORTED, "%s: larger than %zu bytes", name, file_limit);
  }

  uint8_t* const copy = (uint8_t*)malloc(n_bytes + 1U);
  if (!copy) {
    return dil_fail_memory(message);
  }

  if (n_bytes) {
    memcpy(copy, bytes, n_bytes);
  }

  return dil_safetensors_take(name, copy, n_bytes, out, message);
}
