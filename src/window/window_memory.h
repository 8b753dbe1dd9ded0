// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_WINDOW_WINDOW_MEMORY_H
#define DIL_WINDOW_WINDOW_MEMORY_H

#include "view.h"

#include <stdbool.h>
#include <stdint.h>

/// What is kept from one window to the next
typedef struct {
  double width;  ///< Pixels at scale 1
  double height; ///< Pixels at scale 1
  double zoom;   ///< 1 to 3
  DilViewTheme theme;
} WindowMemory;

/// What was kept; the usual where nothing was, or nothing that makes sense
WindowMemory
window_memory_load(void);

/// Keep it, in dilaton/window.json of the user's configuration; what cannot be
/// written is forgotten, and what others have put there stays
void
window_memory_save(const WindowMemory* memory);

#endif // DIL_WINDOW_WINDOW_MEMORY_H
