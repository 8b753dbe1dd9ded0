// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "queue.h"

#include "support/test.h"

#include <math.h>

enum { n_channels = 3, max_dilation = 2048 };

static float frames[max_dilation * n_channels];

static void
fill(const float value)
{
  for (size_t i = 0U; i < max_dilation * n_channels; ++i) {
    frames[i] = value;
  }
}

/// Push frames that tell their step and channel, and look at what comes out
static void
check_dilation(const uint32_t dilation)
{
  const DilQueue queue = {frames, n_channels, dilation};
  for (uint32_t t = 0U; t < 3U * dilation; ++t) {
    float frame[n_channels];
    float delayed[n_channels] = {NAN, NAN, NAN};
    for (uint32_t c = 0U; c < n_channels; ++c) {
      frame[c] = (float)(n_channels * (t + 1U) + c);
    }

    dil_queue_exchange(&queue, t, frame, delayed);
    for (uint32_t c = 0U; c < n_channels; ++c) {
      const float past = frame[c] - (float)(n_channels * dilation);
      assert_true(delayed[c] == (t < dilation ? 0.0f : past));
    }
  }
}

static void
a_queue_returns_each_frame_dilation_steps_later(void** const state)
{
  (void)state;
  fill(0.0f);
  for (uint32_t dilation = 1U; dilation <= max_dilation; dilation *= 2U) {
    check_dilation(dilation);
  }
}

static void
what_was_in_the_memory_before_is_never_heard(void** const state)
{
  (void)state;
  for (uint32_t dilation = 1U; dilation <= 64U; dilation *= 2U) {
    fill(NAN);
    check_dilation(dilation);
  }
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_queue_returns_each_frame_dilation_steps_later),
    cmocka_unit_test(what_was_in_the_memory_before_is_never_heard),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
