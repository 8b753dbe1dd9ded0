// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_PLUGIN_WORKER_H
#define DIL_PLUGIN_WORKER_H

#include "dilaton/attributes.h"
#include "dilaton/status.h"

/**
   Something to be done again and again off the audio thread.

   One thread serves all plugins of a process.  It looks after each of them some
   thirty times a second, so that an audio thread needs no system call to be
   heard; it is there while anyone is served.
*/
typedef void (*DilWork)(void* context);

/// A plugin that is served
typedef struct DilWorker DilWorker;

/**
   Begin to call `work(context)`.

   @return DIL_OK or DIL_NO_MEMORY, which includes the thread.
*/
DIL_NODISCARD DilStatus
dil_worker_new(DilWork work, void* context, DilWorker** out);

/// End the calls; none goes on when this returns.  NULL is fine
void
dil_worker_free(DilWorker* worker);

#endif // DIL_PLUGIN_WORKER_H
