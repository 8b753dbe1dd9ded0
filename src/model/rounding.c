// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "weights.h"

#include "elementary.h"
#include "half.h"

#include <math.h>
#include <string.h>

/// The tensors that are kept in the weight format
static const DilTensorId rounded_tensors[] =
  {DIL_HIDDEN, DIL_LOGITS, DIL_PAST, DIL_CURRENT, DIL_RESIDUAL, DIL_SKIP};

static const size_t n_rounded = sizeof(rounded_tensors) / sizeof(DilTensorId);

/// Largest number of IEEE 754 binary16
static const float max_half = 65504.0f;

static float
round_to_half(const float value)
{
  const float limited = dil_limit(value, -max_half, max_half);
  return dil_half_to_float(dil_half_from_float(limited));
}

/// The nearest number whose lower 16 bits are zero, ties to even
static float
round_even_input(const float value)
{
  const uint32_t bits = dil_bits_from_float(value);
  const uint32_t rounded = bits + 0x7FFFU + ((bits >> 16U) & 1U);
  return dil_float_from_bits(rounded & 0xFFFF0000U);
}

/// The nearest number whose lower 16 bits are those above `neighbour`'s
static float
round_odd_input(const float value, const float neighbour)
{
  const uint32_t low = dil_bits_from_float(neighbour) >> 16U;
  const uint32_t base = (dil_bits_from_float(value) & 0xFFFF0000U) | low;
  const uint32_t candidates[] = {base, base - 0x10000U, base + 0x10000U};

  float best = dil_float_from_bits(base);
  for (uint32_t i = 1U; i < 3U; ++i) {
    const float candidate = dil_float_from_bits(candidates[i]);
    const double error = fabs((double)candidate - (double)value);
    if (error < fabs((double)best - (double)value)) {
      best = candidate;
    }
  }

  return best;
}

static void
round_row(const DilWeightFormat format, const size_t n, float* const row)
{
  for (size_t i = 0U; i < n; ++i) {
    const int is_odd = i % 2U == 1U;
    if (format == DIL_WEIGHTS_F16) {
      row[i] = round_to_half(row[i]);
    } else {
      row[i] = is_odd ? round_odd_input(row[i], row[i - 1U])
                      : round_even_input(row[i]);
    }
  }
}

static void
round_all(DilNetwork* const network, const DilWeightFormat format)
{
  for (size_t i = 0U; i < n_rounded; ++i) {
    const DilNetworkTensor* const t =
      &network->layout.tensors[rounded_tensors[i]];
    const size_t n_inputs = t->shape[t->n_dims - 1U];
    for (size_t at = 0U; at < t->n_values; at += n_inputs) {
      round_row(format, n_inputs, network->values + t->offset + at);
    }
  }
}

DilStatus
dil_weights_round(const DilNetwork* const network,
                  const DilWeightFormat format,
                  DilNetwork** const out)
{
  DilNetwork* rounded = NULL;
  const DilStatus status = dil_network_new(&network->shape, &rounded);
  if (status) {
    return status;
  }

  rounded->units = network->units;
  memcpy(rounded->values,
         network->values,
         network->layout.n_values * sizeof(*rounded->values));
  if (format == DIL_WEIGHTS_BF16 || format == DIL_WEIGHTS_F16) {
    round_all(rounded, format);
  }
  *out = rounded;
  return DIL_OK;
}
