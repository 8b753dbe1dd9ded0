// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "sound.h"

#include "file_check.h"
#include "general_midi.h"
#include "number.h"
#include "preset_path.h"
#include "report.h"

#include "dilaton/audio.h"
#include "dilaton/parameter.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/// What the program does that the engine and the plugins do only when told
#define USUAL_WIDTH 0.4f
#define USUAL_SPACE 0.2f

const char* const sound_weights[] = {"f32", "bf16", "f16", "int8", NULL};

const char* const sound_outsides[] = {"stretch", "fold", "drop", "guess", NULL};

const char* const sound_encodings[] = {"s16", "s24", "float", NULL};

SoundRequest
sound_defaults(void)
{
  SoundRequest request;
  memset(&request, 0, sizeof(request));
  request.rate = 48000;
  request.top_p = -1.0;
  request.a4_hz = 440.0;
  request.weights = -1;
  return request;
}

/// What values below 0 are called that each instrument has its own for
static const char own[] = "own";

/// Parameters in the order in which musicians look for them, by groups
static const DilParameter parameter_order[DIL_N_PARAMETERS] = {
  DIL_PARAMETER_BRIGHTNESS,   DIL_PARAMETER_MORPH,
  DIL_PARAMETER_INSTRUMENT,   DIL_PARAMETER_VELOCITY,
  DIL_PARAMETER_ATTACK,       DIL_PARAMETER_DECAY,
  DIL_PARAMETER_SUSTAIN,      DIL_PARAMETER_RELEASE,
  DIL_PARAMETER_TUNING,       DIL_PARAMETER_MODE,
  DIL_PARAMETER_GLIDE,        DIL_PARAMETER_VIBRATO_DEPTH,
  DIL_PARAMETER_VIBRATO_RATE, DIL_PARAMETER_VIBRATO_DELAY,
  DIL_PARAMETER_BEND_RANGE,   DIL_PARAMETER_OUTSIDE,
  DIL_PARAMETER_PAN,          DIL_PARAMETER_WIDTH,
  DIL_PARAMETER_SPACE,        DIL_PARAMETER_ROOM_SIZE,
  DIL_PARAMETER_GAIN,         DIL_PARAMETER_VOICES,
  DIL_PARAMETER_TEMPERATURE,  DIL_PARAMETER_TOP_P,
  DIL_PARAMETER_TOP_K,        DIL_PARAMETER_SEED};

/// Names of the values of a parameter that has them, or ""
static void
list_choices(const DilParameterInfo* const info, char text[64])
{
  size_t n = 0U;
  text[0] = '\0';
  for (size_t i = 0U; info->choices && info->choices[i] && n < 64U; ++i) {
    n += (size_t)snprintf(
      text + n, 64U - n, "%s%s", i ? ", " : "", info->choices[i]);
  }
}

static void
list_parameter(const DilParameter parameter)
{
  const DilParameterInfo* const info = dil_parameter_info(parameter);
  const float value = parameter == DIL_PARAMETER_WIDTH   ? USUAL_WIDTH
                      : parameter == DIL_PARAMETER_SPACE ? USUAL_SPACE
                                                         : info->value;
  char range[64];
  list_choices(info, range);
  if (!info->choices) {
    char usual[16];
    snprintf(usual, sizeof(usual), "%g", (double)value);
    snprintf(range,
             sizeof(range),
             "%g to %g%s%s (%s)",
             info->has_own ? 0.0 : (double)info->low,
             (double)info->high,
             *info->unit ? " " : "",
             info->unit,
             info->has_own ? own : usual);
  }
  printf("  %-14s %-26s %s\n", info->symbol, range, info->help);
}

static int
list_parameters(void)
{
  uint32_t group = DIL_N_PARAMETER_GROUPS;
  for (size_t i = 0U; i < DIL_N_PARAMETERS; ++i) {
    const uint32_t next = dil_parameter_info(parameter_order[i])->group;
    if (next != group) {
      printf("%s\n", dil_parameter_group_name(next));
      group = next;
    }
    list_parameter(parameter_order[i]);
  }

  return finish_output();
}

