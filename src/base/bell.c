// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "bell.h"

#include <semaphore.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

struct DilBell {
  sem_t semaphore;
  atomic_bool is_heard; ///< Somebody listens who has not been woken
};

DilStatus
dil_bell_new(DilBell** const out)
{
  DilBell* const bell = (DilBell*)calloc(1U, sizeof(*bell));
  if (!bell) {
    return DIL_NO_MEMORY;
  }

  (void)sem_init(&bell->semaphore, 0, 0U);
  *out = bell;
  return DIL_OK;
}

void
dil_bell_free(DilBell* const bell)
{
  if (bell) {
    (void)sem_destroy(&bell->semaphore);
    free(bell);
  }
}

// Of two threads that each write and then read what the other writes, the
// fences let at least one see the other's: who rings sees that somebody
// listens, or who listens sees what was done before the ring
void
dil_bell_ring(DilBell* const bell)
{
  if (!bell) {
    return;
  }

  atomic_thread_fence(memory_order_seq_cst);
  if (atomic_load_explicit(&bell->is_heard, memory_order_relaxed) &&
      atomic_exchange_explicit(&bell->is_heard, false, memory_order_relaxed)) {
    (void)sem_post(&bell->semaphore);
  }
}

void
dil_bell_listen(DilBell* const bell)
{
  // Rings after which nobody waited
  while (!sem_trywait(&bell->semaphore)) {
  }
  atomic_store_explicit(&bell->is_heard, true, memory_order_relaxed);
  atomic_thread_fence(memory_order_seq_cst);
}

void
dil_bell_wait(DilBell* const bell)
{
  (void)sem_wait(&bell->semaphore);
}
