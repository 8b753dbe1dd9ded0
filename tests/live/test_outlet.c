// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "support/fault.h"
#include "support/test.h"

#include "outlet.h"

#include <math.h>
#include <string.h>

#define RATE   48000U
#define TARGET 960U
#define BLOCK  256U

/// A sine of moderate level, so that its own steps are at most 0.02
static Frame
tone(const uint64_t t)
{
  static const double pi = 3.141592653589793;

  const double phase = 2.0 * pi * 440.0 * (double)t / (double)RATE;
  const Frame frame = {
    {(float)(0.3 * sin(phase)), (float)(0.2 * sin(1.5 * phase))}};
  return frame;
}

/// An outlet, what feeds it and what was heard last
typedef struct {
  Outlet* outlet;
  uint64_t n_made;
  Frame last;
  float largest_step;
} Fixture;

static int
setup(void** state)
{
  static Fixture fixture;

  memset(&fixture, 0, sizeof(fixture));
  *state = &fixture;
  return (int)outlet_new(RATE, TARGET, &fixture.outlet);
}

static int
teardown(void** state)
{
  outlet_free(((Fixture*)*state)->outlet);
  return 0;
}

static void
feed(Fixture* const f, const size_t n)
{
  for (size_t i = 0U; i < n; ++i) {
    const Frame frame = tone(f->n_made++);
    assert_int_equal(dil_ring_write(outlet_ring(f->outlet), &frame, 1U), 1);
  }
}

/// Play a block; the frames go to `frames` [n] if that is not NULL
static void
play(Fixture* const f, const size_t n, Frame* const frames)
{
  Frame block[4096];
  assert_true(n <= 4096U);
  memset(block, 0x7F, sizeof(block));
  outlet_read(f->outlet, block, n);
  for (size_t i = 0U; i < n; ++i) {
    for (size_t c = 0U; c < DIL_N_OUTPUTS; ++c) {
      const float step = block[i].samples[c] - f->last.samples[c];
      f->largest_step = fmaxf(f->largest_step, fabsf(step));
      assert_true(fabsf(block[i].samples[c]) <= 0.61f);
    }
    f->last = block[i];
  }
  if (frames) {
    memcpy(frames, block, n * sizeof(*frames));
  }
}

static bool
is_silence(const Frame* const frames, const size_t n)
{
  bool is_silent = true;
  for (size_t i = 0U; i < n; ++i) {
    is_silent =
      is_silent && frames[i].samples[0] == 0.0f && frames[i].samples[1] == 0.0f;
  }
  return is_silent;
}

static void
frames_come_out_as_they_went_in(void** state)
{
  Fixture* const f = (Fixture*)*state;
  Frame frames[BLOCK];
  uint64_t t = 0U;
  feed(f, TARGET);
  for (int i = 0; i < 50; ++i) {
    play(f, BLOCK, frames);
    for (size_t k = 0U; k < BLOCK; ++k, ++t) {
      const Frame expected = tone(t);
      assert_memory_equal(&frames[k], &expected, sizeof(expected));
    }
    feed(f, BLOCK);
  }

  assert_int_equal(outlet_n_underruns(f->outlet), 0);
  assert_int_equal(outlet_n_frames(f->outlet), 50U * BLOCK);
  assert_false(outlet_is_silent(f->outlet));
}

static void
nothing_is_played_before_the_ring_is_full(void** state)
{
  Fixture* const f = (Fixture*)*state;
  Frame frames[BLOCK];
  feed(f, TARGET - 1U);
  play(f, BLOCK, frames);
  assert_true(is_silence(frames, BLOCK));
  feed(f, 1U);
  play(f, BLOCK, frames);
  assert_false(is_silence(frames, BLOCK));
  assert_int_equal(outlet_n_underruns(f->outlet), 0);
}

static void
a_large_block_raises_the_target(void** state)
{
  Fixture* const f = (Fixture*)*state;
  Frame frames[2048];
  assert_int_equal(outlet_target(f->outlet), TARGET);
  feed(f, TARGET);
  play(f, 2048U, frames);
  assert_true(is_silence(frames, 2048U));
  assert_int_equal(outlet_target(f->outlet), 2048);
  feed(f, 2048U - TARGET);
  play(f, 2048U, frames);
  assert_false(is_silence(frames, 2048U));
  assert_int_equal(outlet_n_underruns(f->outlet), 0);
}

static void
a_block_in_pieces_raises_the_target(void** state)
{
  Fixture* const f = (Fixture*)*state;
  Frame frames[BLOCK];
  feed(f, TARGET);
  for (size_t n = BLOCK; n <= 2048U; n += BLOCK) {
    outlet_expect(f->outlet, n);
    play(f, BLOCK, frames);
  }
  assert_int_equal(outlet_target(f->outlet), 2048);
  outlet_expect(f->outlet, BLOCK);
  assert_int_equal(outlet_target(f->outlet), 2048);
}

/// Starve the outlet for some frames, then feed it again
static void
starve(Fixture* const f, const size_t n_left, const size_t n_frames)
{
  Frame frames[BLOCK];
  feed(f, TARGET);
  play(f, TARGET - n_left, NULL);
  for (size_t n = 0U; n < n_frames; n += BLOCK) {
    play(f, BLOCK, frames);
  }
  feed(f, TARGET + 10U * BLOCK);
  for (int i = 0; i < 10; ++i) {
    play(f, BLOCK, frames);
  }
}

