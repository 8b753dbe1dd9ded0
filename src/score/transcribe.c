// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "transcribe.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { n_keys = 128, rest = n_keys, n_states };

/// Price of a rest and of a note after it, and of another key, in tones that
/// are a key off.  So a slurred note lasts 12 tones (60 ms), or it is not
/// heard.
static const float rest_price = 6.0f;
static const float change_price = 12.0f;

/// Price of a tone that is an octave off, as attacks and pitch trackers have it
static const float octave_price = 0.4f;

/// What is this much below the loudest is silence
static const float silence_db = -45.0f;

/// So is what is this much below the last note, which falls by so much a second
static const float tail_db = -30.0f;
static const float tail_db_per_s = -20.0f;

/// Nor is it a note what starts without a rise so much below the note before
static const float echo_db = -12.0f;
static const float rise_db = 3.0f;

/// More aperiodic than this is breath, a consonant or the noise of an attack
static const float noise_aperiodicity = 0.25f;

/// A key is struck again where the level, after falling by so much, rises by so
/// much within 30 ms
static const float dip_db = 3.0f;
static const float attack_db = 5.0f;

/// Tones between which the level is compared, and those around an attack in
/// which it is the only one
enum { attack_reach = 3, attack_spacing = 12 };

/// A note starts where it comes within this of its level in the first 100 ms
static const float onset_db = -15.0f;
enum { onset_reach = 8, onset_length = 20 };

/// Velocity of the loudest note
static const float top_velocity = 112.0f;

/// The melody
typedef struct {
  const DilHeardTone* tones; ///< [n]
  bool* is_silent;           ///< [n]
  size_t n;                  ///< Instants
  double hop_s;              ///< Seconds from one to the next
  float loudest_db;          ///< Of all levels
  float tuning; ///< Keys by which the voice is above the piano, +-0.5
} Melody;

/// Tones of one key
typedef struct {
  size_t start; ///< First
  size_t end;   ///< After the last
} Run;

static float
find_peak(const Melody* const melody, const size_t start, const size_t end)
{
  float peak_db = -INFINITY;
  for (size_t i = start; i < end; ++i) {
    peak_db = fmaxf(peak_db, melody->tones[i].level_db);
  }

  return peak_db;
}

// In the tail of a note, what rings on has pitches of its own
static void
find_silence(const Melody* const melody)
{
  const float fall_db = tail_db_per_s * (float)melody->hop_s;
  const float lowest_db = melody->loudest_db + silence_db;
  float limit_db = lowest_db;
  for (size_t i = 0U; i < melody->n; ++i) {
    const float level_db = melody->tones[i].level_db;
    limit_db = fmaxf(fmaxf(limit_db + fall_db, level_db + tail_db), lowest_db);
    melody->is_silent[i] = !(level_db > limit_db);
  }
}

static float
price_of(const Melody* const melody, const size_t i, const unsigned state)
{
  if (melody->is_silent[i]) {
    return state == rest ? 0.0f : 1.0f;
  }

  // Noise goes on with what was before
  if (melody->tones[i].aperiodicity > noise_aperiodicity) {
    return 0.5f;
  }

  if (state == rest) {
    return 0.8f;
  }

  const float keys_off =
    fabsf(melody->tones[i].pitch - melody->tuning - (float)state);
  return (fabsf(keys_off - 12.0f) < 0.5f) ? octave_price
                                          : fminf(keys_off * keys_off, 1.0f);
}

static unsigned
find_cheapest(const float* const prices)
{
  unsigned cheapest = 0U;
  for (unsigned state = 1U; state < n_states; ++state) {
    if (prices[state] < prices[cheapest]) {
      cheapest = state;
    }
  }

  return cheapest;
}

/// The state before, and the price of coming from there
typedef struct {
  unsigned state;
  float price;
} Source;

// A state comes from itself, from a rest, or from what was cheapest
static Source
find_source(const float* const prices,
            const unsigned state,
            const unsigned cheapest)
{
  const float change =
    prices[cheapest] + (state == rest ? rest_price : change_price);
  Source source = {state, prices[state]};
  if (prices[rest] + rest_price < source.price) {
    source.state = rest;
    source.price = prices[rest] + rest_price;
  }

  if (change < source.price) {
    source.state = cheapest;
    source.price = change;
  }

  return source;
}

// The Viterbi algorithm: the least price of all tones with the states that give
// it.  `sources`, [n][n_states], tells where each comes from, and may be NULL.
static double
find_least_price(const Melody* const melody,
                 float* const prices,
                 uint8_t* const sources)
{
  double total = 0.0;
  memset(prices, 0, n_states * sizeof(*prices));
  for (size_t i = 0U; i < melody->n; ++i) {
    // Prices are kept relative to the cheapest, so that they stay small
    const unsigned cheapest = find_cheapest(prices);
    const float base = prices[cheapest];
    float before[n_states];
    memcpy(before, prices, sizeof(before));
    total += (double)base;

    for (unsigned state = 0U; state < n_states; ++state) {
      const Source source = find_source(before, state, cheapest);
      prices[state] = source.price - base + price_of(melody, i, state);
      if (sources) {
        sources[i * n_states + state] = (uint8_t)source.state;
      }
    }
  }

  return total + (double)prices[find_cheapest(prices)];
}

