// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "render_case.h"

#include "support/file.h"
#include "support/run.h"
#include "support/temp.h"
#include "support/test.h"
#include "support/tiny_preset.h"

#include <string.h>

/// Give the case a preset that has learned keys 64 to 66 only
static void
learn_three_keys(const RenderCase* const f)
{
  TinyPreset description = tiny_preset_defaults();
  description.lo_key = 64;
  description.hi_key = 66;
  assert_int_equal(tiny_preset_save(&description, f->preset, NULL), DIL_OK);
}

static void
notes_outside_the_learned_keys_are_counted_and_told_of(void** state)
{
  static const char* const ways[][2] = {
    {"--outside=stretch", "sound from the nearest key, moved"},
    {"--outside=fold", "are moved by octaves"},
    {"--outside=drop", "are left out"},
    {"--outside=guess", "are what the network guesses"},
    {"--set=outside=fold", "are moved by octaves"}};

  const RenderCase* const f = (const RenderCase*)*state;
  const char* const usual = temp_path(f->folder, "usual.wav");
  learn_three_keys(f);
  assert_done(RENDER(f, "-o", usual));
  for (size_t i = 0U; i < 5U; ++i) {
    Run* const run = RENDER(f, "-o", f->out, ways[i][0]);
    assert_int_equal(run->status, 0);
    assert_non_null(
      strstr(run->errors.text, "2 of 3 notes lie outside E4 to F#4, and "));
    assert_non_null(strstr(run->errors.text, ways[i][1]));
    assert_true(file_equal(f->out, usual) == (i == 0U));
    run_free(run);
  }
}

static void
notes_within_the_learned_keys_need_no_words(void** state)
{
  const RenderCase* const f = (const RenderCase*)*state;
  Run* const run = RENDER(f, "-o", f->out);
  assert_int_equal(run->status, 0);
  assert_null(strstr(run->errors.text, "outside"));
  run_free(run);
}

#define TEST(name)                                                             \
  cmocka_unit_test_setup_teardown(name, render_setup, render_teardown)

int
main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(notes_outside_the_learned_keys_are_counted_and_told_of),
    TEST(notes_within_the_learned_keys_need_no_words),
  };

  return cmocka_run_group_tests_name("instruments", tests, NULL, NULL);
}
