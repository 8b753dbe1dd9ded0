// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_APP_TERMINAL_H
#define DIL_APP_TERMINAL_H

#include <stdbool.h>
#include <termios.h>

/// How a terminal was before
typedef struct {
  struct termios before;
  struct termios now; ///< How it is to be, if it has been changed
  bool is_changed;
} Terminal;

/// Let characters on standard input come one by one, without an echo; false if
/// it is no terminal
bool
terminal_open(Terminal* terminal);

/// Let what is typed on standard input not be seen; false if it is no terminal
bool
terminal_hush(Terminal* terminal);

/// Do so again if a shell has changed it back, as it does after Ctrl-Z
void
terminal_keep(const Terminal* terminal);

/// Make it as it was; fine when it was not opened
void
terminal_close(Terminal* terminal);

#endif // DIL_APP_TERMINAL_H
