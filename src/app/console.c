// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "console.h"

#include "clock.h"
#include "terminal.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

bool
console_open(Console* const console, const ConsoleUse use, DilRing* const ring)
{
  memset(console, 0, sizeof(*console));
  console->use = use;
  console->ring = ring;
  console->keyboard = keyboard_start();
  if (use == CONSOLE_UNUSED) {
    // A line that is written over and over is no place for what is typed
    (void)terminal_hush();
  }
  return use != CONSOLE_KEYBOARD || terminal_open();
}

static void
play_keys(Console* const console, const double now_s)
{
  uint8_t midi[KEYBOARD_MIDI_SIZE];
  for (size_t i = 0U; i < console->n_bytes; ++i) {
    const char typed = (char)console->bytes[i];
    const size_t n = keyboard_type(&console->keyboard, typed, now_s, midi);
    (void)dil_ring_write(console->ring, midi, n);
  }

  console->n_bytes = 0U;
}

/// Pass on what fits, and keep the rest
static void
pass_on(Console* const console)
{
  const size_t n =
    dil_ring_write(console->ring, console->bytes, console->n_bytes);
  console->n_bytes -= n;
  memmove(console->bytes, console->bytes + n, console->n_bytes);
}

static void
read_input(Console* const console)
{
  const ssize_t n = read(STDIN_FILENO, console->bytes, sizeof(console->bytes));
  if (n > 0) {
    console->n_bytes = (size_t)n;
  } else if (!n || (errno != EINTR && errno != EAGAIN)) {
    console->is_over = true;
  }
}

/// Whether there may be something to read: in the background, reading from a
/// terminal would stop the program
static bool
is_open(const Console* const console)
{
  return console->use != CONSOLE_UNUSED && !console->is_over &&
         !console->n_bytes &&
         (console->use != CONSOLE_KEYBOARD || terminal_is_ours());
}

void
console_wait(Console* const console, const int timeout_ms)
{
  struct pollfd input = {is_open(console) ? STDIN_FILENO : -1, POLLIN, 0};
  if (poll(&input, 1U, timeout_ms) > 0 && is_open(console)) {
    read_input(console);
  }

  if (console->use == CONSOLE_KEYBOARD) {
    uint8_t midi[KEYBOARD_MIDI_SIZE];
    const double now_s = dil_monotonic_s();
    play_keys(console, now_s);
    const size_t n = keyboard_tick(&console->keyboard, now_s, midi);
    (void)dil_ring_write(console->ring, midi, n);
    console->is_over =
      console->is_over || keyboard_has_quit(&console->keyboard);
  } else if (console->use == CONSOLE_MIDI) {
    pass_on(console);
  }
  terminal_keep();
}
