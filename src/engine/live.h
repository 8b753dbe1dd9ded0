// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_ENGINE_LIVE_H
#define DIL_ENGINE_LIVE_H

#include "part.h"
#include "ring.h"
#include "source.h"

#include "dilaton/status.h"

#include <stddef.h>
#include <stdint.h>

/// The source that makes samples when they are asked for
typedef struct DilLive DilLive;

/// Functions for a DilLive
extern const DilSource dil_live_source;

/**
   Make lanes for every slot and part.

   @param parts [n_parts], borrowed.
   @param n_threads Over which the voices are spread; 0 and 1: only the calling
   one.
   @param priority Of the other ones, as dil_helper_threads_new() has it.
   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_live_new(const DilPart* parts,
             size_t n_parts,
             size_t n_slots,
             uint32_t n_threads,
             uint32_t priority,
             DilLive** out);

/// Free it; NULL is fine
void
dil_live_free(DilLive* live);

/// Times that voices were restarted or given up since it was made
DIL_REALTIME uint64_t
dil_live_n_restarts(const DilLive* live);

/**
   Write the steps (DilStep) of the note that began last to a ring, from the
   next run on; with NULL, no more.
*/
DIL_REALTIME void
dil_live_watch(DilLive* live, DilRing* ring);

#endif // DIL_ENGINE_LIVE_H
