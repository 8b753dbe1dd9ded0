// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "spy.h"

#include "limiter.h"
#include "preset_data.h"

#include "support/test.h"
#include "support/tiny_preset.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void
add_order(SpyNote* const note,
          const double key,
          const double tuning_hz,
          const float temperature)
{
  assert_true(note->n_orders < SPY_MAX_ORDERS);
  const SpyOrder order = {note->age, key, tuning_hz, temperature};
  note->orders[note->n_orders++] = order;
}

static void
start(void* const self,
      const size_t slot,
      const size_t part,
      const uint64_t index,
      const DilLaneStart* const lane_start)
{
  Spy* const spy = (Spy*)self;
  assert_true(spy->n_notes < SPY_MAX_NOTES);
  SpyNote* const note = &spy->notes[spy->n_notes++];
  spy->in_slots[slot] = note;
  note->index = index;
  note->part = part;
  note->start = *lane_start;
  note->release_age = UINT32_MAX;
  memcpy(note->mixture,
         lane_start->mixture,
         spy->parts[part].n_instruments * sizeof(float));
  add_order(note,
            lane_start->key,
            lane_start->tuning_hz,
            lane_start->sampling.temperature);
}

static void
set_key(void* const self,
        const size_t slot,
        const double key,
        const double tuning_hz)
{
  SpyNote* const note = ((Spy*)self)->in_slots[slot];
  add_order(note, key, tuning_hz, spy_latest(note).temperature);
}

static void
set_sampling(void* const self,
             const size_t slot,
             const DilSampling* const sampling)
{
  SpyNote* const note = ((Spy*)self)->in_slots[slot];
  const SpyOrder latest = spy_latest(note);
  add_order(note, latest.key, latest.tuning_hz, sampling->temperature);
}

static void
set_mixture(void* const self, const size_t slot, const float* const mixture)
{
  const Spy* const spy = (Spy*)self;
  SpyNote* const note = spy->in_slots[slot];
  memcpy(note->mixture,
         mixture,
         spy->parts[note->part].n_instruments * sizeof(float));
}

static void
set_stretch(void* const self, const size_t slot, const double semitones)
{
  ((Spy*)self)->in_slots[slot]->stretch = semitones;
}

static void
release(void* const self, const size_t slot)
{
  SpyNote* const note = ((Spy*)self)->in_slots[slot];
  assert_true(note->release_age == UINT32_MAX);
  note->release_age = note->age;
}

static void
end(void* const self, const size_t slot)
{
  SpyNote* const note = ((Spy*)self)->in_slots[slot];
  assert_false(note->has_ended);
  note->has_ended = true;
}

static uint32_t
limit(void* const self, const size_t slot)
{
  (void)self;
  (void)slot;
  return 301U;
}

static void
run(void* const self,
    const size_t part,
    const size_t* const slots,
    const size_t n_slots,
    const size_t n_steps,
    const float** const samples)
{
  static float alternating[DIL_MAX_RUN + 1U];

  Spy* const spy = (Spy*)self;
  assert_in_range(n_steps, 1U, 301U);
  for (size_t i = 0U; i <= DIL_MAX_RUN; ++i) {
    alternating[i] = (i % 2U) ? -spy->sample : spy->sample;
  }
  for (size_t i = 0U; i < n_slots; ++i) {
    SpyNote* const note = spy->in_slots[slots[i]];
    assert_int_equal(note->part, part);
    assert_false(note->has_ended);
    samples[i] = alternating + note->age % 2U;
    note->age += (uint32_t)n_steps;
  }
}

static const DilSource spy_source = {start,
                                     set_key,
                                     set_sampling,
                                     set_mixture,
                                     set_stretch,
                                     release,
                                     end,
                                     limit,
                                     run};

Spy*
spy_new(const size_t n_parts)
{
  return spy_new_of(n_parts, 2U);
}

Spy*
spy_new_of(const size_t n_parts, const uint32_t n_instruments)
{
  TinyPreset description = tiny_preset_defaults();
  Spy* const spy = (Spy*)calloc(1U, sizeof(*spy));
  assert_non_null(spy);
  description.n_instruments = n_instruments;
  spy->sample = 0.1f;
  spy->settings = dil_engine_defaults();
  spy->settings.rate = 24000U;
  for (size_t p = 0U; p < n_parts; ++p) {
    spy->presets[p] = tiny_preset_load(&description);
    const DilPart part = {spy->presets[p],
                          NULL,
                          24000U,
                          n_instruments * (uint32_t)p,
                          n_instruments,
                          spy->presets[p]->settings.coefficients,
                          spy->presets[p]->settings.sampling,
                          NULL};
    spy->parts[p] = part;
  }

  assert_int_equal(
    dil_mixer_init(
      &spy->mixer, spy->parts, n_parts, &spy->settings, &spy_source, spy),
    DIL_OK);
  assert_int_equal(
    dil_player_reserve(&spy->mixer.player, 2U * (size_t)DIL_MAX_VOICES),
    DIL_OK);
  dil_mix_stage_start(
    &spy->stage, &spy->settings, &spy->mixer, NULL, DIL_MAX_VOICES);
  return spy;
}

void
spy_free(Spy* const spy)
{
  dil_mixer_finish(&spy->mixer);
  dil_preset_free(spy->presets[0]);
  dil_preset_free(spy->presets[1]);
  free(spy);
}

int
spy_setup(void** state)
{
  *state = spy_new(1U);
  return 0;
}

int
spy_setup_two(void** state)
{
  *state = spy_new(2U);
  return 0;
}

int
spy_teardown(void** state)
{
  spy_free((Spy*)*state);
  return 0;
}

void
spy_run(Spy* const spy, const size_t n_frames)
{
  for (size_t first = 0U; first < n_frames; first += 100U) {
    float left[100];
    float right[100];
    float* const out[2] = {left, right};
    const size_t n = (n_frames - first < 100U) ? n_frames - first : 100U;
    dil_mix_stage_render(&spy->stage, out, n);
    for (size_t i = 0U; i < n; ++i) {
      spy->is_loud = spy->is_loud || fabsf(left[i]) > DIL_LIMITER_CEILING;
      spy->left = fabsf(left[i]);
      spy->right = fabsf(right[i]);
      spy->step = fmaxf(spy->step, fabsf(spy->left - spy->last_left));
      spy->last_left = spy->left;
    }
  }
}

void
spy_event(Spy* const spy,
          const DilEventType type,
          const uint8_t channel,
          const uint8_t number,
          const float v)
{
  const DilEvent event = {
    0U, (uint8_t)type, channel, number, 0U, DIL_ANY_NOTE, v};
  dil_mix_stage_event(&spy->stage, &event);
}

void
spy_control(Spy* const spy,
            const uint8_t channel,
            const uint8_t number,
            const float value)
{
  spy_event(spy, DIL_EVENT_CONTROL, channel, number, value);
}

SpyNote*
spy_note_on(Spy* const spy, const uint8_t channel, const uint8_t key)
{
  const size_t n_before = spy->n_notes;
  spy_event(spy, DIL_EVENT_NOTE_ON, channel, key, 100.0f);
  assert_int_equal(spy->n_notes, n_before + 1U);
  return &spy->notes[n_before];
}

void
spy_note_off(Spy* const spy, const uint8_t channel, const uint8_t key)
{
  spy_event(spy, DIL_EVENT_NOTE_OFF, channel, key, 0.0f);
}

SpyOrder
spy_latest(const SpyNote* const note)
{
  return note->orders[note->n_orders - 1U];
}
