// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "smf.h"

#include "io/smf_case.h"
#include "rng.h"
#include "support/test.h"

#include <math.h>

static void
times_follow_the_tempo_map_to_a_nanosecond(void** state)
{
  (void)state;

  const DilRng rng = dil_rng_stream(1U, 0U);
  for (unsigned division = 1U; division < 0x8000U;
       division = division * 3U + 1U) {
    MidiBytes midi = {.n = 0U};
    midi_header(&midi, 0U, 1U, division);
    midi_begin_track(&midi);

    uint32_t deltas[500];
    uint32_t tempos[500];
    for (unsigned i = 0U; i < 500U; ++i) {
      deltas[i] = (uint32_t)dil_rng_bits(rng, 2U * i) % (3U * division);
      tempos[i] = 1U + (uint32_t)dil_rng_bits(rng, 2U * i + 1U) % 1200000U;
      midi_tempo(&midi, deltas[i], tempos[i]);
    }
    midi_end_track(&midi, 0U);

    // In integers: microseconds times the division
    const SmfRead read = smf_read_midi(&midi);
    uint64_t elapsed = 0U;
    uint64_t tempo = 500000U;
    for (unsigned i = 0U; i < 500U; ++i) {
      elapsed += tempo * deltas[i];
      tempo = tempos[i];
      const long double time_s =
        (long double)elapsed / (1000000.0L * (long double)division);
      assert_true(fabsl((long double)read.events[i].time_s - time_s) <
                  1e-12L * (1.0L + time_s));
    }
    dil_smf_free(read.smf);
  }
}

static void
tempo_of_any_track_holds_for_all(void** state)
{
  (void)state;

  MidiBytes midi = {.n = 0U};
  midi_header(&midi, 1U, 2U, 100U);
  midi_begin_track(&midi);
  MIDI_PUT(&midi, 100, 0x90, 60, 1, 100, 60, 0);
  midi_end_track(&midi, 0U);
  midi_begin_track(&midi);
  midi_tempo(&midi, 0U, 1000000U);
  midi_tempo(&midi, 100U, 0U);
  midi_end_track(&midi, 0U);

  // The tempo of 0 is none
  const SmfRead read = smf_read_midi(&midi);
  assert_true(read.events[1].time_s == 1.0);
  assert_true(read.events[read.n_events - 1U].time_s == 2.0);
  dil_smf_free(read.smf);
}

static double
time_of_tick_with_division(const unsigned division, const uint32_t tick)
{
  MidiBytes midi = {.n = 0U};
  midi_header(&midi, 0U, 1U, division);
  midi_begin_track(&midi);
  midi_tempo(&midi, 0U, 123456U);
  midi_end_track(&midi, tick);

  const SmfRead read = smf_read_midi(&midi);
  const double time_s = read.events[read.n_events - 1U].time_s;
  assert_int_equal(dil_smf_position(read.smf, time_s).bar, 0);
  dil_smf_free(read.smf);
  return time_s;
}

static void
smpte_time_counts_parts_of_frames_and_no_tempo(void** state)
{
  (void)state;

  // 25 frames a second of 40 ticks: milliseconds, as the standard suggests
  assert_true(time_of_tick_with_division(0xE728U, 12345U) == 12.345);
  assert_true(time_of_tick_with_division(0xE804U, 96U) == 1.0);
  assert_true(time_of_tick_with_division(0xE250U, 24000U) == 10.0);
  assert_true(time_of_tick_with_division(0xE364U, 300000U) == 100.1);
}

static void
tracks_of_format_2_follow_one_another(void** state)
{
  (void)state;

  MidiBytes midi = {.n = 0U};
  midi_header(&midi, 2U, 2U, 100U);
  for (unsigned i = 0U; i < 2U; ++i) {
    midi_begin_track(&midi);
    MIDI_PUT(&midi, 100, 0x90, 60, 1);
    midi_tempo(&midi, 0U, 1000000U);
    midi_end_track(&midi, 100U);
  }

  // Each has a beat at the standard tempo, half a second, and one of a second
  const SmfRead read = smf_read_midi(&midi);
  assert_int_equal(read.n_events, 6);
  assert_true(read.events[0].time_s == 0.5);
  assert_true(read.events[2].time_s == 1.5);
  assert_true(read.events[3].time_s == 2.0);
  assert_true(read.events[5].time_s == 3.0);
  dil_smf_free(read.smf);
}

