// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "meter.h"

#include <math.h>
#include <stdio.h>

#define LOWEST_DB   (-60.0f)
#define FALL_DB     24.0 ///< In a second, as peak programme meters do
#define MARK_S      2.0
#define BAR_HEIGHT  4.0
#define BAR_SPACING 8.0

Meter
meter_start(void)
{
  const Meter meter = {
    {LOWEST_DB, LOWEST_DB}, {LOWEST_DB, LOWEST_DB}, {0.0, 0.0}, 0.0};
  return meter;
}

static float
in_db(const float peak)
{
  const float db = peak > 1e-6f ? 20.0f * log10f(peak) : LOWEST_DB;
  return fminf(fmaxf(db, LOWEST_DB), 6.0f);
}

/// Half of a dB is the least that is seen
static int
step_of(const float db)
{
  return (int)floorf(db * 2.0f);
}

bool
meter_tick(Meter* const meter, const float* const peak, const double now_s)
{
  const double passed_s = fmin(fmax(now_s - meter->now_s, 0.0), 1.0);
  bool is_changed = false;
  meter->now_s = now_s;
  for (size_t i = 0U; i < 2U; ++i) {
    const float db = in_db(peak[i]);
    const float fallen =
      fmaxf(meter->level[i] - (float)(FALL_DB * passed_s), LOWEST_DB);
    const float level = fmaxf(db, fallen);
    const bool is_over = now_s - meter->marked_s[i] > MARK_S;
    const float mark =
      db >= meter->mark[i] ? db : (is_over ? level : meter->mark[i]);
    if (db >= meter->mark[i]) {
      meter->marked_s[i] = now_s;
    }
    is_changed = is_changed || step_of(level) != step_of(meter->level[i]) ||
                 step_of(mark) != step_of(meter->mark[i]);
    meter->level[i] = level;
    meter->mark[i] = mark;
  }

  return is_changed;
}

/// Place of a level on a bar, in 0..1; the upper half is the last 20 dB
static double
place_of(const float db)
{
  const double part = ((double)step_of(db) / 2.0 + 60.0) / 60.0;
  return fmin(fmax(part, 0.0), 1.0) * fmin(fmax(part, 0.0), 1.0);
}

void
meter_paint(const Meter* const meter,
            const Canvas* const canvas,
            const Box box,
            const bool is_heard)
{
  const Theme* const theme = canvas->theme;
  const float highest = fmaxf(meter->mark[0], meter->mark[1]);
  const Box number = {box.x, box.y, METER_TEXT, box.height};
  char text[32];
  if (is_heard && highest > LOWEST_DB) {
    (void)snprintf(text,
                   sizeof(text),
                   "%s%.0f dB",
                   highest < -0.5f ? "\xE2\x88\x92" : "",
                   (double)fabsf(highest));
    canvas_text(canvas,
                FONT_SMALL,
                highest > -0.1f ? theme->drawn : theme->muted,
                number,
                ALIGN_RIGHT,
                text);
  }

  const double wide = box.width - METER_TEXT - 8.0;
  for (size_t i = 0U; i < 2U; ++i) {
    const Box track = {box.x + METER_TEXT + 8.0,
                       box.y + box.height / 2.0 - 6.0 + BAR_SPACING * (double)i,
                       wide,
                       BAR_HEIGHT};
    Box bar = track;
    bar.width = wide * place_of(meter->level[i]);
    canvas_round(canvas, track, BAR_HEIGHT / 2.0, theme->line);
    canvas_round(canvas, bar, BAR_HEIGHT / 2.0, theme->accent);
    if (meter->mark[i] > LOWEST_DB) {
      const Box mark = {track.x + (wide - 2.0) * place_of(meter->mark[i]),
                        track.y - 0.5,
                        2.0,
                        BAR_HEIGHT + 1.0};
      canvas_fill(canvas, mark, theme->drawn);
    }
  }
}
