// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "dilaton/score.h"

#include "rng.h"
#include "score/score_case.h"
#include "support/file.h"
#include "support/test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// What another reader finds in a file
typedef struct {
  const char* name;      ///< In ../shared/melodies, without .mid
  size_t n_notes;        ///< But drums
  size_t key_sum;        ///< Of all notes
  size_t velocity_sum;   ///< Of all notes
  double length_sum_s;   ///< Of all notes
  double last_release_s; ///< Of the last note
} Melody;

// Made with read_midi() of ../shared/tools/evaluate.py, which is in Python and
// shares nothing with ours.  In dink-1003, it holds the six notes that end as
// they begin, at 0 s, until their keys are struck again; they are left out, and
// sound 0.05 s in ours.
static const Melody melodies[] = {
  {"bach-invention-1-sfront", 458U, 30046U, 58166U, 131.812500, 66.000000},
  {"booster-amazinggrace", 789U, 44176U, 45855U, 800.441725, 83.295990},
  {"booster-clairdelalune", 207U, 11846U, 17640U, 212.666454, 47.999952},
  {"booster-frerejacques", 268U, 15212U, 22740U, 293.478873, 45.333288},
  {"booster-greensleeves", 1294U, 71665U, 74237U, 1031.670938, 106.951060},
  {"booster-lavendersblue", 128U, 7561U, 11120U, 145.333188, 33.999966},
  {"booster-scarboroughfair", 967U, 57717U, 52843U, 575.024993, 65.994252},
  {"booster-start-with-middle-c", 159U, 9246U, 13334U, 136.031114, 26.666640},
  {"cello-bach-bwv1011-mvt6", 218U, 11761U, 17222U, 54.000000, 54.000000},
  {"cello-bach-bwv1011-sarabande", 108U, 5714U, 8532U, 72.000000, 72.000000},
  {"clarinet-cavallini-caprice-1",
   496U,
   37459U,
   32257U,
   102.375000,
   152.250000},
  {"clarinet-cavallini-caprice-3",
   625U,
   42637U,
   57426U,
   103.071325,
   134.571294},
  {"cornet-arban-first-study-2", 53U, 3557U, 4826U, 57.750000, 63.000000},
  {"cornet-arban-first-study-35", 48U, 3504U, 4496U, 21.000000, 32.000000},
  {"dink-1003", 347U, 20246U, 29410U, 190.222230, 30.059594},
  {"dink-2", 355U, 20080U, 27078U, 129.661125, 81.275491},
  {"dink-dance", 157U, 9839U, 12422U, 79.105000, 21.415000},
  {"dink-insper", 394U, 22731U, 29181U, 179.060000, 64.475000},
  {"dink-lively", 401U, 22017U, 30397U, 271.335000, 66.110000},
  {"dink-love", 227U, 14685U, 14807U, 196.065000, 41.505000},
  {"flute-bach-bwv1013-allemande",
   669U,
   50063U,
   60210U,
   186.000000,
   186.000000},
  {"flute-bach-bwv1013-sarabande",
   412U,
   30390U,
   37080U,
   140.000000,
   140.000000},
  {"flute-guitar-bach-siciliano-bwv1031",
   576U,
   39498U,
   46128U,
   272.771963,
   109.999989},
  {"good-king-wenceslas-satb", 206U, 12563U, 18540U, 132.500000, 34.000000},
  {"holly-and-the-ivy", 59U, 3967U, 5310U, 24.000000, 24.000000},
  {"koto-gosho-no-oniwa", 158U, 10783U, 14220U, 58.909032, 64.909026},
  {"koto-sakura-miyotote", 143U, 9708U, 13585U, 59.750000, 59.750000},
  {"lullaby-brahms-recorder-guitar",
   140U,
   8968U,
   12600U,
   144.000000,
   36.000000},
  {"menuet-bwv-anh114", 196U, 11622U, 12936U, 125.625000, 60.000000},
  {"shamisen-noue-bushi", 38U, 2175U, 3420U, 16.000000, 16.000000},
  {"shamisen-o-edo-nihonbashi", 70U, 4021U, 8027U, 38.500000, 39.500000},
  {"shamisen-saakorasa", 54U, 3111U, 4860U, 20.000000, 20.000000},
  {"telemann-canon-sonata1-mvt1", 180U, 11154U, 14064U, 67.500000, 39.000000},
  {"trumpet-bist-du-bei-mir-bwv508",
   171U,
   11898U,
   15402U,
   70.277707,
   74.999925},
  {"violin-johnny-cock-thy-beaver", 539U, 37880U, 48510U, 81.187500, 81.187500},
  {"violin-old-simon-the-king", 560U, 39323U, 50400U, 216.545238, 216.545238},
};

