// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "piano.h"

#include <math.h>

#define LEAST_WIDE    24.0 ///< Units of a white key
#define BLACK_WIDE    0.63 ///< Of a white key
#define BLACK_HIGH    0.6  ///< Of a white key
#define LOWEST_OCTAVE 2    ///< Of five octaves: C2 to C7
#define MOST_WHITE    75   ///< White keys from 0 to 127

/// White keys from key 0 to a key, itself not counted
static int
whites_below(const int key)
{
  static const int whites[12] = {0, 1, 1, 2, 2, 3, 4, 4, 5, 5, 6, 6};

  return key / 12 * 7 + whites[key % 12];
}

static bool
is_black(const int key)
{
  return (0x54A >> (key % 12)) & 1; // C#, D#, F#, G#, A#
}

/// Key of a white key by its number
static int
white_key(const int white)
{
  static const int keys[7] = {0, 2, 4, 5, 7, 9, 11};

  return white / 7 * 12 + keys[white % 7];
}

/// First white key and number of them
static int
first_white(const Box box, int* const n_whites)
{
  const int room = (int)(box.width / LEAST_WIDE);
  const int n_octaves = room < 36 ? 5 : (room - 1) / 7;
  const int n = n_octaves * 7 + 1 < MOST_WHITE ? n_octaves * 7 + 1 : MOST_WHITE;
  const int first = 7 * (LOWEST_OCTAVE + 1 - (n_octaves - 5 + 1) / 2);
  const int limited = first > 0 ? first : 0;
  *n_whites = limited + n <= MOST_WHITE ? n : MOST_WHITE - limited;
  return limited;
}

void
piano_range(const Box box, int* const first, int* const last)
{
  int n = 0;
  const int white = first_white(box, &n);
  *first = white_key(white);
  *last = white_key(white + n - 1);
}

static Box
key_box(const Box box, const int key)
{
  int n = 0;
  const int first = first_white(box, &n);
  const double wide = box.width / (double)n;
  const double x = box.x + wide * (double)(whites_below(key) - first);
  const double thin = wide * BLACK_WIDE;
  const Box white = {x, box.y, wide, box.height};
  const Box black = {x - thin / 2.0, box.y, thin, box.height * BLACK_HIGH};
  return is_black(key) ? black : white;
}

int
piano_key_at(const Box box,
             const double x,
             const double y,
             float* const velocity)
{
  int first = 0;
  int last = 0;
  if (!box_has(box, x, y)) {
    return NO_KEY;
  }

  piano_range(box, &first, &last);
  for (int black = 1; black >= 0; --black) {
    for (int key = first; key <= last; ++key) {
      const Box place = key_box(box, key);
      if (is_black(key) == (bool)black && box_has(place, x, y)) {
        // Lower is louder: there is most of a key
        *velocity = 30.0f + 97.0f * (float)((y - place.y) / place.height);
        return key;
      }
    }
  }

  return NO_KEY;
}

static bool
has_bit(const uint64_t* const bits, const int key)
{
  return bits[key / 64] >> (key % 64) & 1U;
}

static bool
is_lit(const Piano* const piano, const int key)
{
  return has_bit(piano->sounding, key) || piano->n_struck[key] > 0U;
}

static bool
is_recorded(const Piano* const piano, const int key)
{
  return piano->lo_key == NO_KEY ||
         (key >= piano->lo_key && key <= piano->hi_key);
}

/// Letters of the computer's keys, the upper row's first where both are
static void
paint_letter(const Piano* const piano,
             const Canvas* const canvas,
             const Box key,
             const int number)
{
  static const char* const lower[17] = {"Z",
                                        "",
                                        "X",
                                        "",
                                        "C",
                                        "V",
                                        "",
                                        "B",
                                        "",
                                        "N",
                                        "",
                                        "M",
                                        ",",
                                        "",
                                        ".",
                                        "",
                                        "/"};
  static const char* const upper[17] = {"Q",
                                        "",
                                        "W",
                                        "",
                                        "E",
                                        "R",
                                        "",
                                        "T",
                                        "",
                                        "Y",
                                        "",
                                        "U",
                                        "I",
                                        "",
                                        "O",
                                        "",
                                        "P"};

  const Theme* const theme = canvas->theme;
  const int place = number - piano->base;
  const char* const text = place >= 12 && place < 29  ? upper[place - 12]
                           : place >= 0 && place < 12 ? lower[place]
                                                      : "";
  const uint32_t colour = is_lit(piano, number)        ? theme->on_accent
                          : is_recorded(piano, number) ? theme->letter
                                                       : theme->letter_dim;
  const Box line = {key.x, key.y + key.height - 30.0, key.width, 14.0};
  canvas_text(canvas, FONT_SMALL, colour, line, ALIGN_CENTRE, text);
  if (number % 12 == 0) {
    char name[8];
    const Box below = {key.x, key.y + key.height - 17.0, key.width, 14.0};
    piano_name(number, name);
    canvas_text(canvas, FONT_SMALL, colour, below, ALIGN_CENTRE, name);
  }
}

static void
paint_white(const Piano* const piano,
            const Canvas* const canvas,
            const Box box,
            const int key)
{
  const Theme* const theme = canvas->theme;
  const Box place = key_box(box, key);
  const Box inside = {
    place.x + 0.5, place.y - 4.0, place.width - 1.0, place.height + 4.0};
  canvas_round(canvas,
               inside,
               3.0,
               is_lit(piano, key)        ? theme->accent
               : is_recorded(piano, key) ? theme->white_key
                                         : theme->white_dim);
  paint_letter(piano, canvas, place, key);
}

static void
paint_black(const Piano* const piano,
            const Canvas* const canvas,
            const Box box,
            const int key)
{
  const Theme* const theme = canvas->theme;
  const Box place = key_box(box, key);
  const Box outside = box_grow(place, 1.0);
  const Box inside = {place.x, place.y - 4.0, place.width, place.height + 4.0};
  canvas_round(canvas, outside, 2.0, theme->ground);
  canvas_round(canvas,
               inside,
               2.0,
               is_lit(piano, key)        ? theme->accent
               : is_recorded(piano, key) ? theme->black_key
                                         : theme->black_dim);
}

void
piano_paint(const Piano* const piano, const Canvas* const canvas, const Box box)
{
  int first = 0;
  int last = 0;
  piano_range(box, &first, &last);
  cairo_save(canvas->cairo);
  cairo_rectangle(canvas->cairo, box.x, box.y, box.width, box.height);
  cairo_clip(canvas->cairo);
  for (int black = 0; black < 2; ++black) {
    for (int key = first; key <= last; ++key) {
      if (is_black(key) == (bool)black &&
          box_meets(box_grow(key_box(box, key), 1.0), canvas->clip)) {
        if (black) {
          paint_black(piano, canvas, box, key);
        } else {
          paint_white(piano, canvas, box, key);
        }
      }
    }
  }
  cairo_restore(canvas->cairo);
}
