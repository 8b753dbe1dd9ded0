// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "render_case.h"

#include "support/file.h"
#include "support/test.h"

#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void
a_file_that_cannot_be_used_is_named(void** state)
{
  const RenderCase* const f = (const RenderCase*)*state;
  const char* const bad = temp_path(f->folder, "bad");
  const char* const full = temp_path(f->folder, "full.wav");
  file_write_text(bad, "no render_melody, no preset");
  assert_int_equal(symlink("/dev/full", full), 0);
  const size_t n_files = temp_count(f->folder);

  assert_refused(RENDER(f, "-q", "-o", "/nowhere/out.wav"), 1, "/nowhere/out");
  assert_refused(RENDER(f, "-q", "-o", full), 1, "full.wav: No space");
  assert_refused(RENDER(f, "-q", "-o", "out.mp4"), 2, "out.mp4: ");
  assert_refused(RENDER(f, "-o", f->out, "-p", bad), 1, "bad: ");
  assert_refused(RENDER(f, "-o", f->out, "-p", "nobody"), 1, "nobody: ");
  assert_refused(RENDER(f, "-o", f->out, "--scale", bad), 1, "bad");
  assert_refused(RENDER(f, "-o", f->out, "--mapping", bad), 2, "--mapping");
  assert_refused(RENDER(f, "-o", f->out, "--channel=5"), 1, "melody.mid: ");
  assert_refused(RENDER(f, "-o", f->out, "--track=9"), 1, "melody.mid: ");
  assert_refused(RENDER(f, "-o", f->out, "--kernel=x86"), 1, "x86");
  assert_refused(
    RUN_DILATON("render", bad, "-p", f->preset, "-o", f->out), 1, "bad: ");
  assert_refused(
    RUN_DILATON("render", "/nowhere.mid", "-p", f->preset, "-o", f->out),
    1,
    "/nowhere.mid: ");
  assert_int_equal(temp_count(f->folder), n_files);
}

static void
an_input_is_never_the_output(void** state)
{
  const RenderCase* const f = (const RenderCase*)*state;
  const char* const link = temp_path(f->folder, "link.wav");
  assert_int_equal(symlink(f->melody, link), 0);
  assert_refused(RENDER(f, "-o", link), 2, "link.wav: ");
  const FileBytes bytes = file_read(f->melody);
  assert_int_equal(bytes.n, RENDER_MELODY_SIZE);
  free(bytes.bytes);
}

static void
every_truncated_preset_and_melody_is_refused_or_rendered(void** state)
{
  const RenderCase* const f = (const RenderCase*)*state;
  const char* const cut = temp_path(f->folder, "cut");
  const FileBytes preset = file_read(f->preset);
  const size_t n_files = temp_count(f->folder);
  for (size_t n = 0U; n < preset.n; n += 1U + preset.n / 12U) {
    file_write(cut, preset.bytes, n);
    assert_refused(RENDER(f, "-o", f->out, "-p", cut), 1, "cut: ");
    assert_int_equal(temp_count(f->folder), n_files + 1U);
  }
  free(preset.bytes);

  for (size_t n = 0U; n < RENDER_MELODY_SIZE; n += 3U) {
    file_write(cut, render_melody, n);
    Run* const run =
      RUN_DILATON("render", cut, "-p", f->preset, "-o", f->out, "-r", "8000");
    assert_true(run->status == 0 || run->status == 1);
    assert_int_equal(file_exists(f->out), run->status == 0);
    assert_non_null(strstr(run->errors.text, "cut: "));
    run_free(run);
    unlink(f->out);
  }
}

static void
a_disk_that_is_full_is_named(void** state)
{
  const RenderCase* const f = (const RenderCase*)*state;
  static const char script[] = "ulimit -f 16; exec \"$0\" render \"$1\" -q "
                               "-p \"$2\" -o \"$3\"";
  const size_t n_files = temp_count(f->folder);
  const char* const arguments[] = {
    "sh", "-c", script, DIL_PROGRAM, f->melody, f->preset, f->out, NULL};
  assert_refused(run_program(arguments), 1, "out.wav: File too large");
  assert_int_equal(temp_count(f->folder), n_files);
}

/// Write a melody of an hour
static void
write_long_melody(const char* const path)
{
  enum { N_NOTES = 3600 };
  static uint8_t bytes[22 + 9 * N_NOTES + 4];
  const size_t size = sizeof(bytes) - 22U;
  static const uint8_t note[] = {0, 0x90, 60, 100, 0x81, 0x40, 0x80, 60, 64};

  memcpy(bytes, render_melody, 22U);
  for (size_t i = 0U; i < N_NOTES; ++i) {
    memcpy(bytes + 22U + 9U * i, note, sizeof(note));
  }
  memcpy(
    bytes + sizeof(bytes) - 4U, render_melody + RENDER_MELODY_SIZE - 4U, 4U);
  bytes[20] = (uint8_t)(size >> 8U);
  bytes[21] = (uint8_t)size;
  file_write(path, bytes, sizeof(bytes));
}

static void
an_interrupted_rendering_leaves_nothing(void** state)
{
  const RenderCase* const f = (const RenderCase*)*state;
  write_long_melody(f->melody);
  const size_t n_files = temp_count(f->folder);
  const char* const arguments[] = {
    DIL_PROGRAM, "render", f->melody, "-p", f->preset, "-o", f->out, NULL};
  Run* const run = run_start(arguments);
  while (temp_count(f->folder) == n_files) {
    sched_yield();
  }
  run_signal(run, SIGINT);
  run_wait(run, 100U);
  assert_refused(run, 1, "out.wav: stopped");
  assert_int_equal(temp_count(f->folder), n_files);
}

#define TEST(name)                                                             \
  cmocka_unit_test_setup_teardown(name, render_setup, render_teardown)

int
main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(a_file_that_cannot_be_used_is_named),
    TEST(an_input_is_never_the_output),
    TEST(every_truncated_preset_and_melody_is_refused_or_rendered),
    TEST(a_disk_that_is_full_is_named),
    TEST(an_interrupted_rendering_leaves_nothing),
  };

  return cmocka_run_group_tests_name("render_errors", tests, NULL, NULL);
}
