// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "preset_browse.h"

#include "own_folder.h"
#include "preset_files.h"
#include "preset_shown.h"
#include "window_favourites.h"

#include "dilaton/preset.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
  const char* played; ///< Path of what was asked for, or NULL
  size_t place;       ///< Of that, or DIL_VIEW_NONE if it is no file
} Shelf;

struct PresetBrowse {
  char* beside; ///< Or NULL

  // Of the worker
  PresetShown* kept; ///< What entries refer to
  Entry* entries;    ///< [n_entries]
  size_t n_entries;
  size_t n_read;      ///< Entries from the first on
  size_t n_silent;    ///< Read since the last time that it was shown
  const char* played; ///< Path that was asked for last, or NULL
  size_t place;       ///< Of that, or DIL_VIEW_NONE

  pthread_mutex_t lock;
  char asked[DIL_PATH_SIZE]; ///< Path that is asked for, or ""
  Shelf next;                ///< What the worker has made, if `is_new`
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

  preset_shown_free(browse->kept);
  free(browse->beside);
  free(browse->entries);
  free(browse->next.presets);
  free(browse->now.presets);
  window_favourites_free(&browse->favourites);
  pthread_mutex_destroy(&browse->lock);
  free(browse);
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
  browse->next.played = browse->played;
  browse->next.place = browse->place;
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
  entry->shown.path = preset_shown_keep(&browse->kept, file->path);
  entry->shown.name = preset_shown_keep(&browse->kept, file->name);
  entry->shown.lo_key = -1;
  entry->shown.hi_key = -1;
  entry->shown.bits = NAN;
  entry->shown.score = NAN;
  return entry->shown.path && entry->shown.name;
}

/// Find what was asked for among the entries, by its path or as the same file
static size_t
find_entry(const PresetBrowse* const browse,
           const char* const path,
           const struct stat* const facts)
{
  for (size_t i = 0U; i < browse->n_entries; ++i) {
    const Entry* const entry = &browse->entries[i];
    if (!strcmp(entry->shown.path, path) ||
        (entry->facts.st_dev == facts->st_dev &&
         entry->facts.st_ino == facts->st_ino)) {
      return i;
    }
  }
  return DIL_VIEW_NONE;
}

/// Add a file that is in none of the folders; its place, or DIL_VIEW_NONE
static size_t
add_entry(PresetBrowse* const browse,
          const char* const path,
          const struct stat* const facts)
{
  const char* const slash = strrchr(path, '/');
  char name[DIL_PATH_SIZE];
  snprintf(name, sizeof(name), "%s", slash ? slash + 1 : path);
  if (dil_has_preset_suffix(name)) {
    name[strlen(name) - strlen(DIL_PRESET_SUFFIX)] = '\0';
  }

  char copy[DIL_PATH_SIZE];
  snprintf(copy, sizeof(copy), "%s", path);
  const size_t n = browse->n_entries;
  const DilPresetFile file = {copy, name, *facts, false};
  Entry entry;
  memset(&entry, 0, sizeof(entry));
  Entry* const entries =
    (Entry*)realloc(browse->entries, (n + 1U) * sizeof(*entries));
  browse->entries = entries ? entries : browse->entries;
  if (!entries || !describe(browse, &file, n, &entry)) {
    return DIL_VIEW_NONE;
  }

  entries[n] = entry;
  browse->n_entries = n + 1U;
  return n;
}

/// Have what was asked for in the list
static void
include(PresetBrowse* const browse)
{
  struct stat facts;
  browse->place = DIL_VIEW_NONE;
  if (browse->played && !stat(browse->played, &facts)) {
    const size_t place = find_entry(browse, browse->played, &facts);
    browse->place = place == DIL_VIEW_NONE
                      ? add_entry(browse, browse->played, &facts)
                      : place;
  }
}

/// See whether something else is asked for, and have it in the list
static void
take_asked(PresetBrowse* const browse)
{
  char path[DIL_PATH_SIZE];
  pthread_mutex_lock(&browse->lock);
  memcpy(path, browse->asked, sizeof(path));
  pthread_mutex_unlock(&browse->lock);
  if (path[0] && (!browse->played || !!strcmp(browse->played, path))) {
    browse->played = preset_shown_keep(&browse->kept, path);
    include(browse);
    publish(browse);
  }
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
    include(browse);
    publish(browse);
  }
}

/// The entry to read next, what plays before all others, or NULL
static Entry*
next_entry(PresetBrowse* const browse)
{
  Entry* const entries = browse->entries;
  const size_t n = browse->n_entries;
  if (browse->place < n && !entries[browse->place].is_read) {
    return &entries[browse->place];
  }
  while (browse->n_read < n && entries[browse->n_read].is_read) {
    browse->n_read += 1U;
  }
  return browse->n_read < n ? &entries[browse->n_read] : NULL;
}

bool
preset_browse_read(PresetBrowse* const browse)
{
  take_asked(browse);
  Entry* const entry = next_entry(browse);
  if (!entry) {
    if (browse->n_silent) {
      publish(browse);
    }
    return false;
  }

  DilPreset* preset = NULL;
  if (!dil_preset_load(entry->shown.path, &preset, NULL)) {
    preset_shown_describe(&browse->kept, preset, &entry->shown);
  }
  dil_preset_free(preset);
  entry->is_read = true;

  // More and more at once, so that a long list is not copied without end
  const bool plays = (size_t)(entry - browse->entries) == browse->place;
  if (++browse->n_silent > browse->n_read / 4U || plays) {
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

size_t
preset_browse_index(PresetBrowse* const browse,
                    const char* const path,
                    bool* const is_asked)
{
  const Shelf* const now = &browse->now;
  *is_asked = false;
  for (size_t i = 0U; i < now->n; ++i) {
    if (!strcmp(now->presets[i].path, path)) {
      return i;
    }
  }
  if (now->played && !strcmp(now->played, path)) {
    return now->place;
  }
  if (path[0] && !pthread_mutex_trylock(&browse->lock)) {
    *is_asked = !!strcmp(browse->asked, path);
    snprintf(browse->asked, sizeof(browse->asked), "%s", path);
    pthread_mutex_unlock(&browse->lock);
  }
  return DIL_VIEW_NONE;
}

void
preset_browse_favour(PresetBrowse* const browse,
                     const char* const path,
                     const bool is_favourite)
{
  window_favourites_set(&browse->favourites, path, is_favourite);
  mark_favourites(browse);
}
