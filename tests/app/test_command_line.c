// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "support/file.h"
#include "support/run.h"
#include "support/temp.h"
#include "support/test.h"
#include "support/tiny_preset.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// Most columns of a line of help
#define N_COLUMNS 80U

/// Call `use` with the name of every command
static void
for_each_command(void (*use)(const char* name))
{
  Run* const run = RUN_DILATON("--help");
  assert_int_equal(run->status, 0);
  char* rest = NULL;
  char* line = strstr(run->output.text, "Commands:\n");
  assert_non_null(line);
  size_t n_commands = 0U;
  for (line = strtok_r(line + 10, "\n", &rest); line && line[0] == ' ';
       line = strtok_r(NULL, "\n", &rest)) {
    char name[32];
    assert_int_equal(sscanf(line, "%31s", name), 1);
    use(name);
    ++n_commands;
  }

  assert_true(n_commands >= 7U);
  run_free(run);
}

static void
assert_help_fits(Run* const run, const char* const start)
{
  assert_int_equal(run->status, 0);
  assert_int_equal(run->errors.size, 0);
  assert_int_equal(strncmp(run->output.text, start, strlen(start)), 0);
  char* rest = NULL;
  for (char* line = strtok_r(run->output.text, "\n", &rest); line;
       line = strtok_r(NULL, "\n", &rest)) {
    if (strlen(line) > N_COLUMNS) {
      fail_msg("over %u columns: %s", N_COLUMNS, line);
    }
  }
  run_free(run);
}

static void
check_help(const char* const name)
{
  char start[64];
  snprintf(start, sizeof(start), "Usage: dilaton %s", name);
  assert_help_fits(RUN_DILATON(name, "--help"), start);
  assert_help_fits(RUN_DILATON(name, "-h"), start);
  assert_help_fits(RUN_DILATON(name, "--version"), "dilaton 0.");
  assert_help_fits(RUN_DILATON(name, "-V"), "dilaton 0.");
}

static void
help_fits_80_columns(void** state)
{
  (void)state;
  assert_help_fits(RUN_DILATON("--help"), "Usage: dilaton COMMAND");
  assert_help_fits(RUN_DILATON("-h"), "Usage: dilaton COMMAND");
  assert_help_fits(RUN_DILATON("--version"), "dilaton 0.");
  assert_help_fits(RUN_DILATON("-V"), "dilaton 0.");
  for_each_command(check_help);
}

static void
check_manual(const char* const name)
{
  const FileBytes manual = file_read(DIL_SOURCE_DIR "/src/app/dilaton.1.scd");
  Run* const run = RUN_DILATON(name, "--help");
  size_t n_options = 0U;
  for (const char* c = run->output.text; (c = strstr(c, "--")) != NULL;) {
    const bool is_entry = (c[-1] == ' ' && (c[-2] == ',' || c[-2] == ' '));
    size_t n = 2U;
    while (islower((unsigned char)c[n]) || isdigit((unsigned char)c[n]) ||
           (c[n] == '-' && n > 2U)) {
      ++n;
    }

    char wanted[64];
    snprintf(wanted, sizeof(wanted), "*%.*s*", (int)n, c);
    c += n;
    n_options += is_entry;
    if (is_entry && !strstr((const char*)manual.bytes, wanted)) {
      fail_msg("dilaton.1.scd does not have %s of %s", wanted, name);
    }
  }

  assert_true(n_options >= 2U);
  assert_non_null(strstr((const char*)manual.bytes, name));
  run_free(run);
  free(manual.bytes);
}

static void
the_manual_names_every_option(void** state)
{
  (void)state;
  for_each_command(check_manual);
}

