// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "outlet.h"

#include "elementary.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/// Length of a fade in seconds
static const double fade_s = 0.005;

/// Most frames that a callback asks for at once, as far as one knows
#define MAX_BLOCK 16384U

struct Outlet {
  DilRing* ring;
  uint32_t n_target; ///< As asked for
  uint32_t n_fade;   ///< Frames of a fade, at least 2
  float* fade;       ///< [n_fade] rising, in (0, 1)

  // Of the callback
  Frame* history;  ///< [n_fade] the last frames played, a ring
  Frame* echo;     ///< [n_fade] what is played after an underrun
  uint32_t n_past; ///< Place of the next frame in `history`
  uint32_t n_echo; ///< Frames of `echo` that have been played
  uint32_t n_in;   ///< Frames of the fade in that have been played
  uint32_t n_out;  ///< Frames of the last fade out that have been played
  bool is_waiting; ///< For the ring to fill
  bool is_fading;  ///< Out, for the last time

  _Atomic uint32_t max_block;
  _Atomic uint32_t n_underruns;
  _Atomic uint64_t n_frames;
  atomic_bool is_ended;
  atomic_bool is_closing;
  atomic_bool is_resting; ///< Wanted
  atomic_bool is_at_rest;
  atomic_bool is_silent;
};

DilStatus
outlet_new(const uint32_t rate, const uint32_t n_target, Outlet** const out)
{
  Outlet* const outlet = (Outlet*)calloc(1U, sizeof(*outlet));
  if (!outlet) {
    return DIL_NO_MEMORY;
  }

  const uint32_t n_fade = (uint32_t)(fade_s * (double)rate) + 2U;
  outlet->n_target = n_target;
  outlet->n_fade = n_fade;
  outlet->n_echo = n_fade;
  outlet->n_in = n_fade;
  outlet->is_waiting = true;
  outlet->fade = (float*)calloc(n_fade, sizeof(*outlet->fade));
  outlet->history = (Frame*)calloc(n_fade, sizeof(*outlet->history));
  outlet->echo = (Frame*)calloc(n_fade, sizeof(*outlet->echo));
  if (!outlet->fade || !outlet->history || !outlet->echo ||
      dil_ring_new(n_target + 2U * MAX_BLOCK, sizeof(Frame), &outlet->ring)) {
    outlet_free(outlet);
    return DIL_NO_MEMORY;
  }

  for (uint32_t i = 0U; i < n_fade; ++i) {
    const float quarter = ((float)i + 0.5f) / (float)n_fade;
    const float sine = dil_sin_turns(0.25f * quarter);
    outlet->fade[i] = sine * sine;
  }

  *out = outlet;
  return DIL_OK;
}

void
outlet_free(Outlet* const outlet)
{
  if (outlet) {
    dil_ring_free(outlet->ring);
    free(outlet->fade);
    free(outlet->history);
    free(outlet->echo);
    free(outlet);
  }
}

DilRing*
outlet_ring(Outlet* const outlet)
{
  return outlet->ring;
}

uint32_t
outlet_target(const Outlet* const outlet)
{
  const uint32_t max_block =
    atomic_load_explicit(&outlet->max_block, memory_order_relaxed);
  return outlet->n_target > max_block ? outlet->n_target : max_block;
}

void
outlet_end(Outlet* const outlet)
{
  atomic_store_explicit(&outlet->is_ended, true, memory_order_release);
}

void
outlet_close(Outlet* const outlet)
{
  atomic_store_explicit(&outlet->is_closing, true, memory_order_release);
}

void
outlet_rest(Outlet* const outlet, const bool is_resting)
{
  atomic_store_explicit(&outlet->is_resting, is_resting, memory_order_release);
}

bool
outlet_is_at_rest(const Outlet* const outlet)
{
  return atomic_load_explicit(&outlet->is_at_rest, memory_order_acquire);
}

bool
outlet_is_silent(const Outlet* const outlet)
{
  return atomic_load_explicit(&outlet->is_silent, memory_order_acquire);
}

uint32_t
outlet_n_underruns(const Outlet* const outlet)
{
  return atomic_load_explicit(&outlet->n_underruns, memory_order_relaxed);
}

uint64_t
outlet_n_frames(const Outlet* const outlet)
{
  return atomic_load_explicit(&outlet->n_frames, memory_order_relaxed);
}

