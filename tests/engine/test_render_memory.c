// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "dilaton/render.h"

#include "support/fault.h"
#include "support/test.h"
#include "support/tiny_preset.h"
#include "tune.h"

#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define RATE 8000U

/// Length of a melody that is rendered in a few chunks, and of one in many
#define SHORT_S 15U
#define LONG_S  60U

/// What a rendering held at most
typedef struct {
  size_t n_blocks;
  size_t n_sent;
} Held;

/// Four voices of notes that overlap, with bends, to be freed
static DilScore*
make_score(const uint32_t length_s)
{
  static const uint32_t note_ms = 500U;
  Tune* const tune = (Tune*)calloc(1U, sizeof(*tune));
  assert_non_null(tune);
  tune_start(tune);
  for (uint32_t i = 0U; i < 1000U * length_s / note_ms; ++i) {
    const uint32_t time_ms = i * note_ms;
    const uint8_t key = (uint8_t)(50U + i * 7U % 24U);
    const uint8_t past = (uint8_t)(50U + (i + 24U - 4U) * 7U % 24U);
    tune_add(tune, time_ms, 0x90U, key, 90U);
    tune_add(tune, time_ms + 100U, 0xE0U, 0U, (uint8_t)(60U + i % 9U));
    tune_add(tune, time_ms + 200U, 0x80U, past, 0U);
  }

  tune_add(tune, 1000U * length_s, 0xB0U, 123U, 0U);
  DilScore* const score = tune_load(tune);
  free(tune);
  return score;
}

static DilStatus
count_blocks(void* const context,
             const float* const frames,
             const size_t n_frames,
             DilMessage* const message)
{
  (void)frames;
  (void)message;
  Held* const held = (Held*)context;
  const size_t n_blocks = fault_live();
  held->n_blocks = n_blocks > held->n_blocks ? n_blocks : held->n_blocks;
  held->n_sent += n_frames;
  return DIL_OK;
}

static Held
render(const DilPreset* const preset, const DilScore* const score)
{
  Held held = {0U, 0U};
  const DilPreset* const presets[] = {preset};
  DilRenderSettings settings = dil_render_defaults();
  settings.engine.rate = RATE;
  settings.n_threads = 1U;
  settings.max_samples = 25000U;
  settings.sink = count_blocks;
  settings.context = &held;
  assert_int_equal(dil_render_score(presets, 1U, score, &settings, NULL, NULL),
                   DIL_OK);
  return held;
}

static DilPreset*
load_preset(void)
{
  TinyPreset description = tiny_preset_defaults();
  description.rate = (float)RATE;
  return tiny_preset_load(&description);
}

static void
a_longer_melody_needs_no_more_blocks_at_once(void** state)
{
  (void)state;

  DilPreset* const preset = load_preset();
  size_t n_blocks[2];
  for (size_t i = 0U; i < 2U; ++i) {
    const uint32_t length_s = i ? LONG_S : SHORT_S;
    DilScore* const score = make_score(length_s);
    fault_arm(0U);
    const Held held = render(preset, score);
    fault_disarm();
    assert_true(held.n_sent >= (size_t)RATE * length_s);
    assert_true(held.n_blocks > 10U);
    n_blocks[i] = held.n_blocks;
    dil_score_free(score);
  }

  // Chunks hold a few notes more or less, of two or three blocks each
  assert_in_range(n_blocks[1], 1U, n_blocks[0] + 24U);
  dil_preset_free(preset);
}

/// Render in a process of its own and tell the most memory, in kB, that such a
/// process has had so far
static long
peak_kb(const DilPreset* const preset, const DilScore* const score)
{
  const pid_t child = fork();
  assert_true(child >= 0);
  if (!child) {
    (void)render(preset, score);
    _exit(0);
  }

  int status = 0;
  struct rusage usage;
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  assert_int_equal(getrusage(RUSAGE_CHILDREN, &usage), 0);
  return usage.ru_maxrss;
}

static void
a_longer_melody_needs_no_more_memory(void** state)
{
  (void)state;

  // Both are there before either is rendered, so that only the work differs
  DilPreset* const preset = load_preset();
  DilScore* const short_score = make_score(SHORT_S);
  DilScore* const long_score = make_score(LONG_S);
  const long short_kb = peak_kb(preset, short_score);
  const long long_kb = peak_kb(preset, long_score);
  print_message(
    "%ld kB for a quarter of a minute, %ld kB for one\n", short_kb, long_kb);

  // All samples of a minute's notes take 6 MB more than those of a quarter.
  // Sanitizers keep what has been freed, so there the bound says nothing
#ifndef DIL_IS_SANITIZED
  assert_true(long_kb < short_kb + 1024L);
#endif
  dil_score_free(long_score);
  dil_score_free(short_score);
  dil_preset_free(preset);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_longer_melody_needs_no_more_blocks_at_once),
    cmocka_unit_test(a_longer_melody_needs_no_more_memory),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
