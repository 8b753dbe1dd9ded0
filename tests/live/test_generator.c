// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "support/test.h"
#include "support/tiny_preset.h"

#include "generator.h"
#include "order.h"
#include "rng.h"

#include "dilaton/render.h"

#include <math.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#define RATE       22050U
#define TARGET     512U
#define MAX_FRAMES 400000U

/// A melody with a tuning, a pedal and notes that overlap: 96 ticks to a beat
static const uint8_t melody[] = {
  'M',
  'T',
  'h',
  'd',
  0,
  0,
  0,
  6,
  0,
  0,
  0,
  1,
  0,
  96,
  'M',
  'T',
  'r',
  'k',
  0,
  0,
  0,
  81,
  // Note 69 becomes 69.5, by a MIDI tuning message
  0,
  0xF0,
  11,
  0x7F,
  0x7F,
  0x08,
  0x02,
  0x00,
  0x01,
  69,
  69,
  0x40,
  0x00,
  0xF7,
  0,
  0x90,
  60,
  100, // Two notes at once
  0,
  0x90,
  64,
  70, //
  20,
  0xB0,
  64,
  127, // Pedal
  10,
  0x80,
  60,
  64, //
  1,
  0xE0,
  0,
  80, // Bend
  9,
  0x90,
  69,
  90, //
  0,
  0xF0,
  11,
  0x7F,
  0x7F,
  0x08,
  0x02,
  0x00,
  0x01,
  69,
  70,
  0x00,
  0x00,
  0xF7,
  20,
  0x80,
  64,
  64, //
  0,
  0xB0,
  64,
  0, //
  20,
  0x80,
  69,
  64, //
  0,
  0x90,
  72,
  127, // Never released
  0,
  0x90,
  76,
  1, //
  30,
  0xB0,
  7,
  90, //
  0,
  0xFF,
  0x2F,
  0};

/// Frames of a sound
typedef struct {
  Frame* frames; ///< [MAX_FRAMES]
  size_t n;
} Sound;

typedef struct {
  DilPreset* preset;
  DilScore* score;
  DilEngineSettings settings;
  DilEngine* engine;
  Outlet* outlet;
  Generator* generator;
  Sound heard;
} Fixture;

static int
setup(void** state)
{
  Fixture* const f = (Fixture*)calloc(1U, sizeof(*f));
  assert_non_null(f);
  const TinyPreset tiny = tiny_preset_defaults();
  f->preset = tiny_preset_load(&tiny);
  f->settings = dil_engine_defaults();
  f->settings.rate = RATE;
  const DilPreset* const presets[] = {f->preset};
  assert_int_equal(dil_engine_new(presets, 1U, &f->settings, &f->engine, NULL),
                   DIL_OK);
  assert_int_equal(
    dil_score_read("melody", melody, sizeof(melody), NULL, &f->score, NULL),
    DIL_OK);
  assert_int_equal(outlet_new(RATE, TARGET, &f->outlet), DIL_OK);
  f->heard.frames = (Frame*)calloc(MAX_FRAMES, sizeof(Frame));
  assert_non_null(f->heard.frames);
  *state = f;
  return 0;
}

static int
teardown(void** state)
{
  Fixture* const f = (Fixture*)*state;
  generator_stop(f->generator);
  outlet_free(f->outlet);
  dil_engine_free(f->engine);
  dil_score_free(f->score);
  dil_preset_free(f->preset);
  free(f->heard.frames);
  free(f);
  return 0;
}

static DilStatus
collect(void* const context,
        const float* const frames,
        const size_t n,
        DilMessage* const message)
{
  (void)message;
  Sound* const sound = (Sound*)context;
  assert_true(sound->n + n <= MAX_FRAMES);
  memcpy(sound->frames + sound->n, frames, n * sizeof(*sound->frames));
  sound->n += n;
  return DIL_OK;
}

static Sound
render(const Fixture* const f)
{
  Sound sound = {(Frame*)calloc(MAX_FRAMES, sizeof(Frame)), 0U};
  assert_non_null(sound.frames);
  const DilPreset* const presets[] = {f->preset};
  DilRenderSettings settings = dil_render_defaults();
  settings.engine = f->settings;
  settings.n_threads = 1U;
  settings.sink = collect;
  settings.context = &sound;
  assert_int_equal(
    dil_render_score(presets, 1U, f->score, &settings, NULL, NULL), DIL_OK);
  return sound;
}

static void
start(Fixture* const f, const GeneratorSettings* const settings)
{
  int error = 0;
  GeneratorSettings whole = *settings;
  whole.engine = f->engine;
  whole.rate = RATE;
  whole.outlet = f->outlet;
  assert_int_equal(generator_start(&whole, &f->generator, &error), DIL_OK);
}

