// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TEST_TEMP_H
#define DIL_TEST_TEMP_H

#include <stddef.h>

/**
   A temporary folder of one test.

   Use temp_setup() and temp_teardown() as the test's fixture, and *state is the
   TempFolder; or call temp_new() and temp_free().
*/
typedef struct TempFolder TempFolder;

/// Make an empty folder; fails the test when that is not possible
TempFolder*
temp_new(void);

/// Remove the folder with all that is in it; NULL is fine
void
temp_free(TempFolder* folder);

/// Path of the folder itself
const char*
temp_folder(const TempFolder* folder);

/// Path of `name` in the folder, which need not exist; lives as long as it
const char*
temp_path(TempFolder* folder, const char* name);

/// Entries directly in the folder, to see that nothing was left behind
size_t
temp_count(const TempFolder* folder);

/// cmocka fixture that sets *state to a new TempFolder
int
temp_setup(void** state);

/// cmocka fixture that frees the TempFolder at *state
int
temp_teardown(void** state);

#endif // DIL_TEST_TEMP_H
