// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "sequencer.h"

#include "support/test.h"

#include <math.h>
#include <string.h>

#define RATE 1000U

/// At 96 ticks and 0.5 s a beat: key 60 from 0 to 1 beat with controller 7 set
/// to 50 at 0.5 beats, key 64 from 1 to 2 beats with program 3 before it, and a
/// tuning at 1.5 beats
static const uint8_t melody[] = {
  'M', 'T',  'h',  'd',  0,    0,    0,   6,  0,    0,    0,    1,  0,
  96,  'M',  'T',  'r',  'k',  0,    0,   0,  44,   0,    0x90, 60, 100,
  48,  0xB0, 7,    50,   48,   0x80, 60,  64, 0,    0xC0, 3,    0,  0x90,
  64,  100,  48,   0xF0, 11,   127,  127, 8,  2,    0,    1,    69, 69,
  64,  0,    0xF7, 48,   0x80, 64,   64,  0,  0xFF, 0x2F, 0};

/// Something that has happened
typedef struct {
  uint64_t frame;
  uint8_t type; ///< DilEventType, or 255 for a tuning
  uint8_t number;
} Happening;

typedef struct {
  Happening items[64];
  size_t n;
} Story;

static int
setup(void** state)
{
  DilScore* score = NULL;
  uint8_t bytes[sizeof(melody)];
  memcpy(bytes, melody, sizeof(melody));
  bytes[21] = (uint8_t)(sizeof(melody) - 22U);
  assert_int_equal(
    dil_score_read("melody", bytes, sizeof(bytes), NULL, &score, NULL), DIL_OK);
  *state = score;
  return 0;
}

static int
teardown(void** state)
{
  dil_score_free((DilScore*)*state);
  return 0;
}

/// Let all happen before a frame, but what lets go of everything
static void
tell(Sequencer* const sequencer, const uint64_t end, Story* const story)
{
  for (uint64_t frame = 0U; (frame = sequencer_next(sequencer)) < end;) {
    Happening item = {frame, 255U, 0U};
    if (!sequencer_take_sysex(sequencer)) {
      const DilEvent event = sequencer_take_event(sequencer);
      item.type = event.type;
      item.number = event.number;
    }
    const bool is_closing = item.type == DIL_EVENT_CONTROL && item.number != 7U;
    if (!is_closing) {
      assert_true(story->n < 64U);
      story->items[story->n++] = item;
    }
  }
}

static void
assert_story(const Story* const story,
             const Happening* const items,
             const size_t n)
{
  assert_int_equal(story->n, n);
  for (size_t i = 0U; i < n; ++i) {
    assert_int_equal(story->items[i].frame, items[i].frame);
    assert_int_equal(story->items[i].type, items[i].type);
    assert_int_equal(story->items[i].number, items[i].number);
  }
}

/// The melody, from frame `start` on
#define MELODY(start)                                                          \
  {(start), DIL_EVENT_NOTE_ON, 60}, {(start) + 250, DIL_EVENT_CONTROL, 7},     \
    {(start) + 500, DIL_EVENT_NOTE_OFF, 60},                                   \
    {(start) + 500, DIL_EVENT_PROGRAM, 3},                                     \
    {(start) + 500, DIL_EVENT_NOTE_ON, 64}, {(start) + 750, 255, 0},           \
  {                                                                            \
    (start) + 1000, DIL_EVENT_NOTE_OFF, 64                                     \
  }

static void
a_stop_moves_all_that_comes_after_it(void** state)
{
  static const Happening whole[] = {MELODY(0)};

  // Wherever it stops, whatever has happened before is as it was
  for (uint64_t stop = 1U; stop < 1100U; stop += 50U) {
    Sequencer sequencer;
    Story story = {.n = 0U};
    sequencer_start(&sequencer, (DilScore*)*state, RATE, false);
    tell(&sequencer, stop, &story);
    sequencer_stop(&sequencer, stop);
    sequencer_stop(&sequencer, stop + 5U);
    assert_int_equal(sequencer_next(&sequencer), SEQUENCER_END);
    assert_true(
      fabs(sequencer_time_s(&sequencer, 99999U) - 1e-3 * (double)stop) < 1e-9);
    sequencer_go(&sequencer, stop + 300U);
    sequencer_go(&sequencer, stop + 900U);
    tell(&sequencer, SEQUENCER_END, &story);

    Happening expected[7];
    memcpy(expected, whole, sizeof(whole));
    for (size_t i = 0U; i < 7U; ++i) {
      expected[i].frame += expected[i].frame < stop ? 0U : 300U;
    }
    assert_story(&story, expected, 7U);
  }
}

