// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_VIEW_BROWSER_H
#define DIL_VIEW_BROWSER_H

#include "canvas.h"
#include "folder.h"
#include "text_field.h"
#include "view_host.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Presets and families that the user has unfolded or folded, at most
#define MAX_FOLDS 64U

/// What a row of the list is
typedef enum {
  ROW_HEADING,    ///< A family; of `preset`, or of favourites if that is none
  ROW_PRESET,     ///< With one instrument or several
  ROW_INSTRUMENT, ///< Of the preset above
  ROW_PARENT,     ///< The folder above
  ROW_ENTRY       ///< Number `preset` of the folder
} RowKind;

/// A row
typedef struct {
  RowKind kind;
  bool is_open;        ///< Unfolded
  bool is_indented;    ///< Below a heading or a preset
  size_t preset;       ///< Index, or DIL_VIEW_NONE
  uint32_t instrument; ///< Index
} BrowserRow;

/// The list of presets, or of a folder's files
typedef struct {
  const DilViewPreset* presets; ///< [n_presets], the host's
  size_t n_presets;
  size_t playing;      ///< Index, or DIL_VIEW_NONE
  uint32_t instrument; ///< That plays
  uint64_t serial;     ///< Of the presets
  bool has_list;       ///< There was one
  bool is_folder;      ///< A folder is shown
  bool has_melodies;   ///< Melodies can be opened
  Folder folder;
  TextField search;
  size_t* order;    ///< [n_presets] as they are listed
  BrowserRow* rows; ///< [n_rows]
  size_t room_rows;
  size_t n_rows;
  size_t cursor;             ///< Row, or DIL_VIEW_NONE
  size_t hover;              ///< Row under the pointer, or DIL_VIEW_NONE
  double scroll;             ///< Units from the first row's top to the list's
  double height;             ///< Units of the list
  uint64_t folds[MAX_FOLDS]; ///< Hashes of what is not as it is at first
  size_t n_folds;
} Browser;

/// Empty
void
browser_start(Browser* browser);

/// Free what it has
void
browser_stop(Browser* browser);

/// Take the host's presets, and say whether the rows are others
bool
browser_take(Browser* browser,
             const DilViewPreset* presets,
             size_t n_presets,
             uint64_t serial);

/// Say what plays, and whether a row looks different by that
bool
browser_plays(Browser* browser, size_t preset, uint32_t instrument);

/// Make the rows again, after the search or a fold
void
browser_list(Browser* browser);

/// Fold a row or unfold it; false if it cannot be
bool
browser_fold(Browser* browser, size_t row);

/// The row at a height in units of the window, or DIL_VIEW_NONE
size_t
browser_row_at(const Browser* browser, Box list, double y);

/// Move the cursor by some rows, over headings
void
browser_move(Browser* browser, int n_rows);

/// Scroll as little as shows a row
void
browser_show(Browser* browser, size_t row);

/// Scroll by some units
void
browser_scroll(Browser* browser, double by);

/// The preset before or after the one that plays in the list, or DIL_VIEW_NONE
size_t
browser_neighbour(const Browser* browser, int step);

/// Whether a preset, or an instrument of it, fits what is searched for; for all
/// instruments UINT32_MAX
bool
browser_fits(const Browser* browser,
             const DilViewPreset* preset,
             uint32_t instrument);

/// Show a folder; false if it cannot be read
bool
browser_open(Browser* browser, const char* path);

/// Show the presets
void
browser_close(Browser* browser);

/// Write the path of an entry of the folder; false if it is too long
bool
browser_path(const Browser* browser, size_t row, char path[DIL_PATH_SIZE]);

/// What is painted of a browser
typedef struct {
  Box panel;
  Box field;
  Box list;
  Box button;
  bool has_focus;
} BrowserPlace;

/// Paint it all
void
browser_paint(const Browser* browser,
              const Canvas* canvas,
              const BrowserPlace* place);

/// Write the recorded keys of a preset, "C#3 – G#5", or ""
void
browser_range(const DilViewPreset* preset, char text[24]);

#endif // DIL_VIEW_BROWSER_H