static void
what_makes_no_sense_has_status_2(void** state)
{
  (void)state;
  assert_refused(RUN_DILATON(NULL), 2, "no command");
  assert_refused(RUN_DILATON("rendr"), 2, "rendr");
  assert_refused(RUN_DILATON("--rate"), 2, "--rate");
  assert_refused(RUN_DILATON("info"), 2, "too few arguments");
  assert_refused(RUN_DILATON("info", "a", "b"), 2, "b: ");
  assert_refused(RUN_DILATON("presets", "a"), 2, "a: ");
  assert_refused(RUN_DILATON("render", "a.mid"), 2, "-o OUT");
  assert_refused(RUN_DILATON("render", "-o", "a.wav"), 2, "no melody");
  assert_refused(RUN_DILATON("train", "a.sfz"), 2, "-o PRESET");
  assert_refused(RUN_DILATON("train", "-o", "a"), 2, "too few");
  assert_refused(RUN_DILATON("evaluate", "a"), 2, "too few");
  assert_refused(RUN_DILATON("play", "--loop"), 2, "--loop");
  assert_refused(RUN_DILATON("play", "--stdin", "-k"), 2, "--keyboard");
  assert_refused(RUN_DILATON("play", "--stdin", "-"), 2, "--stdin");
}

/// An option with an argument that it does not take
typedef struct {
  const char* option;
  const char* argument;
} BadOption;

static void
a_bad_option_is_named(void** state)
{
  (void)state;
  static const BadOption cases[] = {
    {"--foo", "1"},         {"-x", "1"},
    {"--rate", "7999"},     {"--rate", "384001"},
    {"--rate", "48000.5"},  {"--rate", "48kk"},
    {"--rate", "44.1005k"}, {"--rate", "k"},
    {"--rate", "400k"},     {"--rate", "0x48k"},
    {"--rate", ""},         {"--rate", " 48000"},
    {"--gain", "nan"},      {"--gain", "0x10"},
    {"--gain", "inf"},      {"--gain", "25"},
    {"--seed", "-1"},       {"--seed", "18446744073709551616"},
    {"--temperature", "0"}, {"--top-k", "0"},
    {"--top-k", "257"},     {"--top-p", "1.5"},
    {"--channel", "0"},     {"--channel", "17"},
    {"--track", "-1"},      {"--transpose", "128"},
    {"--threads", "0"},     {"--lanes", "17"},
    {"--encoding", "mp3"},  {"--weights", "int4"},
    {"--set", "vibrato"},   {"--set", "vibrato=3"},
    {"--set", "gain=x"},    {"--set", "gain=99"},
    {"--set", "gain= 5"},   {"--set", "gain=0x1"},
    {"--set", "gain=nan"},  {"--set", "voices=1.5"},
    {"--set", "mode=both"}, {"--a4", "0"}};

  for (size_t i = 0U; i < sizeof(cases) / sizeof(cases[0]); ++i) {
    Run* const run = RUN_DILATON("render",
                                 cases[i].option,
                                 cases[i].argument,
                                 "tune.mid",
                                 "-o",
                                 "tune.wav");
    assert_refused(run, 2, cases[i].option);
  }

  // The limits themselves are in range, so that the preset comes next
  const char* const limits[] = {"--set=temperature=0.1", "--set=glide=5"};
  for (size_t i = 0U; i < sizeof(limits) / sizeof(limits[0]); ++i) {
    assert_refused(
      RUN_DILATON("render", limits[i], "a", "-o", "b.wav", "-p", "./no"),
      1,
      "./no: ");
  }

  assert_refused(RUN_DILATON("render", "a", "--quiet=1"), 2, "--quiet=1");
  assert_refused(RUN_DILATON("render", "a", "--rate"), 2, "--rate");
}

static void
a_standard_output_that_is_full_is_an_error(void** state)
{
  (void)state;
  const char* const arguments[] = {
    "sh", "-c", "exec \"$0\" --help >/dev/full", DIL_PROGRAM, NULL};
  assert_refused(run_program(arguments), 1, "standard output");
}

static const char*
save_tiny(TempFolder* const folder)
{
  const char* const path = temp_path(folder, "tiny.safetensors");
  TinyPreset description = tiny_preset_defaults();
  description.n_instruments = 2U;
  assert_int_equal(tiny_preset_save(&description, path, NULL), DIL_OK);
  return path;
}

