// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

// For pseudoterminals and new sessions
#define _GNU_SOURCE

#include "terminal_run.h"

#include "support/test.h"

#include <ctype.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/pidfd.h>
#include <termios.h>
#include <unistd.h>

/// Start the program; in its new session, the first terminal that it opens is
/// its own
static pid_t
spawn(const char* const* const arguments, const char* const terminal)
{
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(
    &actions, STDIN_FILENO, terminal, O_RDWR, 0U);
  posix_spawn_file_actions_adddup2(&actions, STDIN_FILENO, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, STDIN_FILENO, STDERR_FILENO);
  run_reset_signals(&attributes, POSIX_SPAWN_SETSID);

  // The call does not write to the arguments, but its type says it might
  char* const* writable = NULL;
  memcpy(&writable, &arguments, sizeof(writable));
  pid_t pid = -1;
  assert_int_equal(
    posix_spawnp(&pid, arguments[0], &actions, &attributes, writable, environ),
    0);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  return pid;
}

Run*
terminal_run_start(const char* const* const arguments, const unsigned n_columns)
{
  const int terminal = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  assert_true(terminal >= 0);
  assert_int_equal(grantpt(terminal), 0);
  assert_int_equal(unlockpt(terminal), 0);
  const struct winsize size = {24U, (unsigned short)n_columns, 0U, 0U};
  assert_int_equal(ioctl(terminal, TIOCSWINSZ, &size), 0);
  char path[64];
  assert_int_equal(ptsname_r(terminal, path, sizeof(path)), 0);

  // Held open until the program has it, or reading would fail at once
  const int other_end = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);
  assert_true(other_end >= 0);
  Run* const run = (Run*)calloc(1U, sizeof(*run));
  assert_non_null(run);
  run->pid = spawn(arguments, path);
  run->status = -1;
  run->input = fcntl(terminal, F_DUPFD_CLOEXEC, 0);
  run->output_end = terminal;
  run->errors_end = -1;
  run->process = pidfd_open(run->pid, 0U);
  assert_true(run->process >= 0);
  fcntl(terminal, F_SETFL, O_NONBLOCK);
  close(other_end);
  return run;
}

bool
terminal_run_is_tidy(const Run* const run)
{
  struct termios now;
  assert_int_equal(tcgetattr(run->output_end, &now), 0);
  return (now.c_lflag & ICANON) && (now.c_lflag & ECHO);
}

/// Pass over an escape sequence, if there is one
static const char*
skip_escape(const char* text)
{
  if (text[0] == '\033' && text[1] == '[') {
    text += 2;
    while (*text && !isalpha((unsigned char)*text)) {
      ++text;
    }
    text += !!*text;
  }
  return text;
}

size_t
terminal_run_width(const Run* const run)
{
  const char* const text = run->output.text ? run->output.text : "";
  size_t column = 0U;
  size_t width = 0U;
  for (const char* c = skip_escape(text); *c; c = skip_escape(c + 1)) {
    // Of a character of several bytes the first one counts
    const bool is_first = ((unsigned char)*c & 0xC0U) != 0x80U;
    column = (*c == '\r' || *c == '\n') ? 0U : column + is_first;
    width = column > width ? column : width;
  }
  return width;
}

bool
terminal_run_expect_next(Run* const run,
                         const char* const text,
                         const unsigned limit_s)
{
  run->output.size = 0U;
  if (run->output.text) {
    *run->output.text = '\0';
  }
  return run_expect(run, text, limit_s);
}
