// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "slurp.h"

#include "support/fault.h"
#include "support/file.h"
#include "support/temp.h"
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
file_of_any_size_is_read_whole(void** state)
{
  static const size_t sizes[] = {0U, 1U, 65535U, 65536U, 65537U, 131073U};
  static const size_t limit = 131073U;

  TempFolder* const folder = (TempFolder*)*state;
  const char* const path = temp_path(folder, "file");
  uint8_t* const bytes = (uint8_t*)malloc(limit);
  assert_non_null(bytes);
  for (size_t i = 0U; i < limit; ++i) {
    bytes[i] = (uint8_t)(i * i >> 3U);
  }

  for (size_t i = 0U; i < sizeof(sizes) / sizeof(*sizes); ++i) {
    uint8_t* read = NULL;
    size_t n_read = 0U;
    file_write(path, bytes, sizes[i]);
    assert_int_equal(dil_slurp(path, limit, &read, &n_read, NULL), DIL_OK);
    assert_non_null(read);
    assert_int_equal(n_read, sizes[i]);
    assert_int_equal(memcmp(read, bytes, n_read), 0);
    free(read);
  }
  free(bytes);
}

static void
file_beyond_the_limit_is_refused(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  const char* const path = temp_path(folder, "file");
  file_write_text(path, "12345");

  uint8_t* bytes = NULL;
  size_t n_bytes = 0U;
  DilMessage message = {""};
  assert_int_equal(dil_slurp(path, 4U, &bytes, &n_bytes, &message),
                   DIL_UNSUPPORTED);
  assert_null(bytes);
  assert_non_null(strstr(message.text, "file: larger than 4 bytes"));

  assert_int_equal(dil_slurp(path, 5U, &bytes, &n_bytes, &message), DIL_OK);
  assert_int_equal(n_bytes, 5U);
  free(bytes);

  // It has no end, and no size either
  assert_int_equal(dil_slurp("/dev/zero", 1000000U, &bytes, &n_bytes, &message),
                   DIL_UNSUPPORTED);
}

static void
standard_input_is_called_by_a_dash(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  const char* const path = temp_path(folder, "file");
  file_write_text(path, "12345");
  assert_non_null(freopen(path, "rb", stdin));

  uint8_t* bytes = NULL;
  size_t n_bytes = 0U;
  assert_int_equal(dil_slurp("-", 100U, &bytes, &n_bytes, NULL), DIL_OK);
  assert_int_equal(n_bytes, 5U);
  assert_memory_equal(bytes, "12345", 5U);
  free(bytes);

  // There is no more of it
  assert_int_equal(dil_slurp("-", 100U, &bytes, &n_bytes, NULL), DIL_OK);
  assert_int_equal(n_bytes, 0U);
  free(bytes);
}

static void
file_that_cannot_be_read_is_refused_by_name(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  uint8_t* bytes = NULL;
  size_t n_bytes = 0U;
  DilMessage message = {""};
  assert_int_equal(
    dil_slurp(temp_folder(folder), 9U, &bytes, &n_bytes, &message),
    DIL_NOT_FOUND);
  assert_non_null(strstr(message.text, ": Is a directory"));
  assert_int_equal(
    dil_slurp(temp_path(folder, "none"), 9U, &bytes, &n_bytes, &message),
    DIL_NOT_FOUND);
  assert_non_null(strstr(message.text, "none: No such file"));
}

static DilStatus
slurp_and_free(void* const context)
{
  uint8_t* bytes = NULL;
  size_t n_bytes = 0U;
  const DilStatus status =
    dil_slurp((const char*)context, 1000000U, &bytes, &n_bytes, NULL);
  if (!status) {
    free(bytes);
  }

  return status;
}

static void
every_failing_allocation_is_reported(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  char path[512];
  snprintf(path, sizeof(path), "%s", temp_path(folder, "file"));
  uint8_t* const bytes = (uint8_t*)calloc(1U, 200000U);
  assert_non_null(bytes);
  file_write(path, bytes, 200000U);
  free(bytes);
  assert_int_equal(fault_for_each(slurp_and_free, path, DIL_NO_MEMORY), 3U);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(
      file_of_any_size_is_read_whole, temp_setup, temp_teardown),
    cmocka_unit_test_setup_teardown(
      file_beyond_the_limit_is_refused, temp_setup, temp_teardown),
    cmocka_unit_test_setup_teardown(
      standard_input_is_called_by_a_dash, temp_setup, temp_teardown),
    cmocka_unit_test_setup_teardown(
      file_that_cannot_be_read_is_refused_by_name, temp_setup, temp_teardown),
    cmocka_unit_test_setup_teardown(
      every_failing_allocation_is_reported, temp_setup, temp_teardown),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
