// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_VIEW_FONTS_H
#define DIL_VIEW_FONTS_H

#include "dilaton/status.h"

#include <cairo.h>

#include <stddef.h>

/// Kinds of text
typedef enum {
  FONT_SMALL, ///< The least that is used, 10.5 units
  FONT_TEXT,  ///< Nearly everything
  FONT_BOLD,  ///< Headings, names of what is chosen
  FONT_NAME,  ///< Of the preset that plays
  FONT_TITLE, ///< Of the window
  FONT_BIG,   ///< A value that stands alone
  N_FONTS
} FontKind;

/**
   Fonts at the size of a view, with others for characters that they lack.

   cairo's own text has no such fallback: a Chinese name would be boxes.
*/
typedef struct Fonts Fonts;

/// Find fonts of a family, or what fontconfig puts in its place; NULL is Inter
DIL_NODISCARD DilStatus
fonts_new(const char* family, Fonts** out);

/// Free them; NULL is fine
void
fonts_free(Fonts* fonts);

/// Pixels of a unit from now on
void
fonts_set_unit(Fonts* fonts, double unit);

/// Height of the capitals, in units
double
fonts_capital(FontKind kind);

/**
   Width of a text in units.

   @param text UTF-8, [n] bytes or as far as a NUL; what is not valid is a
   question mark.
*/
double
fonts_width(Fonts* fonts, FontKind kind, const char* text, size_t n);

/// Draw it, in the colour that is set, its baseline beginning at a place; the
/// cairo is scaled by the unit
void
fonts_draw(Fonts* fonts,
           cairo_t* cairo,
           FontKind kind,
           double x,
           double y,
           const char* text,
           size_t n);

/// Bytes of the longest beginning of a text, of whole characters, that is at
/// most so wide
size_t
fonts_fit(Fonts* fonts, FontKind kind, const char* text, double width);

#endif // DIL_VIEW_FONTS_H
