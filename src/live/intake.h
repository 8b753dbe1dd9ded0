// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_LIVE_INTAKE_H
#define DIL_LIVE_INTAKE_H

#include "midi_stream.h"
#include "ring.h"

#include "dilaton/engine.h"

#include <stddef.h>

/// Events given to the engine at once
#define MAX_EVENTS 256U

/// Events on their way into an engine, for the thread that makes sound
typedef struct {
  DilEngine* engine; ///< Borrowed
  size_t n_events;
  DilEvent events[MAX_EVENTS];
} Intake;

/// Make `n` frames, which begin with the events so far, as dil_engine_render()
void
intake_render(Intake* intake, float* const* out, size_t n);

/// Let all events so far take effect before the next frame
void
intake_flush(Intake* intake);

/// Add an event for the next frame
void
intake_add(Intake* intake, const DilEvent* event);

/// Take all bytes of MIDI that a source has in its ring; what they mean takes
/// effect on the next frame
void
intake_read(Intake* intake, DilMidiStream* stream, DilRing* ring);

/// Let go of all keys and pedals
void
intake_let_go(Intake* intake);

#endif // DIL_LIVE_INTAKE_H
