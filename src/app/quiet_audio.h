// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_APP_QUIET_AUDIO_H
#define DIL_APP_QUIET_AUDIO_H

#include <stdbool.h>

/**
   Keep the ALSA and JACK libraries from printing what is not found: dozens of
   lines whenever a list of devices is made.  Call it before they are used.
*/
void
quiet_audio_libraries(void);

/// Whether a JACK server answers, for libraries that print when none does
bool
has_jack_server(void);

#endif // DIL_APP_QUIET_AUDIO_H
