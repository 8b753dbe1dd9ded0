// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TEST_SCORE_CASE_H
#define DIL_TEST_SCORE_CASE_H

#include "dilaton/score.h"
#include "io/midi_bytes.h"

/// Read a score called "name"; fails the test when it is refused
DilScore*
score_read(const MidiBytes* midi, const DilScoreOptions* options);

/// Fail the test unless the score is refused with a line that has `reason`
void
score_refuse(const MidiBytes* midi,
             const DilScoreOptions* options,
             DilStatus expected,
             const char* reason);

/**
   Fail the test unless all holds that every score promises: order, limits, and
   that each note has its on and its off at its times.
*/
void
score_assert_sound(const DilScore* score);

#endif // DIL_TEST_SCORE_CASE_H
