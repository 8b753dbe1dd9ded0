// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_MATERIAL_H
#define DIL_TRAIN_MATERIAL_H

#include "cleaning.h"
#include "sfz.h"
#include "soundfont.h"
#include "takes.h"
#include "warnings.h"

#include "dilaton/audio.h"
#include "dilaton/status.h"
#include "dilaton/trainer.h"

#include <stddef.h>

/// Semitones by which a recording is moved at most: farther away it is of
/// another instrument
#define DIL_MAX_SHIFT 6

/// Recordings of one instrument: of an SFZ file, of a program of a SoundFont,
/// or by themselves
typedef struct {
  DilSfzRegion* regions; ///< [n_regions] what each recording is for
  size_t n_regions;      ///< At least 1
  DilSfz* sfz;           ///< Owns the regions, or NULL
  DilTakes takes;        ///< Have been listened to; those used are the regions
  DilSoundfont** fonts;  ///< [n_fonts] Or make their sound, or NULL
  uint32_t n_fonts;     ///< One for each thread, as each plays a note at a time
  DilWarnings warnings; ///< About what the regions say
} DilMaterial;

/**
   Open an instrument: a SoundFont by its ending .sf2 or .sf3, a folder or
   sound files by theirs, see dil_takes_gather(), else SFZ.

   A SoundFont's program gives every key that sounds, at three velocities.  In
   an SFZ file a recording may stand for all keys, and does unless told: of
   those more than DIL_MAX_SHIFT from its own pitch none is kept, with a
   warning.
*/
DIL_NODISCARD DilStatus
dil_material_open(const DilTrainingSource* source,
                  uint32_t n_threads,
                  DilMaterial* out,
                  DilMessage* message);

/**
   Read one recording: cleaned as by dil_recording_clean(), at the level that
   `volume` and the region's velocity say, as if velocity did not change it.

   @param thread Below the number that it was opened for; no two at once with
   the same one.
*/
DIL_NODISCARD DilStatus
dil_material_read(const DilMaterial* material,
                  uint32_t thread,
                  size_t index,
                  DilAudio* out,
                  DilMessage* message);

/// dil_material_read() without the level, and what was done to it
DIL_NODISCARD DilStatus
dil_material_clean(const DilMaterial* material,
                   uint32_t thread,
                   size_t index,
                   DilAudio* out,
                   DilCleaning* cleaning,
                   DilMessage* message);

/// Release the sound that is held of one recording, which is not read again; no
/// two threads at once with the same one
void
dil_material_forget(const DilMaterial* material, size_t index);

/// Add what people should know of an opened instrument; DIL_OK or DIL_NO_MEMORY
DIL_NODISCARD DilStatus
dil_material_lines(const DilMaterial* material, DilLines* lines);

/// Close an instrument
void
dil_material_close(DilMaterial* material);

#endif // DIL_TRAIN_MATERIAL_H
