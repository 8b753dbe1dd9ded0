// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_BASE_ARENA_H
#define DIL_BASE_ARENA_H

#include "dilaton/attributes.h"

#include <stddef.h>

/// Alignment of everything an arena hands out, a cache line
#define DIL_ALIGNMENT 64U

/**
   One zeroed allocation that is carved up front to back.

   Used in two passes with the same code: with `base` NULL it only counts, so
   that `used` is the size to allocate; then it hands out pointers.
*/
typedef struct {
  char* base;      ///< Start of the memory, or NULL while counting
  size_t used;     ///< Bytes handed out so far
  size_t capacity; ///< Bytes at `base`
} DilArena;

/**
   Take zeroed memory for `n` things of `size` bytes, aligned to DIL_ALIGNMENT.

   @return NULL while counting, so callers must not use it then.
*/
void*
dil_arena_take(DilArena* arena, size_t n, size_t size);

/**
   Allocate `size` zeroed bytes aligned to DIL_ALIGNMENT.

   @return NULL when there is no memory or a previous count overflowed; to be
   released with free().
*/
DIL_NODISCARD void*
dil_allocate(size_t size);

#endif // DIL_BASE_ARENA_H
