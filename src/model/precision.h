// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_MODEL_PRECISION_H
#define DIL_MODEL_PRECISION_H

#include "network.h"
#include "safetensors.h"
#include "weights.h"

#include "dilaton/attributes.h"
#include "dilaton/precision.h"
#include "dilaton/preset.h"
#include "dilaton/status.h"

/// Name of a precision in files, "bf16"; NULL for the default
const char*
dil_precision_name(DilPrecision precision);

/// Read how a preset's weights are to be held, if its file says so
DIL_NODISCARD DilStatus
dil_precision_read(const DilSafetensors* file,
                   const char* path,
                   DilPrecision* out,
                   DilMessage* message);

/**
   How weights of a preset are held for a precision.

   The default is the preset's own, so that it sounds the same everywhere; what
   is no precision is bf16.

   @return DIL_OK, or DIL_UNSUPPORTED when the weights cannot be bytes because
   the preset has no units.
*/
DIL_NODISCARD DilStatus
dil_preset_weight_format(const DilPreset* preset,
                         DilPrecision precision,
                         DilWeightFormat* out,
                         DilMessage* message);

/**
   Read the units of a network's activations from a file that has them.

   @return DIL_OK, or DIL_BAD_FILE when they are missing or one is not from
   DIL_LEAST_UNIT to DIL_GREATEST_UNIT.
*/
DIL_NODISCARD DilStatus
dil_units_read(const DilSafetensors* file,
               const char* path,
               DilNetwork* network,
               DilMessage* message);

/// Add the units of a network to a file
DIL_NODISCARD DilStatus
dil_units_write(DilSafetensorsWriter* file,
                const DilNetwork* network,
                DilMessage* message);

/// Tensors that hold units in a file
#define DIL_N_UNIT_TENSORS 2U

#endif // DIL_MODEL_PRECISION_H
