// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_TAKE_H
#define DIL_TRAIN_TAKE_H

#include "cleaning.h"
#include "heard_key.h"
#include "lines.h"
#include "sfz.h"

#include "dilaton/attributes.h"
#include "dilaton/audio.h"
#include "dilaton/status.h"

#include <stdbool.h>
#include <stddef.h>

/// A recorded note and all that is known of it
typedef struct {
  char* name;            ///< Its file, and the time in it if there are others
  DilSfzRegion region;   ///< What it is for; `sample` is not owned, or NULL
  DilAudio audio;        ///< Mono, from its onset on
  DilCleaning cleaning;  ///< What was done to it
  DilHeardKey heard;     ///< Its pitch
  int told_key;          ///< That its file's name says, or -1
  bool has_key;          ///< Its region has one, whoever told it
  DilKeyVerdict verdict; ///< What the ear says to it
  double onset_s;        ///< Silence that was cut
  double level_db;       ///< Of its held part, against full scale
  size_t held_end;       ///< First sample of its own release, or the end
  size_t sound_end;      ///< Where it cannot be heard any more
  double slope_db_s;     ///< Change of level while held; NAN if unknown
  double release_s;      ///< Until its own release is 40 dB down; NAN: none
  bool is_used;          ///< It is a note that can be learned
} DilTake;

/**
   Find onset, level, end, release and pitch of a take, and cut the silence
   before it.

   @param take With its cleaned `audio`; is_used becomes whether it sounds.
   @param lines Receives why it does not.
   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_take_listen(DilTake* take, DilLines* lines);

/// The pitch that a region makes of a recording that it plays as it is
double
dil_region_pitch(const DilSfzRegion* region);

/// The frequency of the same pitch, in Hz
double
dil_region_frequency(const DilSfzRegion* region);

/**
   Set the ear against a region's key, and name a wrong one.

   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_take_judge(DilTake* take, DilLines* lines);

/// Say what else is not as it should be, such as clipping
DIL_NODISCARD DilStatus
dil_take_complain(const DilTake* take, DilLines* lines);

/// Release what a take owns
void
dil_take_clear(DilTake* take);

#endif // DIL_TRAIN_TAKE_H
