// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

// "dilaton presets", with a home of its own

#include "support/file.h"
#include "support/run.h"
#include "support/temp.h"
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char shipped[] = DIL_SOURCE_DIR "/presets";
static const char clarinet[] = DIL_SOURCE_DIR "/presets/clarinet.safetensors";
static const char cello[] = DIL_SOURCE_DIR "/presets/cello.safetensors";

static int
home_setup(void** state)
{
  const int status = temp_setup(state);
  return status
           ? status
           : setenv("XDG_DATA_HOME", temp_path((TempFolder*)*state, "home"), 1);
}

/// Fail unless it ends with this status and says this, anywhere
static void
expect(Run* const run, const int status, const char* const words)
{
  if (run->status != status ||
      (!strstr(run->output.text, words) && !strstr(run->errors.text, words))) {
    fail_msg(
      "status %d, %s%s", run->status, run->output.text, run->errors.text);
  }
  run_free(run);
}

static void
presets_are_installed_found_and_removed(void** state)
{
  char own[512];
  snprintf(own,
           sizeof(own),
           "%s",
           temp_path((TempFolder*)*state,
                     "home/dilaton/presets/clarinet"
                     ".safetensors"));
  expect(RUN_DILATON("presets", "install", shipped), 0, own);
  assert_int_equal(access(own, R_OK), 0);
  expect(RUN_DILATON("presets"), 0, own);

  // What is there already stays, and is not there twice
  expect(RUN_DILATON("presets", "install", shipped), 0, own);
  expect(RUN_DILATON("presets", "remove", "clarinet"), 0, own);
  assert_int_not_equal(access(own, F_OK), 0);
  expect(RUN_DILATON("presets", "remove", "clarinet"), 1, "clarinet: ");
}

static void
what_is_no_preset_is_refused_and_the_rest_is_installed(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  char mixed[512];
  char bad[512];
  snprintf(mixed, sizeof(mixed), "%s", temp_path(folder, "mixed"));
  assert_int_equal(mkdir(mixed, 0777), 0);
  expect(RUN_DILATON("presets", "install", mixed), 1, "mixed: no presets");

  snprintf(bad, sizeof(bad), "%s", temp_path(folder, "mixed/bad.safetensors"));
  file_write_text(bad, "Dear Sir,\n");
  const FileBytes good =
    file_read(DIL_SOURCE_DIR "/presets/altosax.safetensors");
  file_write(temp_path(folder, "mixed/a.safetensors"), good.bytes, good.n);
  free(good.bytes);
  expect(RUN_DILATON("presets", "install", mixed), 1, "bad.safetensors: ");
  assert_int_equal(
    access(temp_path(folder, "home/dilaton/presets/a.safetensors"), R_OK), 0);
  assert_int_not_equal(
    access(temp_path(folder, "home/dilaton/presets/bad.safetensors"), F_OK), 0);
}

static void
a_preset_is_shown_with_its_makers_and_its_keys(void** state)
{
  static const char* const words[] = {
    "Licence      CC BY 3.0",
    "Program      71 (Clarinet)",
    "D3 to F6  A0 --------------=====================--------- C8",
    "Nicholaus Brosowsky",
    "bits a sample"};

  (void)state;
  for (size_t i = 0U; i < sizeof(words) / sizeof(words[0]); ++i) {
    expect(RUN_DILATON("presets", "show", clarinet), 0, words[i]);
  }
  expect(RUN_DILATON("presets", "show", "none"), 1, "none");

  // The family that it says, and without one that of its program
  expect(RUN_DILATON("presets", "show", clarinet), 0, "Family       Reed");
  expect(RUN_DILATON("presets", "show", cello), 0, "Family       Strings");
}

static void
verbs_without_names_are_misuse(void** state)
{
  (void)state;
  expect(RUN_DILATON("presets", "install"), 2, "needs a FILE or FOLDER");
  expect(RUN_DILATON("presets", "remove"), 2, "needs a NAME");
  expect(RUN_DILATON("presets", "sell", "x"), 2, "sell: is not install");
  expect(RUN_DILATON("presets", "show", "x", "--json"), 2, "no JSON");
}

#define TEST(name)                                                             \
  cmocka_unit_test_setup_teardown(name, home_setup, temp_teardown)

int
main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(presets_are_installed_found_and_removed),
    TEST(what_is_no_preset_is_refused_and_the_rest_is_installed),
    TEST(a_preset_is_shown_with_its_makers_and_its_keys),
    TEST(verbs_without_names_are_misuse),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
