// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_BENCH_MACHINE_H
#define DIL_BENCH_MACHINE_H

#include <stdint.h>

/// Where something was measured
typedef struct {
  char processor[128];  ///< As the system calls it
  uint32_t n_cores;     ///< Processors that are online
  const char* compiler; ///< That this library was compiled with
} DilMachine;

/// Describe this machine
DilMachine
dil_machine(void);

#endif // DIL_BENCH_MACHINE_H
