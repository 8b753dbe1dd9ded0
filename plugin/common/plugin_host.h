// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_PLUGIN_HOST_H
#define DIL_PLUGIN_HOST_H

/// What a message to the host is
typedef enum {
  DIL_LOG_NOTE,    ///< All is well
  DIL_LOG_WARNING, ///< It plays, but perhaps not what is expected
  DIL_LOG_ERROR    ///< It cannot play
} DilLogLevel;

/**
   What a plugin tells the format's adapter, from any thread but the audio one.

   These functions may not call what calls them.
*/
typedef struct {
  void* context; ///< For the functions
  void (*log)(void* context, DilLogLevel level, const char* text);
  void (*changed)(void* context); ///< Another preset, perhaps another latency
} DilPluginHost;

#endif // DIL_PLUGIN_HOST_H
