// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "latest.h"

#include "arena.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/**
   The count goes up by one before an item is written and by one after it: odd
   is under way.  Each word is released and acquired, so that whoever sees one
   of a new item sees the count that was odd before it, too.
*/
struct DilLatest {
  _Alignas(DIL_ALIGNMENT) atomic_uint count;
  size_t n_words;
  atomic_uint* words; ///< [n_words]
};

static_assert(sizeof(unsigned) == 4U, "items are copied by words");

DilStatus
dil_latest_new(const size_t item_size, DilLatest** const out)
{
  assert(item_size && item_size % sizeof(unsigned) == 0U);
  DilLatest* const latest = (DilLatest*)dil_allocate(sizeof(*latest));
  atomic_uint* const words = (atomic_uint*)dil_allocate(item_size);
  if (!latest || !words) {
    free(words);
    free(latest);
    return DIL_NO_MEMORY;
  }

  atomic_init(&latest->count, 0U);
  latest->n_words = item_size / sizeof(unsigned);
  latest->words = words;
  for (size_t i = 0U; i < latest->n_words; ++i) {
    atomic_init(&words[i], 0U);
  }

  *out = latest;
  return DIL_OK;
}

void
dil_latest_free(DilLatest* const latest)
{
  if (latest) {
    free(latest->words);
    free(latest);
  }
}

void
dil_latest_write(DilLatest* const latest, const void* const item)
{
  const unsigned count =
    atomic_load_explicit(&latest->count, memory_order_relaxed);
  atomic_store_explicit(&latest->count, count + 1U, memory_order_relaxed);
  for (size_t i = 0U; i < latest->n_words; ++i) {
    unsigned word = 0U;
    memcpy(&word, (const char*)item + i * sizeof(word), sizeof(word));
    atomic_store_explicit(&latest->words[i], word, memory_order_release);
  }

  atomic_store_explicit(&latest->count, count + 2U, memory_order_release);
}

uint32_t
dil_latest_version(const DilLatest* const latest)
{
  const unsigned count =
    atomic_load_explicit(&latest->count, memory_order_acquire);
  return count / 2U + count % 2U;
}

bool
dil_latest_read(const DilLatest* const latest, void* const item)
{
  const unsigned count =
    atomic_load_explicit(&latest->count, memory_order_acquire);
  for (size_t i = 0U; i < latest->n_words; ++i) {
    const unsigned word =
      atomic_load_explicit(&latest->words[i], memory_order_acquire);
    memcpy((char*)item + i * sizeof(word), &word, sizeof(word));
  }

  return count % 2U == 0U &&
         atomic_load_explicit(&latest->count, memory_order_relaxed) == count;
}
