// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "steady_takes.h"

#include "phase_lock.h"
#include "pool.h"
#include "vibrato.h"

#include "dilaton/audio.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>

/// Takes that several threads bring to a steady pitch
typedef struct {
  DilTake* takes;       ///< [n]
  size_t n;             ///< All
  DilVibrato* vibratos; ///< [n]
  atomic_size_t next;
  atomic_bool is_failed;
} Work;

/// Lengths follow the warp, which moves them by no more than drift does
static size_t
follow(const size_t place, const size_t before, const size_t after)
{
  return (size_t)((double)place * (double)after / (double)before);
}

static DilStatus
make_steady(DilTake* const take, DilVibrato* const vibrato)
{
  DilPhaseLock result;
  const size_t before = take->audio.n_frames;
  const DilStatus status =
    dil_phase_lock(&take->audio, dil_region_frequency(&take->region), &result);
  if (status) {
    return status;
  }

  take->held_end = follow(take->held_end, before, take->audio.n_frames);
  take->sound_end = follow(take->sound_end, before, take->audio.n_frames);
  *vibrato = result.vibrato;
  return DIL_OK;
}

static void
make_share_steady(void* const context, const uint32_t thread)
{
  (void)thread;
  Work* const work = (Work*)context;
  for (size_t i = atomic_fetch_add(&work->next, 1U); i < work->n;
       i = atomic_fetch_add(&work->next, 1U)) {
    if (work->takes[i].is_used &&
        make_steady(&work->takes[i], &work->vibratos[i])) {
      atomic_store(&work->is_failed, true);
    }
  }
}

DilStatus
dil_takes_steady(DilTakes* const takes,
                 const uint32_t n_threads,
                 DilVibrato* const vibrato)
{
  DilVibrato* const vibratos = (DilVibrato*)calloc(takes->n, sizeof(*vibratos));
  DilPool* const pool = dil_pool_new(n_threads);
  DilStatus status = vibratos && pool ? DIL_OK : DIL_NO_MEMORY;
  if (!status) {
    Work work = {.takes = takes->takes, .n = takes->n, .vibratos = vibratos};
    dil_pool_run(pool, make_share_steady, &work);
    status = atomic_load(&work.is_failed)
               ? DIL_NO_MEMORY
               : dil_vibrato_median(vibratos, takes->n, vibrato);
  }

  dil_pool_free(pool);
  free(vibratos);
  return status;
}
