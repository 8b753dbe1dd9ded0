// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_POOL_H
#define DIL_TRAIN_POOL_H

#include "dilaton/attributes.h"

#include <stdint.h>

/// Threads that do the same work together, the caller among them
typedef struct DilPoolImpl DilPool;

/// A share of the work, of thread `thread`
typedef void (*DilPoolTask)(void* context, uint32_t thread);

/// Start `n_threads` - 1 threads, or return NULL
DIL_NODISCARD DilPool*
dil_pool_new(uint32_t n_threads);

/// Stop the threads; NULL is fine
void
dil_pool_free(DilPool* pool);

/// Number of threads with the caller
uint32_t
dil_pool_n_threads(const DilPool* pool);

/// Run `task` once on every thread and wait for all
void
dil_pool_run(DilPool* pool, DilPoolTask task, void* context);

#endif // DIL_TRAIN_POOL_H
