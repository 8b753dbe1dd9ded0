// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_APP_FILE_CHECK_H
#define DIL_APP_FILE_CHECK_H

#include <stdbool.h>

/**
   Whether two names are of one regular file.

   @param a File name, or NULL for none.
   @param b File name, or NULL for none.
   @return False if there is no such file yet, unless the names are equal.
*/
bool
is_same_file(const char* a, const char* b);

/**
   Find out now, and not after an hour, that a file cannot be written.

   @return EXIT_DONE, or EXIT_FAILED (report.h) after a complaint.
*/
int
check_writable(const char* path);

#endif // DIL_APP_FILE_CHECK_H
