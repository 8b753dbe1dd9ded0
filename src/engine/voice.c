// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "voice.h"

#include "elementary.h"
#include "precise.h"

#include <math.h>

#define TAIL_S     0.03f ///< Silence that training adds to a release
#define END_FADE_S 0.005 ///< Before the end of every note
#define LIGHT_DB   3.0   ///< Level at full brightness
#define TREBLE_DB  6.0   ///< And of the treble beyond that
#define MAX_CURVE  1.5   ///< Octaves of the exponent of velocity

/// Level some time after the attack: 40 dB nearer to the sustain level in
/// decay_s
static float
decayed(const DilVoice* const voice, const float time_s)
{
  const double n_octaves = 6.643856189774724; // log2(100)
  const double share =
    voice->decay_s > 0.0f
      ? dil_exp2(-n_octaves * (double)dil_min(time_s / voice->decay_s, 4.0f))
      : 0.0;
  return voice->sustain + (1.0f - voice->sustain) * (float)share;
}

/// Gain of the fades laid over the note, at some age
static float
fades(const DilVoice* const voice,
      const DilPart* const part,
      const uint32_t age)
{
  float gain = 1.0f;
  const float time_s = (float)age / (float)part->rate;
  if (time_s < voice->attack_s) {
    gain = time_s / voice->attack_s;
  } else if (voice->sustain < 1.0f) {
    gain = decayed(voice, time_s - voice->attack_s);
  }
  if (voice->n_release > 0.0f && age > voice->release_age) {
    const float done =
      dil_min((float)(age - voice->release_age) / voice->n_release, 1.0f);
    const float cosine = dil_sin_turns(0.25f + 0.25f * done);
    gain *= cosine * cosine;
  }

  return gain;
}

/// Gain of what dies away, at some age
static float
dying(const DilVoice* const voice,
      const DilPart* const part,
      const uint32_t age)
{
  const float time_s = (float)age / (float)part->rate;
  const float own = dil_note_envelope_db(&voice->envelopes[0], time_s);
  const float other = dil_note_envelope_db(&voice->envelopes[1], time_s);
  const float level = own + voice->orders.morph * (other - own);
  return level == 0.0f ? 1.0f : (float)dil_gain((double)level);
}

/// Bring a held note back to its level, if it is of an instrument that holds it
/// or whose decay is not the network's business
static void
keep_steady(DilVoice* const voice, const DilPart* const part)
{
  if (voice->age) {
    dil_level_hold_look(&voice->hold,
                        DIL_CONTROL_STEPS,
                        (float)voice->age / (float)part->rate,
                        (float)DIL_CONTROL_STEPS / (float)part->rate,
                        voice->blend.is_held &&
                          voice->release_age == DIL_NEVER);
  }
}

/// Let the gains run to what they should be at some age
static void
aim(DilVoice* const voice,
    const DilPart* const part,
    const DilControls* const controls,
    const uint32_t age)
{
  const double light = (double)dil_voice_brightness(voice, controls);
  float gain = voice->level * voice->hold.gain *
               dil_controls_level(controls, voice->channel) *
               fades(voice, part, age) * dying(voice, part, age);
  const double treble_db = TREBLE_DB * light + (double)voice->blend.treble_db;
  if (light != 0.0) {
    gain *= (float)dil_gain(LIGHT_DB * light);
  }

  float pan[2];
  dil_controls_pan(controls, voice->channel, voice->key, pan);
  voice->left.from = voice->left.to;
  voice->right.from = voice->right.to;
  voice->treble.from = voice->treble.to;
  voice->left.to = gain * pan[0];
  voice->right.to = gain * pan[1];
  voice->treble.to = treble_db != 0.0 ? dil_shelf_gain(treble_db) : 0.0f;
  voice->send.from = voice->send.to;
  voice->send.to = dil_controls_send(controls, voice->channel);
}

