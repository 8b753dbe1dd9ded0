// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

// For joining until a time
#define _GNU_SOURCE

#include "device_close.h"

#include <pthread.h>
#include <stddef.h>
#include <time.h>

/// Longest that closing may take, in s
#define LIMIT_S 2

/// What is closed
typedef struct {
  AudioStream* audio;
  MidiInput* midi;
} Devices;

static void*
close_both(void* const context)
{
  const Devices* const devices = (const Devices*)context;
  midi_close(devices->midi);
  audio_close(devices->audio);
  return NULL;
}

bool
device_close(AudioStream* const audio, MidiInput* const midi)
{
  // They outlive this call if closing them hangs
  static Devices devices;

  devices.audio = audio;
  devices.midi = midi;
  pthread_t thread;
  if (pthread_create(&thread, NULL, close_both, &devices)) {
    (void)close_both(&devices);
    return true;
  }

  struct timespec end;
  clock_gettime(CLOCK_MONOTONIC, &end);
  end.tv_sec += LIMIT_S;
  return !pthread_clockjoin_np(thread, NULL, CLOCK_MONOTONIC, &end);
}
