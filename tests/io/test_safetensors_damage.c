// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "safetensors_file.h"

#include "safetensors_case.h"

#include "support/file.h"
#include "support/temp.h"
#include "support/test.h"

#include <jansson.h>

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Parse and assert that it failed with one line that names the file
static DilMessage
refuse(const void* const bytes, const size_t n, const DilStatus expected)
{
  DilMessage message = {""};
  DilSafetensors* file = NULL;
  const DilStatus status = tensors_parse("name", bytes, n, &file, &message);

  assert_null(file);
  if (status != expected) {
    fail_msg("status %d instead of %d", (int)status, (int)expected);
  }
  assert_memory_equal(message.text, "name: ", 6U);
  assert_true(strlen(message.text) > 8U);
  assert_null(strchr(message.text, '\n'));
  return message;
}

static FileBytes
small_file(TempFolder* const folder)
{
  static const float values[5] = {1.0f, 2.0f, 3.0f, 4.0f, 5.0f};
  static const size_t shape[1] = {5U};
  const char* const path = temp_path(folder, "small");
  DilSafetensorsWriter* writer = NULL;

  assert_int_equal(dil_safetensors_writer_new(&writer, NULL), DIL_OK);
  for (unsigned i = 0U; i < 2U; ++i) {
    assert_int_equal(
      dil_safetensors_writer_f32(writer,
                                 i ? "first" : "second",
                                 i ? DIL_DTYPE_F32 : DIL_DTYPE_F16,
                                 1U,
                                 shape,
                                 values,
                                 NULL),
      DIL_OK);
  }
  assert_int_equal(dil_safetensors_writer_metadata(writer, "k", "v", NULL),
                   DIL_OK);
  assert_int_equal(dil_safetensors_writer_save(writer, path, NULL), DIL_OK);
  dil_safetensors_writer_free(writer);
  return file_read(path);
}

static void
every_truncated_file_is_refused(void** state)
{
  const FileBytes whole = small_file((TempFolder*)*state);
  for (size_t n = 0U; n < whole.n; ++n) {
    refuse(whole.bytes, n, DIL_BAD_FILE);
  }
  free(whole.bytes);
}

static void
extended_file_is_refused(void** state)
{
  const FileBytes whole = small_file((TempFolder*)*state);
  uint8_t* const longer = (uint8_t*)calloc(whole.n + 1U, 1U);
  assert_non_null(longer);
  memcpy(longer, whole.bytes, whole.n);

  const DilMessage message = refuse(longer, whole.n + 1U, DIL_BAD_FILE);
  assert_string_equal(message.text,
                      "name: bytes that belong to no tensor at the end");
  free(longer);
  free(whole.bytes);
}

static void
every_changed_byte_is_refused_or_read_within_bounds(void** state)
{
  const FileBytes whole = small_file((TempFolder*)*state);
  const size_t header_end = 8U + whole.bytes[0];
  size_t n_refused = 0U;

  for (size_t i = 0U; i < header_end; ++i) {
    for (unsigned flip = 1U; flip < 256U; ++flip) {
      DilSafetensors* file = NULL;
      whole.bytes[i] ^= (uint8_t)flip;
      if (tensors_parse("name", whole.bytes, whole.n, &file, NULL)) {
        assert_null(file);
        ++n_refused;
      } else {
        const DilTensor* const tensor = &file->tensors[0];
        assert_true(tensor->n_bytes <= whole.n - header_end);
      }
      dil_safetensors_free(file);
      whole.bytes[i] ^= (uint8_t)flip;
    }
  }

  // What remains are other names, other strings and other white space
  assert_true(n_refused > header_end * 255U / 2U);
  free(whole.bytes);
}

// Refuse a file of this header and 16 zero bytes
static DilMessage
refuse_header(const char* const header, const DilStatus expected)
{
  const size_t length = strlen(header);
  uint8_t* const bytes = (uint8_t*)calloc(1U, length + 24U);
  assert_non_null(bytes);
  bytes[0] = (uint8_t)length;
  bytes[1] = (uint8_t)(length >> 8U);
  memcpy(bytes + 8U, header, length);

  const DilMessage message = refuse(bytes, length + 24U, expected);
  free(bytes);
  return message;
}

#define TENSOR(name, type, shape, begin, end)                                  \
  "\"" name "\":{\"dtype\":\"" type "\",\"shape\":[" shape                     \
  "],\"data_offsets\":[" #begin "," #end "]}"

// Nothing else is wrong with a header that has this
#define WHOLE TENSOR("w", "F32", "4", 0, 16)

