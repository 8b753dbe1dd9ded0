// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "window_favourites.h"

#include "window_file.h"

#include <jansson.h>

#include <stddef.h>
#include <string.h>

static const char key[] = "favourites";

WindowFavourites
window_favourites_load(void)
{
  json_t* const file = window_file_load();
  json_t* const list = json_object_get(file, key);
  const WindowFavourites favourites = {json_is_array(list) ? json_incref(list)
                                                           : json_array()};
  json_decref(file);
  return favourites;
}

void
window_favourites_free(WindowFavourites* const favourites)
{
  json_decref((json_t*)favourites->list);
  favourites->list = NULL;
}

/// Place of a path in the list, or its length
static size_t
find(const WindowFavourites* const favourites, const char* const path)
{
  const json_t* const list = (const json_t*)favourites->list;
  const size_t n = json_array_size(list);
  for (size_t i = 0U; i < n; ++i) {
    const char* const text = json_string_value(json_array_get(list, i));
    if (text && !strcmp(text, path)) {
      return i;
    }
  }
  return n;
}

bool
window_favourites_has(const WindowFavourites* const favourites,
                      const char* const path)
{
  const json_t* const list = (const json_t*)favourites->list;
  return find(favourites, path) < json_array_size(list);
}

void
window_favourites_set(WindowFavourites* const favourites,
                      const char* const path,
                      const bool is_favourite)
{
  json_t* const list = (json_t*)favourites->list;
  if (window_favourites_has(favourites, path) == is_favourite) {
    return;
  }

  if (is_favourite) {
    json_array_append_new(list, json_string(path));
  } else {
    json_array_remove(list, find(favourites, path));
  }

  json_t* const file = window_file_load();
  json_object_set(file, key, list);
  window_file_save(file);
  json_decref(file);
}
