// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "view_case.h"

#include "support/fault.h"
#include "support/test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char* const han = "\xE4\xBA\x8C\xE8\x83\xA1 \xD0\x94\xD1\x83";

/// Sizes and scales that people have
static const struct {
  double width;
  double height;
  double scale;
} sizes[] = {{880.0, 540.0, 1.0},
             {900.0, 560.0, 1.0},
             {1350.0, 840.0, 1.5},
             {2560.0, 1600.0, 1.0},
             {2700.0, 1680.0, 3.0}};

static void
make(ViewCase* const c, const size_t size, const DilViewTheme theme)
{
  case_start(c, true);
  dil_view_set_theme(c->view, theme);
  assert_int_equal(
    dil_view_resize(
      c->view, sizes[size].width, sizes[size].height, sizes[size].scale),
    DIL_OK);
}

/// Something of all that can move has moved
static void
move_all(ViewCase* const c, const uint32_t round)
{
  static const char* const outputs[] = {"ALSA", "JACK 48 kHz, 20 ms"};

  c->mock.values[DIL_PARAMETER_TEMPERATURE] = 0.5f + 0.1f * (float)round;
  c->mock.values[DIL_PARAMETER_MORPH] = 0.1f * (float)round;
  c->mock.state.keys[0] = UINT64_C(0x1000000000000000) << round;
  c->mock.state.peak[0] = 0.2f * (float)round;
  c->mock.state.n_voices = round;
  c->mock.state.output = outputs[round % 2U];
  mock_sound(&c->mock, 1U, 57.0f, 900U * round, 900U);
  case_move(c, 100.0 + 150.0 * (double)round, 120.0 * (double)round, 0U);
  case_tick(c);
}

static void
painting_what_changed_or_twice_is_painting_all(void** state)
{
  (void)state;

  static ViewCase c;
  for (size_t size = 0U; size < 3U; ++size) {
    for (uint32_t picture = 0U; picture < DIL_VIEW_N_PICTURES; ++picture) {
      make(&c, size, picture % 2U ? DIL_VIEW_LIGHT : DIL_VIEW_DARK);
      dil_view_set_picture(c.view, (DilViewPicture)picture);
      (void)case_paint(&c);
      for (uint32_t round = 0U; round < 3U; ++round) {
        size_t n = 0U;
        move_all(&c, round);
        assert_true(case_paint(&c) > 0U);
        uint32_t* const parts = case_pixels(&c, &n);
        view_change_all(c.view);
        assert_int_equal(case_paint(&c), 1U);
        uint32_t* whole = case_pixels(&c, &n);
        assert_memory_equal(parts, whole, n * sizeof(*whole));
        free(whole);
        view_change_all(c.view);
        assert_int_equal(case_paint(&c), 1U);
        whole = case_pixels(&c, &n);
        assert_memory_equal(parts, whole, n * sizeof(*whole));
        free(parts);
        free(whole);
      }
      case_end(&c);
    }
  }
}

static void
nothing_is_painted_while_nothing_moves(void** state)
{
  (void)state;

  static ViewCase c;
  case_start(&c, true);
  move_all(&c, 2U);
  c.mock.state.n_voices = 0U;
  for (size_t i = 0U; i < 400U; ++i) {
    case_tick(&c);
  }
  assert_true(case_paint(&c) > 0U);
  for (size_t i = 0U; i < 10U; ++i) {
    c.now_s += 1.0 / 30.0;
    assert_false(dil_view_tick(c.view, c.now_s));
    assert_int_equal(case_paint(&c), 0U);
  }

  case_end(&c);
}

static void
rename_all(ViewCase* const c, DilViewPreset* const presets, const char* name)
{
  static const char* names[4];
  for (size_t i = 0U; i < 4U; ++i) {
    names[i] = name;
  }
  for (size_t i = 0U; i < c->mock.n_presets; ++i) {
    presets[i] = c->mock.presets[i];
    presets[i].name = name;
    presets[i].family = name;
    presets[i].authors = name;
    presets[i].recordings = name;
    presets[i].licence = name;
    presets[i].instruments = names;
    presets[i].n_instruments = 4U;
  }
  c->mock.presets = presets;
  c->mock.state.output = name;
  c->mock.state.melody = name;
  ++c->mock.serial;
}

