// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DILATON_RENDER_H
#define DILATON_RENDER_H

/// @file
/// Melodies to frames

#include "dilaton/attributes.h"
#include "dilaton/engine.h"
#include "dilaton/preset.h"
#include "dilaton/score.h"
#include "dilaton/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

DIL_BEGIN_DECLS

/**
   Take frames of a rendering, in order, on the thread that called
   dil_render_score().

   @param context As given in the settings.
   @param frames [n_frames][DIL_N_OUTPUTS] interleaved, below 1 in magnitude.
   @return DIL_OK, or a failure that ends the rendering and is its result.
*/
typedef DilStatus (*DilRenderSink)(void* context,
                                   const float* frames,
                                   size_t n_frames,
                                   DilMessage* message);

/**
   Follow a rendering, a few times a second or oftener, on the thread that
   called dil_render_score().

   @param done Share of the work that is done, 0 to 1.
   @return Whether to go on; false ends it with DIL_CANCELLED.
*/
typedef bool (*DilRenderProgress)(void* context, double done);

/// How a score is rendered; begin with dil_render_defaults()
typedef struct {
  DilEngineSettings engine;   ///< Voice limits and min_latency have no effect
  uint32_t n_threads;         ///< 0 for one a processor
  uint32_t n_lanes;           ///< Notes advanced together, 1 to 16
  size_t max_samples;         ///< Made before they are mixed, 4 bytes each; not
                              ///< 0, and may be exceeded by 5 s of all voices
  double tail_s;              ///< Silence after the last note and its echo in
                              ///< the room, 0 to 3600
  const DilTuning* tuning;    ///< First tuning, or NULL for the equal one
  DilRenderSink sink;         ///< Must be there
  DilRenderProgress progress; ///< May be NULL
  void* context;              ///< For both of them
} DilRenderSettings;

/// What a rendering was
typedef struct {
  uint64_t n_frames;   ///< Frames given to the sink
  uint64_t n_notes;    ///< Notes played
  uint64_t n_outside;  ///< Notes outside the keys of their instruments
  uint64_t n_steps;    ///< Samples that the network made, over all notes
  uint64_t n_restarts; ///< Times that a watchdog has restarted a voice
  uint32_t max_voices; ///< Most notes that sounded at once
  uint32_t n_threads;  ///< Threads that were used
  float peak;          ///< Greatest magnitude
  double wall_s;       ///< Time that it took
} DilRenderStats;

/// Defaults of the engine, one thread a processor, 8 lanes, 24 MB of samples,
/// 0.1 s of tail; any thread
DIL_API DilRenderSettings
dil_render_defaults(void);

/**
   Render a whole score.

   Notes do not depend on each other, so each is made by itself, many in
   lock-step and on several threads, some seconds of the score at a time, so
   that memory does not grow with its length.  The frames are those that an
   engine with enough voices would make from the same events, each at frame
   round(time_s rate), without its latency; they do not depend on `n_threads`,
   `n_lanes` and `max_samples`.

   @param presets [n_presets] at least 1; programs as in dil_bank_new().
   @param stats Result; NULL if not wanted.
   @return DIL_OK, DIL_CANCELLED, DIL_BAD_ARGUMENT, DIL_UNSUPPORTED,
   DIL_NO_MEMORY, or what the sink returned.
*/
DIL_API DIL_NODISCARD DilStatus
dil_render_score(const DilPreset* const* presets,
                 size_t n_presets,
                 const DilScore* score,
                 const DilRenderSettings* settings,
                 DilRenderStats* stats,
                 DilMessage* message);

DIL_END_DECLS

#endif // DILATON_RENDER_H
