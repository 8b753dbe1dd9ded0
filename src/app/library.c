// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "library.h"

#include "general_midi.h"
#include "preset_path.h"

#include <stdlib.h>
#include <strings.h>

#define FAMILY_SIZE 8U
#define N_FAMILIES  16U
#define NO_STAND_IN 128U

/// Program that plays for each family, from pianos on, of which there is no
/// instrument: what dies away for what dies away, what is bowed for what swells
static const uint8_t stand_ins[N_FAMILIES] = {
  24U, // Pianos: nylon guitar
  24U, // Chromatic percussion
  73U, // Organs: flute
  24U, // Guitars
  24U, // Basses
  42U, // Strings: cello
  42U, // Ensembles
  56U, // Brass: trumpet
  71U, // Reeds: clarinet
  73U, // Pipes
  71U, // Synth leads
  42U, // Synth pads
  42U, // Synth effects
  24U, // Ethnic
  24U, // Percussive
  NO_STAND_IN,
};

void
library_fill(Library* const library)
{
  DilPresetFiles found;
  DilMessage message;
  if (preset_files(&found, &message)) {
    return;
  }

  for (size_t i = 0U; i < found.n_files && library->n_presets < MAX_LIBRARY;
       ++i) {
    const size_t n = library->n_presets;
    if (!found.files[i].is_hidden && !preset_load(found.files[i].path,
                                                  &library->presets[n],
                                                  &library->paths[n],
                                                  &message)) {
      library->n_presets += 1U;
    }
  }
  dil_preset_files_clear(&found);
}

void
library_clear(Library* const library)
{
  for (size_t i = 0U; i < library->n_presets; ++i) {
    if (!library->is_given[i]) {
      dil_preset_free(library->presets[i]);
      free(library->paths[i]);
    }
  }
}

/// How far an instrument is from a General MIDI program: 0 is that program,
/// below FAMILY_SIZE its family, else NOT_FOUND
static uint32_t
distance(const DilPreset* const preset,
         const uint32_t instrument,
         const uint32_t program)
{
  // A part that asks for none
  if (program > 127U) {
    return NOT_FOUND;
  }

  const int own = dil_preset_program(preset, instrument);
  const char* const family = dil_preset_family(preset, instrument);
  if (own >= 0 && (uint32_t)own / FAMILY_SIZE == program / FAMILY_SIZE) {
    return (uint32_t)abs(own - (int)program);
  }

  const bool is_kin =
    family && !strcasecmp(family, dil_general_midi_family(program));
  return is_kin ? FAMILY_SIZE - 1U : NOT_FOUND;
}

/// Nearest instrument of a preset; how far it is
static uint32_t
nearest_of(const DilPreset* const preset,
           const uint32_t program,
           uint32_t* const instrument)
{
  uint32_t best = NOT_FOUND;
  for (uint32_t i = 0U; i < dil_preset_n_instruments(preset); ++i) {
    const uint32_t away = distance(preset, i, program);
    if (away < best) {
      best = away;
      *instrument = i;
    }
  }

  return best;
}

/// The instrument of a program, or the nearest of its family
static Kin
nearest(const Library* const library, const uint32_t program)
{
  Kin best = {0U, 0U, NOT_FOUND};
  for (size_t i = 0U; i < library->n_presets; ++i) {
    uint32_t instrument = 0U;
    const uint32_t away = nearest_of(library->presets[i], program, &instrument);
    if (away < best.away) {
      const Kin kin = {i, instrument, away};
      best = kin;
    }
  }

  return best;
}

Kin
library_nearest(const Library* const library, const uint32_t program)
{
  const Kin kin = nearest(library, program);
  return (kin.away == NOT_FOUND && program < N_FAMILIES * FAMILY_SIZE)
           ? nearest(library, stand_ins[program / FAMILY_SIZE])
           : kin;
}
