// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_MATERIAL_LISTEN_H
#define DIL_TRAIN_MATERIAL_LISTEN_H

#include "material.h"
#include "takes.h"

#include "dilaton/attributes.h"
#include "dilaton/prepare.h"
#include "dilaton/status.h"

#include <stdint.h>

/**
   Listen to the recordings of an SFZ file or a SoundFont.

   What cannot be read or does not sound is told in a line; keys stay as they
   are, and wrong ones are told.

   @param material Opened for `n_threads`.
   @param callback Progress, or NULL.
   @param takes Result, a take for each region, whose `sample` is the
   material's; to be cleared, after a failure too.
   @return DIL_OK, DIL_CANCELLED or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_material_listen(const DilMaterial* material,
                    uint32_t n_threads,
                    DilPreparationCallback callback,
                    void* user,
                    DilTakes* takes,
                    DilMessage* message);

#endif // DIL_TRAIN_MATERIAL_LISTEN_H
