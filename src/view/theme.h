// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_VIEW_THEME_H
#define DIL_VIEW_THEME_H

#include "view.h"

#include <stdint.h>

/// Colours of a heat map, from odds of 0 to the highest
#define N_HEATS 5U

/// Colours as 0xRRGGBB
typedef struct {
  uint32_t ground;        ///< Of the window
  uint32_t panel;         ///< Of what lies on it
  uint32_t well;          ///< Of pictures and fields in a panel
  uint32_t line;          ///< Tracks and rules
  uint32_t text;          ///< Values and names that matter
  uint32_t muted;         ///< All other text
  uint32_t accent;        ///< What is set, chosen or sounding
  uint32_t on_accent;     ///< Text on `accent`
  uint32_t handle;        ///< What is dragged
  uint32_t drawn;         ///< Classes that were drawn, and warnings
  uint32_t white_key;     ///< That was recorded
  uint32_t white_dim;     ///< That was not
  uint32_t black_key;     ///< That was recorded
  uint32_t black_dim;     ///< That was not
  uint32_t letter;        ///< On a white key
  uint32_t letter_dim;    ///< On a white key that was not recorded
  uint32_t heat[N_HEATS]; ///< Luminance goes one way
} Theme;

/// The colours of a theme
const Theme*
theme_get(DilViewTheme theme);

/**
   A colour of the heat map.

   @param heat 0 to 1; others are limited.
   @return 0xRRGGBB, linearly between the theme's five.
*/
uint32_t
theme_heat(const Theme* theme, float heat);

#endif // DIL_VIEW_THEME_H
