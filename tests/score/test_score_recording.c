// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "dilaton/score.h"

#include "rng.h"
#include "score/score_case.h"
#include "support/fault.h"
#include "support/file.h"
#include "support/temp.h"
#include "support/test.h"

#include <math.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double tau = 6.283185307179586;

/// A note that is sung into a recording
typedef struct {
  double onset_s;
  double length_s;
  unsigned key;
  double amplitude;
} Sung;

// A slur, a rest, a repeated note, an octave, soft notes, quick notes
static const Sung tune[] = {
  {0.30, 0.50, 60U, 0.30},
  {0.80, 0.40, 62U, 0.30},
  {1.20, 0.40, 64U, 0.30},
  {1.80, 0.35, 67U, 0.25},
  {2.20, 0.35, 67U, 0.30},
  {2.60, 0.40, 79U, 0.20},
  {3.10, 0.40, 48U, 0.30},
  {3.60, 0.60, 57U, 0.08},
  {4.30, 0.12, 69U, 0.30},
  {4.42, 0.12, 71U, 0.30},
  {4.54, 0.12, 72U, 0.30},
  {4.66, 0.12, 74U, 0.30},
  {4.78, 0.60, 76U, 0.30},
};

enum { n_tune = sizeof(tune) / sizeof(*tune) };

/// How the tune is recorded
typedef struct {
  int format;         ///< Of libsndfile
  int rate;           ///< Frames a second
  int n_channels;     ///< All the same
  double cents;       ///< Above a piano
  double vibrato;     ///< Cents to either side, 5.5 times a second
  double noise_level; ///< Amplitude of white noise
  double offset;      ///< Added to all samples
} Take;

static void
sing(const Sung* const note, const Take* const take, double* const sound)
{
  const double rate = take->rate;
  const size_t start = (size_t)(note->onset_s * rate);
  const size_t n = (size_t)((note->length_s + 0.05) * rate);
  double phase = 0.0;
  for (size_t i = 0U; i < n; ++i) {
    // 20 ms to start, 30 to end
    const double t = (double)i / rate;
    const double rise = fmin(t / 0.02, 1.0);
    const double fall = fmin(fmax((note->length_s - t) / 0.03, 0.0), 1.0);
    for (unsigned k = 1U; k <= 8U; ++k) {
      sound[start + i] += note->amplitude * rise * fall * sin(k * phase) / k;
    }

    const double cents =
      take->cents + take->vibrato * sin(tau * 5.5 * (note->onset_s + t));
    phase += tau * 440.0 / rate *
             exp2(((double)note->key - 69.0 + cents / 100.0) / 12.0);
  }
}

static void
record(const char* const path, const Take* const take)
{
  const size_t n_frames = 6U * (size_t)take->rate;
  double* const sound = (double*)calloc(n_frames, sizeof(double));
  assert_non_null(sound);
  for (size_t i = 0U; i < n_tune; ++i) {
    sing(&tune[i], take, sound);
  }

  SF_INFO info = {.samplerate = take->rate,
                  .channels = take->n_channels,
                  .format = take->format};
  SNDFILE* const file = sf_open(path, SFM_WRITE, &info);
  assert_non_null(file);
  const DilRng rng = dil_rng_stream(1U, 0U);
  for (size_t i = 0U; i < n_frames; ++i) {
    const double noise =
      take->noise_level * (2.0 * (double)dil_rng_uniform(rng, i) - 1.0);
    const float sample = (float)(sound[i] + noise + take->offset);
    const float frame[2] = {sample, sample};
    assert_int_equal(sf_writef_float(file, frame, 1), 1);
  }
  sf_close(file);
  free(sound);
}

static DilScore*
load(const char* const path, const DilScoreOptions* const options)
{
  DilScore* score = NULL;
  DilMessage message = {""};
  if (dil_score_load(path, options, &score, &message)) {
    fail_msg("%s", message.text);
  }

  score_assert_sound(score);
  return score;
}

static void
assert_is_tune(const DilScore* const score)
{
  const DilNote* const notes = dil_score_notes(score);
  for (size_t i = 0U; i < dil_score_n_notes(score) && i < n_tune; ++i) {
    if (notes[i].key != tune[i].key ||
        fabs(notes[i].onset_s - tune[i].onset_s) > 0.025 ||
        fabs(notes[i].length_s - tune[i].length_s) > 0.06) {
      fail_msg("note %zu is %u at %.3f for %.3f s",
               i,
               (unsigned)notes[i].key,
               notes[i].onset_s,
               notes[i].length_s);
    }
  }
  assert_int_equal(dil_score_n_notes(score), n_tune);
}

