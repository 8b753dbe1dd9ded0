// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "preset_manage.h"

#include "general_midi.h"
#include "preset_install.h"
#include "preset_path.h"
#include "report.h"
#include "user_folder.h"

#include "dilaton/preset.h"

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/// Keys of a piano, and how many of them are a sign of the picture
enum { LOWEST_KEY = 21, HIGHEST_KEY = 108, SIGN_KEYS = 2 };

static bool
install_file(const char* const path)
{
  DilPreset* preset = NULL;
  DilMessage message;
  char installed[DIL_PATH_SIZE];
  if (dil_preset_load(path, &preset, &message)) {
    (void)complain("%s", message.text);
    return false;
  }

  dil_preset_free(preset);
  if (dil_preset_install(path, installed, &message)) {
    (void)complain("%s", message.text);
    return false;
  }

  printf("%s\n", installed);
  return true;
}

static bool
install_folder(const char* const path)
{
  DIR* const folder = opendir(path);
  if (!folder) {
    (void)complain("%s: %s", path, strerror(errno));
    return false;
  }

  size_t n_found = 0U;
  bool is_good = true;
  for (struct dirent* entry = readdir(folder); entry; entry = readdir(folder)) {
    char file[DIL_PATH_SIZE];
    if (entry->d_name[0] != '.' && dil_has_preset_suffix(entry->d_name) &&
        snprintf(file, sizeof(file), "%s/%s", path, entry->d_name) <
          (int)sizeof(file)) {
      n_found += 1U;
      is_good = install_file(file) && is_good;
    }
  }

  closedir(folder);
  if (!n_found) {
    (void)complain("%s: no presets (*" DIL_PRESET_SUFFIX ") in it", path);
  }
  return n_found && is_good;
}

int
presets_install(const TextList* const words)
{
  bool is_good = true;
  for (size_t i = 1U; i < words->n_texts; ++i) {
    struct stat facts;
    const char* const path = words->texts[i];
    const bool is_folder = !stat(path, &facts) && S_ISDIR(facts.st_mode);
    is_good =
      (is_folder ? install_folder(path) : install_file(path)) && is_good;
  }

  const int status = finish_output();
  return status ? status : is_good ? EXIT_DONE : EXIT_FAILED;
}

// Files that came with the program or the system are not the user's to delete
static bool
remove_preset(const DilPresetFiles* const files,
              const char* const own,
              const char* const name)
{
  const DilPresetFile* found = NULL;
  const size_t n_own = strlen(own);
  bool is_known = false;
  for (size_t i = 0U; i < files->n_files; ++i) {
    const DilPresetFile* const file = &files->files[i];
    if (!strcmp(file->name, name)) {
      is_known = true;
      const bool is_own =
        !strncmp(file->path, own, n_own) && file->path[n_own] == '/';
      found = is_own ? file : found;
    }
  }

  if (!found) {
    (void)complain(is_known ? "%s: is not one of your own, in %s"
                            : "%s: no such preset in %s",
                   name,
                   own);
    return false;
  }

  if (unlink(found->path)) {
    (void)complain("%s: %s", found->path, strerror(errno));
    return false;
  }

  printf("removed %s\n", found->path);
  return true;
}

int
presets_remove(const TextList* const words)
{
  DilPresetFiles found;
  DilMessage message;
  char own[DIL_PATH_SIZE];
  if (!dil_user_presets(own)) {
    return complain("no folder for presets: set HOME");
  }
  if (preset_files(&found, &message)) {
    return complain("%s", message.text);
  }

  bool is_good = true;
  for (size_t i = 1U; i < words->n_texts; ++i) {
    is_good = remove_preset(&found, own, words->texts[i]) && is_good;
  }

  dil_preset_files_clear(&found);
  const int status = finish_output();
  return status ? status : is_good ? EXIT_DONE : EXIT_FAILED;
}

/// The keys as a line, "A0 ----====---- C8"
static void
print_keys(const DilInstrument* const instrument)
{
  char line[(HIGHEST_KEY - LOWEST_KEY) / SIGN_KEYS + 2];
  size_t n = 0U;
  for (int key = LOWEST_KEY; key <= HIGHEST_KEY; key += SIGN_KEYS) {
    const bool is_learned =
      key + SIGN_KEYS > instrument->lo_key && key <= instrument->hi_key;
    line[n++] = is_learned ? '=' : '-';
  }
  line[n] = '\0';

  char low[8];
  char high[8];
  dil_key_name((unsigned)instrument->lo_key, low);
  dil_key_name((unsigned)instrument->hi_key, high);
  print_row("Keys", "%s to %s  A0 %s C8", low, high, line);
}

static double
level_db(const DilInstrument* const instrument, const double velocity)
{
  return 0.4 * (double)instrument->veltrack * log10(velocity / 127.0);
}

static void
print_text(const DilPreset* const preset,
           const char* const key,
           const char* const label,
           const char* const unit)
{
  const char* const text = dil_preset_text(preset, key);
  if (text) {
    print_row(label, "%s%s", text, unit);
  }
}

static void
print_instrument(const DilPreset* const preset, const uint32_t i)
{
  const DilInstrument* const instrument = dil_preset_instrument(preset, i);
  const int program = dil_preset_program(preset, i);
  print_row("Instrument",
            "%s, %s",
            instrument->name,
            instrument->is_sustained ? "held notes keep their level"
                                     : "held notes die away");
  if (program >= 0) {
    print_row(
      "Program", "%d (%s)", program, dil_general_midi_name((unsigned)program));
  }
  if (dil_preset_family(preset, i)) {
    print_row("Family", "%s", dil_preset_family(preset, i));
  }
  print_keys(instrument);
  print_row("Velocity",
            "32: %.0f dB, 64: %.0f dB, 127: 0 dB",
            level_db(instrument, 32.0),
            level_db(instrument, 64.0));
  if (*instrument->credits) {
    print_row("Recordings", "%s", instrument->credits);
  }
}

static bool
show_preset(const char* const name)
{
  DilPreset* preset = NULL;
  DilMessage message;
  char* path = NULL;
  if (preset_load(name, &preset, &path, &message)) {
    (void)complain("%s", message.text);
    return false;
  }

  print_text(preset, "title", "Title", "");
  print_row("File", "%s", path);
  print_text(preset, "licence", "Licence", "");
  for (uint32_t i = 0U; i < dil_preset_n_instruments(preset); ++i) {
    print_instrument(preset, i);
  }

  print_text(preset, "training.steps", "Training", " steps");
  print_text(preset, "training.minutes", "", " minutes");
  print_text(preset,
             "training.bits_held_out",
             "Figures",
             " bits a sample of notes held out");
  print_text(preset,
             "training.bits_linear",
             "",
             " by a linear predictor of order 32, AR(32)");
  print_text(preset, "training.mel_distance", "", " dB from them in mel bands");
  free(path);
  dil_preset_free(preset);
  return true;
}

int
presets_show(const TextList* const words)
{
  bool is_good = true;
  for (size_t i = 1U; i < words->n_texts; ++i) {
    is_good = show_preset(words->texts[i]) && is_good;
    if (i + 1U < words->n_texts) {
      putchar('\n');
    }
  }

  const int status = finish_output();
  return status ? status : is_good ? EXIT_DONE : EXIT_FAILED;
}