static void
info_describes_a_preset(void** state)
{
  const char* const path = save_tiny((TempFolder*)*state);
  Run* const text = RUN_DILATON("info", path);
  assert_int_equal(text->status, 0);
  assert_non_null(strstr(text->output.text, "24000 Hz"));
  assert_non_null(strstr(text->output.text, "Program 1"));
  assert_non_null(strstr(text->output.text, "licence      ISC"));
  run_free(text);

  Run* const json = RUN_DILATON("info", "--json", path);
  assert_int_equal(json->status, 0);
  assert_int_equal(json->output.text[0], '{');
  assert_non_null(strstr(json->output.text, "\"name\": \"two\""));
  assert_non_null(strstr(json->output.text, "\"rate\": 24000.0"));
  run_free(json);
}

static void
info_tells_how_weights_are_held_and_can_be(void** state)
{
  static const struct {
    DilPrecision told;
    const char* row;
    const char* own;
  } cases[] = {
    {DIL_PRECISION_DEFAULT,
     "\nWeights      bf16, trained for int8 (--weights int8)\n",
     "\"weights\": \"bf16\""},
    {DIL_PRECISION_INT8, "\nWeights      int8\n", "\"weights\": \"int8\""}};
  TempFolder* const folder = (TempFolder*)*state;
  Run* run = RUN_DILATON("info", "--json", save_tiny(folder));
  assert_null(strstr(run->output.text, "int8"));
  run_free(run);

  const char* const path = temp_path(folder, "units.safetensors");
  for (size_t i = 0U; i < sizeof(cases) / sizeof(cases[0]); ++i) {
    TinyPreset tiny = tiny_preset_defaults();
    tiny.has_units = true;
    tiny.precision = cases[i].told;
    assert_int_equal(tiny_preset_save(&tiny, path, NULL), DIL_OK);
    run = RUN_DILATON("info", path);
    assert_non_null(strstr(run->output.text, cases[i].row));
    run_free(run);
    run = RUN_DILATON("info", "--json", path);
    assert_non_null(strstr(run->output.text, cases[i].own));
    const char* const held = strstr(run->output.text, "\"can_hold\": [");
    assert_non_null(held);
    assert_non_null(strstr(held, "\"int8\""));
    run_free(run);
  }
}

static void
presets_in_folders_have_names(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  save_tiny(folder);
  setenv("DILATON_PRESETS", "/nowhere:", 1);
  assert_refused(RUN_DILATON("info", "tiny"), 1, "tiny: ");

  setenv("DILATON_PRESETS", temp_folder(folder), 1);
  Run* const info = RUN_DILATON("info", "tiny");
  assert_int_equal(info->status, 0);
  run_free(info);

  Run* const list = RUN_DILATON("presets");
  assert_int_equal(list->status, 0);
  assert_non_null(strstr(list->output.text, "tiny         Tiny, 24000 Hz"));
  run_free(list);

  Run* const json = RUN_DILATON("presets", "--json");
  assert_int_equal(json->status, 0);
  assert_non_null(strstr(json->output.text, "\"name\": \"tiny\""));
  run_free(json);
}

static void
a_preset_that_is_damaged_is_named(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  const char* const path = temp_path(folder, "broken.safetensors");
  file_write_text(path, "not a preset");
  setenv("DILATON_PRESETS", temp_folder(folder), 1);
  assert_refused(RUN_DILATON("info", path), 1, "broken.safetensors: ");
  Run* const list = RUN_DILATON("presets");
  assert_int_equal(list->status, 1);
  assert_non_null(strstr(list->errors.text, "broken.safetensors: "));
  run_free(list);
}

#define TEST(name)                                                             \
  cmocka_unit_test_setup_teardown(name, temp_setup, temp_teardown)

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(help_fits_80_columns),
    cmocka_unit_test(the_manual_names_every_option),
    cmocka_unit_test(what_makes_no_sense_has_status_2),
    cmocka_unit_test(a_bad_option_is_named),
    cmocka_unit_test(a_standard_output_that_is_full_is_an_error),
    TEST(info_describes_a_preset),
    TEST(info_tells_how_weights_are_held_and_can_be),
    TEST(presets_in_folders_have_names),
    TEST(a_preset_that_is_damaged_is_named),
  };

  return cmocka_run_group_tests_name("command_line", tests, NULL, NULL);
}
