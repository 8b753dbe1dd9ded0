// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "terminal.h"

#include <stdatomic.h>
#include <termios.h>
#include <unistd.h>

/// While the terminal is changed, how it was and is to be again
static atomic_bool is_changed;
static struct termios before;

/// How it is to be until then
static struct termios now;

/// Change the terminal; false if there is none, or not in the foreground
static bool
change(const tcflag_t removed)
{
  if (!isatty(STDIN_FILENO) || !terminal_is_ours() ||
      tcgetattr(STDIN_FILENO, &before)) {
    return false;
  }

  // Ctrl-C remains a signal
  now = before;
  now.c_lflag &= ~removed;
  now.c_cc[VMIN] = 1U;
  now.c_cc[VTIME] = 0U;
  atomic_store(&is_changed, true);
  if (tcsetattr(STDIN_FILENO, TCSANOW, &now)) {
    atomic_store(&is_changed, false);
    return false;
  }
  return true;
}

bool
terminal_open(void)
{
  return change(ICANON | ECHO);
}

bool
terminal_hush(void)
{
  return change(ECHO);
}

void
terminal_keep(void)
{
  // In the background, setting it would stop the program
  struct termios found;
  if (atomic_load(&is_changed) && terminal_is_ours() &&
      !tcgetattr(STDIN_FILENO, &found) && found.c_lflag != now.c_lflag) {
    (void)tcsetattr(STDIN_FILENO, TCSANOW, &now);
  }
}

bool
terminal_is_ours(void)
{
  return tcgetpgrp(STDIN_FILENO) == getpgrp();
}

void
terminal_close(void)
{
  // In the background the shell has it as it wants it
  if (atomic_exchange(&is_changed, false) && terminal_is_ours()) {
    (void)tcsetattr(STDIN_FILENO, TCSANOW, &before);
  }
}
