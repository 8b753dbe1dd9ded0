// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "realtime_guard.h"

#include "outlet.h"
#include "rng.h"

#include "support/test.h"

#include <math.h>
#include <string.h>

#define N_BLOCKS   100000U
#define MAX_FRAMES 4096U
#define TARGET     960U

/// Feed an outlet now and then, so that it starves and comes back
static void
feed(Outlet* const outlet, const size_t n)
{
  static const Frame frame = {{0.5f, -0.5f}};

  for (size_t i = 0U; i < n; ++i) {
    (void)dil_ring_write(outlet_ring(outlet), &frame, 1U);
  }
}

static void
the_callback_does_nothing_that_may_wait(void** state)
{
  (void)state;
  static Frame frames[MAX_FRAMES];

  const DilRng rng = dil_rng_stream(3U, 0U);
  Outlet* outlet = NULL;
  assert_int_equal(outlet_new(48000U, TARGET, &outlet), DIL_OK);
  memset(frames, 1, sizeof(frames));
  for (size_t i = 0U; i < N_BLOCKS; ++i) {
    const uint64_t bits = dil_rng_bits(rng, i);
    const size_t n =
      (size_t)((bits >> 32U) % ((bits % 500U) ? 129U : MAX_FRAMES + 1U));
    feed(outlet, (size_t)((bits >> 16U) % 125U));
    if (i + 200U == N_BLOCKS) {
      outlet_close(outlet);
    }

    realtime_guard_enter();
    outlet_read(outlet, frames, n);
    realtime_guard_leave();
    assert_true(!n || fabsf(frames[n - 1U].samples[0]) < 0.6f);
  }

  const RealtimeReport report = realtime_guard_report();
  assert_int_equal(report.n_stretches, N_BLOCKS);
  if (report.n_offences) {
    fail_msg("%zu offences: %s, %ld",
             report.n_offences,
             report.first,
             report.first_call);
  }
  print_message("%u underruns, %zu page faults\n",
                outlet_n_underruns(outlet),
                report.n_faults);
  assert_true(outlet_n_underruns(outlet) > 10U);
  assert_true(outlet_is_silent(outlet));
  outlet_free(outlet);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_callback_does_nothing_that_may_wait),
  };

  return cmocka_run_group_tests_name("guarded_outlet", tests, NULL, NULL);
}
