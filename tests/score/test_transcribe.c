// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "transcribe.h"

#include "support/fault.h"
#include "support/test.h"

#include <math.h>
#include <string.h>

enum { max_tones = 1000 };

static const double hop_s = 0.005;
static const float quiet_db = -80.0f;

/// What is heard, and what is written down
typedef struct {
  DilHeardTone tones[max_tones];
  size_t n_tones;
  DilNote notes[max_tones];
  size_t n_notes;
} Page;

static void
hear(Page* const page,
     const size_t n,
     const float pitch,
     const float aperiodicity,
     const float level_db)
{
  assert_true(n <= max_tones - page->n_tones);
  for (size_t i = 0U; i < n; ++i) {
    const DilHeardTone tone = {pitch, aperiodicity, level_db};
    page->tones[page->n_tones++] = tone;
  }
}

static void
hear_rest(Page* const page, const size_t n)
{
  hear(page, n, 33.3f, 0.9f, quiet_db);
}

// A level that goes from one to another
static void
hear_slope(Page* const page,
           const size_t n,
           const float pitch,
           const float start_db,
           const float end_db)
{
  for (size_t i = 0U; i < n; ++i) {
    const float place = (float)i / (float)n;
    hear(page, 1U, pitch, 0.01f, start_db + place * (end_db - start_db));
  }
}

static void
write_down(Page* const page)
{
  assert_true(dil_transcribe(
    page->tones, page->n_tones, hop_s, page->notes, &page->n_notes));
}

static void
assert_note(const Page* const page,
            const size_t index,
            const unsigned key,
            const size_t start,
            const size_t length)
{
  assert_true(index < page->n_notes);
  const DilNote* const note = &page->notes[index];
  if (note->key != key || fabs(note->onset_s - hop_s * (double)start) > 1e-9 ||
      fabs(note->length_s - hop_s * (double)length) > 1e-9) {
    fail_msg("note %zu is %u, from %g for %g tones",
             index,
             (unsigned)note->key,
             note->onset_s / hop_s,
             note->length_s / hop_s);
  }
}

static void
tone_between_rests_is_a_note(void** state)
{
  (void)state;

  Page page = {.n_tones = 0U};
  hear_rest(&page, 100U);
  hear(&page, 100U, 60.0f, 0.01f, -20.0f);
  hear_rest(&page, 50U);
  hear(&page, 70U, 64.0f, 0.01f, -26.0f);
  hear_rest(&page, 100U);
  write_down(&page);

  assert_int_equal(page.n_notes, 2);
  assert_note(&page, 0U, 60U, 100U, 100U);
  assert_note(&page, 1U, 64U, 250U, 70U);
  assert_int_equal(page.notes[0].velocity, 112);
  assert_int_equal(page.notes[1].velocity, 79);
  assert_int_equal(page.notes[0].channel, 0);
}

static void
vibrato_and_tuning_do_not_change_the_key(void** state)
{
  (void)state;

  Page page = {.n_tones = 0U};
  for (size_t i = 0U; i < 400U; ++i) {
    const float vibrato = 0.6f * sinf(0.17f * (float)i);
    const float key = i < 200U ? 60.0f : 62.0f;
    hear(&page, 1U, key + 0.3f + vibrato, 0.02f, -20.0f);
  }
  write_down(&page);

  assert_int_equal(page.n_notes, 2);
  assert_int_equal(page.notes[0].key, 60);
  assert_int_equal(page.notes[1].key, 62);
  assert_true(fabs(page.notes[1].onset_s - 200.0 * hop_s) <= 4.0 * hop_s);
}

static void
stray_octave_or_noise_does_not_split_a_note(void** state)
{
  (void)state;

  Page page = {.n_tones = 0U};
  hear(&page, 60U, 60.0f, 0.01f, -20.0f);
  hear(&page, 20U, 48.0f, 0.01f, -20.0f);
  hear(&page, 60U, 60.0f, 0.01f, -20.0f);
  hear(&page, 30U, 71.2f, 0.6f, -20.0f);
  hear(&page, 60U, 60.0f, 0.01f, -20.0f);
  hear(&page, 8U, 77.0f, 0.01f, -20.0f);
  hear(&page, 60U, 60.0f, 0.01f, -20.0f);
  write_down(&page);

  assert_int_equal(page.n_notes, 1);
  assert_note(&page, 0U, 60U, 0U, page.n_tones);
}

static void
octave_that_lasts_is_a_note(void** state)
{
  (void)state;

  Page page = {.n_tones = 0U};
  hear(&page, 60U, 60.0f, 0.01f, -20.0f);
  hear(&page, 60U, 48.0f, 0.01f, -20.0f);
  write_down(&page);
  assert_int_equal(page.n_notes, 2);
  assert_note(&page, 0U, 60U, 0U, 60U);
  assert_note(&page, 1U, 48U, 60U, 60U);
}