enum { n_melodies = sizeof(melodies) / sizeof(*melodies) };

static FileBytes
read_melody(const Melody* const melody)
{
  char path[512];
  snprintf(
    path, sizeof(path), "%s/melodies/%s.mid", DIL_SHARED_DIR, melody->name);
  return file_read(path);
}

static void
require_melodies(void)
{
  if (!file_exists(DIL_SHARED_DIR "/melodies")) {
    print_message("no melodies at " DIL_SHARED_DIR "\n");
    skip();
  }
}

static void
every_melody_has_the_notes_that_another_reader_finds(void** state)
{
  (void)state;

  require_melodies();
  for (size_t i = 0U; i < n_melodies; ++i) {
    const FileBytes file = read_melody(&melodies[i]);
    DilScore* score = NULL;
    assert_int_equal(
      dil_score_read("name", file.bytes, file.n, NULL, &score, NULL), DIL_OK);
    score_assert_sound(score);
    assert_int_equal(dil_score_n_warnings(score), 0);

    const bool is_brief_left_out = !strcmp(melodies[i].name, "dink-1003");
    size_t n_notes = 0U;
    size_t key_sum = 0U;
    size_t velocity_sum = 0U;
    double length_sum_s = 0.0;
    for (size_t k = 0U; k < dil_score_n_notes(score); ++k) {
      const DilNote* const note = &dil_score_notes(score)[k];
      if (!is_brief_left_out || fabs(note->length_s - 0.05) > 1e-9) {
        ++n_notes;
        key_sum += note->key;
        velocity_sum += note->velocity;
        length_sum_s += note->length_s;
      }
    }

    assert_int_equal(n_notes, melodies[i].n_notes);
    assert_int_equal(dil_score_n_notes(score),
                     melodies[i].n_notes + (is_brief_left_out ? 6U : 0U));
    assert_int_equal(key_sum, melodies[i].key_sum);
    assert_int_equal(velocity_sum, melodies[i].velocity_sum);
    assert_true(fabs(length_sum_s - melodies[i].length_sum_s) < 2e-6);
    assert_true(fabs(dil_score_duration_s(score) - melodies[i].last_release_s) <
                1e-6);
    dil_score_free(score);
    free(file.bytes);
  }
}

// Read a copy of its own size, so that reading beyond it is seen
static size_t
read_damaged(const uint8_t* const bytes, const size_t n)
{
  uint8_t* const copy = (uint8_t*)malloc(n + !n);
  assert_non_null(copy);
  memcpy(copy, bytes, n);

  DilScore* score = NULL;
  DilMessage message = {""};
  const DilStatus status =
    dil_score_read("name", copy, n, NULL, &score, &message);
  free(copy);
  if (status) {
    assert_null(score);
    assert_memory_equal(message.text, "name: ", 6U);
    assert_null(strchr(message.text, '\n'));
    return 0U;
  }

  score_assert_sound(score);
  const size_t n_notes = dil_score_n_notes(score);
  dil_score_free(score);
  return n_notes;
}

static void
every_truncated_melody_plays_as_far_as_it_goes(void** state)
{
  (void)state;

  require_melodies();
  for (size_t i = 0U; i < n_melodies; ++i) {
    const FileBytes file = read_melody(&melodies[i]);
    if (file.n < 2600U) {
      size_t n_last = 0U;
      for (size_t n = 0U; n < file.n; ++n) {
        const size_t n_notes = read_damaged(file.bytes, n);
        assert_true(n_notes >= n_last);
        n_last = n_notes;
      }
      assert_true(n_last + 1U >= melodies[i].n_notes);
    }
    free(file.bytes);
  }
}

static void
mutated_melodies_are_refused_or_sound(void** state)
{
  (void)state;

  require_melodies();
  const DilRng rng = dil_rng_stream(1U, 0U);
  size_t n_played = 0U;
  for (uint64_t i = 0U; i < 100U * n_melodies; ++i) {
    const FileBytes file = read_melody(&melodies[i % n_melodies]);
    const unsigned n_changes = 1U + (unsigned)(i % 16U);
    for (unsigned k = 0U; k < n_changes; ++k) {
      const uint64_t bits = dil_rng_bits(rng, 16U * i + k);
      file.bytes[bits % file.n] = (uint8_t)(bits >> 32U);
    }

    n_played += read_damaged(file.bytes, file.n) > 0U;
    free(file.bytes);
  }
  assert_true(n_played > 90U * n_melodies);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_melody_has_the_notes_that_another_reader_finds),
    cmocka_unit_test(every_truncated_melody_plays_as_far_as_it_goes),
    cmocka_unit_test(mutated_melodies_are_refused_or_sound),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
