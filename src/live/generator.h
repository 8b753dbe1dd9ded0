// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_LIVE_GENERATOR_H
#define DIL_LIVE_GENERATOR_H

#include "bell.h"
#include "outlet.h"
#include "ring.h"

#include "dilaton/engine.h"
#include "dilaton/score.h"
#include "dilaton/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Most sources of MIDI
#define MAX_INPUTS 2U

/// Bytes that wait for the generator from one source
#define INPUT_SIZE 65536U

/// What a generator works with, all of it borrowed
typedef struct {
  DilEngine* engine;
  uint32_t rate;               ///< Frames a second
  const DilScore* score;       ///< To play, or NULL
  bool is_looping;             ///< Play it again and again
  DilRing* inputs[MAX_INPUTS]; ///< [n_inputs] of bytes of MIDI
  size_t n_inputs;
  bool is_open;      ///< Go on after the score and the voices have ended
  Outlet* outlet;    ///< Where frames go
  DilRing* recorder; ///< Of Frame, where they go too, or NULL
  DilRing* orders;   ///< Of Order, what is to be done meanwhile, or NULL
  DilBell* bell; ///< Rung with all that comes in, or NULL, and it looks for it
} GeneratorSettings;

/// What a generator has done; see generator_state()
typedef struct {
  uint32_t n_voices;       ///< Sounding
  float load;              ///< Time to make sound per time of sound, of late
  float peak_load;         ///< Highest of `load`
  double score_s;          ///< Place in the score of the frame made last
  uint64_t n_frames;       ///< Made
  uint64_t n_lost;         ///< Frames that the recorder had no room for
  bool is_ended;           ///< All has been made
  bool is_playing;         ///< There is something left of a score that goes on
  const DilScore* score;   ///< In use, or NULL
  const DilRing* recorder; ///< In use, or NULL
} GeneratorState;

/**
   The thread that makes sound: it keeps an outlet's ring filled from a score
   and from MIDI.
*/
typedef struct Generator Generator;

/**
   Start the thread, as a real-time thread if that is allowed.

   @param settings Copied.
   @param realtime_error Result, 0 or the errno of why it is not one.
   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
generator_start(const GeneratorSettings* settings,
                Generator** out,
                int* realtime_error);

/// Let go of all keys and pedals, and end when that has faded
void
generator_finish(Generator* generator);

/// Let go of all keys and pedals, after what has come in so far
void
generator_let_go(Generator* generator);

/// As of late
GeneratorState
generator_state(const Generator* generator);

/// Stop the thread at once and free; NULL is fine
void
generator_stop(Generator* generator);

#endif // DIL_LIVE_GENERATOR_H
