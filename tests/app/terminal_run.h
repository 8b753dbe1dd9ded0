// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TEST_TERMINAL_RUN_H
#define DIL_TEST_TERMINAL_RUN_H

#include "support/run.h"

#include <stdbool.h>
#include <stddef.h>

/**
   Start a program in a terminal of its own, as a shell would.

   What it writes, to either output, is in `output` of the result, and what is
   sent to it is typed.

   @param n_columns Width of the terminal.
*/
Run*
terminal_run_start(const char* const* arguments, unsigned n_columns);

/// Whether the terminal echoes and waits for whole lines, as a shell wants it
bool
terminal_run_is_tidy(const Run* run);

/// Columns of the longest line that it has written so far
size_t
terminal_run_width(const Run* run);

/// Wait until what it writes from now on has `text` in it; false if it ends
bool
terminal_run_expect_next(Run* run, const char* text, unsigned limit_s);

#endif // DIL_TEST_TERMINAL_RUN_H
