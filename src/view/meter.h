// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_VIEW_METER_H
#define DIL_VIEW_METER_H

#include "canvas.h"

#include <stdbool.h>

/// Width of the level in figures, beside the bars
#define METER_TEXT 50.0

/// Level of the output, in dB below full scale
typedef struct {
  float level[2]; ///< Falls evenly
  float mark[2];  ///< Peak of the last two seconds
  double marked_s[2];
  double now_s;
} Meter;

/// At rest
Meter
meter_start(void);

/**
   Take the greatest magnitudes since the last time.

   @param peak [2], 1 is full scale.
   @return Whether it looks different, by a step of painting.
*/
bool
meter_tick(Meter* meter, const float* peak, double now_s);

/// Paint the value of the greater mark, and two bars
void
meter_paint(const Meter* meter, const Canvas* canvas, Box box, bool is_heard);

#endif // DIL_VIEW_METER_H
