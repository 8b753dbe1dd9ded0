// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "abc.h"

#include "support/fault.h"
#include "support/file.h"
#include "support/temp.h"
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/// A conversion, with a folder for a program that stands for abc2midi
typedef struct {
  TempFolder* folder;
  DilWarnings warnings;
  DilMessage message;
  uint8_t* midi;
  size_t n_midi;
} Case;

static const char tune[] = "X:1\nT:Scale\nM:4/4\nL:1/4\nK:C\nCDEF|GABc|\n";

static DilStatus
convert(Case* const abc)
{
  return dil_abc_to_midi("tune.abc",
                         (const uint8_t*)tune,
                         strlen(tune),
                         &abc->warnings,
                         &abc->midi,
                         &abc->n_midi,
                         &abc->message);
}

// Stands for abc2midi SOURCE -o RESULT OPTION
static void
install_program(const Case* const abc, const char* const script)
{
  char text[512];
  snprintf(text, sizeof(text), "#!/bin/sh\n%s\n", script);
  const char* const path = temp_path(abc->folder, "abc2midi");
  file_write_text(path, text);
  assert_int_equal(chmod(path, 0700), 0);
}

static int
setup(void** state)
{
  Case* const abc = (Case*)calloc(1U, sizeof(Case));
  assert_non_null(abc);
  abc->folder = temp_new();

  char path[1024];
  snprintf(path, sizeof(path), "%s:/usr/bin:/bin", temp_folder(abc->folder));
  const char* const work = temp_path(abc->folder, "work");
  assert_int_equal(mkdir(work, 0700), 0);
  assert_int_equal(setenv("PATH", path, 1), 0);
  assert_int_equal(setenv("TMPDIR", work, 1), 0);
  assert_int_equal(setenv("SEEN", temp_path(abc->folder, "seen"), 1), 0);
  *state = abc;
  return 0;
}

static int
teardown(void** state)
{
  Case* const abc = (Case*)*state;

  // Whatever happened, nothing is left in the folder for temporary files
  unsetenv("TMPDIR");
  const int is_left = rmdir(temp_path(abc->folder, "work"));
  free(abc->midi);
  temp_free(abc->folder);
  free(abc);
  return is_left;
}

static void
tune_becomes_what_the_program_makes_of_it(void** state)
{
  Case* const abc = (Case*)*state;
  install_program(abc, "cp \"$1\" \"$SEEN\"; printf \"MThd$2$4\" >\"$3\"");
  assert_int_equal(convert(abc), DIL_OK);
  assert_int_equal(abc->n_midi, 11);
  assert_memory_equal(abc->midi, "MThd-o-NGUI", 11U);
  assert_int_equal(dil_warnings_count(&abc->warnings), 0);

  const FileBytes seen = file_read(temp_path(abc->folder, "seen"));
  assert_int_equal(seen.n, strlen(tune));
  assert_memory_equal(seen.bytes, tune, seen.n);
  free(seen.bytes);
}

static void
complaint_of_the_program_is_a_warning(void** state)
{
  Case* const abc = (Case*)*state;
  install_program(abc,
                  "echo hello; echo 'Error in line 3: no\tgood' >&2; echo bye\n"
                  "cp \"$1\" \"$3\"");
  assert_int_equal(convert(abc), DIL_OK);
  assert_int_equal(dil_warnings_count(&abc->warnings), 1);
  assert_string_equal(abc->warnings.texts[0].text,
                      "tune.abc: abc2midi: Error in line 3: no good");
}

static void
tune_that_the_program_cannot_read_is_refused(void** state)
{
  Case* const abc = (Case*)*state;
  install_program(abc, "echo Error: no tune");
  assert_int_equal(convert(abc), DIL_BAD_FILE);
  assert_string_equal(abc->message.text,
                      "tune.abc: abc2midi makes nothing of it: Error: no tune");

  install_program(abc, "kill -SEGV $$");
  assert_int_equal(convert(abc), DIL_BAD_FILE);
  assert_non_null(strstr(abc->message.text, "no error reported"));
}

