// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_APP_PLAY_REQUEST_H
#define DIL_APP_PLAY_REQUEST_H

#include "sound.h"

#include "dilaton/score.h"

#include <stdbool.h>
#include <stdint.h>

/// What the command line of `dilaton play` said
typedef struct {
  SoundRequest sound;
  DilScoreOptions score; ///< From what follows
  int64_t track;
  int64_t channel;
  int64_t transpose;
  const char* melody; ///< Or NULL
  int driver;         ///< AudioDriver
  const char* device; ///< Or NULL
  double latency_ms;  ///< Of sound in the ring
  const char* midi;   ///< Name of a port, "list" or NULL
  bool is_keyboard;   ///< The keyboard was asked for
  bool is_stdin;      ///< MIDI comes from standard input
  bool is_looping;
  const char* record; ///< File, or NULL
  int encoding;       ///< DilEncoding of the file
  int64_t n_threads;  ///< Of the engine
  bool is_quiet;
  bool is_window; ///< In a window, not in the terminal
  bool is_slow;   ///< The window watches a held note step by step
} PlayRequest;

/**
   Load what is to be heard.

   @param settings Those by default; result, as requested.
   @param sound To be released with sound_clear(), also after a failure.
   @param score Result, or NULL; to be freed, also after a failure.
   @return OPTIONS_GO_ON, or the exit status after "list" or an error.
*/
int
play_load(const PlayRequest* request,
          DilEngineSettings* settings,
          Sound* sound,
          DilScore** score);

/// Play until the end, or until told to stop; exit status
int
play_session(const PlayRequest* request);

/// play_session() in a window; where it was built without, a complaint
int
play_window(const PlayRequest* request);

#endif // DIL_APP_PLAY_REQUEST_H
