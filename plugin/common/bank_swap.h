// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_PLUGIN_BANK_SWAP_H
#define DIL_PLUGIN_BANK_SWAP_H

#include "dilaton/attributes.h"
#include "dilaton/engine.h"
#include "dilaton/preset.h"
#include "dilaton/status.h"

#include <stddef.h>
#include <stdint.h>

/// Banks in an engine, and some to spare
#define DIL_MAX_BANK_USES 8U

/// A bank that an engine has, and the preset it borrows
typedef struct {
  DilBank* bank; ///< NULL for the engine's first
  DilPreset* preset;
} DilBankUse;

/**
   The preset that is played, and the banks in use of an engine that may be
   there.

   Presets live until no bank borrows them.  Zeroed it is empty; of the threads
   that call it one may at a time, and none is the audio thread.
*/
typedef struct {
  DilPreset* preset;                  ///< The one to be played, or NULL; owned
  DilEngine* engine;                  ///< Or NULL; the audio thread's too
  DilEngineSettings settings;         ///< Of the engine
  DilBank* unsent;                    ///< While the engine has no room for it
  DilBankUse uses[DIL_MAX_BANK_USES]; ///< [n_uses] banks the engine has
  size_t n_uses;
} DilBankSwap;

/// Latency to ask of engines and banks at `rate`, so that presets of the usual
/// model rates can take each other's place
uint32_t
dil_bank_swap_latency(const DilBankSwap* self, uint32_t rate);

/**
   Make an engine that plays the preset, where there is none.

   @param settings But for the latency, of which dil_bank_swap_latency() tells.
   @return As dil_engine_new().
*/
DIL_NODISCARD DilStatus
dil_bank_swap_start(DilBankSwap* self,
                    const DilEngineSettings* settings,
                    DilMessage* message);

/// Free the engine and its banks, while the audio thread does not use it
void
dil_bank_swap_stop(DilBankSwap* self);

/**
   Play another preset, at once if there is room for its bank.

   @param preset Owned from now on, also on failure; NULL for silence.
   @return As dil_bank_new(): the engine plays on as before if that failed.
*/
DIL_NODISCARD DilStatus
dil_bank_swap_play(DilBankSwap* self, DilPreset* preset, DilMessage* message);

/// Hand over the bank that waits, and free what the engine is done with
void
dil_bank_swap_deliver(DilBankSwap* self);

#endif // DIL_PLUGIN_BANK_SWAP_H
