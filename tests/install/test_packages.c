// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "shell.h"

#include "support/file.h"
#include "support/temp.h"
#include "support/test.h"

#include "app/midi_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/// The packages, in a folder that is the current one
static int
setup(void** const state)
{
  TempFolder* const folder = temp_new();
  assert_int_equal(chdir(temp_folder(folder)), 0);
  SHELL_DO("cpack -G DEB --config %s/CPackConfig.cmake -B .", DIL_BUILD_DIR);
  *state = folder;
  return 0;
}

static int
teardown(void** const state)
{
  assert_int_equal(chdir("/"), 0);
  return temp_teardown(state);
}

static void
each_part_is_a_package(void** const state)
{
  (void)state;
  char* const names = SHELL("ls *.deb | sed 's/_.*//' | LC_ALL=C sort");
  assert_string_equal(names,
                      "dilaton\n"
                      "dilaton-plugins\n"
                      "dilaton-presets\n"
                      "libdilaton-dev\n"
                      "libdilaton-train-dev\n"
                      "libdilaton-train0\n"
                      "libdilaton0\n");
  free(names);
}

static void
lintian_finds_no_errors(void** const state)
{
  (void)state;
  SHELL_DO("lintian --allow-root --fail-on error *.deb");
}

static void
packages_depend_on_what_they_use_and_no_more(void** const state)
{
  (void)state;
  static const struct {
    const char* package;
    const char* needed;
    const char* stranger;
  } cases[] = {{"dilaton", "dilaton-presets (= ", "-dev"},
               {"dilaton", "libportaudio2", "-dev"},
               {"dilaton-plugins", "dilaton-presets (= ", "libsndfile1"},
               {"libdilaton0", "libsndfile1", "libopenblas0"},
               {"libdilaton-train0", "libopenblas0", "libportaudio2"},
               {"libdilaton-dev", "libdilaton0 (= ", "libopenblas-dev"},
               {"libdilaton-train-dev", "libdilaton-dev (= ", "libcairo"}};

  for (size_t i = 0U; i < sizeof(cases) / sizeof(*cases); ++i) {
    char* const depends =
      SHELL("dpkg-deb -f %s_*.deb Depends", cases[i].package);
    assert_non_null(strstr(depends, cases[i].needed));
    assert_null(strstr(depends, cases[i].stranger));
    free(depends);
  }
}

static void
what_is_unpacked_renders_with_its_own_presets(void** const state)
{
  TempFolder* const folder = (TempFolder*)*state;
  SHELL_DO("for package in *.deb; do dpkg -x $package root; done");
  char* const presets =
    SHELL("env -u DILATON_PRESETS XDG_DATA_HOME=/none XDG_DATA_DIRS=/none "
          "root/usr/bin/dilaton presets");
  assert_non_null(strstr(presets, "/root/usr/share/dilaton/presets/altosax"));
  free(presets);

  // The bundle of the LV2 plugin has a link into the package of presets
  assert_true(file_exists(temp_path(folder,
                                    "root/usr/lib/lv2/dilaton.lv2/presets/"
                                    "altosax.safetensors")));
  static MidiFile file;
  midi_file_start(&file);
  midi_file_track(&file);
  midi_file_add(&file, 0x90U, 60U, 90U);
  midi_file_wait(&file, MIDI_FILE_TICKS / 4U);
  midi_file_add(&file, 0x80U, 60U, 0U);
  midi_file_save(&file, temp_path(folder, "note.mid"));
  SHELL_DO("root/usr/bin/dilaton render -q note.mid -o note.wav");
}

static void
documents_are_where_debian_has_them(void** const state)
{
  TempFolder* const folder = (TempFolder*)*state;
  static const char* const files[] = {
    "doc/dilaton/changelog.gz",
#ifdef DIL_HAS_WINDOW
    "applications/dilaton.desktop",
    "icons/hicolor/scalable/apps/dilaton.svg",
    "metainfo/org.dilaton.dilaton.metainfo.xml",
#endif
    "doc/libdilaton0/copyright",
    "man/man1/dilaton.1.gz",
    "bash-completion/completions/dilaton",
    "zsh/vendor-completions/_dilaton",
  };

  for (size_t i = 0U; i < sizeof(files) / sizeof(*files); ++i) {
    char path[256];
    snprintf(path, sizeof(path), "root/usr/share/%s", files[i]);
    if (!file_exists(temp_path(folder, path))) {
      fail_msg("%s is not there", path);
    }
  }
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(each_part_is_a_package),
    cmocka_unit_test(lintian_finds_no_errors),
    cmocka_unit_test(packages_depend_on_what_they_use_and_no_more),
    cmocka_unit_test(what_is_unpacked_renders_with_its_own_presets),
    cmocka_unit_test(documents_are_where_debian_has_them),
  };

  return cmocka_run_group_tests(tests, setup, teardown);
}
