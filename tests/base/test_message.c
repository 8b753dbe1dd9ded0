// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "message.h"

#include "support/test.h"

#include <errno.h>
#include <string.h>

static void
failure_returns_its_status_and_writes_its_reason(void** state)
{
  (void)state;

  DilMessage message = {""};
  const DilStatus status =
    dil_fail(&message, DIL_BAD_FILE, "%s: %d bytes", "tune.mid", 3);

  assert_int_equal(status, DIL_BAD_FILE);
  assert_string_equal(message.text, "tune.mid: 3 bytes");
}

static void
failure_needs_no_message(void** state)
{
  (void)state;

  assert_int_equal(dil_fail(NULL, DIL_BAD_FILE, "no"), DIL_BAD_FILE);
  assert_int_equal(dil_fail_memory(NULL), DIL_NO_MEMORY);
  assert_int_equal(dil_fail_errno(NULL, "a", EIO), DIL_IO_ERROR);
}

static void
reason_too_long_is_cut(void** state)
{
  (void)state;

  char name[1000];
  memset(name, 'x', sizeof(name) - 1U);
  name[sizeof(name) - 1U] = '\0';

  DilMessage message = {""};
  (void)dil_fail(&message, DIL_BAD_FILE, "%s", name);
  assert_int_equal(strlen(message.text), sizeof(message.text) - 1U);
}

static void
errno_gives_its_class_and_names_the_path(void** state)
{
  (void)state;

  static const struct {
    int error;
    DilStatus status;
  } cases[] = {
    {ENOENT, DIL_NOT_FOUND},
    {EACCES, DIL_NOT_FOUND},
    {EISDIR, DIL_NOT_FOUND},
    {ENOTDIR, DIL_NOT_FOUND},
    {ENOMEM, DIL_NO_MEMORY},
    {ENOSPC, DIL_IO_ERROR},
    {EIO, DIL_IO_ERROR},
  };

  for (size_t i = 0U; i < sizeof(cases) / sizeof(cases[0]); ++i) {
    DilMessage message = {""};
    assert_int_equal(dil_fail_errno(&message, "a/b.wav", cases[i].error),
                     cases[i].status);
    assert_int_equal(strncmp(message.text, "a/b.wav: ", 9U), 0);
    assert_true(strlen(message.text) > 9U);
  }
}

static void
a_long_path_leaves_room_for_the_reason(void** state)
{
  (void)state;

  char path[1000];
  memset(path, 'x', sizeof(path) - 1U);
  memcpy(path + sizeof(path) - 7U, "/b.wav", 7U);

  DilMessage plain = {""};
  DilMessage message = {""};
  (void)dil_fail_errno(&plain, "/b.wav", ENOSPC);
  (void)dil_fail_errno(&message, path, ENOSPC);
  assert_int_equal(strncmp(message.text, "...xxx", 6U), 0);
  assert_string_equal(strstr(message.text, "/b.wav"), plain.text);
}

static void
lack_of_memory_is_said(void** state)
{
  (void)state;

  DilMessage message = {""};
  assert_int_equal(dil_fail_memory(&message), DIL_NO_MEMORY);
  assert_string_equal(message.text, dil_status_text(DIL_NO_MEMORY));
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(failure_returns_its_status_and_writes_its_reason),
    cmocka_unit_test(failure_needs_no_message),
    cmocka_unit_test(reason_too_long_is_cut),
    cmocka_unit_test(errno_gives_its_class_and_names_the_path),
    cmocka_unit_test(a_long_path_leaves_room_for_the_reason),
    cmocka_unit_test(lack_of_memory_is_said),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
