// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "draw.h"

#include "condition.h"
#include "elementary.h"
#include "rng.h"

#include <math.h>
#include <stdlib.h>

/// Places in a window's stream of random numbers
enum {
  PICK_KIND,
  PICK_TONE,
  PICK_VELOCITY,
  PICK_HOLD,
  PICK_EDGE,
  PICK_START,
  PICK_NOISE,
  PICK_SEED,
  PICK_DEVIATION
};

/// Share of windows that begin at the onset: what is plucked or struck is all
/// attack
static const float onset_share = 0.15f;
static const float struck_share = 0.3f;

/// Shares of windows at pitches between the keys, and of two instruments
static const float shifted_share = 0.3f;
static const float blended_share = 0.3f;

DilStatus
dil_tones_new(const DilCorpus* const corpus,
              const bool is_held_out,
              const DilToneKind kind,
              DilTones* const out)
{
  const DilTone** const tones =
    (const DilTone**)calloc(corpus->n_tones, sizeof(*tones));
  if (!tones) {
    return DIL_NO_MEMORY;
  }

  out->tones = tones;
  out->n_tones = 0U;
  for (size_t i = 0U; i < corpus->n_tones; ++i) {
    const DilTone* const tone = &corpus->tones[i];
    if (tone->is_held_out == is_held_out && tone->kind == kind) {
      tones[out->n_tones++] = tone;
    }
  }

  return DIL_OK;
}

void
dil_tones_clear(DilTones* const tones)
{
  free((void*)tones->tones);
  tones->tones = NULL;
  tones->n_tones = 0U;
}

/// Draw the length of a note: short ones often, long ones with more samples
static size_t
draw_hold(const double u, const size_t n_samples, const double rate)
{
  // Lengths are log-uniform, and a note is drawn with weight length^0.7
  const double low = pow(0.09 * rate, 0.7);
  const double high =
    pow(fmax((double)n_samples - 0.05 * rate, 0.1 * rate), 0.7);
  return (size_t)pow(low + u * (high - low), 1.0 / 0.7);
}

/// Draw how a tone is made; it is recorded where none is made so
static DilToneKind
draw_kind(const DilTones* const tones, const float u)
{
  const DilToneKind kind = (u < shifted_share) ? DIL_TONE_SHIFTED
                           : (u < shifted_share + blended_share)
                             ? DIL_TONE_BLENDED
                             : DIL_TONE_RECORDED;
  const DilToneKind other =
    tones[DIL_TONE_RECORDED].n_tones ? DIL_TONE_RECORDED : DIL_TONE_SHIFTED;
  return tones[kind].n_tones ? kind : other;
}

static const DilTone*
draw_tone(const DilRng rng, const DilTones* const tones)
{
  const DilTones* const list =
    &tones[draw_kind(tones, dil_rng_uniform(rng, PICK_KIND))];
  const double u = (double)dil_rng_uniform(rng, PICK_TONE);
  return list->tones[(size_t)(u * (double)list->n_tones)];
}

static void
draw_performance(const DilRng rng,
                 const DilTone* const tone,
                 const uint32_t rate,
                 DilPerformance* const performance)
{
  const float span = tone->hi_velocity - tone->lo_velocity + 1.0f;
  performance->tone = tone;
  performance->velocity =
    tone->lo_velocity + floorf(span * dil_rng_uniform(rng, PICK_VELOCITY));

  // A release begins while the recording still sounds
  const size_t n_release = (size_t)(tone->release_s * (float)rate);
  const size_t n = tone->n_samples;
  performance->n_held = draw_hold((double)dil_rng_uniform(rng, PICK_HOLD),
                                  n > 2U * n_release ? n - n_release : n,
                                  (double)rate);
}

static size_t
draw_start(const DilRng rng,
           const DilPerformance* const performance,
           const uint32_t rate)
{
  const size_t length = dil_performance_length(performance, rate);
  const size_t last =
    length > DIL_TARGET_STEPS ? length - DIL_TARGET_STEPS : 0U;
  const bool is_sustained = performance->tone->is_sustained;
  if (dil_rng_uniform(rng, PICK_EDGE) <
      (is_sustained ? onset_share : struck_share)) {
    return 0U;
  }

  // Of what dies away more is to be learned early than late
  const double even = (double)dil_rng_uniform(rng, PICK_START);
  const double u = is_sustained ? even : even * even;
  const size_t n_places = last / DIL_FRAME_STEPS + 1U;
  return (size_t)(u * (double)n_places) * DIL_FRAME_STEPS;
}

void
dil_draw_window(const DilRng rng,
                const DilTones tones[DIL_N_TONE_KINDS],
                const uint32_t rate,
                DilPerformance* const performance,
                DilWindow* const window)
{
  draw_performance(rng, draw_tone(rng, tones), rate, performance);

  window->n_context = DIL_CONTEXT_STEPS;
  window->n_targets = DIL_TARGET_STEPS;
  window->start = draw_start(rng, performance, rate);
  window->noise = DIL_MAX_NOISE * dil_rng_uniform(rng, PICK_NOISE);
  window->seed = dil_rng_bits(rng, PICK_SEED);

  // Half of the windows deviate, by more or less
  const float place = dil_rng_uniform(rng, PICK_DEVIATION);
  window->deviation = dil_max(2.0f * place - 1.0f, 0.0f);
}
