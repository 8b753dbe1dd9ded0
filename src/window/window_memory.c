// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "window_memory.h"

#include "window_file.h"

#include <jansson.h>

#include <string.h>

/// Pixels of a side at scale 1 that are kept
#define LEAST_PIXELS 100.0
#define MOST_PIXELS  16384.0

static const char* const themes[] = {"dark", "light"};

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
  json_t* const file = window_file_load();
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

void
window_memory_save(const WindowMemory* const memory)
{
  json_t* const file = window_file_load();
  json_object_set_new(file, "width", json_real(memory->width));
  json_object_set_new(file, "height", json_real(memory->height));
  json_object_set_new(file, "zoom", json_real(memory->zoom));
  json_object_set_new(file, "theme", json_string(themes[memory->theme]));
  window_file_save(file);
  json_decref(file);
}
