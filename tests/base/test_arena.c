// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "arena.h"

#include "support/fault.h"
#include "support/test.h"

#include <stdlib.h>

typedef struct {
  char* bytes;
  double* numbers;
  uint32_t* codes;
} Things;

static void
take_things(DilArena* const arena, Things* const things)
{
  things->bytes = (char*)dil_arena_take(arena, 3U, sizeof(char));
  things->numbers = (double*)dil_arena_take(arena, 17U, sizeof(double));
  things->codes = (uint32_t*)dil_arena_take(arena, 100U, sizeof(uint32_t));
}

static void
counting_gives_the_size_that_handing_out_uses(void** state)
{
  (void)state;

  Things things = {NULL, NULL, NULL};
  DilArena count = {NULL, 0U, 0U};
  take_things(&count, &things);
  assert_null(things.bytes);
  assert_null(things.codes);

  char* const base = (char*)dil_allocate(count.used);
  assert_non_null(base);
  DilArena arena = {base, 0U, count.used};
  take_things(&arena, &things);
  assert_int_equal(arena.used, count.used);
  free(base);
}

static void
parts_are_aligned_and_apart(void** state)
{
  (void)state;

  char* const base = (char*)dil_allocate(4096U);
  assert_non_null(base);
  DilArena arena = {base, 0U, 4096U};
  Things things = {NULL, NULL, NULL};
  take_things(&arena, &things);

  assert_int_equal((uintptr_t)things.bytes % DIL_ALIGNMENT, 0U);
  assert_int_equal((uintptr_t)things.numbers % DIL_ALIGNMENT, 0U);
  assert_int_equal((uintptr_t)things.codes % DIL_ALIGNMENT, 0U);
  assert_true((char*)things.numbers >= things.bytes + 3);
  assert_true((char*)things.codes >= (char*)(things.numbers + 17));
  assert_true((char*)(things.codes + 100) <= base + arena.used);
  free(base);
}

static void
nothing_takes_no_memory(void** state)
{
  (void)state;

  DilArena arena = {NULL, 0U, 0U};
  dil_arena_take(&arena, 0U, sizeof(double));
  assert_int_equal(arena.used, 0U);
}

static void
count_that_overflows_cannot_be_allocated(void** state)
{
  (void)state;

  static const struct {
    size_t n;
    size_t size;
  } cases[] = {
    {SIZE_MAX, 1U},
    {SIZE_MAX, 2U},
    {SIZE_MAX / 8U + 1U, 8U},
    {(size_t)1U << 33U, (size_t)1U << 33U},
  };

  for (size_t i = 0U; i < sizeof(cases) / sizeof(cases[0]); ++i) {
    DilArena arena = {NULL, 0U, 0U};
    dil_arena_take(&arena, 4U, 4U);
    dil_arena_take(&arena, cases[i].n, cases[i].size);
    dil_arena_take(&arena, 4U, 4U);
    assert_null(dil_allocate(arena.used));
  }
}

static void
counts_that_overflow_together_cannot_be_allocated(void** state)
{
  (void)state;

  DilArena arena = {NULL, 0U, 0U};
  for (int i = 0; i < 5; ++i) {
    dil_arena_take(&arena, SIZE_MAX / 4U, 1U);
  }
  assert_null(dil_allocate(arena.used));
}

static void
allocated_memory_is_zero_and_aligned(void** state)
{
  (void)state;

  for (size_t size = 0U; size < 300U; ++size) {
    unsigned char* const bytes = (unsigned char*)dil_allocate(size);
    assert_non_null(bytes);
    assert_int_equal((uintptr_t)bytes % DIL_ALIGNMENT, 0U);
    for (size_t i = 0U; i < size; ++i) {
      assert_int_equal(bytes[i], 0);
    }
    free(bytes);
  }
}

static DilStatus
allocate_and_free(void* const context)
{
  (void)context;

  void* const block = dil_allocate(100U);
  free(block);
  return block ? DIL_OK : DIL_NO_MEMORY;
}

static void
allocation_that_fails_gives_null(void** state)
{
  (void)state;

  assert_int_equal(fault_for_each(allocate_and_free, NULL, DIL_NO_MEMORY), 1U);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(counting_gives_the_size_that_handing_out_uses),
    cmocka_unit_test(parts_are_aligned_and_apart),
    cmocka_unit_test(nothing_takes_no_memory),
    cmocka_unit_test(count_that_overflows_cannot_be_allocated),
    cmocka_unit_test(counts_that_overflow_together_cannot_be_allocated),
    cmocka_unit_test(allocated_memory_is_zero_and_aligned),
    cmocka_unit_test(allocation_that_fails_gives_null),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
