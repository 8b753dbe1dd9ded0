// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "view_case.h"

#include "kernel.h"
#include "lane.h"
#include "live_expected.h"
#include "model/random_network.h"
#include "ring.h"
#include "tap.h"
#include "weights.h"

#include "support/test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static ViewCase c;

static void
start(const DilViewPicture picture)
{
  case_start(&c, true);
  dil_view_set_picture(c.view, picture);
}

/// Lightness of a pixel of the heat map; the dark theme's grows with the odds
static uint32_t
heat_at(const Live* const live, const int x, const int y)
{
  const uint8_t* const data = cairo_image_surface_get_data(live->map);
  uint32_t pixel = 0U;
  memcpy(&pixel,
         data + y * cairo_image_surface_get_stride(live->map) + 4 * x,
         sizeof(pixel));
  return (pixel >> 16U & 0xFFU) + (pixel >> 8U & 0xFFU) + (pixel & 0xFFU);
}

static void
what_slow_shows_is_what_a_lane_drew_step_for_step(void** state)
{
  (void)state;

  enum { n_steps = 300 };
  static const DilShape shape = {12U, 20U, 4U, 4U, 2U};
  static float samples[n_steps];

  DilWeights* weights = NULL;
  DilNetwork* const network = random_network(&shape, 11U);
  DilTap tap = {NULL, 5U};
  assert_int_equal(
    dil_weights_new(network, DIL_WEIGHTS_BF16, dil_kernel_pick(NULL), &weights),
    DIL_OK);
  assert_int_equal(dil_ring_new(MOCK_STEPS, sizeof(DilStep), &tap.ring),
                   DIL_OK);
  DilLane* lane = random_lane(weights, 3U);
  float* out = samples;
  dil_lane_set_tap(lane, &tap);
  dil_lanes_run(weights, &lane, 1U, n_steps, &out);

  start(DIL_VIEW_SLOW);
  c.mock.n_steps = dil_ring_read(tap.ring, c.mock.steps, MOCK_STEPS);
  assert_int_equal(c.mock.n_steps, n_steps);
  uint32_t n_seen = 0U;
  for (size_t tick = 0U; tick < 200U; ++tick) {
    size_t n = 0U;
    case_tick(&c);
    const LiveStep* const shown = live_slow(&c.view->live, &n);
    assert_true(n > 0U && n <= SLOW_STEPS);
    for (size_t i = 0U; i < n; ++i) {
      const DilStep* const step = &shown[i].step;
      assert_true(step->sample == samples[step->age]);
      assert_true(i == 0U || step->age == shown[i - 1U].step.age + 1U);
      n_seen = step->age > n_seen ? step->age : n_seen;
    }
    assert_memory_equal(
      &c.view->live.steps[shown[0].step.age], &shown[0], sizeof(*shown));
  }
  assert_int_equal(n_seen, n_steps - 1U);

  // Sixty steps a second, from the first 120
  case_end(&c);
  dil_lane_free(lane);
  dil_weights_free(weights);
  dil_network_free(network);
  dil_ring_free(tap.ring);
}

static void
slow_shows_sixty_steps_a_second(void** state)
{
  (void)state;

  start(DIL_VIEW_SLOW);
  mock_sound(&c.mock, 1U, 57.0f, 0U, 400U);
  case_tick(&c);
  const double from = c.view->live.place;
  for (size_t i = 0U; i < 30U; ++i) {
    case_tick(&c);
  }
  assert_true(fabs(c.view->live.place - from - 60.0) < 1e-6);
  case_end(&c);
}