static void
program_may_talk_without_end(void** state)
{
  Case* const abc = (Case*)*state;
  install_program(abc, "head -c 1000000 /dev/zero; cp \"$1\" \"$3\"");
  assert_int_equal(convert(abc), DIL_OK);
  assert_int_equal(abc->n_midi, strlen(tune));
}

static void
missing_program_is_named(void** state)
{
  Case* const abc = (Case*)*state;
  assert_int_equal(setenv("PATH", temp_folder(abc->folder), 1), 0);
  assert_int_equal(convert(abc), DIL_UNSUPPORTED);
  assert_string_equal(
    abc->message.text,
    "tune.abc: ABC needs the program abc2midi, which is not installed");
}

static void
folder_that_cannot_be_written_is_named(void** state)
{
  Case* const abc = (Case*)*state;
  const char* const missing = temp_path(abc->folder, "missing");
  assert_int_equal(setenv("TMPDIR", missing, 1), 0);
  assert_int_equal(convert(abc), DIL_NOT_FOUND);
  assert_memory_equal(abc->message.text, missing, strlen(missing));

  char path[1024];
  memset(path, 'x', sizeof(path) - 1U);
  path[sizeof(path) - 1U] = '\0';
  assert_int_equal(setenv("TMPDIR", path, 1), 0);
  assert_int_equal(convert(abc), DIL_IO_ERROR);
}

static void
abc_is_recognised_by_name_or_content(void** state)
{
  (void)state;

  static const char* const texts[] = {
    "X:1\n",
    "X: 1",
    "%abc-2.1\n\nX:1\n",
    "% hello\r\nT:x\r\nX:1",
    "\xEF\xBB\xBFX:1\n",
    "% \xE9t\xE9\nX:1\n",
    "",
    "X",
    " X:1\n",
    "T:X:1\n",
  };
  for (size_t i = 0U; i < sizeof(texts) / sizeof(*texts); ++i) {
    const uint8_t* const bytes = (const uint8_t*)texts[i];
    const size_t n = strlen(texts[i]);
    assert_int_equal(dil_abc_recognises("tune", bytes, n), i < 6U);
    assert_true(dil_abc_recognises("tune.ABC", bytes, n));
  }

  static const uint8_t wide[] = {0xFF, 0xFE, 'X', 0, ':', 0, '1', 0};
  assert_true(dil_abc_recognises("tune", wide, sizeof(wide)));

  // No text has a 0 in it
  static const uint8_t binary[] = {'R', 0, '\n', 'X', ':', '1'};
  assert_false(dil_abc_recognises("abc", binary, sizeof(binary)));
}

static DilStatus
convert_and_free(void* const context)
{
  Case* const abc = (Case*)context;
  const DilStatus status = convert(abc);
  if (!status) {
    free(abc->midi);
    abc->midi = NULL;
  }

  return status;
}

static void
every_failing_allocation_is_reported(void** state)
{
  Case* const abc = (Case*)*state;
  install_program(abc, "cp \"$1\" \"$3\"");
  assert_int_equal(fault_for_each(convert_and_free, abc, DIL_NO_MEMORY), 2U);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(
      tune_becomes_what_the_program_makes_of_it, setup, teardown),
    cmocka_unit_test_setup_teardown(
      complaint_of_the_program_is_a_warning, setup, teardown),
    cmocka_unit_test_setup_teardown(
      tune_that_the_program_cannot_read_is_refused, setup, teardown),
    cmocka_unit_test_setup_teardown(
      program_may_talk_without_end, setup, teardown),
    cmocka_unit_test_setup_teardown(missing_program_is_named, setup, teardown),
    cmocka_unit_test_setup_teardown(
      folder_that_cannot_be_written_is_named, setup, teardown),
    cmocka_unit_test(abc_is_recognised_by_name_or_content),
    cmocka_unit_test_setup_teardown(
      every_failing_allocation_is_reported, setup, teardown),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
