// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "morph.h"
#include "slider.h"
#include "status_line.h"
#include "view_case.h"

#include "support/test.h"

#include <math.h>
#include <string.h>

static ViewCase c;

static float
value_of(const uint32_t parameter)
{
  return c.mock.values[parameter];
}

/// Drag a slider's handle to a place on its track
static void
drag_to(const uint32_t parameter, const double place)
{
  const Box track = slider_track(c.view->layout.items[case_slider(parameter)]);
  const double from = slider_place(parameter, value_of(parameter));
  const double room = track.width - 10.0;
  (void)case_press(&c, track.x + 5.0 + room * from, track.y, false);
  case_move(&c, track.x + 5.0 + room * place, track.y - 40.0, 0U);
  case_release(&c);
  case_tick(&c);
}

static void
focus_slider(const uint32_t parameter)
{
  view_set_focus(c.view, case_slider(parameter));
}

static void
typing_dragging_and_keys_set_a_slider_in_one_gesture_each(void** state)
{
  (void)state;

  for (uint32_t i = 0U; i < N_SLIDERS; ++i) {
    const uint32_t parameter = layout_slider(i)->parameter;
    const DilParameterInfo* const info = dil_parameter_info(parameter);
    case_start(&c, true);
    drag_to(parameter, 0.75);
    assert_int_equal(c.mock.n_begun[parameter], 1);

    // As near as three modes let it
    assert_true(fabs(slider_place(parameter, value_of(parameter)) - 0.75) <
                0.26);

    const float dragged = value_of(parameter);
    char text[LINE_SIZE];
    slider_print_plain(parameter, info->low, text);
    focus_slider(parameter);
    assert_true(case_key(&c, DIL_VIEW_ENTER, 0U));
    (void)dil_view_text(c.view, text);
    assert_true(case_key(&c, DIL_VIEW_ENTER, 0U));
    assert_int_equal(c.mock.n_begun[parameter], 2);
    assert_true(value_of(parameter) <= info->low + 0.01f * info->high);

    assert_true(case_key(&c, DIL_VIEW_END, 0U));
    assert_true(value_of(parameter) >= info->high);
    assert_true(case_key(&c, DIL_VIEW_LEFT_KEY, 0U));
    assert_true(value_of(parameter) < info->high);
    assert_int_equal(c.mock.n_begun[parameter], 4);

    // The two keys came within a second: one step of undo
    (void)case_key(&c, 'z', DIL_VIEW_CTRL);
    assert_true(value_of(parameter) <= info->low + 0.01f * info->high);
    (void)case_key(&c, 'z', DIL_VIEW_CTRL);
    assert_true(fabsf(value_of(parameter) - dragged) < 1e-6f);
    (void)case_key(&c, 'z', DIL_VIEW_CTRL);
    assert_true(fabsf(value_of(parameter) - info->value) < 1e-6f);
    (void)case_key(&c, 'z', DIL_VIEW_CTRL | DIL_VIEW_SHIFT);
    assert_true(fabsf(value_of(parameter) - dragged) < 1e-6f);
    case_end(&c);
  }
}

static void
every_parameter_is_set_by_a_slider_or_by_the_ring(void** state)
{
  (void)state;

  const LayoutParts parts = {true, true};
  const Layout layout = layout_make(LEAST_WIDTH, LEAST_HEIGHT, &parts);
  for (uint32_t p = 0U; p < DIL_N_PARAMETERS; ++p) {
    const Item item = layout_item_of(p);
    const bool is_ring =
      p == DIL_PARAMETER_INSTRUMENT || p == DIL_PARAMETER_MORPH;
    const Box box = layout.items[item];
    assert_int_equal(item == ITEM_RING, is_ring);
    assert_true(box.y + box.height <
                layout.controls.y + layout.controls.height);
    for (uint32_t q = 0U; q < p; ++q) {
      assert_true(is_ring || layout_item_of(q) == ITEM_RING ||
                  !box_meets(layout.items[layout_item_of(q)], box));
    }
  }
}

