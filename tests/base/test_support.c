// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "support/fault.h"
#include "support/file.h"
#include "support/run.h"
#include "support/temp.h"
#include "support/test.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

/// Two blocks, one of which grows and one of which is a copy
static DilStatus
make_and_free_blocks(void* const context)
{
  (void)context;

  // Volatile, or the compiler leaves out what nobody reads
  DilStatus status = DIL_NO_MEMORY;
  char* volatile text = strdup("text");
  char* volatile block = (char*)malloc(10U);
  if (text && block) {
    char* volatile grown = (char*)realloc(block, 1000U);
    block = grown ? grown : block;
    status = grown ? DIL_OK : DIL_NO_MEMORY;
  }

  free(block);
  free(text);
  return status;
}

static void
every_allocation_is_made_to_fail(void** state)
{
  (void)state;

  assert_int_equal(fault_for_each(make_and_free_blocks, NULL, DIL_NO_MEMORY),
                   3U);
}

static void
blocks_not_released_are_counted(void** state)
{
  (void)state;

  fault_arm(0U);
  void* volatile first = calloc(2U, 5U);
  void* volatile second = aligned_alloc(64U, 64U);
  assert_int_equal(fault_live(), 2U);
  free(first);
  assert_int_equal(fault_live(), 1U);
  free(second);
  assert_int_equal(fault_live(), 0U);
  assert_int_equal(fault_disarm(), 2U);
}

static void
files_are_read_back_as_written(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;

  uint8_t bytes[200000];
  for (size_t i = 0U; i < sizeof(bytes); ++i) {
    bytes[i] = (uint8_t)(i * 7U);
  }

  const char* const path = temp_path(folder, "bytes");
  file_write(path, bytes, sizeof(bytes));
  const FileBytes read = file_read(path);
  assert_int_equal(read.n, sizeof(bytes));
  assert_memory_equal(read.bytes, bytes, sizeof(bytes));
  assert_true(file_equal(path, path));
  assert_int_equal(temp_count(folder), 1U);
  free(read.bytes);
}

static void
temporary_folder_is_removed_with_its_content(void** state)
{
  (void)state;

  TempFolder* const folder = temp_new();
  char* const path = strdup(temp_folder(folder));
  file_write_text(temp_path(folder, "a"), "a");
  const char* const arguments[] = {
    "mkdir", "-m", "0", temp_path(folder, "b"), NULL};
  Run* const run = run_program(arguments);
  assert_int_equal(run->status, 0);
  run_free(run);

  temp_free(folder);
  assert_false(file_exists(path));
  free(path);
}

static void
program_gives_its_outputs_and_status(void** state)
{
  (void)state;

  const char* const arguments[] = {
    "sh", "-c", "echo out; echo err >&2; exit 3", NULL};
  Run* const run = run_program(arguments);
  assert_string_equal(run->output.text, "out\n");
  assert_int_equal(run->status, 3);
  assert_refused(run, 3, "err");
}

static void
program_reads_more_than_a_pipe_holds(void** state)
{
  (void)state;

  static const size_t n = 1000000U;
  char* const text = (char*)malloc(n);
  memset(text, 'x', n);

  const char* const arguments[] = {"cat", NULL};
  Run* const run = run_start(arguments);
  run_send(run, text, n);
  assert_int_equal(run_wait(run, 100U), 0);
  assert_int_equal(run->output.size, n);
  assert_memory_equal(run->output.text, text, n);
  run_free(run);
  free(text);
}

static void
program_ended_by_a_signal_says_so(void** state)
{
  (void)state;

  const char* const arguments[] = {"sh", "-c", "echo up; read line", NULL};
  Run* const run = run_start(arguments);
  assert_true(run_expect(run, "up", 100U));
  run_signal(run, SIGTERM);
  assert_int_equal(run_wait(run, 100U), 128 + SIGTERM);
  assert_false(run_expect(run, "down", 100U));
  run_free(run);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_allocation_is_made_to_fail),
    cmocka_unit_test(blocks_not_released_are_counted),
    cmocka_unit_test_setup_teardown(
      files_are_read_back_as_written, temp_setup, temp_teardown),
    cmocka_unit_test(temporary_folder_is_removed_with_its_content),
    cmocka_unit_test(program_gives_its_outputs_and_status),
    cmocka_unit_test(program_reads_more_than_a_pipe_holds),
    cmocka_unit_test(program_ended_by_a_signal_says_so),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
