// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "cast.h"

#include "file_check.h"
#include "general_midi.h"
#include "kin.h"
#include "library.h"
#include "number.h"
#include "preset_path.h"
#include "report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define N_CHANNELS 16U
#define N_PROGRAMS 128U
#define NO_PROGRAM N_PROGRAMS ///< Of a channel that asks for none
#define LINE_SIZE  2048U

/// The casting under way
typedef struct {
  const DilScoreOptions* options;
  const DilScore* score;
  Sound* sound;
  Library library;
  uint32_t forced[N_CHANNELS]; ///< Bank program by --map, or NOT_FOUND
  uint8_t programs[N_CHANNELS][N_PROGRAMS];
  char line[LINE_SIZE]; ///< What was chosen
  bool is_table;        ///< It is printed instead, a row for each choice
} Cast;

/// Program in the bank of a preset's first instrument
static uint32_t
first_program(const Sound* const sound, const size_t preset)
{
  uint32_t n = 0U;
  for (size_t i = 0U; i < preset; ++i) {
    n += dil_preset_n_instruments(sound->presets[i]);
  }

  return n;
}

/// The instrument that has a program in the bank
static const DilInstrument*
instrument_of(const Sound* const sound, uint32_t program)
{
  size_t i = 0U;
  while (program >= dil_preset_n_instruments(sound->presets[i])) {
    program -= dil_preset_n_instruments(sound->presets[i++]);
  }

  return dil_preset_instrument(sound->presets[i], program);
}

/// First program of a preset file in the bank, or NOT_FOUND
static uint32_t
find_preset(const Sound* const sound, const char* const path)
{
  for (size_t i = 0U; i < sound->n_presets; ++i) {
    if (is_same_file(sound->paths[i], path)) {
      return first_program(sound, i);
    }
  }

  return NOT_FOUND;
}

/// Add a preset, which is the sound's from then on; its first program, or
/// NOT_FOUND if there is no room
static uint32_t
add_preset(Sound* const sound, DilPreset* const preset, char* const path)
{
  const uint32_t program = first_program(sound, sound->n_presets);
  return sound_add(sound, preset, path) ? program : NOT_FOUND;
}

/// Take one "CHANNEL=PRESET" of --map
static int
force(Cast* const cast, const char* const entry)
{
  const char* const equals = strchr(entry, '=');
  uint64_t channel = 0U;
  if (!equals || !equals[1] ||
      !dil_whole_read(entry, (size_t)(equals - entry), N_CHANNELS, &channel) ||
      !channel) {
    return complain_usage("--map: \"%s\" is not CHANNEL=PRESET, with a channel "
                          "from 1 to 16",
                          entry);
  }

  DilPreset* preset = NULL;
  char* path = NULL;
  DilMessage message;
  const DilStatus status = preset_load(equals + 1, &preset, &path, &message);
  if (status) {
    return complain_failure(status, &message);
  }

  const uint32_t found = find_preset(cast->sound, path);
  const uint32_t first =
    found == NOT_FOUND ? add_preset(cast->sound, preset, path) : found;
  if (found != NOT_FOUND || first == NOT_FOUND) {
    dil_preset_free(preset);
    free(path);
  }

  cast->forced[channel - 1U] = first;
  return first == NOT_FOUND
           ? complain_usage("--map: more than %u presets", DIL_MAX_PRESETS)
           : OPTIONS_GO_ON;
}

/// Take --map, "1=cello,3=flute"
static int
force_all(Cast* const cast, const char* const map)
{
  int result = OPTIONS_GO_ON;
  for (const char* at = map; *at && result == OPTIONS_GO_ON;) {
    char entry[4096];
    const size_t n = strcspn(at, ",");
    snprintf(entry, sizeof(entry), "%.*s", (int)n, at);
    result = force(cast, entry);
    at += n + (at[n] == ',');
  }

  return result;
}

/// Bank program of what plays a part best, the usual one at worst
static uint32_t
choose(Cast* const cast, const Wanted* const wanted)
{
  Library* const library = &cast->library;
  const Kin kin = kin_nearest(library->n_presets, library->presets, wanted);
  if (kin.away == NOT_FOUND) {
    return 0U;
  }

  const size_t k = kin.preset;
  uint32_t first = find_preset(cast->sound, library->paths[k]);
  if (first == NOT_FOUND) {
    first = add_preset(cast->sound, library->presets[k], library->paths[k]);
    library->is_given[k] = first != NOT_FOUND;
  }

  return first == NOT_FOUND ? 0U : first + kin.instrument;
}

/// Note a choice for the line, or print its row
static void
tell(Cast* const cast,
     const DilScorePart* const part,
     const uint32_t program,
     const uint32_t bank)
{
  const char* const name = instrument_of(cast->sound, bank)->name;
  const bool is_asked = program < N_PROGRAMS;
  const char* const asked = is_asked ? dil_general_midi_name(program) : "";
  char text[256];
  snprintf(text, sizeof(text), "%s%s%s", name, is_asked ? " for " : "", asked);
  if (cast->is_table) {
    char label[32];
    snprintf(label, sizeof(label), "Channel %u", part->channel + 1U);
    print_row(label, "%s", text);
    return;
  }

  const size_t n = strlen(cast->line);
  snprintf(cast->line + n,
           sizeof(cast->line) - n,
           "%s%u %s",
           n ? ", " : "channels: ",
           part->channel + 1U,
           text);
}

