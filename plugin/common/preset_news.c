// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "preset_news.h"

#include <stdio.h>
#include <string.h>

void
dil_preset_news_write(DilPresetNews* const news,
                      const char* const path,
                      const DilPreset* const preset)
{
  const uint32_t n = preset ? dil_preset_n_instruments(preset) : 0U;
  size_t used = 0U;
  snprintf(news->path, sizeof(news->path), "%s", path);
  for (news->n_names = 0U; news->n_names < n; ++news->n_names) {
    const char* const name = dil_preset_instrument(preset, news->n_names)->name;
    const size_t size = strlen(name) + 1U;
    if (size > sizeof(news->names) - used) {
      break;
    }

    memcpy(news->names + used, name, size);
    used += size;
  }
}

const char*
dil_preset_news_name(const DilPresetNews* const news, const uint32_t instrument)
{
  const uint32_t wanted = instrument < news->n_names ? instrument : 0U;
  const char* name = news->names;
  for (uint32_t i = 0U; i < wanted; ++i) {
    name += strlen(name) + 1U;
  }

  return news->n_names ? name : "";
}
