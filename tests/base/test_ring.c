// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "ring.h"

#include "rng.h"

#include "support/fault.h"
#include "support/test.h"

#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>

#define N_ITEMS 200000U

/// An item that shows when it is torn
typedef struct {
  uint64_t number;
  uint64_t inverse;
  uint32_t low;
} Item;

static Item
item(const uint64_t number)
{
  const Item result = {number, ~number, (uint32_t)number};
  return result;
}

static void
assert_item(const Item it, const uint64_t number)
{
  assert_true(it.number == number);
  assert_true(it.inverse == ~number);
  assert_true(it.low == (uint32_t)number);
}

static void
capacity_is_a_power_of_two_and_enough(void** state)
{
  (void)state;

  for (size_t capacity = 1U; capacity < 70U; ++capacity) {
    DilRing* ring = NULL;
    assert_int_equal(dil_ring_new(capacity, 3U, &ring), DIL_OK);
    const size_t n = dil_ring_capacity(ring);
    assert_true(n >= capacity && n < 2U * capacity);
    assert_true((n & (n - 1U)) == 0U);
    dil_ring_free(ring);
  }
}

static void
items_come_out_in_order_through_every_wrap(void** state)
{
  (void)state;

  const DilRng rng = dil_rng_stream(1U, 0U);
  DilRing* ring = NULL;
  assert_int_equal(dil_ring_new(16U, sizeof(Item), &ring), DIL_OK);

  uint64_t n_written = 0U;
  uint64_t n_read = 0U;
  for (uint64_t i = 0U; i < 5000U; ++i) {
    Item items[24];
    const size_t n_in = dil_rng_bits(rng, 2U * i) % 24U;
    const size_t n_out = dil_rng_bits(rng, 2U * i + 1U) % 24U;
    const size_t n_free = 16U - (size_t)(n_written - n_read);
    for (size_t j = 0U; j < n_in; ++j) {
      items[j] = item(n_written + j);
    }

    const size_t written = dil_ring_write(ring, items, n_in);
    assert_int_equal(written, n_in < n_free ? n_in : n_free);
    n_written += written;
    assert_int_equal(dil_ring_fill(ring), n_written - n_read);

    const size_t read = dil_ring_read(ring, items, n_out);
    const size_t n_there = (size_t)(n_written - n_read);
    assert_int_equal(read, n_out < n_there ? n_out : n_there);
    for (size_t j = 0U; j < read; ++j) {
      assert_item(items[j], n_read + j);
    }
    n_read += read;
  }

  dil_ring_free(ring);
}

static void
items_can_be_dropped_unread(void** state)
{
  (void)state;

  DilRing* ring = NULL;
  assert_int_equal(dil_ring_new(8U, 1U, &ring), DIL_OK);
  assert_int_equal(dil_ring_write(ring, "abcdef", 6U), 6U);
  assert_int_equal(dil_ring_read(ring, NULL, 4U), 4U);

  char rest[8] = {0};
  assert_int_equal(dil_ring_read(ring, rest, 8U), 2U);
  assert_string_equal(rest, "ef");
  dil_ring_free(ring);
}

static void*
write_all(void* const context)
{
  DilRing* const ring = (DilRing*)context;
  const DilRng rng = dil_rng_stream(2U, 0U);
  uint64_t n_written = 0U;
  while (n_written < N_ITEMS) {
    Item items[7];
    const uint64_t n_left = N_ITEMS - n_written;
    const uint64_t n_wanted = 1U + dil_rng_bits(rng, n_written) % 7U;
    const size_t n = (size_t)(n_wanted < n_left ? n_wanted : n_left);
    for (size_t i = 0U; i < n; ++i) {
      items[i] = item(n_written + i);
    }

    const size_t written = dil_ring_write(ring, items, n);
    n_written += written;
    if (!written) {
      sched_yield();
    }
  }

  return NULL;
}

static void
two_threads_pass_every_item_once_and_whole(void** state)
{
  (void)state;

  DilRing* ring = NULL;
  pthread_t writer;
  assert_int_equal(dil_ring_new(32U, sizeof(Item), &ring), DIL_OK);
  assert_int_equal(pthread_create(&writer, NULL, write_all, ring), 0);

  const DilRng rng = dil_rng_stream(3U, 0U);
  uint64_t n_read = 0U;
  while (n_read < N_ITEMS) {
    Item items[11];
    const size_t n = 1U + (size_t)(dil_rng_bits(rng, n_read) % 11U);
    const size_t fill = dil_ring_fill(ring);
    const size_t read = dil_ring_read(ring, items, n);
    assert_true(fill <= dil_ring_capacity(ring));
    assert_true(read >= (fill < n ? fill : n));
    for (size_t i = 0U; i < read; ++i) {
      assert_item(items[i], n_read + i);
    }

    n_read += read;
    if (!read) {
      sched_yield();
    }
  }

  assert_int_equal(pthread_join(writer, NULL), 0);
  assert_int_equal(dil_ring_fill(ring), 0U);
  dil_ring_free(ring);
}

static DilStatus
make_ring(void* const context)
{
  (void)context;

  DilRing* ring = NULL;
  const DilStatus status = dil_ring_new(100U, 16U, &ring);
  dil_ring_free(status ? NULL : ring);
  return status;
}

static void
failed_allocations_and_absurd_sizes_are_reported(void** state)
{
  (void)state;

  DilRing* ring = NULL;
  assert_true(fault_for_each(make_ring, NULL, DIL_NO_MEMORY) > 0U);
  assert_int_equal(dil_ring_new(SIZE_MAX, 1U, &ring), DIL_NO_MEMORY);
  assert_int_equal(dil_ring_new(SIZE_MAX / 8U, 64U, &ring), DIL_NO_MEMORY);
  assert_null(ring);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(capacity_is_a_power_of_two_and_enough),
    cmocka_unit_test(items_come_out_in_order_through_every_wrap),
    cmocka_unit_test(items_can_be_dropped_unread),
    cmocka_unit_test(two_threads_pass_every_item_once_and_whole),
    cmocka_unit_test(failed_allocations_and_absurd_sizes_are_reported),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
