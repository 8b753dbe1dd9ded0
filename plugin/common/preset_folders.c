// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "preset_folders.h"

#include "catalog.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// Below a data folder
#define PRESETS "/dilaton/presets"

/// Name `folder` and `rest`, of which the folder has `n` bytes, unless too long
static void
visit_below(const char* const folder,
            const size_t n,
            const char* const rest,
            const DilFolderVisit visit,
            void* const context)
{
  char path[DIL_PATH_SIZE];
  if (n && n < sizeof(path)) {
    const int length =
      snprintf(path, sizeof(path), "%.*s%s", (int)n, folder, rest);
    if (length > 0 && (size_t)length < sizeof(path)) {
      visit(context, path);
    }
  }
}

static void
visit_user(const DilFolderVisit visit, void* const context)
{
  const char* const data = getenv("XDG_DATA_HOME");
  const char* const home = getenv("HOME");
  if (data && data[0] == '/') {
    visit_below(data, strlen(data), PRESETS, visit, context);
  } else if (home && home[0] == '/') {
    visit_below(home, strlen(home), "/.local/share" PRESETS, visit, context);
  }
}

static void
visit_ancestors(const char* const bundle,
                const DilFolderVisit visit,
                void* const context)
{
  size_t n = strlen(bundle);
  while (n > 0U) {
    visit_below(bundle, n, "/share" PRESETS, visit, context);
    while (n > 0U && bundle[n - 1U] != '/') {
      --n;
    }
    while (n > 0U && bundle[n - 1U] == '/') {
      --n;
    }
  }
}

/// Name what is below each absolute folder of a list with colons
static void
visit_list(const char* folders,
           const char* const rest,
           const DilFolderVisit visit,
           void* const context)
{
  while (*folders) {
    const size_t n = strcspn(folders, ":");
    if (folders[0] == '/') {
      visit_below(folders, n, rest, visit, context);
    }

    folders += n + (folders[n] == ':');
  }
}

// Source: XDG Base Directory Specification 0.8, "Environment variables"
static void
visit_system(const DilFolderVisit visit, void* const context)
{
  const char* const set = getenv("XDG_DATA_DIRS");
  const char* const folders =
    (set && set[0]) ? set : "/usr/local/share:/usr/share";
  visit_list(folders, PRESETS, visit, context);
  visit(context, DIL_DATA_FOLDER "/presets");
}

void
dil_visit_preset_folders(const char* const bundle,
                         const DilFolderVisit visit,
                         void* const context)
{
  const char* const asked_for = getenv("DILATON_PRESETS");
  if (asked_for) {
    visit_list(asked_for, "", visit, context);
  }
  if (bundle) {
    visit_below(bundle, strlen(bundle), "/presets", visit, context);
  }

  visit_user(visit, context);
  if (bundle) {
    visit_ancestors(bundle, visit, context);
  }

  visit_system(visit, context);
}