static void
the_brightest_row_of_a_column_is_its_likeliest_class(void** state)
{
  (void)state;

  start(DIL_VIEW_SLOW);
  mock_sound(&c.mock, 1U, 57.0f, 0U, 400U);
  case_tick(&c);
  Live* const live = &c.view->live;
  live_fill_map(live, theme_get(DIL_VIEW_DARK), DIL_VIEW_SLOW);
  const int width = cairo_image_surface_get_width(live->map);
  const int height = cairo_image_surface_get_height(live->map);
  size_t n = 0U;
  const LiveStep* const shown = live_slow(live, &n);
  assert_int_equal(n, SLOW_STEPS);
  for (size_t i = 0U; i < n; ++i) {
    const int x = (int)((i * 2U + 1U) * (size_t)width / (2U * SLOW_STEPS));
    uint32_t greatest = 0U;
    for (int y = 0; y < height; ++y) {
      const uint32_t heat = heat_at(live, x, y);
      greatest = heat > greatest ? heat : greatest;
    }
    int likeliest = 0;
    for (int code = 0; code < 256; ++code) {
      likeliest = shown[i].step.odds[code] > shown[i].step.odds[likeliest]
                    ? code
                    : likeliest;
    }
    const Box box = {0.0, 0.0, 1.0, (double)height};
    const int row = (int)live_row(live, box, likeliest);
    assert_true(greatest > heat_at(live, x, 0));
    assert_int_equal(heat_at(live, x, row), greatest);
  }
  case_end(&c);
}

static void
a_tone_stands_still_in_scope_whatever_its_period(void** state)
{
  (void)state;

  // Not a whole number of columns, nor of steps
  static const float keys[] = {45.3f, 57.0f, 68.77f};

  for (size_t k = 0U; k < sizeof(keys) / sizeof(*keys); ++k) {
    start(DIL_VIEW_SCOPE);
    const Live* const live = &c.view->live;
    for (uint32_t tick = 0U; tick < 20U; ++tick) {
      mock_sound(&c.mock, 1U, keys[k], 800U * tick, 800U);
      case_tick(&c);
      for (size_t i = 0U; i < SCOPE_COLUMNS && tick >= 10U; ++i) {
        // The middle of its odds is where the wave is at this phase
        double middle = 0.0;
        for (size_t code = 0U; code < DIL_N_ODDS; ++code) {
          middle += (double)code * (double)live->scope[i * DIL_N_ODDS + code];
        }
        assert_true(live->weight[i] > 0.0f);
        middle /= (double)live->weight[i];
        const double phase = ((double)i + 0.5) / (SCOPE_COLUMNS / 2.0);
        assert_true(fabs(middle - mock_middle(phase)) < 3.0);
      }
    }
    case_end(&c);
  }
}

static void
a_column_of_long_is_a_whole_number_of_periods(void** state)
{
  (void)state;

  start(DIL_VIEW_LONG);
  Live* const live = &c.view->live;
  const double period = 24000.0 / 220.0; // Of key 57
  uint64_t former = 0U;
  uint64_t from = 0U;
  for (uint32_t age = 0U; age < 3000U; ++age) {
    mock_sound(&c.mock, 1U, 57.0f, age, 1U);
    live_put(live, &c.mock.steps[--c.mock.n_steps]);
    if (live->n_columns > former) {
      const double n_periods = (double)(live->n_steps - from) / period;
      assert_true(former == 0U || fabs(n_periods - 2.0) < 0.02);
      former = live->n_columns;
      from = live->n_steps;
    }
  }
  assert_int_equal(former, 13U);
  case_end(&c);
}

static void
gaps_new_notes_and_short_streams_are_taken_as_they_come(void** state)
{
  (void)state;

  for (uint32_t picture = 0U; picture < DIL_VIEW_N_PICTURES; ++picture) {
    start((DilViewPicture)picture);
    case_tick(&c); // Nothing
    (void)case_paint(&c);
    mock_sound(&c.mock, 1U, 57.0f, 0U, 1U);
    case_tick(&c);
    (void)case_paint(&c);
    mock_sound(&c.mock, 1U, 57.0f, 500U, 3U);       // A gap
    mock_sound(&c.mock, 2U, 127.0f, 0U, 700U);      // Another note
    mock_sound(&c.mock, 2U, 127.0f, 10U, 1U);       // Back in time
    mock_sound(&c.mock, 3U, 0.0f, 4000000000U, 2U); // Late
    mock_sound(&c.mock, 3U, 0.0f, 1U, 2000U);
    for (size_t i = 0U; i < 300U; ++i) {
      size_t n = 0U;
      case_tick(&c);
      (void)live_slow(&c.view->live, &n);
      assert_true(n <= SLOW_STEPS);
      if (i % 100U == 0U) {
        (void)case_paint(&c);
      }
    }
    case_end(&c);
  }
}

