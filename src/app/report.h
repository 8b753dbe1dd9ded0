// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_APP_REPORT_H
#define DIL_APP_REPORT_H

#include "dilaton/attributes.h"
#include "dilaton/status.h"

/// Exit status of the program
enum {
  EXIT_DONE = 0,   ///< All went well
  EXIT_FAILED = 1, ///< Something could not be done
  EXIT_USAGE = 2   ///< The command line makes no sense
};

/// Print "dilaton: " and one line to standard error; returns EXIT_FAILED
DIL_PRINTF(1, 2)
int
complain(const char* format, ...);

/// Print one line to standard error that is no complaint
DIL_PRINTF(1, 2)
void
remark(const char* format, ...);

/**
   complain() about a failure.

   @return EXIT_USAGE where it was the command line that asked for what cannot
   be (DIL_BAD_ARGUMENT), else EXIT_FAILED.
*/
int
complain_failure(DilStatus status, const DilMessage* message);

/// complain() about the command line; returns EXIT_USAGE
DIL_PRINTF(1, 2)
int
complain_usage(const char* format, ...);

/// Print a label and a line of text to standard output, control characters of
/// whatever file it is from replaced
DIL_PRINTF(2, 3)
void
print_row(const char* label, const char* format, ...);

/// Write what is left to standard output; EXIT_FAILED if that is not possible
int
finish_output(void);

#endif // DIL_APP_REPORT_H
