// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TEST_SCENE_H
#define DIL_TEST_SCENE_H

#include "dilaton/event.h"
#include "dilaton/preset.h"
#include "host.h"
#include "support/temp.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
   Where plugins are tried: a data folder of the test's own, in which presets
   "one" (24 kHz) and "two" (16 kHz, two instruments) are found, and no others.
*/
typedef struct {
  TempFolder* folder;
  char one[4096]; ///< Path
  char two[4096]; ///< Path
} Scene;

/// cmocka fixture that sets *state to a new Scene, and the environment to it
int
scene_setup(void** state);

/// cmocka fixture that frees the Scene at *state
int
scene_teardown(void** state);

/// State of a plugin that plays a preset
HostState
scene_state(HostFormat format, const char* preset);

/// A plugin that plays a preset, restored as a session would, and active
Host*
scene_open(HostFormat format, const char* preset, double rate);

/// A stereo sound
typedef struct {
  float* channels[2]; ///< [n_frames], for sound_free()
  size_t n_frames;
} Sound;

Sound
sound_new(size_t n_frames);

void
sound_free(Sound* sound);

/// True if all frames of the shorter one are the same to the bit
bool
sound_equal(const Sound* a, const Sound* b);

/// Greatest magnitude; fails the test if a sample is not finite
float
sound_peak(const Sound* sound);

/// Most events of a tune
#define TUNE_MAX 4096U

/// Events in order of frames, which count from the start
typedef struct {
  DilEvent events[TUNE_MAX]; ///< [n_events]
  size_t n_events;
  size_t n_frames; ///< Until some time after the last one
} Tune;

/// A short tune with notes, controllers, bends and pressure at odd frames
Tune
tune_small(uint32_t rate);

/// The start of a file's melody as the command line plays it, note ids included
Tune
tune_load(const char* path, uint32_t rate, uint32_t n_seconds);

/// What an engine makes of a tune, without latency
Sound
tune_render(const Tune* tune, const char* preset, uint32_t rate);

/// What a plugin that has just been activated makes of it, in blocks of
/// `n_block`, without the latency it reports
Sound
tune_play(const Tune* tune, Host* host, size_t n_block);

/// The same with the latency before it, and silence after it
Sound
tune_play_late(const Tune* tune, Host* host, size_t n_block);

/// tune_play() in a host that takes only the left output
Sound
tune_play_left(const Tune* tune, Host* host, size_t n_block);

/// Wait until the state has a preset that was chosen, and return it; fails the
/// test if it never has
HostState
wait_for_preset(Host* host, const char* preset);

/// Play notes until one is heard; fails the test if none is
void
wait_for_sound(Host* host);

/// Skip the test unless a program is there; programs of others cannot load what
/// was built with sanitizers
void
scene_need(const char* path);

#endif // DIL_TEST_SCENE_H
