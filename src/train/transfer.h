// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_TRANSFER_H
#define DIL_TRAIN_TRANSFER_H

#include "dilaton/preset.h"
#include "dilaton/status.h"
#include "dilaton/trainer.h"
#include "network.h"

/// Room for what tells where weights come from
#define DIL_N_ORIGIN 512U

/**
   Whether a training can begin with the weights of a preset: one network's
   shape, rate and predictor must be the other's.

   @return DIL_OK; or DIL_BAD_ARGUMENT, and the message says what differs.
*/
DIL_NODISCARD DilStatus
dil_transfer_check(const DilPreset* source,
                   const DilTrainingSettings* settings,
                   DilMessage* message);

/**
   Fill a network's parameters with those of a preset.

   All are taken as they are, but for the first conditioning layer.  There a key
   that the preset has not learned, whose column is noise still, gets that of
   the nearest which it has; and every new instrument the mean of its own, but
   for one of the same name, which goes on as it was.

   @param source One that dil_transfer_check() lets pass.
   @param instruments [shape->n_instruments] of the new network.
   @param shape Of the new network.
   @param values [dil_layout(shape).n_values] result.
*/
void
dil_transfer(const DilPreset* source,
             const DilInstrument* instruments,
             const DilShape* shape,
             float* values);

/// Say whose weights a training began with: title, and credits that are due
void
dil_transfer_origin(const DilPreset* source, char text[DIL_N_ORIGIN]);

#endif // DIL_TRAIN_TRANSFER_H
