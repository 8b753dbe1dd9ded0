// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TEST_RANDOM_NETWORK_H
#define DIL_TEST_RANDOM_NETWORK_H

#include "lane.h"
#include "network.h"

#include <stdint.h>

/// A network of random weights, lively but not saturated; the same for a seed
DilNetwork*
random_network(const DilShape* shape, uint64_t seed);

/**
   A note for such a network: key, velocity and random stream follow from the
   seed.

   @param mixture [n_instruments] filled with what the note uses.
*/
DilLaneStart
random_note(const DilShape* shape, uint64_t seed, float* mixture);

/// A started lane; to be freed with dil_lane_free()
DilLane*
random_lane(const DilWeights* weights, uint64_t seed);

#endif // DIL_TEST_RANDOM_NETWORK_H
