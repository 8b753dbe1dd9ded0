// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_VIEW_TEXT_FIELD_H
#define DIL_VIEW_TEXT_FIELD_H

#include "canvas.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Bytes of a text with its NUL; paths of the system are not longer
#define FIELD_SIZE 4096U

/// A line that is edited
typedef struct {
  char text[FIELD_SIZE]; ///< UTF-8
  size_t n;              ///< Bytes
  size_t at;             ///< Of the cursor, at the start of a character
  bool is_selected;      ///< All of it: what is typed takes its place
} TextField;

/// Begin with a text; what is too long is cut off
void
field_set(TextField* field, const char* text, bool is_selected);

/**
   Put a text where the cursor is; what has no room is left out.

   @param text UTF-8; control characters and what is damaged is passed over.
   @return Whether anything was put.
*/
bool
field_put(TextField* field, const char* text);

/// Use a key of view.h, if it edits a text; what was done to the text by it
bool
field_key(TextField* field, uint32_t key, uint32_t modifiers);

/// Paint it in its box, with the cursor if it has the focus; the end of it is
/// seen if it is too long
void
field_paint(const TextField* field,
            const Canvas* canvas,
            Box box,
            Align align,
            bool has_focus);

#endif // DIL_VIEW_TEXT_FIELD_H
