// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DILATON_VERSION_H
#define DILATON_VERSION_H

/// @file
/// Which library this is

#include "dilaton/attributes.h"

DIL_BEGIN_DECLS

// Of these headers; the build takes the project's version from here
#define DIL_VERSION_MAJOR 0       ///< Another means: compile again
#define DIL_VERSION_MINOR 1       ///< The same while the first is 0
#define DIL_VERSION_PATCH 0       ///< Something is mended
#define DIL_VERSION       "0.1.0" ///< The three of them

/// Version of the library that is used, "MAJOR.MINOR.PATCH"; any thread
DIL_API const char*
dil_version(void);

DIL_END_DECLS

#endif // DILATON_VERSION_H