bool
sound_wants_list(const SoundRequest* const request)
{
  bool is_wanted = false;
  for (size_t i = 0U; i < request->parameters.n_texts; ++i) {
    is_wanted = is_wanted || !strcmp(request->parameters.texts[i], "list");
  }
  return is_wanted;
}

/// Set a parameter by the name of a value, if it has that
static bool
set_choice(const DilParameterInfo* const info,
           const char* const name,
           float* const value)
{
  for (size_t i = 0U; info->choices && info->choices[i]; ++i) {
    if (!strcmp(info->choices[i], name)) {
      *value = info->low + (float)i;
      return true;
    }
  }

  if (info->has_own && !strcmp(own, name)) {
    *value = info->low;
    return true;
  }

  return false;
}

static int
set_parameter(const char* const text, float* const parameters)
{
  const char* const equals = strchr(text, '=');
  const size_t n = equals ? (size_t)(equals - text) : 0U;
  for (uint32_t i = 0U; i < DIL_N_PARAMETERS && n; ++i) {
    const DilParameterInfo* const info = dil_parameter_info(i);
    if (strlen(info->symbol) != n || !!strncmp(text, info->symbol, n)) {
      continue;
    }

    if (set_choice(info, equals + 1, &parameters[i])) {
      return OPTIONS_GO_ON;
    }

    // As a float, for the limits are: 0.1 is not less than 0.1f
    double read = 0.0;
    const bool is_number = dil_number_read(equals + 1, &read);
    const float value = (float)fmin(fmax(read, -1e9), 1e9);
    if (!is_number || value < info->low || value > info->high ||
        (info->is_integer && value != floorf(value))) {
      char choices[64];
      list_choices(info, choices);
      return info->choices
               ? complain_usage("--set: %s is none of %s", text, choices)
               : complain_usage("--set: %s is not a %snumber from %g to %g",
                                text,
                                info->is_integer ? "whole " : "",
                                (double)info->low,
                                (double)info->high);
    }

    parameters[i] = value;
    return OPTIONS_GO_ON;
  }

  return complain_usage("--set: %s names no parameter; see --set list", text);
}

static int
apply(const SoundRequest* const request, DilEngineSettings* const settings)
{
  settings->rate = (uint32_t)request->rate;
  settings->seed = request->seed;
  settings->kernel = request->kernel;
  settings->precision = (DilPrecision)(request->weights + 1);
  settings->sampling.is_greedy = request->is_greedy;
  settings->sampling.temperature = (float)request->temperature;
  settings->sampling.top_p = (float)request->top_p;
  settings->sampling.top_k = (uint32_t)request->top_k;
  settings->sampling.noise = -1.0f;
  settings->parameters[DIL_PARAMETER_GAIN] = (float)request->gain_db;
  settings->parameters[DIL_PARAMETER_TUNING] = (float)request->a4_hz;
  settings->parameters[DIL_PARAMETER_WIDTH] = USUAL_WIDTH;
  settings->parameters[DIL_PARAMETER_SPACE] = USUAL_SPACE;
  settings->parameters[DIL_PARAMETER_OUTSIDE] = (float)request->outside;

  int status = OPTIONS_GO_ON;
  for (size_t i = 0U;
       i < request->parameters.n_texts && status == OPTIONS_GO_ON;
       ++i) {
    status = set_parameter(request->parameters.texts[i], settings->parameters);
  }

  return status;
}

static DilStatus
load_presets(const SoundRequest* const request,
             Sound* const sound,
             DilMessage* const message)
{
  static const TextList usual = {{DIL_USUAL_PRESET}, 1U};

  const TextList* const names =
    request->presets.n_texts ? &request->presets : &usual;
  DilStatus status = DIL_OK;
  for (size_t i = 0U; i < names->n_texts && !status; ++i) {
    status = preset_load(
      names->texts[i], &sound->presets[i], &sound->paths[i], message);
    sound->n_presets += !status;
  }

  return status;
}

