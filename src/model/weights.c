// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "weights.h"

#include "arena.h"
#include "byte_layers.h"
#include "kernel_table.h"
#include "mulaw.h"
#include "packed.h"

#include <stdlib.h>

static uint32_t
round_up(const uint32_t n, const uint32_t unit)
{
  return (n + unit - 1U) / unit * unit;
}

/// Pack for a vector kernel, in one block of memory behind the struct's own
static DilStatus
pack(const DilWeights* const header,
     const DilNetwork* const rounded,
     const DilByteLayers* const bytes,
     DilWeights** const out)
{
  DilWeights counted = *header;
  const size_t own = round_up((uint32_t)sizeof(counted), DIL_ALIGNMENT);
  const size_t size = dil_weights_pack(&counted, rounded, bytes, NULL);
  char* const memory = (char*)dil_allocate(own + size);
  if (!memory) {
    return DIL_NO_MEMORY;
  }

  DilWeights* const weights = (DilWeights*)(void*)memory;
  *weights = *header;
  dil_weights_pack(weights, rounded, bytes, memory + own);
  *out = weights;
  return DIL_OK;
}

/// Keep the network itself, for the plain kernel
static DilStatus
keep(const DilWeights* const header,
     DilNetwork* const rounded,
     DilByteLayers* const bytes,
     DilWeights** const out)
{
  DilWeights* const weights = (DilWeights*)dil_allocate(sizeof(*weights));
  if (!weights) {
    return DIL_NO_MEMORY;
  }

  *weights = *header;
  weights->network = rounded;
  weights->bytes = bytes;
  *out = weights;
  return DIL_OK;
}

DilStatus
dil_weights_new(const DilNetwork* const network,
                const DilWeightFormat format,
                const DilKernel* const kernel,
                DilWeights** const out)
{
  DilNetwork* rounded = NULL;
  DilByteLayers* bytes = NULL;
  DilStatus status = dil_weights_round(network, format, &rounded);
  if (!status && format == DIL_WEIGHTS_INT8) {
    status = dil_byte_layers_new(network, &bytes);
  }
  if (status) {
    dil_network_free(rounded);
    return status;
  }

  DilWeights header = {.kernel = kernel,
                       .shape = network->shape,
                       .format = format,
                       .r = round_up(network->shape.n_residual, kernel->width),
                       .s = round_up(network->shape.n_skip, kernel->width)};
  dil_mulaw_table(header.mulaw);
  status = kernel->n_vectors ? pack(&header, rounded, bytes, out)
                             : keep(&header, rounded, bytes, out);
  if (status || kernel->n_vectors) {
    dil_byte_layers_free(bytes);
    dil_network_free(rounded);
  }

  return status;
}

void
dil_weights_free(DilWeights* const weights)
{
  if (weights) {
    dil_byte_layers_free(weights->bytes);
    dil_network_free(weights->network);
    free(weights);
  }
}

const DilShape*
dil_weights_shape(const DilWeights* const weights)
{
  return &weights->shape;
}
