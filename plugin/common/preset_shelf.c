// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "preset_shelf.h"

#include "preset_files.h"
#include "preset_shelf_private.h"
#include "printable.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// Rounds of the worker until a missing preset is looked for again, 2 s
#define ROUNDS_TO_SEARCH 64U

/// Paths, or news, that wait in a ring
#define N_PATHS 4U

DIL_PRINTF(3, 4)
static void
tell(DilPresetShelf* const shelf,
     const DilLogLevel level,
     const char* const format,
     ...)
{
  char text[DIL_PATH_SIZE + 256U];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof(text), format, arguments);
  va_end(arguments);
  dil_make_printable(text);
  if (level != DIL_LOG_NOTE) {
    snprintf(shelf->notice, sizeof(shelf->notice), "%.511s", text);
    shelf->n_notices += 1U;
  }
  shelf->host.log(shelf->host.context, level, text);
}

/// Hand over what waits
static void
deliver(DilPresetShelf* const shelf)
{
  dil_bank_swap_deliver(&shelf->swap);
  if (shelf->is_news) {
    dil_preset_news_write(&shelf->latest, shelf->path, shelf->swap.preset);
    shelf->is_news = dil_ring_write(shelf->news, &shelf->latest, 1U) == 0U;
  }
  dil_shelf_obey(shelf);
}

/// Play another preset, which becomes the shelf's, or none
static void
play(DilPresetShelf* const shelf, DilPreset* const preset)
{
  DilMessage message;
  if (dil_bank_swap_play(&shelf->swap, preset, &message)) {
    tell(shelf, DIL_LOG_ERROR, "%s", message.text);
  }

  shelf->is_news = true;
  deliver(shelf);
  shelf->host.changed(shelf->host.context);
}

static void
play_from(DilPresetShelf* const shelf,
          DilPreset* const preset,
          const char* const path)
{
  snprintf(shelf->path, sizeof(shelf->path), "%s", path);
  snprintf(shelf->hash, sizeof(shelf->hash), "%s", dil_preset_hash(preset));
  shelf->is_missing = false;
  shelf->is_told = false;
  play(shelf, preset);
}

/// Load a listed preset, for a shelf that was told of none
static bool
try_listed(DilPresetShelf* const shelf, const char* const path)
{
  DilMessage message;
  DilPreset* preset = NULL;
  const DilStatus status = dil_preset_load(path, &preset, &message);
  if (!status) {
    play_from(shelf, preset, path);
  } else if (!shelf->is_missing) {
    // Once, and not whenever it is tried again
    tell(shelf, DIL_LOG_WARNING, "%s", message.text);
  }

  return !status;
}

/// The usual preset, or else the first that can be loaded
static bool
find_any(DilPresetShelf* const shelf)
{
  const DilPresetFiles* const found = dil_catalog_files(shelf->catalog);
  const size_t usual = dil_preset_files_index(found, DIL_USUAL_PRESET);
  bool is_found =
    usual < found->n_files && try_listed(shelf, found->files[usual].path);
  for (size_t i = 0U; i < found->n_files && !is_found; ++i) {
    is_found = i != usual && try_listed(shelf, found->files[i].path);
  }

  return is_found;
}

/// True if a preset is the one whose hash was saved, or none was
static bool
is_wanted(const DilPresetShelf* const shelf, const DilPreset* const preset)
{
  return !shelf->hash[0] || !strcmp(shelf->hash, dil_preset_hash(preset));
}

