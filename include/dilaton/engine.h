// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DILATON_ENGINE_H
#define DILATON_ENGINE_H

/// @file
/// Notes played, block by block

#include "dilaton/attributes.h"
#include "dilaton/event.h"
#include "dilaton/parameter.h"
#include "dilaton/precision.h"
#include "dilaton/preset.h"
#include "dilaton/sampling.h"
#include "dilaton/status.h"
#include "dilaton/tuning.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

DIL_BEGIN_DECLS

#define DIL_MIN_RATE    8000U   ///< Lowest host rate in Hz
#define DIL_MAX_RATE    384000U ///< Highest host rate in Hz
#define DIL_MAX_VOICES  32U     ///< Most notes at once
#define DIL_MAX_PRESETS 16U     ///< Most presets in a bank
#define DIL_N_OUTPUTS   2U      ///< Left and right

/// How an engine is made; begin with dil_engine_defaults()
typedef struct {
  uint32_t rate;          ///< Host rate in Hz, DIL_MIN_RATE to DIL_MAX_RATE
  uint32_t max_voices;    ///< Limit of DIL_PARAMETER_VOICES, to DIL_MAX_VOICES
  uint64_t seed;          ///< Of all random numbers
  DilPrecision precision; ///< Of the weights
  const char* kernel;     ///< "plain", "avx2", ... or NULL for the fastest
  uint32_t n_threads;     ///< For the voices, to 16; 0 and 1: only the caller's
  uint32_t priority;      ///< Of its threads, SCHED_FIFO if allowed, or 0
  uint32_t min_latency;   ///< Frames to be late at least, to 2^20; see
                          ///< dil_latency()

  /// Used instead of the preset's own where temperature > 0, top_p >= 0,
  /// top_k > 0, noise >= 0 or is_greedy; the parameters apply to the result
  DilSampling sampling;

  float parameters[DIL_N_PARAMETERS]; ///< First values, by DilParameter
} DilEngineSettings;

/// 48 kHz, 16 voices, seed 0, one thread and every parameter's default; any
/// thread
DIL_API DilEngineSettings
dil_engine_defaults(void);

/**
   Frames of a host rate by which a preset of a model rate is late, 0 if they
   are equal; any thread.

   Give the greatest of those to be expected as `min_latency`, and presets can
   be swapped without a change of latency.

   @param model_rate dil_preset_rate(), in Hz.
   @param rate Host rate in Hz, DIL_MIN_RATE to DIL_MAX_RATE.
*/
DIL_API uint32_t
dil_latency(double model_rate, uint32_t rate);

/**
   Presets made ready to play: packed weights, voices and resamplers.

   Its programs are the instruments of the first preset, then those of the
   second, and so on.
*/
typedef struct DilBankImpl DilBank;

/**
   Make a bank for an engine; any thread, at leisure.

   @param settings Those of the engine.
   @param presets [n_presets], borrowed until the bank is freed.
   @param n_presets 0 (silence) to DIL_MAX_PRESETS.
   @return DIL_OK, DIL_BAD_ARGUMENT, DIL_UNSUPPORTED (the kernel) or
   DIL_NO_MEMORY.
*/
DIL_API DIL_NODISCARD DilStatus
dil_bank_new(const DilEngineSettings* settings,
             const DilPreset* const* presets,
             size_t n_presets,
             DilBank** out,
             DilMessage* message);

/// Free a bank that no engine has; any thread, NULL is fine
DIL_API void
dil_bank_free(DilBank* bank);

/// Latency in host frames of an engine that plays this bank; any thread
DIL_API uint32_t
dil_bank_latency(const DilBank* bank);

/**
   A player of notes.

   One thread at a time, the audio thread, calls the functions marked
   DIL_REALTIME, and another one, the control thread, may send and collect
   banks and tunings meanwhile.

   What it plays depends on the presets, the settings but `kernel`, `n_threads`
   and `priority`, and the events with their frames counted from the start, and
   on nothing else: not on how frames are divided into calls.  A note's own
   samples depend on the preset, its controls, the seed and its index alone, the
   number of notes begun before it.
*/
typedef struct DilEngineImpl DilEngine;

