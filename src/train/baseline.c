// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "baseline.h"

#include "sort.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

const uint32_t dil_linear_orders[DIL_N_LINEAR] = {2U, 16U, 32U};

/// Steps over which the variance of the residual is averaged, roughly
static const double variance_steps = 256.0;

/// Share of the uniform distribution that is mixed in
static const double uniform_share = 1e-3;

/// Steps of a block that may be silent
#define BLOCK_STEPS 512U

/// Least variance, that of the coding noise of silence
static const double least_variance = 1e-9;

static void
autocorrelate(const float* const x,
              const size_t n,
              const uint32_t order,
              double r[DIL_MAX_ORDER + 1U])
{
  for (uint32_t lag = 0U; lag <= order; ++lag) {
    r[lag] = 0.0;
    for (size_t t = lag; t < n; ++t) {
      r[lag] += (double)x[t] * (double)x[t - lag];
    }
  }

  // As if a little white noise were added: keeps the recursion well conditioned
  r[0] = r[0] * (1.0 + 1e-9) + 1e-12;
}

void
dil_linear_fit(const float* const x,
               const size_t n,
               const uint32_t order,
               DilLinear* const out)
{
  assert(order && order <= DIL_MAX_ORDER);

  // Levinson and Durbin's recursion
  double r[DIL_MAX_ORDER + 1U];
  double previous[DIL_MAX_ORDER];
  autocorrelate(x, n, order, r);
  memset(out, 0, sizeof(*out));
  double* const a = out->coefficients;
  double error = r[0];
  for (uint32_t i = 0U; i < order; ++i) {
    double sum = r[i + 1U];
    for (uint32_t j = 0U; j < i; ++j) {
      sum -= a[j] * r[i - j];
    }

    const double reflection = sum / error;
    memcpy(previous, a, sizeof(previous));
    a[i] = reflection;
    for (uint32_t j = 0U; j < i; ++j) {
      a[j] = previous[j] - reflection * previous[i - 1U - j];
    }
    error *= 1.0 - reflection * reflection;
  }

  out->order = order;
  out->variance = fmax(error / (double)(n ? n : 1U), least_variance);
}

/// Edges between the classes: class q is from edges[q] to edges[q + 1]
static void
find_edges(double edges[DIL_N_CLASSES + 1U])
{
  for (uint32_t q = 0U; q <= DIL_N_CLASSES; ++q) {
    const double y = ((double)q - 128.5) / 127.0;
    edges[q] = copysign((pow(256.0, fabs(y)) - 1.0) / 255.0, y);
  }

  // Class 0 is not used, and the outermost take whatever is beyond
  edges[1] = -HUGE_VAL;
  edges[DIL_N_CLASSES] = HUGE_VAL;
}

/// Probability that a standard normal variable is from `low` to `high`
static double
normal_between(const double low, const double high)
{
  static const double root_half = 0.7071067811865476;

  // On the side where the two values are small, so that none is lost
  return low > 0.0 ? 0.5 * (erfc(low * root_half) - erfc(high * root_half))
                   : 0.5 * (erfc(-high * root_half) - erfc(-low * root_half));
}

/// Bits of a step's class, given what is expected of its sample's residual
static double
step_bits(const double edges[DIL_N_CLASSES + 1U],
          const uint32_t class,
          const double mean,
          const double variance)
{
  const double deviation = sqrt(fmax(variance, least_variance));
  const double share = normal_between((edges[class] - mean) / deviation,
                                      (edges[class + 1U] - mean) / deviation);
  return -log2((1.0 - uniform_share) * share + uniform_share / DIL_N_CLASSES);
}

double
dil_linear_bits(const DilLinear* const linear, const DilCodedNote* const note)
{
  double edges[DIL_N_CLASSES + 1U];
  find_edges(edges);

  double variance = linear->variance;
  double bits = 0.0;
  for (size_t t = 0U; t < note->n; ++t) {
    double prediction = 0.0;
    for (uint32_t i = 0U; i < linear->order && i < t; ++i) {
      prediction += linear->coefficients[i] * (double)note->decoded[t - 1U - i];
    }

    const double mean = prediction - (double)note->predictions[t];
    bits += step_bits(edges, note->classes[t], mean, variance);

    const double error = (double)note->decoded[t] - prediction;
    variance += (error * error - variance) / variance_steps;
  }

  return bits;
}

double
dil_unigram_bits(const uint64_t counts[DIL_N_CLASSES],
                 const DilCodedNote* const note)
{
  double costs[DIL_N_CLASSES];
  double total = 0.0;
  for (size_t q = 0U; q < DIL_N_CLASSES; ++q) {
    total += (double)counts[q] + 1.0;
  }
  for (size_t q = 0U; q < DIL_N_CLASSES; ++q) {
    costs[q] = log2(total / ((double)counts[q] + 1.0));
  }

  double bits = 0.0;
  for (size_t t = 0U; t < note->n; ++t) {
    bits += costs[note->classes[t]];
  }

  return bits;
}

/// Entropy of the classes of a block of a note, in bits a sample
static double
block_entropy(const uint8_t* const classes)
{
  uint32_t counts[DIL_N_CLASSES] = {0U};
  for (size_t t = 0U; t < BLOCK_STEPS; ++t) {
    ++counts[classes[t]];
  }

  double bits = 0.0;
  for (size_t q = 0U; q < DIL_N_CLASSES; ++q) {
    const double share = (double)counts[q] / (double)BLOCK_STEPS;
    bits -= counts[q] ? share * log2(share) : 0.0;
  }

  return bits;
}

DilStatus
dil_silence_bits(const DilCodedNote* const note, double* const out)
{
  const size_t n_blocks = note->n / BLOCK_STEPS;
  const size_t n_silent = n_blocks / 50U + 1U;
  double* const blocks = (double*)calloc(n_blocks + 1U, sizeof(*blocks));
  if (!blocks) {
    return DIL_NO_MEMORY;
  }

  for (size_t i = 0U; i < n_blocks; ++i) {
    blocks[i] = block_entropy(note->classes + i * BLOCK_STEPS);
  }

  *out = 0.0;
  dil_sort(blocks, n_blocks);
  for (size_t i = 0U; i < n_silent; ++i) {
    *out += blocks[i] / (double)n_silent;
  }

  free(blocks);
  return DIL_OK;
}

void
dil_note_bits_average(const DilNoteBits* const notes,
                      const size_t n_notes,
                      DilNoteBits* const mean)
{
  memset(mean, 0, sizeof(*mean));
  for (size_t i = 0U; i < n_notes; ++i) {
    const DilNoteBits* const note = &notes[i];
    const double n = (double)note->n_samples;
    mean->n_samples += note->n_samples;
    mean->preset += n * note->preset;
    mean->silence += n * note->silence;
    mean->unigram += n * note->unigram;
    for (size_t k = 0U; k < DIL_N_LINEAR; ++k) {
      mean->linear[k] += n * note->linear[k];
    }
  }

  const double n = (double)mean->n_samples;
  mean->preset /= n;
  mean->silence /= n;
  mean->unigram /= n;
  for (size_t k = 0U; k < DIL_N_LINEAR; ++k) {
    mean->linear[k] /= n;
  }
}
