// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "hash.h"

uint64_t
dil_hash(uint64_t hash, const void* const bytes, const size_t n)
{
  const uint8_t* const at = (const uint8_t*)bytes;
  for (size_t i = 0U; i < n; ++i) {
    hash = (hash ^ at[i]) * UINT64_C(0x100000001B3);
  }

  return hash;
}
