// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

// For open_memstream()
#define _GNU_SOURCE

#include "presets_lv2.h"

#include "lv2_names.h"
#include "lv2_presets.h"
#include "output_file.h"
#include "preset_path.h"
#include "report.h"
#include "slurp.h"
#include "user_folder.h"
#include "utf8.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/// Bytes of a file's name of which each takes three, and what is before it
#define URI_SIZE 1024U

/// Most bytes of a manifest that is read
#define MOST_BYTES 0x1000000U

/// What the user's presets are called after, before their names
#define OWN "own/"

/// Presets of the user's own
typedef struct {
  size_t n;
  DilPreset** loaded;     ///< [n], owned
  char (*uris)[URI_SIZE]; ///< [n]
  size_t n_presets;
  DilLv2Preset* presets; ///< [n_presets] for hosts, one for each instrument
} Own;

/// Write a name with all that is not for URIs as %XX; false if it is too long
static bool
encode(const char* const name, char uri[URI_SIZE])
{
  size_t n = (size_t)snprintf(uri, URI_SIZE, OWN);
  for (const char* at = name; *at && n < URI_SIZE - 4U; ++at) {
    const unsigned char c = (unsigned char)*at;
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          (c >= '0' && c <= '9') || (c && strchr("._~", c));
    n += (size_t)snprintf(
      uri + n, URI_SIZE - n, is_plain ? "%c" : "%%%02X", (unsigned)c);
  }

  return n < URI_SIZE - 4U;
}

static void
add(Own* const own, const DilPresetFile* const file, bool* const is_good)
{
  DilMessage message;
  DilPreset* preset = NULL;
  if (!dil_is_utf8((const uint8_t*)file->path, strlen(file->path)) ||
      !encode(file->name, own->uris[own->n])) {
    (void)complain("%s: has a name that LV2 hosts cannot read", file->path);
    *is_good = false;
    return;
  }
  if (dil_preset_load(file->path, &preset, &message)) {
    (void)complain("%s", message.text);
    *is_good = false;
    return;
  }

  const char* const uri = own->uris[own->n];
  own->loaded[own->n++] = preset;
  own->n_presets +=
    dil_lv2_list(preset, uri, file->path, own->presets + own->n_presets);
}

/// Find and load the presets in the user's folder
static bool
find_own(const DilPresetFiles* const found,
         const char* const folder,
         Own* const own)
{
  bool is_good = true;
  const size_t n_folder = strlen(folder);
  own->presets = (DilLv2Preset*)calloc(
    DIL_LV2_MOST_INSTRUMENTS * (found->n_files + 1U), sizeof(*own->presets));
  own->loaded = (DilPreset**)calloc(found->n_files + 1U, sizeof(*own->loaded));
  own->uris =
    (char(*)[URI_SIZE])calloc(found->n_files + 1U, sizeof(*own->uris));
  if (!own->presets || !own->loaded || !own->uris) {
    (void)complain("no memory");
    return false;
  }
  for (size_t i = 0U; i < found->n_files; ++i) {
    const DilPresetFile* const file = &found->files[i];
    if (!strncmp(file->path, folder, n_folder) && file->path[n_folder] == '/') {
      add(own, file, &is_good);
    }
  }

  return is_good;
}

static void
free_own(Own* const own)
{
  for (size_t i = 0U; i < own->n; ++i) {
    dil_preset_free(own->loaded[i]);
  }

  free(own->uris);
  free(own->loaded);
  free(own->presets);
}

/// Whether a preset of the bundle is one of these, by what it is called up to
/// the number of its instrument
static bool
is_there(const Own* const own, const char* const uri, const size_t n_uri)
{
  for (size_t i = 0U; i < own->n; ++i) {
    if (strlen(own->uris[i]) == n_uri && !memcmp(own->uris[i], uri, n_uri)) {
      return true;
    }
  }

  return false;
}

/// Print a name from a URI
static void
print_gone(const char* const uri, const size_t n_uri)
{
  fputs("removed ", stdout);
  for (size_t i = sizeof(OWN) - 1U; i < n_uri; ++i) {
    const char digits[3] = {uri[i + 1U], i + 2U < n_uri ? uri[i + 2U] : ' ', 0};
    const bool is_code = uri[i] == '%' && i + 2U < n_uri;
    const long code = is_code ? strtol(digits, NULL, 16) : uri[i];
    putchar(code < ' ' ? '?' : (int)code);
    i += is_code ? 2U : 0U;
  }
  putchar('\n');
}

