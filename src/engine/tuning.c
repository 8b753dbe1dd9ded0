// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "dilaton/tuning.h"

#include <math.h>
#include <string.h>

/// Bytes of a universal message before its sub-IDs: F0, 7E or 7F, device
#define HEADER_SIZE 3U

void
dil_tuning_equal(DilTuning* const tuning)
{
  memset(tuning, 0, sizeof(*tuning));
  for (uint32_t key = 0U; key < 128U; ++key) {
    tuning->pitches[key] = (double)key;
  }
}

double
dil_tuning_pitch(const DilTuning* const tuning,
                 const uint32_t channel,
                 const uint32_t key)
{
  const double cents = (double)tuning->offsets[channel & 15U][key % 12U];
  return tuning->pitches[key & 127U] + cents / 100.0;
}

/// Semitone and 14 bits of fraction; 7F 7F 7F means no change
static void
set_pitch(DilTuning* const tuning, const uint8_t key, const uint8_t* const data)
{
  if (data[0] != 127U || data[1] != 127U || data[2] != 127U) {
    const double fraction = (double)(data[1] * 128U + data[2]) / 16384.0;
    tuning->pitches[key] = (double)data[0] + fraction;
  }
}

/// Program, name of 16 letters, 128 pitches, checksum, F7
static bool
read_bulk_dump(DilTuning* const tuning,
               const uint8_t* const data,
               const size_t size,
               const size_t n_before)
{
  const size_t n_used = n_before + 16U + 128U * 3U + 2U;
  if (size != n_used) {
    return false;
  }

  for (uint8_t key = 0U; key < 128U; ++key) {
    set_pitch(tuning, key, data + n_before + 16U + 3U * (size_t)key);
  }
  return true;
}

/// Program, count, count times key and pitch, F7
static bool
read_note_changes(DilTuning* const tuning,
                  const uint8_t* const data,
                  const size_t size,
                  const size_t n_before)
{
  if (size < n_before + 2U) {
    return false;
  }

  const size_t n_changes = data[n_before];
  const uint8_t* const changes = data + n_before + 1U;
  if (size != n_before + 2U + 4U * n_changes) {
    return false;
  }

  for (size_t i = 0U; i < n_changes; ++i) {
    set_pitch(tuning, changes[4U * i], changes + 4U * i + 1U);
  }
  return true;
}

/// Three bytes of channels, twelve notes in one or two bytes each, F7
static bool
read_octave(DilTuning* const tuning,
            const uint8_t* const data,
            const size_t size,
            const size_t width)
{
  if (size != 3U + 12U * width + 1U) {
    return false;
  }

  const uint32_t channels =
    (data[0] & 3U) * 0x4000U + data[1] * 0x80U + (uint32_t)data[2];
  for (size_t note = 0U; note < 12U; ++note) {
    const uint8_t* const value = data + 3U + note * width;
    const float cents =
      (width == 1U)
        ? (float)value[0] - 64.0f
        : ((float)(value[0] * 128U + value[1]) - 8192.0f) * (100.0f / 8192.0f);
    for (uint32_t channel = 0U; channel < 16U; ++channel) {
      if (channels & (1U << channel)) {
        tuning->offsets[channel][note] = cents;
      }
    }
  }
  return true;
}

/// True if all between the first and the last byte have seven bits
static bool
is_framed(const uint8_t* const message, const size_t size)
{
  bool result = size >= HEADER_SIZE + 3U && message[0] == 0xF0U &&
                message[size - 1U] == 0xF7U &&
                (message[1] == 0x7EU || message[1] == 0x7FU) &&
                message[HEADER_SIZE] == 8U;
  for (size_t i = 1U; result && i + 1U < size; ++i) {
    result = message[i] < 0x80U;
  }

  return result;
}

bool
dil_tuning_sysex(DilTuning* const tuning,
                 const uint8_t* const message,
                 const size_t size)
{
  if (!is_framed(message, size)) {
    return false;
  }

  const uint8_t* const data = message + HEADER_SIZE + 2U;
  const size_t n_data = size - HEADER_SIZE - 2U;
  switch (message[HEADER_SIZE + 1U]) {
  case 1U: // Bulk dump: program
    return read_bulk_dump(tuning, data, n_data, 1U);
  case 2U: // Single note change: program
    return read_note_changes(tuning, data, n_data, 1U);
  case 4U: // Key-based dump: bank, program
    return read_bulk_dump(tuning, data, n_data, 2U);
  case 7U: // Single note change: bank, program
    return read_note_changes(tuning, data, n_data, 2U);
  case 8U:
    return read_octave(tuning, data, n_data, 1U);
  case 9U:
    return read_octave(tuning, data, n_data, 2U);
  default:
    return false;
  }
}
