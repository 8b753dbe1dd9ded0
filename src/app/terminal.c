// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "terminal.h"

#include <unistd.h>

/// Change the terminal; false if there is none, or not in the foreground
static bool
change(Terminal* const terminal, const tcflag_t removed)
{
  terminal->is_changed = false;
  if (!isatty(STDIN_FILENO) || tcgetpgrp(STDIN_FILENO) != getpgrp() ||
      tcgetattr(STDIN_FILENO, &terminal->before)) {
    return false;
  }

  // Ctrl-C remains a signal
  terminal->now = terminal->before;
  terminal->now.c_lflag &= ~removed;
  terminal->now.c_cc[VMIN] = 1U;
  terminal->now.c_cc[VTIME] = 0U;
  terminal->is_changed = !tcsetattr(STDIN_FILENO, TCSANOW, &terminal->now);
  return terminal->is_changed;
}

bool
terminal_open(Terminal* const terminal)
{
  return change(terminal, ICANON | ECHO);
}

bool
terminal_hush(Terminal* const terminal)
{
  return change(terminal, ECHO);
}

void
terminal_keep(const Terminal* const terminal)
{
  // In the background, setting it would stop the program
  struct termios now;
  if (terminal->is_changed && tcgetpgrp(STDIN_FILENO) == getpgrp() &&
      !tcgetattr(STDIN_FILENO, &now) && now.c_lflag != terminal->now.c_lflag) {
    (void)tcsetattr(STDIN_FILENO, TCSANOW, &terminal->now);
  }
}

void
terminal_close(Terminal* const terminal)
{
  if (terminal->is_changed) {
    (void)tcsetattr(STDIN_FILENO, TCSANOW, &terminal->before);
    terminal->is_changed = false;
  }
}
