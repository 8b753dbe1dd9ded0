// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "support/test.h"

#include "support/encoded.h"
#include "support/fault.h"
#include "support/file.h"
#include "support/temp.h"

#include "instrument/soundfont_file.h"

#include "corpus.h"
#include "elementary.h"
#include "material.h"
#include "tone.h"

#include "dilaton/audio.h"

#include <math.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RATE 16000U

static const DilCorpusSettings settings = {.rate = RATE,
                                           .seed = 1U,
                                           .held_out = 0.25,
                                           .n_shifted = 1U,
                                           .n_threads = 3U};

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

  encode(path, DIL_ENCODING_S24, 44100U, 1U, samples, n);
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
load_source(const DilTrainingSource* const source)
{
  DilCorpus* corpus = NULL;
  DilMessage message = {""};
  const DilStatus status =
    dil_corpus_load(source, 1U, &settings, NULL, NULL, &corpus, &message);
  if (status) {
    print_message("%s\n", message.text);
  }
  assert_int_equal(status, DIL_OK);
  return corpus;
}

static DilCorpus*
load(const char* const path, const DilPhaseLocking phase_lock)
{
  const DilTrainingSource source = {.path = path,
                                    .name = "sine",
                                    .credits = "nobody",
                                    .phase_lock = phase_lock};
  return load_source(&source);
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

  DilCorpus* const corpus = load(temp_path(temp, "a.sfz"), DIL_PHASE_LOCK_AUTO);
  assert_int_equal(corpus->n_tones, 4U);
  for (size_t i = 0U; i < corpus->n_tones; ++i) {
    const DilTone* const tone = &corpus->tones[i];
    const double expected = dil_frequency(tone->key, 440.0);
    const double cents = 1200.0 * log2(frequency_of(tone) / expected);
    assert_true(fabs(cents) < 0.5);
    assert_int_equal(tone->kind == DIL_TONE_SHIFTED, tone->key != 69.0);
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

  DilCorpus* const corpus = load(temp_path(temp, "w.sfz"), DIL_PHASE_LOCK_AUTO);
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

  // That it sounds another key is a second warning
  assert_keys(temp, "pitch_keycenter=72", 66U, 78U, 2U);
  assert_keys(temp, "transpose=12", 42U, 54U, 2U);
  assert_keys(temp, "lokey=55 hikey=66", 55U, 66U, 0U);
  assert_keys(temp, "lokey=58 hikey=70", 58U, 66U, 1U);
  assert_keys(temp, "pitch_keycenter=3", 0U, 9U, 2U);

  // Where all keys are far, the nearest are what there is
  assert_keys(temp, "lokey=80 hikey=100", 80U, 86U, 1U);
  assert_keys(temp, "lokey=10 hikey=40", 34U, 40U, 1U);
  assert_keys(temp, "lokey=36 hikey=36", 36U, 36U, 0U);
}

/// Recordings of several keys, of which two of those in the middle are damaged
static void
write_damaged(TempFolder* const temp)
{
  FILE* const sfz = fopen(temp_path(temp, "d.sfz"), "w");
  assert_non_null(sfz);
  for (int i = 0; i < 8; ++i) {
    char name[16];
    snprintf(name, sizeof(name), "d%d.wav", i);
    if (i == 4 || i == 5) {
      file_write(temp_path(temp, name), "no sound", 8U);
    } else {
      write_tone(temp_path(temp, name), 300.0, 0.1, 0.0);
    }
    fprintf(sfz, "<region> sample=%s key=%d\n", name, 60 + i);
  }
  fclose(sfz);
}

static void
the_first_bad_recording_is_told(void** state)
{
  TempFolder* const temp = (TempFolder*)*state;
  write_damaged(temp);
  const DilTrainingSource source = {.path = temp_path(temp, "d.sfz"),
                                    .name = "sine",
                                    .credits = "nobody",
                                    .phase_lock = DIL_PHASE_LOCK_NO};
  for (uint32_t n_threads = 1U; n_threads < 20U; ++n_threads) {
    DilCorpusSettings s = settings;
    DilCorpus* corpus = NULL;
    DilMessage message = {""};
    s.n_threads = n_threads;
    assert_int_equal(
      dil_corpus_load(&source, 1U, &s, NULL, NULL, &corpus, &message),
      DIL_BAD_FILE);
    assert_non_null(strstr(message.text, "d4.wav"));
  }
}

static void
assert_equal_tones(const DilCorpus* const a, const DilCorpus* const b)
{
  assert_int_equal(a->n_tones, b->n_tones);
  assert_true(a->gain == b->gain);
  assert_int_equal(a->instruments[0].is_sustained,
                   b->instruments[0].is_sustained);
  for (size_t i = 0U; i < a->n_tones; ++i) {
    const DilTone* const x = &a->tones[i];
    const DilTone* const y = &b->tones[i];
    assert_int_equal(x->n_samples, y->n_samples);
    assert_memory_equal(x->samples, y->samples, x->n_samples * sizeof(float));
    assert_true(x->key == y->key && x->lo_velocity == y->lo_velocity &&
                x->is_held_out == y->is_held_out && x->kind == y->kind);
  }
}

static void
threads_make_no_difference(void** state)
{
  TempFolder* const temp = (TempFolder*)*state;
  FILE* const sfz = fopen(temp_path(temp, "t.sfz"), "w");
  assert_non_null(sfz);
  for (int i = 0; i < 9; ++i) {
    char name[16];
    snprintf(name, sizeof(name), "t%d.wav", i);
    write_tone(temp_path(temp, name), 300.0 + 20.0 * i, 0.3 + 0.1 * i, 6.0);

    // The fourth is of keys too far for any tone, so that places stay free
    fprintf(sfz,
            "<region> sample=%s lokey=%d hikey=%d pitch_keycenter=%d\n",
            name,
            i == 3 ? 0 : 60 + 2 * i,
            i == 3 ? 1 : 61 + 2 * i,
            i == 3 ? 127 : 60 + 2 * i);
  }
  fclose(sfz);

  const DilTrainingSource source = {.path = temp_path(temp, "t.sfz"),
                                    .name = "sine",
                                    .credits = "nobody",
                                    .phase_lock = DIL_PHASE_LOCK_NO};
  DilCorpus* corpora[2] = {NULL, NULL};
  for (uint32_t i = 0U; i < 2U; ++i) {
    DilCorpusSettings s = settings;
    s.n_threads = 1U + 3U * i;
    assert_int_equal(
      dil_corpus_load(&source, 1U, &s, NULL, NULL, &corpora[i], NULL), DIL_OK);
    const size_t n_tones = corpora[i]->n_tones;
    assert_true(n_tones >= 8U * 3U + 1U);
    assert_true(fabs(corpora[i]->tones[n_tones - 1U].key - 76.0) < 0.8);
  }

  assert_equal_tones(corpora[0], corpora[1]);
  dil_corpus_free(corpora[0]);
  dil_corpus_free(corpora[1]);
}

static void
a_soundfont_sounds_the_same_on_every_thread(void** state)
{
  TempFolder* const temp = (TempFolder*)*state;
  soundfont_write(temp_path(temp, "t.sf2"));
  const DilTrainingSource source = {.path = temp_path(temp, "t.sf2"),
                                    .name = "sine",
                                    .credits = "nobody",
                                    .bank = 2,
                                    .program = 5,
                                    .phase_lock = DIL_PHASE_LOCK_NO};
  DilMaterial material = {0};
  DilAudio audio[3] = {{0}};
  assert_int_equal(dil_material_open(&source, 2U, &material, NULL), DIL_OK);
  for (uint32_t i = 0U; i < 3U; ++i) {
    const size_t index = (i == 1U) ? 30U : 8U;
    assert_int_equal(
      dil_material_read(&material, i / 2U, index, &audio[i], NULL), DIL_OK);
  }

  const size_t size = audio[0].n_frames * sizeof(float);
  assert_int_equal(audio[2].n_frames, audio[0].n_frames);
  assert_memory_equal(audio[2].samples, audio[0].samples, size);
  assert_memory_not_equal(audio[1].samples, audio[0].samples, size);
  for (size_t i = 0U; i < 3U; ++i) {
    dil_audio_free(&audio[i]);
  }
  dil_material_close(&material);
}

/// A listener that cancels after some recordings
typedef struct {
  pthread_t thread;
  size_t n_until;
  size_t n_done;
} Listener;

static bool
listen(void* const user, const size_t n_done, const size_t n_total)
{
  Listener* const listener = (Listener*)user;
  assert_true(pthread_equal(listener->thread, pthread_self()));
  assert_true(n_done > listener->n_done && n_done <= n_total);
  assert_int_equal(n_total, 4U);
  listener->n_done = n_done;
  return n_done < listener->n_until;
}

static void
progress_rises_and_can_cancel(void** state)
{
  TempFolder* const temp = (TempFolder*)*state;
  FILE* const sfz = fopen(temp_path(temp, "p.sfz"), "w");
  assert_non_null(sfz);
  write_tone(temp_path(temp, "p.wav"), 300.0, 0.1, 0.0);
  for (int i = 0; i < 4; ++i) {
    fprintf(sfz, "<region> sample=p.wav key=%d\n", 60 + i);
  }
  fclose(sfz);

  const DilTrainingSource source = {.path = temp_path(temp, "p.sfz"),
                                    .name = "sine",
                                    .credits = "nobody",
                                    .phase_lock = DIL_PHASE_LOCK_NO};
  DilCorpusSettings s = settings;
  DilCorpus* corpus = NULL;
  s.n_threads = 1U;
  for (size_t n_until = 1U; n_until < 6U; ++n_until) {
    Listener listener = {pthread_self(), n_until, 0U};
    const DilStatus expected = n_until < 5U ? DIL_CANCELLED : DIL_OK;
    assert_int_equal(
      dil_corpus_load(&source, 1U, &s, listen, &listener, &corpus, NULL),
      expected);
    assert_int_equal(listener.n_done, n_until < 5U ? n_until : 4U);
  }
  dil_corpus_free(corpus);

  s.n_threads = 3U;
  Listener listener = {pthread_self(), 5U, 0U};
  assert_int_equal(
    dil_corpus_load(&source, 1U, &s, listen, &listener, &corpus, NULL), DIL_OK);
  dil_corpus_free(corpus);
}

static DilStatus
load_or_fail(void* const context)
{
  const DilTrainingSource source = {.path = (const char*)context,
                                    .name = "sine",
                                    .credits = "nobody",
                                    .phase_lock = DIL_PHASE_LOCK_NO};
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

  DilCorpus* const corpus = load(temp_path(temp, "b.sfz"), DIL_PHASE_LOCK_AUTO);
  size_t n_held_out = 0U;
  for (size_t i = 0U; i < corpus->n_tones; ++i) {
    n_held_out += corpus->tones[i].is_held_out;
  }
  assert_true(n_held_out > 0U && n_held_out < corpus->n_tones);
  assert_true(corpus->instruments[0].is_sustained);
  assert_true(corpus->instruments[0].is_locked);
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

  DilCorpus* const corpus = load(temp_path(temp, "c.sfz"), DIL_PHASE_LOCK_AUTO);
  assert_false(corpus->instruments[0].is_sustained);
  assert_false(corpus->instruments[0].is_locked);
  dil_corpus_free(corpus);
}

/// A tone of 4 s that changes by `slope_db_s`, measured and finished
static DilTone
finish_tone(const double slope_db_s, const bool is_sustained)
{
  DilTone tone = {0};
  tone.n_samples = 4U * RATE;
  tone.samples =
    (float*)calloc(5U * (size_t)RATE, sizeof(float)); // And its silence
  for (size_t t = 0U; t < tone.n_samples; ++t) {
    const double x = (double)t / (double)RATE;
    tone.samples[t] = (float)(0.5 * pow(10.0, slope_db_s * x / 20.0) *
                              sin(6.283185307179586 * 440.0 * x));
  }

  assert_int_equal(dil_tone_measure(&tone, (double)RATE), DIL_OK);
  dil_tone_finish(&tone, (double)RATE, is_sustained);
  return tone;
}

static double
power_at(const DilTone* const tone, const double time_s)
{
  const size_t begin = (size_t)(time_s * (double)RATE);
  double power = 0.0;
  for (size_t t = 0U; t < RATE; ++t) {
    power += pow((double)tone->samples[begin + t], 2.0);
  }

  return 10.0 * log10(power);
}

static void
a_held_tone_keeps_its_level(void** state)
{
  (void)state;
  const DilTone tone = finish_tone(-1.2, true);
  assert_true(fabs(power_at(&tone, 2.5) - power_at(&tone, 1.0)) < 0.3);
  free(tone.samples);
}

static void
a_release_of_its_own_is_cut_off_what_is_held(void** state)
{
  (void)state;
  // The last second of a tone as strong as that, all of it a release
  DilTone tone = finish_tone(0.0, true);
  for (size_t t = 3U * RATE; t < 4U * RATE; ++t) {
    const double x = (double)t / (double)RATE - 3.0;
    tone.samples[t] *= (float)pow(10.0, -2.0 * x);
  }
  assert_int_equal(dil_tone_measure(&tone, (double)RATE), DIL_OK);
  dil_tone_finish(&tone, (double)RATE, true);
  assert_true(tone.n_samples > 3U * RATE - 500U);
  assert_true(tone.n_samples < 33U * RATE / 10U);
  free(tone.samples);
}

/// Tones of a key and a velocity, those that are held out or those that are not
static size_t
count_tones(const DilCorpus* const corpus,
            const int key,
            const float velocity,
            const bool is_held_out)
{
  size_t n = 0U;
  for (size_t i = 0U; i < corpus->n_tones; ++i) {
    const DilTone* const tone = &corpus->tones[i];
    n += fabs(tone->key - (double)key) < 0.01 &&
         velocity >= tone->lo_velocity && velocity <= tone->hi_velocity &&
         tone->is_held_out == is_held_out;
  }

  return n;
}

/// Fail unless every key is learned at every dynamic, whatever is held out
static void
expect_all_keys_learned(const DilCorpus* const corpus,
                        const int lo_key,
                        const int hi_key)
{
  static const float velocities[] = {30.0f, 70.0f, 120.0f};
  size_t n_held_out = 0U;
  for (int key = lo_key; key <= hi_key; ++key) {
    for (size_t i = 0U; i < 3U; ++i) {
      assert_true(count_tones(corpus, key, velocities[i], false) > 0U);
      n_held_out += count_tones(corpus, key, velocities[i], true);
    }
  }
  assert_true(n_held_out > 0U);
}

static void
only_the_keys_asked_for_are_learned(void** state)
{
  TempFolder* const temp = (TempFolder*)*state;
  soundfont_write(temp_path(temp, "t.sf2"));
  DilTrainingSource source = {.path = temp_path(temp, "t.sf2"),
                              .bank = 2,
                              .program = 5,
                              .lo_key = 60,
                              .hi_key = 64};
  DilMaterial material = {0};
  DilMessage message = {""};
  assert_int_equal(dil_material_open(&source, 1U, &material, NULL), DIL_OK);
  assert_int_equal(material.n_regions, 5U * 3U);
  assert_int_equal(material.regions[0].lo_key, 60);
  assert_int_equal(material.regions[14].hi_key, 64);
  dil_material_close(&material);

  source.lo_key = 77;
  source.hi_key = 90;
  assert_int_not_equal(dil_material_open(&source, 1U, &material, &message),
                       DIL_OK);
}

static void
a_soundfont_is_held_until_what_dies_away_has(void** state)
{
  TempFolder* const temp = (TempFolder*)*state;
  soundfont_write(temp_path(temp, "held.sf2"));
  soundfont_write_pluck(temp_path(temp, "pluck.sf2"));
  static const char* const names[] = {"held.sf2", "pluck.sf2"};
  double seconds[2];
  for (size_t i = 0U; i < 2U; ++i) {
    const DilTrainingSource source = {
      .path = temp_path(temp, names[i]), .bank = 2, .program = 5};
    DilMaterial material = {0};
    DilAudio audio = {0};
    assert_int_equal(dil_material_open(&source, 1U, &material, NULL), DIL_OK);
    assert_int_equal(dil_material_read(&material, 0U, 0U, &audio, NULL),
                     DIL_OK);
    seconds[i] = (double)audio.n_frames / (double)audio.rate;
    dil_audio_free(&audio);
    dil_material_close(&material);
  }

  assert_true(seconds[0] < 4.5);
  assert_true(seconds[1] > 11.5);
}

static void
a_soundfont_teaches_every_key_at_three_velocities(void** state)
{
  TempFolder* const temp = (TempFolder*)*state;
  soundfont_write(temp_path(temp, "sine.sf2"));
  DilTrainingSource source = {.path = temp_path(temp, "sine.sf2"),
                              .name = "sine",
                              .credits = "nobody",
                              .bank = 2,
                              .program = 5,
                              .phase_lock = DIL_PHASE_LOCK_NO};
  DilMaterial material = {0};
  assert_int_equal(dil_material_open(&source, 1U, &material, NULL), DIL_OK);
  assert_int_equal(material.n_regions, 13U * 3U);
  dil_material_close(&material);

  // The upper four of its keys, for each takes seconds
  source.lo_key = 66;
  source.hi_key = 80;
  DilCorpus* const corpus = load_source(&source);
  assert_true(corpus->n_tones >= 4U * 3U * 2U);
  expect_all_keys_learned(corpus, 66, 69);
  assert_int_equal(corpus->instruments[0].lo_key, 66);
  assert_int_equal(corpus->instruments[0].hi_key, 69);
  for (size_t i = 0U; i < corpus->n_tones; i += 7U) {
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
      the_first_bad_recording_is_told, temp_setup, temp_teardown),
    cmocka_unit_test_setup_teardown(
      threads_make_no_difference, temp_setup, temp_teardown),
    cmocka_unit_test_setup_teardown(
      a_soundfont_sounds_the_same_on_every_thread, temp_setup, temp_teardown),
    cmocka_unit_test_setup_teardown(
      progress_rises_and_can_cancel, temp_setup, temp_teardown),
    cmocka_unit_test_setup_teardown(
      lack_of_memory_is_told, temp_setup, temp_teardown),
    cmocka_unit_test_setup_teardown(
      both_sides_of_the_corpus_have_tones, temp_setup, temp_teardown),
    cmocka_unit_test_setup_teardown(
      what_dies_away_is_not_held, temp_setup, temp_teardown),
    cmocka_unit_test(a_held_tone_keeps_its_level),
    cmocka_unit_test(a_release_of_its_own_is_cut_off_what_is_held),
    cmocka_unit_test_setup_teardown(
      only_the_keys_asked_for_are_learned, temp_setup, temp_teardown),
    cmocka_unit_test_setup_teardown(
      a_soundfont_is_held_until_what_dies_away_has, temp_setup, temp_teardown),
    cmocka_unit_test_setup_teardown(
      a_soundfont_teaches_every_key_at_three_velocities,
      temp_setup,
      temp_teardown),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