/// A velocity bent by the curve, which leaves 127 where it is
static float
bent_velocity(const DilControls* const controls, const float velocity)
{
  const double curve = (double)controls->parameters[DIL_PARAMETER_VELOCITY];
  if (curve == 0.0) {
    return velocity;
  }

  const double octaves = dil_precise_log2((double)velocity / 127.0);
  const double bent = 127.0 * dil_exp2(octaves * dil_exp2(-MAX_CURVE * curve));
  return dil_max((float)bent, 1.0f);
}

static void
start_glide(DilVoice* const voice,
            const DilPart* const part,
            const DilControls* const controls,
            const double pitch)
{
  const DilChannel* const channel = &controls->channels[voice->channel];
  if (channel->has_pitch) {
    voice->n_glide =
      dil_controls_glide_s(controls, voice->channel) * (float)part->rate;
    voice->glide_from = channel->pitch - pitch;
  }
}

void
dil_voice_start(DilVoice* const voice,
                const DilPart* const part,
                const DilControls* const controls,
                const DilEvent* const event,
                const double pitch)
{
  const bool is_soft =
    dil_controls_pedal(controls, event->channel, DIL_CC_SOFT);

  voice->note_id = event->note_id;
  voice->channel = event->channel;
  voice->key = event->number;
  const float velocity = bent_velocity(controls, event->value);
  voice->velocity = is_soft ? dil_max(0.7f * velocity, 1.0f) : velocity;
  voice->is_down = true;
  voice->is_dirty = true;
  voice->release_age = DIL_NEVER;
  voice->order_release = DIL_NEVER;
  voice->end_age = DIL_NEVER;
  voice->n_fade = (uint32_t)(END_FADE_S * (double)part->rate);
  voice->attack_s = controls->parameters[DIL_PARAMETER_ATTACK];
  voice->decay_s = controls->parameters[DIL_PARAMETER_DECAY];
  voice->sustain = controls->parameters[DIL_PARAMETER_SUSTAIN];
  voice->pitch = pitch;
  voice->outside = (DilOutside)controls->parameters[DIL_PARAMETER_OUTSIDE];
  voice->program = (uint32_t)controls->parameters[DIL_PARAMETER_INSTRUMENT];
  voice->orders.corner = voice->instrument;
  voice->orders.morph = dil_voice_morph(part, controls);
  voice->shelf = dil_shelf_at((double)part->rate);
  voice->highpass_key = -HUGE_VAL;
  dil_voice_settle(voice, part);
  dil_level_hold_start(
    &voice->hold, voice->blend.wave_power, voice->blend.wave_share);
  start_glide(voice, part, controls, pitch);

  // Twice: the gains start where they should be
  aim(voice, part, controls, 0U);
  voice->left.from = voice->left.to;
  voice->right.from = voice->right.to;
  voice->treble.from = voice->treble.to;
  voice->send.from = voice->send.to;
}

void
dil_voice_move(DilVoice* const voice,
               const DilPart* const part,
               const DilControls* const controls,
               const DilEvent* const event,
               const double pitch)
{
  const double before =
    dil_tuning_pitch(&controls->tuning, voice->channel, voice->key) +
    voice->note_tuning + dil_voice_glide(voice);

  // From a key that a new tuning has silenced there is no way
  voice->glide_from = isnan(before) ? 0.0 : before - pitch;
  voice->glide_age = voice->age;
  voice->n_glide =
    dil_controls_glide_s(controls, event->channel) * (float)part->rate;
  voice->note_id = event->note_id;
  voice->channel = event->channel;
  voice->key = event->number;
  voice->pressure = 0.0f;
  voice->note_tuning = 0.0;
  voice->pitch = pitch;
  voice->is_down = true;
  voice->is_sostenuto = false;
  voice->is_dirty = true;
  dil_voice_settle(voice, part);
}

/// Steps of the lane to a step of the voice
static float
speed(const DilVoice* const voice)
{
  const double stretch = voice->orders.stretch;
  return stretch != 0.0 ? (float)dil_exp2(stretch / 12.0) : 1.0f;
}

