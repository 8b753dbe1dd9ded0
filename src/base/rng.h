// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_BASE_RNG_H
#define DIL_BASE_RNG_H

#include <stdint.h>

/**
   A stream of random numbers that can be read at any place.

   Counter based: number i of a stream depends on the stream's key and i alone,
   so notes may be made in any order and on any thread.

   Source: the finaliser of Steele, Lea and Flood, "Fast Splittable Pseudorandom
   Number Generators", OOPSLA 2014, figure 17 (SplitMix64), over key + i gamma.
*/
typedef struct {
  uint64_t key; ///< From dil_rng_stream()
} DilRng;

/// Stream number `stream` of the family `seed`; any thread
DilRng
dil_rng_stream(uint64_t seed, uint64_t stream);

/// 64 random bits at place `index`; any thread
uint64_t
dil_rng_bits(DilRng rng, uint64_t index);

/// Uniform in [0, 1), a multiple of 2^-24; any thread
float
dil_rng_uniform(DilRng rng, uint64_t index);

/// Normal with mean 0 and variance 1 (Box and Muller 1958); any thread
double
dil_rng_normal(DilRng rng, uint64_t index);

#endif // DIL_BASE_RNG_H
