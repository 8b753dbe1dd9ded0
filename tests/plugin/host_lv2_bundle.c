// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "host_lv2.h"

#include "support/file.h"
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

void
host_copy_lv2(TempFolder* const folder)
{
  static const char* const names[] = {"dilaton.so",
                                      "dilaton_ui.so",
                                      "manifest.ttl",
                                      "dilaton.ttl",
                                      "presets.ttl"};
  assert_int_equal(mkdir(temp_path(folder, "dilaton.lv2"), 0755), 0);
  for (size_t i = 0U; i < sizeof(names) / sizeof(*names); ++i) {
    char from[4096];
    char to[64];
    snprintf(
      from, sizeof(from), "%s/lv2/dilaton.lv2/%s", DIL_BUILD_DIR, names[i]);
    snprintf(to, sizeof(to), "dilaton.lv2/%s", names[i]);
    if (access(from, F_OK)) {
      continue;
    }
    const FileBytes file = file_read(from);
    file_write(temp_path(folder, to), file.bytes, file.n);
    free(file.bytes);
  }
}

void
host_lv2_add(Host* const host, const char* const bundle)
{
  HostLv2* const self = (HostLv2*)host;
  LilvNode* const node = lilv_new_file_uri(self->world, NULL, bundle);
  lilv_world_load_bundle(self->world, node);
  lilv_node_free(node);
}
