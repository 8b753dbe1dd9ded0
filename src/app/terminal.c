// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "terminal.h"

#include <unistd.h>

static bool
make_raw(const struct termios* const before)
{
  // Ctrl-C remains a signal
  struct termios raw = *before;
  raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
  raw.c_cc[VMIN] = 1U;
  raw.c_cc[VTIME] = 0U;
  return !tcsetattr(STDIN_FILENO, TCSANOW, &raw);
}

bool
terminal_open(Terminal* const terminal)
{
  terminal->is_raw =
    isatty(STDIN_FILENO) && tcgetpgrp(STDIN_FILENO) == getpgrp() &&
    !tcgetattr(STDIN_FILENO, &terminal->before) && make_raw(&terminal->before);
  return terminal->is_raw;
}

void
terminal_keep(const Terminal* const terminal)
{
  // In the background, setting it would stop the program
  struct termios now;
  if (terminal->is_raw && tcgetpgrp(STDIN_FILENO) == getpgrp() &&
      !tcgetattr(STDIN_FILENO, &now) && (now.c_lflag & ICANON)) {
    (void)make_raw(&terminal->before);
  }
}

void
terminal_close(Terminal* const terminal)
{
  if (terminal->is_raw) {
    (void)tcsetattr(STDIN_FILENO, TCSANOW, &terminal->before);
    terminal->is_raw = false;
  }
}
