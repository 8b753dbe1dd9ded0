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

#define EXAMPLES DIL_SOURCE_DIR "/tests/examples"
#define MANIFEST DIL_BUILD_DIR "/install_manifest.txt"
#define WARNINGS "-Wall -Wextra -Wpedantic -Wconversion -Werror"

/// Where all of it is installed, and what it is compiled and run in
typedef struct {
  TempFolder* folder;
  const char* prefix;
} Site;

/// An installation of the user's is not forgotten for those of the tests
static void
keep_manifest(void)
{
  if (file_exists(MANIFEST)) {
    assert_int_equal(rename(MANIFEST, MANIFEST ".kept"), 0);
  }
}

static void
restore_manifest(void)
{
  unlink(MANIFEST);
  if (file_exists(MANIFEST ".kept")) {
    assert_int_equal(rename(MANIFEST ".kept", MANIFEST), 0);
  }
}

static int
setup(void** const state)
{
  Site* const site = (Site*)calloc(1U, sizeof(*site));
  assert_non_null(site);
  site->folder = temp_new();
  site->prefix = temp_path(site->folder, "prefix");

  keep_manifest();
  SHELL_DO("cmake --install %s --prefix %s", DIL_BUILD_DIR, site->prefix);
  char folder[4096];
  snprintf(folder, sizeof(folder), "%s/lib/pkgconfig", site->prefix);
  setenv("PKG_CONFIG_PATH", folder, 1);
  snprintf(folder, sizeof(folder), "%s/lib", site->prefix);
  setenv("LD_LIBRARY_PATH", folder, 1);
  assert_int_equal(chdir(temp_folder(site->folder)), 0);
  *state = site;
  return 0;
}

static int
teardown(void** const state)
{
  Site* const site = (Site*)*state;
  restore_manifest();
  assert_int_equal(chdir("/"), 0);
  temp_free(site->folder);
  free(site);
  return 0;
}

/// Fail unless `text` has `word` in it, or unless it has not
static void
assert_word(const char* const text, const char* const word, const bool is_there)
{
  if (!strstr(text, word) == is_there) {
    fail_msg("\"%s\" is %sthere:\n%s", word, is_there ? "not " : "", text);
  }
}

static void
a_program_that_plays_needs_no_more_than_files_and_json(void** const state)
{
  const Site* const site = (const Site*)*state;
  static const char* const strangers[] = {
    "X11", "SDL", "pulse", "glib", "gfortran", "openblas", "fluidsynth"};

  char* const own = SHELL(
    "objdump -p %s/lib/libdilaton.so | awk '/NEEDED/ { print $2 }' | sort",
    site->prefix);
  assert_string_equal(
    own, "libc.so.6\nlibjansson.so.4\nlibm.so.6\nlibsndfile.so.1\n");
  free(own);

  char* const all = SHELL("ldd %s/lib/libdilaton.so", site->prefix);
  assert_word(all, "not found", false);
  for (size_t i = 0U; i < sizeof(strangers) / sizeof(*strangers); ++i) {
    assert_word(all, strangers[i], false);
  }
  free(all);
}

static void
examples_compile_by_pkg_config_as_c11_and_as_cpp17(void** const state)
{
  (void)state;
  static const struct {
    const char* name;
    const char* packages;
  } examples[] = {{"render_note", "dilaton"},
                  {"render_melody", "dilaton"},
                  {"transcribe", "dilaton"},
                  {"audio_callback", "dilaton jack"},
                  {"train_preset", "dilaton-train"}};
  static const char* const compilers[] = {"cc -std=c11 -D_XOPEN_SOURCE=700",
                                          "c++ -std=c++17 -x c++"};

  for (size_t i = 0U; i < 2U * sizeof(examples) / sizeof(*examples); ++i) {
    SHELL_DO("%s " WARNINGS
             " %s/%s.c -o %s%s $(pkg-config --cflags --libs %s) -lm",
             compilers[i % 2U],
             EXAMPLES,
             examples[i / 2U].name,
             examples[i / 2U].name,
             i % 2U ? "_cpp" : "",
             examples[i / 2U].packages);
  }
}

