// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TEST_FAULT_H
#define DIL_TEST_FAULT_H

#include "dilaton/status.h"

#include <stddef.h>

/**
   Failing allocations, for tests declared with `dil_add_test(... FAULT)`.

   Only calls from our own objects count (malloc, calloc, realloc,
   aligned_alloc, posix_memalign, strdup, strndup); those inside libraries never
   fail.  Memory that is released by another library than ours counts as leaked.
*/

/**
   Something to be done under failing allocations, from nothing to nothing: what
   it makes it frees again.

   @return What the function under test returned.
*/
typedef DilStatus (*FaultOperation)(void* context);

/**
   Run `operation` as it is, then with its allocation 1, 2, 3, ... failing.  Of
   those that the same calls lead to, as in a loop, the first, the second,
   before which one thing is made already, and the last stand for all; with
   sanitizers, the first and the last.

   Fails the test unless the first run returns DIL_OK, every run with a failed
   allocation returns `expected` (DIL_NO_MEMORY as a rule), and no run leaks.

   @return The last allocation that was made to fail; 0 may be a mistake.
*/
size_t
fault_for_each(FaultOperation operation, void* context, DilStatus expected);

/// Fail allocation `n` from now, once; 0 only counts
void
fault_arm(size_t n);

/// Stop counting; the number of allocations since fault_arm(), failed included
size_t
fault_disarm(void);

/// Blocks allocated since fault_arm() and not yet released
size_t
fault_live(void);

#endif // DIL_TEST_FAULT_H
