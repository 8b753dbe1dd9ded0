// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TEST_RECORDED_H
#define DIL_TEST_RECORDED_H

#include <stddef.h>
#include <stdint.h>

/// What a made-up recording holds
typedef enum {
  RECORDED_NOTE,    ///< A steady tone with harmonics
  RECORDED_PLUCK,   ///< One that dies away at 12 dB a second
  RECORDED_CHORD,   ///< Three of them
  RECORDED_NOISE,   ///< White noise
  RECORDED_SPEECH,  ///< A tone whose pitch wanders by octaves, and hisses
  RECORDED_DRUM,    ///< Noise that dies away at once
  RECORDED_SILENCE, ///< Hiss alone, at `hiss_db`
} RecordedKind;

/// A recording to be made; begins all zero
typedef struct {
  RecordedKind kind;
  double key;          ///< Fractional MIDI key
  double depth_ct;     ///< Of a note's vibrato at 5.5 Hz, or 0: none
  double before_s;     ///< Silence before the onset
  double length_s;     ///< Of the sound
  double after_s;      ///< After it, its release of 0.1 s included
  double level_db;     ///< Of its peak; 0 is -10 dB against full scale
  double hiss_db;      ///< Of white noise against full scale, or 0: none
  uint32_t rate;       ///< In Hz; 0 is 44100
  uint32_t n_channels; ///< 0 is 2
  int is_opposite;     ///< The second channel is the first one turned over
} Recorded;

/// Frames that a recording has
size_t
recorded_n_frames(const Recorded* recorded);

/// Make its samples [n_frames], one channel
void
recorded_make(const Recorded* recorded, float* samples);

/// Write it, as the name ends; fails the test if that is not possible
void
recorded_write(const Recorded* recorded, const char* path);

#endif // DIL_TEST_RECORDED_H
