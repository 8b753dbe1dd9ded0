// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

// In the place of clap_gui.c where there are no windows

#include "clap_gui.h"

void
dil_clap_call_gui(DilClap* const self)
{
  (void)self;
}

void
dil_clap_end_gui(DilClap* const self)
{
  (void)self;
}