void
dil_voice_release(DilVoice* const voice,
                  const DilPart* const part,
                  const DilControls* const controls,
                  const uint64_t place)
{
  const float scale = controls->parameters[DIL_PARAMETER_RELEASE];
  const float natural =
    voice->blend.release_s * (float)part->rate / speed(voice);
  const float scaled = scale * natural;
  const uint32_t n_tail = (uint32_t)(TAIL_S * (float)part->rate);

  // A longer release is the held note under a fade of our own, then its own
  const float delay = dil_max(scaled - natural, 0.0f);
  const uint64_t end = (uint64_t)voice->age + (uint64_t)scaled + n_tail;
  voice->release_age = voice->age;
  voice->order_release = voice->age + (uint32_t)delay;
  voice->n_release = (scale == 1.0f) ? 0.0f : scaled;
  voice->release_place = place;
  voice->end_age = (end < voice->end_age) ? (uint32_t)end : voice->end_age;
}

void
dil_voice_kill(DilVoice* const voice,
               const DilPart* const part,
               const double seconds)
{
  const uint32_t n_fade = (uint32_t)(seconds * (double)part->rate);
  if (!voice->is_killed && voice->age + n_fade < voice->end_age) {
    voice->n_fade = n_fade;
    voice->end_age = voice->age + n_fade;
  }

  voice->is_killed = true;
}

uint32_t
dil_voice_limit(const DilVoice* const voice)
{
  uint32_t n = voice->end_age - voice->age;
  if (voice->order_release != DIL_NEVER && voice->order_release > voice->age &&
      voice->order_release - voice->age < n) {
    n = voice->order_release - voice->age;
  }

  const uint32_t n_look = DIL_CONTROL_STEPS - voice->age % DIL_CONTROL_STEPS;
  return ((voice->is_dirty || voice->is_moving) && n_look < n) ? n_look : n;
}

static inline float
ramp_at(const DilRamp* const ramp, const float share)
{
  return ramp->from + share * (ramp->to - ramp->from);
}

static bool
is_sending(const DilVoice* const voice)
{
  return voice->send.from > 0.0f || voice->send.to > 0.0f;
}

/// Mix steps up to the next look at the controls
static void
mix_steps(DilVoice* const voice,
          const float* const samples,
          const size_t n_steps,
          float* const* const buses,
          const size_t place)
{
  const float inverse = 1.0f / (float)DIL_CONTROL_STEPS;
  const uint32_t phase = voice->age % DIL_CONTROL_STEPS;
  const uint32_t n_left = voice->end_age - voice->age;
  const bool is_sent = is_sending(voice);
  for (size_t i = 0U; i < n_steps; ++i) {
    const float share = (float)(phase + i) * inverse;
    const float x = dil_highpass_run(&voice->highpass, samples[i]);
    dil_level_hold_hear(&voice->hold, x);

    const float n = (float)(n_left - (uint32_t)i);
    const float fade = dil_min(n / (float)voice->n_fade, 1.0f);
    const float y =
      fade * dil_shelf_run(&voice->shelf, x, ramp_at(&voice->treble, share));
    const float left = y * ramp_at(&voice->left, share);
    const float right = y * ramp_at(&voice->right, share);
    buses[0][place + i] += left;
    buses[1][place + i] += right;
    if (is_sent) {
      const float send = ramp_at(&voice->send, share);
      buses[2][place + i] += send * left;
      buses[3][place + i] += send * right;
    }
  }
}

bool
dil_voice_mix(DilVoice* const voice,
              const DilPart* const part,
              const DilControls* const controls,
              const float* const samples,
              const size_t n_steps,
              float* const* const buses)
{
  bool has_sent = false;
  for (size_t i = 0U; i < n_steps;) {
    const uint32_t phase = voice->age % DIL_CONTROL_STEPS;
    const size_t n_left = DIL_CONTROL_STEPS - phase;
    const size_t n = (n_steps - i < n_left) ? n_steps - i : n_left;
    if (!phase) {
      keep_steady(voice, part);
      aim(voice, part, controls, voice->age + DIL_CONTROL_STEPS);
    }

    mix_steps(voice, samples + i, n, buses, i);
    has_sent = has_sent || is_sending(voice);
    voice->age += (uint32_t)n;
    i += n;
  }

  return has_sent;
}