/// Hear some frames, without haste: whenever the ring is full, or at the end
static void
hear(Fixture* const f, const size_t n_frames)
{
  static const size_t blocks[] = {1U, 64U, 100U, 512U};

  for (size_t i = 0U, n = 0U; n < n_frames && !outlet_is_silent(f->outlet);
       ++i) {
    while (dil_ring_fill(outlet_ring(f->outlet)) < TARGET &&
           !generator_state(f->generator).is_ended) {
      sched_yield();
    }

    const size_t block = blocks[i % 4U];
    assert_true(f->heard.n + block <= MAX_FRAMES);
    outlet_read(f->outlet, f->heard.frames + f->heard.n, block);
    f->heard.n += block;
    n += block;
  }
}

/// Compare what was heard with a rendering, which has no latency
static void
assert_heard(const Fixture* const f, const Sound* const expected)
{
  const size_t latency = dil_engine_latency(f->engine);
  assert_true(f->heard.n >= latency + expected->n / 2U);
  for (size_t i = 0U; i < expected->n && i + latency < f->heard.n; ++i) {
    for (size_t c = 0U; c < DIL_N_OUTPUTS; ++c) {
      const float difference = f->heard.frames[i + latency].samples[c] -
                               expected->frames[i].samples[c];
      assert_true(fabsf(difference) <= 1e-6f);
    }
  }
}

static void
a_score_sounds_live_as_it_is_rendered(void** state)
{
  Fixture* const f = (Fixture*)*state;
  Sound expected = render(f);
  const GeneratorSettings settings = {.score = f->score};
  start(f, &settings);
  hear(f, MAX_FRAMES - 1024U);

  assert_true(outlet_is_silent(f->outlet));
  assert_int_equal(outlet_n_underruns(f->outlet), 0);
  assert_int_equal(dil_engine_counts(f->engine).n_notes, 5);
  assert_heard(f, &expected);
  free(expected.frames);
}

static void
a_looping_score_begins_again_at_a_bar_line(void** state)
{
  Fixture* const f = (Fixture*)*state;
  const GeneratorSettings settings = {.score = f->score, .is_looping = true};
  start(f, &settings);

  // The melody is not over before 1.14 beats of 0.5 s; a bar has four
  hear(f, 3U * 2U * RATE + RATE / 2U);
  assert_false(outlet_is_silent(f->outlet));
  assert_int_equal(dil_engine_counts(f->engine).n_notes, 4U * 5U);
  assert_true(generator_state(f->generator).score_s < 2.1);
}

/// Make the bytes of random messages, of any kind
static size_t
random_midi(uint8_t* const bytes, const size_t n_messages)
{
  const DilRng rng = dil_rng_stream(7U, 1U);
  size_t n = 0U;
  for (size_t i = 0U; i < n_messages; ++i) {
    const uint64_t bits = dil_rng_bits(rng, i);
    const uint8_t kind = (uint8_t)(0x80U + 0x10U * (bits % 7U));
    bytes[n++] = (uint8_t)(kind | ((bits >> 8U) & 0xFU));
    bytes[n++] = (bits >> 16U) & 0x7FU;
    if (kind != 0xC0U && kind != 0xD0U) {
      bytes[n++] = (bits >> 24U) & 0x7FU;
    }
  }
  return n;
}

static void
no_voice_hangs_after_random_midi(void** state)
{
  Fixture* const f = (Fixture*)*state;
  static uint8_t bytes[30000];
  const size_t n = random_midi(bytes, 10000U);
  DilRing* ring = NULL;
  assert_int_equal(dil_ring_new(INPUT_SIZE, 1U, &ring), DIL_OK);
  const GeneratorSettings settings = {
    .inputs = {ring}, .n_inputs = 1U, .is_open = true};
  start(f, &settings);

  for (size_t done = 0U; done < n; done += 1000U) {
    const size_t n_now = n - done < 1000U ? n - done : 1000U;
    assert_int_equal(dil_ring_write(ring, bytes + done, n_now), n_now);
    hear(f, RATE / 20U);
  }

  assert_true(dil_engine_counts(f->engine).n_notes > 1000U);
  assert_false(generator_state(f->generator).is_ended);
  generator_finish(f->generator);
  hear(f, 10U * RATE);
  assert_true(outlet_is_silent(f->outlet));
  assert_int_equal(generator_state(f->generator).n_voices, 0);
  generator_stop(f->generator);
  f->generator = NULL;
  dil_ring_free(ring);
}

