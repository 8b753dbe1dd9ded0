// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "fonts.h"

#include "utf8.h"

#include <cairo-ft.h>
#include <fontconfig/fontconfig.h>

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/// Families for characters that the first lacks
#define MAX_FALLBACKS 8U

/// In the place of what is not valid
#define NO_CHARACTER "?"

/// A face, and which characters it has
typedef struct {
  cairo_font_face_t* faces[2]; ///< Usual and bold
  FcCharSet* characters;       ///< Of a fallback, owned
  cairo_scaled_font_t* scaled[N_FONTS];
} Family;

struct Fonts {
  Family families[1U + MAX_FALLBACKS]; ///< The first is the one asked for
  size_t n_families;
  double unit;
};

static const struct {
  double size; ///< Units
  bool is_bold;
} kinds[N_FONTS] = {[FONT_SMALL] = {10.5, false},
                    [FONT_TEXT] = {11.5, false},
                    [FONT_BOLD] = {11.5, true},
                    [FONT_NAME] = {12.5, true},
                    [FONT_TITLE] = {16.5, true},
                    [FONT_BIG] = {17.0, false}};

DilStatus
fonts_new(const char* const family, Fonts** const out)
{
  Fonts* const fonts = (Fonts*)calloc(1U, sizeof(*fonts));
  if (!fonts) {
    return DIL_NO_MEMORY;
  }

  for (size_t bold = 0U; bold < 2U; ++bold) {
    fonts->families[0].faces[bold] = cairo_toy_font_face_create(
      family ? family : "Inter",
      CAIRO_FONT_SLANT_NORMAL,
      bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
  }
  fonts->n_families = 1U;
  fonts->unit = 1.0;
  *out = fonts;
  return DIL_OK;
}

static void
drop_scaled(Fonts* const fonts)
{
  for (size_t i = 0U; i < fonts->n_families; ++i) {
    for (size_t kind = 0U; kind < N_FONTS; ++kind) {
      cairo_scaled_font_destroy(fonts->families[i].scaled[kind]);
      fonts->families[i].scaled[kind] = NULL;
    }
  }
}

void
fonts_free(Fonts* const fonts)
{
  if (fonts) {
    drop_scaled(fonts);
    for (size_t i = 0U; i < fonts->n_families; ++i) {
      cairo_font_face_destroy(fonts->families[i].faces[0]);
      cairo_font_face_destroy(fonts->families[i].faces[1]);
      if (fonts->families[i].characters) {
        FcCharSetDestroy(fonts->families[i].characters);
      }
    }
    free(fonts);
  }
}

void
fonts_set_unit(Fonts* const fonts, const double unit)
{
  drop_scaled(fonts);
  fonts->unit = unit;
}

double
fonts_capital(const FontKind kind)
{
  return 0.727 * kinds[kind].size; // Inter's; others are close
}

/// The font of a family for a kind of text, at the size of now
static cairo_scaled_font_t*
scaled_font(Fonts* const fonts, Family* const family, const FontKind kind)
{
  if (!family->scaled[kind]) {
    // Without hints, so that widths in units do not depend on the unit
    cairo_font_options_t* const options = cairo_font_options_create();
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    cairo_matrix_t size;
    cairo_matrix_t unit;
    cairo_matrix_init_scale(&size, kinds[kind].size, kinds[kind].size);
    cairo_matrix_init_scale(&unit, fonts->unit, fonts->unit);
    family->scaled[kind] = cairo_scaled_font_create(
      family->faces[kinds[kind].is_bold], &size, &unit, options);
    cairo_font_options_destroy(options);
  }

  return family->scaled[kind];
}

/// Have a family that has a character, if there is one
static Family*
add_fallback(Fonts* const fonts, const uint32_t code)
{
  if (fonts->n_families == 1U + MAX_FALLBACKS) {
    return NULL;
  }

  Family* family = NULL;
  FcCharSet* const wanted = FcCharSetCreate();
  FcPattern* const pattern = FcPatternCreate();
  FcResult result = FcResultNoMatch;
  (void)FcCharSetAddChar(wanted, code);
  (void)FcPatternAddCharSet(pattern, FC_CHARSET, wanted);
  (void)FcPatternAddBool(pattern, FC_SCALABLE, FcTrue);
  (void)FcConfigSubstitute(NULL, pattern, FcMatchPattern);
  FcDefaultSubstitute(pattern);
  FcPattern* const match = FcFontMatch(NULL, pattern, &result);
  FcCharSet* found = NULL;
  if (match &&
      FcPatternGetCharSet(match, FC_CHARSET, 0, &found) == FcResultMatch &&
      FcCharSetHasChar(found, code)) {
    family = &fonts->families[fonts->n_families++];
    family->characters = FcCharSetCopy(found);
    family->faces[0] = cairo_ft_font_face_create_for_pattern(match);
    family->faces[1] = cairo_font_face_reference(family->faces[0]);
  }

  if (match) {
    FcPatternDestroy(match);
  }
  FcPatternDestroy(pattern);
  FcCharSetDestroy(wanted);
  return family;
}

/// Whether the first family has a glyph for these bytes
static bool
has_glyph(Fonts* const fonts,
          const FontKind kind,
          const char* const text,
          const size_t n)
{
  cairo_glyph_t place[8];
  cairo_glyph_t* glyphs = place;
  int n_glyphs = 8;
  cairo_scaled_font_t* const font =
    scaled_font(fonts, &fonts->families[0], kind);
  if (cairo_scaled_font_text_to_glyphs(
        font, 0.0, 0.0, text, (int)n, &glyphs, &n_glyphs, NULL, NULL, NULL)) {
    return false;
  }

  bool has_all = n_glyphs > 0;
  for (int i = 0; i < n_glyphs; ++i) {
    has_all = has_all && glyphs[i].index;
  }
  if (glyphs != place) {
    cairo_glyph_free(glyphs);
  }
  return has_all;
}

/// The family to write a character with
static Family*
family_of(Fonts* const fonts,
          const FontKind kind,
          const char* const text,
          const size_t n,
          const uint32_t code)
{
  if (code < 0x7FU || has_glyph(fonts, kind, text, n)) {
    return &fonts->families[0];
  }
  for (size_t i = 1U; i < fonts->n_families; ++i) {
    if (FcCharSetHasChar(fonts->families[i].characters, code)) {
      return &fonts->families[i];
    }
  }

  Family* const family = add_fallback(fonts, code);
  return family ? family : &fonts->families[0];
}

/// A piece of a text in one family
typedef struct {
  Family* family;
  const char* text;
  size_t n;      ///< Bytes to write
  size_t n_read; ///< Bytes of the text that they stand for
} Run;

/// The next character of a text
static Run
next_character(Fonts* const fonts,
               const FontKind kind,
               const char* const text,
               const size_t n)
{
  uint32_t code = 0U;
  const size_t length = dil_utf8_length((const uint8_t*)text, n, &code);
  if (!length || dil_is_control(code)) {
    const Run invalid = {
      &fonts->families[0], NO_CHARACTER, 1U, length ? length : 1U};
    return invalid;
  }

  const Run run = {
    family_of(fonts, kind, text, length, code), text, length, length};
  return run;
}

/// The longest piece at the start of a text that is written in one go
static Run
next_run(Fonts* const fonts,
         const FontKind kind,
         const char* const text,
         const size_t n)
{
  Run run = next_character(fonts, kind, text, n);
  while (run.text == text && run.n < n) {
    const Run next = next_character(fonts, kind, text + run.n, n - run.n);
    if (next.family != run.family || next.text != text + run.n) {
      break;
    }
    run.n += next.n;
    run.n_read = run.n;
  }

  return run;
}

/// Draw a run, if there is a cairo, and return its width
static double
do_run(Fonts* const fonts,
       cairo_t* const cairo,
       const FontKind kind,
       const Run* const run,
       const double x,
       const double y)
{
  cairo_scaled_font_t* const font = scaled_font(fonts, run->family, kind);
  cairo_glyph_t place[128];
  cairo_glyph_t* glyphs = place;
  int n_glyphs = 128;
  if (cairo_scaled_font_text_to_glyphs(font,
                                       x,
                                       y,
                                       run->text,
                                       (int)run->n,
                                       &glyphs,
                                       &n_glyphs,
                                       NULL,
                                       NULL,
                                       NULL)) {
    return 0.0;
  }

  cairo_text_extents_t extents;
  cairo_scaled_font_glyph_extents(font, glyphs, n_glyphs, &extents);
  if (cairo) {
    cairo_set_scaled_font(cairo, font);
    cairo_show_glyphs(cairo, glyphs, n_glyphs);
  }
  if (glyphs != place) {
    cairo_glyph_free(glyphs);
  }
  return extents.x_advance;
}

/// Draw or measure
static double
do_text(Fonts* const fonts,
        cairo_t* const cairo,
        const FontKind kind,
        const double x,
        const double y,
        const char* const text,
        const size_t n)
{
  const size_t length = strnlen(text, n);
  double width = 0.0;
  for (size_t done = 0U; done < length;) {
    const Run run = next_run(fonts, kind, text + done, length - done);
    width += do_run(fonts, cairo, kind, &run, x + width, y);
    done += run.n_read;
  }

  return width;
}

double
fonts_width(Fonts* const fonts,
            const FontKind kind,
            const char* const text,
            const size_t n)
{
  return do_text(fonts, NULL, kind, 0.0, 0.0, text, n);
}

void
fonts_draw(Fonts* const fonts,
           cairo_t* const cairo,
           const FontKind kind,
           const double x,
           const double y,
           const char* const text,
           const size_t n)
{
  (void)do_text(fonts, cairo, kind, x, y, text, n);
}

size_t
fonts_fit(Fonts* const fonts,
          const FontKind kind,
          const char* const text,
          const double width)
{
  const size_t length = strlen(text);
  double used = 0.0;
  size_t done = 0U;
  while (done < length) {
    const Run one = next_character(fonts, kind, text + done, length - done);
    used += do_run(fonts, NULL, kind, &one, 0.0, 0.0);
    if (used > width) {
      break;
    }
    done += one.n_read;
  }

  return done;
}
