// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "safetensors.h"

#include "message.h"
#include "safetensors_file.h"
#include "slurp.h"

#include <stddef.h>
#include <stdint.h>

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
