// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TEST_BAND_H
#define DIL_TEST_BAND_H

#include "dilaton/engine.h"

#include <stddef.h>
#include <stdint.h>

/// A tiny preset, its engine, and what it has played
typedef struct {
  DilPreset* preset;
  const DilPreset* presets[1];
  DilEngine* engine;
  float* out[2]; ///< [n_frames]
  size_t n_frames;
} Band;

/// Make a tiny preset of two instruments, without an engine
Band*
band_new(float model_rate);

/// Free it
void
band_free(Band* band);

/// Give it a new engine
void
band_engine(Band* band, const DilEngineSettings* settings);

/**
   Play events, whose frames count from the start, into `out` with a new engine.

   @param block Frames a call, or 0 for random sizes.
*/
void
band_play(Band* band,
          const DilEngineSettings* settings,
          const DilEvent* events,
          size_t n_events,
          size_t block,
          size_t n_frames);

/// An event of the given frame, type, number and value on channel 0
DilEvent
band_event(uint32_t frame, DilEventType type, uint8_t number, float value);

/// Settings at a host rate
DilEngineSettings
band_settings(uint32_t rate);

/// Random events over all types, channels, numbers and some nonsense, in order
DilEvent*
band_random_events(uint64_t seed, size_t n_events, uint32_t n_frames);

/// RMS of a stretch of the left channel
double
band_rms(const Band* band, size_t first, size_t end);

/// Copy of what was played, [2][n_frames], to be freed
float*
band_copy(const Band* band);

#endif // DIL_TEST_BAND_H
