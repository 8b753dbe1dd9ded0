// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "support/test.h"

#include "support/fault.h"
#include "support/temp.h"

#include "io/soundfont_file.h"

#include "corpus.h"
#include "elementary.h"
#include "tone.h"

#include "dilaton/audio.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RATE 16000U

static const DilCorpusSettings settings = {RATE, 1U, 0.25, 1U};

/// A second or more of a sine, decaying by `decay_db` a second
static void
write_tone(const char* const path,
           const double hz,
           const double seconds,
           const double decay_db)
{
  const size_t n = (size_t)(seconds * 44100.0);
  float* const samples = (float*)calloc(n, sizeof(float));
  for (size_t t = 0U; t < n; ++t) {
    const double x = (double)t / 44100.0;
    samples[t] = (float)(0.25 * pow(10.0, -decay_db * x / 20.0) *
                         sin(6.283185307179586 * hz * x));
  }

  DilAudioWriter* writer = NULL;
  assert_int_equal(
    dil_audio_writer_new(path, DIL_ENCODING_S24, 44100U, 1U, &writer, NULL),
    DIL_OK);
  assert_int_equal(dil_audio_writer_write(writer, samples, n, NULL), DIL_OK);
  assert_int_equal(dil_audio_writer_finish(writer, NULL), DIL_OK);
  dil_audio_writer_free(writer);
  free(samples);
}

/// Frequency in Hz, from the zero crossings of the middle of a tone
static double
frequency_of(const DilTone* const tone)
{
  const size_t from = tone->n_samples / 4U;
  const size_t until = 3U * tone->n_samples / 4U;
  double first = 0.0;
  double last = 0.0;
  size_t n = 0U;
  for (size_t t = from; t < until; ++t) {
    const double a = (double)tone->samples[t];
    const double b = (double)tone->samples[t + 1U];
    if (a < 0.0 && b >= 0.0) {
      last = (double)t + a / (a - b);
      first = n++ ? first : last;
    }
  }

  return (double)(n - 1U) * (double)RATE / (last - first);
}

static DilCorpus*
load(const char* const path)
{
  const DilTrainingSource source = {path, "sine", "nobody", 2, 5};
  DilCorpus* corpus = NULL;
  DilMessage message = {""};
  const DilStatus status =
    dil_corpus_load(&source, 1U, &settings, NULL, NULL, &corpus, &message);
  if (status) {
    print_message("%s\n", message.text);
  }
  assert_int_equal(status, DIL_OK);
  return corpus;
}

static void
every_tone_sounds_at_its_key(void** state)
{
  TempFolder* const temp = (TempFolder*)*state;
  write_tone(temp_path(temp, "a.wav"), 443.0, 1.5, 0.0);
  FILE* const sfz = fopen(temp_path(temp, "a.sfz"), "w");
  assert_non_null(sfz);
  fprintf(sfz,
          "<region> sample=a.wav lokey=68 hikey=70 pitch_keycenter=69 "
          "tune=%.4f\n",
          -1200.0 * log2(443.0 / 440.0));
  fclose(sfz);

  DilCorpus* const corpus = load(temp_path(temp, "a.sfz"));
  assert_int_equal(corpus->n_tones, 4U);
  for (size_t i = 0U; i < corpus->n_tones; ++i) {
    const DilTone* const tone = &corpus->tones[i];
    const double expected = dil_frequency(tone->key, 440.0);
    const double cents = 1200.0 * log2(frequency_of(tone) / expected);
    assert_true(fabs(cents) < 0.5);
    assert_int_equal(tone->is_shifted, tone->key != 69.0);
  }

  dil_corpus_free(corpus);
}

static void
assert_keys(TempFolder* const temp,
            const char* const opcodes,
            const uint8_t lo_key,
            const uint8_t hi_key,
            const size_t n_warnings)
{
  FILE* const sfz = fopen(temp_path(temp, "w.sfz"), "w");
  assert_non_null(sfz);
  fprintf(sfz, "<region> sample=w.wav %s\n", opcodes);
  fclose(sfz);

  DilCorpus* const corpus = load(temp_path(temp, "w.sfz"));
  assert_int_equal(corpus->instruments[0].lo_key, lo_key);
  assert_int_equal(corpus->instruments[0].hi_key, hi_key);
  assert_int_equal(corpus->n_tones, hi_key - lo_key + 1U + settings.n_shifted);
  assert_int_equal(corpus->n_warnings, n_warnings);
  if (n_warnings) {
    assert_non_null(strstr(corpus->warnings[0], "w.sfz: "));
    assert_non_null(strstr(corpus->warnings[0], "6 semitones"));
  }
  dil_corpus_free(corpus);
}

static void
a_recording_stands_for_keys_near_its_own(void** state)
{
  TempFolder* const temp = (TempFolder*)*state;
  write_tone(temp_path(temp, "w.wav"), 261.6, 0.2, 0.0);
  assert_keys(temp, "", 54U, 66U, 1U);
  assert_keys(temp, "pitch_keycenter=72", 66U, 78U, 1U);
  assert_keys(temp, "transpose=12", 42U, 54U, 1U);
  assert_keys(temp, "lokey=55 hikey=66", 55U, 66U, 0U);
  assert_keys(temp, "lokey=58 hikey=70", 58U, 66U, 1U);
  assert_keys(temp, "pitch_keycenter=3", 0U, 9U, 1U);

  // Where all keys are far, the nearest are what there is
  assert_keys(temp, "lokey=80 hikey=100", 80U, 86U, 1U);
  assert_keys(temp, "lokey=10 hikey=40", 34U, 40U, 1U);
  assert_keys(temp, "lokey=36 hikey=36", 36U, 36U, 0U);
}

