// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_INSTRUMENT_SFZ_REGION_H
#define DIL_INSTRUMENT_SFZ_REGION_H

#include "dilaton/status.h"
#include "sfz.h"
#include "sfz_text.h"

#include <stdbool.h>

/// What has been said about a region so far, by itself and its headers
typedef struct {
  DilSfzRegion values;                 ///< `sample` is not used
  char sample[DIL_SFZ_MAX_VALUE + 1U]; ///< As in the file
  bool is_released;                    ///< Starts when the key goes up
  bool is_disabled;                    ///< end=-1
  bool is_center_of_sample;            ///< pitch_keycenter=sample
} DilSfzScope;

/// What moves the keys of all regions that follow
typedef struct {
  int note_offset;   ///< Semitones, -127 to 127 (0)
  int octave_offset; ///< Octaves, -10 to 10 (0)
} DilSfzControl;

/// What applying an opcode came to
typedef enum {
  DIL_SFZ_APPLIED, ///< The scope has it
  DIL_SFZ_UNKNOWN, ///< No opcode of ours, or one whose sound is not made
  DIL_SFZ_REFUSED  ///< Its value is malformed or out of range
} DilSfzResult;

/// What holds when a file says nothing
void
dil_sfz_scope_reset(DilSfzScope* scope);

/**
   Apply the opcode in `token`.

   @param message Written for DIL_SFZ_REFUSED.
*/
DilSfzResult
dil_sfz_scope_apply(DilSfzScope* scope,
                    const DilSfzToken* token,
                    DilMessage* message);

/// Apply the opcode in `token`, of a control header
DilSfzResult
dil_sfz_control_apply(DilSfzControl* control,
                      const DilSfzToken* token,
                      DilMessage* message);

/**
   Move a region's keys.

   Its own pitch moves with them, so that all sounds as it did, only elsewhere;
   a range of all keys stays.  What leaves the keyboard is cut off.
*/
void
dil_sfz_scope_move(DilSfzScope* scope, const DilSfzControl* control);

/// True if no key starts the region, so that there is nothing to be learnt
bool
dil_sfz_scope_is_silent(const DilSfzScope* scope);

#endif // DIL_INSTRUMENT_SFZ_REGION_H