/// The preset that is wanted, from its old place or from a new one
static bool
find_wanted(DilPresetShelf* const shelf)
{
  DilPreset* there = NULL;
  DilPreset* elsewhere = NULL;
  char path[DIL_PATH_SIZE];
  if (dil_preset_load(shelf->path, &there, NULL)) {
    there = NULL;
  }
  if (shelf->hash[0] && !(there && is_wanted(shelf, there)) &&
      dil_catalog_load(shelf->catalog, shelf->hash, path, &elsewhere)) {
    elsewhere = NULL;
  }

  if (elsewhere) {
    dil_preset_free(there);
    tell(shelf, DIL_LOG_NOTE, "%s is now %s", shelf->path, path);
    play_from(shelf, elsewhere, path);
  } else if (there) {
    memcpy(path, shelf->path, sizeof(path));
    if (!is_wanted(shelf, there)) {
      tell(shelf, DIL_LOG_WARNING, "%s has changed since it was saved", path);
    }
    play_from(shelf, there, path);
  }

  return there || elsewhere;
}

static bool
find(DilPresetShelf* const shelf)
{
  const bool is_known = shelf->path[0] || shelf->hash[0];
  return is_known ? find_wanted(shelf) : find_any(shelf);
}

/// Say once which preset is missing
static void
tell_missing(DilPresetShelf* const shelf)
{
  const char* const wanted = shelf->path[0] ? shelf->path : shelf->hash;
  if (shelf->is_told) {
    return;
  }

  shelf->is_told = true;
  if (wanted[0]) {
    tell(shelf,
         DIL_LOG_ERROR,
         "preset %s is not there; silent until it is",
         wanted);
  } else {
    tell(shelf,
         DIL_LOG_ERROR,
         "there is no preset in any of the preset folders; silent until there "
         "is one");
  }
}

/// Look for the preset that is wanted and play it
static void
look_for(DilPresetShelf* const shelf)
{
  dil_catalog_refresh(shelf->catalog);
  if (!find(shelf)) {
    tell_missing(shelf);
    shelf->is_missing = true;
    shelf->n_rounds = 0U;
    play(shelf, NULL);
  }
}

/// Load a preset that was asked for
static DilStatus
load(DilPresetShelf* const shelf, const char* const path)
{
  DilMessage message;
  DilPreset* preset = NULL;
  const DilStatus status = dil_preset_load(path, &preset, &message);
  if (status) {
    tell(shelf, DIL_LOG_ERROR, "%s", message.text);
  } else {
    play_from(shelf, preset, path);
  }

  return status;
}

static void
search_again(DilPresetShelf* const shelf)
{
  shelf->n_rounds = (shelf->n_rounds + 1U) % ROUNDS_TO_SEARCH;
  if (!shelf->n_rounds) {
    dil_catalog_refresh(shelf->catalog);
    if (find(shelf)) {
      tell(shelf, DIL_LOG_NOTE, "preset %s is there", shelf->path);
    }
  }
}

/// One round of the worker
static void
work(void* const context)
{
  DilPresetShelf* const shelf = (DilPresetShelf*)context;
  char path[DIL_PATH_SIZE];
  pthread_mutex_lock(&shelf->lock);
  while (dil_ring_read(shelf->requests, path, 1U) == 1U ||
         dil_ring_read(shelf->wishes, path, 1U) == 1U) {
    (void)load(shelf, path);
  }

  if (shelf->is_missing) {
    search_again(shelf);
  }

  deliver(shelf);
  pthread_mutex_unlock(&shelf->lock);
}

static DilStatus
make_parts(DilPresetShelf* const shelf, const char* const bundle)
{
  DilStatus status = dil_catalog_new(bundle, &shelf->catalog);
  if (!status) {
    status = dil_ring_new(N_PATHS, DIL_PATH_SIZE, &shelf->requests);
  }
  if (!status) {
    status = dil_ring_new(N_PATHS, sizeof(DilPresetNews), &shelf->news);
  }
  if (!status) {
    status = dil_ring_new(N_PATHS, DIL_PATH_SIZE, &shelf->wishes);
  }
  if (!status) {
    status = dil_worker_new(work, shelf, &shelf->worker);
  }

  return status;
}

