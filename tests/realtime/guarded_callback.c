// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

// PortAudio as a program sees it, with a guard around its callback

// For RTLD_NEXT
#define _GNU_SOURCE

#include "realtime_guard.h"
#include "realtime_guard_private.h"

#include <portaudio.h>

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// The program's own; one stream is all that is looked after
static PaStreamCallback* callback;
static void* callback_context;

static int
call_guarded(const void* const input,
             void* const output,
             const unsigned long n_frames,
             const PaStreamCallbackTimeInfo* const time,
             const PaStreamCallbackFlags flags,
             void* const context)
{
  (void)context;
  realtime_guard_note_frames(n_frames);
  realtime_guard_enter();
  const int result =
    callback(input, output, n_frames, time, flags, callback_context);
  realtime_guard_leave();
  return result;
}

__attribute__((visibility("default"))) PaError
Pa_OpenStream(PaStream** const stream,
              const PaStreamParameters* const input,
              const PaStreamParameters* const output,
              const double rate,
              const unsigned long n_frames,
              const PaStreamFlags flags,
              PaStreamCallback* const own_callback,
              void* const own_context)
{
  PaError (*real)(PaStream**,
                  const PaStreamParameters*,
                  const PaStreamParameters*,
                  double,
                  unsigned long,
                  PaStreamFlags,
                  PaStreamCallback*,
                  void*) = NULL;
  void* const found = dlsym(RTLD_NEXT, "Pa_OpenStream");
  memcpy(&real, &found, sizeof(real));
  callback = own_callback;
  callback_context = own_context;
  return real
           ? real(
               stream, input, output, rate, n_frames, flags, call_guarded, NULL)
           : paNotInitialized;
}

__attribute__((destructor)) static void
write_report(void)
{
  const char* const path = getenv("DIL_GUARD_REPORT");
  FILE* const file = path ? fopen(path, "w") : NULL;
  if (file) {
    const RealtimeReport report = realtime_guard_report();
    fprintf(file,
            REALTIME_REPORT_FORMAT,
            report.n_stretches,
            report.n_offences,
            report.n_faults,
            report.longest_frames,
            report.first_call,
            report.first);
    fclose(file);
  }
}
