// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "library.h"

#include "preset_path.h"

#include <stdlib.h>

void
library_fill(Library* const library)
{
  DilPresetFiles found;
  DilMessage message;
  if (preset_files(&found, &message)) {
    return;
  }

  for (size_t i = 0U; i < found.n_files && library->n_presets < MAX_LIBRARY;
       ++i) {
    const size_t n = library->n_presets;
    if (!found.files[i].is_hidden && !preset_load(found.files[i].path,
                                                  &library->presets[n],
                                                  &library->paths[n],
                                                  &message)) {
      library->n_presets += 1U;
    }
  }
  dil_preset_files_clear(&found);
}

void
library_clear(Library* const library)
{
  for (size_t i = 0U; i < library->n_presets; ++i) {
    if (!library->is_given[i]) {
      dil_preset_free(library->presets[i]);
      free(library->paths[i]);
    }
  }
}
