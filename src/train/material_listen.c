// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "material_listen.h"

#include "key_name.h"
#include "lines.h"
#include "message.h"
#include "pool.h"
#include "take.h"

#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// Recordings that are listened to by several threads
typedef struct {
  const DilMaterial* material;
  DilTake* takes;  ///< [n_regions]
  DilLines* lines; ///< [n_regions]
  DilPreparationCallback callback;
  void* user;
  DilStatus* results; ///< [n_regions]
  atomic_size_t next;
  atomic_size_t n_done;
  atomic_bool is_cancelled;
} Work;

/// A name for a region that has no file
static char*
name_of(const DilSfzRegion* const region)
{
  char key[8];
  char text[64];
  if (region->sample) {
    return strdup(region->sample);
  }

  dil_key_print(region->key_center, key);
  snprintf(text,
           sizeof(text),
           "%s, vel. %d to %d",
           key,
           region->lo_velocity,
           region->hi_velocity);
  return strdup(text);
}

static DilStatus
listen_to(const Work* const work, const uint32_t thread, const size_t index)
{
  DilMessage message = {""};
  DilTake* const take = &work->takes[index];
  DilLines* const lines = &work->lines[index];
  take->region = work->material->regions[index];
  take->told_key = (int)lrint(dil_region_pitch(&take->region));
  take->name = name_of(&take->region);
  if (!take->name) {
    return DIL_NO_MEMORY;
  }

  DilStatus status = dil_material_clean(
    work->material, thread, index, &take->audio, &take->cleaning, &message);
  if (status) {
    return status == DIL_NO_MEMORY
             ? status
             : dil_lines_add(lines, "%s; left out", message.text);
  }

  status = dil_take_listen(take, lines);
  if (!status && take->is_used) {
    status = dil_take_judge(take, lines);
    status = status ? status : dil_take_complain(take, lines);
  }

  return status;
}

static void
listen_to_share(void* const context, const uint32_t thread)
{
  Work* const work = (Work*)context;
  const size_t n = work->material->n_regions;
  for (size_t i = atomic_fetch_add(&work->next, 1U);
       i < n && !atomic_load(&work->is_cancelled);
       i = atomic_fetch_add(&work->next, 1U)) {
    work->results[i] = listen_to(work, thread, i);
    const size_t n_done = 1U + atomic_fetch_add(&work->n_done, 1U);
    if (!thread && work->callback && !work->callback(work->user, n_done, n)) {
      atomic_store(&work->is_cancelled, true);
    }
  }
}

static DilStatus
listen_to_all(Work* const work,
              const uint32_t n_threads,
              DilTakes* const takes,
              DilMessage* const message)
{
  const size_t n = work->material->n_regions;
  DilPool* const pool = dil_pool_new(n_threads);
  takes->takes = (DilTake*)calloc(n, sizeof(*takes->takes));
  work->takes = takes->takes;
  work->lines = (DilLines*)calloc(n, sizeof(*work->lines));
  work->results = (DilStatus*)calloc(n, sizeof(*work->results));
  const bool is_ready = pool && work->takes && work->lines && work->results;
  DilStatus status = is_ready ? DIL_OK : dil_fail_memory(message);
  if (is_ready) {
    takes->n = n;
    dil_pool_run(pool, listen_to_share, work);
  }

  for (size_t i = 0U; is_ready && i < n; ++i) {
    const DilStatus moved = dil_lines_move(&work->lines[i], &takes->lines);
    if (!status && (work->results[i] || moved)) {
      status = dil_fail_memory(message);
    }
  }
  if (!status && atomic_load(&work->is_cancelled)) {
    status = dil_fail(message, DIL_CANCELLED, "stopped");
  }

  free(work->results);
  free(work->lines);
  dil_pool_free(pool);
  return status;
}

DilStatus
dil_material_listen(const DilMaterial* const material,
                    const uint32_t n_threads,
                    const DilPreparationCallback callback,
                    void* const user,
                    DilTakes* const takes,
                    DilMessage* const message)
{
  Work work = {.material = material, .callback = callback, .user = user};
  return listen_to_all(&work, n_threads, takes, message);
}
