// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_BASE_RING_H
#define DIL_BASE_RING_H

#include "bell.h"

#include "dilaton/attributes.h"
#include "dilaton/status.h"

#include <stddef.h>

/**
   A queue between two threads, one that writes and one that reads.

   Neither ever waits for the other.  Items are copied; all of an item is seen,
   or nothing.

   Source: Lamport, "Proving the Correctness of Multiprocess Programs", IEEE
   Transactions on Software Engineering SE-3 (1977), section 3.
*/
typedef struct DilRing DilRing;

/**
   Make an empty ring.

   @param capacity Items it holds at least, rounded up to a power of two; not 0.
   @param item_size Bytes of an item; not 0.
   @return DIL_OK or DIL_NO_MEMORY, which includes sizes out of all reason.
*/
DIL_NODISCARD DilStatus
dil_ring_new(size_t capacity, size_t item_size, DilRing** out);

/// Free a ring that both threads have left; NULL is fine
void
dil_ring_free(DilRing* ring);

/// Ring a bell, which is borrowed, whenever items have been written; before
/// other threads know the ring
void
dil_ring_set_bell(DilRing* ring, DilBell* bell);

/// Items that the ring holds at most; any thread
size_t
dil_ring_capacity(const DilRing* ring);

/// Items to be read: for the reader at least, for the writer at most these
DIL_REALTIME size_t
dil_ring_fill(const DilRing* ring);

/**
   Append items; for the writer.

   @param items [n_items].
   @return How many fitted, the first ones.
*/
DIL_REALTIME size_t
dil_ring_write(DilRing* ring, const void* items, size_t n_items);

/**
   Take the oldest items; for the reader.

   @param items [n_items] result, or NULL to drop them.
   @return How many there were.
*/
DIL_REALTIME size_t
dil_ring_read(DilRing* ring, void* items, size_t n_items);

#endif // DIL_BASE_RING_H
