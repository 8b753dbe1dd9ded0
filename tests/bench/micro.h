// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_BENCH_MICRO_H
#define DIL_BENCH_MICRO_H

#include <stddef.h>

/// Something small whose speed is measured
typedef struct {
  char name[48];              ///< What it is
  const char* thing;          ///< What it makes: "frame", "multiply-add"
  double n_things;            ///< Made by a call
  void (*run)(void* context); ///< Makes them
  void* context;              ///< Of the function
} Micro;

/**
   Measure small things in turn, in 7 rounds, and print the time that each thing
   takes: median and range of the rounds.

   With the argument "--once", call each once and print nothing.

   @param micros [n_micros].
   @return Exit status.
*/
int
micro_main(int argc, char** argv, const Micro* micros, size_t n_micros);

/// `n` floats from -1 to 1, aligned to a cache line; ends the program without
/// memory
float*
micro_floats(size_t n);

/// Memory of zeros, aligned to a cache line; ends the program without any
void*
micro_memory(size_t size);

/// Let the compiler think that the value is used
void
micro_use(const void* value);

#endif // DIL_BENCH_MICRO_H
