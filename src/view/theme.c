// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "theme.h"

/* Blue against orange, which the colour-blind tell apart.  Source: Okabe and
   Ito, "Color Universal Design", 2008.  Every colour of text has a contrast of
   4.5 or more to what it lies on, by WCAG 2.1, 1.4.3. */
static const Theme themes[DIL_VIEW_N_THEMES] = {
  {.ground = 0x14171B,
   .panel = 0x1B1F25,
   .well = 0x101317,
   .line = 0x3A434F,
   .text = 0xE9EDF1,
   .muted = 0x9AA5B1,
   .accent = 0x5AB4F0,
   .on_accent = 0x0B0E11,
   .handle = 0x8CCBF7,
   .drawn = 0xFF9E2C,
   .white_key = 0xD9DDE2,
   .white_dim = 0x7A7E84,
   .black_key = 0x1B1F25,
   .black_dim = 0x1B1F25,
   .letter = 0x4A525C,
   .letter_dim = 0x0F1114,
   .heat = {0x101317, 0x153A5B, 0x1D7294, 0x62BDAD, 0xF4F7CC}},
  {.ground = 0xE9ECF0,
   .panel = 0xFFFFFF,
   .well = 0xF1F4F7,
   .line = 0xCFD6DD,
   .text = 0x171C22,
   .muted = 0x56616D,
   .accent = 0x0068A6,
   .on_accent = 0xFFFFFF,
   .handle = 0x0068A6,
   .drawn = 0xB84400,
   .white_key = 0xFFFFFF,
   .white_dim = 0xD9DEE4,
   .black_key = 0x2A3038,
   .black_dim = 0x404A55,
   .letter = 0x56616D,
   .letter_dim = 0x3F4852,
   .heat = {0xF4F7F9, 0xCBE0ED, 0x7FB2D2, 0x2B6B9C, 0x0A2140}}};

const Theme*
theme_get(const DilViewTheme theme)
{
  return &themes[theme == DIL_VIEW_LIGHT ? DIL_VIEW_LIGHT : DIL_VIEW_DARK];
}

/// One channel of a colour between two, `shift` bits from its low end
static uint32_t
between(const uint32_t from,
        const uint32_t to,
        const uint32_t shift,
        const float part)
{
  const float low = (float)((from >> shift) & 0xFFU);
  const float high = (float)((to >> shift) & 0xFFU);
  return (uint32_t)(low + part * (high - low) + 0.5f) << shift;
}

uint32_t
theme_heat(const Theme* const theme, const float heat)
{
  const float limited = heat > 0.0f ? (heat < 1.0f ? heat : 1.0f) : 0.0f;
  const float place = limited * (float)(N_HEATS - 1U);
  const uint32_t index =
    place < (float)(N_HEATS - 2U) ? (uint32_t)place : N_HEATS - 2U;
  const float part = place - (float)index;
  const uint32_t from = theme->heat[index];
  const uint32_t to = theme->heat[index + 1U];
  return between(from, to, 16U, part) | between(from, to, 8U, part) |
         between(from, to, 0U, part);
}
