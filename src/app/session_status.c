// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "session_status.h"

#include "clock.h"
#include "columns.h"
#include "printable.h"
#include "report.h"

#include "dilaton/watch.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/// Time between two lines in seconds
static const double interval_s = 0.1;

/// How long it stays marked that it was too loud, in seconds
static const double mark_s = 2.0;

/// Least columns for a name, and those of what stands between two parts
enum { LEAST_NAME = 6, BETWEEN = 3 };

void
session_status_begin(SessionStatus* const status,
                     const DilPreset* const* const presets,
                     const size_t n_presets)
{
  memset(status, 0, sizeof(*status));
  status->clipped_s = -mark_s;
  for (size_t p = 0U; p < n_presets; ++p) {
    for (uint32_t i = 0U; i < dil_preset_n_instruments(presets[p]) &&
                          status->n_names < STATUS_PROGRAMS;
         ++i) {
      char* const name = status->names[status->n_names++];
      snprintf(name,
               sizeof(status->names[0]),
               "%s",
               dil_preset_instrument(presets[p], i)->name);
      dil_make_printable(name);
    }
  }
}

/// Add a part to the line
static void
add(char* const line, const size_t size, const char* const part)
{
  const size_t n = strlen(line);
  snprintf(line + n, size - n, "%s%s", n && *part ? " | " : "", part);
}

/// Add the place in the score, if there is one
static void
add_place(char* const line,
          const size_t size,
          const DilScore* const score,
          const double time_s)
{
  if (!score) {
    return;
  }

  char now[16];
  char end[16];
  char bar[32] = "";
  char text[80];
  const double shown_s = fmax(time_s, 0.0);
  const DilScorePosition position = dil_score_position(score, shown_s);
  format_time(shown_s, now);
  format_time(dil_score_duration_s(score), end);
  if (position.bar) {
    snprintf(bar, sizeof(bar), " bar %u.%u", position.bar, position.beat);
  }
  snprintf(text, sizeof(text), "%s/%s%s", now, end, bar);
  add(line, size, text);
}

/// Add what the computer's keyboard is set to, if it is played
static void
add_keyboard(char* const line,
             const size_t size,
             const Keyboard* const keyboard)
{
  char text[64];
  if (keyboard) {
    snprintf(text,
             sizeof(text),
             "octave %d | loud %d | program %d",
             keyboard->base / 12 - 1,
             keyboard->velocity,
             keyboard->program);
    add(line, size, text);
  }
}

/// Add the level since the last line, and whether it was where it is squeezed
static void
add_level(char* const line,
          const size_t size,
          SessionStatus* const status,
          DilEngine* const engine,
          const double now_s)
{
  float peaks[DIL_N_OUTPUTS] = {0.0f};
  char text[32] = "silent";
  dil_engine_take_peaks(engine, peaks);
  const float peak = fmaxf(peaks[0], peaks[1]);
  if (peak > DIL_PEAK_LIMITED) {
    status->clipped_s = now_s;
  }
  if (peak > 1e-3f) {
    snprintf(text, sizeof(text), "%.0f dB", 20.0 * log10((double)peak));
  }

  add(line, size, text);
  if (now_s - status->clipped_s < mark_s) {
    const size_t n = strlen(line);
    snprintf(line + n, size - n, " CLIP");
  }
}

/// The instrument that plays; one for the channels of a melody that have
/// several
static void
name_instrument(const SessionStatus* const status, char* const text, size_t n)
{
  const int program = status->keyboard ? status->keyboard->program : 0;
  const size_t place = (size_t)program < status->n_names ? (size_t)program : 0U;
  const bool has_more = status->is_cast && status->n_names > 1U;
  snprintf(text,
           n,
           has_more ? "%s +%zu" : "%s",
           status->names[place],
           status->n_names - 1U);
}

/// Put the names of what plays before the rest, as far as there is room
static void
add_names(const SessionStatus* const status,
          const char* const rest,
          char* const line,
          const size_t size)
{
  char names[2][128] = {"", ""};
  name_instrument(status, names[0], sizeof(names[0]));
  if (status->score) {
    snprintf(names[1], sizeof(names[1]), "%s", dil_score_title(status->score));
    dil_make_printable(names[1]);
  }

  const size_t n_taken = columns_of(rest);
  const size_t n_columns = progress_columns();
  size_t n_left = n_columns > n_taken ? n_columns - n_taken : 0U;
  for (size_t i = 0U; i < 2U && *names[i]; ++i) {
    // Half of the room for the first of two
    const bool is_shared =
      !i && *names[1] && n_left >= 2U * (BETWEEN + LEAST_NAME);
    const size_t n_other = columns_of(names[1]) + BETWEEN;
    const size_t half = n_left / 2U;
    const size_t n_room =
      is_shared ? (n_other < half ? n_left - n_other : half) : n_left;
    if (n_room >= BETWEEN + LEAST_NAME) {
      char text[128];
      columns_fit(names[i], n_room - BETWEEN, text, sizeof(text));
      add(line, size, text);
      n_left -= columns_of(text) + BETWEEN;
    }
  }
  add(line, size, rest);
}

void
session_status_show(Progress* const progress,
                    SessionStatus* const status,
                    DilEngine* const engine,
                    const SessionState* const state)
{
  const double now_s = dil_monotonic_s();
  if (!progress->is_shown || now_s - progress->shown_s < interval_s) {
    return;
  }

  char rest[256] = "";
  char line[512] = "";
  char text[64];
  add_place(rest, sizeof(rest), status->score, state->score_s);
  add_keyboard(rest, sizeof(rest), status->keyboard);
  snprintf(text, sizeof(text), "voices %u", state->n_voices);
  add(rest, sizeof(rest), text);
  add_level(rest, sizeof(rest), status, engine, now_s);
  snprintf(text, sizeof(text), "load %.0f %%", 100.0 * (double)state->load);
  add(rest, sizeof(rest), text);
  if (state->n_underruns) {
    snprintf(text, sizeof(text), "underruns %u", state->n_underruns);
    add(rest, sizeof(rest), text);
  }

  add_names(status, rest, line, sizeof(line));
  progress->shown_s = now_s;
  progress_text(progress, line);
}

void
session_status_conclude(const SessionState* const state)
{
  fprintf(stderr,
          "played %.2f s, %llu note%s, %u underrun%s, load %.0f %% at most\n",
          state->played_s,
          (unsigned long long)state->n_notes,
          state->n_notes == 1U ? "" : "s",
          state->n_underruns,
          state->n_underruns == 1U ? "" : "s",
          100.0 * (double)state->peak_load);
}

void
session_status_explain(const SessionState* const state)
{
  const int priority = state->priority_error;
  const int memory = state->memory_error;
  if (priority || memory) {
    (void)complain("not in real time: %s%s%s%s%s; see REAL TIME in dilaton(1)",
                   priority ? "priority: " : "",
                   priority ? strerror(priority) : "",
                   priority && memory ? ", " : "",
                   memory ? "memory: " : "",
                   memory ? strerror(memory) : "");
  }
}