static void
shift_drags_ten_times_finer(void** state)
{
  (void)state;

  case_start(&c, true);
  const uint32_t parameter = DIL_PARAMETER_TEMPERATURE;
  const Box track = slider_track(c.view->layout.items[case_slider(parameter)]);
  const double from = slider_place(parameter, value_of(parameter));
  const double x = track.x + 5.0 + (track.width - 10.0) * from;
  (void)case_press(&c, x, track.y, false);
  case_move(&c, x + 20.0, track.y, DIL_VIEW_SHIFT);
  const double fine = slider_place(parameter, value_of(parameter)) - from;
  case_move(&c, x, track.y, DIL_VIEW_SHIFT);
  case_move(&c, x + 20.0, track.y, 0U);
  const double coarse = slider_place(parameter, value_of(parameter)) - from;
  assert_true(fabs(coarse - 10.0 * fine) < 1e-3);
  case_release(&c);
  case_end(&c);
}

static void
a_double_click_and_an_empty_value_are_the_default(void** state)
{
  (void)state;

  case_start(&c, true);
  const Box box = c.view->layout.items[case_slider(DIL_PARAMETER_GAIN)];
  drag_to(DIL_PARAMETER_GAIN, 0.1);
  (void)case_press(&c, box.x + 10.0, box.y + 22.0, false);
  case_release(&c);
  (void)case_press(&c, box.x + 10.0, box.y + 22.0, true);
  case_release(&c);
  assert_true(fabsf(value_of(DIL_PARAMETER_GAIN)) < 1e-6f);

  drag_to(DIL_PARAMETER_GAIN, 0.1);
  (void)case_key(&c, DIL_VIEW_ENTER, 0U);
  (void)case_key(&c, DIL_VIEW_BACKSPACE, 0U);
  (void)case_key(&c, DIL_VIEW_ENTER, 0U);
  assert_true(fabsf(value_of(DIL_PARAMETER_GAIN)) < 1e-6f);
  case_end(&c);
}

static void
values_are_read_with_units_commas_and_any_minus(void** state)
{
  (void)state;

  static const struct {
    uint32_t parameter;
    const char* text;
    float value;
  } cases[] = {{DIL_PARAMETER_GAIN, "-6 dB", -6.0f},
               {DIL_PARAMETER_GAIN,
                "\xE2\x88\x92"
                "6",
                -6.0f},
               {DIL_PARAMETER_GAIN, "+3,5", 3.5f},
               {DIL_PARAMETER_TUNING, " 442 Hz", 442.0f},
               {DIL_PARAMETER_TUNING, "9999", 480.0f},
               {DIL_PARAMETER_TOP_K, "7.6", 8.0f},
               {DIL_PARAMETER_OUTSIDE, "drop", 2.0f},
               {DIL_PARAMETER_VIBRATO_DEPTH, "own", -1.0f}};

  for (size_t i = 0U; i < sizeof(cases) / sizeof(*cases); ++i) {
    float value = NAN;
    assert_true(slider_read(cases[i].parameter, cases[i].text, &value));
    assert_true(fabsf(value - cases[i].value) < 1e-4f);
  }
}

static void
what_an_instrument_has_itself_is_named(void** state)
{
  (void)state;

  char text[LINE_SIZE];
  slider_print(DIL_PARAMETER_VIBRATO_RATE, -1.0f, text);
  assert_string_equal(text, "own");
  slider_print_plain(DIL_PARAMETER_VIBRATO_RATE, -1.0f, text);
  assert_string_equal(text, "own");
  slider_print(DIL_PARAMETER_VIBRATO_RATE, 5.5f, text);
  assert_string_equal(text, "5.5 Hz");
}

static void
what_is_no_value_is_said_and_can_be_typed_again(void** state)
{
  (void)state;

  case_start(&c, true);
  focus_slider(DIL_PARAMETER_TUNING);
  (void)case_key(&c, DIL_VIEW_ENTER, 0U);
  case_type(&c, "high");
  (void)case_key(&c, DIL_VIEW_ENTER, 0U);
  assert_true(strstr(c.view->notice, "high"));
  assert_int_equal(c.view->typing, TYPING_VALUE);
  assert_true(fabsf(value_of(DIL_PARAMETER_TUNING) - 440.0f) < 1e-6f);
  (void)case_key(&c, DIL_VIEW_ESCAPE, 0U);
  assert_int_equal(c.view->typing, TYPING_NOTHING);
  assert_int_equal(c.mock.n_begun[DIL_PARAMETER_TUNING], 0);

  // A digit begins a value at once
  case_type(&c, "415");
  (void)case_key(&c, DIL_VIEW_ENTER, 0U);
  assert_true(fabsf(value_of(DIL_PARAMETER_TUNING) - 415.0f) < 1e-6f);
  case_end(&c);
}

