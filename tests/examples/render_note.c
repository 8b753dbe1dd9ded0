// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

// render_note [PRESET [KEY]]: load a preset, make one second of one note in a
// buffer, and print its level

#include <dilaton/dilaton.h>

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RATE 48000U

/// Root of the mean square of a buffer
static double
level(const float* const samples, const size_t n)
{
  double sum = 0.0;
  for (size_t i = 0U; i < n; ++i) {
    sum += (double)samples[i] * (double)samples[i];
  }

  return sqrt(sum / (double)n);
}

/// Render from silence: the note is held from the first frame on
static int
render_note(const DilPreset* const preset, const uint8_t key)
{
  static float left[RATE];
  static float right[RATE];
  float* const out[DIL_N_OUTPUTS] = {left, right};
  const DilPreset* const presets[] = {preset};
  DilEngine* engine = NULL;
  DilMessage message = {""};
  DilEngineSettings settings = dil_engine_defaults();
  settings.rate = RATE;

  if (dil_engine_new(presets, 1U, &settings, &engine, &message)) {
    fprintf(stderr, "render_note: %s\n", message.text);
    return 1;
  }

  DilEvent note;
  memset(&note, 0, sizeof(note));
  note.type = DIL_EVENT_NOTE_ON;
  note.number = key;
  note.note_id = DIL_ANY_NOTE;
  note.value = 100.0f;
  dil_engine_render(engine, &note, 1U, out, RATE);
  dil_engine_free(engine);

  printf("%s, key %d: %u frames, level %.1f dB\n",
         dil_preset_instrument(preset, 0U)->name,
         key,
         RATE,
         20.0 * log10(level(left, RATE)));
  return 0;
}

int
main(const int argc, char** const argv)
{
  const long key = argc > 2 ? strtol(argv[2], NULL, 10) : 60;
  DilPreset* preset = NULL;
  DilMessage message = {""};

  if (key < 0 || key > 127) {
    fprintf(stderr, "render_note: a key is 0 to 127\n");
    return 2;
  }
  if (dil_preset_find(argc > 1 ? argv[1] : NULL, &preset, &message)) {
    fprintf(stderr, "render_note: %s\n", message.text);
    return 1;
  }

  const int status = render_note(preset, (uint8_t)key);
  dil_preset_free(preset);
  return status;
}