/// Where nothing may be: between the panels, and at the window's edge
static void
expect_clean_gaps(ViewCase* const c)
{
  const Layout* const layout = &c->view->layout;
  const double unit = c->view->unit;
  const Box live = layout->live;
  const Box gaps[] = {
    {live.x - 5.5, live.y, 3.0, layout->browser.height - 2.0},
    {live.x, live.y + live.height + 2.5, live.width, 3.0},
    {0.0, live.y, 4.0, layout->browser.height},
    {layout->width - 4.0, live.y, 4.0, layout->browser.height}};
  const uint32_t ground = theme_get(c->view->theme)->ground;
  size_t n = 0U;
  uint32_t* const pixels = case_pixels(c, &n);
  for (size_t i = 0U; i < sizeof(gaps) / sizeof(*gaps); ++i) {
    const size_t right = (size_t)floor((gaps[i].x + gaps[i].width) * unit);
    const size_t bottom = (size_t)floor((gaps[i].y + gaps[i].height) * unit);
    for (size_t y = (size_t)ceil(gaps[i].y * unit); y < bottom; ++y) {
      for (size_t x = (size_t)ceil(gaps[i].x * unit); x < right; ++x) {
        assert_int_equal(pixels[y * (size_t)c->view->width + x], ground);
      }
    }
  }
  free(pixels);
}

static void
texts_of_any_length_and_script_stay_in_their_panels(void** state)
{
  (void)state;

  static ViewCase c;
  static char long_name[301];
  memset(long_name, 'W', sizeof(long_name) - 1U);
  const char* const names[] = {"", han, long_name, "\xFF\xFE damaged \xC3"};
  DilViewPreset presets[8];
  for (size_t size = 0U; size < sizeof(sizes) / sizeof(*sizes); ++size) {
    for (size_t i = 0U; i < sizeof(names) / sizeof(*names); ++i) {
      if (sizes[size].width > 2000.0 && i != 2U) {
        continue; // Large pictures take their time
      }
      make(&c, size, i % 2U ? DIL_VIEW_LIGHT : DIL_VIEW_DARK);
      rename_all(&c, presets, names[i]);
      case_tick(&c);
      (void)case_paint(&c);
      expect_clean_gaps(&c);
      view_push(c.view, ITEM_ABOUT);
      (void)case_paint(&c);
      expect_clean_gaps(&c);
      case_end(&c);
    }
  }
}

/// End a case with a picture of it, all black around the ring if that is all to
/// be seen
static uint32_t*
end_pictured(ViewCase* const c, const bool is_ring, size_t* const n)
{
  case_tick(c);
  (void)case_paint(c);
  uint32_t* const pixels = case_pixels(c, n);
  const size_t width =
    (size_t)cairo_image_surface_get_width(dil_view_surface(c->view));
  const Box ring = c->view->layout.ring;
  for (size_t i = 0U; is_ring && i < *n; ++i) {
    const size_t row = i / width;
    const bool is_in = box_has(ring, (double)(i % width), (double)row);
    pixels[i] = is_in ? pixels[i] : 0U;
  }
  case_end(c);
  return pixels;
}

/// Whether two pictures are the same, which are freed
static bool
are_same(uint32_t* const pictures[2], const size_t n)
{
  const bool is_same = !memcmp(pictures[0], pictures[1], n * sizeof(uint32_t));
  free(pictures[0]);
  free(pictures[1]);
  return is_same;
}

/// Whether two presets look the same in the list and, if they play, above it;
/// or only in the ring
static bool
look_same(const DilViewPreset presets[2], const bool plays, const bool is_ring)
{
  static ViewCase c;
  uint32_t* pictures[2] = {NULL, NULL};
  size_t n = 0U;
  for (size_t i = 0U; i < 2U; ++i) {
    make(&c, 0U, DIL_VIEW_DARK);
    c.mock.presets = &presets[i];
    c.mock.n_presets = 1U;
    c.mock.state.preset = plays ? 0U : DIL_VIEW_NONE;
    ++c.mock.serial;
    pictures[i] = end_pictured(&c, is_ring, &n);
  }

  return are_same(pictures, n);
}

static void
a_name_that_has_room_only_alone_goes_before_its_range(void** state)
{
  (void)state;

  static char long_name[301];
  memset(long_name, 'n', sizeof(long_name) - 1U);
  const char* const names[] = {"Tuba", "Soprano saxophone", long_name};
  for (size_t i = 0U; i < 3U; ++i) {
    DilViewPreset presets[2];
    memset(presets, 0, sizeof(presets));
    presets[0].path = "/a/b.safetensors";
    presets[0].name = names[i];
    presets[0].lo_key = -1;
    presets[1] = presets[0];
    presets[1].lo_key = 56;
    presets[1].hi_key = 88;
    assert_int_equal(look_same(presets, false, false), i == 1U);
  }
}

static void
a_rate_without_room_leaves_the_family(void** state)
{
  (void)state;

  static const char* const families[] = {"Reed", "Two saxes"};
  for (size_t i = 0U; i < 2U; ++i) {
    DilViewPreset presets[2];
    memset(presets, 0, sizeof(presets));
    presets[0].path = "/a/b.safetensors";
    presets[0].name = "Soprano saxophone";
    presets[0].family = families[i];
    presets[0].lo_key = -1;
    presets[1] = presets[0];
    presets[1].rate = 24000.0f;
    assert_int_equal(look_same(presets, true, false), i == 1U);
  }
}

