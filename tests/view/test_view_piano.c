// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "view_case.h"

#include "support/test.h"

#include <math.h>
#include <string.h>

static ViewCase c;

static int
n_held(void)
{
  int n = 0;
  for (size_t key = 0U; key < 128U; ++key) {
    n += c.mock.held[key];
  }
  return n;
}

static bool
type_place(const uint32_t place, const bool is_up, const uint32_t modifiers)
{
  const DilViewKey key = {0U, place, modifiers};
  return is_up ? dil_view_key_up(c.view, &key) : dil_view_key(c.view, &key);
}

static void
every_key_is_where_it_is_painted(void** state)
{
  (void)state;

  static const double widths[] = {200.0, 864.0, 900.0, 1500.0, 4000.0};
  for (size_t i = 0U; i < sizeof(widths) / sizeof(*widths); ++i) {
    const Box box = {8.0, 400.0, widths[i], 82.0};
    int first = 0;
    int last = 0;
    int highest = -1;
    piano_range(box, &first, &last);
    assert_true(first >= 0 && last <= 127 && last - first >= 60);
    for (double x = box.x; x < box.x + box.width; x += 0.5) {
      float velocity = 0.0f;
      const int white = piano_key_at(box, x, 480.0, &velocity);
      assert_true(white >= first && white <= last);
      assert_true(white >= highest);
      highest = white;
      const int key = piano_key_at(box, x, 410.0, &velocity);
      assert_true(key >= white - 1 && key <= white + 1);
      assert_true(velocity >= 1.0f && velocity <= 127.0f);
    }
    assert_int_equal(highest, last);
    assert_int_equal(piano_key_at(box, box.x - 1.0, 450.0, NULL), NO_KEY);
  }
}

static void
the_pointer_plays_glides_and_lets_go(void** state)
{
  (void)state;

  case_start(&c, true);
  const Box piano = c.view->layout.piano;
  (void)case_press(&c, piano.x + 100.0, piano.y + 75.0, false);
  assert_int_equal(n_held(), 1);
  const float loud = c.mock.velocity;
  const int n_struck = c.mock.n_struck;
  case_move(&c, piano.x + 102.0, piano.y + 75.0, 0U);
  assert_int_equal(c.mock.n_struck, n_struck);
  case_move(&c, piano.x + 150.0, piano.y + 60.0, 0U);
  assert_int_equal(n_held(), 1);
  assert_int_equal(c.mock.n_struck, n_struck + 1);
  assert_true(c.mock.velocity < loud);
  case_move(&c, piano.x + 150.0, piano.y - 60.0, 0U);
  assert_int_equal(n_held(), 0);
  case_release(&c);
  case_end(&c);
}

static void
the_right_button_holds_until_it_is_pressed_again(void** state)
{
  (void)state;

  case_start(&c, true);
  const Box piano = c.view->layout.piano;
  const DilViewPointer pointer = {
    piano.x + 100.0, piano.y + 75.0, 0U, DIL_VIEW_RIGHT, false, 0.0};
  (void)dil_view_press(c.view, &pointer);
  (void)dil_view_release(c.view, &pointer);
  assert_int_equal(n_held(), 1);

  // Struck by both, it sounds as long as one holds it
  (void)case_press(&c, pointer.x, pointer.y, false);
  case_release(&c);
  assert_int_equal(n_held(), 1);
  (void)dil_view_press(c.view, &pointer);
  (void)dil_view_release(c.view, &pointer);
  assert_int_equal(n_held(), 0);
  (void)dil_view_press(c.view, &pointer);
  (void)dil_view_release(c.view, &pointer);
  dil_view_focus(c.view, false); // While one works in another window
  assert_int_equal(n_held(), 1);
  case_end(&c); // What is held ends with the view
}

static void
computer_keys_play_by_their_place_and_end_when_they_go_up(void** state)
{
  (void)state;

  case_start(&c, true);
  assert_true(type_place(44U, false, 0U)); // Z on an American keyboard
  assert_true(type_place(16U, false, DIL_VIEW_SHIFT)); // Q
  assert_int_equal(c.mock.held[48], 1);
  assert_int_equal(c.mock.held[60], 1);
  assert_true(c.mock.velocity > 100.0f);
  assert_true(type_place(44U, false, 0U)); // Repeated
  assert_int_equal(c.mock.n_struck, 2);

  // An octave later the same place ends what it has begun
  (void)case_key(&c, DIL_VIEW_UP, 0U);
  assert_true(type_place(44U, true, 0U));
  assert_int_equal(c.mock.held[48], 0);
  assert_true(type_place(44U, false, 0U));
  assert_int_equal(c.mock.held[60], 1);
  assert_false(type_place(45U, true, 0U));
  dil_view_focus(c.view, false);
  assert_int_equal(n_held(), 0);
  case_end(&c);
}