static void
a_recorder_gets_the_sound_without_its_latency(void** state)
{
  Fixture* const f = (Fixture*)*state;
  Sound expected = render(f);
  DilRing* recorder = NULL;
  assert_int_equal(dil_ring_new(MAX_FRAMES, sizeof(Frame), &recorder), DIL_OK);
  const GeneratorSettings settings = {.score = f->score, .recorder = recorder};
  start(f, &settings);
  hear(f, MAX_FRAMES - 1024U);

  f->heard.n = dil_ring_read(recorder, f->heard.frames, MAX_FRAMES);
  assert_int_equal(generator_state(f->generator).n_lost, 0);
  for (size_t i = 0U; i < expected.n && i < f->heard.n; ++i) {
    assert_true(fabsf(f->heard.frames[i].samples[0] -
                      expected.frames[i].samples[0]) <= 1e-6f);
  }
  generator_stop(f->generator);
  f->generator = NULL;
  dil_ring_free(recorder);
  free(expected.frames);
}

static void
presets_are_swapped_while_it_plays(void** state)
{
  Fixture* const f = (Fixture*)*state;
  const DilPreset* const presets[] = {f->preset};
  const GeneratorSettings settings = {.score = f->score, .is_looping = true};
  start(f, &settings);
  size_t n_back = 0U;
  for (int i = 0; i < 40; ++i) {
    DilBank* bank = NULL;
    assert_int_equal(dil_bank_new(&f->settings, presets, 1U, &bank, NULL),
                     DIL_OK);
    if (!dil_engine_send_bank(f->engine, bank)) {
      dil_bank_free(bank);
    }
    hear(f, RATE / 20U);
    for (DilBank* old = NULL;
         (old = dil_engine_collect_bank(f->engine)) != NULL;) {
      dil_bank_free(old);
      ++n_back;
    }
  }

  assert_true(n_back > 20U);
  for (size_t i = 0U; i < f->heard.n; ++i) {
    assert_true(fabsf(f->heard.frames[i].samples[0]) < 1.0f);
  }
}

/// Give an order
static void
order(DilRing* const orders, const Order* const what)
{
  assert_int_equal(dil_ring_write(orders, what, 1U), 1U);
}

/// Start to obey orders, without an end
static DilRing*
start_for_orders(Fixture* const f)
{
  DilRing* orders = NULL;
  assert_int_equal(dil_ring_new(MAX_ORDERS, sizeof(Order), &orders), DIL_OK);
  const GeneratorSettings settings = {.orders = orders, .is_open = true};
  start(f, &settings);
  return orders;
}

static void
stop(Fixture* const f, DilRing* const orders)
{
  generator_stop(f->generator);
  f->generator = NULL;
  dil_ring_free(orders);
}

static void
events_of_a_front_end_are_played(void** state)
{
  Fixture* const f = (Fixture*)*state;
  DilRing* const orders = start_for_orders(f);
  for (unsigned i = 0U; i < MAX_ORDERS; ++i) {
    const Order note = {
      .type = ORDER_EVENT,
      .event = {.frame = 12345U,
                .type = i % 2U ? DIL_EVENT_NOTE_OFF : DIL_EVENT_NOTE_ON,
                .number = 60U,
                .note_id = DIL_ANY_NOTE,
                .value = 100.0f}};
    order(orders, &note);
  }
  hear(f, 4U * TARGET);
  assert_int_equal(dil_ring_fill(orders), 0U);
  assert_int_equal(dil_engine_counts(f->engine).n_notes, MAX_ORDERS / 2U);
  assert_int_equal(dil_engine_counts(f->engine).keys[0], 0U);
  stop(f, orders);
}

static void
a_recording_begins_and_ends_while_it_plays(void** state)
{
  Fixture* const f = (Fixture*)*state;
  DilRing* const orders = start_for_orders(f);
  DilRing* recorder = NULL;
  assert_int_equal(dil_ring_new(MAX_FRAMES, sizeof(Frame), &recorder), DIL_OK);
  hear(f, RATE / 4U);
  assert_null(generator_state(f->generator).recorder);

  const Order begin = {.type = ORDER_RECORD, .recorder = recorder};
  order(orders, &begin);
  hear(f, RATE / 4U);
  assert_ptr_equal(generator_state(f->generator).recorder, recorder);

  const Order end = {.type = ORDER_RECORD};
  order(orders, &end);
  hear(f, 4U * TARGET);
  assert_null(generator_state(f->generator).recorder);
  const size_t n = dil_ring_fill(recorder);
  assert_in_range(n, RATE / 4U - 2U * TARGET, RATE / 4U + 6U * TARGET);
  hear(f, RATE / 4U);
  assert_int_equal(dil_ring_fill(recorder), n);
  stop(f, orders);
  dil_ring_free(recorder);
}

