// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "latest.h"

#include "support/fault.h"
#include "support/test.h"

#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>

#define N_WRITES 100000U
#define N_WORDS  61U

/// An item that shows when it is torn
typedef struct {
  uint32_t words[N_WORDS]; ///< All the same
} Item;

static void
the_newest_item_is_read_as_often_as_wanted(void** state)
{
  (void)state;

  DilLatest* latest = NULL;
  uint32_t item[3] = {7U, 7U, 7U};
  assert_int_equal(dil_latest_new(sizeof(item), &latest), DIL_OK);
  assert_int_equal(dil_latest_version(latest), 0U);
  assert_true(dil_latest_read(latest, item));
  assert_int_equal(item[0] | item[1] | item[2], 0U);
  for (uint32_t i = 1U; i < 5U; ++i) {
    const uint32_t written[3] = {i, 2U * i, 3U * i};
    dil_latest_write(latest, written);
    assert_int_equal(dil_latest_version(latest), i);
    for (unsigned k = 0U; k < 2U; ++k) {
      assert_true(dil_latest_read(latest, item));
      assert_memory_equal(item, written, sizeof(item));
    }
  }

  dil_latest_free(latest);
  dil_latest_free(NULL);
}

static void*
write_all(void* const context)
{
  Item item;
  for (uint32_t i = 1U; i <= N_WRITES; ++i) {
    for (size_t k = 0U; k < N_WORDS; ++k) {
      item.words[k] = i;
    }
    dil_latest_write((DilLatest*)context, &item);
  }

  return NULL;
}

static void
another_thread_sees_whole_items_only_and_none_older(void** state)
{
  (void)state;

  DilLatest* latest = NULL;
  pthread_t writer;
  assert_int_equal(dil_latest_new(sizeof(Item), &latest), DIL_OK);
  assert_int_equal(pthread_create(&writer, NULL, write_all, latest), 0);
  uint32_t seen = 0U;
  while (seen < N_WRITES) {
    Item item;
    const uint32_t version = dil_latest_version(latest);
    if (!dil_latest_read(latest, &item)) {
      sched_yield();
      continue;
    }

    for (size_t k = 1U; k < N_WORDS; ++k) {
      assert_int_equal(item.words[k], item.words[0]);
    }
    assert_true(item.words[0] >= seen && item.words[0] >= version);
    seen = item.words[0];
  }

  assert_int_equal(pthread_join(writer, NULL), 0);
  assert_int_equal(dil_latest_version(latest), N_WRITES);
  dil_latest_free(latest);
}

static DilStatus
make_latest(void* const context)
{
  (void)context;

  DilLatest* latest = NULL;
  const DilStatus status = dil_latest_new(16U, &latest);
  dil_latest_free(status ? NULL : latest);
  return status;
}

static void
failed_allocations_are_reported(void** state)
{
  (void)state;
  assert_true(fault_for_each(make_latest, NULL, DIL_NO_MEMORY) > 0U);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_newest_item_is_read_as_often_as_wanted),
    cmocka_unit_test(another_thread_sees_whole_items_only_and_none_older),
    cmocka_unit_test(failed_allocations_are_reported),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
