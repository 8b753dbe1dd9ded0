// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "voice.h"

#include "elementary.h"
#include "precise.h"
#include "preset_data.h"

#include <string.h>

#define LONGEST_S 1000.0f ///< Notes that take longer to die do not

/// The place of the parameter Instrument in a part, or one beyond the last
static uint32_t
place_in(const DilPart* const part, const uint32_t program)
{
  const uint32_t place = program - part->first_program;
  return place < part->n_instruments ? place : part->n_instruments;
}

uint32_t
dil_voice_corner(const DilVoice* const voice,
                 const DilPart* const part,
                 const DilControls* const controls)
{
  const uint32_t n = part->n_instruments;
  const uint32_t then = place_in(part, voice->program);
  const uint32_t now =
    place_in(part, (uint32_t)controls->parameters[DIL_PARAMETER_INSTRUMENT]);
  return then < n && now < n ? (voice->instrument + now + n - then) % n
                             : voice->orders.corner;
}

static float
between(const float from, const float to, const float share)
{
  return from + share * (to - from);
}

static double
rumble_share(const DilInstrument* const info)
{
  return info->cutoff > 0.0f ? (double)info->cutoff : DIL_HIGHPASS_SHARE;
}

static DilVibrato
blended_vibrato(const DilInstrument* const from,
                const DilInstrument* const to,
                const float share)
{
  static const DilVibrato none = {0.0f, 5.5f, 0.3f};
  const DilVibrato a = from->vibrato.depth_ct > 0.0f ? from->vibrato : none;
  const DilVibrato b = to->vibrato.depth_ct > 0.0f ? to->vibrato : none;
  const DilVibrato vibrato = {between(a.depth_ct, b.depth_ct, share),
                              between(a.rate_hz, b.rate_hz, share),
                              between(a.delay_s, b.delay_s, share)};
  return vibrato;
}

/// Find the power that the network's waves should have, which is known of
/// those that die away
static void
blend_powers(DilBlend* const blend,
             const DilEnvelope* const envelopes[2],
             const bool is_known[2],
             const float share)
{
  const float from = is_known[0] ? 1.0f - share : 0.0f;
  const float to = is_known[1] ? share : 0.0f;
  blend->wave_share = is_known[0] && is_known[1] ? 1.0f : from + to;
  if (blend->wave_share > 0.0f) {
    const float sum = (from > 0.0f ? from * envelopes[0]->wave_db : 0.0f) +
                      (to > 0.0f ? to * envelopes[1]->wave_db : 0.0f);
    blend->wave_power =
      (float)dil_gain((double)(2.0f * sum / blend->wave_share));
  }
}

/// Mix what is known of two instruments of a part
static DilBlend
blend_of(const DilPart* const part, const uint32_t places[2], const float share)
{
  const DilEnvelope* const all = part->preset->envelopes;
  const DilInstrument* const from =
    dil_preset_instrument(part->preset, places[0]);
  const DilInstrument* const to =
    dil_preset_instrument(part->preset, places[1]);
  const bool is_sustained =
    share > 0.5f ? to->is_sustained : from->is_sustained;
  DilBlend blend = {between(from->veltrack, to->veltrack, share),
                    between(from->release_s, to->release_s, share),
                    rumble_share(from) +
                      (double)share * (rumble_share(to) - rumble_share(from)),
                    between(from->treble_db, to->treble_db, share),
                    blended_vibrato(from, to, share),
                    0.0f,
                    0.0f,
                    is_sustained || all};
  if (all) {
    const DilEnvelope* const envelopes[2] = {&all[places[0]], &all[places[1]]};
    const bool is_known[2] = {!from->is_sustained, !to->is_sustained};
    blend_powers(&blend, envelopes, is_known, share);
  }

  return blend;
}

/// Level of a velocity: 0.4 veltrack log10(velocity / 127) dB
static float
velocity_level(const float veltrack, const float velocity)
{
  const double exponent = 0.02 * (double)veltrack;
  return (float)dil_exp2(exponent * dil_precise_log2((double)velocity / 127.0));
}

/// Find how the note will die away, and when it is dead if nothing else happens
static void
plan_death(DilVoice* const voice,
           const DilPart* const part,
           const uint32_t places[2])
{
  for (size_t i = 0U; i < 2U; ++i) {
    dil_envelope_note(&part->preset->envelopes[places[i]],
                      voice->pitch,
                      voice->velocity,
                      &voice->envelopes[i]);
  }
  if (voice->release_age != DIL_NEVER || voice->is_killed) {
    return;
  }

  const float end_s = dil_max(dil_note_envelope_end_s(&voice->envelopes[0]),
                              dil_note_envelope_end_s(&voice->envelopes[1]));
  const uint32_t end =
    end_s < LONGEST_S ? (uint32_t)(end_s * (float)part->rate) : DIL_NEVER;
  const uint32_t life = end > voice->age ? end : voice->age;
  voice->end_age = end < DIL_NEVER ? life + voice->n_fade : DIL_NEVER;
}

void
dil_voice_settle(DilVoice* const voice, const DilPart* const part)
{
  const uint32_t places[2] = {
    voice->orders.corner, (voice->orders.corner + 1U) % part->n_instruments};
  for (size_t i = 0U; i < 2U; ++i) {
    voice->reaches[i] =
      dil_reach(dil_preset_instrument(part->preset, places[i]),
                voice->pitch,
                voice->outside);
  }

  voice->blend = blend_of(part, places, voice->orders.morph);
  voice->level = velocity_level(voice->blend.veltrack, voice->velocity);
  dil_level_hold_tell(
    &voice->hold, voice->blend.wave_power, voice->blend.wave_share);
  if (part->preset->envelopes) {
    plan_death(voice, part, places);
  }
}

float
dil_voice_morph(const DilPart* const part, const DilControls* const controls)
{
  return part->n_instruments > 1U ? controls->parameters[DIL_PARAMETER_MORPH]
                                  : 0.0f;
}

void
dil_voice_follow(DilVoice* const voice,
                 const DilPart* const part,
                 const DilControls* const controls)
{
  const uint32_t corner = dil_voice_corner(voice, part, controls);
  const float morph = dil_voice_morph(part, controls);
  if (corner != voice->orders.corner || morph != voice->orders.morph) {
    voice->orders.corner = corner;
    voice->orders.morph = morph;
    dil_voice_settle(voice, part);
  }
}

DilReached
dil_voice_reach(const DilVoice* const voice, const double pitch)
{
  const double share = (double)voice->orders.morph;
  const DilReached from = dil_reach_part(&voice->reaches[0], pitch);
  const DilReached to = dil_reach_part(&voice->reaches[1], pitch);
  if (voice->reaches[0].fold != voice->reaches[1].fold) {
    return share > 0.5 ? to : from;
  }

  const DilReached reached = {from.key + share * (to.key - from.key),
                              from.stretch +
                                share * (to.stretch - from.stretch)};
  return reached;
}

void
dil_voice_mixture(const DilVoiceOrders* const orders,
                  const DilPart* const part,
                  float* const mixture)
{
  memset(mixture, 0, part->n_instruments * sizeof(*mixture));
  mixture[(orders->corner + 1U) % part->n_instruments] = orders->morph;
  mixture[orders->corner] += 1.0f - orders->morph;
}
