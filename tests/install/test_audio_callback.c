// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "support/jack_server.h"
#include "support/run.h"
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
an_engine_in_an_audio_callback_plays_its_chord(void** const state)
{
  (void)state;
  JackServer* const server = jack_server_start(256U, JACK_PACE_CLIENTS);
  if (!server) {
    skip();
  }

  // A second as the server counts frames, however long they take
  Run* const run = run_program((const char* const[]){DIL_EXAMPLE, "1", NULL});
  assert_int_equal(run->status, 0);
  static const char start[] = "3 notes, peak ";
  assert_memory_equal(run->output.text, start, sizeof(start) - 1U);
  const float peak = strtof(run->output.text + sizeof(start) - 1U, NULL);
  assert_true(peak > 0.01f && peak < 1.0f);

  run_free(run);
  jack_server_stop(server);
}

static void
without_a_server_it_says_so(void** const state)
{
  (void)state;
  Run* const run = run_program((const char* const[]){
    "env", "JACK_DEFAULT_SERVER=none", DIL_EXAMPLE, NULL});
  assert_int_equal(run->status, 1);
  assert_non_null(strstr(run->errors.text, "no JACK server runs"));
  run_free(run);
}

int
main(void)
{
  setenv("DILATON_PRESETS", DIL_SOURCE_DIR "/presets", 1);
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(an_engine_in_an_audio_callback_plays_its_chord),
    cmocka_unit_test(without_a_server_it_says_so),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
