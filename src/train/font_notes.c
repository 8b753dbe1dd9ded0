// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "font_notes.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

/// A SoundFont's notes: how long they are held, and what has faded by then,
/// their rate, their release
static const double font_hold_s = 4.0;
static const double font_long_hold_s = 12.0;
static const double faded_db = -6.0;
static const uint32_t font_rate = 48000U;
static const float font_release_s = 0.1f;

/// Velocities at which a SoundFont is recorded, and what each stands for
static const int font_velocities[DIL_FONT_LAYERS][3] = {{50, 1, 69},
                                                        {88, 70, 106},
                                                        {120, 107, 127}};

DilSfzRegion
dil_font_region(const int key, const size_t layer)
{
  DilSfzRegion region = dil_sfz_region();
  region.lo_key = key;
  region.hi_key = key;
  region.key_center = key;
  region.lo_velocity = font_velocities[layer][1];
  region.hi_velocity = font_velocities[layer][2];
  region.release_s = font_release_s;
  return region;
}

bool
dil_font_has(DilSoundfont* const font, const int key, const size_t layer)
{
  return dil_soundfont_has_note(font, key, font_velocities[layer][0]);
}

/// The velocity that a region of a SoundFont is played with
static int
font_velocity(const DilSfzRegion* const region)
{
  int velocity = font_velocities[0][0];
  for (size_t i = 0U; i < DIL_FONT_LAYERS; ++i) {
    if (font_velocities[i][1] == region->lo_velocity) {
      velocity = font_velocities[i][0];
    }
  }

  return velocity;
}

/// Level of the last quarter second against the loudest, in dB
static double
fall_db(const DilAudio* const audio)
{
  const size_t n = audio->rate / 4U;
  double loudest = 0.0;
  double last = 0.0;
  for (size_t at = 0U; at + n <= audio->n_frames; at += n) {
    last = 0.0;
    for (size_t i = at; i < at + n; ++i) {
      last += (double)audio->samples[i] * (double)audio->samples[i];
    }
    loudest = last > loudest ? last : loudest;
  }

  return loudest > 0.0 ? 10.0 * log10(fmax(last / loudest, 1e-12)) : 0.0;
}

/// Play a note, and what dies away until it has
static DilStatus
hold_font(DilSoundfont* const font,
          const int key,
          const int velocity,
          DilAudio* const out,
          DilMessage* const message)
{
  DilStatus status = dil_soundfont_render(
    font, key, velocity, font_hold_s, 0.0, font_rate, out, message);
  if (!status && fall_db(out) < faded_db) {
    dil_audio_free(out);
    status = dil_soundfont_render(
      font, key, velocity, font_long_hold_s, 0.0, font_rate, out, message);
  }

  return status;
}

DilStatus
dil_font_play(DilSoundfont* const font,
              const DilSfzRegion* const region,
              DilAudio* const out,
              DilCleaning* const cleaning,
              DilMessage* const message)
{
  const int velocity = font_velocity(region);
  const DilStatus status =
    hold_font(font, region->key_center, velocity, out, message);
  if (status) {
    return status;
  }

  // Undo the velocity's level, 40 log10(velocity / 127) dB
  const float gain = (float)pow(127.0 / (double)velocity, 2.0);
  for (size_t i = 0U; i < out->n_frames; ++i) {
    out->samples[i] *= gain;
  }

  memset(cleaning, 0, sizeof(*cleaning));
  cleaning->rate = font_rate;
  cleaning->n_channels = 1U;
  cleaning->noise.floor_db = (double)NAN;
  return DIL_OK;
}
