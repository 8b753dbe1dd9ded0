// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "safetensors_file.h"

#include "message.h"

#include <sha2.h>

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static DilStatus
check_header_length(DilSafetensors* const file,
                    const size_t n_bytes,
                    size_t* const length,
                    DilMessage* const message)
{
  uint64_t n = 0U;
  if (n_bytes < sizeof(n)) {
    return dil_fail(message,
                    DIL_BAD_FILE,
                    "%s: not a safetensors file: only %zu bytes",
                    file->name,
                    n_bytes);
  }

  for (unsigned i = 0U; i < sizeof(n); ++i) {
    n |= (uint64_t)file->bytes[i] << (8U * i);
  }

  if (n > DIL_HEADER_LIMIT || n < 2U) {
    return dil_fail(message,
                    DIL_BAD_FILE,
                    "%s: not a safetensors file: header of %llu bytes",
                    file->name,
                    (unsigned long long)n);
  }

  if (n > n_bytes - sizeof(n)) {
    return dil_fail(
      message, DIL_BAD_FILE, "%s: cut short in the header", file->name);
  }

  file->buffer = file->bytes + sizeof(n) + n;
  file->n_buffer_bytes = n_bytes - sizeof(n) - (size_t)n;
  *length = (size_t)n;
  return DIL_OK;
}

static DilStatus
load_json(DilSafetensors* const file,
          const size_t length,
          DilMessage* const message)
{
  const char* const text = (const char*)file->bytes + sizeof(uint64_t);
  if (text[0] != '{') {
    return dil_fail(message,
                    DIL_BAD_FILE,
                    "%s: not a safetensors file: no JSON object",
                    file->name);
  }

  json_error_t error;
  file->header = json_loadb(text, length, JSON_REJECT_DUPLICATES, &error);
  if (file->header) {
    return DIL_OK;
  }

  return json_error_code(&error) == json_error_out_of_memory
           ? dil_fail_memory(message)
           : dil_fail(message,
                      DIL_BAD_FILE,
                      "%s: header, byte %d: %s",
                      file->name,
                      error.position,
                      error.text);
}

static DilStatus
parse_metadata(DilSafetensors* const file,
               json_t* const metadata,
               DilMessage* const message)
{
  if (!json_is_object(metadata)) {
    return dil_fail(
      message, DIL_BAD_FILE, "%s: metadata is not an object", file->name);
  }

  file->metadata = metadata;
  file->keys = calloc(json_object_size(metadata) + 1U, sizeof(*file->keys));
  if (!file->keys) {
    return dil_fail_memory(message);
  }

  const char* key = NULL;
  json_t* value = NULL;
  size_t n = 0U;
  json_object_foreach(metadata, key, value)
  {
    file->keys[n++] = key;
    if (!json_is_string(value)) {
      return dil_fail(message,
                      DIL_BAD_FILE,
                      "%s: metadata %s is not a string",
                      file->name,
                      key);
    }
  }

  return DIL_OK;
}

// A whole number, at least 0
static bool
get_size(const json_t* const json, size_t* const value)
{
  if (!json_is_integer(json) || json_integer_value(json) < 0) {
    return false;
  }

  *value = (size_t)json_integer_value(json);
  return true;
}

static bool
parse_dtype(const json_t* const json, DilDtype* const dtype)
{
  const char* const name = json_string_value(json);
  for (DilDtype d = DIL_DTYPE_F32; name && d <= DIL_DTYPE_I64; ++d) {
    if (!strcmp(name, dil_dtype_name(d))) {
      *dtype = d;
      return true;
    }
  }

  return false;
}

static bool
parse_shape(const json_t* const json, DilTensor* const tensor)
{
  const size_t n_dims = json_array_size(json);
  if (!json_is_array(json) || n_dims > DIL_TENSOR_MAX_DIMS) {
    return false;
  }

  tensor->n_dims = (uint32_t)n_dims;
  for (size_t i = 0U; i < n_dims; ++i) {
    if (!get_size(json_array_get(json, i), &tensor->shape[i])) {
      return false;
    }
  }

  return true;
}

static DilStatus
place_tensor(const DilSafetensors* const file,
             const json_t* const offsets,
             DilTensor* const tensor,
             DilMessage* const message)
{
  size_t begin = 0U;
  size_t end = 0U;
  if (json_array_size(offsets) != 2U ||
      !get_size(json_array_get(offsets, 0U), &begin) ||
      !get_size(json_array_get(offsets, 1U), &end) || begin > end) {
    return dil_fail(message,
                    DIL_BAD_FILE,
                    "%s: tensor %s has malformed data_offsets",
                    file->name,
                    tensor->name);
  }

  if (end > file->n_buffer_bytes) {
    return dil_fail(message,
                    DIL_BAD_FILE,
                    "%s: cut short: tensor %s ends %zu bytes after the file",
                    file->name,
                    tensor->name,
                    end - file->n_buffer_bytes);
  }

  const size_t size = dil_dtype_size(tensor->dtype);
  const size_t n = dil_shape_product(tensor->n_dims, tensor->shape);
  if (n > SIZE_MAX / size || n * size != end - begin) {
    return dil_fail(message,
                    DIL_BAD_FILE,
                    "%s: tensor %s has a shape that does not fit its %zu bytes",
                    file->name,
                    tensor->name,
                    end - begin);
  }

  tensor->n_elements = n;
  tensor->n_bytes = end - begin;
  tensor->data = file->buffer + begin;
  return DIL_OK;
}