static void
recorded_melody_is_written_down(void** state)
{
  static const Take takes[] = {
    {SF_FORMAT_WAV | SF_FORMAT_PCM_16, 48000, 1, 0.0, 0.0, 0.0, 0.0},
    {SF_FORMAT_WAV | SF_FORMAT_FLOAT, 44100, 2, 0.0, 40.0, 0.0005, 0.0},
    {SF_FORMAT_FLAC | SF_FORMAT_PCM_24, 96000, 1, 35.0, 20.0, 0.0005, 0.0},
    {SF_FORMAT_WAV | SF_FORMAT_PCM_24, 16000, 1, -45.0, 0.0, 0.001, 0.1},
    {SF_FORMAT_OGG | SF_FORMAT_VORBIS, 48000, 2, 10.0, 30.0, 0.0005, 0.0},
  };

  TempFolder* const folder = (TempFolder*)*state;
  const char* const path = temp_path(folder, "tune");
  for (size_t i = 0U; i < sizeof(takes) / sizeof(*takes); ++i) {
    record(path, &takes[i]);
    DilScore* const score = load(path, NULL);
    assert_is_tune(score);
    assert_int_equal(dil_score_n_tracks(score), 1);
    assert_int_equal(dil_score_position(score, 1.0).bar, 0);

    // Level is velocity: 40 dB for a factor of ten
    const DilNote* const notes = dil_score_notes(score);
    assert_in_range(notes[0].velocity, 90, 112);
    assert_in_range(notes[7].velocity, 45, 65);
    dil_score_free(score);
  }
}

static void
recording_can_be_transposed_and_is_track_0_and_channel_1(void** state)
{
  static const Take take = {
    SF_FORMAT_WAV | SF_FORMAT_PCM_16, 24000, 1, 0.0, 0.0, 0.0, 0.0};

  TempFolder* const folder = (TempFolder*)*state;
  const char* const path = temp_path(folder, "tune.wav");
  record(path, &take);

  DilScoreOptions options = {0, 1, -12, false, false};
  DilScore* score = load(path, &options);
  assert_int_equal(dil_score_n_notes(score), n_tune);
  assert_int_equal(dil_score_notes(score)[0].key, 48);
  dil_score_free(score);

  options.transpose = 50;
  score = load(path, &options);
  assert_int_equal(dil_score_n_notes(score), n_tune - 1);
  assert_int_equal(dil_score_n_warnings(score), 1);
  dil_score_free(score);

  DilMessage message = {""};
  options.channel = 2;
  assert_int_equal(dil_score_load(path, &options, &score, &message),
                   DIL_BAD_FILE);
  assert_non_null(strstr(message.text, "tune.wav: no notes in track 0"));
}

static void
recording_without_a_melody_is_refused(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  const char* const path = temp_path(folder, "hush.wav");
  SF_INFO info = {.samplerate = 48000,
                  .channels = 1,
                  .format = SF_FORMAT_WAV | SF_FORMAT_PCM_16};
  static const short silence[48000];
  for (sf_count_t n = 0; n <= 48000; n += 48000) {
    SNDFILE* const file = sf_open(path, SFM_WRITE, &info);
    assert_int_equal(sf_write_short(file, silence, n), n);
    sf_close(file);

    DilScore* score = NULL;
    DilMessage message = {""};
    assert_int_equal(dil_score_load(path, NULL, &score, &message),
                     DIL_BAD_FILE);
    assert_non_null(
      strstr(message.text, "hush.wav: has no note that can be heard"));
  }
}

static void
recording_of_too_low_a_rate_is_refused(void** state)
{
  static const Take take = {
    SF_FORMAT_WAV | SF_FORMAT_PCM_16, 4000, 1, 0.0, 0.0, 0.0, 0.0};

  TempFolder* const folder = (TempFolder*)*state;
  const char* const path = temp_path(folder, "low.wav");
  record(path, &take);
  DilScore* score = NULL;
  DilMessage message = {""};
  assert_int_equal(dil_score_load(path, NULL, &score, &message),
                   DIL_UNSUPPORTED);
  assert_non_null(strstr(message.text, "low.wav: 4000 samples a second"));
}