static DilStatus
load_or_fail(void* const context)
{
  const DilTrainingSource source = {
    (const char*)context, "sine", "nobody", 0, 0};
  DilCorpus* corpus = NULL;
  const DilStatus status =
    dil_corpus_load(&source, 1U, &settings, NULL, NULL, &corpus, NULL);
  dil_corpus_free(status ? NULL : corpus);
  return status;
}

static void
lack_of_memory_is_told(void** state)
{
  TempFolder* const temp = (TempFolder*)*state;
  const char* const path = temp_path(temp, "m.sfz");
  write_tone(temp_path(temp, "m.wav"), 261.6, 0.05, 0.0);
  FILE* const sfz = fopen(path, "w");
  assert_non_null(sfz);
  fprintf(sfz, "<region> sample=m.wav foo=1\n");
  fclose(sfz);
  assert_true(
    fault_for_each(load_or_fail, (void*)(uintptr_t)path, DIL_NO_MEMORY) > 20U);
}

static void
both_sides_of_the_corpus_have_tones(void** state)
{
  TempFolder* const temp = (TempFolder*)*state;
  FILE* const sfz = fopen(temp_path(temp, "b.sfz"), "w");
  assert_non_null(sfz);
  for (int i = 0; i < 4; ++i) {
    char name[16];
    snprintf(name, sizeof(name), "b%d.wav", i);
    write_tone(temp_path(temp, name), 300.0 + 50.0 * i, 2.5, 0.0);
    fprintf(sfz, "<region> sample=%s key=%d\n", name, 60 + i);
  }
  fclose(sfz);

  DilCorpus* const corpus = load(temp_path(temp, "b.sfz"));
  size_t n_held_out = 0U;
  for (size_t i = 0U; i < corpus->n_tones; ++i) {
    n_held_out += corpus->tones[i].is_held_out;
  }
  assert_true(n_held_out > 0U && n_held_out < corpus->n_tones);
  assert_true(corpus->instruments[0].is_sustained);
  dil_corpus_free(corpus);
}

static void
what_dies_away_is_not_held(void** state)
{
  TempFolder* const temp = (TempFolder*)*state;
  FILE* const sfz = fopen(temp_path(temp, "c.sfz"), "w");
  assert_non_null(sfz);
  fprintf(sfz, "<region> sample=c.wav lokey=59 hikey=60 pitch_keycenter=60\n");
  fclose(sfz);
  write_tone(temp_path(temp, "c.wav"), 261.6, 3.0, 10.0);

  DilCorpus* const corpus = load(temp_path(temp, "c.sfz"));
  assert_false(corpus->instruments[0].is_sustained);
  dil_corpus_free(corpus);
}

static void
a_held_tone_keeps_its_level(void** state)
{
  (void)state;

  DilTone tone = {0};
  tone.n_samples = 4U * RATE;
  tone.samples = (float*)calloc(tone.n_samples, sizeof(float));
  for (size_t t = 0U; t < tone.n_samples; ++t) {
    const double x = (double)t / (double)RATE;
    tone.samples[t] = (float)(0.5 * pow(10.0, -1.2 * x / 20.0) *
                              sin(6.283185307179586 * 440.0 * x));
  }

  assert_true(dil_tone_level(&tone, (double)RATE));
  double power[2] = {0.0, 0.0};
  for (size_t t = 0U; t < RATE; ++t) {
    power[0] += pow((double)tone.samples[RATE + t], 2.0);
    power[1] += pow((double)tone.samples[5U * RATE / 2U + t], 2.0);
  }
  assert_true(fabs(10.0 * log10(power[1] / power[0])) < 0.3);
  free(tone.samples);
}

static void
a_soundfont_gives_every_key_at_three_velocities(void** state)
{
  TempFolder* const temp = (TempFolder*)*state;
  soundfont_write(temp_path(temp, "sine.sf2"));
  DilCorpus* const corpus = load(temp_path(temp, "sine.sf2"));
  assert_int_equal(corpus->n_tones, 20U * 3U * 2U);
  assert_int_equal(corpus->instruments[0].lo_key, 57);
  assert_int_equal(corpus->instruments[0].hi_key, 76);
  for (size_t i = 0U; i < corpus->n_tones; i += 31U) {
    const DilTone* const tone = &corpus->tones[i];
    const double expected = dil_frequency(tone->key, 440.0);
    assert_true(fabs(1200.0 * log2(frequency_of(tone) / expected)) < 3.0);
  }
  dil_corpus_free(corpus);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(
      every_tone_sounds_at_its_key, temp_setup, temp_teardown),
    cmocka_unit_test_setup_teardown(
      a_recording_stands_for_keys_near_its_own, temp_setup, temp_teardown),
    cmocka_unit_test_setup_teardown(
      lack_of_memory_is_told, temp_setup, temp_teardown),
    cmocka_unit_test_setup_teardown(
      both_sides_of_the_corpus_have_tones, temp_setup, temp_teardown),
    cmocka_unit_test_setup_teardown(
      what_dies_away_is_not_held, temp_setup, temp_teardown),
    cmocka_unit_test(a_held_tone_keeps_its_level),
    cmocka_unit_test_setup_teardown(
      a_soundfont_gives_every_key_at_three_velocities,
      temp_setup,
      temp_teardown),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
