// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_BASE_LATEST_H
#define DIL_BASE_LATEST_H

#include "dilaton/attributes.h"
#include "dilaton/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
   The newest of something that one thread tells again and again, for others to
   look at: what they have missed is gone.

   The writer never waits.  A reader sees all of an item, or is told that it is
   being written just now.

   Source: Boehm, "Can Seqlocks Get Along With Programming Language Memory
   Models?", MSPC 2012, figure 6, without fences.
*/
typedef struct DilLatest DilLatest;

/**
   Make one of zeros, of version 0.

   @param item_size Bytes of an item, a multiple of 4; not 0.
   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_latest_new(size_t item_size, DilLatest** out);

/// Free what all threads have left; NULL is fine
void
dil_latest_free(DilLatest* latest);

/// Tell of a new item; for the writer
DIL_REALTIME void
dil_latest_write(DilLatest* latest, const void* item);

/// How often it has been written, modulo 2^31, the time that is under way
/// included; any thread
DIL_REALTIME uint32_t
dil_latest_version(const DilLatest* latest);

/**
   Look at the newest item; any thread.

   @param item Result.
   @return False while it is being written, which leaves `item` undefined.
*/
DIL_REALTIME bool
dil_latest_read(const DilLatest* latest, void* item);

#endif // DIL_BASE_LATEST_H
