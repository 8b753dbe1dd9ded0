// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "sound_list.h"

#include "message.h"

#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

bool
dil_is_sound_name(const char* const path)
{
  static const char* const suffixes[] = {".wav",
                                         ".flac",
                                         ".ogg",
                                         ".oga",
                                         ".opus",
                                         ".mp3",
                                         ".aif",
                                         ".aiff",
                                         ".aifc",
                                         ".w64",
                                         ".caf",
                                         ".au"};
  const char* const dot = strrchr(path, '.');
  for (size_t i = 0U; dot && i < sizeof(suffixes) / sizeof(suffixes[0]); ++i) {
    if (!strcasecmp(dot, suffixes[i])) {
      return true;
    }
  }

  return false;
}

static int
is_visible(const struct dirent* const entry)
{
  return entry->d_name[0] != '.';
}

/// A path as it is, which a line of text might not be
static DilStatus
add_path(DilLines* const files,
         const char* const folder,
         const char* const name)
{
  const size_t n = strlen(folder) + strlen(name) + 2U;
  char* const path = (char*)malloc(n);
  char** const texts =
    (char**)realloc((void*)files->texts, (files->n + 1U) * sizeof(*texts));
  if (texts) {
    files->texts = texts;
  }
  if (!texts || !path) {
    free(path);
    return DIL_NO_MEMORY;
  }

  snprintf(path, n, "%s%s%s", folder, *folder ? "/" : "", name);
  texts[files->n++] = path;
  return DIL_OK;
}

static DilStatus
take_entry(const char* const folder,
           const char* const name,
           DilLines* const files,
           DilLines* const lines)
{
  return dil_is_sound_name(name)
           ? add_path(files, folder, name)
           : dil_lines_add(
               lines, "%s/%s: is no sound file; left out", folder, name);
}

static DilStatus
list_folder(const char* const folder,
            DilLines* const files,
            DilLines* const lines,
            DilMessage* const message)
{
  struct dirent** entries = NULL;
  const int n = scandir(folder, &entries, is_visible, alphasort);
  if (n < 0) {
    return dil_fail_errno(message, folder, errno);
  }

  DilStatus status = DIL_OK;
  for (int i = 0; i < n; ++i) {
    status =
      status ? status : take_entry(folder, entries[i]->d_name, files, lines);
    free(entries[i]);
  }

  free((void*)entries);
  return status ? dil_fail_memory(message) : DIL_OK;
}

DilStatus
dil_sound_list(const char* const* const paths,
               const size_t n_paths,
               DilLines* const files,
               DilLines* const lines,
               DilMessage* const message)
{
  DilStatus status = DIL_OK;
  for (size_t i = 0U; i < n_paths && !status; ++i) {
    struct stat info;
    if (stat(paths[i], &info)) {
      return dil_fail_errno(message, paths[i], errno);
    }

    status = S_ISDIR(info.st_mode)
               ? list_folder(paths[i], files, lines, message)
             : add_path(files, "", paths[i]) ? dil_fail_memory(message)
                                             : DIL_OK;
  }

  return status;
}

bool
dil_is_cut_short(const char* const path)
{
  uint8_t head[12];
  struct stat info;
  FILE* const file = fopen(path, "rb");
  if (!file) {
    return false;
  }

  const bool is_read =
    fread(head, sizeof(head), 1U, file) == 1U && !fstat(fileno(file), &info);
  (void)fclose(file);
  if (!is_read || memcmp(head, "RIFF", 4U) != 0 ||
      memcmp(head + 8, "WAVE", 4U) != 0) {
    return false;
  }

  // Programs that could not know the length have left 0 or the most there is
  const uint32_t size = (uint32_t)head[4] | (uint32_t)head[5] << 8U |
                        (uint32_t)head[6] << 16U | (uint32_t)head[7] << 24U;
  return size && size < 0xFFFFFF00U &&
         (uint64_t)info.st_size + 1U < (uint64_t)size + 8U;
}
