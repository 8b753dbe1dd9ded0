// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "arena.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

void*
dil_arena_take(DilArena* const arena, const size_t n, const size_t size)
{
  // A count that does not fit is remembered as SIZE_MAX, which never allocates
  const size_t limit = SIZE_MAX - DIL_ALIGNMENT - arena->used;
  if (arena->used == SIZE_MAX || (size && n > limit / size)) {
    arena->used = SIZE_MAX;
    return NULL;
  }

  const size_t bytes =
    (n * size + DIL_ALIGNMENT - 1U) / DIL_ALIGNMENT * DIL_ALIGNMENT;
  char* const result = arena->base ? arena->base + arena->used : NULL;
  arena->used += bytes;
  assert(!arena->base || arena->used <= arena->capacity);
  return result;
}

void*
dil_allocate(const size_t size)
{
  if (size > SIZE_MAX / 2U) {
    return NULL;
  }

  const size_t rounded = (size + DIL_ALIGNMENT) / DIL_ALIGNMENT * DIL_ALIGNMENT;
  void* const result = aligned_alloc(DIL_ALIGNMENT, rounded);
  return result ? memset(result, 0, rounded) : NULL;
}
