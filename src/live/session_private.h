// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_LIVE_SESSION_PRIVATE_H
#define DIL_LIVE_SESSION_PRIVATE_H

#include "generator.h"
#include "order.h"
#include "outlet.h"
#include "preset_swap.h"
#include "recorder.h"
#include "session.h"

/// A recording
typedef struct {
  Recorder* recorder; ///< Or NULL
  char* path;         ///< Its file
  bool is_on;         ///< It goes on, or ends
  bool is_ending;     ///< It is to be finished when nothing writes to it
  uint64_t n_before;  ///< Frames made before it
} SessionRecording;

struct Session {
  SessionSettings settings;
  PresetSwap swap;
  AudioStream* audio;
  Outlet* outlet;
  SessionRecording recording;
  DilRing* rings[MAX_INPUTS]; ///< Of MIDI
  DilRing* orders;            ///< Of Order
  DilBell* bell;              ///< Rung with both
  MidiInput* midi;
  Generator* generator;
  int priority_error;
  int memory_error;
  bool is_over;
  uint64_t n_lost;  ///< Messages of MIDI, as far as that was dealt with
  double closing_s; ///< When the end was asked for, or 0
};

/// Write what there is to record, and finish a recording that is to end; what
/// is wrong is said once
DIL_NODISCARD DilStatus
session_drain_recording(Session* session, DilMessage* message);

#endif // DIL_LIVE_SESSION_PRIVATE_H