/// The keys that were learned: "C#3 to G#5", or in words for several
static void
name_keys(Sound* const sound)
{
  const DilPreset* const preset = sound->presets[0];
  const DilInstrument* const instrument = dil_preset_instrument(preset, 0U);
  if (sound->n_presets > 1U || dil_preset_n_instruments(preset) > 1U) {
    snprintf(sound->keys, sizeof(sound->keys), "the keys of their instruments");
    return;
  }

  char low[8];
  char high[8];
  dil_key_name((unsigned)instrument->lo_key, low);
  dil_key_name((unsigned)instrument->hi_key, high);
  snprintf(sound->keys, sizeof(sound->keys), "%s to %s", low, high);
}

bool
sound_add(Sound* const sound, DilPreset* const preset, char* const path)
{
  if (sound->n_presets == DIL_MAX_PRESETS) {
    return false;
  }

  sound->presets[sound->n_presets] = preset;
  sound->paths[sound->n_presets++] = path;
  name_keys(sound);
  return true;
}

int
sound_load(const SoundRequest* const request,
           DilEngineSettings* const settings,
           Sound* const out)
{
  memset(out, 0, sizeof(*out));
  dil_tuning_equal(&out->tuning);
  if (sound_wants_list(request)) {
    return list_parameters();
  }

  const int result = apply(request, settings);
  if (result != OPTIONS_GO_ON) {
    return result;
  }

  if (request->presets.n_texts > DIL_MAX_PRESETS) {
    return complain_usage("--preset: more than %u", DIL_MAX_PRESETS);
  }

  if (request->mapping && !request->scale) {
    return complain_usage("--mapping: needs --scale");
  }

  DilMessage message;
  DilStatus status = load_presets(request, out, &message);
  if (!status && request->scale) {
    status =
      dil_tuning_load(request->scale, request->mapping, &out->tuning, &message);
  }

  if (status) {
    return complain_failure(status, &message);
  }

  out->outside = (DilOutside)settings->parameters[DIL_PARAMETER_OUTSIDE];
  name_keys(out);
  return OPTIONS_GO_ON;
}

void
sound_clear(Sound* const sound)
{
  for (size_t i = 0U; i < sound->n_presets; ++i) {
    dil_preset_free(sound->presets[i]);
    free(sound->paths[i]);
  }

  sound->n_presets = 0U;
}

bool
sound_has_changed(Sound* const sound, const unsigned period)
{
  return preset_watch_look(
    &sound->watch, (const char* const*)sound->paths, sound->n_presets, period);
}

const DilPreset* const*
sound_presets(const Sound* const sound)
{
  return (const DilPreset* const*)sound->presets;
}

void
sound_remark_outside(const Sound* const sound,
                     const uint64_t n_outside,
                     const uint64_t n_notes)
{
  static const char* const fates[][2] = {
    {"sounds from the nearest key, moved", "sound from the nearest key, moved"},
    {"is moved by octaves", "are moved by octaves"},
    {"is left out", "are left out"},
    {"is what the network guesses", "are what the network guesses"}};

  if (n_outside) {
    remark("%llu of %llu note%s lie%s outside %s, and %s (--outside)",
           (unsigned long long)n_outside,
           (unsigned long long)n_notes,
           n_notes == 1U ? "" : "s",
           n_outside == 1U ? "s" : "",
           sound->keys,
           fates[sound->outside][n_outside != 1U]);
  }
}

int
sound_check_name(const SoundRequest* const request, const char* const output)
{
  DilMessage message;
  const DilStatus status =
    output ? dil_audio_writer_check(output, (uint32_t)request->rate, &message)
           : DIL_OK;
  return status ? complain_failure(status, &message) : OPTIONS_GO_ON;
}

int
sound_check_output(const SoundRequest* const request,
                   const Sound* const sound,
                   const char* const output,
                   const char* const melody)
{
  const char* const inputs[] = {melody, request->scale, request->mapping};
  bool is_input = false;
  for (size_t i = 0U; i < 3U; ++i) {
    is_input = is_input || is_same_file(output, inputs[i]);
  }
  for (size_t i = 0U; i < sound->n_presets; ++i) {
    is_input = is_input || is_same_file(output, sound->paths[i]);
  }

  if (is_input) {
    return complain_usage("%s: is an input, and would be replaced", output);
  }

  return !strcmp(output, "-") && isatty(STDOUT_FILENO)
           ? complain_usage("standard output: is a terminal")
           : OPTIONS_GO_ON;
}
