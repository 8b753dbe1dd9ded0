// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "shelf_look.h"

#include "preset_shelf_private.h"

#include <stdio.h>
#include <string.h>

/// What the engine tells; without one nothing sounds
static void
look_at_engine(DilEngine* const engine, DilLook* const look)
{
  const DilEngineCounts silence = {.n_voices = 0U};
  const DilEngineCounts counts = engine ? dil_engine_counts(engine) : silence;
  look->is_heard = true;
  look->n_voices = counts.n_voices;
  memcpy(look->keys, counts.keys, sizeof(look->keys));
  memset(look->peak, 0, sizeof(look->peak));
  if (engine) {
    dil_engine_take_peaks(engine, look->peak);
  }
}

bool
dil_shelf_look(DilPresetShelf* const shelf, DilLook* const look)
{
  if (pthread_mutex_trylock(&shelf->lock)) {
    return false;
  }

  look_at_engine(shelf->swap.engine, look);
  snprintf(look->preset,
           sizeof(look->preset),
           "%s",
           shelf->swap.preset ? shelf->path : "");
  look->n_notices = shelf->n_notices;
  memcpy(look->notice, shelf->notice, sizeof(look->notice));
  pthread_mutex_unlock(&shelf->lock);
  return true;
}

void
dil_shelf_watch(DilPresetShelf* const shelf, const bool is_watching)
{
  if (is_watching) {
    atomic_fetch_add(&shelf->n_watchers, 1U);
  } else {
    atomic_fetch_sub(&shelf->n_watchers, 1U);
  }
}

void
dil_shelf_obey(DilPresetShelf* const shelf)
{
  const bool is_wanted = atomic_load(&shelf->n_watchers) > 0U;
  if (shelf->swap.engine && shelf->is_watched != is_wanted) {
    shelf->is_watched = is_wanted;
    if (dil_engine_watch(shelf->swap.engine, is_wanted)) {
      snprintf(shelf->notice,
               sizeof(shelf->notice),
               "not enough memory to watch the network");
      shelf->n_notices += 1U;
    }
  }
}

size_t
dil_shelf_read_steps(DilPresetShelf* const shelf,
                     DilStep* const steps,
                     const size_t n_steps)
{
  size_t n = 0U;
  if (!pthread_mutex_trylock(&shelf->lock)) {
    if (shelf->swap.engine) {
      n = dil_engine_read_steps(shelf->swap.engine, steps, n_steps);
    }
    pthread_mutex_unlock(&shelf->lock);
  }
  return n;
}

bool
dil_shelf_wish(DilPresetShelf* const shelf, const char* const path)
{
  char item[DIL_PATH_SIZE];
  const int length = snprintf(item, sizeof(item), "%s", path);
  return length >= 0 && (size_t)length < sizeof(item) &&
         dil_ring_write(shelf->wishes, item, 1U) == 1U;
}
