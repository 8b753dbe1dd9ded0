// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TEST_RENDER_CASE_H
#define DIL_TEST_RENDER_CASE_H

#include "support/run.h"
#include "support/temp.h"

#include <stdint.h>

/// Model rate of a preset for quick renderings
#define LOW_RATE 4000.0f

/// Bytes of render_melody
#define RENDER_MELODY_SIZE 50U

/// Three notes, one of them on another channel
extern const uint8_t render_melody[RENDER_MELODY_SIZE];

/// A folder with a preset and a melody
typedef struct {
  TempFolder* folder;
  const char* preset;
  const char* melody;
  const char* out;
} RenderCase;

/// cmocka fixture that sets *state to a RenderCase
int
render_setup(void** state);

/// cmocka fixture that removes it
int
render_teardown(void** state);

/// Write a small preset of another model rate
void
render_save_preset(const char* path, float rate);

/// Render the melody with more options
#define RENDER(f, ...)                                                         \
  RUN_DILATON("render", (f)->melody, "-p", (f)->preset, __VA_ARGS__)

/// Fail the test unless it ended well; releases the run
void
assert_done(Run* run);

#endif // DIL_TEST_RENDER_CASE_H
