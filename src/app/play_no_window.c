// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "play_request.h"

#include "report.h"

int
play_window(const PlayRequest* const request)
{
  (void)request;
  return complain("this program was built without windows: it needs cairo, "
                  "X11 and pugl");
}
