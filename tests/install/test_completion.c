// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "shell.h"

#include "support/test.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COMPLETION DIL_SOURCE_DIR "/src/app/completion"

/// What has been typed, and some of what is offered for its last word
typedef struct {
  const char* line;
  const char* offers[4];
} Typed;

static const Typed typed[] = {
  {"dilaton ren", {"render"}},
  {"dilaton help b", {"bench"}},
  {"dilaton render --out", {"--output", "--outside"}},
  {"dilaton render --outside ", {"stretch", "fold", "drop", "guess"}},
  {"dilaton render -O ", {"s16", "s24", "float"}},
  {"dilaton render --preset alt", {"altosax"}},
  {"dilaton render --set room", {"room_size"}},
  {"dilaton play --kern", {"--kernel"}},
  {"dilaton train --sustained ", {"yes", "no"}},
  {"dilaton render --weights ", {"f32", "bf16", "f16", "int8"}},
  {"dilaton render --kernel avx5", {"avx512", "avx512vnni"}},
  {"dilaton render --kernel neon", {"neon", "neondot"}},
  {"dilaton transcribe -o presets/de", {"presets/demo.mid"}},
  {"dilaton presets ", {"install", "remove", "show"}},
  {"dilaton presets show alto", {"altosax"}},
  {"dilaton info clar", {"clarinet"}},
  {"dilaton render presets/de", {"presets/demo.mid"}},
};

#define N_TYPED (sizeof(typed) / sizeof(*typed))

/// What bash offers, a line each
static char*
complete(const char* const line)
{
  // As bash itself parts words: an empty last one is a word
  return SHELL("cd %s && PATH=%s:$PATH bash -c '. %s/dilaton.bash\n"
               "line=$1\n"
               "read -ra COMP_WORDS <<<\"$line\"\n"
               "case $line in *\" \") COMP_WORDS+=(\"\") ;; esac\n"
               "COMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n"
               "_dilaton dilaton \"${COMP_WORDS[COMP_CWORD]}\" "
               "\"${COMP_WORDS[COMP_CWORD - 1]}\"\n"
               "printf \"%%s\\n\" \"${COMPREPLY[@]}\"' bash '%s'",
               DIL_SOURCE_DIR,
               DIL_BUILD_DIR,
               COMPLETION,
               line);
}

static void
assert_offered(const Typed* const words, const char* const offered)
{
  for (size_t i = 0U; i < 4U && words->offers[i]; ++i) {
    if (!strstr(offered, words->offers[i])) {
      fail_msg("\"%s\": no %s in\n%s", words->line, words->offers[i], offered);
    }
  }
}

static void
bash_offers_what_the_program_has(void** const state)
{
  (void)state;
  for (size_t i = 0U; i < N_TYPED; ++i) {
    char* const offered = complete(typed[i].line);
    assert_offered(&typed[i], offered);
    free(offered);
  }
}

static void
bash_offers_each_option_of_each_command(void** const state)
{
  (void)state;
  char* const commands =
    SHELL("%s --help | sed -n 's/^  \\([a-z]*\\)  .*/\\1/p'", DIL_PROGRAM);
  size_t n_commands = 0U;
  for (const char* name = strtok(commands, "\n"); name;
       name = strtok(NULL, "\n")) {
    char line[64];
    snprintf(line, sizeof(line), "dilaton %s --", name);
    char* const offered = complete(line);
    char* const options =
      SHELL("%s help %s | grep -oE '^ .* --[a-z0-9-]+' | grep -oE -- '--.*'",
            DIL_PROGRAM,
            name);
    assert_string_equal(offered, options);
    free(offered);
    free(options);
    ++n_commands;
  }

  assert_true(n_commands >= 8U);
  free(commands);
}

static void
words_that_are_offered_for_options_are_in_the_help(void** const state)
{
  (void)state;
  static const char* const options[] = {
    "--encoding", "--weights", "--kernel", "--outside", "--driver"};
  char* const help = SHELL("%s help play", DIL_PROGRAM);
  for (size_t i = 0U; i < sizeof(options) / sizeof(*options); ++i) {
    char line[64];
    snprintf(line, sizeof(line), "dilaton play %s ", options[i]);
    char* const offered = complete(line);
    size_t n_words = 0U;
    for (const char* word = strtok(offered, "\n"); word;
         word = strtok(NULL, "\n")) {
      assert_non_null(strstr(help, word));
      ++n_words;
    }
    assert_true(n_words > 2U);
    free(offered);
  }

  free(help);
}

static void
zsh_offers_what_the_program_has(void** const state)
{
  (void)state;
  Run* const probe = shell_run("command -v zsh");
  const bool is_there = !probe->status;
  run_free(probe);
  if (!is_there) {
    skip();
  }

  char lines[1024] = "";
  for (size_t i = 0U; i < N_TYPED; ++i) {
    const size_t n = strlen(lines);
    snprintf(lines + n, sizeof(lines) - n, " '%s'", typed[i].line);
  }

  char* const text =
    SHELL("cd %s && PATH=%s:$PATH zsh -f tests/install/complete.zsh %s %s",
          DIL_SOURCE_DIR,
          DIL_BUILD_DIR,
          COMPLETION,
          lines);
  char* offered = text;
  for (size_t i = 0U; i < N_TYPED; ++i) {
    offered = strstr(offered, "\nLINE ");
    assert_non_null(offered);
    char* const end = strstr(offered, "\nEND\n");
    assert_non_null(end);
    *end = '\0';
    assert_offered(&typed[i], offered);
    offered = end + 1;
  }

  free(text);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(bash_offers_what_the_program_has),
    cmocka_unit_test(bash_offers_each_option_of_each_command),
    cmocka_unit_test(words_that_are_offered_for_options_are_in_the_help),
    cmocka_unit_test(zsh_offers_what_the_program_has),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
