// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "layout.h"

#include <string.h>

#define MARGIN    8.0
#define TOP       48.0  ///< Units from the window's top to the panels
#define SIDE      200.0 ///< Width of the browser
#define CONTROLS  182.0 ///< Height of the sliders' panel
#define KEYS      82.0  ///< Height of the piano
#define STATUS    26.0  ///< Height of the last line
#define RING      114.0 ///< Width of the ring with its names
#define FIRST_ROW 20.0  ///< From a column's top to its first slider
#define SLIDER    30.0  ///< From a slider to the next
#define FACTS     116.0 ///< Width of the odds of the newest step

static const SliderPlace sliders[N_SLIDERS] = {
  {DIL_PARAMETER_TEMPERATURE,
   0U,
   "Temperature",
   "below 1 the likely is drawn more often, above it the unlikely"},
  {DIL_PARAMETER_TOP_P,
   0U,
   "Variety",
   "share of the odds that is kept, the likeliest first; the rest is cut"},
  {DIL_PARAMETER_TOP_K,
   0U,
   "Choices",
   "how many of the 256 classes may be drawn, the likeliest first"},
  {DIL_PARAMETER_SEED,
   0U,
   "Seed",
   "another number, other dice: the same notes never sound quite the same"},
  {DIL_PARAMETER_ATTACK, 1U, "Attack", "time in which a note fades in"},
  {DIL_PARAMETER_DECAY,
   1U,
   "Decay",
   "time from there to the sustain level, if that is below 1"},
  {DIL_PARAMETER_SUSTAIN,
   1U,
   "Sustain",
   "level to which a held note decays; 1 leaves it as it was learned"},
  {DIL_PARAMETER_RELEASE,
   1U,
   "Release",
   "how long a note sounds on, times the instrument's own time"},
  {DIL_PARAMETER_BRIGHTNESS,
   1U,
   "Brightness",
   "darker and softer to the left, brighter and louder to the right"},
  {DIL_PARAMETER_VIBRATO_DEPTH,
   2U,
   "Vibrato",
   "how far the pitch swings, in cents; 100 are a semitone"},
  {DIL_PARAMETER_VIBRATO_RATE, 2U, "Vib. rate", "how fast the pitch swings"},
  {DIL_PARAMETER_VIBRATO_DELAY,
   2U,
   "Vib. delay",
   "time from the start of a note to the full vibrato"},
  {DIL_PARAMETER_GLIDE, 2U, "Glide", "time to slide from the last pitch"},
  {DIL_PARAMETER_BEND_RANGE,
   2U,
   "Bend range",
   "semitones that the whole pitch wheel bends, up and down"},
  {DIL_PARAMETER_GAIN, 3U, "Gain", "loudness of all"},
  {DIL_PARAMETER_PAN, 3U, "Pan", "place of all, from left to right"},
  {DIL_PARAMETER_WIDTH,
   3U,
   "Width",
   "low keys to the left, high keys to the right"},
  {DIL_PARAMETER_SPACE, 3U, "Space", "how much of the sound a room echoes"},
  {DIL_PARAMETER_ROOM_SIZE, 3U, "Room size", "from a chamber to a hall"},
  {DIL_PARAMETER_VELOCITY,
   4U,
   "Velocity",
   "below 0 keys need force, above it they are loud at a touch"},
  {DIL_PARAMETER_TUNING, 4U, "Tuning", "pitch of A4, 440 Hz as a rule"},
  {DIL_PARAMETER_VOICES,
   4U,
   "Voices",
   "notes at once; each takes its share of the processor"},
  {DIL_PARAMETER_MODE,
   4U,
   "Mode",
   "many notes, one at a time, or one that moves from key to key"},
  {DIL_PARAMETER_OUTSIDE,
   4U,
   "Outside",
   "what becomes of notes that the instrument has not learned"},
};

const SliderPlace*
layout_slider(const uint32_t index)
{
  return &sliders[index];
}

const SliderPlace*
layout_slider_of(const Item item)
{
  return item >= ITEM_SLIDERS && item < ITEM_PIANO
           ? &sliders[item - ITEM_SLIDERS]
           : NULL;
}