static void
key_is_struck_again_where_the_level_falls_and_leaps_up(void** state)
{
  (void)state;

  Page page = {.n_tones = 0U};
  hear_slope(&page, 100U, 60.0f, -20.0f, -30.0f);
  hear_slope(&page, 4U, 60.0f, -30.0f, -20.0f);
  hear_slope(&page, 96U, 60.0f, -20.0f, -30.0f);
  write_down(&page);
  assert_int_equal(page.n_notes, 2);
  assert_true(fabs(page.notes[1].onset_s - 102.0 * hop_s) <= 3.0 * hop_s);
  assert_true(page.notes[0].onset_s + page.notes[0].length_s ==
              page.notes[1].onset_s);
}

static void
swell_and_tremolo_are_one_note(void** state)
{
  (void)state;

  // The swell is as steep as a stroke, but nothing falls before it
  Page page = {.n_tones = 0U};
  hear(&page, 20U, 60.0f, 0.01f, -30.0f);
  hear_slope(&page, 4U, 60.0f, -30.0f, -20.0f);
  for (size_t i = 0U; i < 200U; ++i) {
    const float tremolo = 2.0f * sinf(0.19f * (float)i);
    hear(&page, 1U, 60.0f, 0.01f, -20.0f + tremolo);
  }
  write_down(&page);
  assert_int_equal(page.n_notes, 1);
}

static void
what_rings_on_after_a_note_is_none(void** state)
{
  (void)state;

  Page page = {.n_tones = 0U};
  hear(&page, 100U, 60.0f, 0.01f, -20.0f);
  hear_slope(&page, 10U, 60.0f, -20.0f, -34.0f);
  hear_slope(&page, 60U, 53.0f, -34.0f, -50.0f);
  hear_slope(&page, 100U, 41.0f, -56.0f, -70.0f);
  write_down(&page);
  assert_int_equal(page.n_notes, 1);
  assert_int_equal(page.notes[0].key, 60);
}

static void
soft_note_after_a_loud_one_is_heard(void** state)
{
  (void)state;

  // As soft as what rings on above, but it rises
  Page page = {.n_tones = 0U};
  hear(&page, 100U, 60.0f, 0.01f, -20.0f);
  hear_slope(&page, 10U, 60.0f, -20.0f, -40.0f);
  hear_slope(&page, 6U, 53.0f, -40.0f, -34.0f);
  hear(&page, 100U, 53.0f, 0.01f, -34.0f);
  write_down(&page);
  assert_int_equal(page.n_notes, 2);
  assert_int_equal(page.notes[1].key, 53);
}

static void
silence_and_noise_have_no_notes(void** state)
{
  (void)state;

  Page page = {.n_tones = 0U};
  write_down(&page);
  assert_int_equal(page.n_notes, 0);

  hear(&page, 300U, 0.0f, 1.0f, -INFINITY);
  write_down(&page);
  assert_int_equal(page.n_notes, 0);

  hear_rest(&page, 100U);
  hear(&page, 300U, 61.7f, 0.9f, -20.0f);
  hear_rest(&page, 100U);
  write_down(&page);
  assert_int_equal(page.n_notes, 0);
}

static DilStatus
write_once(void* const context)
{
  Page* const page = (Page*)context;
  return dil_transcribe(
           page->tones, page->n_tones, hop_s, page->notes, &page->n_notes)
           ? DIL_OK
           : DIL_NO_MEMORY;
}

static void
every_failing_allocation_is_reported(void** state)
{
  (void)state;

  Page page = {.n_tones = 0U};
  hear(&page, 100U, 60.0f, 0.01f, -20.0f);
  assert_int_equal(fault_for_each(write_once, &page, DIL_NO_MEMORY), 3U);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(tone_between_rests_is_a_note),
    cmocka_unit_test(vibrato_and_tuning_do_not_change_the_key),
    cmocka_unit_test(stray_octave_or_noise_does_not_split_a_note),
    cmocka_unit_test(octave_that_lasts_is_a_note),
    cmocka_unit_test(key_is_struck_again_where_the_level_falls_and_leaps_up),
    cmocka_unit_test(swell_and_tremolo_are_one_note),
    cmocka_unit_test(what_rings_on_after_a_note_is_none),
    cmocka_unit_test(soft_note_after_a_loud_one_is_heard),
    cmocka_unit_test(silence_and_noise_have_no_notes),
    cmocka_unit_test(every_failing_allocation_is_reported),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
