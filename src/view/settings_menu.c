// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "settings_menu.h"

#include "view_private.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define WIDTH     280.0
#define MENU_ROW  24.0
#define PADDING   6.0
#define MOST_ROWS 14U

/// Settings after those of the host
typedef enum { OWN_THEME, OWN_ZOOM, N_OWN } OwnSetting;

static const char* const themes[] = {"dark", "light"};
static const char* const zooms[] =
  {"100 %", "125 %", "150 %", "175 %", "200 %", "250 %", "300 %"};
static const double zoom_values[] = {1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0};

#define N_ZOOMS (sizeof(zooms) / sizeof(*zooms))

static size_t
n_options(const DilView* const view)
{
  DilViewOption option;
  size_t n = 0U;
  while (view->host.option && view->host.option(view->host.self, n, &option)) {
    ++n;
  }
  return n;
}

static size_t
zoom_index(const DilView* const view)
{
  for (size_t i = 0U; i < N_ZOOMS; ++i) {
    if (fabs(zoom_values[i] - view->zoom) < 0.01) {
      return i;
    }
  }

  return DIL_VIEW_NONE;
}

/// A setting by its index; false beyond the last
static bool
setting(const DilView* const view,
        const size_t index,
        DilViewOption* const option)
{
  const size_t n = n_options(view);
  if (index < n) {
    return view->host.option(view->host.self, index, option);
  }

  const DilViewOption own[N_OWN] = {
    [OWN_THEME] = {"Colours", themes, 2U, (size_t)view->theme},
    [OWN_ZOOM] = {"Zoom", zooms, N_ZOOMS, zoom_index(view)}};
  if (index - n >= N_OWN) {
    return false;
  }
  *option = own[index - n];
  return true;
}

static size_t
n_rows(const DilView* const view)
{
  DilViewOption option;
  if (view->menu.setting == DIL_VIEW_NONE) {
    return n_options(view) + N_OWN;
  }
  return setting(view, view->menu.setting, &option) ? option.n_choices : 0U;
}

static size_t
n_seen(const DilView* const view)
{
  const size_t room =
    (size_t)((view->layout.height - 80.0 - 2.0 * PADDING) / MENU_ROW);
  const size_t most = room < MOST_ROWS ? room : MOST_ROWS;
  const size_t n = n_rows(view);
  return n < most ? n : most;
}

Box
menu_box(const DilView* const view)
{
  const double high = (double)n_seen(view) * MENU_ROW + 2.0 * PADDING;
  const Box box = {view->layout.width - WIDTH - 8.0,
                   view->layout.status.y - high - 4.0,
                   WIDTH,
                   high};
  return box;
}

void
menu_open(DilView* const view, const bool is_open)
{
  view->menu.is_open = is_open;
  view->menu.setting = DIL_VIEW_NONE;
  view->menu.cursor = 0U;
  view->menu.first = 0U;
  view_change_all(view);
}

/// Use a choice of a setting
static void
set(DilView* const view, const size_t index, const size_t choice)
{
  const size_t n = n_options(view);
  if (index < n) {
    view->host.set_option(view->host.self, index, choice);
  } else if (index - n == OWN_THEME) {
    dil_view_set_theme(view, (DilViewTheme)choice);
  } else {
    dil_view_set_zoom(view, zoom_values[choice]);
  }
}

static void
choose(DilView* const view, const size_t row)
{
  Menu* const menu = &view->menu;
  if (row >= n_rows(view)) {
    return;
  }
  if (menu->setting != DIL_VIEW_NONE) {
    const size_t chosen = menu->setting;
    menu_open(view, true);
    menu->cursor = chosen;
    set(view, chosen, row);
    return;
  }

  DilViewOption option;
  menu->setting = row;
  menu->first = 0U;
  menu->cursor = 0U;
  if (setting(view, row, &option) && option.chosen < option.n_choices) {
    menu_move(view, (int)option.chosen);
  }
  view_change_all(view);
}

