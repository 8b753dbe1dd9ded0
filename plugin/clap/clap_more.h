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

#define CLAP_EXT_RENDER           "clap.render"
#define CLAP_EXT_TAIL             "clap.tail"
#define CLAP_EXT_VOICE_INFO       "clap.voice-info"
#define CLAP_EXT_LOG              "clap.log"
#define CLAP_EXT_POSIX_FD_SUPPORT "clap.posix-fd-support"
#define CLAP_EXT_PRESET_LOAD      "clap.preset-load/2"

/// The same while it was a draft
#define CLAP_EXT_PRESET_LOAD_COMPAT "clap.preset-load.draft/2"

#define CLAP_PRESET_DISCOVERY_FACTORY_ID "clap.preset-discovery-factory/2"

/// The same while it was a draft
#define CLAP_PRESET_DISCOVERY_FACTORY_ID_COMPAT                                \
  "clap.preset-discovery-factory/draft-2"

#define CLAP_PRESET_DISCOVERY_LOCATION_FILE 0U

#define CLAP_PRESET_DISCOVERY_IS_FACTORY_CONTENT 1U
#define CLAP_PRESET_DISCOVERY_IS_USER_CONTENT    2U

#define CLAP_VOICE_INFO_SUPPORTS_OVERLAPPING_NOTES 1U

enum { CLAP_RENDER_REALTIME = 0, CLAP_RENDER_OFFLINE = 1 };

/// Of what happens to a file descriptor, a sum
enum {
  CLAP_POSIX_FD_READ = 1,
  CLAP_POSIX_FD_WRITE = 2,
  CLAP_POSIX_FD_ERROR = 4
};

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

typedef struct clap_plugin_posix_fd_support {
  void(CLAP_ABI* on_fd)(const clap_plugin_t* plugin, int fd, uint32_t flags);
} clap_plugin_posix_fd_support_t;

typedef struct clap_host_posix_fd_support {
  bool(CLAP_ABI* register_fd)(const clap_host_t* host, int fd, uint32_t flags);
  bool(CLAP_ABI* modify_fd)(const clap_host_t* host, int fd, uint32_t flags);
  bool(CLAP_ABI* unregister_fd)(const clap_host_t* host, int fd);
} clap_host_posix_fd_support_t;

typedef struct clap_plugin_preset_load {
  bool(CLAP_ABI* from_location)(const clap_plugin_t* plugin,
                                uint32_t location_kind,
                                const char* location,
                                const char* load_key);
} clap_plugin_preset_load_t;

typedef struct clap_universal_plugin_id {
  const char* abi;
  const char* id;
} clap_universal_plugin_id_t;

/// What a host hears of the presets in one file
typedef struct clap_preset_discovery_metadata_receiver {
  void* receiver_data;
  void(CLAP_ABI* on_error)(
    const struct clap_preset_discovery_metadata_receiver* receiver,
    int32_t os_error,
    const char* error_message);
  bool(CLAP_ABI* begin_preset)(
    const struct clap_preset_discovery_metadata_receiver* receiver,
    const char* name,
    const char* load_key);
  void(CLAP_ABI* add_plugin_id)(
    const struct clap_preset_discovery_metadata_receiver* receiver,
    const clap_universal_plugin_id_t* plugin_id);
  void(CLAP_ABI* set_soundpack_id)(
    const struct clap_preset_discovery_metadata_receiver* receiver,
    const char* soundpack_id);
  void(CLAP_ABI* set_flags)(
    const struct clap_preset_discovery_metadata_receiver* receiver,
    uint32_t flags);
  void(CLAP_ABI* add_creator)(
    const struct clap_preset_discovery_metadata_receiver* receiver,
    const char* creator);
  void(CLAP_ABI* set_description)(
    const struct clap_preset_discovery_metadata_receiver* receiver,
    const char* description);
  void(CLAP_ABI* set_timestamps)(
    const struct clap_preset_discovery_metadata_receiver* receiver,
    uint64_t creation_time,
    uint64_t modification_time);
  void(CLAP_ABI* add_feature)(
    const struct clap_preset_discovery_metadata_receiver* receiver,
    const char* feature);
  void(CLAP_ABI* add_extra_info)(
    const struct clap_preset_discovery_metadata_receiver* receiver,
    const char* key,
    const char* value);
} clap_preset_discovery_metadata_receiver_t;

typedef struct clap_preset_discovery_filetype {
  const char* name;
  const char* description;
  const char* file_extension; ///< Without its point
} clap_preset_discovery_filetype_t;

typedef struct clap_preset_discovery_location {
  uint32_t flags;
  const char* name;
  uint32_t kind;
  const char* location;
} clap_preset_discovery_location_t;

typedef struct clap_preset_discovery_provider_descriptor {
  clap_version_t clap_version;
  const char* id;
  const char* name;
  const char* vendor;
} clap_preset_discovery_provider_descriptor_t;

typedef struct clap_preset_discovery_provider {
  const clap_preset_discovery_provider_descriptor_t* desc;
  void* provider_data;
  bool(CLAP_ABI* init)(const struct clap_preset_discovery_provider* provider);
  void(CLAP_ABI* destroy)(
    const struct clap_preset_discovery_provider* provider);
  bool(CLAP_ABI* get_metadata)(
    const struct clap_preset_discovery_provider* provider,
    uint32_t location_kind,
    const char* location,
    const clap_preset_discovery_metadata_receiver_t* metadata_receiver);
  const void*(CLAP_ABI* get_extension)(
    const struct clap_preset_discovery_provider* provider,
    const char* extension_id);
} clap_preset_discovery_provider_t;

/// The host that lists
typedef struct clap_preset_discovery_indexer {
  clap_version_t clap_version;
  const char* name;
  const char* vendor;
  const char* url;
  const char* version;
  void* indexer_data;
  bool(CLAP_ABI* declare_filetype)(
    const struct clap_preset_discovery_indexer* indexer,
    const clap_preset_discovery_filetype_t* filetype);
  bool(CLAP_ABI* declare_location)(
    const struct clap_preset_discovery_indexer* indexer,
    const clap_preset_discovery_location_t* location);
  bool(CLAP_ABI* declare_soundpack)(
    const struct clap_preset_discovery_indexer* indexer,
    const void* soundpack);
  const void*(CLAP_ABI* get_extension)(
    const struct clap_preset_discovery_indexer* indexer,
    const char* extension_id);
} clap_preset_discovery_indexer_t;

typedef struct clap_preset_discovery_factory {
  uint32_t(CLAP_ABI* count)(
    const struct clap_preset_discovery_factory* factory);
  const clap_preset_discovery_provider_descriptor_t*(CLAP_ABI* get_descriptor)(
    const struct clap_preset_discovery_factory* factory,
    uint32_t index);
  const clap_preset_discovery_provider_t*(CLAP_ABI* create)(
    const struct clap_preset_discovery_factory* factory,
    const clap_preset_discovery_indexer_t* indexer,
    const char* provider_id);
} clap_preset_discovery_factory_t;

// NOLINTEND(readability-identifier-naming)

#endif // DIL_CLAP_MORE_H
