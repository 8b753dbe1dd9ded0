// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "browser.h"

#include "hash.h"
#include "preset_files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/// Bytes of what is searched of a preset; what lies beyond is not found
#define HAY_SIZE 4096U

/// Hash of what can be folded
static uint64_t
hash(const char* const kind, const char* const text)
{
  return dil_hash(
    dil_hash(DIL_HASH_EMPTY, kind, strlen(kind)), text, strlen(text));
}

static uint64_t
row_hash(const Browser* const browser, const BrowserRow* const row)
{
  if (row->kind == ROW_PRESET) {
    return hash("preset", browser->presets[row->preset].path);
  }

  const char* const family =
    row->preset == DIL_VIEW_NONE ? NULL : browser->presets[row->preset].family;
  return hash(row->preset == DIL_VIEW_NONE ? "favourites" : "family",
              family ? family : "");
}

static bool
is_toggled(const Browser* const browser, const BrowserRow* const row)
{
  const uint64_t value = row_hash(browser, row);
  for (size_t i = 0U; i < browser->n_folds; ++i) {
    if (browser->folds[i] == value) {
      return true;
    }
  }

  return false;
}

/// Append lower-case text of some length and an end of line to what is searched
static size_t
add_hay(char* const hay, size_t n, const char* const text, const size_t length)
{
  for (const char* at = text; at < text + length && n + 2U < HAY_SIZE; ++at) {
    hay[n++] = *at >= 'A' && *at <= 'Z' ? (char)(*at - 'A' + 'a') : *at;
  }
  hay[n++] = '\n';
  hay[n] = '\0';
  return n < HAY_SIZE - 2U ? n : HAY_SIZE - 3U;
}

/// Append all of a text, or nothing for NULL
static size_t
add_text(char* const hay, const size_t n, const char* const text)
{
  return add_hay(hay, n, text ? text : "", text ? strlen(text) : 0U);
}

/// Append the name of a file, without what all presets end in unless a point is
/// searched: "ten" means no .safetensors
static size_t
add_file(char* const hay,
         const size_t n,
         const char* const path,
         const char* const words)
{
  const char* const slash = strrchr(path, '/');
  const char* const name = slash ? slash + 1 : path;
  const size_t suffix = dil_has_preset_suffix(name) && !strchr(words, '.')
                          ? strlen(DIL_PRESET_SUFFIX)
                          : 0U;
  return add_hay(hay, n, name, strlen(name) - suffix);
}

/// Whether all words are somewhere in a text
static bool
has_words(const char* const hay, const char* const words)
{
  char word[FIELD_SIZE];
  const char* at = words + strspn(words, " ");
  while (*at) {
    const size_t n = strcspn(at, " ");
    for (size_t i = 0U; i < n; ++i) {
      word[i] =
        at[i] >= 'A' && at[i] <= 'Z' ? (char)(at[i] - 'A' + 'a') : at[i];
    }
    word[n] = '\0';
    if (!strstr(hay, word)) {
      return false;
    }
    at += n;
    at += strspn(at, " ");
  }

  return true;
}

bool
browser_fits(const Browser* const browser,
             const DilViewPreset* const preset,
             const uint32_t instrument)
{
  char hay[HAY_SIZE];
  size_t n = add_text(hay, 0U, preset->name);
  n = add_text(hay, n, preset->family);
  n = add_file(hay, n, preset->path, browser->search.text);
  for (uint32_t i = 0U; i < preset->n_instruments; ++i) {
    if (instrument == UINT32_MAX || instrument == i) {
      n = add_text(hay, n, preset->instruments[i]);
    }
  }

  return has_words(hay, browser->search.text);
}

/// Add a row, if there is memory
static BrowserRow*
add(Browser* const browser, const RowKind kind, const size_t preset)
{
  if (browser->n_rows == browser->room_rows) {
    const size_t room = browser->room_rows ? 2U * browser->room_rows : 64U;
    BrowserRow* const rows =
      (BrowserRow*)realloc(browser->rows, room * sizeof(*rows));
    if (!rows) {
      browser->has_list = false; // Tried again at the next tick
      return NULL;
    }
    browser->rows = rows;
    browser->room_rows = room;
  }

  BrowserRow* const row = &browser->rows[browser->n_rows++];
  memset(row, 0, sizeof(*row));
  row->kind = kind;
  row->preset = preset;
  return row;
}

/// Add a preset with its instruments, if it fits
static void
add_preset(Browser* const browser, const size_t index, const bool is_indented)
{
  const DilViewPreset* const preset = &browser->presets[index];
  const bool is_searched = browser->search.n > 0U;
  if (!browser_fits(browser, preset, UINT32_MAX)) {
    return;
  }

  BrowserRow* const row = add(browser, ROW_PRESET, index);
  if (!row) {
    return;
  }

  const bool plays = index == browser->playing;
  const bool is_open = is_searched || is_toggled(browser, row) != plays;
  row->is_indented = is_indented;
  row->is_open = is_open && preset->n_instruments > 1U;
  for (uint32_t i = 0U;
       is_open && preset->n_instruments > 1U && i < preset->n_instruments;
       ++i) {
    BrowserRow* const below = browser_fits(browser, preset, i)
                                ? add(browser, ROW_INSTRUMENT, index)
                                : NULL;
    if (below) {
      below->is_indented = true;
      below->instrument = i;
    }
  }
}