/// Whether rings between instruments of these names look the same
static bool
rings_look_same(const char* const* const names[2], const uint32_t n)
{
  DilViewPreset presets[2];
  for (size_t i = 0U; i < 2U; ++i) {
    memset(&presets[i], 0, sizeof(presets[i]));
    presets[i].path = "/a/b.safetensors";
    presets[i].name = "Many";
    presets[i].instruments = names[i];
    presets[i].n_instruments = n;
  }

  return look_same(presets, true, true);
}

static void
names_beside_each_other_leave_out_what_all_are(void** state)
{
  (void)state;

  static const char* const brief[] = {"Soprano", "Alto", "Tenor", "Baritone"};
  static const char* const alike[] = {"Soprano saxophone",
                                      "Alto saxophone",
                                      "Tenor saxophone",
                                      "Baritone saxophone"};
  static const char* const unlike[] = {
    "Soprano sax", "Alto sax", "Tenor sax", "Baritone horn"};
  static const char* const ends[] = {"Soprano", "Alto", "Tenor", "a Tenor"};
  const char* const* const pairs[][2] = {
    {brief, alike}, {brief, unlike}, {brief, ends}};
  for (size_t i = 0U; i < 3U; ++i) {
    assert_int_equal(rings_look_same(pairs[i], 4U), !i);
  }

  // Two have a line of their own each
  assert_false(rings_look_same(pairs[0], 2U));
}

static void
no_list_yet_is_not_a_list_without_presets(void** state)
{
  (void)state;

  static ViewCase c;
  uint32_t* pictures[2] = {NULL, NULL};
  size_t n = 0U;
  for (uint64_t i = 0U; i < 2U; ++i) {
    make(&c, 0U, DIL_VIEW_DARK);
    c.mock.n_presets = 0U;
    c.mock.serial = i ? c.mock.serial + 1U : 0U;
    c.mock.state.preset = DIL_VIEW_NONE;
    pictures[i] = end_pictured(&c, false, &n);
  }
  assert_false(are_same(pictures, n));
}

static void
texts_are_as_wide_as_said_and_no_wider_than_their_box(void** state)
{
  (void)state;

  static const char* const families[] = {"Inter", "DejaVu Sans"};
  static const char* const texts[] = {
    "Temperature", "WWWWWWWWWWWWWWWW", "\xE4\xBA\x8C\xE8\x83\xA1", "", "i"};

  cairo_surface_t* const surface =
    cairo_image_surface_create(CAIRO_FORMAT_RGB24, 64, 64);
  cairo_t* const cairo = cairo_create(surface);
  for (size_t family = 0U; family < 2U; ++family) {
    Fonts* fonts = NULL;
    assert_int_equal(fonts_new(families[family], &fonts), DIL_OK);
    fonts_set_unit(fonts, 1.25);
    const Canvas canvas = {
      cairo, theme_get(DIL_VIEW_DARK), fonts, {0.0, 0.0, 64.0, 64.0}};
    assert_true(fonts_width(fonts,
                            FONT_SMALL,
                            "\xE2\x88\x92"
                            "60 dB",
                            SIZE_MAX) <= METER_TEXT);
    for (size_t i = 0U; i < sizeof(texts) / sizeof(*texts); ++i) {
      for (int kind = 0; kind < N_FONTS; ++kind) {
        const double all =
          fonts_width(fonts, (FontKind)kind, texts[i], SIZE_MAX);
        for (double width = 0.0; width < 200.0; width += 7.0) {
          const Box box = {0.0, 0.0, width, 20.0};
          const double used =
            canvas_text(&canvas, (FontKind)kind, 0U, box, ALIGN_LEFT, texts[i]);
          assert_true(used <= width + 1e-6);
          assert_true(width < all || fabs(used - all) < 1e-6);
        }
      }
    }
    fonts_free(fonts);
  }
  cairo_destroy(cairo);
  cairo_surface_destroy(surface);
}

static void
a_window_of_any_size_is_painted(void** state)
{
  (void)state;

  static const double odd[][2] = {{1.0, 1.0},
                                  {1.0, 900.0},
                                  {900.0, 1.0},
                                  {-5.0, 0.0},
                                  {100.0, 60.0},
                                  {16000.0, 8.0}};

  static ViewCase c;
  case_start(&c, true);
  mock_sound(&c.mock, 1U, 57.0f, 0U, 2000U);
  for (size_t i = 0U; i < sizeof(odd) / sizeof(*odd); ++i) {
    assert_int_equal(dil_view_resize(c.view, odd[i][0], odd[i][1], 2.0),
                     DIL_OK);
    case_tick(&c);
    assert_true(case_paint(&c) > 0U);
    (void)case_press(&c, 400.0, 400.0, false);
    case_release(&c);
  }
  assert_int_equal(
    dil_view_resize(c.view, (double)NAN, (double)NAN, (double)NAN), DIL_OK);
  assert_int_equal(cairo_image_surface_get_width(dil_view_surface(c.view)), 1);

  case_end(&c);
}

