// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "command.h"
#include "json_output.h"
#include "number.h"
#include "options.h"
#include "preset_path.h"
#include "report.h"

#include "dilaton/preset.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// Metadata that has a line of its own, or is said with its instrument
static const char* const known_keys[] = {"dilaton",
                                         "rate",
                                         "predictor.a",
                                         "predictor.b",
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
                                         "dilation_cycle"};

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

/// A key as musicians call it, 60 being C4
static void
name_key(const int key, char text[8])
{
  static const char* const names[] = {
    "C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"};

  const unsigned k = (unsigned)key % 128U;
  snprintf(text, 8U, "%s%d", names[k % 12U], (int)(k / 12U) - 1);
}

static void
print_instruments(const DilPreset* const preset)
{
  for (uint32_t i = 0U; i < dil_preset_n_instruments(preset); ++i) {
    const DilInstrument* const instrument = dil_preset_instrument(preset, i);
    char label[32];
    char low[8];
    char high[8];
    name_key(instrument->lo_key, low);
    name_key(instrument->hi_key, high);
    snprintf(label, sizeof(label), "Program %u", i);
    print_row(label,
              "%s, %s to %s (keys %d to %d), release %.3g s",
              instrument->name,
              low,
              high,
              instrument->lo_key,
              instrument->hi_key,
              (double)instrument->release_s);
    if (*instrument->credits) {
      print_row("", "%s", instrument->credits);
    }
  }
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
  print_row("Predictor",
            "short-term %g, long-term %g",
            number_of(preset, "predictor.a"),
            number_of(preset, "predictor.b"));
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
    json_array_append_new(list,
                          json_pack("{s:o, s:o, s:i, s:i, s:f, s:f}",
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
                                    (double)instrument->veltrack));
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

  return json_pack("{s:o, s:s, s:f, s:{s:f, s:f, s:i, s:b, s:f}, s:o, s:o}",
                   "file",
                   json_text(path),
                   "identity",
                   dil_preset_hash(preset),
                   "rate",
                   (double)dil_preset_rate(preset),
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

int
command_info(int argc, char** argv)
{
  static const Option options[] = {
    {OPTION_FLAG, 0, "json", NULL, 0U, 0, 0, NULL, "Print JSON"}};

  bool is_json = false;
  const Usage usage = {"info PRESET",
                       "Describe a preset: a file, or the name of one that"
                       " \"dilaton presets\" lists.",
                       options,
                       1U,
                       1U,
                       1U};
  TextList operands;
  const int result = options_parse(&usage, argc, argv, &is_json, &operands);
  if (result != OPTIONS_GO_ON) {
    return result;
  }

  DilPreset* preset = NULL;
  char* path = NULL;
  DilMessage message;
  if (preset_load(operands.texts[0], &preset, &path, &message)) {
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