static void
an_installed_library_finds_the_presets_beside_it(void** const state)
{
  (void)state;
  char* const c = SHELL("./render_note altosax 64");
  char* const cpp = SHELL("./render_note_cpp altosax 64");

  // The same bits, so the same level
  assert_word(c, "lto saxophone, key 64: 48000 frames, level -", true);
  assert_string_equal(c, cpp);
  free(c);
  free(cpp);

  assert_refused(shell_run("./render_note harmonium"), 1, "harmonium");
}

static void
what_one_example_renders_another_hears(void** const state)
{
  const Site* const site = (const Site*)*state;
  static const uint8_t keys[] = {60U, 64U, 67U};
  static MidiFile file;
  midi_file_start(&file);
  midi_file_track(&file);
  for (size_t i = 0U; i < sizeof(keys); ++i) {
    midi_file_add(&file, 0x90U, keys[i], 90U);
    midi_file_wait(&file, MIDI_FILE_TICKS / 2U);
    midi_file_add(&file, 0x80U, keys[i], 0U);
    midi_file_wait(&file, MIDI_FILE_TICKS / 4U);
  }
  midi_file_save(&file, temp_path(site->folder, "melody.mid"));

  SHELL_DO("./render_melody_cpp melody.mid melody.wav");
  char* const heard =
    SHELL("./transcribe melody.wav | awk '/key/ { print $6 }'");
  assert_string_equal(heard, "60\n64\n67\n");
  free(heard);

  assert_refused(shell_run("./transcribe nothing.wav"), 1, "nothing.wav");
}

static void
an_example_trains_what_another_plays(void** const state)
{
  const Site* const site = (const Site*)*state;
  char text[512] = "";
  for (int key = 60; key < 63; ++key) {
    snprintf(text + strlen(text),
             sizeof(text) - strlen(text),
             "<region> sample=melody.wav end=20000 key=%d\n",
             key);
  }
  file_write_text(temp_path(site->folder, "tone.sfz"), text);

  SHELL_DO("./train_preset tone.sfz tone.safetensors 1");
  char* const note = SHELL("./render_note ./tone.safetensors");
  assert_word(note, "48000 frames", true);
  free(note);
}

static void
a_program_of_the_static_library_runs_without_the_shared_one(void** const state)
{
  const Site* const site = (const Site*)*state;
  SHELL_DO("mkdir static && cp -r %s/lib/*.a %s/lib/pkgconfig static",
           site->prefix,
           site->prefix);
  SHELL_DO("cc %s/render_note.c -o render_note_static -I%s/include -Lstatic "
           "$(pkg-config --static --libs-only-l dilaton)",
           EXAMPLES,
           site->prefix);
  SHELL_DO("cc %s/train_preset.c -o train_preset_static -I%s/include -Lstatic "
           "$(pkg-config --static --libs-only-l dilaton-train)",
           EXAMPLES,
           site->prefix);

  char* const libraries = SHELL("ldd render_note_static train_preset_static");
  assert_word(libraries, "dilaton.so", false);
  assert_word(libraries, "dilaton-train.so", false);
  free(libraries);
  SHELL_DO("DILATON_PRESETS=%s/share/dilaton/presets ./render_note_static",
           site->prefix);
}

static void
cmake_finds_the_package_and_builds_the_examples(void** const state)
{
  const Site* const site = (const Site*)*state;
  SHELL_DO("cmake -G Ninja -S %s -B cmake -DCMAKE_PREFIX_PATH=%s && "
           "cmake --build cmake",
           EXAMPLES,
           site->prefix);
  SHELL_DO("env -u LD_LIBRARY_PATH cmake/render_note");
}

static void
a_tree_that_was_moved_is_found_where_it_is(void** const state)
{
  const Site* const site = (const Site*)*state;
  SHELL_DO("cp -a %s moved", site->prefix);
  SHELL_DO("cc %s/render_note.c -o render_note_moved -lm "
           "$(PKG_CONFIG_PATH=moved/lib/pkgconfig pkg-config --cflags --libs "
           "dilaton)",
           EXAMPLES);
  SHELL_DO("LD_LIBRARY_PATH=moved/lib ./render_note_moved");
}