static void
leave_out(Cast* const cast, const DilScorePart* const part)
{
  if (cast->is_table) {
    print_row("Channel 10",
              "left out: drums, %zu note%s",
              part->n_notes,
              part->n_notes == 1U ? "" : "s");
    return;
  }

  const size_t n = strlen(cast->line);
  snprintf(cast->line + n,
           sizeof(cast->line) - n,
           "%s10 left out (drums)",
           n ? ", " : "channels: ");
}

/// Whether a part is played, or would be if it were not drums
static bool
is_chosen(const Cast* const cast, const DilScorePart* const part)
{
  DilScoreOptions options = *cast->options;
  options.with_drums = true;
  return dil_score_plays(&options, part->track, part->channel);
}

/// Whether an earlier part has the same channel
static bool
is_repeated(const Cast* const cast, const size_t part)
{
  const DilScorePart* const parts = dil_score_parts(cast->score);
  bool is_found = false;
  for (size_t i = 0U; i < part; ++i) {
    is_found = is_found || (parts[i].channel == parts[part].channel &&
                            is_chosen(cast, &parts[i]));
  }

  return is_found;
}

/// Programs that the played parts of a channel ask for, NO_PROGRAM last
static bool
is_asked_for(const Cast* const cast,
             const uint8_t channel,
             const uint32_t program)
{
  const DilScorePart* const parts = dil_score_parts(cast->score);
  bool is_asked = false;
  bool asks_for_any = false;
  for (size_t i = 0U; i < dil_score_n_parts(cast->score); ++i) {
    if (parts[i].channel != channel) {
      continue;
    }
    for (uint32_t p = 0U; p < N_PROGRAMS; ++p) {
      const bool is_here = parts[i].programs[p / 8U] >> p % 8U & 1U;
      asks_for_any = asks_for_any || is_here;
      is_asked = is_asked || (is_here && p == program);
    }
  }

  return program == NO_PROGRAM ? !asks_for_any : is_asked;
}

/// What all played parts of a channel want, of any program
static Wanted
wanted_of(const Cast* const cast, const uint8_t channel)
{
  const DilScorePart* const parts = dil_score_parts(cast->score);
  Wanted wanted = {NO_PROGRAM, 127, 0};
  for (size_t i = 0U; i < dil_score_n_parts(cast->score); ++i) {
    if (parts[i].channel == channel && is_chosen(cast, &parts[i])) {
      const int lo_key = parts[i].lo_key;
      const int hi_key = parts[i].hi_key;
      wanted.lo_key = lo_key < wanted.lo_key ? lo_key : wanted.lo_key;
      wanted.hi_key = hi_key > wanted.hi_key ? hi_key : wanted.hi_key;
    }
  }

  wanted.lo_key += cast->options->transpose;
  wanted.hi_key += cast->options->transpose;
  return wanted;
}

/// Choose for all that a channel asks for
static void
cast_channel(Cast* const cast, const DilScorePart* const part)
{
  const uint8_t channel = part->channel;
  Wanted wanted = wanted_of(cast, channel);
  for (uint32_t p = 0U; p <= NO_PROGRAM; ++p) {
    if (!is_asked_for(cast, channel, p)) {
      continue;
    }

    const uint32_t forced = cast->forced[channel];
    wanted.program = p;
    const uint32_t bank = forced == NOT_FOUND ? choose(cast, &wanted) : forced;
    if (p < N_PROGRAMS) {
      cast->programs[channel][p] = (uint8_t)bank;
    } else {
      memset(cast->programs[channel], (int)bank, N_PROGRAMS);
    }
    tell(cast, part, p, bank);
  }
}

static void
cast_parts(Cast* const cast)
{
  const DilScorePart* const parts = dil_score_parts(cast->score);
  for (size_t i = 0U; i < dil_score_n_parts(cast->score); ++i) {
    if (!is_chosen(cast, &parts[i]) || is_repeated(cast, i)) {
      continue;
    }
    if (!dil_score_plays(cast->options, parts[i].track, parts[i].channel)) {
      leave_out(cast, &parts[i]);
    } else {
      cast_channel(cast, &parts[i]);
    }
  }
}

int
cast_melody(const SoundRequest* const request,
            const DilScoreOptions* const options,
            const bool is_quiet,
            Sound* const sound,
            DilScore* const score)
{
  const bool is_table = request->map && !strcmp(request->map, "show");
  const bool has_map = request->map && !is_table;
  if (request->presets.n_texts && !has_map && !is_table) {
    return OPTIONS_GO_ON;
  }

  Cast* const cast = (Cast*)calloc(1U, sizeof(*cast));
  if (!cast) {
    return complain("out of memory");
  }

  cast->options = options;
  cast->score = score;
  cast->sound = sound;
  cast->is_table = is_table;
  memset(cast->forced, 0xFF, sizeof(cast->forced));
  int result = has_map ? force_all(cast, request->map) : OPTIONS_GO_ON;
  if (result == OPTIONS_GO_ON) {
    if (!request->presets.n_texts) {
      library_fill(&cast->library);
    }
    cast_parts(cast);
  }

  DilMessage message;
  if (result == OPTIONS_GO_ON && is_table) {
    result = finish_output();
  } else if (result == OPTIONS_GO_ON &&
             dil_score_cast(
               score, (const uint8_t(*)[N_PROGRAMS])cast->programs, &message)) {
    result = complain("%s", message.text);
  } else if (result == OPTIONS_GO_ON && !is_quiet) {
    remark("%s", cast->line);
  }
  library_clear(&cast->library);
  free(cast);
  return result;
}
