// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_MODEL_PRESET_ENVELOPE_H
#define DIL_MODEL_PRESET_ENVELOPE_H

#include "envelope.h"
#include "safetensors.h"

#include "dilaton/attributes.h"
#include "dilaton/status.h"

#include <stdint.h>

/**
   Read the envelopes of a preset's instruments: the tensor "envelope.level",
   and from the metadata the level of each one's waves, "instrument.N.wave".

   @param path For messages.
   @param out [n_instruments] result, owned; NULL if the file has none.
   @return DIL_OK, DIL_NO_MEMORY, or DIL_BAD_FILE for another shape, a
   level out of range or missing.
*/
DIL_NODISCARD DilStatus
dil_preset_read_envelopes(const DilSafetensors* file,
                          const char* path,
                          uint32_t n_instruments,
                          DilEnvelope** out,
                          DilMessage* message);

/// Add envelopes [n_instruments] to a preset that is being written
DIL_NODISCARD DilStatus
dil_preset_write_envelopes(DilSafetensorsWriter* writer,
                           uint32_t n_instruments,
                           const DilEnvelope* envelopes,
                           DilMessage* message);

#endif // DIL_MODEL_PRESET_ENVELOPE_H
