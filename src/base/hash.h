// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_BASE_HASH_H
#define DIL_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

/// The hash of nothing
#define DIL_HASH_EMPTY UINT64_C(0xCBF29CE484222325)

/**
   Hash bytes [n] behind those that gave `hash`.

   To tell things apart within one run, not for what others may choose.

   Source: Fowler, Noll and Vo, FNV-1a, 64 bits.
*/
uint64_t
dil_hash(uint64_t hash, const void* bytes, size_t n);

#endif // DIL_BASE_HASH_H
