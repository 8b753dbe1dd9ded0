// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DILATON_EVALUATE_H
#define DILATON_EVALUATE_H

/// @file
/// How well a preset predicts its recordings

#include "dilaton/attributes.h"
#include "dilaton/engine.h"
#include "dilaton/preset.h"
#include "dilaton/status.h"
#include "dilaton/trainer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

DIL_BEGIN_DECLS

/// Linear predictors that a preset is compared with
#define DIL_N_LINEAR 3U

/// Orders of the linear predictors: 2, 16 and 32
DIL_API extern const uint32_t dil_linear_orders[DIL_N_LINEAR];

/// What to evaluate; see dil_evaluation_settings()
typedef struct {
  const DilPreset* preset;          ///< What is measured
  const DilTrainingSource* sources; ///< [n_sources] those of its training, in
                                    ///< their order
  size_t n_sources;                 ///< As many as the preset's instruments
  uint32_t n_threads;               ///< 1 to 64; does not change the result
  double seconds;                   ///< Of each note, at most; 0.1 to 60
  DilPrecision precision;           ///< To which weights are rounded first;
                                    ///< DIL_PRECISION_DEFAULT: that of the
                                    ///< preset, or BF16
} DilEvaluationSettings;

/// Bits a sample on the same classes of the same note
typedef struct {
  double key;                  ///< Of the recording
  float velocity;              ///< Middle of its layer
  uint32_t instrument;         ///< Index in the preset
  uint64_t n_samples;          ///< That were predicted
  double preset;               ///< By the network
  double linear[DIL_N_LINEAR]; ///< By linear prediction of each order
  double unigram;              ///< By how often each class occurs
  double silence;              ///< Of what is silent in it
} DilNoteBits;

/// Result of an evaluation
typedef struct {
  DilNoteBits* notes; ///< [n_notes] held out, in the order of the recordings
  size_t n_notes;     ///< At least 1
  DilNoteBits mean;   ///< Over all samples; key and velocity are 0
} DilEvaluation;

/// Called now and then, on any thread but on one at a time; a result of false
/// stops with DIL_CANCELLED
typedef bool (*DilEvaluationCallback)(void* user, double done);

/// One thread, 4 s of each note and weights as they are played, which gives the
/// figure of the training
DIL_API DilEvaluationSettings
dil_evaluation_settings(void);

/**
   Measure how well a preset predicts the recordings that it was not trained on.

   The seed in the preset tells which those are.  Each is played once at its own
   pitch, held and then released, and coded as in training but without noise: a
   mu-law class for each sample, given the decoded past.  All predictors give a
   probability to the same classes:

   * the network;
   * AR(p): coefficients by the autocorrelation method from the very note that
     is coded, so at their best and free of charge; a class has the probability
     of its interval under a Gaussian around the prediction from the decoded
     past, with the variance of the last 256 residuals or so, mixed with 1/1000
     of the uniform distribution, so that no sample costs more than 18 bits;
   * unigram: how often each class occurs in the tones that were trained on,
     counted from 1;
   * silence: the entropy of the classes in the fiftieth of a note where it is
     least, which is its end and the hiss below it.  A figure that is hardly
     above means that there is hardly anything else in the recordings.

   Source: Makhoul, "Linear Prediction: A Tutorial Review", Proceedings of the
   IEEE 63 (1975), section II, for the autocorrelation method.

   @param callback Progress, or NULL.
   @param warning Warnings about the instrument files, or NULL.
   @param user Passed to both.
   @param out Result, to be freed with dil_evaluation_free().
   @return DIL_OK, DIL_BAD_ARGUMENT (other number of instruments), DIL_CANCELLED
   or what is wrong with a file.
*/
DIL_API DIL_NODISCARD DilStatus
dil_evaluate(const DilEvaluationSettings* settings,
             DilEvaluationCallback callback,
             DilTrainingWarning warning,
             void* user,
             DilEvaluation** out,
             DilMessage* message);

/// Free a result; NULL is fine
DIL_API void
dil_evaluation_free(DilEvaluation* evaluation);

DIL_END_DECLS

#endif // DILATON_EVALUATE_H
