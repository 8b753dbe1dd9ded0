// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "intake.h"

#include <stdint.h>

void
intake_render(Intake* const intake, float* const* const out, const size_t n)
{
  dil_engine_render(intake->engine, intake->events, intake->n_events, out, n);
  intake->n_events = 0U;
}

void
intake_flush(Intake* const intake)
{
  float nothing = 0.0f;
  float* const out[DIL_N_OUTPUTS] = {&nothing, &nothing};
  intake_render(intake, out, 0U);
}

void
intake_add(Intake* const intake, const DilEvent* const event)
{
  intake->events[intake->n_events] = *event;
  if (++intake->n_events == MAX_EVENTS) {
    intake_flush(intake);
  }
}

static void
take_byte(Intake* const intake, DilMidiStream* const stream, const uint8_t byte)
{
  DilEvent event;
  const DilMidiResult result = dil_midi_stream_push(stream, byte, &event);
  if (result == DIL_MIDI_EVENT) {
    intake_add(intake, &event);
  } else if (result == DIL_MIDI_SYSEX) {
    intake_flush(intake);
    (void)dil_engine_sysex(intake->engine, stream->sysex, stream->n_sysex);
  }
}

void
intake_read(Intake* const intake,
            DilMidiStream* const stream,
            DilRing* const ring)
{
  uint8_t bytes[MAX_EVENTS];
  const size_t n = dil_ring_read(ring, bytes, sizeof(bytes));
  for (size_t i = 0U; i < n; ++i) {
    take_byte(intake, stream, bytes[i]);
  }
}

void
intake_let_go(Intake* const intake)
{
  static const uint8_t numbers[] = {64U, 66U, 123U};

  intake_flush(intake);
  for (size_t i = 0U; i < 16U * sizeof(numbers); ++i) {
    const DilEvent event = {.type = DIL_EVENT_CONTROL,
                            .channel = (uint8_t)(i / sizeof(numbers)),
                            .number = numbers[i % sizeof(numbers)],
                            .note_id = DIL_ANY_NOTE};
    intake_add(intake, &event);
  }

  intake_flush(intake);
}
