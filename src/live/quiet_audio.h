// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_LIVE_QUIET_AUDIO_H
#define DIL_LIVE_QUIET_AUDIO_H

#include <stdbool.h>

/**
   Keep the ALSA and JACK libraries from printing what is not found: dozens of
   lines whenever a list of devices is made.  Call it before they are used.
*/
void
quiet_audio_libraries(void);

/**
   Send standard error nowhere, while libraries are called that print there what
   they also return.

   @return What quiet_audio_end() needs.
*/
int
quiet_audio_begin(void);

/// Make standard error as it was
void
quiet_audio_end(int standard_error);

/// Whether a JACK server answers a client that is opened and closed for it
bool
has_jack_server(void);

#endif // DIL_LIVE_QUIET_AUDIO_H
