// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_MODEL_PRESET_LOCK_H
#define DIL_MODEL_PRESET_LOCK_H

#include "safetensors.h"

#include "dilaton/attributes.h"
#include "dilaton/preset.h"
#include "dilaton/status.h"

#include <stdint.h>

/**
   Read what not all instruments have: that their recordings were brought to a
   steady pitch, the vibrato that was taken out, and filters of their own.

   @param path For messages.
   @param index Of the instrument in the file.
   @return DIL_OK, or DIL_BAD_FILE for a number out of range.
*/
DIL_NODISCARD DilStatus
dil_preset_read_lock(const DilSafetensors* file,
                     const char* path,
                     uint32_t index,
                     DilInstrument* instrument,
                     DilMessage* message);

#endif // DIL_MODEL_PRESET_LOCK_H
