// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_IO_SFZ_REGION_H
#define DIL_IO_SFZ_REGION_H

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
} DilSfzScope;

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

/// True if no key starts the region, so that there is nothing to be learnt
bool
dil_sfz_scope_is_silent(const DilSfzScope* scope);

#endif // DIL_IO_SFZ_REGION_H
