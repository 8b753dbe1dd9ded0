// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "preset_browse.h"

#include "number.h"
#include "preset_files.h"
#include "window_favourites.h"

#include "dilaton/preset.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/// A piece of memory that lives as long as the list
typedef struct Kept {
  struct Kept* next;
  _Alignas(16) char bytes[];
} Kept;

/// A file of the worker's list
typedef struct {
  DilViewPreset shown; ///< What is kept of it, and known so far
  struct stat facts;   ///< When it was seen
  bool is_read;
} Entry;

/// What is shown
typedef struct {
  DilViewPreset* presets; ///< [n]
  size_t n;
} Shelf;

struct PresetBrowse {
  char* beside; ///< Or NULL

  // Of the worker
  Kept* kept;
  Entry* entries; ///< [n_entries]
  size_t n_entries;
  size_t n_read;   ///< Entries from the first on
  size_t n_silent; ///< Read since the last time that it was shown

  pthread_mutex_t lock;
  Shelf next; ///< What the worker has made, if `is_new`
  bool is_new;

  // Of the thread that shows
  Shelf now;
  uint64_t serial;
  WindowFavourites favourites;
};

DilStatus
preset_browse_new(const char* const beside, PresetBrowse** const out)
{
  PresetBrowse* const browse = (PresetBrowse*)calloc(1U, sizeof(*browse));
  char* const copy = beside ? strdup(beside) : NULL;
  if (!browse || (beside && !copy) || pthread_mutex_init(&browse->lock, NULL)) {
    free(copy);
    free(browse);
    return DIL_NO_MEMORY;
  }

  browse->beside = copy;
  browse->favourites = window_favourites_load();
  *out = browse;
  return DIL_OK;
}

void
preset_browse_free(PresetBrowse* const browse)
{
  if (!browse) {
    return;
  }

  while (browse->kept) {
    Kept* const kept = browse->kept;
    browse->kept = kept->next;
    free(kept);
  }
  free(browse->beside);
  free(browse->entries);
  free(browse->next.presets);
  free(browse->now.presets);
  window_favourites_free(&browse->favourites);
  pthread_mutex_destroy(&browse->lock);
  free(browse);
}

/// Zeroed memory that lives as long as the list, or NULL
static void*
take_memory(PresetBrowse* const browse, const size_t size)
{
  Kept* const kept = (Kept*)calloc(1U, sizeof(*kept) + size);
  if (!kept) {
    return NULL;
  }

  kept->next = browse->kept;
  browse->kept = kept;
  return kept->bytes;
}

/// Keep a text, which may be NULL; NULL without memory
static const char*
keep(PresetBrowse* const browse, const char* const text)
{
  const size_t size = text ? strlen(text) + 1U : 0U;
  char* const copy = size > 1U ? (char*)take_memory(browse, size) : NULL;
  return copy ? (const char*)memcpy(copy, text, size) : NULL;
}

/// Hand over what is known so far
static void
publish(PresetBrowse* const browse)
{
  const size_t n = browse->n_entries;
  DilViewPreset* const presets =
    (DilViewPreset*)calloc(n + 1U, sizeof(*presets));
  if (!presets) {
    return;
  }

  for (size_t i = 0U; i < n; ++i) {
    presets[i] = browse->entries[i].shown;
  }

  pthread_mutex_lock(&browse->lock);
  DilViewPreset* const unseen = browse->next.presets;
  browse->next.presets = presets;
  browse->next.n = n;
  browse->is_new = true;
  pthread_mutex_unlock(&browse->lock);
  free(unseen);
  browse->n_silent = 0U;
}

static bool
is_same(const Entry* const entry, const DilPresetFile* const file)
{
  const struct stat* const x = &entry->facts;
  const struct stat* const y = &file->facts;
  return !strcmp(entry->shown.path, file->path) && x->st_ino == y->st_ino &&
         x->st_size == y->st_size && x->st_mtim.tv_sec == y->st_mtim.tv_sec &&
         x->st_mtim.tv_nsec == y->st_mtim.tv_nsec;
}

/// Describe a file as it was known, at best at place `hint`, or by its name
static bool
describe(PresetBrowse* const browse,
         const DilPresetFile* const file,
         const size_t hint,
         Entry* const entry)
{
  for (size_t i = 0U; i < browse->n_entries; ++i) {
    const Entry* const known = &browse->entries[(hint + i) % browse->n_entries];
    if (known->is_read && is_same(known, file)) {
      *entry = *known;
      return true;
    }
  }

  entry->facts = file->facts;
  entry->shown.path = keep(browse, file->path);
  entry->shown.name = keep(browse, file->name);
  entry->shown.lo_key = -1;
  entry->shown.hi_key = -1;
  entry->shown.bits = NAN;
  entry->shown.score = NAN;
  return entry->shown.path && entry->shown.name;
}

