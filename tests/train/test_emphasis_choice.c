// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "support/fault.h"
#include "support/test.h"

#include "emphasis_choice.h"

#include <math.h>
#include <string.h>

#define RATE      24000U
#define N_TONES   3U
#define N_SAMPLES 12000U

/// A corpus and its sound
typedef struct {
  DilCorpus corpus;
  DilTone tones[N_TONES];
  float samples[N_TONES][N_SAMPLES];
} Case;

/// Notes a fifth apart, each partial 1/k^power as loud as the first
static void
set_up(Case* const c, const double hz, const double power)
{
  memset(c, 0, sizeof(*c));
  c->corpus.tones = c->tones;
  c->corpus.n_tones = N_TONES;
  c->corpus.rate = RATE;
  for (uint32_t i = 0U; i < N_TONES; ++i) {
    const double f = hz * pow(1.5, (double)i);
    c->tones[i].samples = c->samples[i];
    c->tones[i].n_samples = N_SAMPLES;
    for (double k = 1.0; k * f < 11000.0; k += 1.0) {
      for (size_t t = 0U; t < N_SAMPLES; ++t) {
        c->samples[i][t] +=
          (float)(0.3 * pow(k, -power) *
                  sin(6.283185307179586 * k * f * (double)t / (double)RATE));
      }
    }
  }
}

static void
what_is_dark_gets_more_than_what_is_high(void** const state)
{
  (void)state;
  static const struct {
    double hz;
    double power;
    float least;
    float most;
  } rows[] = {{60.0, 3.0, 0.85f, 0.85f},  // A tuba has no treble
              {250.0, 1.0, 0.0f, 0.7f},   // In between
              {1200.0, 0.5, 0.0f, 0.0f}}; // A piccolo has no bass

  for (size_t i = 0U; i < sizeof(rows) / sizeof(rows[0]); ++i) {
    static Case c;
    float emphasis = -1.0f;
    set_up(&c, rows[i].hz, rows[i].power);
    assert_int_equal(dil_emphasis_choose(&c.corpus, &emphasis), DIL_OK);
    assert_true(emphasis >= rows[i].least && emphasis <= rows[i].most);
  }
}

static void
loudness_does_not_matter(void** const state)
{
  (void)state;
  static Case c;
  float chosen[2] = {-1.0f, -1.0f};
  set_up(&c, 250.0, 1.5);
  assert_int_equal(dil_emphasis_choose(&c.corpus, &chosen[0]), DIL_OK);
  for (size_t t = 0U; t < N_SAMPLES * N_TONES; ++t) {
    c.samples[t / N_SAMPLES][t % N_SAMPLES] *= 0.125f;
  }
  assert_int_equal(dil_emphasis_choose(&c.corpus, &chosen[1]), DIL_OK);
  assert_true(chosen[0] == chosen[1]);
}

static DilStatus
choose_again(void* const context)
{
  float emphasis = -1.0f;
  return dil_emphasis_choose(&((Case*)context)->corpus, &emphasis);
}

static void
every_failing_allocation_is_reported(void** const state)
{
  (void)state;
  static Case c;
  set_up(&c, 250.0, 1.0);
  assert_true(fault_for_each(choose_again, &c, DIL_NO_MEMORY) >= 5U);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_is_dark_gets_more_than_what_is_high),
    cmocka_unit_test(loudness_does_not_matter),
    cmocka_unit_test(every_failing_allocation_is_reported),
  };

  return cmocka_run_group_tests_name("emphasis_choice", tests, NULL, NULL);
}
