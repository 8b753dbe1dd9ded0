// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "ring.h"

#include "arena.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/**
   Places count items for ever and wrap with size_t, which a power of two of
   slots survives.  Each is written by one thread, on a cache line of its own.
*/
struct DilRing {
  _Alignas(DIL_ALIGNMENT) atomic_size_t write_place;
  _Alignas(DIL_ALIGNMENT) atomic_size_t read_place;
  _Alignas(DIL_ALIGNMENT) size_t n_slots;
  size_t item_size;
  char* slots;   ///< [n_slots][item_size]
  DilBell* bell; ///< Or NULL
};

/// Copy a range of items that may wrap around the end of the slots
typedef struct {
  size_t first_slot; ///< Slot of the range's first item
  size_t n_first;    ///< Items until the last slot
  size_t n_second;   ///< Items from slot 0 on
} Range;

static Range
range_at(const DilRing* const ring, const size_t place, const size_t n_items)
{
  const size_t slot = place & (ring->n_slots - 1U);
  const size_t n_left = ring->n_slots - slot;
  const size_t n_first = n_items < n_left ? n_items : n_left;
  const Range range = {slot, n_first, n_items - n_first};
  return range;
}

DilStatus
dil_ring_new(const size_t capacity, const size_t item_size, DilRing** const out)
{
  size_t n_slots = 1U;
  while (n_slots < capacity && n_slots <= SIZE_MAX / 4U) {
    n_slots *= 2U;
  }
  if (n_slots < capacity || item_size > SIZE_MAX / 4U / n_slots) {
    return DIL_NO_MEMORY;
  }

  DilRing* const ring = (DilRing*)dil_allocate(sizeof(*ring));
  char* const slots = (char*)dil_allocate(n_slots * item_size);
  if (!ring || !slots) {
    free(slots);
    free(ring);
    return DIL_NO_MEMORY;
  }

  atomic_init(&ring->write_place, 0U);
  atomic_init(&ring->read_place, 0U);
  ring->n_slots = n_slots;
  ring->item_size = item_size;
  ring->slots = slots;
  ring->bell = NULL;
  *out = ring;
  return DIL_OK;
}

void
dil_ring_free(DilRing* const ring)
{
  if (ring) {
    free(ring->slots);
    free(ring);
  }
}

void
dil_ring_set_bell(DilRing* const ring, DilBell* const bell)
{
  ring->bell = bell;
}

size_t
dil_ring_capacity(const DilRing* const ring)
{
  return ring->n_slots;
}

size_t
dil_ring_fill(const DilRing* const ring)
{
  // A thread's own place is exact and the other's may be old, which errs to the
  // side that the declaration promises
  const size_t read_place =
    atomic_load_explicit(&ring->read_place, memory_order_acquire);
  const size_t write_place =
    atomic_load_explicit(&ring->write_place, memory_order_acquire);
  return write_place - read_place;
}

size_t
dil_ring_write(DilRing* const ring,
               const void* const items,
               const size_t n_items)
{
  const size_t place =
    atomic_load_explicit(&ring->write_place, memory_order_relaxed);
  const size_t n_free =
    ring->n_slots -
    (place - atomic_load_explicit(&ring->read_place, memory_order_acquire));
  const size_t n = n_items < n_free ? n_items : n_free;
  if (!n) {
    return 0U;
  }

  const size_t size = ring->item_size;
  const char* const bytes = (const char*)items;
  const Range range = range_at(ring, place, n);
  memcpy(ring->slots + range.first_slot * size, bytes, range.n_first * size);
  memcpy(ring->slots, bytes + range.n_first * size, range.n_second * size);
  atomic_store_explicit(&ring->write_place, place + n, memory_order_release);
  dil_bell_ring(ring->bell);
  return n;
}

size_t
dil_ring_read(DilRing* const ring, void* const items, const size_t n_items)
{
  const size_t place =
    atomic_load_explicit(&ring->read_place, memory_order_relaxed);
  const size_t n_there =
    atomic_load_explicit(&ring->write_place, memory_order_acquire) - place;
  const size_t n = n_items < n_there ? n_items : n_there;
  if (n && items) {
    const size_t size = ring->item_size;
    char* const bytes = (char*)items;
    const Range range = range_at(ring, place, n);
    memcpy(bytes, ring->slots + range.first_slot * size, range.n_first * size);
    memcpy(bytes + range.n_first * size, ring->slots, range.n_second * size);
  }

  atomic_store_explicit(&ring->read_place, place + n, memory_order_release);
  return n;
}
