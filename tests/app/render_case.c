// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "render_case.h"

#include "support/file.h"
#include "support/test.h"
#include "support/tiny_preset.h"

/// Three notes, one of them on another channel: 96 ticks to a beat of 0.5 s
const uint8_t render_melody[RENDER_MELODY_SIZE] = {
  'M',  'T',  'h', 'd', 0,    0,    0,  6,  0,    0,    0,    1,  0,
  96,   'M',  'T', 'r', 'k',  0,    0,  0,  28,   0,    0x90, 60, 100,
  48,   0x80, 60,  64,  0,    0x91, 67, 70, 48,   0x81, 67,   64, 0,
  0x90, 64,   127, 48,  0x80, 64,   64, 0,  0xFF, 0x2F, 0};

static const float usual_rate = 24000.0f;

void
render_save_preset(const char* const path, const float rate)
{
  TinyPreset description = tiny_preset_defaults();
  description.rate = rate;
  assert_int_equal(tiny_preset_save(&description, path, NULL), DIL_OK);
}

int
render_setup(void** state)
{
  static RenderCase f;

  f.folder = temp_new();
  f.preset = temp_path(f.folder, "tiny.safetensors");
  f.melody = temp_path(f.folder, "melody.mid");
  f.out = temp_path(f.folder, "out.wav");
  render_save_preset(f.preset, usual_rate);
  file_write(f.melody, render_melody, sizeof(render_melody));
  *state = &f;
  return 0;
}

int
render_teardown(void** state)
{
  temp_free(((RenderCase*)*state)->folder);
  return 0;
}

void
assert_done(Run* const run)
{
  if (run->status) {
    fail_msg("status %d: %s", run->status, run->errors.text);
  }
  run_free(run);
}
