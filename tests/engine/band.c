// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "band.h"

#include "rng.h"

#include "support/test.h"
#include "support/tiny_preset.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

Band*
band_new(const float model_rate)
{
  TinyPreset description = tiny_preset_defaults();
  Band* const band = (Band*)calloc(1U, sizeof(*band));
  assert_non_null(band);
  description.rate = model_rate;
  description.n_instruments = 2U;
  band->preset = tiny_preset_load(&description);
  band->presets[0] = band->preset;
  return band;
}

void
band_free(Band* const band)
{
  dil_engine_free(band->engine);
  dil_preset_free(band->preset);
  free(band->out[0]);
  free(band->out[1]);
  free(band);
}

void
band_engine(Band* const band, const DilEngineSettings* const settings)
{
  dil_engine_free(band->engine);
  band->engine = NULL;
  assert_int_equal(
    dil_engine_new(band->presets, 1U, settings, &band->engine, NULL), DIL_OK);
}

/// Events before the end of a block, their frames counted from its start
static size_t
take_events(const DilEvent* const events,
            const size_t n_events,
            const size_t first,
            const size_t end,
            DilEvent* const taken)
{
  size_t n = 0U;
  while (n < n_events && events[n].frame < end) {
    taken[n] = events[n];
    taken[n].frame -= (uint32_t)first;
    ++n;
  }

  return n;
}

void
band_play(Band* const band,
          const DilEngineSettings* const settings,
          const DilEvent* const events,
          const size_t n_events,
          const size_t block,
          const size_t n_frames)
{
  const DilRng rng = dil_rng_stream(11U, 0U);
  DilEvent* const taken = (DilEvent*)calloc(n_events + 1U, sizeof(DilEvent));
  assert_non_null(taken);
  for (size_t c = 0U; c < 2U; ++c) {
    free(band->out[c]);
    band->out[c] = (float*)calloc(n_frames, sizeof(float));
    assert_non_null(band->out[c]);
  }

  band->n_frames = n_frames;
  band_engine(band, settings);
  size_t n_done = 0U;
  for (size_t first = 0U; first < n_frames;) {
    const size_t n_wanted =
      block ? block : 1U + (size_t)(dil_rng_bits(rng, first) % 700U);
    const size_t n_left = n_frames - first;
    const size_t n = (n_wanted < n_left) ? n_wanted : n_left;
    const size_t n_taken =
      n_events ? take_events(
                   events + n_done, n_events - n_done, first, first + n, taken)
               : 0U;
    float* const out[2] = {band->out[0] + first, band->out[1] + first};
    dil_engine_render(band->engine, taken, n_taken, out, n);
    n_done += n_taken;
    first += n;
  }

  free(taken);
}

DilEvent
band_event(const uint32_t frame,
           const DilEventType type,
           const uint8_t number,
           const float value)
{
  const DilEvent event = {
    frame, (uint8_t)type, 0U, number, 0U, DIL_ANY_NOTE, value};
  return event;
}

DilEngineSettings
band_settings(const uint32_t rate)
{
  DilEngineSettings settings = dil_engine_defaults();
  settings.rate = rate;
  return settings;
}

DilEvent*
band_random_events(const uint64_t seed,
                   const size_t n_events,
                   const uint32_t n_frames)
{
  static const float odd_values[] = {
    NAN, INFINITY, -INFINITY, -1e30f, 1e30f, -0.0f, 128.0f, 1e-40f};
  const DilRng rng = dil_rng_stream(seed, 0U);
  DilEvent* const events = (DilEvent*)calloc(n_events, sizeof(DilEvent));
  assert_non_null(events);
  for (size_t i = 0U; i < n_events; ++i) {
    const uint64_t bits = dil_rng_bits(rng, 2U * i);
    const uint64_t more = dil_rng_bits(rng, 2U * i + 1U);
    const bool is_odd = bits % 16U == 0U;
    DilEvent* const event = &events[i];
    event->frame = (uint32_t)((uint64_t)n_frames * i / n_events);
    event->type = (uint8_t)((bits >> 8U) % (is_odd ? 256U : 10U));
    event->channel = (uint8_t)((bits >> 16U) % (is_odd ? 256U : 16U));
    event->number = (uint8_t)((bits >> 24U) % (is_odd ? 256U : 128U));
    event->note_id =
      (bits >> 32U) % 4U ? DIL_ANY_NOTE : (int32_t)((bits >> 40U) % 8U);
    event->value =
      is_odd ? odd_values[more % 8U] : (float)(more % 12800U) / 100.0f;
    if (event->type == DIL_EVENT_PITCH_BEND) {
      event->value = event->value / 64.0f - 1.0f;
    }

    // A range of some octaves, so that keys are struck again and let go
    if (event->type <= DIL_EVENT_NOTE_OFF && !is_odd) {
      event->channel %= 2U;
      event->number = (uint8_t)(40U + event->number % 40U);
    }
  }

  return events;
}

double
band_rms(const Band* const band, const size_t first, const size_t end)
{
  double sum = 0.0;
  for (size_t i = first; i < end; ++i) {
    sum += (double)band->out[0][i] * (double)band->out[0][i];
  }

  return sqrt(sum / (double)(end - first));
}

float*
band_copy(const Band* const band)
{
  const size_t n = band->n_frames;
  float* const result = (float*)malloc(2U * n * sizeof(float));
  assert_non_null(result);
  memcpy(result, band->out[0], n * sizeof(float));
  memcpy(result + n, band->out[1], n * sizeof(float));
  return result;
}