/// Add a heading, and say whether it is open
static bool
add_heading(Browser* const browser, const size_t preset)
{
  BrowserRow* const row = add(browser, ROW_HEADING, preset);
  if (row) {
    row->is_open = browser->search.n > 0U || !is_toggled(browser, row);
  }
  return row && row->is_open;
}

/// Take back a heading that nothing has come after
static void
drop_empty_heading(Browser* const browser, const bool was_open)
{
  if (was_open && browser->n_rows &&
      browser->rows[browser->n_rows - 1U].kind == ROW_HEADING) {
    --browser->n_rows;
  }
}

static void
list_favourites(Browser* const browser)
{
  bool has_any = false;
  for (size_t i = 0U; i < browser->n_presets && !has_any; ++i) {
    has_any = browser->presets[i].is_favourite;
  }
  if (!has_any || !add_heading(browser, DIL_VIEW_NONE)) {
    return;
  }

  for (size_t i = 0U; i < browser->n_presets; ++i) {
    if (browser->presets[browser->order[i]].is_favourite) {
      add_preset(browser, browser->order[i], true);
    }
  }
  drop_empty_heading(browser, true);
}

static int
compare_families(const char* const a, const char* const b)
{
  return strcasecmp(a ? a : "", b ? b : "");
}

static void
list_presets(Browser* const browser)
{
  list_favourites(browser);
  bool is_open = true;
  bool has_heading = false;
  for (size_t i = 0U; i < browser->n_presets; ++i) {
    const size_t index = browser->order[i];
    const char* const family = browser->presets[index].family;
    const char* const former =
      i ? browser->presets[browser->order[i - 1U]].family : NULL;
    if (family && (!i || compare_families(family, former))) {
      drop_empty_heading(browser, has_heading && is_open);
      is_open = add_heading(browser, index);
      has_heading = true;
    }
    if (is_open) {
      add_preset(browser, index, has_heading);
    }
  }
  drop_empty_heading(browser, has_heading && is_open);
}

/// Names that contain what is typed, which is not a path
static void
list_folder(Browser* const browser)
{
  const bool is_path =
    strchr(browser->search.text, '/') || browser->search.text[0] == '~';
  if (strcmp(browser->folder.path, "/") != 0) {
    (void)add(browser, ROW_PARENT, DIL_VIEW_NONE);
  }
  for (size_t i = 0U; i < browser->folder.n_entries; ++i) {
    char hay[HAY_SIZE];
    (void)add_file(
      hay, 0U, browser->folder.entries[i].name, browser->search.text);
    if (is_path || has_words(hay, browser->search.text)) {
      (void)add(browser, ROW_ENTRY, i);
    }
  }
}

void
browser_list(Browser* const browser)
{
  browser->n_rows = 0U;
  browser->hover = DIL_VIEW_NONE;
  if (browser->is_folder) {
    list_folder(browser);
  } else {
    list_presets(browser);
  }
  if (browser->cursor >= browser->n_rows) {
    browser->cursor = DIL_VIEW_NONE;
  }
  browser_scroll(browser, 0.0);
}

bool
browser_fold(Browser* const browser, const size_t index)
{
  const BrowserRow* const row = &browser->rows[index];
  if (row->kind != ROW_HEADING &&
      (row->kind != ROW_PRESET ||
       browser->presets[row->preset].n_instruments < 2U)) {
    return false;
  }

  const uint64_t value = row_hash(browser, row);
  size_t n = 0U;
  for (size_t i = 0U; i < browser->n_folds; ++i) {
    if (browser->folds[i] != value) {
      browser->folds[n++] = browser->folds[i];
    }
  }
  if (n == browser->n_folds) {
    // The oldest is forgotten
    if (n == MAX_FOLDS) {
      memmove(browser->folds, browser->folds + 1, --n * sizeof(value));
    }
    browser->folds[n++] = value;
  }
  browser->n_folds = n;
  browser_list(browser);
  return true;
}

/// A preset to be put in order
typedef struct {
  const char* family;
  size_t index;
} Ordered;

static int
compare_ordered(const void* const a, const void* const b)
{
  const Ordered* const first = (const Ordered*)a;
  const Ordered* const second = (const Ordered*)b;
  const int order = compare_families(first->family, second->family);
  return order ? order : first->index < second->index ? -1 : 1;
}

bool
browser_take(Browser* const browser,
             const DilViewPreset* const presets,
             const size_t n_presets,
             const uint64_t serial)
{
  browser->presets = presets;
  if (browser->has_list && serial == browser->serial &&
      n_presets == browser->n_presets) {
    return false;
  }

  browser->n_presets = 0U;
  browser->serial = serial;
  browser->has_list = true;
  browser->playing = DIL_VIEW_NONE;
  Ordered* const ordered =
    (Ordered*)calloc(n_presets ? n_presets : 1U, sizeof(*ordered));
  size_t* const order =
    (size_t*)calloc(n_presets ? n_presets : 1U, sizeof(*order));
  if (ordered && order) {
    for (size_t i = 0U; i < n_presets; ++i) {
      ordered[i].family = presets[i].family;
      ordered[i].index = i;
    }
    qsort(ordered, n_presets, sizeof(*ordered), compare_ordered);
    for (size_t i = 0U; i < n_presets; ++i) {
      order[i] = ordered[i].index;
    }
    free(browser->order);
    browser->order = order;
    browser->n_presets = n_presets;
  } else {
    free(order);
    browser->has_list = false;
  }
  free(ordered);
  browser_list(browser);
  return true;
}
