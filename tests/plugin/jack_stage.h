// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TEST_JACK_STAGE_H
#define DIL_TEST_JACK_STAGE_H

#include "scene.h"

#include <stdbool.h>
#include <stddef.h>

/**
   A JACK server of the test's own, without a sound card, and a client of it
   that plays a tune and hears what comes of it.

   The server waits for its clients, so that nothing is lost on a busy machine.
*/
typedef struct JackStage JackStage;

/// Start both at 48 kHz, and set the environment so that programs find the
/// server; NULL if it does not start
JackStage*
jack_stage_new(void);

/// Stop both; NULL is fine
void
jack_stage_free(JackStage* stage);

/**
   Wait for ports and connect them to the client.

   @param midi Where the tune goes.
   @param left Where the sound comes from; and `right`.
   @return False if they do not come up in some seconds.
*/
bool
jack_stage_connect(JackStage* stage,
                   const char* midi,
                   const char* left,
                   const char* right);

/**
   Play a tune from the start of a period on.

   @return What was heard since then, `n_frames` of it.
*/
Sound
jack_stage_play(JackStage* stage, const Tune* tune, size_t n_frames);

/// Fail unless one sound is the other one with some silence before it
void
assert_is_heard(const Sound* heard, const Sound* expected);

#endif // DIL_TEST_JACK_STAGE_H
