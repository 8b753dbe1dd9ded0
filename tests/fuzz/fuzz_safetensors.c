// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "safetensors_file.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int
LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t n_bytes);

// All that a file says can be read, and is found by its name
static void
check(const DilSafetensors* const file, const size_t n_bytes)
{
  size_t n_tensor_bytes = 0U;
  for (size_t i = 0U; i < dil_safetensors_n_tensors(file); ++i) {
    const DilTensor* const tensor = &file->tensors[i];
    const uint8_t* const data = (const uint8_t*)tensor->data;
    n_tensor_bytes += tensor->n_bytes;
    if (dil_safetensors_find(file, tensor->name) != tensor ||
        (tensor->n_bytes && data[0] + data[tensor->n_bytes - 1U] > 510)) {
      abort();
    }

    float* const values =
      (float*)malloc(tensor->n_elements * sizeof(*values) + 1U);
    if (!values) {
      abort();
    }
    (void)!dil_safetensors_f32(
      file, tensor->name, tensor->n_dims, tensor->shape, values, NULL);
    free(values);
  }

  for (size_t i = 0U; i < dil_safetensors_n_metadata(file); ++i) {
    const char* const key = dil_safetensors_metadata_key(file, i);
    if (!dil_safetensors_metadata(file, key)) {
      abort();
    }
  }

  if (n_tensor_bytes >= n_bytes || strlen(dil_safetensors_hash(file)) != 64U) {
    abort();
  }
}

int
LLVMFuzzerTestOneInput(const uint8_t* const bytes, const size_t n_bytes)
{
  DilMessage message;
  DilSafetensors* file = NULL;
  uint8_t* const copy = (uint8_t*)malloc(n_bytes + !n_bytes);
  if (!copy) {
    abort();
  }
  if (n_bytes) {
    memcpy(copy, bytes, n_bytes);
  }
  if (!dil_safetensors_take("fuzz", copy, n_bytes, &file, &message)) {
    check(file, n_bytes);
    dil_safetensors_free(file);
  }

  return 0;
}