static void
bars_follow_the_time_signatures(void** state)
{
  (void)state;

  // Two bars of 3/4, then 6/8, and a 2/4 that cuts its second bar short
  MidiBytes midi = {.n = 0U};
  midi_header(&midi, 0U, 1U, 96U);
  midi_begin_track(&midi);
  MIDI_PUT(&midi, 0, 0xFF, 0x58, 4, 3, 2, 24, 8);
  midi_number(&midi, 2U * 3U * 96U);
  MIDI_PUT(&midi, 0xFF, 0x58, 4, 6, 3, 24, 8);
  midi_number(&midi, 3U * 96U + 48U);
  MIDI_PUT(&midi, 0xFF, 0x58, 4, 2, 2, 24, 8);
  midi_end_track(&midi, 96U);

  static const DilScorePosition expected[] = {
    {1U, 1U, 0.0, 3U, 4U},
    {1U, 2U, 0.0, 3U, 4U},
    {1U, 3U, 0.0, 3U, 4U},
    {2U, 1U, 0.0, 3U, 4U},
    {2U, 2U, 0.0, 3U, 4U},
    {2U, 3U, 0.0, 3U, 4U},
    {3U, 1U, 0.0, 6U, 8U},
    {3U, 3U, 0.0, 6U, 8U},
    {3U, 5U, 0.0, 6U, 8U},
    {4U, 1U, 0.0, 6U, 8U},
    {5U, 1U, 0.5, 2U, 4U},
    {5U, 2U, 0.5, 2U, 4U},
    {6U, 1U, 0.5, 2U, 4U},
  };

  // A quarter note lasts half a second
  const SmfRead read = smf_read_midi(&midi);
  for (size_t i = 0U; i < sizeof(expected) / sizeof(*expected); ++i) {
    const DilScorePosition at = dil_smf_position(read.smf, 0.5 * (double)i);
    assert_int_equal(at.bar, expected[i].bar);
    assert_int_equal(at.beat, expected[i].beat);
    assert_true(fabs(at.fraction - expected[i].fraction) < 1e-6);
    assert_int_equal(at.n_beats, expected[i].n_beats);
    assert_int_equal(at.beat_unit, expected[i].beat_unit);
  }
  assert_int_equal(dil_smf_position(read.smf, -1.0).bar, 1);
  assert_int_equal(dil_smf_position(read.smf, (double)NAN).bar, 1);
  assert_true(dil_smf_position(read.smf, (double)INFINITY).bar > 1U);
  dil_smf_free(read.smf);
}

static void
every_event_lies_in_the_bar_of_its_tick(void** state)
{
  (void)state;

  // Time to tick and back must not fall to the bar before
  MidiBytes midi = {.n = 0U};
  midi_header(&midi, 0U, 1U, 480U);
  midi_begin_track(&midi);
  for (uint32_t i = 0U; i < 1000U; ++i) {
    midi_tempo(&midi, i ? 480U : 0U, 333333U + 77U * i);
  }
  midi_end_track(&midi, 0U);

  const SmfRead read = smf_read_midi(&midi);
  for (uint32_t i = 0U; i < 1000U; ++i) {
    const DilScorePosition at =
      dil_smf_position(read.smf, read.events[i].time_s);
    assert_int_equal(at.bar, i / 4U + 1U);
    assert_int_equal(at.beat, i % 4U + 1U);
    assert_true(at.fraction < 1e-3);

    // Halfway to the next
    const double middle_s =
      0.5 * (read.events[i].time_s + read.events[i + 1U].time_s);
    const DilScorePosition middle = dil_smf_position(read.smf, middle_s);
    assert_int_equal(middle.beat, at.beat);
    assert_true(fabs(middle.fraction - (i < 999U ? 0.5 : 0.0)) < 1e-3);
  }
  dil_smf_free(read.smf);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(times_follow_the_tempo_map_to_a_nanosecond),
    cmocka_unit_test(tempo_of_any_track_holds_for_all),
    cmocka_unit_test(smpte_time_counts_parts_of_frames_and_no_tempo),
    cmocka_unit_test(tracks_of_format_2_follow_one_another),
    cmocka_unit_test(bars_follow_the_time_signatures),
    cmocka_unit_test(every_event_lies_in_the_bar_of_its_tick),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
