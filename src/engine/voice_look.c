// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "voice.h"

#include "elementary.h"

#include <math.h>

#define LOWEST_KEY     (-12.0)
#define HIGHEST_KEY    140.0
#define WHEEL_CENTS    50.0f ///< Vibrato of the whole modulation wheel
#define SLOWEST_HZ     0.1f  ///< Rate of vibrato
#define PRESSURE_CENTS 20.0f ///< And of the whole pressure
#define PRESSURE_LIGHT 0.6f  ///< Brightness of the whole pressure
#define RETUNE_KEYS    0.5   ///< Change of pitch that moves the high-pass

static float
limited_pressure(const DilVoice* const voice, const DilControls* const controls)
{
  const float channel = dil_controls_pressure(controls, voice->channel);
  return dil_min(channel + voice->pressure / 127.0f, 1.0f);
}

float
dil_voice_brightness(const DilVoice* const voice,
                     const DilControls* const controls)
{
  const float light = dil_controls_brightness(controls, voice->channel) +
                      PRESSURE_LIGHT * limited_pressure(voice, controls);
  return dil_limit(light, -1.0f, 1.0f);
}

/// What a parameter says, or else the instrument
static float
set_or_own(const DilControls* const controls,
           const DilParameter parameter,
           const float own)
{
  const float wanted = controls->parameters[parameter];
  return wanted < 0.0f ? own : wanted;
}

/// The vibrato that is there by itself, wheel at rest
static DilVibrato
usual_vibrato(const DilVoice* const voice, const DilControls* const controls)
{
  const DilVibrato* const own = &voice->blend.vibrato;
  const DilVibrato vibrato = {
    set_or_own(controls, DIL_PARAMETER_VIBRATO_DEPTH, own->depth_ct),
    set_or_own(controls, DIL_PARAMETER_VIBRATO_RATE, own->rate_hz),
    set_or_own(controls, DIL_PARAMETER_VIBRATO_DELAY, own->delay_s)};
  return vibrato;
}

/// Deviation in cents at a time since the onset
static float
vibrato_cents(const DilVoice* const voice,
              const DilPart* const part,
              const DilControls* const controls,
              const DilVibrato* const usual)
{
  const float wheel =
    controls->channels[voice->channel].values[DIL_CC_MODULATION] / 127.0f;
  const float time_s = (float)voice->age / (float)part->rate;

  // Nothing for half of the delay, then a line up to the full depth
  const float grown = dil_limit(
    2.0f * time_s / dil_max(usual->delay_s, 1e-3f) - 1.0f, 0.0f, 1.0f);
  return grown * usual->depth_ct + WHEEL_CENTS * wheel +
         PRESSURE_CENTS * limited_pressure(voice, controls);
}

/// Whether there is vibrato now or later if nothing changes
static bool
has_vibrato(const DilVoice* const voice,
            const DilControls* const controls,
            const DilVibrato* const usual)
{
  return usual->depth_ct > 0.0f ||
         controls->channels[voice->channel].values[DIL_CC_MODULATION] > 0.0f ||
         limited_pressure(voice, controls) > 0.0f;
}

static bool
is_gliding(const DilVoice* const voice)
{
  return (float)(voice->age - voice->glide_age) < voice->n_glide;
}

double
dil_voice_glide(const DilVoice* const voice)
{
  const double n_done = (double)(voice->age - voice->glide_age);
  return is_gliding(voice)
           ? voice->glide_from * (1.0 - n_done / (double)voice->n_glide)
           : 0.0;
}

/// Pitch now, in keys, or NaN; vibrato goes on by the time since the last look
static double
current_pitch(DilVoice* const voice,
              const DilPart* const part,
              const DilControls* const controls)
{
  double pitch =
    dil_tuning_pitch(&controls->tuning, voice->channel, voice->key) +
    voice->note_tuning + dil_controls_bend(controls, voice->channel) +
    dil_voice_glide(voice);
  const DilVibrato usual = usual_vibrato(voice, controls);
  if (has_vibrato(voice, controls, &usual)) {
    if (voice->age) {
      const double rate = (double)dil_max(usual.rate_hz, SLOWEST_HZ);
      voice->vibrato_phase += rate * DIL_CONTROL_STEPS / (double)part->rate;
      voice->vibrato_phase -= floor(voice->vibrato_phase);
    }
    const float sine = dil_sin_turns((float)voice->vibrato_phase);
    pitch +=
      (double)(sine * vibrato_cents(voice, part, controls, &usual)) / 100.0;
  }

  return isnan(pitch) ? pitch : fmin(fmax(pitch, LOWEST_KEY), HIGHEST_KEY);
}

static DilSampling
current_sampling(const DilVoice* const voice,
                 const DilPart* const part,
                 const DilControls* const controls)
{
  const DilSampling* const wanted = &controls->sampling;
  DilSampling sampling = part->sampling;
  sampling.is_greedy = sampling.is_greedy || wanted->is_greedy;
  sampling.temperature =
    (wanted->temperature > 0.0f) ? wanted->temperature : sampling.temperature;
  sampling.top_p = (wanted->top_p >= 0.0f) ? wanted->top_p : sampling.top_p;
  sampling.top_k = wanted->top_k ? wanted->top_k : sampling.top_k;
  sampling.noise = (wanted->noise >= 0.0f) ? wanted->noise : sampling.noise;

  const float* const parameters = controls->parameters;
  const uint32_t top_k = (uint32_t)parameters[DIL_PARAMETER_TOP_K];
  const double light = 0.25 * (double)dil_voice_brightness(voice, controls);
  sampling.temperature *=
    parameters[DIL_PARAMETER_TEMPERATURE] * (float)dil_exp2(light);
  sampling.top_p *= parameters[DIL_PARAMETER_TOP_P];
  sampling.top_k = (top_k < sampling.top_k) ? top_k : sampling.top_k;
  return sampling;
}

/// Follow pitch and instrument with the high-pass, whose cutoff may move while
/// it runs
static void
set_highpass(DilVoice* const voice,
             const DilPart* const part,
             const double sounding,
             const double tuning_hz)
{
  const double share = voice->blend.cutoff;
  if (fabs(sounding - voice->highpass_key) > RETUNE_KEYS ||
      share != voice->highpass_share) {
    const double frequency = dil_frequency(sounding, tuning_hz);
    voice->highpass_key = sounding;
    voice->highpass_share = share;
    dil_highpass_set(&voice->highpass,
                     dil_highpass_cutoff(share, frequency, (double)part->rate));
  }
}

DilVoiceOrders
dil_voice_look(DilVoice* const voice,
               const DilPart* const part,
               const DilControls* const controls)
{
  dil_voice_follow(voice, part, controls);
  const double pitch = current_pitch(voice, part, controls);
  const DilReached reached = dil_voice_reach(voice, pitch);

  // A key that a new tuning has silenced sounds on where it was
  const bool is_silenced = isnan(pitch);
  const DilVoiceOrders orders = {
    is_silenced ? voice->orders.key : reached.key,
    is_silenced ? voice->orders.stretch : reached.stretch,
    (double)controls->parameters[DIL_PARAMETER_TUNING],
    current_sampling(voice, part, controls),
    voice->orders.corner,
    voice->orders.morph};

  voice->is_dirty = false;
  const DilVibrato usual = usual_vibrato(voice, controls);
  voice->is_moving = is_gliding(voice) || has_vibrato(voice, controls, &usual);
  set_highpass(voice, part, orders.key + orders.stretch, orders.tuning_hz);
  voice->orders = orders;
  return orders;
}
