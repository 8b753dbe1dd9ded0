// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TEST_SHELL_H
#define DIL_TEST_SHELL_H

#include "dilaton/attributes.h"

#include "support/run.h"

/// Run a command line of the shell, which may be long, to its end
Run*
shell_run(const char* format, ...) DIL_PRINTF(1, 2);

/// shell_run(), which fails the test unless it succeeds; what it printed, to be
/// freed
char*
shell(const char* format, ...) DIL_PRINTF(1, 2);

/// shell() whose output does not matter
void
shell_do(const char* format, ...) DIL_PRINTF(1, 2);

#endif // DIL_TEST_SHELL_H
