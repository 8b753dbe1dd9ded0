// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_CORPUS_H
#define DIL_TRAIN_CORPUS_H

#include "envelope.h"

#include "dilaton/preset.h"
#include "dilaton/status.h"
#include "dilaton/trainer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Copies of each recording between the keys that trainings make.  They count
/// where a corpus is brought to its level, so whoever measures makes them too
#define DIL_N_SHIFTED 1U

/// Share of the recordings that trainings hold out, at least
#define DIL_HELD_OUT_SHARE 0.05

/// Frequency of A 4 that keys of tones are of, in Hz
#define DIL_TONE_A4_HZ 440.0

/// How a tone was made
typedef enum {
  DIL_TONE_RECORDED, ///< As recorded, at a key
  DIL_TONE_SHIFTED,  ///< From a recording of another pitch
  DIL_TONE_BLENDED   ///< From those of two instruments, see blends.h
} DilToneKind;

#define DIL_N_TONE_KINDS 3U

/// A recorded note at one pitch and the model rate, held as long as recorded
typedef struct {
  float* samples;      ///< [n_samples], from the onset
  size_t n_samples;    ///< At the model rate
  double key;          ///< Fractional MIDI key that it sounds
  float lo_velocity;   ///< Softest velocity that plays it
  float hi_velocity;   ///< Loudest
  float release_s;     ///< Fade after the key goes up
  DilToneKind kind;    ///< How it was made
  uint32_t instrument; ///< Index in the corpus
  float share_of_next; ///< Of the instrument after it, 0 if it is no blend
  size_t held_end;     ///< First sample of its own release, or the end
  double slope_db_s;   ///< Change of level while held; NAN if unknown
  bool is_sustained;   ///< Of an instrument that holds its level
  bool is_held_out;    ///< Never trained on
  bool is_aligned;     ///< Begins with a period, so that nothing is to be cut
} DilTone;

/// How a corpus is made
typedef struct {
  uint32_t rate;      ///< Model rate in Hz
  uint64_t seed;      ///< Of what is held out and of the shifted pitches
  double held_out;    ///< Share of recordings that are held out, 0 to 0.5
  uint32_t n_shifted; ///< Copies at pitches between the keys, per recording
  uint32_t n_threads; ///< 1 to 64; does not change the result
  const DilEnvelope* envelopes; ///< [n_sources] of a preset, or NULL: found
  bool is_as_recorded;          ///< What dies away is left as it is
  bool has_blends;              ///< Of instruments too, see dil_corpus_blend()
} DilCorpusSettings;

/// All tones of the instruments that one network learns
typedef struct {
  DilTone* tones;             ///< [n_tones]
  size_t n_tones;             ///< At least 2
  DilInstrument* instruments; ///< [n_instruments], names owned
  uint32_t n_instruments;     ///< As many as sources
  uint32_t rate;              ///< Of the samples, in Hz
  float gain;                 ///< That has been applied to every recording
  DilEnvelope* envelopes;     ///< [n_instruments] by which tones have been
                              ///< divided, 0 dB for what holds its level; or
                              ///< NULL if none dies away
  char** warnings;            ///< [n_warnings] of the instrument files
  size_t n_warnings;          ///< Lines to show
} DilCorpus;

/// Called while recordings are read, on the thread that loads; a result of
/// false cancels
typedef bool (*DilCorpusProgress)(void* user, size_t n_done, size_t n_total);

/**
   Read all recordings of instruments and bring them to the model rate.

   Each is cut to its onset, tuned, high-passed at 25 Hz without phase shift
   (rumble teaches the network to sing at DC), resampled and scaled so that the
   loudest 0.5 % of the tones peak at 0.8.  Levels follow `volume`, not
   velocity: the level of a velocity is applied when a note is played.  The
   recordings of an instrument that is sustained are brought to a steady pitch
   and a common phase, by dil_phase_lock(), unless told otherwise, and with
   several instruments all partials to common phases, by dil_common_phases(),
   and tones between two are added if the settings say so (dil_corpus_blend());
   what vibrato they had becomes the instrument's.  An
   instrument is sustained unless its source tells otherwise or, told nothing,
   the median of its recordings' slopes shows that it dies away.  What holds
   its level is brought to what dil_tone_finish() says; what dies away is
   divided by its envelope, which makes it as loud again, and is silent nowhere.

   @param sources [n_sources].
   @param out The corpus, to be freed with dil_corpus_free().
*/
DIL_NODISCARD DilStatus
dil_corpus_load(const DilTrainingSource* sources,
                size_t n_sources,
                const DilCorpusSettings* settings,
                DilCorpusProgress progress,
                void* user,
                DilCorpus** out,
                DilMessage* message);

/// Free a corpus; NULL is fine
void
dil_corpus_free(DilCorpus* corpus);

#endif // DIL_TRAIN_CORPUS_H
