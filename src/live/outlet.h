// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_LIVE_OUTLET_H
#define DIL_LIVE_OUTLET_H

#include "ring.h"

#include "dilaton/attributes.h"
#include "dilaton/engine.h"
#include "dilaton/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// A frame as it waits to be played
typedef struct {
  float samples[DIL_N_OUTPUTS];
} Frame;

/**
   Where the audio callback gets its frames: a ring that another thread fills.

   When the ring runs empty, the last sound is played backwards and faded out,
   so that there is no step; it fades in again when the ring is full enough.
*/
typedef struct Outlet Outlet;

/**
   Make an outlet.

   @param rate Frames a second.
   @param n_target Frames that are to wait in the ring, as long as the callback
   does not ask for more at once.
   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
outlet_new(uint32_t rate, uint32_t n_target, Outlet** out);

/// Free an outlet that no thread uses; NULL is fine
void
outlet_free(Outlet* outlet);

/// The ring of Frame, to be written by one thread
DilRing*
outlet_ring(Outlet* outlet);

/// Frames that are to wait in the ring; any thread
DIL_REALTIME uint32_t
outlet_target(const Outlet* outlet);

/// Say that what is in the ring is the end, so that it may run empty; any
/// thread
void
outlet_end(Outlet* outlet);

/// Say whether the ring, which holds nothing but silence, is to be left as it
/// is, so that nobody has to fill it; for the thread that does
void
outlet_rest(Outlet* outlet, bool is_resting);

/// Whether the ring is left as it is, until outlet_rest() says something else;
/// for the same thread
bool
outlet_is_at_rest(const Outlet* outlet);

/// Ask for a fade to silence; any thread
void
outlet_close(Outlet* outlet);

/// Whether it is silent for ever, after outlet_end() or outlet_close(); any
/// thread
bool
outlet_is_silent(const Outlet* outlet);

/// Times that the ring has run empty; any thread
uint32_t
outlet_n_underruns(const Outlet* outlet);

/// Frames that the callback has got, gaps included; any thread
uint64_t
outlet_n_frames(const Outlet* outlet);

/// Say that so many frames are asked for at once, in whatever pieces they are
/// read: for the audio callback, before it reads
DIL_REALTIME void
outlet_expect(Outlet* outlet, size_t n_frames);

/**
   Get the next frames: for the audio callback.

   @param frames [n_frames] result.
*/
DIL_REALTIME void
outlet_read(Outlet* outlet, Frame* frames, size_t n_frames);

#endif // DIL_LIVE_OUTLET_H
