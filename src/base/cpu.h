// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_BASE_CPU_H
#define DIL_BASE_CPU_H

#include <stdbool.h>

/// Sets of instructions that code is written for, of every kind of processor
typedef enum {
  DIL_CPU_PLAIN,    ///< What every processor of its kind has
  DIL_CPU_NEON,     ///< Vectors of 4 floats; every 64-bit ARM
  DIL_CPU_NEON_DOT, ///< With dot products of bytes
  DIL_CPU_AVX2,     ///< Vectors of 8 floats, with FMA and F16C
  DIL_CPU_AVX_VNNI, ///< With dot products of bytes
  DIL_CPU_AVX512,   ///< Vectors of 16 floats: F, BW, DQ, VL; all of AVX2, too
  DIL_CPU_AVX512_VNNI, ///< With dot products of bytes
  DIL_N_CPU_SETS
} DilCpuSet;

/// Its name for people: "plain", "neon", "neondot", "avx2", "avxvnni",
/// "avx512" or "avx512vnni"
const char*
dil_cpu_set_name(DilCpuSet set);

/// Whether this processor runs it and the system saves its registers; any
/// thread
bool
dil_cpu_has(DilCpuSet set);

#endif // DIL_BASE_CPU_H
