// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "preset_scale.h"

#include "dilaton/preset.h"
#include "dilaton/render_file.h"
#include "dilaton/score.h"

#include <stddef.h>
#include <string.h>

/// Notes of an instrument at most, and bytes that each takes
#define MAX_NOTES  10U
#define NOTE_BYTES 9U

/// Instruments of a preset at most
#define MAX_INSTRUMENTS 64U

/// Length of a note, and of the last one, in ms
#define NOTE_MS 400U
#define LAST_MS 1600U

static const uint8_t velocity = 90U;

/// A Standard MIDI File of one track, whose ticks are milliseconds
typedef struct {
  uint8_t bytes[64U + MAX_INSTRUMENTS * (3U + MAX_NOTES * NOTE_BYTES)];
  size_t n;
} Scale;

static void
put(Scale* const scale, const uint8_t* const bytes, const size_t n)
{
  memcpy(scale->bytes + scale->n, bytes, n);
  scale->n += n;
}

static void
put_note(Scale* const scale, const int key, const uint32_t length_ms)
{
  const uint8_t bytes[NOTE_BYTES] = {0U,
                                     0x90U,
                                     (uint8_t)key,
                                     velocity,
                                     (uint8_t)(0x80U | length_ms >> 7U),
                                     (uint8_t)(length_ms & 0x7FU),
                                     0x80U,
                                     (uint8_t)key,
                                     0U};
  put(scale, bytes, sizeof(bytes));
}

static void
put_instrument(Scale* const scale,
               const uint32_t program,
               const DilInstrument* const instrument)
{
  static const int degrees[] = {0, 2, 4, 5, 7, 9, 11, 12};

  const int lo_key = instrument->lo_key;
  const int hi_key = instrument->hi_key;
  const int middle = (lo_key + hi_key) / 2 - 6;
  const int tonic = middle > lo_key ? middle : lo_key;
  const uint8_t change[] = {0U, 0xC0U, (uint8_t)program};
  put(scale, change, sizeof(change));
  put_note(scale, lo_key, NOTE_MS);
  for (size_t i = 0U; i < sizeof(degrees) / sizeof(degrees[0]); ++i) {
    if (tonic + degrees[i] <= hi_key) {
      put_note(scale, tonic + degrees[i], NOTE_MS);
    }
  }

  put_note(scale, hi_key, LAST_MS);
}

static void
write_scale(Scale* const scale, const DilPreset* const preset)
{
  static const uint8_t head[] = {'M', 'T', 'h', 'd', 0U, 0U,   0U,  6U,
                                 0U,  0U,  0U,  1U,  1U, 244U, 'M', 'T',
                                 'r', 'k', 0U,  0U,  0U, 0U};
  static const uint8_t end[] = {0U, 0xFFU, 0x2FU, 0U};

  scale->n = 0U;
  put(scale, head, sizeof(head));
  for (uint32_t i = 0U; i < dil_preset_n_instruments(preset); ++i) {
    put_instrument(scale, i, dil_preset_instrument(preset, i));
  }

  put(scale, end, sizeof(end));
  const size_t n_track = scale->n - sizeof(head);
  scale->bytes[sizeof(head) - 2U] = (uint8_t)(n_track >> 8U);
  scale->bytes[sizeof(head) - 1U] = (uint8_t)n_track;
}

DilStatus
preset_scale_render(const char* const path_of_preset,
                    const char* const path,
                    const uint32_t n_threads,
                    DilMessage* const message)
{
  DilPreset* preset = NULL;
  DilScore* score = NULL;
  Scale scale;
  DilStatus status = dil_preset_load(path_of_preset, &preset, message);
  if (!status) {
    write_scale(&scale, preset);
    status =
      dil_score_read("scale", scale.bytes, scale.n, NULL, &score, message);
  }
  if (!status) {
    const DilPreset* const presets[] = {preset};
    DilRenderSettings settings = dil_render_defaults();
    settings.n_threads = n_threads;
    status = dil_render_file(
      presets, 1U, score, &settings, path, DIL_ENCODING_S16, message);
  }

  dil_score_free(score);
  dil_preset_free(preset);
  return status;
}
