// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "jack_stage.h"
#include "scene.h"

#include "support/run.h"
#include "support/test.h"
#include "support/tiny_preset.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
jalv_plays_what_the_command_line_renders(void** const state)
{
  const Scene* const scene = (const Scene*)*state;
  scene_need("/usr/bin/jackd");
  scene_need("/usr/bin/jalv");
  host_copy_lv2(scene->folder);
  setenv("LV2_PATH", temp_folder(scene->folder), 1);
  JackStage* const stage = jack_stage_new();
  assert_non_null(stage);
  const char* const arguments[] = {
    "jalv", "-i", "-n", "Dilaton", "urn:dilaton:dilaton", NULL};
  Run* const jalv = run_start(arguments);
  assert_true(jack_stage_connect(
    stage, "Dilaton:control", "Dilaton:left", "Dilaton:right"));

  const Tune tune = tune_small(48000U);
  Sound expected = tune_render(&tune, scene->one, 48000U);
  Sound heard = jack_stage_play(stage, &tune, tune.n_frames + 9600U);
  assert_is_heard(&heard, &expected);
  sound_free(&heard);
  sound_free(&expected);
  run_signal(jalv, SIGINT);
  assert_int_equal(run_wait(jalv, 100U), 0);
  run_free(jalv);
  jack_stage_free(stage);
}

/// Send lines to jalv, and wait for what it says to the last one
static void
command(Run* const jalv, const char* const lines, const char* const said)
{
  run_send(jalv, lines, strlen(lines));
  assert_true(run_expect(jalv, said, 100U));
}

/// Add a preset to the user's, after the one that plays at first, and write
/// all for LV2 hosts into a home, where hosts then look
static void
write_own_presets(const Scene* const scene,
                  const char* const path,
                  const char* const home)
{
  char folders[8192];
  TinyPreset other = tiny_preset_defaults();
  other.seed = 3U;
  assert_int_equal(tiny_preset_save(&other, path, NULL), DIL_OK);
  setenv("HOME", home, 1);
  Run* const run = RUN_DILATON("presets", "--lv2");
  assert_int_equal(run->status, 0);
  run_free(run);
  snprintf(
    folders, sizeof(folders), "%s:%s/.lv2", temp_folder(scene->folder), home);
  setenv("LV2_PATH", folders, 1);
}

// Of the rate of the first, so that the server's periods fit its steps
static void
jalv_lists_and_plays_a_preset_of_the_user(void** const state)
{
  const Scene* const scene = (const Scene*)*state;
  scene_need("/usr/bin/jackd");
  scene_need("/usr/bin/jalv");
  TempFolder* const home = temp_new();
  char other[4096];
  snprintf(other,
           sizeof(other),
           "%s",
           temp_path(scene->folder, "dilaton/presets/other.safetensors"));
  write_own_presets(scene, other, temp_folder(home));
  JackStage* const stage = jack_stage_new();
  assert_non_null(stage);
  const char* const arguments[] = {
    "stdbuf", "-o0", "jalv", "-n", "Dilaton", "urn:dilaton:dilaton", NULL};
  Run* const jalv = run_start(arguments);
  assert_true(jack_stage_connect(
    stage, "Dilaton:control", "Dilaton:left", "Dilaton:right"));
  command(jalv, "presets\n", "urn:dilaton:dilaton#own/two-1 (two)");
  command(jalv,
          "preset urn:dilaton:dilaton#own/other-0\nhelp\n",
          "Display this help");

  const Tune tune = tune_small(48000U);
  Sound expected = tune_render(&tune, other, 48000U);
  Sound heard = jack_stage_play(stage, &tune, tune.n_frames + 9600U);
  assert_is_heard(&heard, &expected);
  sound_free(&heard);
  sound_free(&expected);
  assert_int_equal(run_wait(jalv, 100U), 0);
  run_free(jalv);
  jack_stage_free(stage);
  temp_free(home);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(jalv_plays_what_the_command_line_renders),
    cmocka_unit_test(jalv_lists_and_plays_a_preset_of_the_user)};
  return cmocka_run_group_tests(tests, scene_setup, scene_teardown);
}
