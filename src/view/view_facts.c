// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "view_private.h"

uint32_t
view_n_instruments(const DilView* const view)
{
  const DilViewPreset* const preset = view_preset(view);
  return preset && preset->n_instruments ? preset->n_instruments : 1U;
}

const char*
view_instrument_name(const DilView* const view)
{
  const DilViewPreset* const preset = view_preset(view);
  return preset && view->browser.instrument < preset->n_instruments
           ? preset->instruments[view->browser.instrument]
           : "";
}

const DilViewPreset*
view_preset(const DilView* const view)
{
  const Browser* const browser = &view->browser;
  return browser->playing < browser->n_presets
           ? &browser->presets[browser->playing]
           : NULL;
}

Item
view_subject(const DilView* const view)
{
  return view->grab.item != ITEM_NONE   ? view->grab.item
         : view->typing == TYPING_VALUE ? view->focus
         : view->hover != ITEM_NONE     ? view->hover
                                        : view->focus;
}