static void
every_control_is_reached_by_tab_and_named(void** state)
{
  (void)state;

  bool is_reached[N_ITEMS] = {false};
  case_start(&c, true);
  for (int i = 0; i < N_ITEMS; ++i) {
    (void)case_key(&c, DIL_VIEW_TAB, 0U);
    is_reached[c.view->focus] = true;
    const Item item = c.view->focus;
    (void)case_key(&c, DIL_VIEW_TAB, 0U);
    (void)case_key(&c, DIL_VIEW_TAB, DIL_VIEW_SHIFT);
    assert_int_equal(c.view->focus, item);
  }
  for (int item = ITEM_NONE + 1; item < N_ITEMS; ++item) {
    char heading[LINE_SIZE];
    char text[LINE_SIZE];
    assert_true(is_reached[item]);
    view_set_focus(c.view, (Item)item);
    status_line_help(c.view, heading, text);
    assert_true(heading[0] && text[0]);
  }
  for (uint32_t group = 0U; group < 5U; ++group) {
    (void)case_key(&c, '1' + group, DIL_VIEW_CTRL);
    assert_int_equal(layout_group(c.view->focus), group);
  }
  case_end(&c);
}

static void
a_view_that_is_closed_while_dragging_ends_the_gesture(void** state)
{
  (void)state;

  case_start(&c, true);
  const Box box = c.view->layout.items[case_slider(DIL_PARAMETER_ATTACK)];
  (void)case_press(&c, box.x + 30.0, box.y + 22.0, false);
  assert_int_equal(c.mock.n_open[DIL_PARAMETER_ATTACK], 1);
  case_end(&c);
}

static void
the_ring_goes_through_all_instruments_and_back(void** state)
{
  (void)state;

  // Whether notes sound or not
  case_start(&c, true);
  for (double place = 0.0; place < 8.0; place += 0.25) {
    c.mock.state.n_voices = place < 4.0 ? 1U : 0U;
    case_tick(&c);
    view_set_focus(c.view, ITEM_RING);
    static const uint32_t both[] = {DIL_PARAMETER_INSTRUMENT,
                                    DIL_PARAMETER_MORPH};
    view_begin(c.view, both, 2U);
    morph_set(c.view, place);
    view_end(c.view);
    const double expected = fmod(place, 4.0);
    assert_true(fabs(morph_place(c.view) - expected) < 1e-4);
    assert_true(value_of(DIL_PARAMETER_INSTRUMENT) < 4.0f);
  }

  // Where the handle is, the pointer takes it
  const Box ring = c.view->layout.ring;
  (void)case_press(&c, ring.x + ring.width / 2.0, ring.y + 20.0, false);
  case_release(&c);
  assert_true(fabs(morph_place(c.view) - 0.5) < 0.05);
  (void)case_key(&c, 'z', DIL_VIEW_CTRL);
  assert_true(fabs(morph_place(c.view) - 3.75) < 1e-4);
  case_end(&c);
}

static void
sixty_four_steps_are_undone_and_redone(void** state)
{
  (void)state;

  case_start(&c, true);
  for (uint32_t i = 1U; i <= 70U; ++i) {
    view_set_once(c.view, DIL_PARAMETER_SEED, (float)i);
  }
  for (size_t i = 0U; i < 80U; ++i) {
    view_undo(c.view, false);
  }
  assert_true(fabsf(value_of(DIL_PARAMETER_SEED) - 6.0f) < 1e-6f);
  for (size_t i = 0U; i < 80U; ++i) {
    view_undo(c.view, true);
  }
  assert_true(fabsf(value_of(DIL_PARAMETER_SEED) - 70.0f) < 1e-6f);
  case_end(&c);
}

