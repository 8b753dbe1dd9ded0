// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_WINDOW_WINDOW_FAVOURITES_H
#define DIL_WINDOW_WINDOW_FAVOURITES_H

#include <stdbool.h>

/// Paths that the user has marked, as they stand in dilaton/window.json of the
/// configuration
typedef struct {
  void* list; ///< A JSON array, or NULL for none
} WindowFavourites;

/// Those of former times; to be freed
WindowFavourites
window_favourites_load(void);

/// Free them
void
window_favourites_free(WindowFavourites* favourites);

/// Whether a path is one of them
bool
window_favourites_has(const WindowFavourites* favourites, const char* path);

/// Mark a path or take the mark away, and keep that
void
window_favourites_set(WindowFavourites* favourites,
                      const char* path,
                      bool is_favourite);

#endif // DIL_WINDOW_WINDOW_FAVOURITES_H
