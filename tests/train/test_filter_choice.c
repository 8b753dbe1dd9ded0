// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "support/fault.h"
#include "support/test.h"

#include "corpus.h"
#include "filter_choice.h"
#include "highpass.h"
#include "mel.h"
#include "rng.h"
#include "shelf.h"
#include "trial_note.h"

#include <math.h>
#include <stdlib.h>

#define RATE      24000U
#define N_SAMPLES 16000U
#define N_NOTES   2U

/// Notes of noise, which a network plays, and recordings of the same, filtered
typedef struct {
  float recorded[N_NOTES][N_SAMPLES];
  float played[N_NOTES][N_SAMPLES];
  DilTone tones[N_NOTES];
  DilTrialNote notes[N_NOTES];
  DilCorpus corpus;
  DilFreeRunner runner;
  DilMel* mel;
} Case;

static void
record(Case* const c, const double share, const double treble_db)
{
  const double key_hz = 440.0;
  for (size_t i = 0U; i < N_NOTES; ++i) {
    const DilRng rng = dil_rng_stream(7U, i);
    const float gain = dil_shelf_gain(treble_db);
    DilShelf shelf = dil_shelf_at((double)RATE);
    DilHighpass highpass = {0};
    dil_highpass_set(&highpass,
                     dil_highpass_cutoff(share, key_hz, (double)RATE));
    for (size_t t = 0U; t < N_SAMPLES; ++t) {
      const float x = 0.1f * (float)dil_rng_normal(rng, t);
      c->played[i][t] = x;
      c->recorded[i][t] =
        dil_shelf_run(&shelf, dil_highpass_run(&highpass, x), gain);
    }

    c->tones[i] = (DilTone){.samples = c->recorded[i],
                            .n_samples = N_SAMPLES,
                            .held_end = N_SAMPLES,
                            .key = 69.0,
                            .lo_velocity = 1.0f,
                            .hi_velocity = 127.0f,
                            .is_sustained = true};
  }
}

static Case*
set_up(const double share, const double treble_db)
{
  Case* const c = (Case*)calloc(1U, sizeof(*c));
  assert_non_null(c);
  record(c, share, treble_db);
  c->corpus = (DilCorpus){
    .tones = c->tones, .n_tones = N_NOTES, .n_instruments = 1U, .rate = RATE};
  c->runner.corpus = &c->corpus;
  c->mel = dil_mel_new((double)RATE);
  assert_non_null(c->mel);
  for (size_t i = 0U; i < N_NOTES; ++i) {
    assert_int_equal(
      dil_trial_note_set(c->mel, &c->tones[i], RATE, 0.6, &c->notes[i]),
      DIL_OK);
    assert_true(c->notes[i].n_steps <= N_SAMPLES);
  }

  return c;
}

static void
tear_down(Case* const c)
{
  for (size_t i = 0U; i < N_NOTES; ++i) {
    dil_trial_note_clear(&c->notes[i]);
  }
  dil_mel_free(c->mel);
  free(c);
}

static DilStatus
choose(const Case* const c, const size_t n_notes, DilInstrument* const out)
{
  const DilPlayedNotes played = {
    &c->runner, c->mel, c->notes, n_notes, c->played[0], N_SAMPLES};
  return dil_filters_choose(&played, out);
}

static void
what_was_done_to_the_recordings_is_found(void** state)
{
  static const struct {
    double share;
    double treble_db;
    float cutoff; ///< As presets have it
  } rows[] = {{0.45, 0.0, 0.0f}, {0.7, 6.0, 0.7f}, {0.2, -3.0, 0.2f}};

  (void)state;
  for (size_t i = 0U; i < sizeof(rows) / sizeof(rows[0]); ++i) {
    Case* const c = set_up(rows[i].share, rows[i].treble_db);
    DilInstrument found = {.cutoff = 0.5f, .treble_db = 5.0f};
    assert_int_equal(choose(c, N_NOTES, &found), DIL_OK);
    assert_true(found.cutoff == rows[i].cutoff);
    assert_true(found.treble_db == (float)rows[i].treble_db);
    tear_down(c);
  }
}

static void
without_notes_filters_are_the_usual_ones(void** state)
{
  (void)state;
  Case* const c = set_up(0.7, 6.0);
  DilInstrument found = {.cutoff = 0.5f, .treble_db = 5.0f};
  assert_int_equal(choose(c, 0U, &found), DIL_OK);
  assert_true(found.cutoff == 0.0f && found.treble_db == 0.0f);
  tear_down(c);
}

static bool
is_never_wanted(void* const user)
{
  (void)user;
  return false;
}

static void
who_does_not_want_it_gets_none(void** state)
{
  (void)state;
  Case* const c = set_up(0.7, 6.0);
  DilInstrument found = {0};
  c->runner.is_wanted = is_never_wanted;
  assert_int_equal(choose(c, N_NOTES, &found), DIL_CANCELLED);
  tear_down(c);
}

static DilStatus
choose_again(void* const context)
{
  DilInstrument found = {0};
  return choose((const Case*)context, N_NOTES, &found);
}

static void
every_failing_allocation_is_reported(void** state)
{
  (void)state;
  Case* const c = set_up(0.45, 0.0);
  assert_true(fault_for_each(choose_again, c, DIL_NO_MEMORY) > 10U);
  tear_down(c);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_was_done_to_the_recordings_is_found),
    cmocka_unit_test(without_notes_filters_are_the_usual_ones),
    cmocka_unit_test(who_does_not_want_it_gets_none),
    cmocka_unit_test(every_failing_allocation_is_reported),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
