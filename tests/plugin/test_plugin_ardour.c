// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

// For sched_setaffinity()
#define _GNU_SOURCE

#include "jack_stage.h"
#include "scene.h"

#include "dilaton/parameter.h"
#include "support/run.h"
#include "support/test.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define VST3_BUNDLE DIL_BUILD_DIR "/vst3/Dilaton.vst3"

/// For both tests, since a process is the client of one server only
static JackStage* stage;

/// Sound of the small tune with a seed, first or after the same tune
static Sound
render_with_seed(const Scene* const scene,
                 const float seed,
                 const bool is_again)
{
  // What the tune leaves behind, which sessions keep
  static const DilEvent left[] = {
    {.type = DIL_EVENT_CONTROL, .number = 1U, .note_id = -1, .value = 80.0f},
    {.type = DIL_EVENT_CONTROL, .number = 11U, .note_id = -1, .value = 99.0f},
    {.type = DIL_EVENT_CHANNEL_PRESSURE, .note_id = -1, .value = 60.0f}};
  const DilEvent set = {.type = DIL_EVENT_PARAMETER,
                        .number = DIL_PARAMETER_SEED,
                        .note_id = DIL_ANY_NOTE,
                        .value = seed};
  const size_t n = is_again ? 1U + sizeof(left) / sizeof(left[0]) : 1U;
  Tune tune = tune_small(48000U);
  memmove(tune.events + n, tune.events, tune.n_events * sizeof(DilEvent));
  tune.events[0] = set;
  memcpy(tune.events + 1U, left, (n - 1U) * sizeof(DilEvent));
  tune.n_events += n;
  return tune_render(&tune, scene->one, 48000U);
}

/// Play nothing for 2 s
static void
listen(void)
{
  const Tune silence = {.n_events = 0U};
  Sound nothing = jack_stage_play(stage, &silence, 96000U);
  sound_free(&nothing);
}

/// Start a program on one core only
static Run*
run_on_one_core(const char* const* const arguments)
{
  cpu_set_t all;
  cpu_set_t one;
  assert_int_equal(sched_getaffinity(0, sizeof(all), &all), 0);
  size_t core = 0U;
  while (!CPU_ISSET(core, &all)) {
    ++core;
  }

  CPU_ZERO(&one);
  CPU_SET(core, &one);
  assert_int_equal(sched_setaffinity(0, sizeof(one), &one), 0);
  Run* const run = run_start(arguments);
  assert_int_equal(sched_setaffinity(0, sizeof(all), &all), 0);
  return run;
}

/// Wait for Ardour and connect with it; false if it has lost the JACK server
static bool
meet_ardour(Run* const ardour)
{
  if (!run_expect(ardour, "READY", 100U)) {
    fail_msg("%s%s", ardour->output.text, ardour->errors.text);
  }

  // It goes on connecting its ports in a thread of its own for a while, and
  // changes its delays when others do
  listen();
  const bool is_connected = jack_stage_connect(stage,
                                               "ardour:Dilaton/midi_in 1",
                                               "ardour:Dilaton/audio_out 1",
                                               "ardour:Dilaton/audio_out 2");
  listen();
  return is_connected;
}

/**
   Start Ardour for a step of ardour_session.lua, and wait until it is ready.

   While a session is loaded two of its threads may call the JACK library at the
   same time, which mixes up what they send to the server (JACK 1.9.21), which
   then closes the connection.  On one core that does not happen often, and then
   there is another attempt, with a folder of its own for a session to be made.
*/
static Run*
start_ardour(TempFolder* const folder, const bool is_made)
{
  enum { n_attempts = 4 };
  setenv("STEP", is_made ? "make" : "load", 1);
  const char* const arguments[] = {
    "ardour7-lua", DIL_SOURCE_DIR "/tests/plugin/ardour_session.lua", NULL};
  for (unsigned i = 0U; i < n_attempts; ++i) {
    if (is_made) {
      char name[24];
      snprintf(name, sizeof(name), "session%u", i);
      setenv("SESSION", temp_path(folder, name), 1);
    }

    Run* const ardour = run_on_one_core(arguments);
    if (meet_ardour(ardour)) {
      return ardour;
    }

    run_free(ardour);
  }

  fail_msg("Ardour does not stay with its JACK server");
  return NULL;
}

static void
assert_plays(const Sound* const expected)
{
  const Tune tune = tune_small(48000U);
  Sound heard = jack_stage_play(stage, &tune, tune.n_frames + 9600U);
  assert_is_heard(&heard, expected);
  sound_free(&heard);
}

static void
end_ardour(Run* const ardour)
{
  run_send(ardour, "\n\n", 2U);
  assert_int_equal(run_wait(ardour, 100U), 0);
  run_free(ardour);
}

static void
need_ardour(void)
{
  scene_need("/usr/bin/jackd");
  scene_need("/usr/bin/ardour7-lua");
  stage = stage ? stage : jack_stage_new();
  assert_non_null(stage);
}

/// Play in a new session, change the seed, and play again from the saved one
static void
play_in_ardour(const Scene* const scene, const char* const kind)
{
  TempFolder* const folder = temp_new();
  setenv("KIND", kind, 1);

  Sound expected = render_with_seed(scene, 0.0f, false);
  Run* ardour = start_ardour(folder, true);
  assert_plays(&expected);
  sound_free(&expected);
  end_ardour(ardour);

  expected = render_with_seed(scene, 5.0f, true);
  ardour = start_ardour(folder, false);
  assert_plays(&expected);
  sound_free(&expected);
  end_ardour(ardour);

  temp_free(folder);
}

static void
ardour_plays_saves_and_restores_the_lv2_plugin(void** const state)
{
  const Scene* const scene = (const Scene*)*state;
  need_ardour();
  TempFolder* const home = temp_new();
  setenv("HOME", temp_folder(home), 1);
  setenv("XDG_CONFIG_HOME", temp_path(home, "config"), 1);
  setenv("XDG_CACHE_HOME", temp_path(home, "cache"), 1);
  host_copy_lv2(home);
  setenv("LV2_PATH", temp_folder(home), 1);
  play_in_ardour(scene, "LV2");
  temp_free(home);
}

static void
ardour_plays_saves_and_restores_the_vst3_plugin(void** const state)
{
  const Scene* const scene = (const Scene*)*state;
  need_ardour();
  TempFolder* const home = temp_new();
  const char* const bundle = temp_path(home, ".vst3/Dilaton.vst3");
  setenv("HOME", temp_folder(home), 1);
  setenv("XDG_CONFIG_HOME", temp_path(home, "config"), 1);
  setenv("XDG_CACHE_HOME", temp_path(home, "cache"), 1);

  // Ardour looks in that folder, and loads what its scanner has seen there
  assert_int_equal(mkdir(temp_path(home, ".vst3"), 0755), 0);
  assert_int_equal(symlink(VST3_BUNDLE, bundle), 0);
  setenv("LD_LIBRARY_PATH", "/usr/lib/ardour7", 1);
  const char* const arguments[] = {
    "/usr/lib/ardour7/ardour-vst3-scanner", "-f", bundle, NULL};
  Run* const run = run_program(arguments);
  unsetenv("LD_LIBRARY_PATH");
  assert_int_equal(run->status, 0);
  run_free(run);
  play_in_ardour(scene, "VST3");
  temp_free(home);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(ardour_plays_saves_and_restores_the_lv2_plugin),
    cmocka_unit_test(ardour_plays_saves_and_restores_the_vst3_plugin)};
  const int n_failed =
    cmocka_run_group_tests(tests, scene_setup, scene_teardown);
  jack_stage_free(stage);
  return n_failed;
}
