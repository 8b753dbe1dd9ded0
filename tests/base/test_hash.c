// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "hash.h"

#include "support/test.h"

static void
hashes_are_those_of_the_source(void** state)
{
  (void)state;
  assert_true(dil_hash(DIL_HASH_EMPTY, "", 0U) == DIL_HASH_EMPTY);
  assert_true(dil_hash(DIL_HASH_EMPTY, "a", 1U) ==
              UINT64_C(0xAF63DC4C8601EC8C));
  assert_true(dil_hash(DIL_HASH_EMPTY, "foobar", 6U) ==
              UINT64_C(0x85944171F73967E8));
}

static void
a_hash_goes_on_from_another(void** state)
{
  (void)state;
  const uint64_t first = dil_hash(DIL_HASH_EMPTY, "foo", 3U);
  assert_true(dil_hash(first, "bar", 3U) ==
              dil_hash(DIL_HASH_EMPTY, "foobar", 6U));
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(hashes_are_those_of_the_source),
    cmocka_unit_test(a_hash_goes_on_from_another)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