/// Prepare to play what has just been played backwards, while it fades
static void
begin_gap(Outlet* const outlet)
{
  const uint32_t n = outlet->n_fade;
  for (uint32_t i = 0U; i < n; ++i) {
    const uint32_t place = (outlet->n_past + 2U * n - 1U - i) % n;
    const float level = outlet->fade[n - 1U - i];
    for (uint32_t c = 0U; c < DIL_N_OUTPUTS; ++c) {
      outlet->echo[i].samples[c] = level * outlet->history[place].samples[c];
    }
  }

  outlet->n_echo = 0U;
  outlet->n_in = 0U;
  outlet->is_waiting = true;
}

/// Add what is left of the echo, fade in and out, and remember
static void
finish_frame(Outlet* const outlet, Frame* const frame)
{
  const uint32_t n = outlet->n_fade;
  const float level_in = outlet->n_in < n ? outlet->fade[outlet->n_in++] : 1.0f;
  const float level_out = !outlet->is_fading ? 1.0f
                          : outlet->n_out < n
                            ? outlet->fade[n - ++outlet->n_out]
                            : 0.0f;
  const Frame silence = {{0.0f}};
  const Frame echo =
    outlet->n_echo < n ? outlet->echo[outlet->n_echo++] : silence;
  for (uint32_t c = 0U; c < DIL_N_OUTPUTS; ++c) {
    frame->samples[c] =
      level_out * (level_in * frame->samples[c] + echo.samples[c]);
  }

  outlet->history[outlet->n_past] = *frame;
  outlet->n_past = (outlet->n_past + 1U == n) ? 0U : outlet->n_past + 1U;
}

/// Whether there is enough in the ring to go on
static bool
is_ready(const Outlet* const outlet, const size_t n_there, const bool is_ended)
{
  return n_there >= outlet_target(outlet) || (is_ended && n_there);
}

/// Read from the ring if it is time; the number of frames got
static size_t
take(Outlet* const outlet, Frame* const frames, const size_t n_frames)
{
  // Before the fill, so that nothing that came before the end is overlooked
  const bool is_ended =
    atomic_load_explicit(&outlet->is_ended, memory_order_acquire);
  const size_t n_there = dil_ring_fill(outlet->ring);
  if (outlet->is_waiting && is_ready(outlet, n_there, is_ended)) {
    outlet->is_waiting = false;
  }

  size_t n = 0U;
  if (!outlet->is_waiting) {
    n = dil_ring_read(outlet->ring, frames, n_frames);
  }

  if (n < n_frames && is_ended && n == n_there) {
    atomic_store_explicit(&outlet->is_silent, true, memory_order_release);
  } else if (n < n_frames && !outlet->is_waiting) {
    atomic_fetch_add_explicit(&outlet->n_underruns, 1U, memory_order_relaxed);
  }
  return n;
}

void
outlet_expect(Outlet* const outlet, const size_t n_frames)
{
  const uint32_t n = n_frames < MAX_BLOCK ? (uint32_t)n_frames : MAX_BLOCK;
  if (n > atomic_load_explicit(&outlet->max_block, memory_order_relaxed)) {
    atomic_store_explicit(&outlet->max_block, n, memory_order_relaxed);
  }
}

void
outlet_read(Outlet* const outlet, Frame* const frames, const size_t n_frames)
{
  outlet_expect(outlet, n_frames);
  outlet->is_fading =
    atomic_load_explicit(&outlet->is_closing, memory_order_acquire);

  // Silence, which is all that the ring has, and a ring that is full enough
  // when the rest is over
  const bool is_resting =
    atomic_load_explicit(&outlet->is_resting, memory_order_acquire);
  atomic_store_explicit(&outlet->is_at_rest, is_resting, memory_order_release);
  outlet->is_waiting = outlet->is_waiting || is_resting;
  const size_t n = is_resting ? 0U : take(outlet, frames, n_frames);
  for (size_t i = 0U; i < n; ++i) {
    finish_frame(outlet, &frames[i]);
  }

  if (n < n_frames && !outlet->is_waiting) {
    begin_gap(outlet);
  }
  for (size_t i = n; i < n_frames; ++i) {
    const Frame silence = {{0.0f}};
    const uint32_t n_in = outlet->n_in;
    frames[i] = silence;
    finish_frame(outlet, &frames[i]);
    outlet->n_in = n_in; // The fade in is for frames of the ring
  }

  if (outlet->is_fading && outlet->n_out == outlet->n_fade) {
    atomic_store_explicit(&outlet->is_silent, true, memory_order_release);
  }
  atomic_fetch_add_explicit(&outlet->n_frames, n_frames, memory_order_relaxed);
}
