// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TEST_COMMA_LOCALE_H
#define DIL_TEST_COMMA_LOCALE_H

#include "support/temp.h"

/**
   Choose a locale with a decimal comma for the whole process, as a host does.

   It is made in `folder` by localedef.  Fails the test when that is not
   possible.
*/
void
comma_locale_begin(TempFolder* folder);

/// Choose the C locale again
void
comma_locale_end(void);

#endif // DIL_TEST_COMMA_LOCALE_H
