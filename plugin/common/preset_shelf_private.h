// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_PLUGIN_PRESET_SHELF_PRIVATE_H
#define DIL_PLUGIN_PRESET_SHELF_PRIVATE_H

#include "bank_swap.h"
#include "preset_shelf.h"
#include "ring.h"
#include "shelf_look.h"
#include "worker.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct DilPresetShelf {
  DilPluginHost host;
  DilWorker* worker;
  DilRing* requests;      ///< Paths, from the audio thread
  DilRing* news;          ///< DilPresetNews, to the audio thread
  DilRing* wishes;        ///< Paths, from the window's thread
  atomic_uint n_watchers; ///< Windows that want steps

  pthread_mutex_t
    lock; ///< Never taken by the audio thread; guards what follows
  DilCatalog* catalog;
  DilBankSwap swap;
  DilPresetNews latest;         ///< Where news is put together
  char path[DIL_PATH_SIZE];     ///< Of the preset that is wanted, or ""
  char hash[DIL_HASH_SIZE];     ///< Of the preset that is wanted, or ""
  bool is_missing;              ///< It was not found
  bool is_told;                 ///< And the log has it
  bool is_news;                 ///< The audio thread does not know of it yet
  bool is_watched;              ///< The engine has been told to be
  unsigned n_rounds;            ///< Of the worker since it was looked for
  char notice[DIL_NOTICE_SIZE]; ///< What went wrong last
  uint32_t n_notices;           ///< So far
};

/// Have the engine watched if a window wants steps, and not if none does; the
/// lock is held
void
dil_shelf_obey(DilPresetShelf* shelf);

#endif // DIL_PLUGIN_PRESET_SHELF_PRIVATE_H