static void
another_score_stands_still_until_it_is_to_play(void** state)
{
  Fixture* const f = (Fixture*)*state;
  DilRing* const orders = start_for_orders(f);
  const Order other = {.type = ORDER_SCORE, .score = f->score};
  order(orders, &other);
  hear(f, RATE / 4U);
  assert_ptr_equal(generator_state(f->generator).score, f->score);
  assert_false(generator_state(f->generator).is_playing);
  assert_int_equal(dil_engine_counts(f->engine).n_notes, 0U);
  assert_true(generator_state(f->generator).score_s == 0.0);

  const Order play = {.type = ORDER_PLAY, .is_on = true};
  order(orders, &play);
  hear(f, 2U * RATE);
  assert_int_equal(dil_engine_counts(f->engine).n_notes, 5U);
  assert_false(generator_state(f->generator).is_playing);

  // Twice the last part of it, and silence when it stops
  const Order back = {.type = ORDER_SEEK, .place_s = 0.41};
  const Order halt = {.type = ORDER_PLAY, .is_on = false};
  order(orders, &back);
  hear(f, RATE / 20U + 2U * TARGET);
  assert_int_equal(dil_engine_counts(f->engine).n_notes, 7U);
  order(orders, &halt);
  hear(f, 2U * TARGET);
  assert_int_equal(dil_engine_counts(f->engine).keys[1], 0U);
  const Order none = {.type = ORDER_SCORE};
  order(orders, &none);
  hear(f, 2U * TARGET);
  assert_null(generator_state(f->generator).score);
  stop(f, orders);
}

/// Start to rest when there is nothing to do
static DilBell*
start_to_rest(Fixture* const f, DilRing** const ring)
{
  DilBell* bell = NULL;
  assert_int_equal(dil_bell_new(&bell), DIL_OK);
  assert_int_equal(dil_ring_new(INPUT_SIZE, 1U, ring), DIL_OK);
  dil_ring_set_bell(*ring, bell);
  const GeneratorSettings settings = {
    .inputs = {*ring}, .n_inputs = 1U, .is_open = true, .bell = bell};
  start(f, &settings);
  return bell;
}

static void
stop_resting(Fixture* const f, DilBell* const bell, DilRing* const ring)
{
  stop(f, ring);
  dil_bell_free(bell);
}

/// Frames that are made while so many are heard
static uint64_t
n_made_in(Fixture* const f, const size_t n_frames)
{
  const uint64_t n_before = generator_state(f->generator).n_frames;
  hear(f, n_frames);
  f->heard.n = 0U;
  return generator_state(f->generator).n_frames - n_before;
}

static void
nothing_is_made_while_nothing_is_to_be_heard(void** state)
{
  Fixture* const f = (Fixture*)*state;
  static const uint8_t on[] = {0x90U, 60U, 100U};
  static const uint8_t off[] = {0x80U, 60U, 64U};

  DilRing* ring = NULL;
  DilBell* const bell = start_to_rest(f, &ring);
  for (unsigned i = 0U; i < 3U; ++i) {
    assert_true(n_made_in(f, 2U * RATE) <= 2U * RATE);
    assert_true(n_made_in(f, 2U * RATE) <= TARGET);

    // The thread takes its time to wake, which frames do not tell
    assert_int_equal(dil_ring_write(ring, on, sizeof(on)), sizeof(on));
    while (dil_engine_counts(f->engine).n_notes == i) {
      (void)n_made_in(f, 64U);
    }
    assert_true(n_made_in(f, RATE) >= RATE - TARGET);
    assert_int_equal(dil_ring_write(ring, off, sizeof(off)), sizeof(off));
  }

  assert_int_equal(outlet_n_underruns(f->outlet), 0U);
  stop_resting(f, bell, ring);
}

static void
who_rests_can_be_told_to_end(void** state)
{
  Fixture* const f = (Fixture*)*state;
  DilRing* ring = NULL;
  DilBell* const bell = start_to_rest(f, &ring);
  (void)n_made_in(f, 2U * RATE);
  assert_true(n_made_in(f, 2U * RATE) <= TARGET);
  generator_finish(f->generator);
  while (!outlet_is_silent(f->outlet)) {
    (void)n_made_in(f, 64U);
  }
  assert_true(generator_state(f->generator).is_ended);
  stop_resting(f, bell, ring);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(a_score_sounds_live_as_it_is_rendered),
    TEST(a_looping_score_begins_again_at_a_bar_line),
    TEST(no_voice_hangs_after_random_midi),
    TEST(a_recorder_gets_the_sound_without_its_latency),
    TEST(presets_are_swapped_while_it_plays),
    TEST(events_of_a_front_end_are_played),
    TEST(a_recording_begins_and_ends_while_it_plays),
    TEST(another_score_stands_still_until_it_is_to_play),
    TEST(nothing_is_made_while_nothing_is_to_be_heard),
    TEST(who_rests_can_be_told_to_end),
  };

  return cmocka_run_group_tests_name("generator", tests, NULL, NULL);
}
