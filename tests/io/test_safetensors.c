// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "safetensors_file.h"

#include "safetensors_case.h"

#include "support/fault.h"
#include "support/file.h"
#include "support/temp.h"
#include "support/test.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEST(name)                                                             \
  cmocka_unit_test_setup_teardown(name, temp_setup, temp_teardown)

// A file put together by hand; `header` is padded to a multiple of 8
static DilSafetensors*
parse(const char* const header, const void* const data, const size_t n_data)
{
  uint8_t bytes[1024] = {0U};
  const size_t length = (strlen(header) + 7U) / 8U * 8U;
  assert_true(8U + length + n_data <= sizeof(bytes));

  bytes[0] = (uint8_t)length;
  bytes[1] = (uint8_t)(length >> 8U);
  memset(bytes + 8U, ' ', length);
  memcpy(bytes + 8U, header, strlen(header));
  memcpy(bytes + 8U + length, data, n_data);

  DilMessage message = {""};
  DilSafetensors* file = NULL;
  if (tensors_parse("hand", bytes, 8U + length + n_data, &file, &message)) {
    fail_msg("%s", message.text);
  }

  return file;
}

static void
what_is_written_is_read_back(void** state)
{
  const char* const path = temp_path((TempFolder*)*state, "file.safetensors");
  const size_t scalar_shape[1] = {0U};
  DilSafetensorsWriter* const writer = tensors_writer();
  tensors_add(writer, "b", DIL_DTYPE_F32, 2U, 3U, tensor_numbers);
  tensors_add(writer, "a", DIL_DTYPE_F32, 3U, 1U, tensor_numbers);
  tensors_add(writer, "empty", DIL_DTYPE_F32, 0U, 5U, tensor_numbers);
  tensors_describe(writer, "zither", "\"quoted\" \\ \xC3\xA4\n");
  tensors_describe(writer, "alto", "");
  assert_int_equal(dil_safetensors_writer_f32(writer,
                                              "scalar",
                                              DIL_DTYPE_F32,
                                              0U,
                                              scalar_shape,
                                              &tensor_numbers[1],
                                              NULL),
                   DIL_OK);
  tensors_save(writer, path);
  dil_safetensors_writer_free(writer);

  float values[6];
  const size_t shape[2] = {2U, 3U};
  DilSafetensors* const file = tensors_load(path);
  assert_int_equal(dil_safetensors_n_tensors(file), 4U);
  assert_int_equal(dil_safetensors_f32(file, "b", 2U, shape, values, NULL),
                   DIL_OK);
  assert_memory_equal(values, tensor_numbers, sizeof(tensor_numbers));
  assert_int_equal(dil_safetensors_f32(file, "scalar", 0U, NULL, values, NULL),
                   DIL_OK);
  assert_true(values[0] == -1.5f);
  assert_int_equal(dil_safetensors_find(file, "empty")->n_bytes, 0U);
  assert_int_equal(dil_safetensors_find(file, "a")->n_bytes, 12U);

  assert_int_equal(dil_safetensors_n_metadata(file), 2U);
  assert_string_equal(dil_safetensors_metadata_key(file, 0U), "zither");
  assert_string_equal(dil_safetensors_metadata_key(file, 1U), "alto");
  assert_null(dil_safetensors_metadata_key(file, 2U));
  assert_string_equal(dil_safetensors_metadata(file, "zither"),
                      "\"quoted\" \\ \xC3\xA4\n");
  assert_string_equal(dil_safetensors_metadata(file, "alto"), "");
  dil_safetensors_free(file);
}

static void
tensors_are_found_by_name_and_by_place(void** state)
{
  const char* const path = temp_path((TempFolder*)*state, "file.safetensors");
  DilSafetensorsWriter* const writer = tensors_writer();
  tensors_add(writer, "wide.2", DIL_DTYPE_F32, 1U, 2U, tensor_numbers);
  tensors_add(writer, "narrow", DIL_DTYPE_F16, 1U, 2U, tensor_numbers);
  tensors_add(writer, "wide.1", DIL_DTYPE_F32, 1U, 2U, tensor_numbers);
  tensors_save(writer, path);
  dil_safetensors_writer_free(writer);

  static const char* const order[] = {"wide.1", "wide.2", "narrow"};
  DilSafetensors* const file = tensors_load(path);
  for (size_t i = 0U; i < 3U; ++i) {
    const DilTensor* const tensor = &file->tensors[i];
    assert_string_equal(tensor->name, order[i]);
    assert_ptr_equal(dil_safetensors_find(file, order[i]), tensor);
  }

  assert_int_equal(dil_safetensors_n_tensors(file), 3U);
  assert_null(dil_safetensors_find(file, "wide"));
  assert_null(dil_safetensors_find(file, "__metadata__"));
  assert_null(dil_safetensors_metadata(file, "any"));
  assert_int_equal(dil_safetensors_n_metadata(file), 0U);
  dil_safetensors_free(file);
}

