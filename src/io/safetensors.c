// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "safetensors.h"

#include "half.h"
#include "message.h"
#include "safetensors_file.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
  const char* name;
  size_t size;
} dtypes[] = {{"F32", 4U},
              {"F16", 2U},
              {"BF16", 2U},
              {"F64", 8U},
              {"I8", 1U},
              {"U8", 1U},
              {"I32", 4U},
              {"I64", 8U}};

const char*
dil_dtype_name(const DilDtype dtype)
{
  return dtypes[dtype].name;
}

size_t
dil_dtype_size(const DilDtype dtype)
{
  return dtypes[dtype].size;
}

size_t
dil_shape_product(const uint32_t n_dims, const size_t* const shape)
{
  size_t product = 1U;
  bool is_empty = false;

  for (uint32_t i = 0U; i < n_dims; ++i) {
    if (shape[i] == 0U) {
      is_empty = true;
    } else if (product > (SIZE_MAX - 1U) / shape[i]) {
      return SIZE_MAX;
    } else {
      product *= shape[i];
    }
  }

  return is_empty ? 0U : product;
}

void
dil_safetensors_free(DilSafetensors* const file)
{
  if (file) {
    json_decref(file->header);
    free(file->name);
    free(file->bytes);
    free(file->keys);
    free(file->tensors);
    free(file->sorted);
    free(file);
  }
}

size_t
dil_safetensors_n_tensors(const DilSafetensors* const file)
{
  return file->n_tensors;
}

static int
compare_to_name(const void* const name, const void* const tensor)
{
  return strcmp((const char*)name, (*(const DilTensor* const*)tensor)->name);
}

const DilTensor*
dil_safetensors_find(const DilSafetensors* const file, const char* const name)
{
  const DilTensor* const* const found = file->n_tensors
                                          ? bsearch(name,
                                                    file->sorted,
                                                    file->n_tensors,
                                                    sizeof(*file->sorted),
                                                    compare_to_name)
                                          : NULL;
  return found ? *found : NULL;
}

static float
element(const DilTensor* const tensor, const size_t index)
{
  const char* const data = (const char*)tensor->data;
  uint32_t bits = 0U;
  uint16_t half = 0U;
  float value = 0.0f;

  if (tensor->dtype == DIL_DTYPE_F32) {
    memcpy(&value, data + 4U * index, sizeof(value));
    return value;
  }

  memcpy(&half, data + 2U * index, sizeof(half));
  if (tensor->dtype == DIL_DTYPE_F16) {
    return dil_half_to_float(half);
  }

  bits = (uint32_t)half << 16U;
  memcpy(&value, &bits, sizeof(value));
  return value;
}

// Write "[2, 3]", cut at `size`
static void
print_shape(char* const text,
            const size_t size,
            const uint32_t n_dims,
            const size_t* const shape)
{
  size_t used = (size_t)snprintf(text, size, "[");
  for (uint32_t i = 0U; i < n_dims && used < size; ++i) {
    used += (size_t)snprintf(
      text + used, size - used, "%s%zu", i ? ", " : "", shape[i]);
  }

  if (used < size) {
    snprintf(text + used, size - used, "]");
  }
}

static DilStatus
check_f32(const DilSafetensors* const file,
          const DilTensor* const tensor,
          const uint32_t n_dims,
          const size_t* const shape,
          DilMessage* const message)
{
  if (tensor->n_dims != n_dims ||
      (n_dims && memcmp(tensor->shape, shape, n_dims * sizeof(*shape)) != 0)) {
    char found[128];
    char expected[128];
    print_shape(found, sizeof(found), tensor->n_dims, tensor->shape);
    print_shape(expected, sizeof(expected), n_dims, shape);
    return dil_fail(message,
                    DIL_BAD_FILE,
                    "%s: tensor %s has shape %s, not %s",
                    file->name,
                    tensor->name,
                    found,
                    expected);
  }

  if (tensor->dtype != DIL_DTYPE_F32 && tensor->dtype != DIL_DTYPE_F16 &&
      tensor->dtype != DIL_DTYPE_BF16) {
    return dil_fail(message,
                    DIL_BAD_FILE,
                    "%s: tensor %s is of type %s, not F32, F16 or BF16",
                    file->name,
                    tensor->name,
                    dil_dtype_name(tensor->dtype));
  }

  return DIL_OK;
}

DilStatus
dil_safetensors_f32(const DilSafetensors* const file,
                    const char* const name,
                    const uint32_t n_dims,
                    const size_t* const shape,
                    float* const values,
                    DilMessage* const message)
{
  const DilTensor* const tensor = dil_safetensors_find(file, name);
  if (!tensor) {
    return dil_fail(
      message, DIL_BAD_FILE, "%s: no tensor %s", file->name, name);
  }

  const DilStatus status = check_f32(file, tensor, n_dims, shape, message);
  if (status) {
    return status;
  }

  for (size_t i = 0U; i < tensor->n_elements; ++i) {
    values[i] = element(tensor, i);
    if (!isfinite(values[i])) {
      return dil_fail(message,
                      DIL_BAD_FILE,
                      "%s: tensor %s is not finite at element %zu",
                      file->name,
                      name,
                      i);
    }
  }

  return DIL_OK;
}

size_t
dil_safetensors_n_metadata(const DilSafetensors* const file)
{
  return json_object_size(file->metadata);
}

const char*
dil_safetensors_metadata_key(const DilSafetensors* const file,
                             const size_t index)
{
  return index < dil_safetensors_n_metadata(file) ? file->keys[index] : NULL;
}

const char*
dil_safetensors_metadata(const DilSafetensors* const file,
                         const char* const key)
{
  return json_string_value(json_object_get(file->metadata, key));
}

const char*
dil_safetensors_hash(const DilSafetensors* const file)
{
  return file->hash;
}
