// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_BENCH_BENCH_H
#define DIL_BENCH_BENCH_H

#include "machine.h"
#include "offline.h"
#include "sample_preset.h"
#include "series.h"

#include "dilaton/preset.h"
#include "dilaton/score.h"
#include "dilaton/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Kernels at most, formats of weights, and numbers of voices
#define DIL_BENCH_KERNELS  5U
#define DIL_BENCH_FORMATS  4U
#define DIL_BENCH_N_VOICES 5U

/// Names of the formats: "f32", "bf16", "f16", "int8"
extern const char* const dil_bench_formats[DIL_BENCH_FORMATS];

/// Numbers of voices that are measured together: 1, 2, 4, 8, 16
extern const uint32_t dil_bench_voices[DIL_BENCH_N_VOICES];

/**
   Follow a run, on the thread that started it.

   @param done Share of the work, 0 to 1.
   @param what A word or two for what is being measured.
   @return Whether to go on; false ends it with DIL_CANCELLED.
*/
typedef bool (*DilBenchProgress)(void* context, double done, const char* what);

/// What to measure, and for how long; begin with dil_bench_defaults()
typedef struct {
  const DilPreset* preset;   ///< Must be there
  const DilScore* melody;    ///< To render offline, or NULL
  uint32_t n_rounds;         ///< 1 to DIL_MAX_ROUNDS
  double turn_s;             ///< For each figure in each round
  double melody_s;           ///< Of the melody, from its first note on
  uint32_t n_blocks;         ///< In each round
  DilBenchProgress progress; ///< May be NULL
  void* context;             ///< Of the progress
} DilBenchSettings;

/// One format of weights in one kernel
typedef struct {
  double n_bytes;      ///< Weights that a sample of a lone voice reads
  DilSeries bandwidth; ///< Bytes a second, read as often as the weights are
  DilSeries roofline;  ///< Samples a second that bandwidth and peak allow
  DilSeries roofline_share;                  ///< Reached by one voice
  DilSeries speeds[DIL_BENCH_N_VOICES];      ///< Samples a second, all voices
  DilSeries peak_shares[DIL_BENCH_N_VOICES]; ///< Of the peak
} DilBenchFormat;

/// One kernel
typedef struct {
  const char* name;
  bool is_whole;         ///< Or has all but int8 in common with the one before
  DilSeries peak;        ///< Multiply-adds a second; empty for plain C
  DilSeries draw_s;      ///< Softmax and drawing of 256 classes
  DilSeries draw_cycles; ///< The same in cycles; empty if there is no knowing
  DilBenchFormat formats[DIL_BENCH_FORMATS];
} DilBenchKernel;

/// Ways in which OpenBLAS gets matrices: by rows, as they are stored, or turned
#define DIL_BENCH_WAYS 2U

/// The same network, one voice in fp32, by cblas_sgemv() for each matrix, which
/// draws nothing
typedef struct {
  const char* core; ///< Processor whose kernels OpenBLAS has chosen
  DilSeries speeds[DIL_BENCH_WAYS]; ///< Samples a second
  DilSeries ratios[DIL_BENCH_WAYS]
                  [DIL_BENCH_FORMATS]; ///< Of the usual kernel's one voice
} DilBenchProducts;

/// 8 voices on each of two threads
typedef struct {
  DilSeries one_s; ///< A piece of work on one thread
  DilSeries two_s; ///< The same on each of two threads
  DilSeries ratio; ///< Twice the first over the second
} DilBenchThreads;

/// Rendering a melody, empty without one
typedef struct {
  DilOffline whole;                         ///< As users get it
  DilSeries factor;                         ///< Times real time
  DilSeries alone_s[DIL_BENCH_FORMATS];     ///< One thread, note after note
  DilSeries lanes_s[DIL_BENCH_FORMATS];     ///< One thread, many notes at once
  DilSeries lane_ratios[DIL_BENCH_FORMATS]; ///< Of the former to the latter
} DilBenchMelody;

/// What an audio thread would have to wait for
typedef struct {
  uint32_t n_blocks; ///< Blocks that were timed
  double block_s;    ///< Time of a block in the sound
  double p50_s;      ///< Half of the blocks took less
  double p99_s;      ///< 99 % took less
  double p999_s;     ///< 99.9 % took less
  size_t n_bytes;    ///< Memory of an engine of 16 voices; 0: not known
} DilBenchBlocks;

/// The trainer
typedef struct {
  DilNetworkSize size; ///< What was trained
  uint32_t n_threads;
  DilSeries speed; ///< Samples a second
} DilBenchTraining;

/// What musicians want to know
typedef struct {
  size_t format;          ///< Of the preset's weights
  double voices_a_core;   ///< That one core plays at once in real time
  double voices;          ///< ... all cores together
  DilNetworkSize largest; ///< About the largest network of as many layers that
                          ///< plays 8 voices on all cores
} DilBenchAnswer;

/// All that a run has found out
typedef struct DilBenchReport {
  DilMachine machine;
  DilNetworkSize size;
  double rate_hz; ///< Model rate of the preset
  uint32_t n_rounds;
  double elapsed_s;
  DilSeries clock_hz; ///< Of the processor; empty if there is no knowing
  size_t n_kernels;
  size_t usual_kernel; ///< Index of the one that is used unless told
  DilBenchKernel kernels[DIL_BENCH_KERNELS];
  DilBenchProducts products;
  DilBenchThreads threads;
  DilBenchMelody melody;
  DilBenchBlocks blocks;
  DilBenchTraining training;
  DilBenchAnswer answer;
} DilBenchReport;

/// 7 rounds of 20 ms a figure, 1500 blocks and 10 s of the melody: about a
/// minute
DilBenchSettings
dil_bench_defaults(void);

/**
   Measure everything, once in each round, so that a machine that slows down in
   the middle does not favour anything.

   @param out Result, to be freed with free().
   @return DIL_OK, DIL_CANCELLED, DIL_UNSUPPORTED (DILATON_KERNEL names no
   kernel), DIL_NO_MEMORY, or what the renderer returned.
*/
DIL_NODISCARD DilStatus
dil_bench_run(const DilBenchSettings* settings,
              DilBenchReport** out,
              DilMessage* message);

#endif // DIL_BENCH_BENCH_H
