// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_PLUGIN_PRESET_FOLDERS_H
#define DIL_PLUGIN_PRESET_FOLDERS_H

/// Take a folder, which need not exist
typedef void (*DilFolderVisit)(void* context, const char* folder);

/// Name the folders that DilCatalog looks through, in that order
void
dil_visit_preset_folders(const char* bundle,
                         DilFolderVisit visit,
                         void* context);

#endif // DIL_PLUGIN_PRESET_FOLDERS_H
