// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "stack.h"

#include "affine.h"

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
  const DilShape* const shape = &network->shape;
  for (size_t t = 0U; t < sequence->n_steps; ++t) {
    float* const x = sequence->x + t * shape->n_residual;
    dil_begin_sums(network, DIL_EMBEDDING, classes[t], x);
    dil_add_map(network, DIL_INPUT, 0U, inputs + t * DIL_N_INPUTS, x);
    dil_begin_sums(
      network, DIL_SKIP_BIAS, 0U, sequence->skip + t * shape->n_skip);
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
  const size_t dilation = dil_shape_dilation(shape, layer);
  float* const h = scratch;
  float* const z = scratch;
  float* const sums = scratch + 2U * r;

  for (size_t t = 0U; t < sequence->n_steps; ++t) {
    const float* const x = sequence->x + t * r;
    const size_t row = t / DIL_FRAME_STEPS * shape->n_layers + layer;
    memcpy(h, biases + row * 2U * r, 2U * r * sizeof(*h));
    if (t >= dilation) {
      dil_add_map(network, DIL_PAST, layer, x - dilation * r, h);
    }
    dil_add_map(network, DIL_CURRENT, layer, x, h);
    dil_gate_all(r, h, z);
    dil_add_map(
      network, DIL_SKIP, layer, z, sequence->skip + t * shape->n_skip);
    if (layer + 1U < shape->n_layers) {
      dil_map(network, DIL_RESIDUAL, layer, z, sums);
      dil_add_all(r, x, sums, sequence->next + t * r);
    }
  }

  float* const x = sequence->x;
  sequence->x = sequence->next;
  sequence->next = x;
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
    dil_rectify_all(s, skip);
    dil_map(network, DIL_HIDDEN, 0U, skip, hidden);
    dil_rectify_all(s, hidden);
    dil_map(network, DIL_LOGITS, 0U, hidden, logits + t * DIL_N_CLASSES);
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
