// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

// In the place of vst3_view.c where there are no windows

#include "vst3_plugin.h"

struct v3_plugin_view**
dil_vst3_new_view(DilVst3* const self)
{
  (void)self;
  return NULL;
}
