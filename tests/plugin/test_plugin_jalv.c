// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "jack_stage.h"
#include "scene.h"

#include "support/run.h"
#include "support/test.h"

#include <signal.h>
#include <stdlib.h>

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

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(jalv_plays_what_the_command_line_renders)};
  return cmocka_run_group_tests(tests, scene_setup, scene_teardown);
}
