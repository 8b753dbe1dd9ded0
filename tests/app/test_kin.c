// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "kin.h"

#include "support/test.h"
#include "support/tiny_preset.h"

#include "dilaton/preset.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// An instrument to choose from
typedef struct {
  const char* program; ///< Of General MIDI, or NULL
  int keys[2];         ///< Lowest and highest that it has learned
  bool dies_away;      ///< As what is plucked does
} Player;

enum { VIOLIN, CELLO, CONTRABASS, HARP, GUITAR, CLARINET, PIANO, N_PLAYERS };

static const Player orchestra[N_PLAYERS] = {{"40", {55, 96}, false},
                                            {"42", {36, 79}, false},
                                            {"43", {28, 67}, false},
                                            {"46", {24, 103}, true},
                                            {"24", {40, 83}, true},
                                            {"71", {50, 91}, false},
                                            {"4", {36, 91}, true}};

static void
gather(const size_t n, const Player* const players, DilPreset** const presets)
{
  for (size_t i = 0U; i < n; ++i) {
    TinyPreset description = tiny_preset_defaults();
    description.program = players[i].program;
    description.lo_key = players[i].keys[0];
    description.hi_key = players[i].keys[1];
    description.dies_away = players[i].dies_away;
    presets[i] = tiny_preset_load(&description);
  }
}

static void
free_all(const size_t n, DilPreset* const* const presets)
{
  for (size_t i = 0U; i < n; ++i) {
    dil_preset_free(presets[i]);
  }
}

static void
a_part_is_played_by_what_comes_nearest(void** state)
{
  static const struct {
    Wanted wanted;
    size_t player;
  } rows[] = {
    // Its own program, whatever was learned
    {{42U, 90, 100}, CELLO},
    {{43U, 60, 90}, CONTRABASS},
    // Of the family, by the keys: tremolo strings, viola
    {{44U, 60, 90}, VIOLIN},
    {{44U, 40, 75}, CELLO},
    {{44U, 29, 60}, CONTRABASS},
    {{41U, 50, 90}, VIOLIN},
    // Of equals by the program
    {{41U, 60, 70}, VIOLIN},
    {{44U, 56, 66}, CONTRABASS},
    // Plucked by what is plucked, of the family first
    {{45U, 40, 60}, HARP},
    {{25U, 40, 60}, GUITAR},
    {{0U, 40, 80}, PIANO},
    {{11U, 60, 80}, PIANO},
    {{33U, 28, 50}, GUITAR},
    {{107U, 50, 80}, GUITAR},
    // Ensembles by bowed strings, a fiddle by the violin, reeds by a reed
    {{48U, 60, 90}, VIOLIN},
    {{48U, 24, 100}, CELLO},
    {{110U, 55, 90}, VIOLIN},
    {{64U, 50, 91}, CLARINET},
  };

  (void)state;
  DilPreset* presets[N_PLAYERS];
  gather(N_PLAYERS, orchestra, presets);
  for (size_t i = 0U; i < sizeof(rows) / sizeof(rows[0]); ++i) {
    const Kin kin = kin_nearest(N_PLAYERS, presets, &rows[i].wanted);
    assert_int_equal(kin.preset, rows[i].player);
    assert_int_not_equal(kin.away, NOT_FOUND);
    assert_int_equal(kin.away == 0U, i < 2U);
  }
  free_all(N_PLAYERS, presets);
}

static void
without_kin_another_nature_of_the_family_plays(void** state)
{
  static const Wanted pizzicato = {45U, 40, 60};
  static const Player cello = {"42", {36, 79}, false};

  (void)state;
  DilPreset* preset = NULL;
  gather(1U, &cello, &preset);
  assert_int_not_equal(kin_nearest(1U, &preset, &pizzicato).away, NOT_FOUND);
  free_all(1U, &preset);
}

static void
noises_and_parts_that_ask_for_nothing_have_no_kin(void** state)
{
  static const Wanted wanted[] = {
    {122U, 60, 60}, {127U, 60, 60}, {128U, 60, 60}, {UINT32_MAX, 60, 60}};

  (void)state;
  DilPreset* presets[N_PLAYERS];
  gather(N_PLAYERS, orchestra, presets);
  for (size_t i = 0U; i < 4U; ++i) {
    assert_int_equal(kin_nearest(N_PLAYERS, presets, &wanted[i]).away,
                     NOT_FOUND);
  }
  assert_int_equal(kin_nearest(0U, NULL, &wanted[0]).away, NOT_FOUND);
  free_all(N_PLAYERS, presets);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_part_is_played_by_what_comes_nearest),
    cmocka_unit_test(without_kin_another_nature_of_the_family_plays),
    cmocka_unit_test(noises_and_parts_that_ask_for_nothing_have_no_kin),
  };

  return cmocka_run_group_tests_name("kin", tests, NULL, NULL);
}