static void
noise_is_refused_for_it_has_no_pitch(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  const char* const path = temp_path(folder, "wind.wav");
  SF_INFO info = {.samplerate = 22050,
                  .channels = 1,
                  .format = SF_FORMAT_WAV | SF_FORMAT_PCM_16};
  float noise[44100];
  for (size_t i = 0U; i < 44100U; ++i) {
    noise[i] = 0.5f * dil_rng_uniform(dil_rng_stream(3U, 0U), i) - 0.25f;
  }

  SNDFILE* const file = sf_open(path, SFM_WRITE, &info);
  assert_non_null(file);
  assert_int_equal(sf_writef_float(file, noise, 44100), 44100);
  sf_close(file);
  DilScore* score = NULL;
  DilMessage message = {""};
  assert_int_equal(dil_score_load(path, NULL, &score, &message), DIL_BAD_FILE);
  assert_non_null(strstr(message.text, "wind.wav: has no pitch"));
  assert_null(score);
}

// Another voice sings the tune too, at a distance in keys
static void
record_chorus(const char* const path, const Take* const take, const double keys)
{
  const size_t n_frames = 6U * (size_t)take->rate;
  double* const sound = (double*)calloc(n_frames, sizeof(double));
  float* const samples = (float*)calloc(n_frames, sizeof(float));
  assert_non_null(sound);
  assert_non_null(samples);
  Take other = *take;
  other.cents += 100.0 * keys;
  for (size_t i = 0U; i < n_tune; ++i) {
    sing(&tune[i], take, sound);
    sing(&tune[i], &other, sound);
  }

  for (size_t i = 0U; i < n_frames; ++i) {
    samples[i] = (float)(0.5 * sound[i]);
  }

  SF_INFO info = {
    .samplerate = take->rate, .channels = 1, .format = take->format};
  SNDFILE* const file = sf_open(path, SFM_WRITE, &info);
  assert_non_null(file);
  assert_int_equal(sf_writef_float(file, samples, (sf_count_t)n_frames),
                   (sf_count_t)n_frames);
  sf_close(file);
  free(samples);
  free(sound);
}

static void
several_voices_at_once_are_refused(void** state)
{
  static const Take take = {
    SF_FORMAT_WAV | SF_FORMAT_PCM_16, 22050, 1, 0.0, 0.0, 0.0, 0.0};
  static const double distances[] = {3.0, -4.0, 5.0, 6.0, -7.0, 9.0};

  TempFolder* const folder = (TempFolder*)*state;
  const char* const path = temp_path(folder, "duet.wav");
  const size_t n = TIMES(sizeof(distances) / sizeof(distances[0]), 2U);
  for (size_t i = 0U; i < n; ++i) {
    record_chorus(path, &take, distances[i]);
    DilScore* score = NULL;
    DilMessage message = {""};
    assert_int_equal(dil_score_load(path, NULL, &score, &message),
                     DIL_BAD_FILE);
    assert_non_null(strstr(message.text, "duet.wav: has several voices"));
    assert_null(score);
  }
}

/// Bends of a score, and how far they reach in keys
typedef struct {
  size_t n;
  double lowest;
  double highest;
} Bends;

static Bends
find_bends(const DilScore* const score)
{
  Bends bends = {0U, 2.0, -2.0};
  const DilScoreEvent* const events = dil_score_events(score);
  for (size_t i = 0U; i < dil_score_n_events(score); ++i) {
    if (events[i].event.type == DIL_EVENT_PITCH_BEND) {
      const double keys = 2.0 * (double)events[i].event.value;
      bends.lowest = fmin(bends.lowest, keys);
      bends.highest = fmax(bends.highest, keys);
      bends.n += 1U;
    }
  }

  return bends;
}

static void
bends_follow_the_voice_between_keys(void** state)
{
  static const Take take = {
    SF_FORMAT_WAV | SF_FORMAT_PCM_16, 24000, 1, 20.0, 30.0, 0.0, 0.0};

  TempFolder* const folder = (TempFolder*)*state;
  const char* const path = temp_path(folder, "tune.wav");
  record(path, &take);
  DilScoreOptions options = dil_score_defaults();
  DilScore* score = load(path, &options);
  assert_int_equal(find_bends(score).n, 0);
  dil_score_free(score);

  // 20 cents sharp, and the vibrato's 30 to either side, transposed or not
  options.with_bends = true;
  for (options.transpose = 0; options.transpose <= 5; options.transpose += 5) {
    score = load(path, &options);
    const Bends bends = find_bends(score);
    assert_true(fabs(bends.lowest + 0.10) < 0.1);
    assert_true(fabs(bends.highest - 0.50) < 0.1);
    assert_in_range(bends.n, 100, 600);
    dil_score_free(score);
  }
}

