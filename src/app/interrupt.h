// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_APP_INTERRUPT_H
#define DIL_APP_INTERRUPT_H

#include <stdbool.h>

/**
   From now on SIGINT, SIGTERM and SIGHUP only set a mark, so that files can be
   finished or removed; the same signal a second time, or SIGQUIT, ends the
   program at once, but for the terminal, which is left as it was.
*/
void
interrupt_watch(void);

/// Whether one of them has come; any thread
bool
interrupt_seen(void);

/**
   Let system calls that these signals, or SIGUSR1, come into go on.

   A library's thread may take a signal to the process, and libjack's take a
   call that ends early for the end of their server.
*/
void
interrupt_restart(void);

/// From now on SIGUSR1 sets a mark, too
void
interrupt_watch_reload(void);

/// Whether SIGUSR1 has come since the last call
bool
interrupt_take_reload(void);

#endif // DIL_APP_INTERRUPT_H