/**
   Make an engine.

   @param presets [n_presets] its first bank; see dil_bank_new().
   @return As dil_bank_new(); DIL_BAD_ARGUMENT for settings out of range.
*/
DIL_API DIL_NODISCARD DilStatus
dil_engine_new(const DilPreset* const* presets,
               size_t n_presets,
               const DilEngineSettings* settings,
               DilEngine** out,
               DilMessage* message);

/// Free an engine, that no thread uses, with the banks it has; NULL is fine
DIL_API void
dil_engine_free(DilEngine* engine);

/**
   Make the next frames.

   Events out of order take effect at once, those beyond the block on its last
   frame; NaN values and unknown types and numbers are passed over, values out
   of range limited.  A note off, controller or bend on `channel` reaches all
   its notes; one with a note_id reaches the notes begun with that.

   @param events [n_events] in order of `frame`; may be NULL if there are none.
   @param out [DIL_N_OUTPUTS][n_frames] result, every sample below 1 in
   magnitude; the two may not overlap.
   @param n_frames Any number; with 0 the events still take effect.
*/
DIL_REALTIME DIL_API void
dil_engine_render(DilEngine* engine,
                  const DilEvent* events,
                  size_t n_events,
                  float* const* out,
                  size_t n_frames);

/**
   Apply a system exclusive message, before the next frame: a MIDI Tuning, or
   GM System On and its kin, which reset all controllers.

   @param data [size] from F0 to F7.
   @return Whether it meant something.
*/
DIL_REALTIME DIL_API bool
dil_engine_sysex(DilEngine* engine, const uint8_t* data, size_t size);

/// Change the tuning before the next frame, of sounding notes too
DIL_REALTIME DIL_API void
dil_engine_set_tuning(DilEngine* engine, const DilTuning* tuning);

/**
   Be as new: silent, no keys down, controllers at rest, the count of notes and
   the clock at 0.  Bank, tuning and parameters stay.
*/
DIL_REALTIME DIL_API void
dil_engine_reset(DilEngine* engine);

/**
   Hand over a bank, from the control thread.

   The next dil_engine_render() begins to crossfade to it: keys that are down
   are struck again on the new bank while the old one fades in 20 ms.

   @param bank Made with the engine's settings; the engine's if accepted.
   @return Whether it was accepted: not while two others wait.
*/
DIL_API DIL_NODISCARD bool
dil_engine_send_bank(DilEngine* engine, DilBank* bank);

/// Take back a bank that is no longer used, to be freed, or NULL; from the
/// control thread
DIL_API DIL_NODISCARD DilBank*
dil_engine_collect_bank(DilEngine* engine);

/// dil_engine_set_tuning() from the control thread; false while many wait
DIL_API DIL_NODISCARD bool
dil_engine_send_tuning(DilEngine* engine, const DilTuning* tuning);

/**
   Frames from an event to its effect in the output; any thread.

   Exact: what a preset of the host's rate would put on frame f comes on frame f
   plus this.
*/
DIL_API uint32_t
dil_engine_latency(const DilEngine* engine);

/// Most frames that sound goes on after the last note off, latency included
DIL_API uint32_t
dil_engine_tail(const DilEngine* engine);

/// Frames of those that the room alone sounds on, 0 without space; any thread
DIL_API uint32_t
dil_engine_room_tail(const DilEngine* engine);

/// What an engine has done since it was made or reset
typedef struct {
  uint32_t n_voices;   ///< Notes sounding now, releases included
  uint64_t n_notes;    ///< Notes begun
  uint64_t n_stolen;   ///< Notes ended early to make room
  uint64_t n_restarts; ///< Times that a watchdog has restarted a voice
  uint64_t n_outside;  ///< Notes begun outside the keys of their instruments
  uint64_t keys[2];    ///< Bit k % 64 of word k / 64: key k is held, by hand or
                       ///< pedal, on any channel
} DilEngineCounts;

/// Counts as of the last block; any thread
DIL_API DilEngineCounts
dil_engine_counts(const DilEngine* engine);

DIL_END_DECLS

#endif // DILATON_ENGINE_H
