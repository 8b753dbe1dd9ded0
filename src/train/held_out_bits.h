// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_HELD_OUT_BITS_H
#define DIL_TRAIN_HELD_OUT_BITS_H

#include "corpus.h"
#include "draw.h"
#include "network.h"
#include "pool.h"
#include "preset_data.h"
#include "weights.h"

#include "dilaton/attributes.h"
#include "dilaton/evaluate.h"
#include "dilaton/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// How much of a held-out note is measured, in s, unless one asks for another
#define DIL_MEASURED_S 4.0

/// Called after each note, on any thread but on one at a time; a result of
/// false ends the measurement with DIL_CANCELLED
typedef bool (*DilMeasureProgress)(void* user, size_t n_done, size_t n_notes);

/// What is measured, and with what; borrows all
typedef struct {
  const DilCorpus* corpus;
  const DilPresetSettings* settings; ///< Predictor, and the rate of the corpus
  double seconds;                    ///< Of each note, at most
  DilPool* pool;               ///< Its number of threads changes no result
  DilMeasureProgress progress; ///< Or NULL
  void* user;
} DilMeasure;

/**
   List the tones of a corpus at recorded pitches, or those between the keys
   where an instrument has no others.

   @param out To be cleared with dil_tones_clear().
   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_measured_tones(const DilCorpus* corpus, bool is_held_out, DilTones* out);

/// How many windows of a training a measurement is as much work as, roughly
size_t
dil_measure_cost(const DilMeasure* measure, const DilTones* held_out);

/**
   Measure what held-out tones cost by a network: this is the held-out figure of
   trainings, presets and evaluations.

   Each tone is played in the middle of its velocities and coded without noise.
   Sets OpenBLAS, for the whole process, to one thread a product.

   @param network Its matrices are rounded to `format` first.
   @param bits [held_out->n_tones] result, all but the baselines.
   @return DIL_OK, DIL_NO_MEMORY or DIL_CANCELLED.
*/
DIL_NODISCARD DilStatus
dil_measure_network(const DilMeasure* measure,
                    const DilNetwork* network,
                    DilWeightFormat format,
                    const DilTones* held_out,
                    DilNoteBits* bits);

/**
   Measure what the same classes cost without a network.

   @param counts [DIL_N_CLASSES] of the unigram, or NULL: it is not wanted.
   @param bits [held_out->n_tones] the baselines are set, and how many samples.
   @return DIL_OK, DIL_NO_MEMORY or DIL_CANCELLED.
*/
DIL_NODISCARD DilStatus
dil_measure_baselines(const DilMeasure* measure,
                      const uint64_t* counts,
                      const DilTones* held_out,
                      DilNoteBits* bits);

/**
   Count how often tones have each class.

   @param counts [DIL_N_CLASSES] result.
   @return DIL_OK, DIL_NO_MEMORY or DIL_CANCELLED.
*/
DIL_NODISCARD DilStatus
dil_measure_counts(const DilMeasure* measure,
                   const DilTones* tones,
                   uint64_t* counts);

#endif // DIL_TRAIN_HELD_OUT_BITS_H
