// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "view_private.h"

#include "slider.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/// Offer a file that is not there yet
static void
ask_recording(DilView* const view)
{
  char name[LINE_SIZE];
  for (unsigned i = 1U; i < 1000U; ++i) {
    line_print(name, "dilaton-%u.wav", i);
    if (access(name, F_OK)) {
      break;
    }
  }
  view_type(view, TYPING_RECORDING, name, true);
}

static void
toggle_play(DilView* const view)
{
  if (view->state.melody && view->host.play) {
    view->host.play(view->host.self, !view->state.is_playing);
  } else if (view->host.open_melody) {
    view_push(view, ITEM_OPEN);
  }
}

static void
toggle_folder(DilView* const view)
{
  Browser* const browser = &view->browser;
  const DilViewPreset* const preset = view_preset(view);
  if (browser->is_folder) {
    browser_close(browser);
  } else {
    char path[DIL_PATH_SIZE];
    (void)snprintf(
      path, sizeof(path), "%s", preset && preset->path ? preset->path : "/");
    char* const slash = strrchr(path, '/');
    if (slash) {
      slash[slash == path] = '\0';
    }
    // Where one was last, or where the preset is, or else at home
    const bool is_open = (browser->folder.path[0] &&
                          browser_open(browser, browser->folder.path)) ||
                         (preset && browser_open(browser, path)) ||
                         browser_open(browser, "~") ||
                         browser_open(browser, "/");
    if (!is_open) {
      dil_view_tell(view, "no folder can be read");
    }
  }
  view_set_focus(view, ITEM_SEARCH);
  view_change(view, view->layout.browser);
}

void
view_push(DilView* const view, const Item item)
{
  const DilViewHost* const host = &view->host;
  switch (item) {
  case ITEM_OPEN:
    toggle_folder(view);
    break;
  case ITEM_PREVIOUS:
  case ITEM_NEXT:
    view_step_preset(view, item == ITEM_NEXT ? 1 : -1);
    break;
  case ITEM_ABOUT:
    view->is_about = !view->is_about;
    view_change(view, view->layout.live);
    break;
  case ITEM_UNDO:
  case ITEM_REDO:
    view_undo(view, item == ITEM_REDO);
    break;
  case ITEM_PLAY:
    toggle_play(view);
    break;
  case ITEM_LOOP:
    if (host->loop) {
      host->loop(host->self, !view->state.is_looping);
    }
    break;
  case ITEM_RECORD:
    if (host->record && view->state.recording) {
      host->record(host->self, NULL);
    } else if (host->record) {
      ask_recording(view);
    }
    break;
  case ITEM_PICTURES:
    dil_view_set_picture(
      view,
      (DilViewPicture)((view->picture + 1U) % (unsigned)DIL_VIEW_N_PICTURES));
    break;
  case ITEM_PAUSE:
  case ITEM_LIVE:
    live_pause(&view->live, !view->live.is_paused);
    view_change(view, view->layout.live);
    break;
  case ITEM_STATUS:
    menu_open(view, !view->menu.is_open);
    break;
  default:
    break;
  }
}
