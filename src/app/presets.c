// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "command.h"
#include "json_output.h"
#include "options.h"
#include "preset_manage.h"
#include "preset_path.h"
#include "presets_lv2.h"
#include "report.h"

#include "dilaton/preset.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
print_preset(const DilPreset* const preset, const DilPresetFile* const file)
{
  const char* const title = dil_preset_text(preset, "title");
  const uint32_t n = dil_preset_n_instruments(preset);
  print_row(file->name,
            "%s, %g Hz, %u instrument%s",
            title ? title : "",
            (double)dil_preset_rate(preset),
            n,
            n > 1U ? "s" : "");
  print_row("", "%s", file->path);
}

static json_t*
preset_json(const DilPreset* const preset, const DilPresetFile* const file)
{
  const char* const title = dil_preset_text(preset, "title");
  json_t* const instruments = json_array();
  for (uint32_t i = 0U; i < dil_preset_n_instruments(preset); ++i) {
    json_array_append_new(instruments,
                          json_text(dil_preset_instrument(preset, i)->name));
  }

  return json_pack("{s:o, s:o, s:o, s:s, s:f, s:o}",
                   "name",
                   json_text(file->name),
                   "title",
                   json_text(title ? title : ""),
                   "file",
                   json_text(file->path),
                   "identity",
                   dil_preset_hash(preset),
                   "rate",
                   (double)dil_preset_rate(preset),
                   "instruments",
                   instruments);
}

/// List one file; false if it could not be loaded, which has been said
static bool
list_file(const DilPresetFile* const file, json_t* const list)
{
  DilPreset* preset = NULL;
  DilMessage message;
  if (dil_preset_load(file->path, &preset, &message)) {
    complain("%s", message.text);
    return false;
  }

  if (list) {
    json_array_append_new(list, preset_json(preset, file));
  } else {
    print_preset(preset, file);
  }

  dil_preset_free(preset);
  return true;
}

static int
list_all(const bool is_json)
{
  DilPresetFiles found;
  DilMessage message;
  if (preset_files(&found, &message)) {
    return complain("%s", message.text);
  }

  bool is_good = true;
  json_t* const list = is_json ? json_array() : NULL;
  for (size_t i = 0U; i < found.n_files; ++i) {
    if (!found.files[i].is_hidden) {
      is_good = list_file(&found.files[i], list) && is_good;
    }
  }

  dil_preset_files_clear(&found);
  const int status = is_json ? json_print(list) : finish_output();
  return status ? status : is_good ? EXIT_DONE : EXIT_FAILED;
}

static int
run_verb(const TextList* const words, const bool is_json)
{
  static const struct {
    const char* name;
    const char* argument;
    PresetVerb run;
  } verbs[] = {{"install", "FILE or FOLDER", presets_install},
               {"remove", "NAME", presets_remove},
               {"show", "NAME", presets_show}};

  for (size_t i = 0U; i < sizeof(verbs) / sizeof(verbs[0]); ++i) {
    if (!strcmp(words->texts[0], verbs[i].name)) {
      if (words->n_texts < 2U || is_json) {
        return complain_usage(is_json ? "presets %s prints no JSON"
                                      : "presets %s needs a %s",
                              verbs[i].name,
                              verbs[i].argument);
      }
      return verbs[i].run(words);
    }
  }

  return complain_usage("%s: is not install, remove or show", words->texts[0]);
}

int
command_presets(int argc, char** argv)
{
  typedef struct {
    bool is_json;
    bool is_lv2;
  } Request;

  static const Option options[] = {{OPTION_FLAG,
                                    0,
                                    "json",
                                    NULL,
                                    offsetof(Request, is_json),
                                    0,
                                    0,
                                    NULL,
                                    "Print JSON"},
                                   {OPTION_FLAG,
                                    0,
                                    "lv2",
                                    NULL,
                                    offsetof(Request, is_lv2),
                                    0,
                                    0,
                                    NULL,
                                    "Write your own presets for LV2 hosts"}};

  Request request = {false, false};
  const Usage usage = {
    "presets [install|remove|show NAME...]",
    "List the presets that have names, and where they are.\n\n"
    "\"install\" copies files, and the presets in folders, to your own,\n"
    "~/.local/share/dilaton/presets; \"remove\" deletes some of these;\n"
    "\"show\" tells who made a preset, of what, its licence, keys and "
    "figures.\n"
    "--lv2 writes your own as presets of the plugin to ~/.lv2, and takes away\n"
    "those that have gone; other plugin formats find them by themselves.",
    options,
    2U,
    0U,
    MAX_TEXTS};
  TextList operands;
  const int result = options_parse(&usage, argc, argv, &request, &operands);
  if (result != OPTIONS_GO_ON) {
    return result;
  }
  if (request.is_lv2) {
    return operands.n_texts || request.is_json
             ? complain_usage("presets --lv2 stands alone")
             : presets_lv2();
  }

  return operands.n_texts ? run_verb(&operands, request.is_json)
                          : list_all(request.is_json);
}
