// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_MODEL_PRESET_DATA_H
#define DIL_MODEL_PRESET_DATA_H

#include "coefficients.h"
#include "envelope.h"
#include "network.h"

#include "dilaton/precision.h"
#include "dilaton/preset.h"

/// Version of the file format, in `__metadata__` under "dilaton", without and
/// with units of activations
#define DIL_PRESET_FORMAT            "1"
#define DIL_PRESET_FORMAT_WITH_UNITS "2"

/// Fixed numbers of a preset, beside its network
typedef struct {
  float rate;                   ///< Model rate in Hz
  DilCoefficients coefficients; ///< Of the predictor
  DilSampling sampling;         ///< Defaults
  DilPrecision precision; ///< Of its weights; DIL_PRECISION_DEFAULT: not told
} DilPresetSettings;

/// What the engine and the trainer see of a preset
struct DilPresetImpl {
  DilNetwork* network;        ///< Owned
  DilPresetSettings settings; ///< As stored
  char* path;                 ///< Owned; NULL if it is of no file
  DilInstrument* instruments; ///< [network->shape.n_instruments], owned
  DilEnvelope* envelopes; ///< The same, owned, or NULL: nothing dies by them
  void* file;             ///< Owned; the strings live here
};

/// A text for `__metadata__`
typedef struct {
  const char* key; ///< Or NULL: to be left out
  const char* value;
} DilPresetText;

/**
   Write a preset file beside its name, then rename.

   It has format version 2 if the network has units, else 1.

   @param instruments [network->shape.n_instruments].
   @param envelopes The same, or NULL if it multiplies what the network makes by
   none.
   @param texts [n_texts] free texts, with keys of their own: title, licence,
   training figures.
*/
DIL_NODISCARD DilStatus
dil_preset_save(const char* path,
                const DilNetwork* network,
                const DilPresetSettings* settings,
                const DilInstrument* instruments,
                const DilEnvelope* envelopes,
                const DilPresetText* texts,
                size_t n_texts,
                DilMessage* message);

#endif // DIL_MODEL_PRESET_DATA_H
