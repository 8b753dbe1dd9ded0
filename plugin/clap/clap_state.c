// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "clap_extensions.h"

#include "clap_plugin.h"

#include <stdlib.h>
#include <string.h>

static bool
write_all(const clap_ostream_t* const stream, const char* bytes, size_t size)
{
  while (size > 0U) {
    const int64_t n = stream->write(stream, bytes, size);
    if (n <= 0 || (uint64_t)n > size) {
      return false;
    }

    bytes += n;
    size -= (size_t)n;
  }

  return true;
}

static bool CLAP_ABI
save(const clap_plugin_t* const plugin, const clap_ostream_t* const stream)
{
  DilState state;
  dil_bridge_state(dil_clap(plugin)->bridge, &state);
  char* const text = dil_state_write(&state);
  const bool is_saved = text && write_all(stream, text, strlen(text));
  free(text);
  return is_saved;
}

/// Read all of a stream; false for an error or too much
static bool
read_all(const clap_istream_t* const stream,
         char* const bytes,
         size_t* const size)
{
  int64_t n = 1;
  *size = 0U;
  while (n > 0 && *size < DIL_STATE_MAX_SIZE) {
    n = stream->read(stream, bytes + *size, DIL_STATE_MAX_SIZE - *size);
    if (n > 0) {
      *size += (size_t)n;
    }
  }

  return n == 0;
}

static bool CLAP_ABI
load(const clap_plugin_t* const plugin, const clap_istream_t* const stream)
{
  DilClap* const self = dil_clap(plugin);
  char* const bytes = (char*)malloc(DIL_STATE_MAX_SIZE);
  size_t size = 0U;
  const bool is_loaded = bytes && read_all(stream, bytes, &size) &&
                         !dil_bridge_read_state(self->bridge, bytes, size);
  free(bytes);
  if (is_loaded) {
    dil_clap_see_program(self);
    if (self->params) {
      self->params->rescan(self->host, CLAP_PARAM_RESCAN_VALUES);
    }
  }

  return is_loaded;
}

const clap_plugin_state_t dil_clap_state = {save, load};
