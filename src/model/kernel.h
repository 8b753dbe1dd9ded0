// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_MODEL_KERNEL_H
#define DIL_MODEL_KERNEL_H

#include "dilaton/attributes.h"

#include <stdbool.h>
#include <stddef.h>

/**
   The arithmetic of the one-sample step for one kind of processor.

   All kernels give the same bits; they differ in speed.  A kernel is a constant
   that lives as long as the program.
*/
typedef struct DilKernel DilKernel;

/**
   Choose a kernel; any thread.

   @param name Its name, or NULL for the one that the environment variable
   DILATON_KERNEL names, or without it the fastest that this processor can run.
   @return NULL when the name is unknown or this processor cannot run it.
*/
const DilKernel*
dil_kernel_pick(const char* name);

/// Number of kernels in this build, whether the processor can run them or not
size_t
dil_n_kernels(void);

/// Kernel `i` in [0, dil_n_kernels()), slowest (the plain one) first
const DilKernel*
dil_kernel_at(size_t i);

/// Its name, that of its set of instructions: dil_cpu_set_name()
const char*
dil_kernel_name(const DilKernel* kernel);

/// Whether it differs from the kernel before it in more than how it multiplies
/// bytes
bool
dil_kernel_is_whole(const DilKernel* kernel);

/// Whether this processor can run it
bool
dil_kernel_is_available(const DilKernel* kernel);

#endif // DIL_MODEL_KERNEL_H
