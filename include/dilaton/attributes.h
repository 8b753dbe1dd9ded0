// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DILATON_ATTRIBUTES_H
#define DILATON_ATTRIBUTES_H

/// @file
/// What declarations are marked with

/// Exported from the shared library
#define DIL_API __attribute__((visibility("default")))

/// The result must be looked at
#define DIL_NODISCARD __attribute__((warn_unused_result))

/**
   May be called on the audio thread, by one thread per object: never allocates,
   locks, blocks or makes a system call.  Functions without it are for setup.
*/
#define DIL_REALTIME

/// printf-like function with its format and first argument at these places
#define DIL_PRINTF(place, first) __attribute__((format(printf, place, first)))

#ifdef __cplusplus
#  define DIL_BEGIN_DECLS extern "C" {
#  define DIL_END_DECLS   }
#else
#  define DIL_BEGIN_DECLS
#  define DIL_END_DECLS
#endif

#endif // DILATON_ATTRIBUTES_H
