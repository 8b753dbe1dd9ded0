// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "live_view.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/// Steps that are taken from the host at once
#define CHUNK 64U

/// Steps of a tick at most: what a host holds while a window is covered
#define MOST_TAKEN 8192U

/// Steps that Slow shows of a piece at least before it takes another
#define LEAST_SEEN 30U

/// Classes up and down from zero that are shown as a rule
#define NARROW 64

/// Share of the odds beyond them that widens the picture, and that narrows it
#define MUCH_BEYOND   0.01f
#define LITTLE_BEYOND 0.002f

DilStatus
live_start(Live* const live)
{
  memset(live, 0, sizeof(*live));
  live->steps = (LiveStep*)calloc(LIVE_STEPS, sizeof(*live->steps));
  live->scope =
    (float*)calloc(SCOPE_COLUMNS * DIL_N_ODDS, sizeof(*live->scope));
  live->columns =
    (float*)calloc(LONG_COLUMNS * DIL_N_ODDS, sizeof(*live->columns));
  live->piece = (LiveStep*)calloc(PIECE_STEPS, sizeof(*live->piece));
  for (size_t i = 0U; i < DIL_N_ODDS; ++i) {
    live->power[i] = expf(((float)i - 255.0f) / (float)DIL_ODDS_A_NAT);
  }

  return live->steps && live->scope && live->columns && live->piece
           ? DIL_OK
           : DIL_NO_MEMORY;
}

void
live_stop(Live* const live)
{
  cairo_surface_destroy(live->map);
  free(live->steps);
  free(live->scope);
  free(live->columns);
  free(live->piece);
}

void
live_resize(Live* const live, const int width, const int height)
{
  cairo_surface_t* const map = cairo_image_surface_create(
    CAIRO_FORMAT_RGB24, width > 0 ? width : 1, height > 0 ? height : 1);
  if (cairo_surface_status(map)) {
    cairo_surface_destroy(map);
  } else {
    cairo_surface_destroy(live->map);
    live->map = map;
  }
}

static double
frequency(const float key)
{
  return 440.0 * exp2(((double)key - 69.0) / 12.0);
}

/// Make an end of the column of Long that is being made
static void
end_column(Live* const live)
{
  if (live->n_summed) {
    const size_t column = live->n_columns++ % LONG_COLUMNS;
    float* const means = live->columns + column * DIL_N_ODDS;
    for (size_t c = 0U; c < DIL_N_ODDS; ++c) {
      means[c] = live->sum[c] / (float)live->n_summed;
    }
    memcpy(live->span[column], live->sum_span, sizeof(live->sum_span));
  }

  memset(live->sum, 0, sizeof(live->sum));
  live->sum_span[0] = 1.0f;
  live->sum_span[1] = -1.0f;
  live->n_summed = 0U;
  live->summed_from = live->phase;
}

/// Add a step's odds to the column of Long, which is a whole number of periods
static void
put_long(Live* const live, const DilStep* const step, const float* const odds)
{
  const double n_periods =
    fmax(nearbyint(frequency(step->key) * LONG_COLUMN_S), 1.0);
  if (live->phase - live->summed_from >= n_periods) {
    end_column(live);
  }

  for (size_t c = 0U; c < DIL_N_ODDS; ++c) {
    live->sum[c] += odds[c];
  }
  live->sum_span[0] = fminf(live->sum_span[0], step->sample);
  live->sum_span[1] = fmaxf(live->sum_span[1], step->sample);
  ++live->n_summed;
}

/// Add a step's odds to the column of Scope that its phase is in
static void
put_scope(Live* const live, const float* const odds)
{
  const double place = fmod(live->phase, 2.0) / 2.0;
  const size_t column = (size_t)(place * (double)SCOPE_COLUMNS) % SCOPE_COLUMNS;
  float* const sums = live->scope + column * DIL_N_ODDS;
  for (size_t c = 0U; c < DIL_N_ODDS; ++c) {
    sums[c] += odds[c];
  }
  live->weight[column] += 1.0f;
}

static void
forget_note(Live* const live)
{
  memset(live->scope, 0, SCOPE_COLUMNS * DIL_N_ODDS * sizeof(*live->scope));
  memset(live->weight, 0, sizeof(live->weight));
  live->phase = 0.0;
  end_column(live);
}

static void
measure_width(Live* const live, const float* const odds)
{
  float beyond = 0.0f;
  for (int c = 0; c < 128 - NARROW; ++c) {
    beyond += odds[c] + odds[255 - c];
  }
  live->beyond += (beyond - live->beyond) / 4096.0f;
  live->is_wide =
    live->is_wide ? live->beyond > LITTLE_BEYOND : live->beyond > MUCH_BEYOND;
}

/// Follow how free the choice is
static void
measure_choice(Live* const live,
               const DilStep* const step,
               const float* const odds)
{
  const float steps = fmaxf((float)SCOPE_S * step->rate, 1.0f);
  const float bits = live_nats(live, step, odds) * 1.44269504f;
  const bool is_first = live->n_steps == 1U;
  live->bits = is_first ? bits : live->bits + (bits - live->bits) / steps;
}