static void
starvation_makes_no_step_and_is_counted_once(void** state)
{
  (void)state;

  // Whatever was left of the ring, and however short or long the gap was
  for (size_t n_left = 0U; n_left <= 2U * BLOCK; n_left += 17U) {
    for (size_t n_blocks = 3U; n_blocks <= 40U; n_blocks += 37U) {
      Fixture* f = NULL;
      assert_int_equal(setup((void**)&f), DIL_OK);
      starve(f, n_left, n_blocks * BLOCK);
      assert_int_equal(outlet_n_underruns(f->outlet), 1);
      assert_true(f->largest_step <= 0.05f);
      assert_true(f->largest_step > 0.01f);
      assert_int_equal(teardown((void**)&f), 0);
    }
  }
}

static void
a_gap_shorter_than_a_fade_makes_no_step(void** state)
{
  Fixture* const f = (Fixture*)*state;
  feed(f, TARGET);
  play(f, TARGET, NULL);
  play(f, 50U, NULL);
  feed(f, 2U * TARGET);
  play(f, TARGET, NULL);
  assert_int_equal(outlet_n_underruns(f->outlet), 1);
  assert_true(f->largest_step <= 0.05f);
}

static void
sound_returns_after_a_gap(void** state)
{
  Fixture* const f = (Fixture*)*state;
  Frame frames[BLOCK];
  uint64_t t = TARGET + 8U * BLOCK;
  starve(f, 0U, 20U * BLOCK);
  feed(f, BLOCK);
  t += 2U * BLOCK;
  play(f, BLOCK, frames);
  for (size_t k = 0U; k < BLOCK; ++k) {
    const Frame expected = tone(t + k);
    assert_memory_equal(&frames[k], &expected, sizeof(expected));
  }
}

static void
the_end_is_no_underrun(void** state)
{
  Fixture* const f = (Fixture*)*state;
  Frame frames[BLOCK];
  feed(f, 100U);
  outlet_end(f->outlet);
  assert_false(outlet_is_silent(f->outlet));
  play(f, BLOCK, frames);
  assert_false(is_silence(frames, 100U));
  play(f, BLOCK, NULL);
  play(f, BLOCK, frames);
  assert_true(is_silence(frames, BLOCK));
  assert_true(outlet_is_silent(f->outlet));
  assert_int_equal(outlet_n_underruns(f->outlet), 0);
  assert_true(f->largest_step <= 0.31f);
}

static void
closing_fades_to_silence_for_ever(void** state)
{
  Fixture* const f = (Fixture*)*state;
  Frame frames[BLOCK];
  feed(f, 4U * TARGET);
  play(f, TARGET, NULL);
  f->largest_step = 0.0f;
  outlet_close(f->outlet);
  play(f, BLOCK, NULL);
  play(f, BLOCK, NULL);
  play(f, BLOCK, frames);
  assert_true(is_silence(frames, BLOCK));
  assert_true(outlet_is_silent(f->outlet));
  assert_true(f->largest_step <= 0.05f);
}

static void
a_rest_is_silence_that_leaves_the_ring_alone(void** state)
{
  Fixture* const f = (Fixture*)*state;
  Frame frames[TARGET];
  memset(frames, 0, sizeof(frames));
  assert_int_equal(dil_ring_write(outlet_ring(f->outlet), frames, TARGET),
                   TARGET);
  outlet_read(f->outlet, frames, 10U);
  assert_int_equal(dil_ring_write(outlet_ring(f->outlet), frames, 10U), 10U);

  outlet_rest(f->outlet, true);
  assert_false(outlet_is_at_rest(f->outlet));
  for (int i = 0; i < 100; ++i) {
    outlet_read(f->outlet, frames, TARGET / 2U);
    assert_true(outlet_is_at_rest(f->outlet));
    assert_int_equal(dil_ring_fill(outlet_ring(f->outlet)), TARGET);
    assert_true(frames[0].samples[0] == 0.0f);
  }

  outlet_rest(f->outlet, false);
  outlet_read(f->outlet, frames, TARGET / 2U);
  assert_false(outlet_is_at_rest(f->outlet));
  assert_int_equal(dil_ring_fill(outlet_ring(f->outlet)), TARGET - TARGET / 2U);
  assert_int_equal(outlet_n_underruns(f->outlet), 0U);
}

static DilStatus
make_one(void* const context)
{
  (void)context;
  Outlet* outlet = NULL;
  const DilStatus status = outlet_new(RATE, TARGET, &outlet);
  outlet_free(outlet);
  return status;
}

static void
every_failing_allocation_is_reported(void** state)
{
  (void)state;
  assert_int_equal(fault_for_each(make_one, NULL, DIL_NO_MEMORY), 6);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(frames_come_out_as_they_went_in),
    TEST(nothing_is_played_before_the_ring_is_full),
    TEST(a_large_block_raises_the_target),
    TEST(a_block_in_pieces_raises_the_target),
    cmocka_unit_test(starvation_makes_no_step_and_is_counted_once),
    TEST(a_gap_shorter_than_a_fade_makes_no_step),
    TEST(sound_returns_after_a_gap),
    TEST(the_end_is_no_underrun),
    TEST(closing_fades_to_silence_for_ever),
    TEST(a_rest_is_silence_that_leaves_the_ring_alone),
    cmocka_unit_test(every_failing_allocation_is_reported),
  };

  return cmocka_run_group_tests_name("outlet", tests, NULL, NULL);
}