static void
letters_go_to_one_place_only(void** state)
{
  (void)state;

  case_start(&c, true);
  case_type(&c, "zq");
  assert_int_equal(c.mock.n_struck, 2);
  assert_int_equal(c.view->browser.search.n, 0U);
  (void)case_key(&c, 'f', DIL_VIEW_CTRL);
  case_type(&c, "zq");
  assert_int_equal(c.mock.n_struck, 2);
  assert_string_equal(c.view->browser.search.text, "zq");
  (void)case_key(&c, DIL_VIEW_ESCAPE, 0U);
  (void)case_key(&c, DIL_VIEW_ESCAPE, 0U);
  assert_int_equal(c.view->focus, ITEM_PIANO);
  case_type(&c, "z");
  assert_int_equal(c.mock.n_struck, 3);
  case_end(&c);
}

static void
in_a_host_keys_are_the_hosts_until_the_piano_is_clicked(void** state)
{
  (void)state;

  case_start(&c, false);
  assert_false(type_place(44U, false, 0U));
  assert_false(case_key(&c, ' ', 0U));
  assert_false(dil_view_text(c.view, " "));
  assert_false(dil_view_wish(c.view).is_typing);
  case_click(&c, ITEM_PIANO);
  assert_true(dil_view_wish(c.view).is_typing);
  assert_true(type_place(44U, false, 0U));
  assert_true(type_place(44U, true, 0U));
  assert_false(case_key(&c, ' ', 0U));
  assert_false(case_key(&c, 'z', DIL_VIEW_CTRL));
  assert_true(case_key(&c, DIL_VIEW_ESCAPE, 0U));
  assert_false(type_place(44U, false, 0U));
  assert_false(case_key(&c, DIL_VIEW_ESCAPE, 0U));
  case_end(&c);
}

static void
keys_that_sound_are_lit(void** state)
{
  (void)state;

  case_start(&c, true);
  for (int key = 36; key <= 96; ++key) {
    memset(c.mock.state.keys, 0, sizeof(c.mock.state.keys));
    case_tick(&c);
    (void)case_paint(&c);
    c.mock.state.keys[key / 64] = UINT64_C(1) << (key % 64);
    c.now_s += 0.1;
    assert_true(dil_view_tick(c.view, c.now_s));
    (void)case_paint(&c);

    // Its colour is where the key is
    size_t n = 0U;
    size_t n_lit = 0U;
    const Box piano = c.view->layout.piano;
    cairo_surface_t* const surface = dil_view_surface(c.view);
    const uint8_t* const data = cairo_image_surface_get_data(surface);
    for (double x = piano.x + 0.5; x < piano.x + piano.width; x += 1.0) {
      float velocity = 0.0f;
      const size_t y = (size_t)piano.y + 20U;
      uint32_t pixel = 0U;
      memcpy(&pixel,
             data + y * (size_t)cairo_image_surface_get_stride(surface) +
               4U * (size_t)x,
             4U);
      const bool is_lit =
        (pixel & 0xFFFFFFU) == theme_get(DIL_VIEW_DARK)->accent;
      n += is_lit && piano_key_at(piano, x, piano.y + 20.5, &velocity) != key;
      n_lit += is_lit;
    }
    assert_true(n_lit > 3U);
    assert_true(n <= 2U); // The edge of a black key
  }
  case_end(&c);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_key_is_where_it_is_painted),
    cmocka_unit_test(the_pointer_plays_glides_and_lets_go),
    cmocka_unit_test(the_right_button_holds_until_it_is_pressed_again),
    cmocka_unit_test(computer_keys_play_by_their_place_and_end_when_they_go_up),
    cmocka_unit_test(letters_go_to_one_place_only),
    cmocka_unit_test(in_a_host_keys_are_the_hosts_until_the_piano_is_clicked),
    cmocka_unit_test(keys_that_sound_are_lit),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