static void
malformed_headers_are_refused(void** state)
{
  (void)state;

  static const struct {
    const char* header;
    const char* reason;
  } cases[] = {
    {"[]", "no JSON object"},
    {"null", "no JSON object"},
    {" {" WHOLE "}", "no JSON object"},
    {"{", "header of 1 bytes"},
    {"{ ", "header, byte"},
    {"{" WHOLE "} x", "header, byte"},
    {"{" WHOLE "}{}", "header, byte"},
    {"{" WHOLE "," WHOLE "}", "duplicate"},
    {"{" WHOLE ",\"__metadata__\":{\"k\":\"v\",\"k\":\"v\"}}", "duplicate"},
    {"{" WHOLE ",\"__metadata__\":{\"k\":\"\\u0000\"}}", "header, byte"},
    {"{" WHOLE ",\"__metadata__\":{\"k\":\"\x80\"}}", "header, byte"},
    {"{" WHOLE ",\"__metadata__\":1}", "metadata is not"},
    {"{" WHOLE ",\"__metadata__\":[]}", "metadata is not"},
    {"{" WHOLE ",\"__metadata__\":{\"k\":1}}", "metadata k is not"},
    {"{" WHOLE ",\"x\":1}", "x has other fields"},
    {"{" WHOLE ",\"x\":{}}", "x has other fields"},
    {"{" WHOLE ",\"x\":[]}", "x has other fields"},
    {"{\"x\":{\"dtype\":\"F32\",\"shape\":[4]}}", "x has other fields"},
    {"{\"x\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16],"
     "\"y\":1}}",
     "x has other fields"},
    {"{\"x\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[16]}}",
     "malformed data_offsets"},
    {"{\"x\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16,16]}}",
     "malformed data_offsets"},
    {"{\"x\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":\"0,16\"}}",
     "malformed data_offsets"},
    {"{\"x\":{\"dtype\":\"F32\",\"shape\":4,\"data_offsets\":[0,16]}}",
     "malformed shape"},
    {"{" TENSOR("x", "F32", "-4", 0, 16) "}", "malformed shape"},
    {"{" TENSOR("x", "F32", "4.0", 0, 16) "}", "malformed shape"},
    {"{" TENSOR("x", "F32", "1,1,1,1,1,1,1,1,4", 0, 16) "}", "malformed shape"},
    {"{" TENSOR("x", "F32", "4", -16, 0) "}", "malformed data_offsets"},
    {"{" TENSOR("x", "F32", "4", 0, 16.0) "}", "malformed data_offsets"},
    {"{" TENSOR("x", "F32", "4", 16, 0) "}", "malformed data_offsets"},
    {"{" TENSOR("x", "F32", "4", 99999999999999999999, 16) "}", "header"},
    {"{" TENSOR("x", "F32", "3", 0, 16) "}", "does not fit its 16 bytes"},
    {"{" TENSOR("x", "F32", "5", 0, 20) "}", "ends 4 bytes after the file"},
  };

  for (size_t i = 0U; i < sizeof(cases) / sizeof(cases[0]); ++i) {
    const DilMessage message = refuse_header(cases[i].header, DIL_BAD_FILE);
    if (!strstr(message.text, cases[i].reason)) {
      fail_msg("%s\ngave \"%s\"", cases[i].header, message.text);
    }
  }
}

static void
overflowing_shapes_are_refused(void** state)
{
  (void)state;

  // The first four would be right if the product wrapped around at 2^64
  static const char* const headers[] = {
    "{" TENSOR("x", "F32", "4611686018427387905,4", 0, 16) "}",
    "{" TENSOR("x", "U8", "1152921504606846977,16", 0, 16) "}",
    "{" TENSOR("x", "F32", "4611686018427387908", 0, 16) "}",
    "{" TENSOR("x", "I64", "2305843009213693954", 0, 16) "}",
    "{" WHOLE "," TENSOR("x", "F32", "4294967296,4294967296", 16, 16) "}",
    "{" WHOLE "," TENSOR("x", "U8", "0,9223372036854775807,4", 16, 16) "}",
  };

  for (size_t i = 0U; i < sizeof(headers) / sizeof(headers[0]); ++i) {
    const DilMessage message = refuse_header(headers[i], DIL_BAD_FILE);
    assert_non_null(strstr(message.text, "tensor x has a shape that does not"));
  }
}

static void
holes_and_overlaps_are_refused(void** state)
{
  (void)state;

  static const char* const reason =
    "name: tensor y does not begin where the one before ends";
  static const char* const headers[] = {
    // A hole, an overlap, the same place twice, an empty one inside another
    "{" TENSOR("x", "U8", "4", 0, 4) "," TENSOR("y", "U8", "4", 12, 16) "}",
    "{" TENSOR("x", "U8", "9", 0, 9) "," TENSOR("y", "U8", "8", 8, 16) "}",
    "{" TENSOR("x", "U8", "16", 0, 16) "," TENSOR("y", "U8", "16", 0, 16) "}",
    "{" TENSOR("x", "U8", "16", 0, 16) "," TENSOR("y", "U8", "0", 3, 3) "}",
    "{" TENSOR("y", "U8", "12", 4, 16) "}",
  };

  for (size_t i = 0U; i < sizeof(headers) / sizeof(headers[0]); ++i) {
    const DilMessage message = refuse_header(headers[i], DIL_BAD_FILE);
    assert_string_equal(message.text, reason);
  }

  refuse_header("{" TENSOR("x", "U8", "15", 0, 15) "}", DIL_BAD_FILE);
  refuse_header("{}", DIL_BAD_FILE);
}