Item
layout_item_of(const uint32_t parameter)
{
  for (size_t i = 0U; i < N_SLIDERS; ++i) {
    if (sliders[i].parameter == parameter) {
      return (Item)(ITEM_SLIDERS + (int)i);
    }
  }

  return ITEM_RING;
}

const char*
layout_column_name(const uint32_t column)
{
  static const char* const names[N_COLUMNS] = {
    "Chance", "Shape", "Pitch", "Output", "Playing"};

  return names[column];
}

static Box
box(const double x, const double y, const double width, const double height)
{
  const Box made = {x, y, width, height};
  return made;
}

static void
place_top(Layout* const layout, const LayoutParts* const parts)
{
  const double left = MARGIN + SIDE + MARGIN;
  const double right = layout->width - MARGIN;
  Box* const items = layout->items;
  layout->top = box(0.0, 0.0, layout->width, TOP);
  layout->meter = box(right - 132.0, 10.0, 132.0, 28.0);
  layout->counts = box(right - 132.0 - 146.0, 10.0, 140.0, 28.0);
  layout->name = box(left, 9.0, layout->counts.x - 16.0 - 54.0 - left, 30.0);
  items[ITEM_PREVIOUS] = box(left, 9.0, 32.0, 30.0);
  items[ITEM_ABOUT] = box(left + 34.0, 9.0, layout->name.width - 68.0, 30.0);
  items[ITEM_NEXT] = box(left + layout->name.width - 32.0, 9.0, 32.0, 30.0);
  items[ITEM_UNDO] = box(layout->counts.x - 60.0, 11.0, 26.0, 26.0);
  items[ITEM_REDO] = box(layout->counts.x - 33.0, 11.0, 26.0, 26.0);
  if (parts->has_transport) {
    items[ITEM_PLAY] = box(left - 98.0, 8.0, 28.0, 24.0);
    items[ITEM_LOOP] = box(left - 68.0, 8.0, 28.0, 24.0);
    items[ITEM_RECORD] = box(left - 38.0, 8.0, 28.0, 24.0);
    items[ITEM_POSITION] = box(left - 98.0, 33.0, 88.0, 10.0);
  }
}

static void
place_browser(Layout* const layout)
{
  const Box panel =
    box(MARGIN, TOP, SIDE, layout->height - TOP - STATUS - KEYS - MARGIN);
  layout->browser = panel;
  layout->items[ITEM_SEARCH] =
    box(panel.x + 8.0, panel.y + 8.0, panel.width - 16.0, 28.0);
  layout->items[ITEM_OPEN] =
    box(panel.x + 6.0, panel.y + panel.height - 36.0, panel.width - 12.0, 28.0);
  layout->list = box(panel.x + 6.0,
                     panel.y + 44.0,
                     panel.width - 12.0,
                     panel.height - 44.0 - 44.0);
}

static void
place_live(Layout* const layout)
{
  const double left = MARGIN + SIDE + MARGIN;
  const double bottom =
    layout->height - STATUS - KEYS - MARGIN - CONTROLS - MARGIN;
  const Box panel = box(left, TOP, layout->width - MARGIN - left, bottom - TOP);
  const double right = panel.x + panel.width - 10.0;
  const double y = panel.y + 36.0;
  const double wide = right - FACTS - 12.0 - (panel.x + 44.0);
  const double high = panel.height - 36.0 - 10.0;
  const double wave = high * 0.32;
  Box* const items = layout->items;
  layout->live = panel;
  layout->heat = box(panel.x + 44.0, y, wide, high - wave - 8.0);
  layout->wave = box(panel.x + 44.0, y + high - wave, wide, wave);
  layout->odds = box(right - FACTS, y, FACTS, high - wave - 8.0);
  layout->facts = box(right - FACTS, y + high - wave, FACTS, wave);
  items[ITEM_PAUSE] = box(right - 26.0, panel.y + 6.0, 26.0, 22.0);
  items[ITEM_PICTURES] = box(right - 34.0 - 162.0, panel.y + 6.0, 162.0, 22.0);
  items[ITEM_LIVE] = box(layout->heat.x, y, right - layout->heat.x, high);
}