static void
halves_and_bfloats_are_read_as_floats(void** state)
{
  (void)state;

  static const uint8_t data[8] = {
    0x00, 0x3C, 0xFF, 0x7B, 0x80, 0x3F, 0x49, 0xC0};
  DilSafetensors* const file =
    parse("{\"h\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[0,4]},"
          "\"b\":{\"data_offsets\":[4,8],\"shape\":[2],\"dtype\":\"BF16\"}}",
          data,
          sizeof(data));

  float values[2];
  const size_t shape[1] = {2U};
  assert_int_equal(dil_safetensors_f32(file, "h", 1U, shape, values, NULL),
                   DIL_OK);
  assert_true(values[0] == 1.0f && values[1] == 65504.0f);
  assert_int_equal(dil_safetensors_f32(file, "b", 1U, shape, values, NULL),
                   DIL_OK);
  assert_true(values[0] == 1.0f && values[1] == -3.140625f);
  dil_safetensors_free(file);
}

static void
every_element_type_has_its_size(void** state)
{
  (void)state;

  static const struct {
    const char* name;
    size_t size;
  } types[] = {{"F32", 4U},
               {"F16", 2U},
               {"BF16", 2U},
               {"F64", 8U},
               {"I8", 1U},
               {"U8", 1U},
               {"I32", 4U},
               {"I64", 8U}};
  static const uint8_t data[24] = {0U};

  for (unsigned i = 0U; i < sizeof(types) / sizeof(types[0]); ++i) {
    char header[200];
    snprintf(
      header,
      sizeof(header),
      "{\"x\":{\"dtype\":\"%s\",\"shape\":[3],\"data_offsets\":[0,%zu]}}",
      types[i].name,
      3U * types[i].size);
    DilSafetensors* const file = parse(header, data, 3U * types[i].size);
    assert_int_equal(file->tensors[0].dtype, i);
    assert_int_equal(file->tensors[0].n_elements, 3U);
    dil_safetensors_free(file);
  }
}

static void
tensor_that_is_not_what_was_expected_is_refused(void** state)
{
  (void)state;

  static const uint8_t data[16] = {0, 0, 0xC0, 0x7F, 1};
  static const size_t shapes[3] = {2U, 3U, 1U};
  DilSafetensors* const file =
    parse("{\"n\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]},"
          "\"i\":{\"dtype\":\"I32\",\"shape\":[2],\"data_offsets\":[8,16]}}",
          data,
          sizeof(data));

  float values[8];
  DilMessage message = {""};
  assert_int_equal(dil_safetensors_f32(file, "x", 1U, shapes, values, &message),
                   DIL_BAD_FILE);
  assert_string_equal(message.text, "hand: no tensor x");
  assert_int_equal(dil_safetensors_f32(file, "i", 1U, shapes, values, &message),
                   DIL_BAD_FILE);
  assert_string_equal(message.text,
                      "hand: tensor i is of type I32, not F32, F16 or BF16");
  assert_int_equal(dil_safetensors_f32(file, "n", 2U, shapes, values, &message),
                   DIL_BAD_FILE);
  assert_string_equal(message.text,
                      "hand: tensor n has shape [1, 2], not [2, 3]");

  const size_t shape[2] = {1U, 2U};
  assert_int_equal(dil_safetensors_f32(file, "n", 2U, shape, values, &message),
                   DIL_BAD_FILE);
  assert_string_equal(message.text,
                      "hand: tensor n is not finite at element 0");
  dil_safetensors_free(file);
}

static void
hash_is_the_sha256_of_the_tensors_in_order_of_name(void** state)
{
  (void)state;

  // Of "abc", from FIPS 180-2, appendix B.1
  static const char* const expected =
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  DilSafetensors* const forward =
    parse("{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},"
          "\"b\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[1,3]}}",
          "abc",
          3U);
  DilSafetensors* const backward =
    parse("{\"b\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]},"
          "\"__metadata__\":{\"k\":\"v\"},"
          "\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[2,3]}}",
          "bca",
          3U);

  assert_string_equal(dil_safetensors_hash(forward), expected);
  assert_string_equal(dil_safetensors_hash(backward), expected);
  dil_safetensors_free(forward);
  dil_safetensors_free(backward);
}

static DilStatus
write_file(void* const context)
{
  const size_t shape[2] = {2U, 3U};
  DilSafetensorsWriter* writer = NULL;
  DilStatus status = dil_safetensors_writer_new(&writer, NULL);
  status = status
             ? status
             : dil_safetensors_writer_f32(
                 writer, "x", DIL_DTYPE_F16, 1U, shape, tensor_numbers, NULL);
  status =
    status ? status : dil_safetensors_writer_metadata(writer, "k", "v", NULL);
  status = status
             ? status
             : dil_safetensors_writer_save(writer, (const char*)context, NULL);
  dil_safetensors_writer_free(writer);
  return status;
}

static DilStatus
read_file(void* const context)
{
  DilSafetensors* file = NULL;
  const DilStatus status =
    dil_safetensors_load((const char*)context, &file, NULL);
  dil_safetensors_free(file);
  return status;
}

static void
failed_allocation_of_ours_is_reported(void** state)
{
  char path[512];
  snprintf(path, sizeof(path), "%s/f", temp_folder((TempFolder*)*state));
  assert_true(fault_for_each(write_file, path, DIL_NO_MEMORY) >= 5U);
  assert_true(fault_for_each(read_file, path, DIL_NO_MEMORY) >= 5U);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(what_is_written_is_read_back),
    TEST(tensors_are_found_by_name_and_by_place),
    TEST(halves_and_bfloats_are_read_as_floats),
    TEST(every_element_type_has_its_size),
    TEST(tensor_that_is_not_what_was_expected_is_refused),
    TEST(hash_is_the_sha256_of_the_tensors_in_order_of_name),
    TEST(failed_allocation_of_ours_is_reported),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
