// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "catalog.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// What is known of a file's content: "", "-" if it is no preset, or its hash
typedef char Hash[DIL_HASH_SIZE];

struct DilCatalog {
  char* bundle; ///< Owned, or NULL
  DilPresetFiles found;
  Hash* hashes; ///< [found.n_files]
};

static bool
is_same_content(const DilPresetFile* const a, const DilPresetFile* const b)
{
  const struct stat* const x = &a->facts;
  const struct stat* const y = &b->facts;
  return !strcmp(a->path, b->path) && x->st_dev == y->st_dev &&
         x->st_ino == y->st_ino && x->st_size == y->st_size &&
         x->st_mtim.tv_sec == y->st_mtim.tv_sec &&
         x->st_mtim.tv_nsec == y->st_mtim.tv_nsec;
}

/// Take over the hash of a file that has not changed
static void
recall(const DilCatalog* const catalog,
       const DilPresetFile* const file,
       Hash* const hash)
{
  for (size_t i = 0U; i < catalog->found.n_files; ++i) {
    if (is_same_content(&catalog->found.files[i], file)) {
      memcpy(*hash, catalog->hashes[i], sizeof(*hash));
    }
  }
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
    dil_preset_files_clear(&catalog->found);
    free(catalog->hashes);
    free(catalog->bundle);
    free(catalog);
  }
}

void
dil_catalog_refresh(DilCatalog* const catalog)
{
  DilPresetFiles found = {NULL, 0U};
  if (dil_preset_files_find(catalog->bundle, &found)) {
    return;
  }

  Hash* const hashes = (Hash*)calloc(found.n_files + 1U, sizeof(*hashes));
  if (!hashes) {
    dil_preset_files_clear(&found);
    return;
  }

  for (size_t i = 0U; i < found.n_files; ++i) {
    recall(catalog, &found.files[i], &hashes[i]);
  }

  dil_preset_files_clear(&catalog->found);
  free(catalog->hashes);
  catalog->found = found;
  catalog->hashes = hashes;
}

const DilPresetFiles*
dil_catalog_files(const DilCatalog* const catalog)
{
  return &catalog->found;
}

/// Load a file if it has the hash, or if its own is not known
static DilStatus
try_file(const char* const path,
         const char* const wanted,
         Hash* const hash,
         DilPreset** const out)
{
  if ((*hash)[0] && !!strcmp(*hash, wanted)) {
    return DIL_NOT_FOUND;
  }

  DilPreset* preset = NULL;
  const DilStatus status = dil_preset_load(path, &preset, NULL);
  if (status == DIL_NO_MEMORY) {
    return status;
  }

  snprintf(*hash, sizeof(*hash), "%s", status ? "-" : dil_preset_hash(preset));
  if (!!strcmp(*hash, wanted)) {
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
  const size_t n = catalog->found.n_files;
  DilStatus status = DIL_NOT_FOUND;
  for (size_t i = 0U; i < n && status == DIL_NOT_FOUND; ++i) {
    const char* const file = catalog->found.files[i].path;
    status = try_file(file, hash, &catalog->hashes[i], out);
    if (!status) {
      snprintf(path, DIL_PATH_SIZE, "%s", file);
    }
  }

  return status;
}
