// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "scene.h"

#include "dilaton/parameter.h"
#include "support/file.h"
#include "support/run.h"
#include "support/test.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LV2_BUNDLE  DIL_BUILD_DIR "/lv2/dilaton.lv2"
#define CLAP_MODULE DIL_BUILD_DIR "/clap/dilaton.clap"
#define VST3_BUNDLE DIL_BUILD_DIR "/vst3/Dilaton.vst3"

static void
the_lv2_description_is_valid(void** const state)
{
  (void)state;
  scene_need("/usr/bin/lv2_validate");
  const char* const arguments[] = {"lv2_validate",
                                   LV2_BUNDLE "/manifest.ttl",
                                   LV2_BUNDLE "/dilaton.ttl",
                                   LV2_BUNDLE "/presets.ttl",
                                   NULL};
  Run* const run = run_program(arguments);
  if (run->status || !strstr(run->output.text, "Found 0 errors")) {
    fail_msg("%s%s", run->output.text, run->errors.text);
  }
  run_free(run);
}

static void
lv2bench_runs_the_lv2_plugin(void** const state)
{
  (void)state;
  scene_need("/usr/bin/lv2bench");
  setenv("LV2_PATH", DIL_BUILD_DIR "/lv2", 1);
  const char* const arguments[] = {"lv2bench", "urn:dilaton:dilaton", NULL};
  Run* const run = run_program(arguments);
  assert_int_equal(run->status, 0);
  assert_non_null(strstr(run->output.text, "urn:dilaton:dilaton"));
  run_free(run);
}

static void
qtractor_s_scanner_accepts_the_clap_plugin(void** const state)
{
  (void)state;
  static const char scanner[] =
    "/usr/lib/" DIL_MACHINE "-linux-gnu/qtractor/qtractor_plugin_scan";
  static const char question[] = "CLAP:" CLAP_MODULE "\n";
  scene_need(scanner);
  setenv("QT_QPA_PLATFORM", "offscreen", 1);
  const char* const arguments[] = {scanner, NULL};
  Run* const run = run_start(arguments);
  run_send(run, question, strlen(question));
  assert_int_equal(run_wait(run, 100U), 0);
  assert_non_null(strstr(run->output.text, "CLAP|Dilaton|0:2|1:0|"));
  run_free(run);
}

static void
ardour_s_scanner_accepts_the_vst3_plugin(void** const state)
{
  const Scene* const scene = (const Scene*)*state;
  static const char scanner[] = "/usr/lib/ardour7/ardour-vst3-scanner";
  static const char bundle[] = VST3_BUNDLE;
  scene_need(scanner);
  setenv("LD_LIBRARY_PATH", "/usr/lib/ardour7", 1);
  setenv("XDG_CACHE_HOME", temp_folder(scene->folder), 1);
  const char* const arguments[] = {scanner, "-f", "-v", bundle, NULL};
  Run* const run = run_program(arguments);
  unsetenv("LD_LIBRARY_PATH");
  assert_int_equal(run->status, 0);
  assert_non_null(strstr(run->output.text, "Found Plugin: Dilaton"));
  run_free(run);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_lv2_description_is_valid),
    cmocka_unit_test(lv2bench_runs_the_lv2_plugin),
    cmocka_unit_test(qtractor_s_scanner_accepts_the_clap_plugin),
    cmocka_unit_test(ardour_s_scanner_accepts_the_vst3_plugin)};
  return cmocka_run_group_tests(tests, scene_setup, scene_teardown);
}