static void
uninstalling_removes_all_that_was_installed(void** const state)
{
  const Site* const site = (const Site*)*state;
  char* const nothing =
    SHELL("export DESTDIR=%s/stage && cmake --install %s --prefix /usr >&2 && "
          "test -e $DESTDIR/usr/bin/dilaton && "
          "touch $DESTDIR/usr/share/dilaton/presets/mine.safetensors && "
          "cmake --build %s --target uninstall >&2 && "
          "find $DESTDIR ! -type d && "
          "find $DESTDIR -path '*/clap' -o -path '*/lv2' -o -path '*/vst3' && "
          "find $DESTDIR -iname '*dilaton*'",
          temp_folder(site->folder),
          DIL_BUILD_DIR,
          DIL_BUILD_DIR);

  // But not what is somebody else's
  char* const rest = strstr(nothing, "/presets/mine.safetensors\n");
  assert_non_null(rest);
  assert_non_null(strstr(rest, "/usr/share/dilaton\n"));
  assert_null(strstr(nothing, "lv2"));
  assert_null(strstr(nothing, "/clap"));
  assert_null(strstr(nothing, "/vst3"));
  free(nothing);

  Run* const run =
    shell_run("cmake --build %s --target uninstall", DIL_BUILD_DIR);
  assert_int_not_equal(run->status, 0);
  run_free(run);
}

/// What an installation with a prefix tells of where CLAP hosts look, and what
/// is then there and in the manifest; `setting` comes first
static void
assert_clap(const char* const setting,
            const char* const prefix,
            const char* const told,
            const bool is_linked)
{
  SHELL_DO("printf 'include(%s/plugin/clap/link.cmake)\nmessage(STATUS "
           "\"manifest: ${CMAKE_INSTALL_MANIFEST_FILES}\")\n' >clap.cmake",
           DIL_SOURCE_DIR);
  char* const text = SHELL("%s cmake -DCMAKE_INSTALL_PREFIX=%s "
                           "-DDIL_CLAP_HOSTS=$PWD/hosts -P clap.cmake 2>&1 && "
                           "ls -l hosts 2>&1 || true",
                           setting,
                           prefix);
  assert_word(text, told, true);
  assert_word(text, "dilaton.clap -> /usr/local/lib/clap/", is_linked);
  assert_word(text, "manifest: /", is_linked);
  free(text);
}

static void
clap_hosts_find_the_plugin_below_usr_local(void** const state)
{
  (void)state;
  assert_clap("DESTDIR=/x", "/usr/local", "manifest: ", false);
  assert_clap("", "/opt/dilaton", "ln -s /opt/dilaton/lib/clap", false);
  assert_clap("", "/usr/local", "Installing: /", true);
  assert_clap("", "/usr/local", "Installing: /", true);
  SHELL_DO("rm hosts/dilaton.clap && touch hosts/dilaton.clap");
  assert_clap("", "/usr/local", "ln -s /usr/local/lib/clap", false);
}

static void
a_tree_that_is_not_built_installs_nothing(void** const state)
{
  const Site* const site = (const Site*)*state;
  SHELL_DO("cmake -G Ninja -S %s -B unbuilt -DDILATON_TESTS=OFF",
           DIL_SOURCE_DIR);
  Run* const run = shell_run("DESTDIR=%s/empty cmake --install unbuilt",
                             temp_folder(site->folder));

  assert_int_not_equal(run->status, 0);
  assert_word(run->errors.text, "Build all of it, then install", true);
  assert_false(file_exists(temp_path(site->folder, "empty")));
  run_free(run);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_program_that_plays_needs_no_more_than_files_and_json),
    cmocka_unit_test(examples_compile_by_pkg_config_as_c11_and_as_cpp17),
    cmocka_unit_test(an_installed_library_finds_the_presets_beside_it),
    cmocka_unit_test(what_one_example_renders_another_hears),
    cmocka_unit_test(an_example_trains_what_another_plays),
    cmocka_unit_test(
      a_program_of_the_static_library_runs_without_the_shared_one),
    cmocka_unit_test(cmake_finds_the_package_and_builds_the_examples),
    cmocka_unit_test(a_tree_that_was_moved_is_found_where_it_is),
    cmocka_unit_test(uninstalling_removes_all_that_was_installed),
    cmocka_unit_test(clap_hosts_find_the_plugin_below_usr_local),
    cmocka_unit_test(a_tree_that_is_not_built_installs_nothing),
  };

  return cmocka_run_group_tests(tests, setup, teardown);
}
