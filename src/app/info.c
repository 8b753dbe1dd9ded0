// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "info.h"
#include "command.h"
#include "general_midi.h"
#include "json_output.h"
#include "number.h"
#include "options.h"
#include "preset_path.h"
#include "report.h"
#include "sound.h"
#include "soundfont_check.h"

#include "dilaton/precision.h"
#include "dilaton/preset.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/// Metadata that has a line of its own, or is said with its instrument
static const char* const known_keys[] = {"dilaton",
                                         "rate",
                                         "predictor.a",
                                         "predictor.b",
                                         "predictor.emphasis",
                                         "predictor.gain",
                                         "temperature",
                                         "noise",
                                         "top_p",
                                         "top_k",
                                         "layers",
                                         "instruments",
                                         "title",
                                         "residual_channels",
                                         "instrument.",
                                         "skip_channels",
                                         "dilation_cycle",
                                         "weights"};

static bool
is_known(const char* const key)
{
  for (size_t i = 0U; i < sizeof(known_keys) / sizeof(known_keys[0]); ++i) {
    const size_t n = strlen(known_keys[i]);
    const bool is_prefix = known_keys[i][n - 1U] == '.';
    if (is_prefix ? !strncmp(key, known_keys[i], n)
                  : !strcmp(key, known_keys[i])) {
      return true;
    }
  }

  return false;
}

static double
number_of(const DilPreset* const preset, const char* const key)
{
  double number = 0.0;
  (void)dil_number_read(dil_preset_text(preset, key), &number);
  return number;
}

static void
print_instruments(const DilPreset* const preset)
{
  for (uint32_t i = 0U; i < dil_preset_n_instruments(preset); ++i) {
    const DilInstrument* const instrument = dil_preset_instrument(preset, i);
    char label[32];
    char low[8];
    char high[8];
    dil_key_name((unsigned)instrument->lo_key, low);
    dil_key_name((unsigned)instrument->hi_key, high);
    snprintf(label, sizeof(label), "Program %u", i);
    print_row(label,
              "%s, %s to %s (keys %d to %d), %s, release %.3g s",
              instrument->name,
              low,
              high,
              instrument->lo_key,
              instrument->hi_key,
              instrument->is_sustained ? "sustained" : "dying away",
              (double)instrument->release_s);
    if (instrument->vibrato.depth_ct > 0.0f) {
      print_row("",
                "own vibrato %.3g ct at %.2g Hz, whole after %.2g s",
                (double)instrument->vibrato.depth_ct,
                (double)instrument->vibrato.rate_hz,
                (double)instrument->vibrato.delay_s);
    }
    if (instrument->cutoff > 0.0f) {
      print_row("",
                "cut off below %.3g of the fundamental",
                (double)instrument->cutoff);
    }
    if (instrument->treble_db != 0.0f) {
      print_row("", "treble %+.3g dB", (double)instrument->treble_db);
    }
    if (*instrument->credits) {
      print_row("", "%s", instrument->credits);
    }
  }
}

static void
print_predictor(const DilPreset* const preset)
{
  const double a = number_of(preset, "predictor.a");
  const double b = number_of(preset, "predictor.b");
  const double emphasis = number_of(preset, "predictor.emphasis");
  if (emphasis > 0.0) {
    print_row(
      "Predictor", "short-term %g, long-term %g, emphasis %g", a, b, emphasis);
  } else {
    print_row("Predictor", "short-term %g, long-term %g", a, b);
  }
}

/// Name of the format that a preset's weights are held in, "bf16"
static const char*
own_format(const DilPreset* const preset)
{
  return sound_weights[dil_preset_precision(preset) - DIL_PRECISION_F32];
}

static void
print_weights(const DilPreset* const preset)
{
  const bool is_int8 = dil_preset_precision(preset) == DIL_PRECISION_INT8;
  const bool is_choice =
    !is_int8 && dil_preset_can_hold(preset, DIL_PRECISION_INT8);
  print_row("Weights",
            "%s%s",
            own_format(preset),
            is_choice ? ", trained for int8 (--weights int8)" : "");
}

/// Names of all formats that they can be held in
static json_t*
formats_json(const DilPreset* const preset)
{
  json_t* const names = json_array();
  for (int i = 0; sound_weights[i]; ++i) {
    if (dil_preset_can_hold(preset, (DilPrecision)(DIL_PRECISION_F32 + i))) {
      json_array_append_new(names, json_text(sound_weights[i]));
    }
  }

  return names;
}

static void
print_preset(const DilPreset* const preset, const char* const path)
{
  const DilSampling* const sampling = dil_preset_sampling(preset);
  const char* const title = dil_preset_text(preset, "title");
  if (title) {
    print_row("Title", "%s", title);
  }

  print_row("File", "%s", path);
  print_row("Identity", "%s", dil_preset_hash(preset));
  print_row("Rate", "%g Hz", (double)dil_preset_rate(preset));
  print_row("Network",
            "%g layers, dilation cycle %g, %g residual and %g skip channels",
            number_of(preset, "layers"),
            number_of(preset, "dilation_cycle"),
            number_of(preset, "residual_channels"),
            number_of(preset, "skip_channels"));
  print_predictor(preset);
  print_weights(preset);
  print_row("Sampling",
            "temperature %g, top-p %g, top-k %u, noise %g%s",
            (double)sampling->temperature,
            (double)sampling->top_p,
            sampling->top_k,
            (double)sampling->noise,
            sampling->is_greedy ? ", greedy" : "");
  print_instruments(preset);
  for (size_t i = 0U; i < dil_preset_n_texts(preset); ++i) {
    const char* const key = dil_preset_text_key(preset, i);
    if (!is_known(key)) {
      print_row(key, "%s", dil_preset_text(preset, key));
    }
  }
}

