// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "preset_watch.h"

#include "hash.h"

#include <sys/stat.h>

/// A number that changes with the files, or 0 if one is not there
static uint64_t
stamp_of(const char* const* const paths, const size_t n_paths)
{
  uint64_t hash = DIL_HASH_EMPTY;
  for (size_t i = 0U; i < n_paths; ++i) {
    struct stat file;
    if (stat(paths[i], &file)) {
      return 0U;
    }

    const uint64_t values[] = {(uint64_t)file.st_dev,
                               (uint64_t)file.st_ino,
                               (uint64_t)file.st_size,
                               (uint64_t)file.st_mtim.tv_sec,
                               (uint64_t)file.st_mtim.tv_nsec};
    hash = dil_hash(hash, values, sizeof(values));
  }
  return hash ? hash : 1U;
}

bool
preset_watch_look(PresetWatch* const watch,
                  const char* const* const paths,
                  const size_t n_paths,
                  const unsigned period)
{
  if (watch->n_turns++ % period) {
    return false;
  }

  const uint64_t stamp = stamp_of(paths, n_paths);
  const bool is_steady = stamp && stamp == watch->seen;
  watch->seen = stamp;
  if (!watch->loaded) {
    watch->loaded = stamp;
    return false;
  }
  if (!is_steady || stamp == watch->loaded) {
    return false;
  }

  watch->loaded = stamp;
  return true;
}
