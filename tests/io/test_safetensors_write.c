// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "safetensors.h"

#include "powerless.h"
#include "safetensors_case.h"

#include "support/file.h"
#include "support/temp.h"
#include "support/test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void
file_has_exactly_the_bytes_of_the_format(void** state)
{
  static const char expected[] =
    "\x78\0\0\0\0\0\0\0"
    "{\"__metadata__\":{\"key\":\"value\"},"
    "\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
    "\"y\":{\"dtype\":\"F16\",";
  const char* const path = temp_path((TempFolder*)*state, "file.safetensors");
  const size_t shape[1] = {1U};
  const float one = 1.0f;
  DilSafetensorsWriter* const writer = tensors_writer();
  assert_int_equal(dil_safetensors_writer_f32(
                     writer, "y", DIL_DTYPE_F16, 1U, shape, &one, NULL),
                   DIL_OK);
  assert_int_equal(dil_safetensors_writer_f32(
                     writer, "x", DIL_DTYPE_F32, 1U, shape, &one, NULL),
                   DIL_OK);
  tensors_describe(writer, "key", "value");
  tensors_save(writer, path);
  dil_safetensors_writer_free(writer);

  const FileBytes bytes = file_read(path);
  const size_t length = bytes.bytes[0];
  assert_int_equal(length % 8U, 0U);
  assert_int_equal(bytes.n, 8U + length + 6U);
  assert_memory_equal(bytes.bytes + 8U, expected + 8U, sizeof(expected) - 9U);
  assert_memory_equal(bytes.bytes + 8U + length, "\0\0\x80\x3F\0\x3C", 6U);
  free(bytes.bytes);
}

static void
same_input_gives_the_same_bytes(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  const char* const paths[2] = {temp_path(folder, "a"), temp_path(folder, "b")};
  for (size_t i = 0U; i < 2U; ++i) {
    DilSafetensorsWriter* const writer = tensors_writer();
    tensors_add(
      writer, i ? "one" : "two", DIL_DTYPE_F32, 1U, 1U, tensor_numbers);
    tensors_add(
      writer, i ? "two" : "one", DIL_DTYPE_F32, 1U, 1U, tensor_numbers);
    tensors_describe(writer, "k", "v");
    tensors_save(writer, paths[i]);
    dil_safetensors_writer_free(writer);
  }

  assert_true(file_equal(paths[0], paths[1]));
}

static void
writer_refuses_tensors_that_it_could_not_read(void** state)
{
  (void)state;

  static const float infinite = INFINITY;
  static const float large = 65520.0f;
  static const size_t shape[9] = {1U, 1U, 1U, 1U, 1U, 1U, 1U, 1U, 1U};
  static const size_t huge[2] = {SIZE_MAX / 2U, 3U};
  static const struct {
    const char* name;
    DilDtype dtype;
    uint32_t n_dims;
    const size_t* shape;
    const float* values;
  } cases[] = {
    {"x", DIL_DTYPE_F32, 1U, shape, tensor_numbers},
    {"i", DIL_DTYPE_F32, 1U, shape, &infinite},
    {"h", DIL_DTYPE_F16, 1U, shape, &large},
    {"t", DIL_DTYPE_I32, 1U, shape, tensor_numbers},
    {"d", DIL_DTYPE_F32, 9U, shape, tensor_numbers},
    {"s", DIL_DTYPE_F32, 2U, huge, tensor_numbers},
    {"\xFF", DIL_DTYPE_F32, 1U, shape, tensor_numbers},
    {"__metadata__", DIL_DTYPE_F32, 1U, shape, tensor_numbers},
  };

  DilSafetensorsWriter* const writer = tensors_writer();
  tensors_add(writer, "x", DIL_DTYPE_F32, 1U, 1U, tensor_numbers);
  for (size_t i = 0U; i < sizeof(cases) / sizeof(cases[0]); ++i) {
    assert_int_equal(dil_safetensors_writer_f32(writer,
                                                cases[i].name,
                                                cases[i].dtype,
                                                cases[i].n_dims,
                                                cases[i].shape,
                                                cases[i].values,
                                                NULL),
                     DIL_BAD_ARGUMENT);
  }
  dil_safetensors_writer_free(writer);
}

static void
writer_refuses_text_that_is_not_utf8_or_twice(void** state)
{
  (void)state;

  static const char* const bad_texts[] = {"\x80",
                                          "\xC0\x80",
                                          "\xED\xA0\x80",
                                          "\xF4\x90\x80\x80",
                                          "\xC3",
                                          "\xE2\x82",
                                          "\xE0\x80\x80",
                                          "\xF0\x80\x80\x80",
                                          "\xFF"};

  DilSafetensorsWriter* const writer = tensors_writer();
  tensors_describe(writer, "k", "v");
  for (size_t i = 0U; i < sizeof(bad_texts) / sizeof(bad_texts[0]); ++i) {
    assert_int_equal(
      dil_safetensors_writer_metadata(writer, bad_texts[i], "v", NULL),
      DIL_BAD_ARGUMENT);
    assert_int_equal(
      dil_safetensors_writer_metadata(writer, "l", bad_texts[i], NULL),
      DIL_BAD_ARGUMENT);
  }

  assert_int_equal(dil_safetensors_writer_metadata(writer, "k", "w", NULL),
                   DIL_BAD_ARGUMENT);
  tensors_describe(
    writer, "all lengths", "a\xC2\x80\xE2\x82\xAC\xF0\x9F\x8E\xB7");
  dil_safetensors_writer_free(writer);
}

static void
text_that_the_writer_takes_can_be_read(void** state)
{
  const char* const path = temp_path((TempFolder*)*state, "file");
  for (unsigned lead = 1U; lead < 256U; ++lead) {
    for (unsigned next = 0x70U; next < 0xD0U; next += 0x10U) {
      const char text[] = {(char)lead, (char)next, '\x80', '\x80', 0};
      DilSafetensorsWriter* const writer = tensors_writer();
      if (!dil_safetensors_writer_metadata(writer, text, text, NULL)) {
        tensors_save(writer, path);
        DilSafetensors* const file = tensors_load(path);
        assert_string_equal(dil_safetensors_metadata(file, text), text);
        dil_safetensors_free(file);
      }
      dil_safetensors_writer_free(writer);
    }
  }
}

static void
failed_save_leaves_the_old_file(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  DilMessage message = {""};
  DilSafetensorsWriter* const writer = tensors_writer();
  tensors_add(writer, "x", DIL_DTYPE_F32, 2U, 3U, tensor_numbers);

  const uid_t user = powerless_begin();
  const DilStatus status =
    dil_safetensors_writer_save(writer, "/dev/full", &message);
  powerless_end(user);
  assert_int_equal(status, DIL_IO_ERROR);
  assert_string_equal(message.text, "/dev/full: No space left on device");
  assert_int_equal(
    dil_safetensors_writer_save(writer, temp_path(folder, "no/file"), &message),
    DIL_NOT_FOUND);
  assert_int_equal(temp_count(folder), 0U);
  dil_safetensors_writer_free(writer);
}

#define TEST(name)                                                             \
  cmocka_unit_test_setup_teardown(name, temp_setup, temp_teardown)

int
main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(file_has_exactly_the_bytes_of_the_format),
    TEST(same_input_gives_the_same_bytes),
    TEST(writer_refuses_tensors_that_it_could_not_read),
    TEST(writer_refuses_text_that_is_not_utf8_or_twice),
    TEST(text_that_the_writer_takes_can_be_read),
    TEST(failed_save_leaves_the_old_file),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
