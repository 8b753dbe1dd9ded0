// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DILATON_PREPARE_H
#define DILATON_PREPARE_H

#include "dilaton/attributes.h"
#include "dilaton/preset.h"
#include "dilaton/status.h"
#include "dilaton/trainer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

DIL_BEGIN_DECLS

/// What was understood of a recorded note
typedef struct {
  const char* name;  ///< Its file, and which note of it if there are several
  bool is_used;      ///< It can be learned; else the lines say why not
  int key;           ///< That it is for, 0 to 127
  int told_key;      ///< That the file or its name says, or -1
  bool is_wrong;     ///< It sounds another key than was told, for certain
  double pitch;      ///< That was heard, as a fractional key; NAN: none
  int lo_key;        ///< First key that it stands for
  int hi_key;        ///< Last key
  int lo_velocity;   ///< Softest velocity of its layer
  int hi_velocity;   ///< Loudest
  int take;          ///< Which of those of its key and layer, from 1
  double onset_s;    ///< Silence before it that was cut
  double length_s;   ///< From the onset until it is let go, or cannot be heard
  double release_s;  ///< Of its own, until 40 dB down; NAN: none
  double slope_db_s; ///< Change of level while held; NAN if too short
  double level_db;   ///< Of the held part, against full scale
  double floor_db;   ///< Of the noise around it; NAN: nowhere heard
  double looped_s;   ///< Seconds made by repeating its loop, or 0
  double clipped;    ///< Share of samples that are clipped
  uint32_t rate;     ///< In Hz, as recorded
  uint32_t n_channels; ///< As recorded
  bool is_turned;      ///< Channels were opposite, and did not cancel
  bool is_gated;       ///< Hiss was taken away
  bool is_held_out;    ///< A training with the usual seed does not learn it
} DilPreparedNote;

/// An instrument as it was understood
typedef struct {
  DilPreparedNote* notes; ///< [n_notes], by key and velocity
  size_t n_notes;         ///< At least 1, of which at least one is used
  bool is_sustained;      ///< Held notes keep their level
  bool is_locked;         ///< They are written with a steady pitch and phase
  DilVibrato vibrato;     ///< That was taken out of them, or depth 0
  char** lines;           ///< [n_lines] warnings, each naming a file
  size_t n_lines;         ///< May be 0
  void* sound;            ///< What dil_preparation_write() writes
} DilPreparation;

/// Called while recordings are listened to, on one thread at a time; a result
/// of false cancels
typedef bool (*DilPreparationCallback)(void* user,
                                       size_t n_done,
                                       size_t n_total);

/// Whether a file is a recording by its name
DIL_API bool
dil_is_sound_name(const char* path);

/**
   Listen to the recordings of an instrument as a training does.

   Of each: channels are mixed so that opposite ones do not cancel, a sampler's
   loop is unrolled to 4 s, quiet hiss is gated, the onset, the end, the level
   and the natural release are found, and the pitch is measured and set against
   the key that the SFZ file or the recording's name says.  Recordings without
   one get the key that is heard, and velocity layers by their level.  Those of
   instruments that hold their level are brought to the steady pitch of their
   keys, unless the source's phase_lock says otherwise.

   @param source One instrument of any kind.
   @param n_threads 1 to 64; does not change the result.
   @param callback Progress, or NULL.
   @param out Result, to be freed with dil_preparation_free().
   @return DIL_OK, DIL_CANCELLED, or what is wrong with a file; DIL_BAD_FILE if
   there is nothing to learn.
*/
DIL_API DIL_NODISCARD DilStatus
dil_prepare(const DilTrainingSource* source,
            uint32_t n_threads,
            DilPreparationCallback callback,
            void* user,
            DilPreparation** out,
            DilMessage* message);

/**
   Write what was understood as an SFZ file of the folder's name, with a FLAC
   file for each note.

   The vibrato that was taken out is written as the opcodes pitchlfo_depth,
   pitchlfo_freq and pitchlfo_fade, which a training reads.  The folder appears
   whole or not at all.

   @param folder Name of a folder that is not there yet, or is empty.
   @return DIL_OK, DIL_BAD_ARGUMENT (it is there), DIL_NOT_FOUND, DIL_IO_ERROR
   (no space) or DIL_NO_MEMORY.
*/
DIL_API DIL_NODISCARD DilStatus
dil_preparation_write(const DilPreparation* preparation,
                      const char* folder,
                      DilMessage* message);

/// Free it; NULL is fine
DIL_API void
dil_preparation_free(DilPreparation* preparation);

DIL_END_DECLS

#endif // DILATON_PREPARE_H
