// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_LIVE_DEVICE_CLOSE_H
#define DIL_LIVE_DEVICE_CLOSE_H

#include "audio_portaudio.h"
#include "midi_rtmidi.h"

#include <stdbool.h>

/**
   Close what plays and what listens, either of which may be NULL, but do not
   wait long for a server that hangs.

   @return False if it does hang.  Then the outlet and the ring that the two
   have borrowed stay with them, and the process is to end.
*/
bool
device_close(AudioStream* audio, MidiInput* midi);

#endif // DIL_LIVE_DEVICE_CLOSE_H
