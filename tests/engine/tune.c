// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "tune.h"

#include "support/file.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

static void
put(Tune* const tune, const uint8_t byte)
{
  assert_true(tune->n_bytes < sizeof(tune->bytes));
  tune->bytes[tune->n_bytes++] = byte;
}

static void
put_all(Tune* const tune, const uint8_t* const bytes, const size_t n)
{
  for (size_t i = 0U; i < n; ++i) {
    put(tune, bytes[i]);
  }
}

static void
put_length(Tune* const tune, const uint32_t value)
{
  for (uint32_t shift = 21U; shift; shift -= 7U) {
    if (value >> shift) {
      put(tune, (uint8_t)(0x80U | (value >> shift)));
    }
  }
  put(tune, (uint8_t)(value & 0x7FU));
}

static void
put_time(Tune* const tune, const uint32_t time_ms)
{
  assert_true(time_ms >= tune->last_ms);
  put_length(tune, time_ms - tune->last_ms);
  tune->last_ms = time_ms;
}

void
tune_start(Tune* const tune)
{
  // 500 ticks a quarter note of half a second
  static const uint8_t head[] = {'M', 'T', 'h', 'd', 0U, 0U,   0U,  6U,
                                 0U,  0U,  0U,  1U,  1U, 244U, 'M', 'T',
                                 'r', 'k', 0U,  0U,  0U, 0U};
  tune->n_bytes = 0U;
  tune->last_ms = 0U;
  put_all(tune, head, sizeof(head));
}

void
tune_add(Tune* const tune,
         const uint32_t time_ms,
         const uint8_t status,
         const uint8_t first,
         const uint8_t second)
{
  put_time(tune, time_ms);
  put(tune, status);
  put(tune, first);
  if ((status & 0xE0U) != 0xC0U) {
    put(tune, second);
  }
}

void
tune_sysex(Tune* const tune,
           const uint32_t time_ms,
           const uint8_t* const data,
           const size_t size)
{
  put_time(tune, time_ms);
  put(tune, 0xF0U);
  put_length(tune, (uint32_t)(size - 1U));
  put_all(tune, data + 1U, size - 1U);
}

/// Write the end and the length of the track
static void
finish(Tune* const tune)
{
  static const uint8_t end[] = {0U, 0xFFU, 0x2FU, 0U};
  put_all(tune, end, sizeof(end));
  const size_t size = tune->n_bytes - 22U;
  for (uint32_t i = 0U; i < 4U; ++i) {
    tune->bytes[18U + i] = (uint8_t)(size >> (24U - 8U * i));
  }
}

void
tune_save(Tune* const tune, const char* const path)
{
  finish(tune);
  file_write(path, tune->bytes, tune->n_bytes);
}

DilScore*
tune_load(Tune* const tune)
{
  finish(tune);
  DilScore* score = NULL;
  DilMessage message = {""};
  if (dil_score_read(
        "tune", tune->bytes, tune->n_bytes, NULL, &score, &message)) {
    fail_msg("%s", message.text);
  }
  return score;
}

static void
add_bar(Tune* const tune, const uint32_t start_ms, const uint32_t bar)
{
  static const uint8_t sysex[] = {
    0xF0U, 0x7FU, 0U, 8U, 2U, 0U, 1U, 64U, 64U, 40U, 0U, 0xF7U};
  const uint8_t root = (uint8_t)(48U + bar * 5U % 12U);
  const uint8_t program = (uint8_t)(bar % 2U);
  tune_add(tune, start_ms, 0xC0U, program, 0U);
  tune_add(tune, start_ms, 0xB0U, 10U, (uint8_t)(bar * 30U % 128U));
  tune_add(tune, start_ms, 0x90U, root, 90U);
  tune_add(tune, start_ms + 3U, 0x90U, (uint8_t)(root + 4U), 70U);
  tune_add(tune, start_ms + 7U, 0x91U, (uint8_t)(root + 7U), 110U);
  tune_add(tune, start_ms + 200U, 0xB0U, 64U, 127U);
  tune_add(tune, start_ms + 300U, 0x80U, root, 0U);
  tune_add(tune, start_ms + 400U, 0xB1U, 1U, (uint8_t)(bar * 50U % 128U));
  for (uint32_t i = 0U; i < 10U; ++i) {
    tune_add(tune, start_ms + 500U + 11U * i, 0xE1U, 0U, (uint8_t)(64U + i));
  }
  if (bar == 1U) {
    tune_sysex(tune, start_ms + 700U, sysex, sizeof(sysex));
  }
  tune_add(tune, start_ms + 900U, 0xE1U, 0U, 64U);
  tune_add(tune, start_ms + 1000U, 0xB0U, 64U, 0U);
  tune_add(tune, start_ms + 1100U, 0x80U, (uint8_t)(root + 4U), 0U);
  for (uint8_t i = 0U; i < 8U; ++i) {
    const uint32_t time_ms = start_ms + 1200U + 90U * i;
    tune_add(
      tune, time_ms, 0x90U, (uint8_t)(72U + i), (uint8_t)(40U + 10U * i));
    tune_add(tune, time_ms + 60U, 0x80U, (uint8_t)(72U + i), 0U);
  }
  tune_add(tune, start_ms + 1950U, 0x81U, (uint8_t)(root + 7U), 0U);
}

DilScore*
tune_piece(const uint32_t n_bars)
{
  static Tune tune;
  tune_start(&tune);
  for (uint32_t bar = 0U; bar < n_bars; ++bar) {
    add_bar(&tune, 2000U * bar, bar);
  }

  return tune_load(&tune);
}
