// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

// A chord held for long: 20 seconds, or as many minutes as
// DILATON_HELD_MINUTES says; ten of three voices take a core 136 s.  So that
// its notes can be measured one by one while all of them sound, each has a
// channel of its own, and in every second another one is alone on the left.

#include "midi_file.h"

#include "support/run.h"
#include "support/temp.h"
#include "support/test.h"

#include "dilaton/audio.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/// The network that people play
static const char alto[] = DIL_SOURCE_DIR "/presets/altosax.safetensors";

/// Frames a second, those of the preset
#define RATE 24000U

/// Seconds that the chord is held
static uint32_t
held_s(void)
{
  const char* const minutes = getenv("DILATON_HELD_MINUTES");
  return minutes ? 60U * (uint32_t)strtoul(minutes, NULL, 10) : 20U;
}

#define N_NOTES 3U

/// Notes of the chord
static const uint8_t keys[N_NOTES] = {55, 64, 71};

/// The note that is alone on the left in a second
static uint32_t
note_on_left(const uint32_t second)
{
  return second % N_NOTES;
}

static void
write_chord(const char* const path)
{
  static MidiFile file;
  static const uint8_t velocities[N_NOTES] = {90, 60, 75};
  enum { PAN = 10, LEFT = 0, RIGHT = 127 };

  midi_file_start(&file);
  for (uint8_t i = 0U; i < N_NOTES; ++i) {
    midi_file_track(&file);
    for (uint32_t second = 0U; second < held_s(); ++second) {
      const bool is_left = note_on_left(second) == i;
      midi_file_add(&file, 0xB0U | i, PAN, is_left ? LEFT : RIGHT);
      if (!second) {
        midi_file_add(&file, 0x90U | i, keys[i], velocities[i]);
      }
      midi_file_wait(&file, MIDI_FILE_TICKS);
    }
    midi_file_add(&file, 0x80U | i, keys[i], 64U);
  }
  midi_file_save(&file, path);
}

/// Likeness of the left channel of two stretches of sound, 1 if they are equal
static double
likeness(const float* const a, const float* const b, const size_t n)
{
  double product = 0.0;
  double power = 1e-20;
  for (size_t i = 0U; i < n; ++i) {
    product += (double)a[2U * i] * (double)b[2U * i];
    power += (double)a[2U * i] * (double)a[2U * i] +
             (double)b[2U * i] * (double)b[2U * i];
  }
  return 2.0 * product / power;
}

/// Deviation of the period of a sound from the one expected, in cents
static double
measure_cents(const float* const frames, const size_t n, const double frequency)
{
  // Four periods later the sound should be as it is now
  enum { N_PERIODS = 4 };

  const double expected = (double)N_PERIODS * (double)RATE / frequency;
  const size_t low = (size_t)(expected * 0.98) - 1U;
  const size_t high = (size_t)(expected * 1.02) + 1U;
  double best = -1.0;
  size_t lag = low;
  for (size_t i = low; i <= high; ++i) {
    const double now = likeness(frames, frames + 2U * i, n - high - 1U);
    lag = now > best ? i : lag;
    best = now > best ? now : best;
  }

  const size_t n_compared = n - high - 1U;
  const double before = likeness(frames, frames + 2U * (lag - 1U), n_compared);
  const double after = likeness(frames, frames + 2U * (lag + 1U), n_compared);
  const double curve = before - 2.0 * best + after;
  const double period =
    (double)lag + (curve < 0.0 ? 0.5 * (before - after) / curve : 0.0);
  return 1200.0 * log2(expected / period);
}

static double
power_of(const float* const frames, const size_t n, const size_t n_channels)
{
  double sum = 0.0;
  for (size_t i = 0U; i < n; ++i) {
    for (size_t c = 0U; c < n_channels; ++c) {
      sum += (double)frames[2U * i + c] * (double)frames[2U * i + c];
    }
  }
  return sum / (double)n;
}

static double
decibels(const double power, const double reference)
{
  return 10.0 * log10((power + 1e-20) / (reference + 1e-20));
}

/// How far a quantity strays
typedef struct {
  double low;
  double high;
} Range;

static void
extend(Range* const range, const double value)
{
  range->low = fmin(range->low, value);
  range->high = fmax(range->high, value);
}

/// Level and pitch of a note, from the seconds in which it is alone
static void
check_note(const DilAudio* const audio, const uint32_t note)
{
  const double frequency = 440.0 * exp2(((double)keys[note] - 69.0) / 12.0);
  const size_t n = RATE * 8U / 10U;
  double reference = 0.0;
  Range level = {0.0, 0.0};
  Range cents = {0.0, 0.0};
  for (uint32_t second = 1U; second < held_s(); ++second) {
    const float* const frames =
      audio->samples + 2U * ((size_t)second * RATE + RATE / 10U);
    if (note_on_left(second) == note) {
      const double power = power_of(frames, n, 1U);
      reference = reference > 0.0 ? reference : power;
      extend(&level, decibels(power, reference));
      extend(&cents, measure_cents(frames, n, frequency));
    }
  }

  print_message("key %u: %+.2f to %+.2f dB, %+.2f to %+.2f cents\n",
                keys[note],
                level.low,
                level.high,
                cents.low,
                cents.high);
  assert_true(level.low >= -1.5 && level.high <= 1.5);
  assert_true(cents.low >= -8.0 && cents.high <= 8.0);
}

/// Level of all notes together
static void
check_chord(const DilAudio* const audio)
{
  Range level = {0.0, 0.0};
  const double reference = power_of(audio->samples + 2U * RATE, RATE, 2U);
  for (size_t second = 1U; second < held_s(); ++second) {
    const float* const frames = audio->samples + 2U * second * RATE;
    extend(&level, decibels(power_of(frames, RATE, 2U), reference));
  }

  print_message("chord: %+.2f to %+.2f dB\n", level.low, level.high);
  assert_true(level.low >= -1.5 && level.high <= 1.5);
}

static void
a_chord_stays_as_long_as_it_is_held(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  const char* const melody = temp_path(folder, "chord.mid");
  const char* const out = temp_path(folder, "chord.wav");

  write_chord(melody);
  const char* const render[] = {DIL_PROGRAM,
                                "render",
                                melody,
                                "-p",
                                alto,
                                "-o",
                                out,
                                "--encoding=float",
                                "--rate=24000",
                                "--quiet",
                                NULL};
  Run* const run = run_start(render);
  assert_int_equal(run_wait(run, 800U), 0);
  run_free(run);

  DilAudio audio;
  assert_int_equal(dil_audio_read(out, &audio, NULL), DIL_OK);
  assert_int_equal(audio.rate, RATE);
  assert_true(audio.n_frames >= (size_t)held_s() * RATE);
  for (size_t i = 0U; i < 2U * audio.n_frames; ++i) {
    assert_true(isfinite(audio.samples[i]));
  }
  check_chord(&audio);
  for (uint32_t note = 0U; note < N_NOTES; ++note) {
    check_note(&audio, note);
  }
  dil_audio_free(&audio);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(
      a_chord_stays_as_long_as_it_is_held, temp_setup, temp_teardown),
  };

  return cmocka_run_group_tests_name("held_chord", tests, NULL, NULL);
}
