// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_VIEW_LIVE_VIEW_H
#define DIL_VIEW_LIVE_VIEW_H

#include "canvas.h"
#include "layout.h"
#include "view.h"

#include "dilaton/status.h"
#include "dilaton/watch.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LIVE_STEPS    4096U ///< Of the stream that are kept
#define SLOW_STEPS    120U  ///< In the picture
#define SLOW_RATE     60.0  ///< Steps a second
#define PIECE_STEPS   480U  ///< That Slow goes through before it takes others
#define SCOPE_COLUMNS 120U  ///< Of two periods
#define LONG_COLUMNS  600U
#define LONG_COLUMN_S 0.01 ///< Of a column, about
#define SCOPE_S       0.1  ///< That the heat of Scope is the mean of

/// A step with what it does not say itself
typedef struct {
  DilStep step;
  double phase; ///< Periods of the note's pitch since it began
} LiveStep;

/// The stream of steps, and the three pictures of it
typedef struct {
  LiveStep* steps;  ///< [LIVE_STEPS], used as a ring
  uint64_t n_steps; ///< Taken since the view began
  float* scope;     ///< [SCOPE_COLUMNS][DIL_N_ODDS] sums of odds
  float* columns;   ///< [LONG_COLUMNS][DIL_N_ODDS] means, used as a ring
  LiveStep* piece;  ///< [PIECE_STEPS] that Slow goes through
  float weight[SCOPE_COLUMNS]; ///< Of the sums
  float span[LONG_COLUMNS][2]; ///< Least and greatest sample
  float sum[DIL_N_ODDS];       ///< Of the column that is being made
  float sum_span[2];           ///< As span
  float power[DIL_N_ODDS];     ///< exp((i - 255) / DIL_ODDS_A_NAT)
  uint64_t n_columns;          ///< Made since the view began
  uint32_t n_summed;           ///< Steps in `sum`
  double summed_from;          ///< Phase of the first of them
  double phase;                ///< Of the next step
  float bits;                  ///< Mean entropy of the last 100 ms
  float beyond;                ///< Share of odds outside of 64 classes
  bool is_wide;                ///< 128 classes up and down are shown
  bool is_paused;
  size_t n_piece;
  double place;         ///< In the piece, of the newest step shown
  double now_s;         ///< Of the last tick
  cairo_surface_t* map; ///< The heat map's pixels
  uint32_t colours[256];
} Live;

/// Make a stream that is empty
DIL_NODISCARD DilStatus
live_start(Live* live);

/// Free what it has
void
live_stop(Live* live);

/// Give the heat map another size in pixels; without memory it stays as it is,
/// if it is there
void
live_resize(Live* live, int width, int height);

/// Put a step at the end of the stream
void
live_put(Live* live, const DilStep* step);

/// Move what moves; whether the picture has changed
bool
live_tick(Live* live,
          const DilViewHost* host,
          DilViewPicture picture,
          double now_s);

/// Stop the picture, or let it go on with the newest
void
live_pause(Live* live, bool is_paused);

/// Move a picture that is paused by one step or more
void
live_move(Live* live, int n_steps);

/// Steps that Slow shows [n], the newest last; they are in the piece
const LiveStep*
live_slow(const Live* live, size_t* n);

/// The newest step of the stream, `back` steps before it; NULL beyond what is
/// kept
const LiveStep*
live_back(const Live* live, uint64_t back);

/// The probabilities of a step [DIL_N_ODDS]
void
live_odds(const Live* live, const DilStep* step, float* odds);

/// Entropy of a step's probabilities, from live_odds(), in nats; as they are
/// powers of e, it needs no logarithm of each
float
live_nats(const Live* live, const DilStep* step, const float* odds);

/// Whether each class [DIL_N_ODDS] can be drawn, by the step's top_k and top_p
void
live_kept(const Live* live, const DilStep* step, bool* kept);

/// Entropy of probabilities [DIL_N_ODDS], in bits
double
live_bits(const float* odds);

/// Paint panel, picture and facts
void
live_paint(Live* live,
           const Canvas* canvas,
           const Layout* layout,
           DilViewPicture picture,
           double unit);

/// Fill the heat map
void
live_fill_map(Live* live, const Theme* theme, DilViewPicture picture);

/// Mean of odds [DIL_N_ODDS] over the last 100 ms; false if there are none
bool
live_mean(const Live* live, float* odds);

#endif // DIL_VIEW_LIVE_VIEW_H
