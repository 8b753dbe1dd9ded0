// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TEST_SFZ_CASE_H
#define DIL_TEST_SFZ_CASE_H

#include "dilaton/status.h"
#include "sfz.h"
#include "support/temp.h"

/// cmocka fixture: a TempFolder with the files a.wav, "two words.wav",
/// sub/b.wav and sub/pre-c.wav, that have nothing in them
int
sfz_setup(void** state);

/// Write the text to test.sfz and load it; fails the test when it is refused
DilSfz*
sfz_loaded(TempFolder* folder, const char* text);

/// Write the text to test.sfz and fail the test unless it is refused with
/// `expected` and one line that has `reason` in it
void
assert_sfz_refused(TempFolder* folder,
                   const char* text,
                   DilStatus expected,
                   const char* reason);

#endif // DIL_TEST_SFZ_CASE_H
