// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_BASE_BELL_H
#define DIL_BASE_BELL_H

#include "dilaton/attributes.h"
#include "dilaton/status.h"

/**
   What one thread sleeps by until others wake it.

   The sleeper says that it listens, looks once more whether there is something
   to do, and waits if there is not; so nothing that others do before they ring
   is overlooked.
*/
typedef struct DilBell DilBell;

/// Make a bell; DIL_OK or DIL_NO_MEMORY
DIL_NODISCARD DilStatus
dil_bell_new(DilBell** out);

/// Free a bell that all threads have left; NULL is fine
void
dil_bell_free(DilBell* bell);

/// Wake who listens, if anybody does; any thread, which never waits.  NULL is
/// fine.
DIL_REALTIME void
dil_bell_ring(DilBell* bell);

/// From now on a ring is heard; for the one that sleeps
void
dil_bell_listen(DilBell* bell);

/// Sleep until the bell is rung, or has been since dil_bell_listen(); now and
/// then it returns without
void
dil_bell_wait(DilBell* bell);

#endif // DIL_BASE_BELL_H
