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
} PlayRequest;

/// Play until the end, or until told to stop; exit status
int
play_session(const PlayRequest* request);

#endif // DIL_APP_PLAY_REQUEST_H