static json_t*
instruments_json(const DilPreset* const preset)
{
  json_t* const list = json_array();
  for (uint32_t i = 0U; i < dil_preset_n_instruments(preset); ++i) {
    const DilInstrument* const instrument = dil_preset_instrument(preset, i);
    const DilVibrato* const vibrato = &instrument->vibrato;
    json_array_append_new(list,
                          json_pack("{s:o, s:o, s:i, s:i, s:f, s:f, s:b,"
                                    " s:{s:f, s:f, s:f}}",
                                    "name",
                                    json_text(instrument->name),
                                    "credits",
                                    json_text(instrument->credits),
                                    "lo_key",
                                    instrument->lo_key,
                                    "hi_key",
                                    instrument->hi_key,
                                    "release_s",
                                    (double)instrument->release_s,
                                    "veltrack",
                                    (double)instrument->veltrack,
                                    "sustained",
                                    instrument->is_sustained,
                                    "vibrato",
                                    "depth_ct",
                                    (double)vibrato->depth_ct,
                                    "rate_hz",
                                    (double)vibrato->rate_hz,
                                    "delay_s",
                                    (double)vibrato->delay_s));
  }

  return list;
}

static json_t*
preset_json(const DilPreset* const preset, const char* const path)
{
  const DilSampling* const s = dil_preset_sampling(preset);
  json_t* const texts = json_object();
  for (size_t i = 0U; i < dil_preset_n_texts(preset); ++i) {
    const char* const key = dil_preset_text_key(preset, i);
    json_object_set_new(texts, key, json_text(dil_preset_text(preset, key)));
  }

  return json_pack("{s:o, s:s, s:f, s:s, s:o, s:{s:f, s:f, s:i, s:b, s:f},"
                   " s:o, s:o}",
                   "file",
                   json_text(path),
                   "identity",
                   dil_preset_hash(preset),
                   "rate",
                   (double)dil_preset_rate(preset),
                   "weights",
                   own_format(preset),
                   "can_hold",
                   formats_json(preset),
                   "sampling",
                   "temperature",
                   (double)s->temperature,
                   "top_p",
                   (double)s->top_p,
                   "top_k",
                   (int)s->top_k,
                   "greedy",
                   s->is_greedy,
                   "noise",
                   (double)s->noise,
                   "instruments",
                   instruments_json(preset),
                   "texts",
                   texts);
}

static int
info_preset(const char* const name, const bool is_json)
{
  DilPreset* preset = NULL;
  char* path = NULL;
  DilMessage message;
  if (preset_load(name, &preset, &path, &message)) {
    return complain("%s", message.text);
  }

  int status = EXIT_DONE;
  if (is_json) {
    status = json_print(preset_json(preset, path));
  } else {
    print_preset(preset, path);
    status = finish_output();
  }

  dil_preset_free(preset);
  free(path);
  return status;
}

/// The name of a preset that is there
static bool
names_preset(const char* const name)
{
  DilPresetFiles files = {0};
  const bool is_named = !strchr(name, '/') && !preset_files(&files, NULL) &&
                        dil_preset_files_index(&files, name) < files.n_files;
  dil_preset_files_clear(&files);
  return is_named;
}

/// Whether a file that there is begins as presets do, with the length of JSON
static bool
begins_like_preset(FILE* const file)
{
  char head[9] = "";
  return fread(head, 1U, sizeof(head), file) == sizeof(head) && head[8] == '{';
}

/// True for presets, and for what can only be the name of one
static bool
is_preset(const char* const name)
{
  if (dil_has_preset_suffix(name) || names_preset(name)) {
    return true;
  }

  struct stat info;
  const bool is_file = !stat(name, &info) && S_ISREG(info.st_mode);
  FILE* const file = is_file ? fopen(name, "rb") : NULL;
  const bool is_alike = file && begins_like_preset(file);
  if (file) {
    fclose(file);
  }

  return is_alike ||
         (!is_file && !strpbrk(name, "./") && strcmp(name, "-") != 0);
}

int
command_info(int argc, char** argv)
{
  static const Option options[] = {
    {OPTION_FLAG, 0, "json", NULL, 0U, 0, 0, NULL, "Print JSON"}};

  bool is_json = false;
  const Usage usage = {"info FILE",
                       "Describe a preset (a file, or the name of one that "
                       "\"dilaton presets\" lists),\n"
                       "the parts of a melody, or the programs of a SoundFont.",
                       options,
                       1U,
                       1U,
                       1U};
  TextList operands;
  const int result = options_parse(&usage, argc, argv, &is_json, &operands);
  if (result != OPTIONS_GO_ON) {
    return result;
  }

  const char* const name = operands.texts[0];
  return is_preset(name)                  ? info_preset(name, is_json)
         : dil_soundfont_recognises(name) ? info_font(name, is_json)
                                          : info_melody(name, is_json);
}