/// Tell which presets of the bundle are none any more
static void
tell_gone(const char* const manifest, const Own* const own)
{
  static const char start[] = "<" DIL_LV2_URI "#";
  uint8_t* bytes = NULL;
  size_t n = 0U;
  if (dil_slurp(manifest, MOST_BYTES, &bytes, &n, NULL)) {
    return;
  }

  char* const text = strndup((const char*)bytes, n);
  free(bytes);
  for (char* at = text ? strstr(text, start) : NULL; at;
       at = strstr(at, start)) {
    at += sizeof(start) - 1U;
    const size_t n_all = strcspn(at, ">");
    size_t n_uri = n_all;
    while (n_uri && at[n_uri] != '-') {
      --n_uri;
    }

    // Once for a preset, at its first instrument
    const bool is_first = n_uri + 2U == n_all && at[n_uri + 1U] == '0';
    if (!strncmp(at, OWN, sizeof(OWN) - 1U) && is_first &&
        !is_there(own, at, n_uri)) {
      print_gone(at, n_uri);
    }
  }

  free(text);
}

/// Write one file of the bundle, whole or not at all
static bool
write_text(const char* const path,
           void (*const write)(FILE*, const DilLv2Preset*, size_t),
           const Own* const own)
{
  char* text = NULL;
  size_t size = 0U;
  DilMessage message = {"no memory"};
  FILE* const file = open_memstream(&text, &size);
  if (file) {
    dil_lv2_write_prefixes(file);
    write(file, own->presets, own->n_presets);
  }

  const bool is_written = file && !ferror(file) && !fclose(file) &&
                          !dil_output_save(path, text, size, &message);
  free(text);
  if (!is_written) {
    (void)complain("%s", message.text);
  }

  return is_written;
}

static void
print_own(const Own* const own)
{
  for (size_t i = 0U; i < own->n_presets; ++i) {
    print_row(own->presets[i].label, "%s", own->presets[i].path);
  }
}

/// Write the bundle, or take it away if there is nothing for it
static bool
write_bundle(char* const folder, const Own* const own)
{
  char manifest[DIL_PATH_SIZE + 16U];
  char texts[DIL_PATH_SIZE + 16U];
  snprintf(manifest, sizeof(manifest), "%s/manifest.ttl", folder);
  snprintf(texts, sizeof(texts), "%s/presets.ttl", folder);
  if (!own->n) {
    tell_gone(manifest, own);
    (void)unlink(manifest);
    (void)unlink(texts);
    (void)rmdir(folder);
    printf("no presets of your own for LV2\n");
    return true;
  }

  const int error = dil_make_folders(folder, 0777U);
  if (error) {
    (void)complain("%s: %s", folder, strerror(error));
    return false;
  }

  // The manifest last, which names the other one
  if (!write_text(texts, dil_lv2_write_presets, own)) {
    return false;
  }

  tell_gone(manifest, own);
  if (!write_text(manifest, dil_lv2_write_manifest, own)) {
    return false;
  }

  print_own(own);
  printf("in %s, which hosts read when they start\n", folder);
  return true;
}

int
presets_lv2(void)
{
  char bundle[DIL_PATH_SIZE];
  char folder[DIL_PATH_SIZE];
  DilPresetFiles found;
  DilMessage message;
  if (!dil_user_presets(folder) ||
      !dil_user_folder("", "/.lv2", "/dilaton-presets.lv2", bundle)) {
    return complain("no folder for presets: set HOME");
  }
  if (preset_files(&found, &message)) {
    return complain("%s", message.text);
  }

  Own own = {0U, NULL, NULL, 0U, NULL};
  bool is_good = find_own(&found, folder, &own);
  is_good = own.uris && write_bundle(bundle, &own) && is_good;
  free_own(&own);
  dil_preset_files_clear(&found);
  const int status = finish_output();
  return status ? status : is_good ? EXIT_DONE : EXIT_FAILED;
}
