// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

/**
   Prints hashes of what a kernel makes, for comparing kernels of machines that
   cannot run the same tests: `cross_kernel STEPS [KERNEL [FORMAT]]`, else of
   all formats.

   Needs nothing but the model, so that a cross compiler can build it.  Ends
   with status 77 when this processor cannot run the kernel.
*/

#include "kernel.h"
#include "lane.h"
#include "mulaw.h"
#include "network.h"
#include "random_network.h"
#include "weights.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { max_steps = 150, n_lanes = 7 };

static const DilShape shapes[] = {{32U, 64U, 3U, 3U, 1U},
                                  {7U, 13U, 3U, 8U, 3U},
                                  {24U, 48U, 2U, 1U, 2U}};

/// FNV-1a over the bits of samples
static uint64_t
hash_samples(uint64_t hash, const float* const samples, const size_t n)
{
  for (size_t i = 0U; i < n; ++i) {
    hash = (hash ^ dil_bits_from_float(samples[i])) * 0x100000001B3U;
  }

  return hash;
}

/// Half of the lanes drawn from in several ways, and half of them released
static uint64_t
hash_lanes(const DilWeights* const weights,
           const size_t n,
           const size_t n_steps)
{
  static float samples[n_lanes][max_steps];
  DilLane* lanes[n_lanes] = {NULL};
  float* first[n_lanes] = {NULL};
  float* second[n_lanes] = {NULL};
  const size_t half = n_steps / 2U;
  uint64_t hash = 0xCBF29CE484222325U;

  for (size_t i = 0U; i < n; ++i) {
    const DilSampling sampling = {0.7f + 0.1f * (float)i,
                                  i == 2U ? 0.9f : 1.0f,
                                  i == 3U ? 20U : 256U,
                                  i == 4U,
                                  0.1f * (float)i};
    lanes[i] = random_lane(weights, i);
    dil_lane_set_sampling(lanes[i], &sampling);
    first[i] = samples[i];
    second[i] = samples[i] + half;
  }

  dil_lanes_run(weights, lanes, n, half, first);
  for (size_t i = 0U; i < n; i += 2U) {
    dil_lane_release(lanes[i]);
    dil_lane_set_key(lanes[i], 60.25 + (double)i, 441.0);
  }

  dil_lanes_run(weights, lanes, n, n_steps - half, second);
  for (size_t i = 0U; i < n; ++i) {
    hash = hash_samples(hash, samples[i], n_steps);
    dil_lane_free(lanes[i]);
  }

  return hash;
}

static void
print_hashes(const DilKernel* const kernel,
             const DilShape* const shape,
             const DilWeightFormat format,
             const size_t n_steps)
{
  DilNetwork* const network = random_network(shape, 5U);
  DilWeights* weights = NULL;
  if (dil_weights_new(network, format, kernel, &weights)) {
    exit(EXIT_FAILURE);
  }

  for (size_t n = 1U; n <= n_lanes; n += 2U) {
    printf("R %u S %u format %d lanes %zu: %016llx\n",
           shape->n_residual,
           shape->n_skip,
           (int)format,
           n,
           (unsigned long long)hash_lanes(weights, n, n_steps));
  }

  dil_weights_free(weights);
  dil_network_free(network);
}

int
main(const int argc, char** const argv)
{
  const int n_steps = argc > 1 ? (int)strtol(argv[1], NULL, 10) : max_steps;
  const DilKernel* const kernel = dil_kernel_pick(argc > 2 ? argv[2] : NULL);
  const uint32_t first = argc > 3 ? (uint32_t)strtoul(argv[3], NULL, 10) : 0U;
  const uint32_t end = argc > 3 ? first + 1U : DIL_N_WEIGHT_FORMATS;
  if (n_steps < 2 || n_steps > max_steps || end > DIL_N_WEIGHT_FORMATS) {
    return 2;
  }

  if (!kernel) {
    return 77;
  }

  for (size_t i = 0U; i < sizeof(shapes) / sizeof(shapes[0]); ++i) {
    for (uint32_t f = first; f < end; ++f) {
      print_hashes(kernel, &shapes[i], (DilWeightFormat)f, (size_t)n_steps);
    }
  }

  return EXIT_SUCCESS;
}