/// Contrast of two colours.  Source: WCAG 2.1, "contrast ratio".
static double
luminance(const uint32_t colour)
{
  static const double shares[3] = {0.0722, 0.7152, 0.2126};

  double sum = 0.0;
  for (size_t i = 0U; i < 3U; ++i) {
    const double value = (double)((colour >> (8U * i)) & 0xFFU) / 255.0;
    sum += shares[i] * (value <= 0.03928 ? value / 12.92
                                         : pow((value + 0.055) / 1.055, 2.4));
  }

  return sum;
}

static double
contrast(const uint32_t a, const uint32_t b)
{
  const double x = luminance(a) + 0.05;
  const double y = luminance(b) + 0.05;
  return x > y ? x / y : y / x;
}

static void
every_text_stands_out_from_what_it_lies_on(void** state)
{
  (void)state;

  for (int i = 0; i < DIL_VIEW_N_THEMES; ++i) {
    const Theme* const theme = theme_get((DilViewTheme)i);
    const uint32_t pairs[][2] = {{theme->text, theme->ground},
                                 {theme->text, theme->panel},
                                 {theme->text, theme->well},
                                 {theme->text, theme->line},
                                 {theme->muted, theme->ground},
                                 {theme->muted, theme->panel},
                                 {theme->muted, theme->well},
                                 {theme->accent, theme->panel},
                                 {theme->on_accent, theme->accent},
                                 {theme->drawn, theme->panel},
                                 {theme->drawn, theme->ground},
                                 {theme->letter, theme->white_key},
                                 {theme->letter_dim, theme->white_dim}};
    for (size_t pair = 0U; pair < sizeof(pairs) / sizeof(*pairs); ++pair) {
      if (contrast(pairs[pair][0], pairs[pair][1]) < 4.5) {
        fail_msg("theme %d, pair %zu: %f",
                 i,
                 pair,
                 contrast(pairs[pair][0], pairs[pair][1]));
      }
    }
  }
}

static void
the_heat_map_grows_lighter_or_darker_all_the_way(void** state)
{
  (void)state;

  for (int i = 0; i < DIL_VIEW_N_THEMES; ++i) {
    const Theme* const theme = theme_get((DilViewTheme)i);
    const double way = i == DIL_VIEW_DARK ? 1.0 : -1.0;
    double last = luminance(theme_heat(theme, 0.0f));
    for (int heat = 1; heat <= 64; ++heat) {
      const double next = luminance(theme_heat(theme, (float)heat / 64.0f));
      assert_true(way * (next - last) > 0.0);
      last = next;
    }
  }
}

static DilStatus
make_and_free(void* const context)
{
  static MockHost mock;
  const DilViewSettings* const settings = (const DilViewSettings*)context;
  DilView* view = NULL;
  mock_start(&mock);
  const DilViewHost host = mock_table(&mock, true);
  const DilStatus status = dil_view_new(&host, settings, &view);
  assert_true(status == DIL_OK || !view);
  if (!status) {
    dil_view_free(view);
  }
  assert_false(mock.is_watched);
  return status;
}

static void
a_view_that_has_no_memory_says_so_and_leaves_nothing(void** state)
{
  (void)state;

  DilViewSettings settings = {DIL_VIEW_LIGHT, DIL_VIEW_SLOW, NULL};
  assert_true(fault_for_each(make_and_free, &settings, DIL_NO_MEMORY) > 5U);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(painting_what_changed_or_twice_is_painting_all),
    cmocka_unit_test(nothing_is_painted_while_nothing_moves),
    cmocka_unit_test(texts_of_any_length_and_script_stay_in_their_panels),
    cmocka_unit_test(a_name_that_has_room_only_alone_goes_before_its_range),
    cmocka_unit_test(a_rate_without_room_leaves_the_family),
    cmocka_unit_test(names_beside_each_other_leave_out_what_all_are),
    cmocka_unit_test(no_list_yet_is_not_a_list_without_presets),
    cmocka_unit_test(texts_are_as_wide_as_said_and_no_wider_than_their_box),
    cmocka_unit_test(a_window_of_any_size_is_painted),
    cmocka_unit_test(every_text_stands_out_from_what_it_lies_on),
    cmocka_unit_test(the_heat_map_grows_lighter_or_darker_all_the_way),
    cmocka_unit_test(a_view_that_has_no_memory_says_so_and_leaves_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
