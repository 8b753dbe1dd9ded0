// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_ENGINE_LANE_BATCH_H
#define DIL_ENGINE_LANE_BATCH_H

#include "notes.h"
#include "part.h"

#include "dilaton/engine.h"
#include "dilaton/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Lanes that are made once and lent to notes
typedef struct DilLaneBatch DilLaneBatch;

/// Called now and then with the steps made; false ends the work
typedef bool (*DilLaneBatchProgress)(void* context, uint64_t n_steps);

/**
   Make a batch of threads, which begins to work in dil_lane_batch_make().

   @param parts [n_parts], borrowed.
   @param n_threads At least 1, the calling thread included.
   @param n_lanes Notes that a thread makes in lock-step, 1 to DIL_MAX_LANES.
   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_lane_batch_new(const DilPart* parts,
                   size_t n_parts,
                   uint32_t n_threads,
                   uint32_t n_lanes,
                   DilLaneBatch** out);

/// Free a batch after all notes have given back their lanes; NULL is fine
void
dil_lane_batch_free(DilLaneBatch* batch);

/**
   Make all steps of all notes that are planned and not made.

   @param notes Their samples stay until the next call.
   @return DIL_OK, DIL_CANCELLED or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_lane_batch_make(DilLaneBatch* batch,
                    DilNotes* notes,
                    DilLaneBatchProgress progress,
                    void* context);

/// Take back the lanes of all notes
void
dil_lane_batch_collect(DilLaneBatch* batch, DilNotes* notes);

/// Times that notes were restarted or given up
uint64_t
dil_lane_batch_n_restarts(const DilLaneBatch* batch);

#endif // DIL_ENGINE_LANE_BATCH_H
