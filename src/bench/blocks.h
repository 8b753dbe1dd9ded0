// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_BENCH_BLOCKS_H
#define DIL_BENCH_BLOCKS_H

#include "dilaton/preset.h"
#include "dilaton/status.h"

#include <stddef.h>
#include <stdint.h>

/// Host rate in Hz, frames of a block, notes that are held
#define DIL_BLOCK_RATE   48000U
#define DIL_BLOCK_FRAMES 64U
#define DIL_BLOCK_VOICES 4U

/// An engine of 16 voices that holds notes, as an audio thread would call it
typedef struct DilBlocks DilBlocks;

/**
   Make an engine and strike the notes.

   @param n_bytes Result: memory that the engine took, without its preset; 0
   where the allocator does not tell.
*/
DIL_NODISCARD DilStatus
dil_blocks_new(const DilPreset* preset,
               DilBlocks** out,
               size_t* n_bytes,
               DilMessage* message);

/// Free blocks; NULL is fine
void
dil_blocks_free(DilBlocks* blocks);

/// Render `n` blocks; the time that each took, in seconds, goes to times [n]
void
dil_blocks_run(DilBlocks* blocks, uint32_t n, double* times);

#endif // DIL_BENCH_BLOCKS_H
