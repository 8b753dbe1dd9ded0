// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_MATERIAL_H
#define DIL_TRAIN_MATERIAL_H

#include "sfz.h"
#include "soundfont.h"
#include "warnings.h"

#include "dilaton/audio.h"
#include "dilaton/status.h"
#include "dilaton/trainer.h"

#include <stddef.h>

/// Recordings of one instrument: an SFZ file, or a program of a SoundFont
typedef struct {
  DilSfzRegion* regions; ///< [n_regions] what each recording is for
  size_t n_regions;      ///< At least 1
  DilSfz* sfz;           ///< Owns the regions, or NULL
  DilSoundfont* font;    ///< Or makes their sound, or NULL
  DilWarnings warnings;  ///< About what the regions say
} DilMaterial;

/**
   Open an instrument: a SoundFont by its ending .sf2 or .sf3, else SFZ.

   A SoundFont's program gives every key that sounds, at three velocities.  In
   an SFZ file a recording may stand for all keys, and does unless told: of
   those more than 6 semitones from its own pitch none is kept, with a warning,
   for so far away it is another instrument.
*/
DIL_NODISCARD DilStatus
dil_material_open(const DilTrainingSource* source,
                  DilMaterial* out,
                  DilMessage* message);

/**
   Read one recording: mono, cut to the region, at the level that `volume` and
   the region's velocity say, as if velocity did not change it.
*/
DIL_NODISCARD DilStatus
dil_material_read(const DilMaterial* material,
                  size_t index,
                  DilAudio* out,
                  DilMessage* message);

/// Close an instrument
void
dil_material_close(DilMaterial* material);

#endif // DIL_TRAIN_MATERIAL_H
