// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_ENGINE_SCALA_H
#define DIL_ENGINE_SCALA_H

#include "dilaton/tuning.h"

/// Most notes of a scale and keys of a mapping
#define DIL_SCALA_MAX_NOTES 1024U

/// Note of a key that has none
#define DIL_NOT_MAPPED (-1)

/// A scale in cents; note 0 is 0 and the last is the period
typedef struct {
  double cents[DIL_SCALA_MAX_NOTES + 1U];
  int n_notes;
} DilScale;

/// Which key has which note of the scale
typedef struct {
  int size; ///< Keys after which the map repeats, or 0 for all in a row
  int first_key;
  int last_key;
  int middle_key; ///< Key of the map's first entry
  int reference_key;
  double reference_pitch;
  int period_note;                ///< Note by which the map's repetitions rise
  int notes[DIL_SCALA_MAX_NOTES]; ///< [size] or DIL_NOT_MAPPED
} DilMapping;

/// Read a .scl file's text; DIL_BAD_FILE leaves part of a scale in `scale`
DIL_NODISCARD DilStatus
dil_scala_scale(const DilTuningText* text,
                DilScale* scale,
                DilMessage* message);

/// Read a .kbm file's text; DIL_BAD_FILE leaves part of a mapping in `mapping`
DIL_NODISCARD DilStatus
dil_scala_mapping(const DilTuningText* text,
                  DilMapping* mapping,
                  DilMessage* message);

#endif // DIL_ENGINE_SCALA_H