static void
a_step_in_phase_is_where_the_lost_ones_would_have_led(void** state)
{
  (void)state;

  start(DIL_VIEW_SCOPE);
  mock_sound(&c.mock, 1U, 57.0f, 0U, 100U);
  mock_sound(&c.mock, 1U, 57.0f, 1000U, 1U);
  case_tick(&c);
  const LiveStep* const newest = live_back(&c.view->live, 0U);
  assert_true(fabs(newest->phase - 1000.0 * 220.0 / 24000.0) < 1e-6);
  case_end(&c);
}

static void
classes_that_are_cut_are_those_that_cannot_be_drawn(void** state)
{
  (void)state;

  start(DIL_VIEW_SLOW);
  Live* const live = &c.view->live;
  mock_sound(&c.mock, 1U, 57.0f, 0U, 1U);
  DilStep step = c.mock.steps[0];
  float odds[DIL_N_ODDS];
  bool kept[DIL_N_ODDS];
  live_odds(live, &step, odds);
  for (uint32_t k = 1U; k <= 256U; k *= 2U) {
    step.top_k = (uint16_t)k;
    step.top_p = 1.0f;
    live_kept(live, &step, kept);
    size_t n = 0U;
    float least = 1.0f;
    for (size_t i = 0U; i < DIL_N_ODDS; ++i) {
      n += kept[i];
      least = kept[i] && i != step.code && odds[i] < least ? odds[i] : least;
    }
    assert_true(n == k || n == k + 1U); // What was drawn can be drawn
    for (size_t i = 0U; i < DIL_N_ODDS; ++i) {
      assert_true(kept[i] || odds[i] <= least);
    }
  }

  step.top_k = 256U;
  for (float p = 0.1f; p < 1.0f; p += 0.2f) {
    step.top_p = p;
    live_kept(live, &step, kept);
    float sum = 0.0f;
    float least = 1.0f;
    for (size_t i = 0U; i < DIL_N_ODDS; ++i) {
      sum += kept[i] ? odds[i] : 0.0f;
      least = kept[i] && i != step.code && odds[i] < least ? odds[i] : least;
    }
    assert_true(sum >= p - 1e-4f);
    assert_true(sum - odds[step.code] - least <= p + 1e-4f);
  }
  case_end(&c);
}

static void
entropy_is_in_bits(void** state)
{
  (void)state;

  float odds[DIL_N_ODDS] = {0.0f};
  for (size_t n = 1U; n <= 256U; n *= 2U) {
    for (size_t i = 0U; i < n; ++i) {
      odds[i] = 1.0f / (float)n;
    }
    assert_true(fabs(live_bits(odds) - log2((double)n)) < 1e-6);
  }

  // The mean of many equal steps is that of one
  start(DIL_VIEW_SCOPE);
  mock_sound(&c.mock, 1U, 57.0f, 7U, 1U);
  const DilStep step = c.mock.steps[--c.mock.n_steps];
  for (size_t i = 0U; i < 3000U; ++i) {
    live_put(&c.view->live, &step);
  }
  live_odds(&c.view->live, &step, odds);
  assert_true(fabs(live_bits(odds) - (double)c.view->live.bits) < 1e-3);
  case_end(&c);
}

