// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_APP_PROGRESS_H
#define DIL_APP_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

/**
   A line that is written over and over on standard error, if that is a
   terminal, and nothing otherwise.
*/
typedef struct {
  bool is_shown;  ///< There is somebody to see it
  bool is_begun;  ///< Something is on the line
  double shown_s; ///< Monotonic time at which it was last written
  double start_s; ///< ... at which it began
} Progress;

/// Begin; with `is_quiet` nothing is shown
void
progress_begin(Progress* progress, bool is_quiet);

/**
   Show a bar, the share done, `text` and the time left; at most ten times a
   second, so it may be called as often as one likes.

   @param done 0 to 1.
   @param text A few words, or "".
*/
void
progress_bar(Progress* progress, double done, const char* text);

/// Show `text` alone, as often as it is called
void
progress_text(Progress* progress, const char* text);

/// Columns for text: one fewer than the terminal has, for a line that wraps
/// could not be written over
size_t
progress_columns(void);

/// Clear the line, before something else is printed
void
progress_clear(Progress* progress);

/// Write a time of at least 0 s as 0:07, 12:34 or 1:23:45 to `text` [16]
void
format_time(double time_s, char text[16]);

#endif // DIL_APP_PROGRESS_H
