// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

// Whatever comes in by MIDI, no note sounds on for ever.  The program runs in a
// terminal, where it shows the number of its voices, and a client of the server
// sends it messages and hears it.

#include "live_case.h"
#include "terminal_run.h"

#include "support/test.h"

#include "rng.h"

#include <math.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>

/// Random messages that are sent
#define N_MESSAGES 10000U

/// Most bytes of them and of what follows
#define MAX_BYTES 65000U

/// Messages in a period of 5.3 ms, about 3000 a second
#define N_A_PERIOD 16U

/// Messages to send
typedef struct {
  uint8_t bytes[MAX_BYTES];
  size_t n;
} Messages;

static void
add(Messages* const messages,
    const uint8_t status,
    const uint8_t first,
    const uint8_t second)
{
  const bool is_short = (status & 0xE0U) == 0xC0U;
  assert_true(messages->n + 3U <= MAX_BYTES);
  messages->bytes[messages->n++] = status;
  messages->bytes[messages->n++] = first;
  if (!is_short) {
    messages->bytes[messages->n++] = second;
  }
}

/// From 0, a note off, to 6, a bend; more than half are notes
static unsigned
random_kind(const uint64_t bits)
{
  return (unsigned)((bits >> 1U) % ((bits & 1U) ? 2U : 7U));
}

/// Random messages of any kind
static void
add_random(Messages* const messages, const uint64_t seed)
{
  const DilRng rng = dil_rng_stream(seed, 1U);
  for (uint64_t i = 0U; i < N_MESSAGES; ++i) {
    const uint64_t bits = dil_rng_bits(rng, i);
    const unsigned kind = random_kind(bits);
    add(messages,
        (uint8_t)(0x80U + 0x10U * kind + ((bits >> 8U) & 0xFU)),
        (bits >> 16U) & 0x7FU,
        (bits >> 24U) & 0x7FU);
  }
}

/// Pedals up and all notes off
static void
add_end(Messages* const messages)
{
  for (uint8_t channel = 0U; channel < 16U; ++channel) {
    add(messages, 0xB0U | channel, 64U, 0U);
    add(messages, 0xB0U | channel, 66U, 0U);
    add(messages, 0xB0U | channel, 123U, 0U);
  }
}

/// Start the program in a terminal and connect to it
static Probe*
start(LiveCase* const live)
{
  const char* const arguments[] = {DIL_PROGRAM,
                                   "play",
                                   "-p",
                                   live->preset,
                                   "--latency=50",
                                   "--set=release=0.1",
                                   "--set=space=0",
                                   "--set=voices=32",
                                   NULL};
  live_need_server(live, 256U);
  live->play = terminal_run_start(arguments, 80U);
  Probe* const probe = live_listen(live, 60U * JACK_RATE, true);
  live_strike_until_heard(live);
  return probe;
}

static void
expect_voices(LiveCase* const live)
{
  // Two digits, so ten at least
  bool is_full = false;
  for (int i = 0; i < 600 && !is_full; ++i) {
    assert_true(terminal_run_expect_next(live->play, "voices ", 60U));
    assert_true(run_expect(live->play, " | load", 60U));
    const char* const text = strstr(live->play->output.text, "voices ");
    is_full = text[strlen("voices ") + 1U] != ' ';
  }
  assert_true(is_full);
}

/// Fail unless the program says that no voice sounds, and nothing is heard
static void
expect_silence(LiveCase* const live)
{
  Probe* const probe = live->probe;
  assert_true(terminal_run_expect_next(live->play, "voices 0 |", 60U));

  // What was made before is heard, and then nothing
  probe_hear(probe, JACK_RATE / 4U);
  const size_t first = probe_n_heard(probe);
  probe_hear(probe, JACK_RATE);
  for (size_t i = first; i < probe_n_heard(probe); ++i) {
    assert_true(probe_heard(probe)[i] == 0.0f);
  }
}

static void
finish(LiveCase* const live)
{
  run_signal(live->play, SIGINT);
  live_finish(live, 0);
  assert_non_null(strstr(live->play->output.text, "played "));
}

