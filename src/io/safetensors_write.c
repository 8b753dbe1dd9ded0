// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "half.h"
#include "message.h"
#include "output_file.h"
#include "safetensors_file.h"
#include "utf8.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

// Reader and writer agree that the header is a multiple of this
#define HEADER_ALIGNMENT 8U

typedef struct {
  char* name;
  DilDtype dtype;
  json_t* shape;  ///< Array of integers
  uint8_t* bytes; ///< [n_bytes], little-endian
  size_t n_bytes;
} Entry;

struct DilSafetensorsWriterImpl {
  json_t* metadata; ///< Object of strings
  Entry* entries;   ///< [n_entries], sorted as in the file
  size_t n_entries;
};

DilStatus
dil_safetensors_writer_new(DilSafetensorsWriter** const out,
                           DilMessage* const message)
{
  DilSafetensorsWriter* const writer =
    (DilSafetensorsWriter*)calloc(1U, sizeof(*writer));
  if (!writer) {
    return dil_fail_memory(message);
  }

  writer->metadata = json_object();
  if (!writer->metadata) {
    free(writer);
    return dil_fail_memory(message);
  }

  *out = writer;
  return DIL_OK;
}

static void
free_entry(Entry* const entry)
{
  json_decref(entry->shape);
  free(entry->name);
  free(entry->bytes);
}

void
dil_safetensors_writer_free(DilSafetensorsWriter* const writer)
{
  if (writer) {
    for (size_t i = 0U; i < writer->n_entries; ++i) {
      free_entry(&writer->entries[i]);
    }

    json_decref(writer->metadata);
    free(writer->entries);
    free(writer);
  }
}

// Asked before jansson is, which does not tell bad text from no memory
static bool
is_utf8(const char* const text)
{
  return dil_is_utf8((const uint8_t*)text, strlen(text));
}

DilStatus
dil_safetensors_writer_metadata(DilSafetensorsWriter* const writer,
                                const char* const key,
                                const char* const value,
                                DilMessage* const message)
{
  if (!is_utf8(key) || !is_utf8(value)) {
    return dil_fail(message, DIL_BAD_ARGUMENT, "metadata is not valid UTF-8");
  }

  if (json_object_get(writer->metadata, key)) {
    return dil_fail(message, DIL_BAD_ARGUMENT, "metadata %s is twice", key);
  }

  return json_object_set_new(writer->metadata, key, json_string(value))
           ? dil_fail_memory(message)
           : DIL_OK;
}

static DilStatus
convert(Entry* const entry,
        const float* const values,
        const size_t n,
        DilMessage* const message)
{
  const size_t size = dil_dtype_size(entry->dtype);
  entry->n_bytes = n * size;
  entry->bytes = (uint8_t*)malloc(entry->n_bytes + 1U);
  if (!entry->bytes) {
    return dil_fail_memory(message);
  }

  for (size_t i = 0U; i < n; ++i) {
    const uint16_t half = dil_half_from_float(values[i]);
    const int is_half = entry->dtype == DIL_DTYPE_F16;
    if (!isfinite(values[i]) || (is_half && isinf(dil_half_to_float(half)))) {
      return dil_fail(message,
                      DIL_BAD_ARGUMENT,
                      "tensor %s: element %zu is not finite as %s",
                      entry->name,
                      i,
                      dil_dtype_name(entry->dtype));
    }

    const void* const source =
      is_half ? (const void*)&half : (const void*)&values[i];
    memcpy(entry->bytes + i * size, source, size);
  }

  return DIL_OK;
}

static json_t*
shape_json(const uint32_t n_dims, const size_t* const shape)
{
  json_t* const array = json_array();
  for (uint32_t i = 0U; array && i < n_dims; ++i) {
    if (json_array_append_new(array, json_integer((json_int_t)shape[i]))) {
      json_decref(array);
      return NULL;
    }
  }

  return array;
}

// The order of Python's writer: wider elements first, then by name
static int
compare_entries(const Entry* const a, const Entry* const b)
{
  const size_t first = dil_dtype_size(a->dtype);
  const size_t second = dil_dtype_size(b->dtype);
  return (first != second) ? ((first < second) ? 1 : -1)
                           : strcmp(a->name, b->name);
}

// Make room for one more entry, of a name that is not there
static DilStatus
reserve(DilSafetensorsWriter* const writer,
        const char* const name,
        DilMessage* const message)
{
  const size_t n = writer->n_entries;
  for (size_t i = 0U; i < n; ++i) {
    if (!strcmp(writer->entries[i].name, name)) {
      return dil_fail(message, DIL_BAD_ARGUMENT, "tensor %s is twice", name);
    }
  }

  Entry* const entries =
    (Entry*)realloc(writer->entries, (n + 1U) * sizeof(*entries));
  if (!entries) {
    return dil_fail_memory(message);
  }

  writer->entries = entries;
  return DIL_OK;
}

