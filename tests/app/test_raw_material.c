// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "support/run.h"
#include "support/temp.h"
#include "support/test.h"

#include "train/recorded.h"

#include "dilaton/score.h"

#include <stdio.h>
#include <string.h>

/// Ten takes in stereo, a second of silence before each, and no word of keys
static void
write_takes(TempFolder* const temp)
{
  for (int i = 0; i < 10; ++i) {
    char name[24];
    snprintf(name, sizeof(name), "take %c.wav", (char)('q' + i));
    const Recorded recorded = {.key = 48.0 + 2.0 * i,
                               .before_s = 1.0,
                               .length_s = 0.6,
                               .after_s = 0.2,
                               .rate = 22050U,
                               .hiss_db = -75.0,
                               .is_opposite = i % 3 == 1};
    recorded_write(&recorded, temp_path(temp, name));
  }
}

static void
ten_takes_become_an_instrument_in_tune(void** state)
{
  // The lowest key, a scale between, and the highest
  static const int keys[] = {48, 51, 53, 55, 56, 58, 60, 62, 63, 66};
  static const size_t n_keys = sizeof(keys) / sizeof(keys[0]);

  (void)state;
  TempFolder* const temp = temp_new();
  const char* const scale = temp_path(temp, "scale.flac");
  write_takes(temp);
  Run* const run = RUN_DILATON("train",
                               temp_folder(temp),
                               "-o",
                               temp_path(temp, "takes.safetensors"),
                               "--listen",
                               scale,
                               "--rate=8000",
                               "--residual=8",
                               "--skip=8",
                               "--layers=3",
                               "--cycle=3",
                               "--learning-rate=0.01",
                               "--steps=250");
  if (run->status) {
    fail_msg("%s", run->errors.text);
  }
  run_free(run);

  // What is heard in it are these notes, be it in several pieces
  DilScore* score = NULL;
  DilMessage message = {""};
  if (dil_score_load(scale, NULL, &score, &message)) {
    fail_msg("%s", message.text);
  }
  const DilNote* const notes = dil_score_notes(score);
  size_t n = 0U;
  for (size_t i = 0U; i < dil_score_n_notes(score); ++i) {
    print_message("%.2f s: key %d\n", notes[i].onset_s, notes[i].key);
    if (!i || notes[i].key != notes[i - 1U].key) {
      assert_true(n < n_keys);
      assert_int_equal(notes[i].key, keys[n]);
      ++n;
    }
  }

  assert_int_equal(n, n_keys);
  dil_score_free(score);
  temp_free(temp);
}

static void
without_space_no_training_leaves_anything(void** state)
{
  (void)state;
  TempFolder* const temp = temp_new();
  write_takes(temp);
  const size_t n_files = temp_count(temp);
  char command[2048];
  snprintf(command,
           sizeof(command),
           "ulimit -f 8; exec '%s' train -q '%s' -o '%s' --rate=8000 "
           "--residual=8 --skip=8 --layers=2 --cycle=2 --steps=1",
           DIL_PROGRAM,
           temp_folder(temp),
           temp_path(temp, "takes.safetensors"));
  Run* const run =
    run_program((const char* const[]){"bash", "-c", command, NULL});
  assert_refused(run, 1, "takes.safetensors");
  assert_int_equal(temp_count(temp), n_files);
  temp_free(temp);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(ten_takes_become_an_instrument_in_tune),
    cmocka_unit_test(without_space_no_training_leaves_anything),
  };

  return cmocka_run_group_tests_name("raw_material", tests, NULL, NULL);
}
