// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "elementary.h"
#include "envelope.h"

#include "support/test.h"

#include <math.h>
#include <stdlib.h>

/// Levels that fall faster the higher the key and the softer the velocity
static float
fall_db_s(const double key, const double velocity)
{
  return (float)(5.0 + 0.25 * key - 0.125 * (velocity - 16.0) / 24.0);
}

/// An envelope that falls in a straight line of the age, from 3 dB
static DilEnvelope*
straight_envelope(void)
{
  DilEnvelope* const envelope = (DilEnvelope*)calloc(1U, sizeof(*envelope));
  assert_non_null(envelope);
  for (unsigned v = 0U; v < DIL_ENVELOPE_VELOCITIES; ++v) {
    for (unsigned key = 0U; key < DIL_ENVELOPE_KEYS; ++key) {
      for (unsigned i = 0U; i < DIL_ENVELOPE_AGES; ++i) {
        const float fall =
          fall_db_s((double)key, (double)dil_envelope_velocity(v));
        envelope->levels[v][key][i] = 3.0f - fall * dil_envelope_age_s(i);
      }
    }
  }

  return envelope;
}

static void
levels_between_what_is_known_lie_on_lines(void** state)
{
  (void)state;
  static const float ages[] = {0.04f, 0.05f, 0.31f, 0.64f, 3.3f, 20.0f, 60.0f};
  DilEnvelope* const envelope = straight_envelope();
  for (double key = 0.0; key <= 127.0; key += 12.7) {
    for (float velocity = 16.0f; velocity <= 112.0f; velocity += 10.0f) {
      const float fall = fall_db_s(key, (double)velocity);
      DilNoteEnvelope note;
      dil_envelope_note(envelope, key, velocity, &note);
      for (size_t i = 0U; i < sizeof(ages) / sizeof(ages[0]); ++i) {
        const float expected = 3.0f - fall * ages[i];
        const float level = dil_note_envelope_db(&note, ages[i]);
        assert_true(fabsf(level - expected) < 1e-4f * (10.0f - expected));
      }
      const float end_s = dil_note_envelope_end_s(&note);
      assert_true(fabsf(end_s * fall - (3.0f - DIL_ENVELOPE_END_DB)) < 1e-2f);
    }
  }

  free(envelope);
}

static void
keys_and_velocities_beyond_the_ends_are_as_the_ends(void** state)
{
  (void)state;
  static const double pairs[][4] = {{-5.0, 60.0, 0.0, 60.0},
                                    {140.0, 60.0, 127.0, 60.0},
                                    {60.0, 1.0, 60.0, 16.0},
                                    {60.0, 127.0, 60.0, 112.0}};
  DilEnvelope* const envelope = straight_envelope();
  for (size_t i = 0U; i < sizeof(pairs) / sizeof(pairs[0]); ++i) {
    const double* const p = pairs[i];
    DilNoteEnvelope beyond;
    DilNoteEnvelope end;
    dil_envelope_note(envelope, p[0], (float)p[1], &beyond);
    dil_envelope_note(envelope, p[2], (float)p[3], &end);
    assert_memory_equal(&beyond, &end, sizeof(end));
  }

  free(envelope);
}

static void
a_level_stays_as_it_is_up_to_the_first_age(void** state)
{
  (void)state;
  const DilNoteEnvelope note = {{-2.0f, -6.0f}};
  assert_true(dil_note_envelope_db(&note, 0.0f) == -2.0f);
  assert_true(dil_note_envelope_db(&note, 0.04f) == -2.0f);
  assert_true(fabsf(dil_note_envelope_db(&note, 0.06f) + 4.0f) < 1e-5f);
}

static void
what_has_no_envelope_keeps_its_level_for_ever(void** state)
{
  (void)state;
  DilNoteEnvelope note;
  dil_envelope_note(NULL, 60.0, 100.0f, &note);
  assert_true(dil_note_envelope_db(&note, 100.0f) == 0.0f);
  assert_true(isinf(dil_note_envelope_end_s(&note)));
}

static void
a_note_is_dead_only_when_it_does_not_come_back(void** state)
{
  (void)state;
  static const struct {
    float levels[DIL_ENVELOPE_AGES];
    float end_s;
  } cases[] = {
    // Down, up, and down for good from 0.64 s on
    {{0.0f,
      -90.0f,
      -90.0f,
      -90.0f,
      0.0f,
      -150.0f,
      -150.0f,
      -150.0f,
      -150.0f,
      -150.0f},
     0.96f},
    // Dead before it is heard
    {{-90.0f,
      -91.0f,
      -92.0f,
      -93.0f,
      -94.0f,
      -95.0f,
      -96.0f,
      -97.0f,
      -98.0f,
      -99.0f},
     0.04f},
    // After the last age
    {{0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, -10.0f}, 87.04f}};
  for (size_t i = 0U; i < sizeof(cases) / sizeof(cases[0]); ++i) {
    DilNoteEnvelope note;
    for (unsigned age = 0U; age < DIL_ENVELOPE_AGES; ++age) {
      note.levels[age] = cases[i].levels[age];
    }
    assert_true(fabsf(dil_note_envelope_end_s(&note) - cases[i].end_s) < 1e-3f);
  }
}

static void
gains_are_those_of_their_levels(void** state)
{
  (void)state;
  for (float level = -200.0f; level <= 60.0f; level += 7.3f) {
    const double expected = pow(10.0, (double)level / 20.0);
    assert_true(fabs(dil_gain((double)level) / expected - 1.0) < 1e-9);
  }
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(levels_between_what_is_known_lie_on_lines),
    cmocka_unit_test(keys_and_velocities_beyond_the_ends_are_as_the_ends),
    cmocka_unit_test(a_level_stays_as_it_is_up_to_the_first_age),
    cmocka_unit_test(what_has_no_envelope_keeps_its_level_for_ever),
    cmocka_unit_test(a_note_is_dead_only_when_it_does_not_come_back),
    cmocka_unit_test(gains_are_those_of_their_levels),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