static void
random_messages_leave_no_voice(void** state)
{
  LiveCase* const live = (LiveCase*)*state;
  static Messages messages;

  messages.n = 0U;
  add_random(&messages, 1U);
  Probe* const probe = start(live);
  probe_send_messages(probe, messages.bytes, messages.n, N_A_PERIOD);
  expect_voices(live);
  messages.n = 0U;
  add_end(&messages);
  probe_send_messages(probe, messages.bytes, messages.n, N_A_PERIOD);
  expect_silence(live);
  finish(live);
}

/// Random notes and gestures without pedals, and then a note off for each note
/// that is on
static void
add_notes(Messages* const messages, Messages* const ends)
{
  static const uint8_t controllers[] = {1, 7, 10, 11, 71, 74, 76, 77};
  static bool is_on[16][128];

  const DilRng rng = dil_rng_stream(2U, 1U);
  memset(is_on, 0, sizeof(is_on));
  for (uint64_t i = 0U; i < N_MESSAGES; ++i) {
    const uint64_t bits = dil_rng_bits(rng, i);
    const unsigned kind = random_kind(bits);
    const uint8_t channel = (bits >> 8U) & 0xFU;
    const uint8_t first = (bits >> 16U) & 0x7FU;
    const uint8_t second = (bits >> 24U) & 0x7FU;
    if (kind < 2U) {
      is_on[channel][first] = kind && second;
    }
    add(messages,
        (uint8_t)(0x80U + 0x10U * kind + channel),
        kind == 3U ? controllers[first % sizeof(controllers)] : first,
        second);
  }

  for (unsigned i = 0U; i < 16U * 128U; ++i) {
    if (is_on[i / 128U][i % 128U]) {
      add(ends, (uint8_t)(0x80U + i / 128U), (uint8_t)(i % 128U), 64U);
    }
  }
}

static void
notes_end_by_their_note_offs_alone(void** state)
{
  LiveCase* const live = (LiveCase*)*state;
  static Messages messages;
  static Messages ends;

  messages.n = 0U;
  ends.n = 0U;
  add_notes(&messages, &ends);
  Probe* const probe = start(live);
  probe_send_messages(probe, messages.bytes, messages.n, N_A_PERIOD);
  expect_voices(live);
  probe_send_messages(probe, ends.bytes, ends.n, N_A_PERIOD);
  expect_silence(live);
  finish(live);
}

static void
messages_that_are_lost_leave_no_voice(void** state)
{
  LiveCase* const live = (LiveCase*)*state;
  static uint8_t flood[300000];
  static const uint8_t expression[] = {0xB0, 11, 127};
  static const uint8_t off[] = {0x80, 0, 64};
  static const uint8_t n_keys = 12U;

  Messages notes = {.n = 0U};
  for (uint8_t i = 0U; i < n_keys; ++i) {
    add(&notes, 0x90U, 48U + i, 100U);
  }

  // Many times what fits, with the note offs in the middle of it
  for (size_t i = 0U; i < sizeof(flood) / 3U; ++i) {
    const size_t place = i - sizeof(flood) / 6U;
    const bool is_off = place < n_keys;
    memcpy(flood + 3U * i, is_off ? off : expression, 3U);
    flood[3U * i + 1U] = is_off ? (uint8_t)(48U + place) : 11U;
  }

  Probe* const probe = start(live);
  probe_send_messages(probe, notes.bytes, notes.n, N_A_PERIOD);
  expect_voices(live);
  probe_send_messages(probe, flood, sizeof(flood), 2000U);
  assert_true(run_expect(live->play, "are lost; all keys are let go", 60U));
  expect_silence(live);
  finish(live);
}

#define TEST(name)                                                             \
  cmocka_unit_test_setup_teardown(name, live_setup, live_teardown)

int
main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(random_messages_leave_no_voice),
    TEST(notes_end_by_their_note_offs_alone),
    TEST(messages_that_are_lost_leave_no_voice),
  };

  return cmocka_run_group_tests_name("live_voices", tests, NULL, NULL);
}
