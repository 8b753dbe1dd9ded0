// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_PHASE_LOCK_H
#define DIL_TRAIN_PHASE_LOCK_H

#include "dilaton/attributes.h"
#include "dilaton/audio.h"
#include "dilaton/preset.h"
#include "dilaton/status.h"
#include "dilaton/trainer.h"

#include <stdbool.h>

/// What came of locking a recording
typedef struct {
  bool is_locked;          ///< False: the recording is as it was
  double coherence_before; ///< Share of its harmonics that is steady, 0 to 1
  double coherence;        ///< The same of the warped recording
  DilVibrato vibrato;      ///< Taken out, or depth 0
} DilPhaseLock;

/// Whether recordings of an instrument are to be locked
static inline bool
dil_wants_lock(const DilPhaseLocking told, const bool is_sustained)
{
  return told == DIL_PHASE_LOCK_YES ||
         (told == DIL_PHASE_LOCK_AUTO && is_sustained);
}

/**
   Warp a recording of a tone in time until its pitch is steady: exactly the
   frequency of its key, with neither vibrato nor drift.

   A network that is told the phase of the note can then learn how the wave goes
   with it.  The result begins where the fundamental rises through 0, at most a
   period before the onset or 3 ms after it, so that all recordings begin alike.

   A recording whose harmonics do not become steady (noise, a chord, another
   key), a silent one, and one too short to tell stay as they are.  What moves
   faster than vibrato, and what comes before the harmonics can be followed,
   attacks above all, is moved along but not bent.

   @param audio Mono; its samples are replaced, and their number changes.
   @param frequency Of the key that it is a recording of, in Hz.
   @param out What was done; written on success.
   @return DIL_OK or DIL_NO_MEMORY, and the recording is as it was.
*/
DIL_NODISCARD DilStatus
dil_phase_lock(DilAudio* audio, double frequency, DilPhaseLock* out);

#endif // DIL_TRAIN_PHASE_LOCK_H
