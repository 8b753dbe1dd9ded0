// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "window_memory.h"

#include "own_folder.h"

#include <jansson.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/// Pixels of a side at scale 1 that are kept
#define LEAST_PIXELS 100.0
#define MOST_PIXELS  16384.0

static const char* const themes[] = {"dark", "light"};

/// Write the path of the file, or of a folder that it is in for a `depth` of 1
/// or 2; false if nobody says where
static bool
find_path(char path[DIL_PATH_SIZE], const int depth)
{
  static const char* const places[] = {"/dilaton/window.json", "/dilaton", ""};

  // Source: XDG Base Directory Specification 0.8, "Environment variables"
  const char* const config = getenv("XDG_CONFIG_HOME");
  const char* const home = getenv("HOME");
  const bool is_set = config && config[0] == '/';
  const char* const base = is_set ? config : home;
  if (!base || base[0] != '/') {
    return false;
  }

  const int n = snprintf(path,
                         DIL_PATH_SIZE,
                         "%s%s%s",
                         base,
                         is_set ? "" : "/.config",
                         places[depth]);
  return n > 0 && n < DIL_PATH_SIZE;
}

/// A number of the file between two others, or `usual`
static double
read_number(const json_t* const file,
            const char* const key,
            const double low,
            const double high,
            const double usual)
{
  const json_t* const value = json_object_get(file, key);
  const double number = json_is_number(value) ? json_number_value(value) : low;
  return json_is_number(value) && number >= low && number <= high ? number
                                                                  : usual;
}

WindowMemory
window_memory_load(void)
{
  WindowMemory memory = {DIL_VIEW_WIDTH, DIL_VIEW_HEIGHT, 1.0, DIL_VIEW_DARK};
  char path[DIL_PATH_SIZE];
  json_t* const file =
    find_path(path, 0) ? json_load_file(path, 0, NULL) : NULL;
  memory.width =
    read_number(file, "width", LEAST_PIXELS, MOST_PIXELS, memory.width);
  memory.height =
    read_number(file, "height", LEAST_PIXELS, MOST_PIXELS, memory.height);
  memory.zoom = read_number(file, "zoom", 1.0, 3.0, memory.zoom);
  const char* const theme = json_string_value(json_object_get(file, "theme"));
  if (theme && !strcmp(theme, themes[DIL_VIEW_LIGHT])) {
    memory.theme = DIL_VIEW_LIGHT;
  }

  json_decref(file);
  return memory;
}

/// Write a file whole or not at all
static void
replace(const char* const path, const json_t* const file)
{
  char part[DIL_PATH_SIZE + 32];
  snprintf(part, sizeof(part), "%s.%ld.part", path, (long)getpid());
  const size_t flags = JSON_INDENT(2) | JSON_REAL_PRECISION(6);
  if (json_dump_file(file, part, flags) || rename(part, path)) {
    (void)unlink(part);
  }
}

void
window_memory_save(const WindowMemory* const memory)
{
  char path[DIL_PATH_SIZE];
  for (int depth = 2; depth > 0; --depth) {
    if (!find_path(path, depth) || (mkdir(path, 0700) && errno != EEXIST)) {
      return;
    }
  }
  if (!find_path(path, 0)) {
    return;
  }

  json_t* file = json_load_file(path, 0, NULL);
  if (!json_is_object(file)) {
    json_decref(file);
    file = json_object();
  }

  json_object_set_new(file, "width", json_real(memory->width));
  json_object_set_new(file, "height", json_real(memory->height));
  json_object_set_new(file, "zoom", json_real(memory->zoom));
  json_object_set_new(file, "theme", json_string(themes[memory->theme]));
  replace(path, file);
  json_decref(file);
}