DilStatus
dil_shelf_new(const DilPluginHost* const host,
              const char* const bundle,
              DilPresetShelf** const out)
{
  DilPresetShelf* const shelf = (DilPresetShelf*)calloc(1U, sizeof(*shelf));
  if (!shelf) {
    return DIL_NO_MEMORY;
  }

  shelf->host = *host;
  pthread_mutex_init(&shelf->lock, NULL);
  const DilStatus status = make_parts(shelf, bundle);
  if (status) {
    dil_shelf_free(shelf);
  } else {
    *out = shelf;
  }

  return status;
}

void
dil_shelf_free(DilPresetShelf* const shelf)
{
  if (shelf) {
    dil_worker_free(shelf->worker);
    dil_bank_swap_stop(&shelf->swap);
    dil_preset_free(shelf->swap.preset);
    dil_ring_free(shelf->wishes);
    dil_ring_free(shelf->news);
    dil_ring_free(shelf->requests);
    dil_catalog_free(shelf->catalog);
    pthread_mutex_destroy(&shelf->lock);
    free(shelf);
  }
}

DilStatus
dil_shelf_start(DilPresetShelf* const shelf,
                const DilEngineSettings* const settings,
                DilEngine** const out,
                DilMessage* const message)
{
  pthread_mutex_lock(&shelf->lock);
  if (!shelf->swap.preset && !shelf->is_missing) {
    look_for(shelf);
  }

  const DilStatus status = dil_bank_swap_start(&shelf->swap, settings, message);
  if (!status) {
    *out = shelf->swap.engine;
    shelf->is_watched = false;
    dil_shelf_obey(shelf);
  }

  pthread_mutex_unlock(&shelf->lock);
  return status;
}

void
dil_shelf_stop(DilPresetShelf* const shelf)
{
  pthread_mutex_lock(&shelf->lock);
  dil_bank_swap_stop(&shelf->swap);
  pthread_mutex_unlock(&shelf->lock);
}

uint32_t
dil_shelf_latency(DilPresetShelf* const shelf, const uint32_t rate)
{
  pthread_mutex_lock(&shelf->lock);
  const uint32_t latency = dil_bank_swap_latency(&shelf->swap, rate);
  pthread_mutex_unlock(&shelf->lock);
  return latency;
}

DilStatus
dil_shelf_load(DilPresetShelf* const shelf, const char* const path)
{
  pthread_mutex_lock(&shelf->lock);
  const DilStatus status = load(shelf, path);
  pthread_mutex_unlock(&shelf->lock);
  return status;
}

bool
dil_shelf_request(DilPresetShelf* const shelf, const char* const path)
{
  char item[DIL_PATH_SIZE];
  const size_t length = strnlen(path, sizeof(item));
  if (length == sizeof(item)) {
    return false;
  }

  memcpy(item, path, length + 1U);
  return dil_ring_write(shelf->requests, item, 1U) == 1U;
}

bool
dil_shelf_news(DilPresetShelf* const shelf, DilPresetNews* const news)
{
  return dil_ring_read(shelf->news, news, 1U) == 1U;
}

void
dil_shelf_wanted(DilPresetShelf* const shelf,
                 char* const path,
                 char* const hash)
{
  pthread_mutex_lock(&shelf->lock);
  snprintf(path, DIL_PATH_SIZE, "%s", shelf->path);
  snprintf(hash, DIL_HASH_SIZE, "%s", shelf->hash);
  pthread_mutex_unlock(&shelf->lock);
}

void
dil_shelf_want(DilPresetShelf* const shelf,
               const char* const path,
               const char* const hash)
{
  pthread_mutex_lock(&shelf->lock);
  shelf->is_told =
    shelf->is_told && !strcmp(shelf->path, path) && !strcmp(shelf->hash, hash);
  snprintf(shelf->path, sizeof(shelf->path), "%s", path);
  snprintf(shelf->hash, sizeof(shelf->hash), "%s", hash);
  look_for(shelf);
  pthread_mutex_unlock(&shelf->lock);
}
