// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "view_case.h"

#include "support/test.h"

#include <stdlib.h>
#include <string.h>

void
case_start(ViewCase* const c, const bool is_alone)
{
  const DilViewSettings settings = {DIL_VIEW_DARK, DIL_VIEW_SCOPE, NULL};
  mock_start(&c->mock);
  const DilViewHost host = mock_table(&c->mock, is_alone);
  c->now_s = 100.0;
  assert_int_equal(dil_view_new(&host, &settings, &c->view), DIL_OK);
  case_tick(c);
}

void
case_end(ViewCase* const c)
{
  dil_view_free(c->view);
  assert_false(c->mock.has_strayed);
  assert_false(c->mock.is_watched);
  for (size_t i = 0U; i < DIL_N_PARAMETERS; ++i) {
    assert_int_equal(c->mock.n_open[i], 0);
  }
  for (size_t key = 0U; key < 128U; ++key) {
    assert_int_equal(c->mock.held[key], 0);
  }
}

void
case_tick(ViewCase* const c)
{
  c->now_s += 1.0 / 30.0;
  (void)dil_view_tick(c->view, c->now_s);
}

size_t
case_paint(ViewCase* const c)
{
  DilViewRect rects[DIL_VIEW_MAX_RECTS];
  return dil_view_paint(c->view, rects);
}

uint32_t*
case_pixels(ViewCase* const c, size_t* const n_pixels)
{
  cairo_surface_t* const surface = dil_view_surface(c->view);
  const size_t width = (size_t)cairo_image_surface_get_width(surface);
  const size_t height = (size_t)cairo_image_surface_get_height(surface);
  const size_t stride = (size_t)cairo_image_surface_get_stride(surface);
  uint32_t* const pixels = (uint32_t*)malloc(width * height * sizeof(*pixels));
  assert_non_null(pixels);
  cairo_surface_flush(surface);
  for (size_t y = 0U; y < height; ++y) {
    memcpy(pixels + y * width,
           cairo_image_surface_get_data(surface) + y * stride,
           width * sizeof(*pixels));
  }
  for (size_t i = 0U; i < width * height; ++i) {
    pixels[i] &= 0xFFFFFFU; // What lies above means nothing
  }

  *n_pixels = width * height;
  return pixels;
}

/// A pointer at a place in units
static DilViewPointer
pointer_at(const ViewCase* const c, const double x, const double y)
{
  const DilViewPointer pointer = {
    x * c->view->unit, y * c->view->unit, 0U, DIL_VIEW_LEFT, false, 0.0};
  return pointer;
}

bool
case_press(ViewCase* const c,
           const double x,
           const double y,
           const bool is_double)
{
  DilViewPointer pointer = pointer_at(c, x, y);
  pointer.is_double = is_double;
  return dil_view_press(c->view, &pointer);
}

void
case_move(ViewCase* const c,
          const double x,
          const double y,
          const uint32_t modifiers)
{
  DilViewPointer pointer = pointer_at(c, x, y);
  pointer.modifiers = modifiers;
  (void)dil_view_motion(c->view, &pointer);
}

void
case_release(ViewCase* const c)
{
  const DilViewPointer pointer = pointer_at(c, 0.0, 0.0);
  (void)dil_view_release(c->view, &pointer);
}

void
case_click(ViewCase* const c, const Item item)
{
  const Box box = c->view->layout.items[item];
  case_move(c, box.x + box.width / 2.0, box.y + box.height / 2.0, 0U);
  (void)case_press(c, box.x + box.width / 2.0, box.y + box.height / 2.0, false);
  case_release(c);
  case_tick(c);
}

bool
case_key(ViewCase* const c, const uint32_t key, const uint32_t modifiers)
{
  const DilViewKey pressed = {key, 0U, modifiers};
  const bool is_used = dil_view_key(c->view, &pressed);
  (void)dil_view_key_up(c->view, &pressed);
  return is_used;
}

void
case_type(ViewCase* const c, const char* const text)
{
  for (const char* at = text; *at; ++at) {
    const char typed[2] = {*at, '\0'};
    (void)case_key(c, (uint8_t)*at, 0U);
    (void)dil_view_text(c->view, typed);
  }
}

Item
case_slider(const uint32_t parameter)
{
  return layout_item_of(parameter);
}
