// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "command.h"
#include "json_output.h"
#include "options.h"
#include "preset_path.h"
#include "report.h"

#include "dilaton/preset.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// The name by which a preset file is found, in `name` [256]
static void
name_of(const char* const path, char name[256])
{
  const char* const slash = strrchr(path, '/');
  const char* const file = slash ? slash + 1 : path;
  const size_t n = strlen(file) - strlen(PRESET_SUFFIX);
  snprintf(name, 256U, "%.*s", n < 255U ? (int)n : 255, file);
}

/// True if an earlier file has the name
static bool
is_hidden(const PathList* const files, const size_t index)
{
  char name[256];
  char other[256];
  name_of(files->paths[index], name);
  for (size_t i = 0U; i < index; ++i) {
    name_of(files->paths[i], other);
    if (!strcmp(name, other)) {
      return true;
    }
  }

  return false;
}

static void
print_preset(const DilPreset* const preset,
             const char* const path,
             const char* const name)
{
  const char* const title = dil_preset_text(preset, "title");
  const uint32_t n = dil_preset_n_instruments(preset);
  print_row(name,
            "%s, %g Hz, %u instrument%s",
            title ? title : "",
            (double)dil_preset_rate(preset),
            n,
            n > 1U ? "s" : "");
  print_row("", "%s", path);
}

static json_t*
preset_json(const DilPreset* const preset,
            const char* const path,
            const char* const name)
{
  const char* const title = dil_preset_text(preset, "title");
  json_t* const instruments = json_array();
  for (uint32_t i = 0U; i < dil_preset_n_instruments(preset); ++i) {
    json_array_append_new(instruments,
                          json_text(dil_preset_instrument(preset, i)->name));
  }

  return json_pack("{s:o, s:o, s:o, s:s, s:f, s:o}",
                   "name",
                   json_text(name),
                   "title",
                   json_text(title ? title : ""),
                   "file",
                   json_text(path),
                   "identity",
                   dil_preset_hash(preset),
                   "rate",
                   (double)dil_preset_rate(preset),
                   "instruments",
                   instruments);
}

/// List one file; false if it could not be loaded, which has been said
static bool
list_file(const char* const path, json_t* const list)
{
  DilPreset* preset = NULL;
  DilMessage message;
  char name[256];
  if (dil_preset_load(path, &preset, &message)) {
    complain("%s", message.text);
    return false;
  }

  name_of(path, name);
  if (list) {
    json_array_append_new(list, preset_json(preset, path, name));
  } else {
    print_preset(preset, path, name);
  }

  dil_preset_free(preset);
  return true;
}

int
command_presets(int argc, char** argv)
{
  static const Option options[] = {
    {OPTION_FLAG, 0, "json", NULL, 0U, 0, 0, NULL, "Print JSON"}};

  bool is_json = false;
  const Usage usage = {"presets",
                       "List the presets that have names, and where they"
                       " are.",
                       options,
                       1U,
                       0U,
                       0U};
  TextList operands;
  const int result = options_parse(&usage, argc, argv, &is_json, &operands);
  if (result != OPTIONS_GO_ON) {
    return result;
  }

  PathList files;
  DilMessage message;
  if (preset_files(&files, &message)) {
    return complain("%s", message.text);
  }

  bool is_good = true;
  json_t* const list = is_json ? json_array() : NULL;
  for (size_t i = 0U; i < files.n_paths; ++i) {
    if (!is_hidden(&files, i)) {
      is_good = list_file(files.paths[i], list) && is_good;
    }
  }

  path_list_free(&files);
  const int status = is_json ? json_print(list) : finish_output();
  return status ? status : is_good ? EXIT_DONE : EXIT_FAILED;
}