static void
going_to_a_place_does_all_before_it_but_notes(void** state)
{
  static const Happening forward[] = {{100, DIL_EVENT_CONTROL, 7},
                                      {100, DIL_EVENT_PROGRAM, 3},
                                      {250, 255, 0},
                                      {500, DIL_EVENT_NOTE_OFF, 64}};
  static const Happening again[] = {MELODY(600)};

  Sequencer sequencer;
  Story story = {.n = 0U};
  sequencer_start(&sequencer, (DilScore*)*state, RATE, false);
  tell(&sequencer, 100U, &story);
  story.n = 0U;
  sequencer_seek(&sequencer, 100U, 0.6);
  tell(&sequencer, 600U, &story);
  assert_story(&story, forward, 4U);

  story.n = 0U;
  sequencer_seek(&sequencer, 600U, -5.0);
  tell(&sequencer, SEQUENCER_END, &story);
  assert_story(&story, again, 7U);
}

static void
a_place_beyond_the_end_is_the_end(void** state)
{
  Sequencer sequencer;
  Story story = {.n = 0U};
  sequencer_start(&sequencer, (DilScore*)*state, RATE, false);
  sequencer_seek(&sequencer, 0U, 1e9);
  tell(&sequencer, 1U, &story);
  for (size_t i = 0U; i < story.n; ++i) {
    assert_int_not_equal(story.items[i].type, DIL_EVENT_NOTE_ON);
  }
  assert_int_equal(sequencer_next(&sequencer), SEQUENCER_END);
}

static void
a_loop_goes_on_and_ends_when_that_is_wanted(void** state)
{
  // A bar has four beats
  static const Happening expected[] = {MELODY(0), MELODY(2000), MELODY(4000)};

  Sequencer sequencer;
  Story story = {.n = 0U};
  sequencer_start(&sequencer, (DilScore*)*state, RATE, false);
  tell(&sequencer, 700U, &story);
  sequencer.is_looping = true;
  tell(&sequencer, 4100U, &story);
  sequencer.is_looping = false;
  tell(&sequencer, SEQUENCER_END, &story);
  assert_story(&story, expected, 21U);
}

static void
a_stop_in_the_rest_before_the_next_pass_begins_it(void** state)
{
  static const Happening expected[] = {MELODY(0), MELODY(5000)};

  Sequencer sequencer;
  Story story = {.n = 0U};
  sequencer_start(&sequencer, (DilScore*)*state, RATE, true);
  tell(&sequencer, 1500U, &story);
  sequencer_stop(&sequencer, 1500U);
  sequencer_go(&sequencer, 5000U);
  tell(&sequencer, 6500U, &story);
  assert_story(&story, expected, 14U);
}

static void
without_a_score_nothing_happens(void** state)
{
  (void)state;

  Sequencer sequencer;
  sequencer_start(&sequencer, NULL, RATE, true);
  sequencer_seek(&sequencer, 5U, 1.0);
  sequencer_stop(&sequencer, 10U);
  sequencer_go(&sequencer, 20U);
  assert_int_equal(sequencer_next(&sequencer), SEQUENCER_END);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_stop_moves_all_that_comes_after_it),
    cmocka_unit_test(going_to_a_place_does_all_before_it_but_notes),
    cmocka_unit_test(a_place_beyond_the_end_is_the_end),
    cmocka_unit_test(a_loop_goes_on_and_ends_when_that_is_wanted),
    cmocka_unit_test(a_stop_in_the_rest_before_the_next_pass_begins_it),
    cmocka_unit_test(without_a_score_nothing_happens),
  };

  return cmocka_run_group_tests(tests, setup, teardown);
}
