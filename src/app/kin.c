// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "kin.h"

#include "general_midi.h"

#include <stdbool.h>
#include <stdlib.h>
#include <strings.h>

#define FAMILY_SIZE 8U
#define NO_STAND_IN 128U

/// Programs, from one on, of one nature
typedef struct {
  uint8_t first;    ///< To that of the next row
  uint8_t stand_in; ///< Program whose family plays where its own has nobody
  bool dies_away;   ///< A held note does not keep its level
} Nature;

/// What is bowed or blown stands in for what swells, a guitar for what is
/// plucked or struck, an electric piano for bells
static const Nature natures[] = {
  {0U, 24U, true},            // Pianos: nylon guitar
  {8U, 4U, true},             // Chromatic percussion: electric piano
  {16U, 73U, false},          // Organs: flute
  {24U, 24U, true},           // Guitars and basses
  {40U, 42U, false},          // Bowed strings: cello
  {45U, 24U, true},           // Pizzicato, harp and timpani
  {48U, 42U, false},          // Ensembles
  {55U, 24U, true},           // Orchestra hit
  {56U, 56U, false},          // Brass: trumpet
  {64U, 71U, false},          // Reeds: clarinet
  {72U, 73U, false},          // Pipes
  {80U, 71U, false},          // Synth leads
  {88U, 42U, false},          // Synth pads and effects
  {104U, 24U, true},          // Sitar to kalimba
  {109U, 68U, false},         // Bagpipe: oboe
  {110U, 40U, false},         // Fiddle: violin
  {111U, 68U, false},         // Shanai
  {112U, 24U, true},          // Percussive
  {120U, NO_STAND_IN, false}, // Noises
};

#define N_NATURES (sizeof(natures) / sizeof(natures[0]))

/// Parts of `away`, each above all that those below it can be
enum {
  AWAY_BY_KEY = 128,                   ///< A semitone that was not learned
  AWAY_BY_TIER = AWAY_BY_KEY * 2 * 128 ///< A step from kin to stranger
};

static const Nature*
nature_of(const uint32_t program)
{
  const Nature* nature = natures;
  while (nature + 1 < natures + N_NATURES && nature[1].first <= program) {
    ++nature;
  }

  return nature;
}

/// Semitones of a part above and below what an instrument has learned
static uint32_t
keys_missed(const DilInstrument* const instrument, const Wanted* const wanted)
{
  const int below = instrument->lo_key - wanted->lo_key;
  const int above = wanted->hi_key - instrument->hi_key;
  return (uint32_t)((below > 0 ? below : 0) + (above > 0 ? above : 0));
}

/// How far the program of an instrument is from another of its family, or
/// NOT_FOUND if that is not its family
static uint32_t
steps_between(const DilPreset* const preset,
              const uint32_t instrument,
              const uint32_t program)
{
  const int own = dil_preset_program(preset, instrument);
  if (own >= 0 && (uint32_t)own / FAMILY_SIZE == program / FAMILY_SIZE) {
    return (uint32_t)abs(own - (int)program);
  }

  const char* const family = dil_preset_family(preset, instrument);
  const bool is_kin = program <= 127U && family &&
                      !strcasecmp(family, dil_general_midi_family(program));
  return is_kin ? FAMILY_SIZE - 1U : NOT_FOUND;
}

/// How far an instrument is from what is wanted, or NOT_FOUND
static uint32_t
distance(const DilPreset* const preset,
         const uint32_t i,
         const Wanted* const wanted)
{
  const Nature* const nature = nature_of(wanted->program);
  const DilInstrument* const instrument = dil_preset_instrument(preset, i);
  const uint32_t own = steps_between(preset, i, wanted->program);
  const uint32_t steps =
    own == NOT_FOUND ? steps_between(preset, i, nature->stand_in) : own;
  if (!own || steps == NOT_FOUND) {
    return steps;
  }

  // An instrument that holds its notes is none for a part that is plucked, not
  // even one of the family
  const uint32_t tier =
    (instrument->is_sustained == nature->dies_away ? 2U : 0U) +
    (own == NOT_FOUND ? 1U : 0U);
  return 1U + tier * AWAY_BY_TIER +
         keys_missed(instrument, wanted) * AWAY_BY_KEY + steps;
}

Kin
kin_nearest(const size_t n_presets,
            DilPreset* const* const presets,
            const Wanted* const wanted)
{
  Kin best = {0U, 0U, NOT_FOUND};
  for (size_t i = 0U; wanted->program <= 127U && i < n_presets; ++i) {
    for (uint32_t k = 0U; k < dil_preset_n_instruments(presets[i]); ++k) {
      const Kin kin = {i, k, distance(presets[i], k, wanted)};
      best = kin.away < best.away ? kin : best;
    }
  }

  return best;
}
