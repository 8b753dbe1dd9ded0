// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_ENGINE_SOURCE_H
#define DIL_ENGINE_SOURCE_H

#include "lane.h"

#include <stddef.h>
#include <stdint.h>

/// Most steps in a run of a source
#define DIL_MAX_RUN 512U

/**
   Where the samples of voices come from.

   Live they are made at once by lanes.  Offline a player goes through the score
   twice, first with a source that only writes down what each voice is told,
   then with one that has the samples.  Slots are the voices' places, the same
   in all calls from begin to end of a note.
*/
typedef struct {
  /// A note begins in a free slot; the mixture is copied
  void (*start)(void* self,
                size_t slot,
                size_t part,
                uint64_t note,
                const DilLaneStart* start);

  /// As dil_lane_set_key() and its kin, from the slot's next step on
  void (*set_key)(void* self, size_t slot, double key, double tuning_hz);
  void (*set_sampling)(void* self, size_t slot, const DilSampling* sampling);
  void (*set_mixture)(void* self, size_t slot, const float* mixture);

  /// The pitch is moved by semitones without the lane's knowing, from the
  /// slot's next step on; by none until it is called
  void (*set_stretch)(void* self, size_t slot, double semitones);
  void (*release)(void* self, size_t slot);

  /// The note has ended; its slot is free
  void (*end)(void* self, size_t slot);

  /// Steps until the slot must be the first step of a run, at least 1
  uint32_t (*limit)(void* self, size_t slot);

  /**
     Advance slots of one part by [1, DIL_MAX_RUN] steps.

     @param samples [n_slots] result: the steps of each, valid until the next
     run, or NULL if the source has none.
  */
  void (*run)(void* self,
              size_t part,
              const size_t* slots,
              size_t n_slots,
              size_t n_steps,
              const float** samples);
} DilSource;

#endif // DIL_ENGINE_SOURCE_H
