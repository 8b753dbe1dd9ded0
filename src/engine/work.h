// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_ENGINE_WORK_H
#define DIL_ENGINE_WORK_H

#include "notes.h"
#include "part.h"

#include "dilaton/engine.h"
#include "dilaton/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Lanes that are made once and lent to notes
typedef struct DilCrew DilCrew;

/// Called now and then with the steps made; false ends the work
typedef bool (*DilWorkProgress)(void* context, uint64_t n_steps);

/**
   Make a crew of threads, which begins to work in dil_crew_make().

   @param parts [n_parts], borrowed.
   @param n_threads At least 1, the calling thread included.
   @param n_lanes Notes that a thread makes in lock-step, 1 to DIL_MAX_LANES.
   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_crew_new(const DilPart* parts,
             size_t n_parts,
             uint32_t n_threads,
             uint32_t n_lanes,
             DilCrew** out);

/// Free a crew after all notes have given back their lanes; NULL is fine
void
dil_crew_free(DilCrew* crew);

/**
   Make all steps of all notes that are planned and not made.

   @param notes Their samples stay until the next call.
   @return DIL_OK, DIL_CANCELLED or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_crew_make(DilCrew* crew,
              DilNotes* notes,
              DilWorkProgress progress,
              void* context);

/// Take back the lanes of all notes
void
dil_crew_collect(DilCrew* crew, DilNotes* notes);

/// Times that notes were restarted or given up
uint64_t
dil_crew_n_restarts(const DilCrew* crew);

#endif // DIL_ENGINE_WORK_H
