// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TEST_HEARD_H
#define DIL_TEST_HEARD_H

#include "engine/tune.h"

#include "support/temp.h"

#include "dilaton/audio.h"

#include <stdint.h>

/// Rate of all renderings: the preset's own, so that nothing is resampled
#define HEARD_RATE 24000U

/// The preset of the tree, or NULL after saying that it is not there
const char*
heard_preset(void);

/// For a test's setup: a temporary folder, or none where there is no preset
int
heard_setup(void** state);

/// For the teardown of a test after heard_setup()
int
heard_teardown(void** state);

/// The folder of a test after heard_setup(), which is skipped if it has none
TempFolder*
heard_folder(void** state);

/**
   Render a tune with the program and read the sound.

   @param folder For the files.
   @param options More arguments of `dilaton render`, ended by NULL; presets
   among them.
   @return Stereo, to be freed with dil_audio_free().
*/
DilAudio
heard_render(TempFolder* folder, Tune* tune, const char* const* options);

/// RMS of a stretch of one channel
double
heard_level(const DilAudio* audio,
            uint32_t channel,
            uint32_t start_ms,
            uint32_t end_ms);

/**
   Fundamental frequency in Hz of one note that sounds alone.

   Its octave is found by YIN; then it is where the harmonics are strongest, of
   all that are within a semitone of that.  0 where there is no sound.
*/
double
heard_pitch(const DilAudio* audio, uint32_t start_ms, uint32_t end_ms);

/// Cents from a reference in Hz to what was found
double
heard_cents(double found, double reference);

/// Frequency of a key, A4 at 440 Hz
double
heard_frequency(double key);

/// Amplitude of the sine of a frequency in a stretch
double
heard_sine(const DilAudio* audio,
           double frequency,
           uint32_t start_ms,
           uint32_t end_ms);

/// A pitch that swings
typedef struct {
  double rate;  ///< In Hz
  double depth; ///< From the middle, in cents
} HeardVibrato;

/// Vibrato of a note about a frequency, over half a second or more
HeardVibrato
heard_vibrato(const DilAudio* audio,
              double frequency,
              uint32_t start_ms,
              uint32_t end_ms);

/// Share of the power that lies above 3 kHz
double
heard_treble(const DilAudio* audio, uint32_t start_ms, uint32_t end_ms);

#endif // DIL_TEST_HEARD_H
