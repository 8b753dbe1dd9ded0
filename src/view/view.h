// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_VIEW_VIEW_H
#define DIL_VIEW_VIEW_H

#include "view_host.h"

#include "dilaton/attributes.h"
#include "dilaton/status.h"

#include <cairo.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DIL_VIEW_WIDTH  900U ///< Pixels of a new window at scale 1
#define DIL_VIEW_HEIGHT 560U ///< Pixels of a new window at scale 1

/// Most rectangles that dil_view_paint() gives
#define DIL_VIEW_MAX_RECTS 16U

/// Colours
typedef enum { DIL_VIEW_DARK, DIL_VIEW_LIGHT, DIL_VIEW_N_THEMES } DilViewTheme;

/// The pictures of the live view
typedef enum {
  DIL_VIEW_SCOPE,
  DIL_VIEW_SLOW,
  DIL_VIEW_LONG,
  DIL_VIEW_N_PICTURES
} DilViewPicture;

/// What a view is made with
typedef struct {
  DilViewTheme theme;
  DilViewPicture picture; ///< Shown first
  const char* font;       ///< Family, or NULL for "Inter" or what is there
} DilViewSettings;

/// Pixels of the surface, inside it
typedef struct {
  int x;
  int y;
  int width;
  int height;
} DilViewRect;

/// Keys held while something else happens; a sum
enum { DIL_VIEW_SHIFT = 1, DIL_VIEW_CTRL = 2, DIL_VIEW_ALT = 4 };

/// Buttons of a pointer
typedef enum {
  DIL_VIEW_LEFT = 1,
  DIL_VIEW_MIDDLE,
  DIL_VIEW_RIGHT
} DilViewButton;

/// Keys that are not characters; others are their character in lower case
enum {
  DIL_VIEW_BACKSPACE = 0x08,
  DIL_VIEW_TAB = 0x09,
  DIL_VIEW_ENTER = 0x0D,
  DIL_VIEW_ESCAPE = 0x1B,
  DIL_VIEW_DELETE = 0x7F,
  DIL_VIEW_LEFT_KEY = 0x110000, ///< Beyond Unicode
  DIL_VIEW_RIGHT_KEY,
  DIL_VIEW_UP,
  DIL_VIEW_DOWN,
  DIL_VIEW_PAGE_UP,
  DIL_VIEW_PAGE_DOWN,
  DIL_VIEW_HOME,
  DIL_VIEW_END
};

/// The pointer, with or without a button or a turn of its wheel
typedef struct {
  double x;             ///< Pixels of the surface; may lie outside
  double y;             ///< Pixels
  uint32_t modifiers;   ///< DIL_VIEW_SHIFT and others
  DilViewButton button; ///< Of press and release
  bool is_double;       ///< The second press in a short time, at one place
  double turn;          ///< Of the wheel, 1 is a notch away from the user
} DilViewPointer;

/// A key of the keyboard
typedef struct {
  uint32_t key;       ///< Character in lower case, DIL_VIEW_UP or others, or 0
  uint32_t place;     ///< The place on the keyboard: evdev's code, which is X's
                      ///< key code less 8; 0 if unknown
  uint32_t modifiers; ///< DIL_VIEW_SHIFT and others
} DilViewKey;

/// What a view asks of its window; see dil_view_wish()
typedef struct {
  const char* copy; ///< To be put on the clipboard, or NULL; until the next
                    ///< event
  bool is_pasting;  ///< The clipboard is wanted, as dil_view_text()
  bool is_typing;   ///< Keys go to a text field or the piano
} DilViewWish;

/**
   The picture of the instrument and what can be done with it.

   It is painted into an image in memory, and knows neither window nor thread
   nor clock: all of that comes as arguments.  One thread at a time calls its
   functions, and of these only dil_view_new() and dil_view_resize() may fail.
   Allocates in these two and when the list of presets changes.
*/
typedef struct DilView DilView;

/**
   Make a view, DIL_VIEW_WIDTH x DIL_VIEW_HEIGHT at scale 1.

   @param host Copied; what it refers to lives longer than the view.
   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_view_new(const DilViewHost* host,
             const DilViewSettings* settings,
             DilView** out);

/// Free a view: gestures, notes and watching end; NULL is fine
void
dil_view_free(DilView* view);

/**
   Give the surface another size; all of it is to be painted.

   @param width Pixels, 1 to 16384; others are limited.
   @param height As `width`.
   @param scale Of the screen, as its host or desktop says; 1 to 3, others are
   limited.  Where that is too much for the size, less is used.
   @return DIL_OK, or DIL_NO_MEMORY: then all is as it was.
*/
DIL_NODISCARD DilStatus
dil_view_resize(DilView* view, double width, double height, double scale);

/// Zoom that the user has chosen, 1 to 3, on top of the scale
double
dil_view_zoom(const DilView* view);

/// Set it, as kept from another time; limited
void
dil_view_set_zoom(DilView* view, double zoom);

/// Theme that is shown; Ctrl T changes it
DilViewTheme
dil_view_theme(const DilView* view);

/// Set it
void
dil_view_set_theme(DilView* view, DilViewTheme theme);

/// Picture of the live view that is shown
DilViewPicture
dil_view_picture(const DilView* view);

/// Set it
void
dil_view_set_picture(DilView* view, DilViewPicture picture);

/// Whether it can be seen; a hidden view watches nothing.  It is at first.
void
dil_view_show(DilView* view, bool is_shown);

/// Whether keys come to it; without them it lets go of what they hold
void
dil_view_focus(DilView* view, bool is_focused);

/**
   A button of the pointer goes down.  Until it is released the pointer belongs
   to what it was pressed on.

   @return Whether it meant something; so do the other events.
*/
bool
dil_view_press(DilView* view, const DilViewPointer* pointer);

/// A button goes up
bool
dil_view_release(DilView* view, const DilViewPointer* pointer);

/// The pointer moves
bool
dil_view_motion(DilView* view, const DilViewPointer* pointer);

/// The pointer has left the window
void
dil_view_leave(DilView* view);

/// The wheel turns, at the pointer's place
bool
dil_view_wheel(DilView* view, const DilViewPointer* pointer);

/// A key goes down, once for each time that it is repeated; what is not used
/// is the parent window's
bool
dil_view_key(DilView* view, const DilViewKey* key);

/// A key goes up
bool
dil_view_key_up(DilView* view, const DilViewKey* key);

/**
   Text was typed or pasted.

   @param text UTF-8; control characters and what is damaged is passed over.
*/
bool
dil_view_text(DilView* view, const char* text);

/// A file was dropped: a preset is installed and played, a melody opened
bool
dil_view_drop(DilView* view, const char* path);

/// What the events since the last call ask of the window; asked after each
DilViewWish
dil_view_wish(DilView* view);

/// Say something in the status line, until the next press or key
void
dil_view_tell(DilView* view, const char* text);

/**
   Look at the host, and move what moves.

   @param now_s Seconds from any time that does not change; goes forward.
   @return Whether there is something to paint.
*/
bool
dil_view_tick(DilView* view, double now_s);

/**
   Paint what has changed since the last time.

   @param rects Result, what was painted.
   @return How many there are, 0 for no change.
*/
size_t
dil_view_paint(DilView* view, DilViewRect rects[DIL_VIEW_MAX_RECTS]);

/// The picture: CAIRO_FORMAT_RGB24, the view's, until it is resized
cairo_surface_t*
dil_view_surface(DilView* view);

#endif // DIL_VIEW_VIEW_H
