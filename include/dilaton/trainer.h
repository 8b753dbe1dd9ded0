// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DILATON_TRAINER_H
#define DILATON_TRAINER_H

/// @file
/// Presets from recordings

#include "dilaton/attributes.h"
#include "dilaton/precision.h"
#include "dilaton/preset.h"
#include "dilaton/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

DIL_BEGIN_DECLS

/// In place of an emphasis: that of the preset to begin with, or else the one
/// under which the noise of coding changes the recordings' colour least
#define DIL_EMPHASIS_CHOSEN (-1.0f)

/// Whether held notes of an instrument keep their level
typedef enum {
  DIL_SUSTAINED_HEARD, ///< Decided from what the recordings do
  DIL_SUSTAINED_YES,   ///< Blown, bowed, sung
  DIL_SUSTAINED_NO     ///< They die away: plucked, struck
} DilSustained;

/// Whether recordings are warped until their pitch is steady
typedef enum {
  DIL_PHASE_LOCK_AUTO, ///< Those of instruments that hold their level
  DIL_PHASE_LOCK_YES,  ///< All in which a pitch can be followed
  DIL_PHASE_LOCK_NO    ///< None
} DilPhaseLocking;

/// Recordings of one instrument
typedef struct {
  const char* path;           ///< SFZ file, SoundFont (.sf2, .sf3), folder of
                              ///< recordings, or a recording
  const char* name;           ///< For people in UTF-8, or NULL: from the path
  const char* credits;        ///< Licence and authors in UTF-8, or NULL
  int bank;                   ///< Of a SoundFont, 0 to 16383
  int program;                ///< Of a SoundFont, 0 to 127
  const char* gm_program;     ///< General MIDI program that it plays, "0" to
                              ///< "127", or NULL
  const char* family;         ///< General MIDI family, "Strings", or NULL
  DilSustained sustained;     ///< Told, or left to be heard
  DilPhaseLocking phase_lock; ///< Told, or for those that it is good for
  int lo_key;                 ///< Keys to learn, 0 to 127, up to `hi_key`;
  int hi_key;                 ///< if that is 0, all that there are
  const char* const* more;    ///< [n_more] further folders and recordings
  size_t n_more;              ///< 0 unless `path` is one of those
} DilTrainingSource;

/// What to train, and for how long; dil_training_settings() gives defaults
typedef struct {
  const DilTrainingSource* sources; ///< [n_sources], one an instrument
  size_t n_sources;                 ///< 1 to 64
  const char* output;               ///< Preset to write
  const char* checkpoint;           ///< File to write, or NULL: beside `output`
  const char* resume;               ///< Checkpoint to go on from, or NULL
  const DilPreset* from;            ///< Preset with whose weights to begin, of
                                    ///< the same network, rate and predictor,
                                    ///< or NULL: with random ones
  const char* title;                ///< Of the preset in UTF-8, or NULL
  const char* licence;              ///< The same; if NULL, none is written
  uint32_t rate;                    ///< Model rate in Hz, 8000 to 48000
  double minutes;                   ///< Time to train, above 0; not looked at
                                    ///< when `n_steps` is not 0
  uint64_t n_steps;                 ///< Steps of the optimiser, or 0
  uint32_t n_threads;               ///< 1 to 64; does not change the result
  uint64_t seed;                    ///< Of all random numbers
  uint32_t n_residual;              ///< Residual channels, 1 to 256
  uint32_t n_skip;                  ///< Skip channels, 1 to 512
  uint32_t n_layers;                ///< Gated layers, 1 to 64
  uint32_t cycle;       ///< Dilations 1, 2, ... 2^(cycle - 1), then again; the
                        ///< sum over all layers may be at most 511
  float a;              ///< Short-term predictor, 0 to below 1
  float b;              ///< Long-term predictor, 0 to below 1
  float emphasis;       ///< Of what is learned, 0 (none) to 0.95: the higher,
                        ///< the softer is what a network adds to dark sounds;
                        ///< or DIL_EMPHASIS_CHOSEN
  double learning_rate; ///< Of Adam, at its highest; above 0, to 1
  double save_minutes;  ///< Between checkpoints, above 0
  bool is_patient;      ///< Goes on where nothing is learned
  DilPrecision precision; ///< DIL_PRECISION_INT8: the last quarter of the
                          ///< training has weights and activations rounded, and
                          ///< the preset's weights are to be held so;
                          ///< DIL_PRECISION_BF16 or DIL_PRECISION_DEFAULT: not
} DilTrainingSettings;

/// How a training goes
typedef struct {
  const char* stage; ///< "reading", "read", "training", "saved" after each
                     ///< save, or at the end "choosing" noise and temperature
                     ///< and then "listening", some times a millisecond
  uint64_t step;     ///< Steps done, or recordings read
  uint64_t n_steps;  ///< Of how many, or 0 if only time decides
  double elapsed_s;  ///< Training time, earlier sessions included
  double left_s;     ///< Estimate of what is left
  double bits;       ///< A sample, of the last 100 steps' windows
  double held_out_bits; ///< A sample, of held-out notes; NAN before the first
  double linear_bits;   ///< The same by a linear predictor of order 32
  double silence_bits;  ///< The same of what is silent in them
  double samples_per_s; ///< Samples learned a second, of late
  const DilInstrument* instruments; ///< As understood; NULL while reading
  uint32_t n_instruments;           ///< As many as sources, or 0
} DilTrainingProgress;

/// Called a few times a second, on the thread that trains, or, while it is
/// "listening", on any one at once; a result of false stops and saves
typedef bool (*DilTrainingCallback)(void* user,
                                    const DilTrainingProgress* progress);

/// Called once for each line of warning about the training material, on the
/// thread that trains
typedef void (*DilTrainingWarning)(void* user, const char* line);

/// Settings of the recipe: 24 kHz, R 32, S 64, 2 x 8 layers, 60 minutes
DIL_API DilTrainingSettings
dil_training_settings(void);

/**
   Train a preset from recordings.

   Teacher forcing on emphasised waves, with noise injected into the feedback;
   Adam, clipped gradients, averaged weights, a cosine schedule.  At the end
   some notes are played with several values of noise, temperature and the
   high-pass, and the preset gets those that bring them nearest to their
   recordings.  The checkpoint is written every few minutes and at the end, and
   the preset with it, so that it can be listened to.  Notes that are held out
   are measured now and then, as dil_evaluate() does; where they never cost less
   than without a network, and nothing changes, the training is saved and ends.
   The same seed and number of steps give the same preset on the same machine,
   with any number of threads, also in several sessions.

   Blocks until done.  Not to be called twice at once on the same output.

   @param settings Read only while called.
   @param callback Progress, or NULL.
   @param warning Warnings, or NULL.
   @param user Passed to both.
   @return DIL_OK; DIL_CANCELLED after a stop by the callback, when all is
   saved, or nothing yet if it was still reading; DIL_UNSUPPORTED when nothing
   is learned; DIL_BAD_ARGUMENT for settings
   out of range, and a checkpoint or a preset to begin with of other ones; or
   what went wrong with a file.
*/
DIL_API DIL_NODISCARD DilStatus
dil_train(const DilTrainingSettings* settings,
          DilTrainingCallback callback,
          DilTrainingWarning warning,
          void* user,
          DilMessage* message);

DIL_END_DECLS

#endif // DILATON_TRAINER_H
