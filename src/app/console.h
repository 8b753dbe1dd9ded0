// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_APP_CONSOLE_H
#define DIL_APP_CONSOLE_H

#include "keyboard.h"
#include "ring.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Bytes read from standard input at once
#define CONSOLE_SIZE 4096U

/// What standard input is used for
typedef enum {
  CONSOLE_UNUSED,
  CONSOLE_KEYBOARD, ///< Characters of a terminal are played
  CONSOLE_MIDI      ///< Bytes of MIDI are passed on
} ConsoleUse;

/// Standard input as a source of MIDI
typedef struct {
  ConsoleUse use;
  DilRing* ring; ///< Of bytes, borrowed
  Keyboard keyboard;
  uint8_t bytes[CONSOLE_SIZE]; ///< [n_bytes] that did not fit yet
  size_t n_bytes;
  bool is_over; ///< It has ended, or the user wants to quit
} Console;

/// Begin; false for CONSOLE_KEYBOARD without a terminal
bool
console_open(Console* console, ConsoleUse use, DilRing* ring);

/// Wait up to `timeout_ms`, or less if there is something, and pass it on
void
console_wait(Console* console, int timeout_ms);

#endif // DIL_APP_CONSOLE_H