static void
what_is_saved_is_read_again(void** state)
{
  static const Take take = {
    SF_FORMAT_WAV | SF_FORMAT_PCM_16, 24000, 1, 0.0, 30.0, 0.0, 0.0};

  TempFolder* const folder = (TempFolder*)*state;
  const char* const path = temp_path(folder, "tune.wav");
  record(path, &take);
  DilScoreOptions options = dil_score_defaults();
  options.with_bends = true;
  DilScore* const score = load(path, &options);
  const char* const saved = temp_path(folder, "tune.mid");
  assert_int_equal(dil_score_save(score, saved, NULL), DIL_OK);

  DilScore* const again = load(saved, NULL);
  const DilScoreEvent* const a = dil_score_events(score);
  const DilScoreEvent* const b = dil_score_events(again);
  assert_int_equal(dil_score_n_notes(again), n_tune);
  assert_int_equal(dil_score_n_events(again), dil_score_n_events(score));
  for (size_t i = 0U; i < dil_score_n_events(score); ++i) {
    assert_int_equal(b[i].event.type, a[i].event.type);
    assert_int_equal(b[i].event.number, a[i].event.number);
    assert_true(fabsf(b[i].event.value - a[i].event.value) < 1e-4f);
    assert_true(fabs(b[i].time_s - a[i].time_s) < 0.001);
  }

  dil_score_free(again);
  DilMessage message = {""};
  assert_int_equal(
    dil_score_save(score, temp_path(folder, "none/x.mid"), &message),
    DIL_NOT_FOUND);
  dil_score_free(score);
}

static void
file_that_is_no_melody_is_refused_by_name(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  const char* const path = temp_path(folder, "letter.txt");
  file_write_text(path, "Dear Sir,\n");
  DilScore* score = NULL;
  DilMessage message = {""};
  assert_int_equal(dil_score_load(path, NULL, &score, &message), DIL_BAD_FILE);
  assert_non_null(strstr(message.text, "letter.txt: "));
  assert_null(score);
}

static DilStatus
load_and_free(void* const context)
{
  DilScore* score = NULL;
  DilScoreOptions options = dil_score_defaults();
  options.with_bends = true;
  char path[512];
  snprintf(path, sizeof(path), "%s.mid", (const char*)context);
  DilStatus status =
    dil_score_load((const char*)context, &options, &score, NULL);
  if (!status) {
    status = dil_score_save(score, path, NULL);
    dil_score_free(score);
  }

  return status;
}

static void
every_failing_allocation_is_reported(void** state)
{
  static const Take take = {
    SF_FORMAT_WAV | SF_FORMAT_PCM_16, 8000, 1, 0.0, 0.0, 0.0, 0.0};

  TempFolder* const folder = (TempFolder*)*state;
  char path[512];
  snprintf(path, sizeof(path), "%s", temp_path(folder, "tune.wav"));
  record(path, &take);
  assert_true(fault_for_each(load_and_free, path, DIL_NO_MEMORY) >= 10U);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(
      recorded_melody_is_written_down, temp_setup, temp_teardown),
    cmocka_unit_test_setup_teardown(
      recording_can_be_transposed_and_is_track_0_and_channel_1,
      temp_setup,
      temp_teardown),
    cmocka_unit_test_setup_teardown(
      recording_without_a_melody_is_refused, temp_setup, temp_teardown),
    cmocka_unit_test_setup_teardown(
      recording_of_too_low_a_rate_is_refused, temp_setup, temp_teardown),
    cmocka_unit_test_setup_teardown(
      noise_is_refused_for_it_has_no_pitch, temp_setup, temp_teardown),
    cmocka_unit_test_setup_teardown(
      several_voices_at_once_are_refused, temp_setup, temp_teardown),
    cmocka_unit_test_setup_teardown(
      bends_follow_the_voice_between_keys, temp_setup, temp_teardown),
    cmocka_unit_test_setup_teardown(
      what_is_saved_is_read_again, temp_setup, temp_teardown),
    cmocka_unit_test_setup_teardown(
      file_that_is_no_melody_is_refused_by_name, temp_setup, temp_teardown),
    cmocka_unit_test_setup_teardown(
      every_failing_allocation_is_reported, temp_setup, temp_teardown),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