static DilStatus
parse_tensor(const DilSafetensors* const file,
             const json_t* const json,
             DilTensor* const tensor,
             DilMessage* const message)
{
  if (!json_is_object(json) || json_object_size(json) != 3U) {
    return dil_fail(message,
                    DIL_BAD_FILE,
                    "%s: tensor %s has other fields than dtype, shape and "
                    "data_offsets",
                    file->name,
                    tensor->name);
  }

  if (!parse_dtype(json_object_get(json, "dtype"), &tensor->dtype)) {
    return dil_fail(message,
                    DIL_UNSUPPORTED,
                    "%s: tensor %s has an element type that is not supported",
                    file->name,
                    tensor->name);
  }

  if (!parse_shape(json_object_get(json, "shape"), tensor)) {
    return dil_fail(message,
                    DIL_BAD_FILE,
                    "%s: tensor %s has a malformed shape",
                    file->name,
                    tensor->name);
  }

  return place_tensor(
    file, json_object_get(json, "data_offsets"), tensor, message);
}

static int
compare_places(const void* const a, const void* const b)
{
  const DilTensor* const first = (const DilTensor*)a;
  const DilTensor* const second = (const DilTensor*)b;

  // Where two begin at one place, the empty one comes first
  return (first->data != second->data)
           ? (((const char*)first->data > (const char*)second->data) ? 1 : -1)
         : (first->n_bytes != second->n_bytes)
           ? ((first->n_bytes > second->n_bytes) ? 1 : -1)
           : strcmp(first->name, second->name);
}

static int
compare_names(const void* const a, const void* const b)
{
  return strcmp((*(const DilTensor* const*)a)->name,
                (*(const DilTensor* const*)b)->name);
}

static DilStatus
check_tiling(const DilSafetensors* const file, DilMessage* const message)
{
  const uint8_t* place = file->buffer;

  for (size_t i = 0U; i < file->n_tensors; ++i) {
    const DilTensor* const tensor = &file->tensors[i];
    if ((const uint8_t*)tensor->data != place) {
      return dil_fail(message,
                      DIL_BAD_FILE,
                      "%s: tensor %s does not begin where the one before ends",
                      file->name,
                      tensor->name);
    }

    place += tensor->n_bytes;
  }

  return (place != file->buffer + file->n_buffer_bytes)
           ? dil_fail(message,
                      DIL_BAD_FILE,
                      "%s: bytes that belong to no tensor at the end",
                      file->name)
           : DIL_OK;
}

static DilStatus
parse_tensors(DilSafetensors* const file, DilMessage* const message)
{
  const size_t n_entries = json_object_size(file->header);
  file->tensors = calloc(n_entries + 1U, sizeof(*file->tensors));
  file->sorted = calloc(n_entries + 1U, sizeof(*file->sorted));
  if (!file->tensors || !file->sorted) {
    return dil_fail_memory(message);
  }

  const char* key = NULL;
  json_t* value = NULL;
  json_object_foreach(file->header, key, value)
  {
    DilTensor* const tensor = &file->tensors[file->n_tensors];
    tensor->name = key;

    const bool is_metadata = !strcmp(key, DIL_METADATA_KEY);
    const DilStatus status = is_metadata
                               ? parse_metadata(file, value, message)
                               : parse_tensor(file, value, tensor, message);
    if (status) {
      return status;
    }

    file->n_tensors += is_metadata ? 0U : 1U;
  }

  const size_t n = file->n_tensors;
  qsort(file->tensors, n, sizeof(*file->tensors), compare_places);
  for (size_t i = 0U; i < n; ++i) {
    file->sorted[i] = &file->tensors[i];
  }

  qsort(file->sorted, n, sizeof(*file->sorted), compare_names);
  return check_tiling(file, message);
}

static void
hash_tensors(DilSafetensors* const file)
{
  SHA2_CTX context;
  SHA256Init(&context);
  for (size_t i = 0U; i < file->n_tensors; ++i) {
    const DilTensor* const tensor = file->sorted[i];
    SHA256Update(&context, (const uint8_t*)tensor->data, tensor->n_bytes);
  }

  SHA256End(&context, file->hash);
}

DilStatus
dil_safetensors_take(const char* const name,
                     uint8_t* const bytes,
                     const size_t n_bytes,
                     DilSafetensors** const out,
                     DilMessage* const message)
{
  DilSafetensors* const file = (DilSafetensors*)calloc(1U, sizeof(*file));
  if (!file) {
    free(bytes);
    return dil_fail_memory(message);
  }

  size_t length = 0U;
  file->bytes = bytes;
  file->name = strdup(name);

  DilStatus status = file->name
                       ? check_header_length(file, n_bytes, &length, message)
                       : dil_fail_memory(message);
  status = status ? status : load_json(file, length, message);
  status = status ? status : parse_tensors(file, message);
  if (status) {
    dil_safetensors_free(file);
    return status;
  }

  hash_tensors(file);
  *out = file;
  return DIL_OK;
}
