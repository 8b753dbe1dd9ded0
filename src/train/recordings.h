// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_RECORDINGS_H
#define DIL_TRAIN_RECORDINGS_H

#include "corpus.h"
#include "lines.h"
#include "material.h"
#include "pool.h"

#include "dilaton/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// An instrument's recordings, of which tones are to be made
typedef struct {
  const DilCorpusSettings* settings;
  const DilMaterial* material; ///< Opened for the threads that read
  const bool* is_held_out;     ///< [n_regions] Never to be trained on
  uint32_t instrument;         ///< Index in the corpus
  size_t first;                ///< Recordings of the instruments before it
  size_t n_total;              ///< Recordings, as far as progress is told
  DilCorpusProgress progress;  ///< May be NULL
  void* user;
  bool is_locked;       ///< Each is brought to a steady pitch, where it can be
  bool is_to_be_turned; ///< The locked ones' partials, to common phases
  DilVibrato* vibratos; ///< [n_regions] result: taken out of each, or depth 0
  double* slopes; ///< [n_regions] result in dB/s, or NAN: then no tones are
                  ///< made and only this is measured; else NULL
} DilRecordings;

/// Most tones that become of a recording
size_t
dil_recording_n_tones(const DilCorpusSettings* settings,
                      const DilSfzRegion* region);

/**
   Make the tones of all recordings, measured but not finished, on all threads
   of a pool; or measure only what the recordings' levels do.

   The tones and a failure are the same whatever the number of threads.

   @param tones Place for dil_recording_n_tones() of each recording; result, in
   the order of recordings.
   @param n_tones Result, after a failure too: tones that the caller has to
   free.
   @param lines Receives what people should know, such as wrong keys.
   @return DIL_OK, DIL_CANCELLED, or how reading the first bad one failed.
*/
DIL_NODISCARD DilStatus
dil_recordings_read(const DilRecordings* recordings,
                    DilPool* pool,
                    DilTone* tones,
                    size_t* n_tones,
                    DilLines* lines,
                    DilMessage* message);

#endif // DIL_TRAIN_RECORDINGS_H
