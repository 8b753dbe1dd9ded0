// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TEST_POWERLESS_H
#define DIL_TEST_POWERLESS_H

#include <sys/types.h>

/**
   Stop being root, if the tests are, until powerless_end().

   For tests that write to devices: a mistake in what they test must not be able
   to replace /dev/null.  Also for those that want to see a permission denied.

   @return To be given to powerless_end().
*/
uid_t
powerless_begin(void);

/// Be again who the tests were
void
powerless_end(uid_t user);

#endif // DIL_TEST_POWERLESS_H