static void
pausing_keeps_the_picture_and_arrows_step_through_it(void** state)
{
  (void)state;

  start(DIL_VIEW_SLOW);
  mock_sound(&c.mock, 1U, 57.0f, 0U, 400U);
  case_tick(&c);
  view_set_focus(c.view, ITEM_LIVE);
  (void)case_key(&c, DIL_VIEW_RIGHT_KEY, 0U); // Stops, and steps
  assert_true(c.view->live.is_paused);
  const double place = floor(c.view->live.place);
  for (size_t i = 0U; i < 5U; ++i) {
    mock_sound(&c.mock, 2U, 60.0f, 800U * (uint32_t)i, 800U);
    case_tick(&c);
  }
  (void)case_key(&c, DIL_VIEW_RIGHT_KEY, 0U);
  assert_true(fabs(c.view->live.place - place - 1.0) < 1e-9);
  (void)case_key(&c, DIL_VIEW_LEFT_KEY, 0U);
  (void)case_key(&c, DIL_VIEW_LEFT_KEY, 0U);
  assert_true(fabs(c.view->live.place - place + 1.0) < 1e-9);
  for (size_t i = 0U; i < 1000U; ++i) {
    (void)case_key(&c, DIL_VIEW_LEFT_KEY, 0U);
  }
  (void)case_paint(&c);
  (void)case_key(&c, DIL_VIEW_ENTER, 0U); // Goes on
  assert_false(c.view->live.is_paused);
  mock_sound(&c.mock, 2U, 60.0f, 4000U, 800U);
  case_tick(&c);
  assert_int_equal(live_back(&c.view->live, 0U)->step.note, 2U);
  case_end(&c);
}

static void
a_hidden_view_watches_nothing(void** state)
{
  (void)state;

  start(DIL_VIEW_SLOW);
  assert_true(c.mock.is_watched);
  dil_view_show(c.view, false);
  assert_false(c.mock.is_watched);
  mock_sound(&c.mock, 1U, 57.0f, 0U, 100U);
  case_tick(&c);
  assert_int_equal(c.view->live.n_steps, 0U);
  dil_view_show(c.view, true);
  assert_true(c.mock.is_watched);
  case_end(&c);
}

static void
a_view_that_cannot_watch_says_so(void** state)
{
  (void)state;

  static MockHost mock;
  const DilViewSettings settings = {DIL_VIEW_DARK, DIL_VIEW_SLOW, NULL};
  DilView* view = NULL;
  DilViewRect rects[DIL_VIEW_MAX_RECTS];
  mock_start(&mock);
  DilViewHost host = mock_table(&mock, false);
  host.watch = NULL;
  host.read_steps = NULL;
  host.favour = NULL;
  host.install = NULL;
  host.open_melody = NULL;
  host.play = NULL;
  host.loop = NULL;
  host.seek = NULL;
  host.record = NULL;
  host.option = NULL;
  host.set_option = NULL;
  assert_int_equal(dil_view_new(&host, &settings, &view), DIL_OK);
  for (int i = 0; i < 60; ++i) {
    (void)dil_view_tick(view, (double)i);
    const DilViewKey keys[] = {{DIL_VIEW_TAB, 0U, 0U},
                               {DIL_VIEW_ENTER, 0U, 0U},
                               {DIL_VIEW_RIGHT_KEY, 0U, 0U},
                               {DIL_VIEW_ESCAPE, 0U, 0U}};
    for (size_t k = 0U; k < 4U; ++k) {
      (void)dil_view_key(view, &keys[k]);
    }
    (void)dil_view_paint(view, rects);
  }
  (void)dil_view_drop(view, "/x.mid");
  (void)dil_view_drop(view, "/x.safetensors");
  assert_string_equal(mock.asked, "choose");
  dil_view_free(view);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_slow_shows_is_what_a_lane_drew_step_for_step),
    cmocka_unit_test(slow_shows_sixty_steps_a_second),
    cmocka_unit_test(the_brightest_row_of_a_column_is_its_likeliest_class),
    cmocka_unit_test(a_tone_stands_still_in_scope_whatever_its_period),
    cmocka_unit_test(a_column_of_long_is_a_whole_number_of_periods),
    cmocka_unit_test(gaps_new_notes_and_short_streams_are_taken_as_they_come),
    cmocka_unit_test(a_step_in_phase_is_where_the_lost_ones_would_have_led),
    cmocka_unit_test(classes_that_are_cut_are_those_that_cannot_be_drawn),
    cmocka_unit_test(entropy_is_in_bits),
    cmocka_unit_test(pausing_keeps_the_picture_and_arrows_step_through_it),
    cmocka_unit_test(a_hidden_view_watches_nothing),
    cmocka_unit_test(a_view_that_cannot_watch_says_so),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