void
preset_browse_refresh(PresetBrowse* const browse)
{
  DilPresetFiles found;
  if (dil_preset_files_find(browse->beside, &found)) {
    return;
  }

  Entry* const entries = (Entry*)calloc(found.n_files + 1U, sizeof(*entries));
  size_t n = 0U;
  for (size_t i = 0U; entries && i < found.n_files; ++i) {
    if (!found.files[i].is_hidden &&
        describe(browse, &found.files[i], n, &entries[n])) {
      n += 1U;
    }
  }
  dil_preset_files_clear(&found);
  if (entries) {
    free(browse->entries);
    browse->entries = entries;
    browse->n_entries = n;
    browse->n_read = 0U;
    publish(browse);
  }
}

/// Write down the instruments of a preset; false without memory
static bool
describe_instruments(PresetBrowse* const browse,
                     const DilPreset* const preset,
                     DilViewPreset* const shown)
{
  const uint32_t n = dil_preset_n_instruments(preset);
  const char** const names =
    (const char**)take_memory(browse, n * sizeof(*names));
  if (!names) {
    return false;
  }

  for (uint32_t i = 0U; i < n; ++i) {
    const DilInstrument* const instrument = dil_preset_instrument(preset, i);
    const char* const name = keep(browse, instrument->name);
    names[i] = name ? name : shown->name;
    shown->lo_key = i && shown->lo_key < instrument->lo_key
                      ? shown->lo_key
                      : instrument->lo_key;
    shown->hi_key = i && shown->hi_key > instrument->hi_key
                      ? shown->hi_key
                      : instrument->hi_key;
  }
  shown->instruments = names;
  shown->n_instruments = n;
  return true;
}

static void
describe_preset(PresetBrowse* const browse,
                const DilPreset* const preset,
                DilViewPreset* const shown)
{
  const char* const title = keep(browse, dil_preset_text(preset, "title"));
  double bits = (double)NAN;
  (void)dil_number_read(dil_preset_text(preset, "training.bits_held_out"),
                        &bits);
  shown->name = title ? title : shown->name;
  shown->family = keep(browse, dil_preset_family(preset, 0U));
  shown->authors = keep(browse, dil_preset_text(preset, "authors"));
  shown->recordings = keep(browse, dil_preset_instrument(preset, 0U)->credits);
  shown->licence = keep(browse, dil_preset_text(preset, "licence"));
  shown->rate = dil_preset_rate(preset);
  shown->bits = (float)bits;
  (void)describe_instruments(browse, preset, shown);
}

bool
preset_browse_read(PresetBrowse* const browse)
{
  while (browse->n_read < browse->n_entries &&
         browse->entries[browse->n_read].is_read) {
    browse->n_read += 1U;
  }
  if (browse->n_read == browse->n_entries) {
    if (browse->n_silent) {
      publish(browse);
    }
    return false;
  }

  Entry* const entry = &browse->entries[browse->n_read++];
  DilPreset* preset = NULL;
  if (!dil_preset_load(entry->shown.path, &preset, NULL)) {
    describe_preset(browse, preset, &entry->shown);
  }
  dil_preset_free(preset);
  entry->is_read = true;

  // More and more at once, so that a long list is not copied without end
  if (++browse->n_silent > browse->n_read / 4U) {
    publish(browse);
  }
  return true;
}

/// Put the marks where they belong
static void
mark_favourites(PresetBrowse* const browse)
{
  for (size_t i = 0U; i < browse->now.n; ++i) {
    DilViewPreset* const preset = &browse->now.presets[i];
    preset->is_favourite =
      window_favourites_has(&browse->favourites, preset->path);
  }
  browse->serial += 1U;
}

const DilViewPreset*
preset_browse_show(PresetBrowse* const browse,
                   size_t* const n_presets,
                   uint64_t* const serial)
{
  // Whoever shows does not wait
  if (!pthread_mutex_trylock(&browse->lock)) {
    const bool is_new = browse->is_new;
    if (is_new) {
      free(browse->now.presets);
      browse->now = browse->next;
      browse->next.presets = NULL;
      browse->is_new = false;
    }
    pthread_mutex_unlock(&browse->lock);
    if (is_new) {
      mark_favourites(browse);
    }
  }

  *n_presets = browse->now.n;
  *serial = browse->serial;
  return browse->now.presets;
}

void
preset_browse_favour(PresetBrowse* const browse,
                     const char* const path,
                     const bool is_favourite)
{
  window_favourites_set(&browse->favourites, path, is_favourite);
  mark_favourites(browse);
}