static void
insert(DilSafetensorsWriter* const writer, const Entry entry)
{
  Entry* const entries = writer->entries;
  size_t place = writer->n_entries++;
  for (; place && compare_entries(&entry, &entries[place - 1U]) < 0; --place) {
    entries[place] = entries[place - 1U];
  }

  entries[place] = entry;
}

DilStatus
dil_safetensors_writer_f32(DilSafetensorsWriter* const writer,
                           const char* const name,
                           const DilDtype dtype,
                           const uint32_t n_dims,
                           const size_t* const shape,
                           const float* const values,
                           DilMessage* const message)
{
  const size_t n = (n_dims <= DIL_TENSOR_MAX_DIMS)
                     ? dil_shape_product(n_dims, shape)
                     : SIZE_MAX;
  if ((dtype != DIL_DTYPE_F32 && dtype != DIL_DTYPE_F16) ||
      n > SIZE_MAX / 2U / sizeof(float)) {
    return dil_fail(
      message, DIL_BAD_ARGUMENT, "tensor %s: bad type or shape", name);
  }

  if (!is_utf8(name) || !strcmp(name, DIL_METADATA_KEY)) {
    return dil_fail(
      message, DIL_BAD_ARGUMENT, "tensor name is not valid UTF-8 or reserved");
  }

  DilStatus status = reserve(writer, name, message);
  if (status) {
    return status;
  }

  Entry entry = {strdup(name), dtype, shape_json(n_dims, shape), NULL, 0U};
  status = (entry.name && entry.shape) ? convert(&entry, values, n, message)
                                       : dil_fail_memory(message);
  if (status) {
    free_entry(&entry);
  } else {
    insert(writer, entry);
  }

  return status;
}

static int
add_to_header(json_t* const header, const Entry* const entry, size_t* const end)
{
  const size_t begin = *end;
  *end += entry->n_bytes;

  // The format O counts one more user of the shape, since the entry keeps it
  return json_object_set_new(header,
                             entry->name,
                             json_pack("{s:s, s:O, s:[I, I]}",
                                       "dtype",
                                       dil_dtype_name(entry->dtype),
                                       "shape",
                                       entry->shape,
                                       "data_offsets",
                                       (json_int_t)begin,
                                       (json_int_t)*end));
}

// The header's text, or NULL
static char*
print_header(const DilSafetensorsWriter* const writer)
{
  json_t* const header = json_object();
  size_t end = 0U;
  int failed = !header;

  if (json_object_size(writer->metadata)) {
    failed |= json_object_set(header, DIL_METADATA_KEY, writer->metadata);
  }

  for (size_t i = 0U; !failed && i < writer->n_entries; ++i) {
    failed |= add_to_header(header, &writer->entries[i], &end);
  }

  char* const text = failed ? NULL : json_dumps(header, JSON_COMPACT);
  json_decref(header);
  return text;
}

static DilStatus
write_header(DilOutputFile* const file,
             const char* const text,
             DilMessage* const message)
{
  static const char padding[8] = "        ";
  const size_t length = strlen(text);
  const size_t n_padding =
    (HEADER_ALIGNMENT - length % HEADER_ALIGNMENT) % HEADER_ALIGNMENT;

  uint8_t prefix[8] = {0U};
  for (unsigned i = 0U; i < sizeof(prefix); ++i) {
    prefix[i] = (uint8_t)((uint64_t)(length + n_padding) >> (8U * i));
  }

  DilStatus status = dil_output_write(file, prefix, sizeof(prefix), message);
  status = status ? status : dil_output_write(file, text, length, message);
  return status ? status : dil_output_write(file, padding, n_padding, message);
}

static DilStatus
write_all(const DilSafetensorsWriter* const writer,
          const char* const header,
          DilOutputFile* const file,
          DilMessage* const message)
{
  DilStatus status = write_header(file, header, message);
  for (size_t i = 0U; !status && i < writer->n_entries; ++i) {
    const Entry* const entry = &writer->entries[i];
    status = dil_output_write(file, entry->bytes, entry->n_bytes, message);
  }

  return status ? status : dil_output_commit(file, message);
}

DilStatus
dil_safetensors_writer_save(const DilSafetensorsWriter* const writer,
                            const char* const path,
                            DilMessage* const message)
{
  char* const header = print_header(writer);
  if (!header) {
    return dil_fail_memory(message);
  }

  // What our own reader would refuse is not written
  DilOutputFile* file = NULL;
  DilStatus status =
    (strlen(header) + HEADER_ALIGNMENT > DIL_HEADER_LIMIT)
      ? dil_fail(message, DIL_UNSUPPORTED, "%s: header is too large", path)
      : dil_output_open(path, &file, message);
  status = status ? status : write_all(writer, header, file, message);

  dil_output_free(file);
  free(header);
  return status;
}
