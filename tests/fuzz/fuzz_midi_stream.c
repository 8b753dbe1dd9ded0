// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "midi_stream.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int
LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

/// Whatever comes in, what comes out is in range
int
LLVMFuzzerTestOneInput(const uint8_t* const data, const size_t size)
{
  DilMidiStream stream;
  memset(&stream, 0, sizeof(stream));
  for (size_t i = 0U; i < size; ++i) {
    DilEvent event;
    const DilMidiResult result = dil_midi_stream_push(&stream, data[i], &event);
    if (result == DIL_MIDI_EVENT &&
        (event.channel > 15U || event.number > 127U ||
         event.type > DIL_EVENT_PITCH_BEND || fabsf(event.value) > 127.0f)) {
      abort();
    }
    if (result == DIL_MIDI_SYSEX &&
        (stream.n_sysex < 2U || stream.n_sysex > DIL_MIDI_SYSEX_SIZE ||
         stream.sysex[0] != 0xF0U ||
         stream.sysex[stream.n_sysex - 1U] != 0xF7U)) {
      abort();
    }
  }

  return 0;
}
