// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "stack.h"

#include "affine.h"
#include "elementary.h"

#include <stdlib.h>
#include <string.h>

/// The whole sequence at one depth of the stack
typedef struct {
  size_t n_steps;
  float* x;    ///< [n_steps][R] input of the layer
  float* next; ///< [n_steps][R] input of the layer above
  float* skip; ///< [n_steps][S] sum over the layers so far
} Sequence;

static void
embed(const DilNetwork* const network,
      const uint8_t* const classes,
      const float* const inputs,
      Sequence* const sequence)
{
  const size_t r = network->shape.n_residual;
  for (size_t t = 0U; t < sequence->n_steps; ++t) {
    float* const x = sequence->x + t * r;
    memcpy(
      x, dil_network_slice(network, DIL_EMBEDDING, classes[t]), r * sizeof(*x));
    dil_affine(r,
               DIL_N_INPUTS,
               dil_network_tensor(network, DIL_INPUT),
               inputs + t * DIL_N_INPUTS,
               x);
    memcpy(sequence->skip + t * network->shape.n_skip,
           dil_network_tensor(network, DIL_SKIP_BIAS),
           network->shape.n_skip * sizeof(float));
  }
}

static void
gate_step(const DilNetwork* const network,
          const uint32_t layer,
          const float* const past,
          const float* const current,
          const float* const bias,
          float* const h)
{
  const size_t r = network->shape.n_residual;
  memcpy(h, bias, 2U * r * sizeof(*h));
  if (past) {
    dil_affine(2U * r, r, dil_network_slice(network, DIL_PAST, layer), past, h);
  }
  dil_affine(
    2U * r, r, dil_network_slice(network, DIL_CURRENT, layer), current, h);
  for (size_t c = 0U; c < r; ++c) {
    h[c] = dil_gate(h[c], h[r + c]);
  }
}

static void
residual_step(const DilNetwork* const network,
              const uint32_t layer,
              const float* const x,
              const float* const z,
              float* const sums,
              float* const next)
{
  const size_t r = network->shape.n_residual;
  memcpy(sums,
         dil_network_slice(network, DIL_RESIDUAL_BIAS, layer),
         r * sizeof(*sums));
  dil_affine(r, r, dil_network_slice(network, DIL_RESIDUAL, layer), z, sums);
  for (size_t c = 0U; c < r; ++c) {
    next[c] = x[c] + sums[c];
  }
}

static void
run_layer(const DilNetwork* const network,
          const uint32_t layer,
          const float* const biases,
          float* const scratch,
          Sequence* const sequence)
{
  const DilShape* const shape = &network->shape;
  const size_t r = shape->n_residual;
  const size_t s = shape->n_skip;
  const size_t dilation = dil_shape_dilation(shape, layer);
  float* const z = scratch;
  float* const sums = scratch + 2U * r;

  for (size_t t = 0U; t < sequence->n_steps; ++t) {
    const float* const x = sequence->x + t * r;
    const size_t frame = t / DIL_FRAME_STEPS;
    gate_step(network,
              layer,
              t >= dilation ? x - dilation * r : NULL,
              x,
              biases + (frame * shape->n_layers + layer) * 2U * r,
              z);
    dil_affine(s,
               r,
               dil_network_slice(network, DIL_SKIP, layer),
               z,
               sequence->skip + t * s);
    if (layer + 1U < shape->n_layers) {
      residual_step(network, layer, x, z, sums, sequence->next + t * r);
    }
  }

  float* const x = sequence->x;
  sequence->x = sequence->next;
  sequence->next = x;
}

static void
relu_all(const size_t n, float* const values)
{
  for (size_t i = 0U; i < n; ++i) {
    values[i] = dil_max(values[i], 0.0f);
  }
}

static void
finish(const DilNetwork* const network,
       const Sequence* const sequence,
       float* const hidden,
       float* const logits)
{
  const size_t s = network->shape.n_skip;
  for (size_t t = 0U; t < sequence->n_steps; ++t) {
    float* const skip = sequence->skip + t * s;
    float* const result = logits + t * DIL_N_CLASSES;
    relu_all(s, skip);
    memcpy(hidden,
           dil_network_tensor(network, DIL_HIDDEN_BIAS),
           s * sizeof(*hidden));
    dil_affine(s, s, dil_network_tensor(network, DIL_HIDDEN), skip, hidden);
    relu_all(s, hidden);
    memcpy(result,
           dil_network_tensor(network, DIL_LOGITS_BIAS),
           DIL_N_CLASSES * sizeof(*result));
    dil_affine(DIL_N_CLASSES,
               s,
               dil_network_tensor(network, DIL_LOGITS),
               hidden,
               result);
  }
}

DilStatus
dil_stack_forward(const DilNetwork* const network,
                  const size_t n_steps,
                  const uint8_t* const classes,
                  const float* const inputs,
                  const float* const biases,
                  float* const logits)
{
  const DilShape* const shape = &network->shape;
  const size_t n_scratch = 3U * (size_t)shape->n_residual + shape->n_skip;
  Sequence sequence = {
    n_steps,
    (float*)calloc(n_steps + 1U, shape->n_residual * sizeof(float)),
    (float*)calloc(n_steps + 1U, shape->n_residual * sizeof(float)),
    (float*)calloc(n_steps + 1U, shape->n_skip * sizeof(float))};
  float* const scratch = (float*)calloc(n_scratch, sizeof(float));
  const int is_ready = sequence.x && sequence.next && sequence.skip && scratch;

  if (is_ready) {
    embed(network, classes, inputs, &sequence);
    for (uint32_t layer = 0U; layer < shape->n_layers; ++layer) {
      run_layer(network, layer, biases, scratch, &sequence);
    }
    finish(network, &sequence, scratch, logits);
  }

  free(scratch);
  free(sequence.skip);
  free(sequence.next);
  free(sequence.x);
  return is_ready ? DIL_OK : DIL_NO_MEMORY;
}
