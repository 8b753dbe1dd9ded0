// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_PLUGIN_BRIDGE_PRIVATE_H
#define DIL_PLUGIN_BRIDGE_PRIVATE_H

#include "bridge.h"
#include "ring.h"
#include "worker.h"

#include <pthread.h>
#include <stdatomic.h>

enum {
  dil_bridge_max_events = 512, ///< Handed to the engine at once
  dil_bridge_max_uses = 8,     ///< Banks in an engine, and some to spare
  dil_bridge_scratch = 256     ///< Frames rendered for nobody at once
};

/// A bank that an engine has, and the preset it borrows
typedef struct {
  DilBank* bank; ///< NULL for the engine's first
  DilPreset* preset;
} DilBankUse;

/// The block that the audio thread is in
typedef struct {
  float* out[DIL_N_OUTPUTS];              ///< [n_frames] or NULL
  uint32_t n_frames;                      ///< Frames of the block
  uint32_t n_done;                        ///< Frames rendered so far
  uint32_t n_events;                      ///< Events waiting
  DilEvent events[dil_bridge_max_events]; ///< [n_events] frames of the block
} DilBlock;

struct DilBridge {
  DilBridgeHost host;
  DilWorker* worker;
  DilRing* requests; ///< Paths, from the audio thread
  DilRing* news;     ///< Paths, to the audio thread

  pthread_mutex_t
    lock; ///< Never taken by the audio thread; guards what follows
  DilCatalog* catalog;
  DilEngine* engine; ///< The audio thread's too while it processes
  uint32_t rate;     ///< Of the engine
  DilPreset* preset; ///< The one to be played, or NULL
  DilBank* unsent;   ///< Made of it, while the engine has no room for it
  DilBankUse uses[dil_bridge_max_uses]; ///< [n_uses] banks the engine has
  size_t n_uses;
  char path[DIL_PATH_SIZE]; ///< Of the preset that is wanted, or ""
  char hash[DIL_HASH_SIZE]; ///< Of the preset that is wanted, or ""
  bool is_missing;          ///< It was not found
  bool is_told;             ///< And the log has it
  bool is_news;             ///< The audio thread does not know of it yet
  unsigned n_rounds;        ///< Of the worker since it was looked for

  _Atomic(float) values[DIL_N_PARAMETERS]; ///< As set by anyone

  // The audio thread's
  float applied[DIL_N_PARAMETERS];    ///< What the engine was told
  float modulation[DIL_N_PARAMETERS]; ///< Added to the values
  DilBlock block;
  float scratch[DIL_N_OUTPUTS][dil_bridge_scratch];
};

/// Look for the preset that is wanted and hand it to the engine; lock held
void
dil_bridge_find(DilBridge* bridge);

/// Hand over what waits, take back what is done with; lock held
void
dil_bridge_deliver(DilBridge* bridge);

/// Forget the engine's banks, which are gone; lock held
void
dil_bridge_forget_banks(DilBridge* bridge);

/// One round of the worker
void
dil_bridge_work(void* bridge);

/// Latency to ask of engines and banks at `rate`, so that presets of the usual
/// model rates can take each other's place; lock held
uint32_t
dil_bridge_min_latency(const DilBridge* bridge, uint32_t rate);

/// Settings of engines and banks at `rate`; lock held
DilEngineSettings
dil_bridge_settings(const DilBridge* bridge, uint32_t rate);

#endif // DIL_PLUGIN_BRIDGE_PRIVATE_H
