// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_CLAP_MORE_H
#define DIL_CLAP_MORE_H

/**
   What of CLAP is not in the headers of version 1.1.1 that Debian has.

   Source: the published binary interface, github.com/free-audio/clap, whose
   names these are.
*/

#include <clap/plugin.h>
#include <clap/stream.h>

// NOLINTBEGIN(readability-identifier-naming)

#define CLAP_EXT_RENDER      "clap.render"
#define CLAP_EXT_TAIL        "clap.tail"
#define CLAP_EXT_VOICE_INFO  "clap.voice-info"
#define CLAP_EXT_LOG         "clap.log"
#define CLAP_EXT_PRESET_LOAD "clap.preset-load/2"

/// The same while it was a draft
#define CLAP_EXT_PRESET_LOAD_COMPAT "clap.preset-load.draft/2"

#define CLAP_PRESET_DISCOVERY_LOCATION_FILE 0U

#define CLAP_VOICE_INFO_SUPPORTS_OVERLAPPING_NOTES 1U

enum { CLAP_RENDER_REALTIME = 0, CLAP_RENDER_OFFLINE = 1 };

enum { CLAP_LOG_INFO = 1, CLAP_LOG_WARNING = 2, CLAP_LOG_ERROR = 3 };

typedef struct clap_plugin_render {
  bool(CLAP_ABI* has_hard_realtime_requirement)(const clap_plugin_t* plugin);
  bool(CLAP_ABI* set)(const clap_plugin_t* plugin, int32_t mode);
} clap_plugin_render_t;

typedef struct clap_plugin_tail {
  uint32_t(CLAP_ABI* get)(const clap_plugin_t* plugin);
} clap_plugin_tail_t;

typedef struct clap_voice_info {
  uint32_t voice_count;
  uint32_t voice_capacity;
  uint64_t flags;
} clap_voice_info_t;

typedef struct clap_plugin_voice_info {
  bool(CLAP_ABI* get)(const clap_plugin_t* plugin, clap_voice_info_t* info);
} clap_plugin_voice_info_t;

typedef struct clap_host_log {
  void(CLAP_ABI* log)(const clap_host_t* host,
                      int32_t severity,
                      const char* message);
} clap_host_log_t;

typedef struct clap_plugin_preset_load {
  bool(CLAP_ABI* from_location)(const clap_plugin_t* plugin,
                                uint32_t location_kind,
                                const char* location,
                                const char* load_key);
} clap_plugin_preset_load_t;

// NOLINTEND(readability-identifier-naming)

#endif // DIL_CLAP_MORE_H
