// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "info.h"

#include "general_midi.h"
#include "json_output.h"
#include "report.h"

#include "dilaton/score.h"

#include <jansson.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

static bool
has_program(const DilScorePart* const part, const unsigned program)
{
  return part->programs[program / 8U] >> program % 8U & 1U;
}

/// The programs as words, ", program 65 (Alto Sax), 40 (Violin)", or nothing
static void
list_programs(const DilScorePart* const part,
              char* const text,
              const size_t size)
{
  size_t n = 0U;
  *text = '\0';
  for (unsigned program = 0U; program < 128U && n < size; ++program) {
    if (part->channel != DIL_DRUM_CHANNEL && has_program(part, program)) {
      n += (size_t)snprintf(text + n,
                            size - n,
                            ", %s%u (%s)",
                            n ? "" : "program ",
                            program,
                            dil_general_midi_name(program));
    }
  }
}

/// The keys as words, "C4 to G5 (keys 60 to 79)"
static void
name_keys(const DilScorePart* const part, char* const text, const size_t size)
{
  char low[8];
  char high[8];
  dil_key_name(part->lo_key, low);
  dil_key_name(part->hi_key, high);
  if (part->lo_key == part->hi_key) {
    snprintf(text, size, "%s (key %u)", low, part->lo_key);
  } else {
    snprintf(text,
             size,
             "%s to %s (keys %u to %u)",
             low,
             high,
             part->lo_key,
             part->hi_key);
  }
}

static void
print_part(const DilScorePart* const part)
{
  const bool is_drums = part->channel == DIL_DRUM_CHANNEL;
  char label[32];
  char keys[64];
  char programs[512];
  snprintf(label, sizeof(label), "Track %u", (unsigned)part->track);
  name_keys(part, keys, sizeof(keys));
  list_programs(part, programs, sizeof(programs));
  print_row(label,
            "%s%schannel %u, %zu note%s, %s%s%s",
            part->name,
            *part->name ? ": " : "",
            part->channel + 1U,
            part->n_notes,
            part->n_notes == 1U ? "" : "s",
            keys,
            programs,
            is_drums ? ", drums, left out without --channel 10" : "");
}

static void
print_tempo(const DilScore* const score)
{
  const DilScoreTempo tempo = dil_score_tempo(score);
  const DilScorePosition start = dil_score_position(score, 0.0);
  if (tempo.lowest < tempo.highest) {
    print_row("Tempo",
              "%.4g beats a minute at first, %.4g to %.4g",
              tempo.first,
              tempo.lowest,
              tempo.highest);
  } else if (tempo.first > 0.0) {
    print_row("Tempo", "%.4g beats a minute", tempo.first);
  }

  if (start.bar) {
    print_row("Bars", "%u/%u at first", start.n_beats, start.beat_unit);
  }
}

static void
print_melody(const DilScore* const score, const char* const path)
{
  const double length_s = dil_score_duration_s(score);
  const unsigned long whole_s = (unsigned long)floor(length_s);
  if (*dil_score_title(score)) {
    print_row("Title", "%s", dil_score_title(score));
  }

  print_row("File", "%s", path);
  print_row(
    "Length", "%lu:%02lu (%.2f s)", whole_s / 60U, whole_s % 60U, length_s);
  print_tempo(score);
  print_row("Tracks",
            "%u, from 0; --track takes those that have notes:",
            (unsigned)dil_score_n_tracks(score));
  for (size_t i = 0U; i < dil_score_n_parts(score); ++i) {
    print_part(&dil_score_parts(score)[i]);
  }
}

static json_t*
part_json(const DilScorePart* const part)
{
  json_t* const programs = json_array();
  for (unsigned program = 0U; program < 128U; ++program) {
    if (has_program(part, program)) {
      json_array_append_new(programs, json_integer(program));
    }
  }

  return json_pack("{s:i, s:i, s:o, s:I, s:i, s:i, s:o}",
                   "track",
                   (int)part->track,
                   "channel",
                   part->channel + 1,
                   "name",
                   json_text(part->name),
                   "n_notes",
                   (json_int_t)part->n_notes,
                   "lo_key",
                   (int)part->lo_key,
                   "hi_key",
                   (int)part->hi_key,
                   "programs",
                   programs);
}

static json_t*
melody_json(const DilScore* const score, const char* const path)
{
  const DilScoreTempo tempo = dil_score_tempo(score);
  json_t* const parts = json_array();
  for (size_t i = 0U; i < dil_score_n_parts(score); ++i) {
    json_array_append_new(parts, part_json(&dil_score_parts(score)[i]));
  }

  return json_pack("{s:o, s:o, s:f, s:{s:f, s:f, s:f}, s:i, s:o}",
                   "file",
                   json_text(path),
                   "title",
                   json_text(dil_score_title(score)),
                   "length_s",
                   dil_score_duration_s(score),
                   "tempo",
                   "first",
                   tempo.first,
                   "lowest",
                   tempo.lowest,
                   "highest",
                   tempo.highest,
                   "n_tracks",
                   (int)dil_score_n_tracks(score),
                   "parts",
                   parts);
}

int
info_melody(const char* const path, const bool is_json)
{
  DilScoreOptions options = dil_score_defaults();
  DilScore* score = NULL;
  DilMessage message;
  options.with_drums = true;
  const DilStatus status = dil_score_load(path, &options, &score, &message);
  if (status) {
    return complain_failure(status, &message);
  }

  for (size_t i = 0U; i < dil_score_n_warnings(score); ++i) {
    (void)complain("warning: %s", dil_score_warning(score, i));
  }

  int result = EXIT_DONE;
  if (is_json) {
    result = json_print(melody_json(score, path));
  } else {
    print_melody(score, path);
    result = finish_output();
  }

  dil_score_free(score);
  return result;
}
