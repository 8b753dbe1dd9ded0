// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "bridge_view.h"

static float
parameter(void* const self, const uint32_t index)
{
  return dil_parameter_value(dil_bridge_parameters((DilBridge*)self), index);
}

static bool
play(void* const self, const DilEvent* const event)
{
  return dil_bridge_play((DilBridge*)self, event);
}

static bool
choose(void* const self, const char* const path)
{
  return dil_shelf_wish(dil_bridge_shelf((const DilBridge*)self), path);
}

static bool
look(void* const self, DilLook* const out)
{
  return dil_shelf_look(dil_bridge_shelf((const DilBridge*)self), out);
}

static void
watch(void* const self, const bool is_watching)
{
  dil_shelf_watch(dil_bridge_shelf((const DilBridge*)self), is_watching);
}

static size_t
read_steps(void* const self, DilStep* const steps, const size_t n_steps)
{
  return dil_shelf_read_steps(
    dil_bridge_shelf((const DilBridge*)self), steps, n_steps);
}

DilPluginSource
dil_bridge_source(DilBridge* const bridge)
{
  const DilPluginSource source = {
    bridge, parameter, play, choose, look, watch, read_steps};
  return source;
}
