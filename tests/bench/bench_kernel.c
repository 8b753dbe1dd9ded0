// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

/// Each kernel on networks of several shapes, whose time is nearly all dense
/// products: those that ship, and some that fit no vector

#include "micro.h"

#include "kernel.h"
#include "sample_preset.h"
#include "voices.h"

#include <stdio.h>
#include <stdlib.h>

/// Names of the formats
static const char* const formats[DIL_N_FORMATS] = {"f32",
                                                   "bf16",
                                                   "f16",
                                                   "int8"};

static const DilNetworkSize sizes[] = {{24U, 48U, 4U, 4U, 1U, 0U},
                                       {32U, 64U, 4U, 4U, 1U, 0U},
                                       {48U, 96U, 4U, 4U, 1U, 0U},
                                       {37U, 75U, 4U, 4U, 1U, 0U}};

static const size_t numbers[] = {1U, 8U};

enum { N_SIZES = 4, N_NUMBERS = 2, MAX_MICROS = 256 };

/// Voices of a network, and how many of them go on together
typedef struct {
  DilVoices* voices;
  size_t n;
} Group;

/// All that is measured
typedef struct {
  DilPreset* presets[N_SIZES];
  Group groups[MAX_MICROS];
  Micro micros[MAX_MICROS];
  size_t n;
} Bench;

static void
step(void* const context)
{
  const Group* const group = (const Group*)context;
  dil_voices_run(group->voices, group->n, 1U);
}

static void
add(Bench* const bench,
    const size_t size,
    const char* const kernel,
    const uint32_t format,
    const size_t n)
{
  Group* const group = &bench->groups[bench->n];
  Micro* const micro = &bench->micros[bench->n];
  const DilPreset* const preset = bench->presets[size];
  const DilNetworkSize full = dil_network_size(preset);
  group->n = n;
  if (bench->n + 1U < MAX_MICROS &&
      !dil_voices_new(preset, kernel, format, &group->voices)) {
    micro->thing = "multiply-add";
    micro->n_things = 64.0 * (double)n * (double)full.n_products;
    micro->run = step;
    micro->context = group;
    snprintf(micro->name,
             sizeof(micro->name),
             "%s %s, R %u, S %u, %zu voice%s",
             kernel,
             formats[format],
             full.n_residual,
             full.n_skip,
             n,
             n > 1U ? "s" : "");
    bench->n += 1U;
  }
}

/// Several voices share weights in F32 unless they are bytes
static void
add_kernel(Bench* const bench, const char* const kernel)
{
  for (size_t size = 0U; size < N_SIZES; ++size) {
    for (size_t i = 0U; i < N_NUMBERS; ++i) {
      for (uint32_t f = 0U;
           f<DIL_N_FORMATS; f += numbers[i]> 1U ? DIL_N_FORMATS - 1U : 1U) {
        add(bench, size, kernel, f, numbers[i]);
      }
    }
  }
}

int
main(int argc, char** argv)
{
  Bench* const bench = (Bench*)micro_memory(sizeof(*bench));
  int status = EXIT_SUCCESS;
  for (size_t size = 0U; size < N_SIZES && !status; ++size) {
    status = dil_sample_preset_new(&sizes[size], 1U, &bench->presets[size])
               ? EXIT_FAILURE
               : EXIT_SUCCESS;
  }

  for (size_t i = 0U; i < dil_n_kernels() && !status; ++i) {
    const DilKernel* const kernel = dil_kernel_at(i);
    if (dil_kernel_is_available(kernel)) {
      add_kernel(bench, dil_kernel_name(kernel));
    }
  }

  status = status ? status : micro_main(argc, argv, bench->micros, bench->n);
  for (size_t i = 0U; i < MAX_MICROS; ++i) {
    dil_voices_free(bench->groups[i].voices);
  }
  for (size_t size = 0U; size < N_SIZES; ++size) {
    dil_preset_free(bench->presets[size]);
  }
  free(bench);
  return status;
}
