// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_VIEW_LAYOUT_H
#define DIL_VIEW_LAYOUT_H

#include "box.h"

#include "dilaton/parameter.h"

#include <stdbool.h>
#include <stdint.h>

/// Units of a window below which the layout breaks
#define LEAST_WIDTH  880.0
#define LEAST_HEIGHT 540.0

/// Height of a row of the browser in units
#define ROW_HEIGHT 25.0

/// Parameters that have a slider: all but those of the ring
#define N_SLIDERS 24U

/// What can be pointed at, and reached by keys in this order
typedef enum {
  ITEM_NONE,
  ITEM_SEARCH,   ///< The search field and the list below it
  ITEM_OPEN,     ///< "Open a file...", and the way back
  ITEM_PREVIOUS, ///< Preset
  ITEM_ABOUT,    ///< The preset's name: what is known of it
  ITEM_NEXT,     ///< Preset
  ITEM_UNDO,
  ITEM_REDO,
  ITEM_PLAY,     ///< The melody
  ITEM_LOOP,     ///< The melody
  ITEM_POSITION, ///< In the melody
  ITEM_RECORD,   ///< What is heard
  ITEM_PICTURES, ///< Scope, Slow, Long
  ITEM_PAUSE,    ///< The live view
  ITEM_LIVE,     ///< Its picture
  ITEM_RING,     ///< Morph
  ITEM_SLIDERS,  ///< The first of N_SLIDERS, by layout_slider()
  ITEM_PIANO = ITEM_SLIDERS + (int)N_SLIDERS,
  ITEM_STATUS, ///< Settings of the output, zoom
  N_ITEMS
} Item;

/// Groups of items, to jump between
typedef enum {
  GROUP_BROWSER,
  GROUP_LIVE,
  GROUP_CONTROLS,
  GROUP_KEYS,
  GROUP_STATUS,
  N_GROUPS
} Group;

/// Columns of sliders
#define N_COLUMNS 5U

/// A slider's place and texts
typedef struct {
  uint32_t parameter; ///< DilParameter
  uint32_t column;    ///< In [0, N_COLUMNS)
  const char* label;  ///< Short, under the column's heading
  const char* help;   ///< What it does, for the status line
} SliderPlace;

/// What is there at all
typedef struct {
  bool has_ring;      ///< Several instruments in the preset
  bool has_transport; ///< Melody and recording
} LayoutParts;

/// Where everything is, in units
typedef struct {
  double width;
  double height;
  Box top;
  Box browser;  ///< Panel
  Box list;     ///< Rows of the browser
  Box live;     ///< Panel
  Box heat;     ///< Odds over time
  Box wave;     ///< Below it
  Box odds;     ///< Of the newest step
  Box facts;    ///< Below that
  Box controls; ///< Panel
  Box ring;
  Box columns[N_COLUMNS]; ///< Of sliders, heading first
  Box piano;
  Box status;
  Box name;   ///< Of the preset, with its neighbours' buttons
  Box counts; ///< Voices and load
  Box meter;
  Box items[N_ITEMS]; ///< Without width where they are not there
} Layout;

/// Put everything in its place
Layout
layout_make(double width, double height, const LayoutParts* parts);

/// Slider `index` of N_SLIDERS, column by column
const SliderPlace*
layout_slider(uint32_t index);

/// Heading of a column of sliders
const char*
layout_column_name(uint32_t column);

/// The slider of an item, or NULL
const SliderPlace*
layout_slider_of(Item item);

/// The item that shows a parameter: a slider, or the ring
Item
layout_item_of(uint32_t parameter);

/// The item at a point, or ITEM_NONE
Item
layout_item_at(const Layout* layout, double x, double y);

/// The group that an item is in
Group
layout_group(Item item);

/// What follows an item in the order of keys, or precedes it for a step of -1,
/// of those that are there
Item
layout_next(const Layout* layout, Item item, int step);

/// First item of a group that is there, or ITEM_NONE
Item
layout_first(const Layout* layout, Group group);

#endif // DIL_VIEW_LAYOUT_H
