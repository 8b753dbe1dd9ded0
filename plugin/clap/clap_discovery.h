// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_CLAP_DISCOVERY_H
#define DIL_CLAP_DISCOVERY_H

/**
   The factory by which hosts list presets without an instance, or NULL.

   @param id What the host asks for; the factory has two names.
   @param bundle Folder with presets beside the plugin, which stays as long as
   the module, or "".
*/
const void*
dil_clap_discovery(const char* id, const char* bundle);

#endif // DIL_CLAP_DISCOVERY_H