static size_t
row_at(const DilView* const view, const double y)
{
  const double place = (y - menu_box(view).y - PADDING) / MENU_ROW;
  const size_t row = place > 0.0 ? (size_t)place : 0U;
  const size_t last = n_seen(view) ? n_seen(view) - 1U : 0U;
  return view->menu.first + (row < last ? row : last);
}

void
menu_press(DilView* const view, const double y)
{
  choose(view, row_at(view, y));
}

void
menu_point(DilView* const view, const double y)
{
  const size_t row = row_at(view, y);
  if (row != view->menu.cursor) {
    view->menu.cursor = row;
    view_change(view, menu_box(view));
  }
}

void
menu_move(DilView* const view, const int by)
{
  Menu* const menu = &view->menu;
  const size_t n = n_rows(view);
  const size_t seen = n_seen(view);
  if (!n) {
    return;
  }

  const double last = (double)(n - 1U);
  menu->cursor =
    (size_t)fmin(fmax((double)menu->cursor + (double)by, 0.0), last);
  if (menu->cursor < menu->first) {
    menu->first = menu->cursor;
  } else if (menu->cursor >= menu->first + seen) {
    menu->first = menu->cursor - seen + 1U;
  }
  view_change(view, menu_box(view));
}

bool
menu_key(DilView* const view, const DilViewKey* const key)
{
  switch (key->key) {
  case DIL_VIEW_UP:
    menu_move(view, -1);
    return true;
  case DIL_VIEW_DOWN:
    menu_move(view, 1);
    return true;
  case DIL_VIEW_PAGE_UP:
    menu_move(view, -10);
    return true;
  case DIL_VIEW_PAGE_DOWN:
    menu_move(view, 10);
    return true;
  case DIL_VIEW_ENTER:
  case DIL_VIEW_RIGHT_KEY:
  case ' ':
    choose(view, view->menu.cursor);
    return true;
  case DIL_VIEW_ESCAPE:
  case DIL_VIEW_LEFT_KEY:
    menu_open(view, view->menu.setting != DIL_VIEW_NONE);
    return true;
  default:
    return false;
  }
}

static void
paint_row(const DilView* const view,
          const Canvas* const canvas,
          const Box row,
          const size_t index)
{
  const Theme* const theme = canvas->theme;
  const bool has_settings = view->menu.setting == DIL_VIEW_NONE;
  const bool is_at = index == view->menu.cursor;
  DilViewOption option;
  if (!setting(view, has_settings ? index : view->menu.setting, &option)) {
    return;
  }

  const bool is_chosen = !has_settings && index == option.chosen;
  const char* const value = !has_settings ? (is_chosen ? "now" : "")
                            : option.chosen < option.n_choices
                              ? option.choices[option.chosen]
                              : "";
  const Box inside = {row.x + 10.0, row.y, row.width - 20.0, row.height};
  if (is_at) {
    canvas_round(canvas, row, 4.0, theme->accent);
  }
  const double wide =
    canvas_text(canvas,
                is_chosen ? FONT_BOLD : FONT_TEXT,
                is_at ? theme->on_accent : theme->text,
                inside,
                ALIGN_LEFT,
                has_settings ? option.name : option.choices[index]);
  const Box rest = {
    inside.x + wide + 10.0, row.y, inside.width - wide - 10.0, row.height};
  canvas_text(canvas,
              FONT_TEXT,
              is_at ? theme->on_accent : theme->muted,
              rest,
              ALIGN_RIGHT,
              value);
}

void
menu_paint(const DilView* const view, const Canvas* const canvas)
{
  const Box box = menu_box(view);
  if (!view->menu.is_open || !box_meets(box, canvas->clip)) {
    return;
  }

  canvas_round(canvas, box, 8.0, canvas->theme->panel);
  canvas_frame(canvas, box, 8.0, 1.0, canvas->theme->accent);
  for (size_t i = 0U; i < n_seen(view); ++i) {
    const Box row = {box.x + PADDING,
                     box.y + PADDING + (double)i * MENU_ROW,
                     box.width - 2.0 * PADDING,
                     MENU_ROW - 1.0};
    paint_row(view, canvas, row, view->menu.first + i);
  }
}
