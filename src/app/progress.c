// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "progress.h"

#include "clock.h"
#include "columns.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/// Least time between two pictures, in seconds
static const double interval_s = 0.1;

void
progress_begin(Progress* const progress, const bool is_quiet)
{
  progress->is_shown = !is_quiet && isatty(STDERR_FILENO);
  progress->is_begun = false;
  progress->start_s = dil_monotonic_s();
  progress->shown_s = progress->start_s;
}

void
format_time(const double time_s, char text[16])
{
  const double limited = fmin(fmax(time_s, 0.0), 359999.0);
  const unsigned seconds = (unsigned)(limited + 0.5);
  const unsigned hours = seconds / 3600U % 1000U;
  const unsigned minutes = seconds / 60U % 60U;
  if (hours) {
    snprintf(text, 16U, "%u:%02u:%02u", hours, minutes, seconds % 60U);
  } else {
    snprintf(text, 16U, "%u:%02u", minutes, seconds % 60U);
  }
}

size_t
progress_columns(void)
{
  struct winsize size = {0, 0, 0, 0};
  const int error = ioctl(STDERR_FILENO, TIOCGWINSZ, &size);
  return (error || size.ws_col < 20U) ? 79U : (size_t)size.ws_col - 1U;
}

void
progress_text(Progress* const progress, const char* const text)
{
  if (progress->is_shown) {
    const size_t n = columns_bytes(text, progress_columns());
    fprintf(stderr, "\r%.*s\033[K", (int)n, text);
    fflush(stderr);
    progress->is_begun = true;
  }
}

void
progress_bar(Progress* const progress,
             const double done,
             const char* const text)
{
  static const char* const bar = "##############################";
  static const char* const gap = "..............................";

  const double now = dil_monotonic_s();
  if (!progress->is_shown || now - progress->shown_s < interval_s) {
    return;
  }

  char line[256];
  char left[16] = "";
  const double elapsed = now - progress->start_s;
  const int n_marks = (int)(done * (double)strlen(bar));
  if (done > 0.02) {
    format_time(elapsed / done * (1.0 - done), left);
  }

  snprintf(line,
           sizeof(line),
           "[%.*s%s] %3.0f %% %s%s%s%s",
           n_marks,
           bar,
           gap + n_marks,
           100.0 * done,
           text,
           *text ? ", " : "",
           left,
           *left ? " left" : "");
  progress->shown_s = now;
  progress_text(progress, line);
}

void
progress_clear(Progress* const progress)
{
  if (progress->is_begun) {
    fputs("\r\033[K", stderr);
    fflush(stderr);
    progress->is_begun = false;
  }
}