static void
place_controls(Layout* const layout, const LayoutParts* const parts)
{
  const Box live = layout->live;
  const double ring = parts->has_ring ? RING : 0.0;
  const double gap = 10.0;
  const Box panel =
    box(live.x, live.y + live.height + MARGIN, live.width, CONTROLS);
  const double first = panel.x + 14.0 + ring + (ring > 0.0 ? gap : 0.0);
  const double room = panel.x + panel.width - 14.0 - first;
  const double width =
    (room - gap * (double)(N_COLUMNS - 1U)) / (double)N_COLUMNS;
  uint32_t n_rows[N_COLUMNS] = {0U};
  layout->controls = panel;
  layout->ring = box(panel.x + 8.0, panel.y + 8.0, ring, CONTROLS - 16.0);
  layout->items[ITEM_RING] = layout->ring;
  for (uint32_t c = 0U; c < N_COLUMNS; ++c) {
    layout->columns[c] = box(
      first + (double)c * (width + gap), panel.y + 6.0, width, CONTROLS - 12.0);
  }
  for (size_t i = 0U; i < N_SLIDERS; ++i) {
    const uint32_t c = sliders[i].column;
    const double y =
      layout->columns[c].y + FIRST_ROW + SLIDER * (double)n_rows[c]++;
    layout->items[ITEM_SLIDERS + (int)i] =
      box(layout->columns[c].x, y, width, 30.0);
  }
}

Layout
layout_make(const double width,
            const double height,
            const LayoutParts* const parts)
{
  Layout layout;
  memset(&layout, 0, sizeof(layout));
  layout.width = width;
  layout.height = height;
  place_top(&layout, parts);
  place_browser(&layout);
  place_live(&layout);
  place_controls(&layout, parts);
  layout.piano =
    box(MARGIN, height - STATUS - KEYS, width - 2.0 * MARGIN, KEYS);
  layout.items[ITEM_PIANO] = layout.piano;
  layout.status = box(0.0, height - STATUS, width, STATUS);
  layout.items[ITEM_STATUS] =
    box(width - MARGIN - 260.0, height - STATUS + 2.0, 260.0, STATUS - 4.0);
  return layout;
}

static bool
is_there(const Layout* const layout, const Item item)
{
  return layout->items[item].width > 0.0;
}

Item
layout_item_at(const Layout* const layout, const double x, const double y)
{
  if (box_has(layout->list, x, y)) {
    return ITEM_SEARCH;
  }

  for (int item = ITEM_NONE + 1; item < N_ITEMS; ++item) {
    // Sliders are easier to hit than they are wide
    const Box box = (item >= ITEM_SLIDERS && item < ITEM_PIANO)
                      ? box_grow(layout->items[item], 2.0)
                      : layout->items[item];
    if (is_there(layout, (Item)item) && box_has(box, x, y)) {
      return (Item)item;
    }
  }

  return ITEM_NONE;
}

Group
layout_group(const Item item)
{
  return item <= ITEM_RECORD  ? GROUP_BROWSER
         : item <= ITEM_LIVE  ? GROUP_LIVE
         : item < ITEM_PIANO  ? GROUP_CONTROLS
         : item == ITEM_PIANO ? GROUP_KEYS
                              : GROUP_STATUS;
}

Item
layout_next(const Layout* const layout, const Item item, const int step)
{
  int next = (int)item;
  for (int i = 0; i < N_ITEMS; ++i) {
    next = (next + step + N_ITEMS) % N_ITEMS;
    if (next != ITEM_NONE && is_there(layout, (Item)next)) {
      break;
    }
  }

  return (Item)next;
}

Item
layout_first(const Layout* const layout, const Group group)
{
  for (int item = ITEM_NONE + 1; item < N_ITEMS; ++item) {
    if (layout_group((Item)item) == group && is_there(layout, (Item)item)) {
      return (Item)item;
    }
  }

  return ITEM_NONE;
}
