// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "catalog.h"

#include "preset_folders.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define SUFFIX ".safetensors"

enum {
  max_presets = 1024, ///< Enough to choose from, and a limit to the search
  hash_length = 64
};

/// A file, known by what stat() tells of it
typedef struct {
  char* path;                  ///< Owned
  char* name;                  ///< Owned
  struct stat facts;           ///< When it was seen
  char hash[hash_length + 1U]; ///< "" if not known, "-" if it is no preset
} Entry;

struct DilCatalog {
  char* bundle;   ///< Owned, or NULL
  Entry* entries; ///< [n_entries], with room for max_presets
  size_t n_entries;
};

/// A catalog that is being filled again
typedef struct {
  DilCatalog* catalog;
  const char* folder; ///< Being looked through
  const Entry* known; ///< [n_known] entries from before, for their hashes
  size_t n_known;     ///< Entries from before
  size_t n_kept;      ///< Of those, the ones that are still there
} Search;

static bool
is_same_content(const struct stat* const a, const struct stat* const b)
{
  return a->st_dev == b->st_dev && a->st_ino == b->st_ino &&
         a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
         a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

static bool
is_listed(const DilCatalog* const catalog, const struct stat* const facts)
{
  for (size_t i = 0U; i < catalog->n_entries; ++i) {
    const struct stat* const other = &catalog->entries[i].facts;
    if (other->st_dev == facts->st_dev && other->st_ino == facts->st_ino) {
      return true;
    }
  }

  return false;
}

/// Take over the hash of a file that has not changed
static void
recall(Search* const search, Entry* const entry)
{
  for (size_t i = 0U; i < search->n_known; ++i) {
    const Entry* const known = &search->known[i];
    if (!strcmp(known->path, entry->path) &&
        is_same_content(&known->facts, &entry->facts)) {
      memcpy(entry->hash, known->hash, sizeof(entry->hash));
      ++search->n_kept;
      return;
    }
  }
}

static char*
joined(const char* const folder, const char* const name)
{
  const size_t n_folder = strlen(folder);
  const size_t n_name = strlen(name);
  const size_t size = n_folder + n_name + 2U;
  char* const path = (size <= DIL_PATH_SIZE) ? (char*)malloc(size) : NULL;
  if (path) {
    memcpy(path, folder, n_folder);
    path[n_folder] = '/';
    memcpy(path + n_folder + 1U, name, n_name + 1U);
  }

  return path;
}

static void
consider(Search* const search, const char* const name)
{
  DilCatalog* const catalog = search->catalog;
  const size_t length = strlen(name);
  const size_t suffix = sizeof(SUFFIX) - 1U;
  if (catalog->n_entries == max_presets || name[0] == '.' || length <= suffix ||
      !!strcmp(name + length - suffix, SUFFIX)) {
    return;
  }

  Entry entry = {
    joined(search->folder, name), strndup(name, length - suffix), {0}, ""};
  if (entry.path && entry.name && !stat(entry.path, &entry.facts) &&
      S_ISREG(entry.facts.st_mode) && !is_listed(catalog, &entry.facts)) {
    recall(search, &entry);
    catalog->entries[catalog->n_entries++] = entry;
  } else {
    // One of them may be NULL, and is not lost
    // NOLINTNEXTLINE(clang-analyzer-unix.Malloc)
    free(entry.path);
    free(entry.name);
  }
}

static int
compare_names(const void* const a, const void* const b)
{
  return strcmp(((const Entry*)a)->name, ((const Entry*)b)->name);
}

static void
search_folder(void* const context, const char* const folder)
{
  Search* const search = (Search*)context;
  DilCatalog* const catalog = search->catalog;
  const size_t first = catalog->n_entries;
  DIR* const stream = opendir(folder);
  if (!stream) {
    return;
  }

  search->folder = folder;
  const struct dirent* entry = readdir(stream);
  while (entry) {
    consider(search, entry->d_name);
    entry = readdir(stream);
  }

  closedir(stream);
  qsort(catalog->entries + first,
        catalog->n_entries - first,
        sizeof(Entry),
        compare_names);
}

static void
free_entries(Entry* const entries, const size_t n_entries)
{
  for (size_t i = 0U; i < n_entries; ++i) {
    free(entries[i].path);
    free(entries[i].name);
  }

  free(entries);
}

DilStatus
dil_catalog_new(const char* const bundle, DilCatalog** const out)
{
  DilCatalog* const catalog = (DilCatalog*)calloc(1U, sizeof(*catalog));
  if (catalog && bundle) {
    catalog->bundle = strdup(bundle);
  }

  if (!catalog || (bundle && !catalog->bundle)) {
    free(catalog);
    return DIL_NO_MEMORY;
  }

  dil_catalog_refresh(catalog);
  *out = catalog;
  return DIL_OK;
}

void
dil_catalog_free(DilCatalog* const catalog)
{
  if (catalog) {
    free_entries(catalog->entries, catalog->n_entries);
    free(catalog->bundle);
    free(catalog);
  }
}

bool
dil_catalog_refresh(DilCatalog* const catalog)
{
  Entry* const entries = (Entry*)calloc(max_presets, sizeof(Entry));
  if (!entries) {
    return false;
  }

  Search search = {catalog, NULL, catalog->entries, catalog->n_entries, 0U};
  Entry* const before = catalog->entries;
  catalog->entries = entries;
  catalog->n_entries = 0U;
  dil_visit_preset_folders(catalog->bundle, search_folder, &search);
  free_entries(before, search.n_known);
  return search.n_kept != search.n_known ||
         search.n_known != catalog->n_entries;
}

size_t
dil_catalog_n_presets(const DilCatalog* const catalog)
{
  return catalog->n_entries;
}

const char*
dil_catalog_path(const DilCatalog* const catalog, const size_t index)
{
  return index < catalog->n_entries ? catalog->entries[index].path : NULL;
}

const char*
dil_catalog_name(const DilCatalog* const catalog, const size_t index)
{
  return index < catalog->n_entries ? catalog->entries[index].name : NULL;
}

size_t
dil_catalog_index(const DilCatalog* const catalog, const char* const path)
{
  size_t index = 0U;
  while (index < catalog->n_entries &&
         !!strcmp(catalog->entries[index].path, path)) {
    ++index;
  }

  return index;
}

/// Load an entry if it has the hash or its own is not known
static DilStatus
try_entry(Entry* const entry, const char* const hash, DilPreset** const out)
{
  if (entry->hash[0] && !!strcmp(entry->hash, hash)) {
    return DIL_NOT_FOUND;
  }

  DilPreset* preset = NULL;
  const DilStatus status = dil_preset_load(entry->path, &preset, NULL);
  if (status == DIL_NO_MEMORY) {
    return status;
  }
  if (status) {
    snprintf(entry->hash, sizeof(entry->hash), "%s", "-");
    return DIL_NOT_FOUND;
  }

  snprintf(entry->hash, sizeof(entry->hash), "%s", dil_preset_hash(preset));
  if (!!strcmp(entry->hash, hash)) {
    dil_preset_free(preset);
    return DIL_NOT_FOUND;
  }

  *out = preset;
  return DIL_OK;
}

DilStatus
dil_catalog_load(DilCatalog* const catalog,
                 const char* const hash,
                 char* const path,
                 DilPreset** const out)
{
  for (size_t i = 0U; i < catalog->n_entries; ++i) {
    Entry* const entry = &catalog->entries[i];
    const DilStatus status = try_entry(entry, hash, out);
    if (status != DIL_NOT_FOUND) {
      if (!status) {
        snprintf(path, DIL_PATH_SIZE, "%s", entry->path);
      }
      return status;
    }
  }

  return DIL_NOT_FOUND;
}
