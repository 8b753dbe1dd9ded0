// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TEST_SHELL_H
#define DIL_TEST_SHELL_H

#include "dilaton/attributes.h"

#include "support/run.h"

#include <stdlib.h>

/// Run a command line of the shell, which may be long, to its end
Run*
shell_run(const char* format, ...) DIL_PRINTF(1, 2);

/// Fail the test unless it has succeeded; what it printed, to be freed.
/// Releases the run
char*
shell_output(Run* run);

/// Output of a command line that must succeed, to be freed
#define SHELL(...) shell_output(shell_run(__VA_ARGS__))

/// SHELL() whose output does not matter
#define SHELL_DO(...) free(SHELL(__VA_ARGS__))

#endif // DIL_TEST_SHELL_H