void
live_put(Live* const live, const DilStep* const step)
{
  const LiveStep* const last = live_back(live, 0U);
  const bool is_next =
    last && last->step.note == step->note && step->age > last->step.age;
  float odds[DIL_N_ODDS];
  assert(live->steps);
  if (!is_next && last) {
    forget_note(live);
  } else if (last) {
    // What was lost has passed all the same
    const double n = (double)(step->age - last->step.age);
    live->phase =
      last->phase + n * frequency(step->key) / fmax((double)step->rate, 1.0);
    if (n > 1.0) {
      end_column(live);
    }
  }

  LiveStep* const place = &live->steps[live->n_steps++ % LIVE_STEPS];
  place->step = *step;
  place->phase = live->phase;
  live_odds(live, step, odds);
  put_long(live, step, odds);
  put_scope(live, odds);
  measure_width(live, odds);
  measure_choice(live, step, odds);
}

/// Let the heat of Scope fade by as much as new steps have come
static void
fade(Live* const live, const size_t n_steps, const float rate)
{
  const float factor =
    expf(-(float)n_steps / fmaxf((float)SCOPE_S * rate, 1.0f));
  for (size_t i = 0U; i < SCOPE_COLUMNS * DIL_N_ODDS; ++i) {
    live->scope[i] *= factor;
  }
  for (size_t i = 0U; i < SCOPE_COLUMNS; ++i) {
    live->weight[i] *= factor;
  }
}

static size_t
take(Live* const live, const DilViewHost* const host)
{
  DilStep chunk[CHUNK];
  size_t n_taken = 0U;
  size_t n = CHUNK;
  while (n == CHUNK && n_taken < MOST_TAKEN) {
    n = host->read_steps(host->self, chunk, CHUNK);
    n_taken += n;
    if (live->is_paused) {
      continue; // What one looks at stays
    }
    if (n) {
      fade(live, n, chunk[0].rate);
    }
    for (size_t i = 0U; i < n; ++i) {
      live_put(live, &chunk[i]);
    }
  }

  return n_taken;
}

/// Whether Slow should leave its piece for the newest: it is over, or another
/// note sounds, or the sliders that are explained by it have moved
static bool
is_stale(const Live* const live)
{
  const LiveStep* const newest = live_back(live, 0U);
  if (!newest || !live->n_piece) {
    return newest;
  }

  const DilStep* const now = &newest->step;
  const DilStep* const end = &live->piece[live->n_piece - 1U].step;
  const bool is_over = live->place + 1.0 >= (double)live->n_piece;
  const bool has_more = now->note != end->note || now->age != end->age;
  const bool is_other = now->note != end->note || now->top_k != end->top_k ||
                        fabsf(now->top_p - end->top_p) > 0.0f ||
                        fabsf(now->temperature - end->temperature) > 0.0f;
  const bool is_seen = live->place >= (double)(SLOW_STEPS + LEAST_SEEN);
  return (has_more && is_over) ||
         (is_other && is_seen && now->age >= SLOW_STEPS);
}

/// Take the newest steps of one note that follow each other
static void
take_piece(Live* const live)
{
  size_t n = 1U;
  while (n < PIECE_STEPS) {
    const LiveStep* const later = live_back(live, n - 1U);
    const LiveStep* const step = live_back(live, n);
    if (!step || step->step.note != later->step.note ||
        step->step.age + 1U != later->step.age) {
      break;
    }
    ++n;
  }

  for (size_t i = 0U; i < n; ++i) {
    live->piece[i] = *live_back(live, n - 1U - i);
  }
  live->n_piece = n;
  live->place = (double)(n < SLOW_STEPS ? n : SLOW_STEPS) - 1.0;
}

/// Move Slow on
static bool
roll(Live* const live, const double passed_s)
{
  if (is_stale(live)) {
    take_piece(live);
    return true;
  }
  if (!live->n_piece) {
    return false;
  }

  const double end = (double)live->n_piece - 1.0;
  const double former = live->place;
  live->place = fmin(former + passed_s * SLOW_RATE, end);
  return floor(live->place) > floor(former);
}

bool
live_tick(Live* const live,
          const DilViewHost* const host,
          const DilViewPicture picture,
          const double now_s)
{
  const double passed_s = fmin(fmax(now_s - live->now_s, 0.0), 1.0);
  const size_t n_taken = host->read_steps ? take(live, host) : 0U;
  live->now_s = now_s;
  if (live->is_paused) {
    return false;
  }

  const bool has_rolled = roll(live, passed_s);
  return picture == DIL_VIEW_SLOW ? has_rolled : n_taken > 0U;
}

void
live_pause(Live* const live, const bool is_paused)
{
  live->is_paused = is_paused;
}

void
live_move(Live* const live, const int n_steps)
{
  const double end = live->n_piece ? (double)live->n_piece - 1.0 : 0.0;
  live->place = fmin(fmax(floor(live->place) + (double)n_steps, 0.0), end);
}

const LiveStep*
live_slow(const Live* const live, size_t* const n)
{
  const size_t end = live->n_piece ? (size_t)live->place + 1U : 0U;
  const size_t start = end > SLOW_STEPS ? end - SLOW_STEPS : 0U;
  *n = end - start;
  return live->piece + start;
}

const LiveStep*
live_back(const Live* const live, const uint64_t back)
{
  const uint64_t n_kept =
    live->n_steps < LIVE_STEPS ? live->n_steps : LIVE_STEPS;
  return back < n_kept ? &live->steps[(live->n_steps - 1U - back) % LIVE_STEPS]
                       : NULL;
}
