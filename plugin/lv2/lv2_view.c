// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "lv2_view.h"

#include "lv2_plugin.h"

static DilPresetShelf*
shelf_of(const LV2_Handle plugin)
{
  return dil_bridge_shelf(((const DilLv2*)plugin)->bridge);
}

static bool
look(const LV2_Handle plugin, DilLook* const out)
{
  return dil_shelf_look(shelf_of(plugin), out);
}

static void
watch(const LV2_Handle plugin, const bool is_watching)
{
  dil_shelf_watch(shelf_of(plugin), is_watching);
}

static size_t
read_steps(const LV2_Handle plugin, DilStep* const steps, const size_t n_steps)
{
  return dil_shelf_read_steps(shelf_of(plugin), steps, n_steps);
}

const DilLv2View dil_lv2_view = {sizeof(DilLv2View),
                                 sizeof(DilLook),
                                 sizeof(DilStep),
                                 look,
                                 watch,
                                 read_steps};