static void
element_types_that_are_not_known_are_unsupported(void** state)
{
  (void)state;

  static const char* const headers[] = {
    "{" TENSOR("x", "U64", "2", 0, 16) "}",
    "{" TENSOR("x", "BOOL", "16", 0, 16) "}",
    "{" TENSOR("x", "f32", "4", 0, 16) "}",
    "{" TENSOR("x", "", "4", 0, 16) "}",
    "{\"x\":{\"dtype\":7,\"shape\":[4],\"data_offsets\":[0,16]}}",
  };

  for (size_t i = 0U; i < sizeof(headers) / sizeof(headers[0]); ++i) {
    refuse_header(headers[i], DIL_UNSUPPORTED);
  }
}

static void
absurd_header_lengths_are_refused(void** state)
{
  (void)state;

  static const uint8_t lengths[][8] = {
    {0U},
    {1U},
    {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF},
    {0xF8, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF},
    {0U, 0U, 0U, 0U, 0U, 0U, 0U, 0x80},
    {1U, 0U, 0x40},
  };

  for (size_t i = 0U; i < sizeof(lengths) / sizeof(lengths[0]); ++i) {
    uint8_t bytes[10] = {0U};
    memcpy(bytes, lengths[i], 8U);
    memcpy(bytes + 8U, "{}", 2U);
    refuse(bytes, sizeof(bytes), DIL_BAD_FILE);
  }
}

static void
deeply_nested_header_is_refused(void** state)
{
  (void)state;

  enum { LENGTH = 1 << 20 };
  uint8_t* const bytes = (uint8_t*)calloc(1U, LENGTH + 8U);
  assert_non_null(bytes);
  bytes[2] = LENGTH >> 16;
  memcpy(bytes + 8U, "{\"x\":", 5U);
  memset(bytes + 13U, '[', LENGTH - 5U);
  refuse(bytes, LENGTH + 8U, DIL_BAD_FILE);
  free(bytes);
}

static void
file_that_is_not_there_is_named(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  DilMessage message = {""};
  DilSafetensors* file = NULL;

  assert_int_equal(
    dil_safetensors_load(temp_path(folder, "none"), &file, &message),
    DIL_NOT_FOUND);
  assert_non_null(strstr(message.text, "none: No such file or directory"));
  assert_int_equal(dil_safetensors_load(temp_folder(folder), &file, &message),
                   DIL_NOT_FOUND);
  assert_non_null(strstr(message.text, ": Is a directory"));
}

static size_t json_allocations_left;

static void*
limited_malloc(size_t size)
{
  if (json_allocations_left == 0U) {
    return NULL;
  }

  --json_allocations_left;
  return malloc(size);
}

static void
failed_allocation_of_the_json_library_is_survived(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  const FileBytes whole = small_file(folder);
  const char* const path = temp_path(folder, "copy");
  DilStatus status = DIL_NO_MEMORY;

  json_set_alloc_funcs(limited_malloc, free);
  for (size_t n = 0U; status && n < 1000U; ++n) {
    DilSafetensors* file = NULL;
    json_allocations_left = n;
    status = tensors_parse("name", whole.bytes, whole.n, &file, NULL);
    assert_true(!status == !!file);
    dil_safetensors_free(file);
  }
  assert_int_equal(status, DIL_OK);

  status = DIL_NO_MEMORY;
  for (size_t n = 0U; status && n < 1000U; ++n) {
    static const size_t shape[1] = {0U};
    DilSafetensorsWriter* writer = NULL;
    json_allocations_left = n;
    status = dil_safetensors_writer_new(&writer, NULL);
    status =
      status ? status : dil_safetensors_writer_metadata(writer, "k", "v", NULL);
    status = status ? status
                    : dil_safetensors_writer_f32(
                        writer, "x", DIL_DTYPE_F32, 1U, shape, NULL, NULL);
    status = status ? status : dil_safetensors_writer_save(writer, path, NULL);
    assert_true(!status || status == DIL_NO_MEMORY);
    assert_true(!status == file_exists(path));
    dil_safetensors_writer_free(writer);
  }
  json_set_alloc_funcs(malloc, free);
  assert_int_equal(status, DIL_OK);
  free(whole.bytes);
}

#define TEST(name)                                                             \
  cmocka_unit_test_setup_teardown(name, temp_setup, temp_teardown)

int
main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(every_truncated_file_is_refused),
    TEST(extended_file_is_refused),
    TEST(every_changed_byte_is_refused_or_read_within_bounds),
    TEST(malformed_headers_are_refused),
    TEST(overflowing_shapes_are_refused),
    TEST(holes_and_overlaps_are_refused),
    TEST(element_types_that_are_not_known_are_unsupported),
    TEST(absurd_header_lengths_are_refused),
    TEST(deeply_nested_header_is_refused),
    TEST(file_that_is_not_there_is_named),
    TEST(failed_allocation_of_the_json_library_is_survived),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