// The tuning whose keys cost least.  The mean of the pitches will not do: it
// falls between two keys if the vibrato reaches halfway to the next.
static float
find_tuning(const Melody* const melody)
{
  static const float tunings[] = {
    0.0f, 0.1f, -0.1f, 0.2f, -0.2f, 0.3f, -0.3f, 0.4f, -0.4f, 0.5f};

  float prices[n_states];
  float best = 0.0f;
  double least = HUGE_VAL;
  for (size_t i = 0U; i < sizeof(tunings) / sizeof(*tunings); ++i) {
    Melody tuned = *melody;
    tuned.tuning = tunings[i];
    const double price = find_least_price(&tuned, prices, NULL);
    if (price < least) {
      least = price;
      best = tunings[i];
    }
  }

  return best;
}

static void
choose_states(const Melody* const melody,
              uint8_t* const sources,
              uint8_t* const states)
{
  float prices[n_states];
  (void)find_least_price(melody, prices, sources);

  unsigned state = find_cheapest(prices);
  for (size_t i = melody->n; i > 0U; --i) {
    states[i - 1U] = (uint8_t)state;
    state = sources[(i - 1U) * n_states + state];
  }
}

// After a rest the level tells better than the pitch, which needs some periods,
// when a note starts
static size_t
find_onset(const Melody* const melody, const Run run, const size_t earliest)
{
  const size_t last =
    run.start + onset_length < run.end ? run.start + onset_length : run.end;
  const float level_db = find_peak(melody, run.start, last) + onset_db;

  size_t onset =
    run.start - earliest > onset_reach ? run.start - onset_reach : earliest;
  while (onset + 1U < last && onset < run.start + onset_reach &&
         melody->tones[onset].level_db < level_db) {
    ++onset;
  }

  return onset;
}

static float
rise_at(const Melody* const melody, const size_t i)
{
  return melody->tones[i + attack_reach].level_db -
         melody->tones[i - attack_reach].level_db;
}

// The steepest rise of its surroundings, if it is steep and comes after a dip
static bool
is_attack(const Melody* const melody, const size_t start, const size_t i)
{
  if (i < start + attack_spacing || i + attack_spacing >= melody->n ||
      !(rise_at(melody, i) > attack_db)) {
    return false;
  }

  for (size_t k = i - attack_spacing + attack_reach;
       k <= i + attack_spacing - attack_reach;
       ++k) {
    if (rise_at(melody, k) > rise_at(melody, i)) {
      return false;
    }
  }

  const size_t before = i - attack_reach;
  return find_peak(melody, start, before) >
         melody->tones[before].level_db + dip_db;
}

// Strings and rooms ring on, at octaves and pitches of their own
static bool
is_echo(const Melody* const melody, const Run run, const Run before)
{
  const float peak_db = find_peak(melody, run.start, run.end);
  return run.start == before.end &&
         peak_db < find_peak(melody, before.start, before.end) + echo_db &&
         peak_db < melody->tones[run.start].level_db + rise_db;
}

static DilNote
write_note(const Melody* const melody, const Run run, const unsigned key)
{
  const size_t last =
    run.start + onset_length < run.end ? run.start + onset_length : run.end;

  // As instruments do by default (SFZ's amp_veltrack): 40 dB for a factor of 10
  const float level_db =
    find_peak(melody, run.start, last) - melody->loudest_db;
  const float velocity = top_velocity * powf(10.0f, level_db / 40.0f);
  const DilNote note = {.onset_s = (double)run.start * melody->hop_s,
                        .length_s =
                          (double)(run.end - run.start) * melody->hop_s,
                        .key = (uint8_t)key,
                        .velocity = (uint8_t)fmaxf(1.0f, roundf(velocity))};
  return note;
}

// Tones from `start` on that are a rest, or one stroke of a key
static Run
find_run(const Melody* const melody,
         const uint8_t* const states,
         const size_t start)
{
  Run run = {start, start + 1U};
  while (run.end < melody->n && states[run.end] == states[start] &&
         (states[start] == rest || !is_attack(melody, start, run.end))) {
    ++run.end;
  }

  return run;
}

static size_t
write_notes(const Melody* const melody,
            const uint8_t* const states,
            DilNote* const notes)
{
  size_t n_notes = 0U;
  Run before = {0U, 0U};
  for (size_t at = 0U; at < melody->n;) {
    Run run = find_run(melody, states, at);
    if (states[at] != rest) {
      if (at && states[at - 1U] == rest) {
        run.start = find_onset(melody, run, before.end);
      }

      // An echo goes on where the note before it ends, and may have its own
      if (is_echo(melody, run, before)) {
        before.end = run.end;
      } else {
        notes[n_notes++] = write_note(melody, run, states[at]);
        before = run;
      }
    }

    at = run.end;
  }

  return n_notes;
}

bool
dil_transcribe(const DilHeardTone* const tones,
               const size_t n_tones,
               const double hop_s,
               DilNote* const notes,
               size_t* const n_notes)
{
  uint8_t* const sources = (uint8_t*)malloc(n_tones * n_states + 1U);
  uint8_t* const states = (uint8_t*)malloc(n_tones + 1U);
  bool* const is_silent = (bool*)malloc(n_tones * sizeof(bool) + 1U);
  const bool is_possible = sources && states && is_silent;
  if (is_possible) {
    Melody melody = {tones, is_silent, n_tones, hop_s, 0.0f, 0.0f};
    melody.loudest_db = find_peak(&melody, 0U, n_tones);
    find_silence(&melody);
    melody.tuning = find_tuning(&melody);
    choose_states(&melody, sources, states);
    *n_notes = write_notes(&melody, states, notes);
  }

  free(is_silent);
  free(states);
  free(sources);
  return is_possible;
}