static void
the_wheel_turns_what_it_is_over(void** state)
{
  (void)state;

  case_start(&c, true);
  const Box box = c.view->layout.items[case_slider(DIL_PARAMETER_VOICES)];
  DilViewPointer pointer = {
    box.x + 5.0, box.y + 5.0, 0U, DIL_VIEW_LEFT, false, 1.0};
  assert_true(dil_view_wheel(c.view, &pointer));
  assert_true(value_of(DIL_PARAMETER_VOICES) > 16.5f);
  pointer.turn = -1.0;
  assert_true(dil_view_wheel(c.view, &pointer));
  assert_true(fabsf(value_of(DIL_PARAMETER_VOICES) - 16.0f) < 1e-6f);
  pointer.turn = (double)NAN;
  assert_false(dil_view_wheel(c.view, &pointer));
  case_end(&c);
}

static void
transport_recording_and_settings_reach_the_host(void** state)
{
  (void)state;

  case_start(&c, true);
  case_click(&c, ITEM_PLAY); // No melody: files are shown
  assert_true(c.view->browser.is_folder);
  (void)case_key(&c, DIL_VIEW_ESCAPE, 0U);
  c.mock.state.melody = "demo.mid";
  c.mock.state.length_s = 60.0;
  case_tick(&c);
  case_click(&c, ITEM_PLAY);
  assert_string_equal(c.mock.asked, "play");
  assert_true(c.mock.is_on);
  case_click(&c, ITEM_LOOP);
  assert_string_equal(c.mock.asked, "loop");
  case_click(&c, ITEM_POSITION);
  assert_true(fabs(c.mock.position_s - 30.0) < 1.0);

  case_click(&c, ITEM_RECORD);
  assert_int_equal(c.view->typing, TYPING_RECORDING);
  case_type(&c, "take.wav");
  (void)case_key(&c, DIL_VIEW_ENTER, 0U);
  assert_string_equal(c.mock.asked, "record");
  assert_string_equal(c.mock.path, "take.wav");
  c.mock.state.recording = "take.wav";
  case_tick(&c);
  case_click(&c, ITEM_RECORD);
  assert_string_equal(c.mock.path, "");

  case_click(&c, ITEM_STATUS); // Driver is the first
  (void)case_key(&c, DIL_VIEW_ENTER, 0U);
  (void)case_key(&c, DIL_VIEW_DOWN, 0U);
  (void)case_key(&c, DIL_VIEW_ENTER, 0U);
  assert_int_equal(c.mock.chosen[0], 1U);
  (void)case_key(&c, DIL_VIEW_ESCAPE, 0U);
  assert_false(c.view->menu.is_open);
  case_end(&c);
}

static void
zoom_and_colours_are_the_users(void** state)
{
  (void)state;

  case_start(&c, true);
  (void)case_key(&c, '+', DIL_VIEW_CTRL);
  assert_true(dil_view_zoom(c.view) > 1.05);
  (void)case_key(&c, '0', DIL_VIEW_CTRL);
  assert_true(fabs(dil_view_zoom(c.view) - 1.0) < 1e-9);
  (void)case_key(&c, '-', DIL_VIEW_CTRL);
  assert_true(fabs(dil_view_zoom(c.view) - 1.0) < 1e-9);
  (void)case_key(&c, 't', DIL_VIEW_CTRL);
  assert_int_equal(dil_view_theme(c.view), DIL_VIEW_LIGHT);
  case_end(&c);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(typing_dragging_and_keys_set_a_slider_in_one_gesture_each),
    cmocka_unit_test(what_an_instrument_has_itself_is_named),
    cmocka_unit_test(every_parameter_is_set_by_a_slider_or_by_the_ring),
    cmocka_unit_test(shift_drags_ten_times_finer),
    cmocka_unit_test(a_double_click_and_an_empty_value_are_the_default),
    cmocka_unit_test(values_are_read_with_units_commas_and_any_minus),
    cmocka_unit_test(what_is_no_value_is_said_and_can_be_typed_again),
    cmocka_unit_test(every_control_is_reached_by_tab_and_named),
    cmocka_unit_test(a_view_that_is_closed_while_dragging_ends_the_gesture),
    cmocka_unit_test(the_ring_goes_through_all_instruments_and_back),
    cmocka_unit_test(sixty_four_steps_are_undone_and_redone),
    cmocka_unit_test(the_wheel_turns_what_it_is_over),
    cmocka_unit_test(transport_recording_and_settings_reach_the_host),
    cmocka_unit_test(zoom_and_colours_are_the_users),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
