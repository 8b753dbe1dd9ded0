// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "melody.h"

#include "report.h"

#include <stddef.h>
#include <stdlib.h>

#define OCTAVE      12
#define MAX_OCTAVES 5

/// Notes that an instrument has learned when they are moved by semitones
static size_t
count_learned(const DilScore* const score,
              const DilInstrument* const instrument,
              const int semitones)
{
  const DilNote* const notes = dil_score_notes(score);
  size_t n = 0U;
  for (size_t i = 0U; i < dil_score_n_notes(score); ++i) {
    const int key = (int)notes[i].key + semitones;
    n += key >= instrument->lo_key && key <= instrument->hi_key;
  }

  return n;
}

/// Octaves up that bring the most notes to keys that were learned; of equals
/// the fewest
static int
best_octaves(const DilScore* const score, const DilInstrument* const instrument)
{
  int best = 0;
  size_t n_best = count_learned(score, instrument, 0);
  for (int distance = 1; distance <= MAX_OCTAVES; ++distance) {
    for (int octaves = -distance; octaves <= distance;
         octaves += 2 * distance) {
      const size_t n = count_learned(score, instrument, octaves * OCTAVE);
      if (n > n_best) {
        best = octaves;
        n_best = n;
      }
    }
  }

  return best;
}

DilStatus
melody_load(const char* const path,
            const Sound* const sound,
            const bool is_quiet,
            DilScoreOptions* const options,
            DilScore** const out,
            DilMessage* const message)
{
  DilScore* score = NULL;
  DilStatus status = dil_score_load(path, options, &score, message);
  if (!status && dil_score_is_recording(score) && !options->transpose) {
    const DilInstrument* const instrument =
      dil_preset_instrument(sound->presets[0], 0U);
    const int octaves = best_octaves(score, instrument);
    if (octaves) {
      options->transpose = octaves * OCTAVE;
      dil_score_free(score);
      score = NULL;
      status = dil_score_load(path, options, &score, message);
    }
    if (octaves && !status && !is_quiet) {
      remark("%s: moved %s by %d octave%s, to the keys of the %s",
             path,
             octaves > 0 ? "up" : "down",
             abs(octaves),
             abs(octaves) == 1 ? "" : "s",
             instrument->name);
    }
  }
  if (status) {
    return status;
  }

  for (size_t i = 0U; !is_quiet && i < dil_score_n_warnings(score); ++i) {
    (void)complain("warning: %s", dil_score_warning(score, i));
  }
  *out = score;
  return DIL_OK;
}
