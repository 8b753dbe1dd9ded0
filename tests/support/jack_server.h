// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TEST_JACK_SERVER_H
#define DIL_TEST_JACK_SERVER_H

#include <stdint.h>

/// Frames a second of the server
#define JACK_RATE 48000U

/// When a server goes on to the next period
typedef enum {
  JACK_PACE_TIME,   ///< In real time, whether its clients are done or not
  JACK_PACE_CLIENTS ///< When all are done, so that a busy machine loses nothing
} JackPace;

/// A JACK server without hardware
typedef struct JackServer JackServer;

/**
   Start a server of its own name, which this process and its children then use.

   @param period Frames that it asks for at once.
   @return NULL, after saying why, where JACK is not installed or does not
   start.
*/
JackServer*
jack_server_start(uint32_t period, JackPace pace);

/// Stop it; NULL is fine
void
jack_server_stop(JackServer* server);

/// Kill it, as if it had crashed
void
jack_server_kill(JackServer* server);

/// Tell it to end, and wait until it has; its clients are told
void
jack_server_end(JackServer* server);

/// Let it do nothing more, as if it hung, until it is stopped or killed
void
jack_server_freeze(JackServer* server);

#endif // DIL_TEST_JACK_SERVER_H
