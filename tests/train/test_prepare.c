// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "support/test.h"

#include "support/encoded.h"
#include "support/fault.h"
#include "support/file.h"
#include "support/temp.h"

#include "train/recorded.h"

#include "corpus.h"

#include "dilaton/audio.h"
#include "dilaton/prepare.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static DilPreparation*
prepared(const char* const path)
{
  const DilTrainingSource source = {.path = path};
  DilPreparation* preparation = NULL;
  DilMessage message = {""};
  if (dil_prepare(&source, 2U, NULL, NULL, &preparation, &message)) {
    fail_msg("%s", message.text);
  }
  return preparation;
}

/// The note of a file
static const DilPreparedNote*
note_of(const DilPreparation* const p, const char* const name)
{
  for (size_t i = 0U; i < p->n_notes; ++i) {
    if (strstr(p->notes[i].name, name)) {
      return &p->notes[i];
    }
  }

  fail_msg("%s: no such note", name);
  return NULL;
}

/// Whether a line names a file and says something of it
static bool
is_said(const DilPreparation* const p,
        const char* const name,
        const char* const what)
{
  for (size_t i = 0U; i < p->n_lines; ++i) {
    if (strstr(p->lines[i], name) && strstr(p->lines[i], what)) {
      return true;
    }
  }

  return false;
}

static void
recordings_without_keys_get_those_that_are_heard(void** state)
{
  static const double keys[] = {
    36.02, 43.0, 48.03, 53.0, 57.98, 60.0, 64.01, 69.0, 76.0, 84.0};
  TempFolder* const temp = (TempFolder*)*state;
  for (size_t i = 0U; i < 10U; ++i) {
    char name[16];
    snprintf(name, sizeof(name), "take %c.wav", (char)('q' + i));
    const Recorded recorded = {.key = keys[i],
                               .before_s = 1.0,
                               .length_s = 0.6,
                               .after_s = 0.5,
                               .hiss_db = i % 2U ? -70.0 : 0.0,
                               .is_opposite = i % 3U == 2U};
    recorded_write(&recorded, temp_path(temp, name));
  }

  DilPreparation* const p = prepared(temp_folder(temp));
  assert_int_equal(p->n_notes, 10U);
  assert_true(p->is_sustained);
  size_t n_held_out = 0U;
  for (size_t i = 0U; i < 10U; ++i) {
    const DilPreparedNote* const note = &p->notes[i];
    assert_true(note->is_used);
    assert_int_equal(note->key, lrint(keys[i]));
    assert_int_equal(note->told_key, -1);
    assert_true(fabs(note->pitch - keys[i]) < 0.05);
    assert_true(fabs(note->onset_s - 1.0) < 0.005);
    assert_true(fabs(note->length_s - 0.6) < 0.06);
    assert_true(!isnan(note->release_s) && note->release_s < 0.2);
    assert_int_equal(note->lo_velocity, 1);
    assert_int_equal(note->hi_velocity, 127);
    n_held_out += note->is_held_out;
  }
  assert_int_equal(n_held_out, 3U);
  assert_true(note_of(p, "take s.wav")->is_turned);
  assert_true(note_of(p, "take r.wav")->is_gated);
  dil_preparation_free(p);
}

static void
wrong_keys_in_names_are_named_and_set(void** state)
{
  static const struct {
    const char* name;
    int sounds;
    bool is_wrong;
  } files[] = {{"x-C4.wav", 60, false},
               {"x-D4.wav", 62, false},
               {"x-Eb4.wav", 63, false},
               {"x-F#4.wav", 66, false},
               {"x-A5.wav", 69, true},
               {"x-B3.wav", 70, true},
               {"x-G4.wav", 55, true},
               {"x-C2.wav", 65, true}};
  TempFolder* const temp = (TempFolder*)*state;
  const size_t n = sizeof(files) / sizeof(files[0]);
  for (size_t i = 0U; i < n; ++i) {
    const Recorded recorded = {.key = files[i].sounds, .length_s = 0.4};
    recorded_write(&recorded, temp_path(temp, files[i].name));
  }

  DilPreparation* const p = prepared(temp_folder(temp));
  for (size_t i = 0U; i < n; ++i) {
    const DilPreparedNote* const note = note_of(p, files[i].name);
    assert_int_equal(note->key, files[i].sounds);
    assert_int_equal(note->is_wrong, files[i].is_wrong);
    assert_int_equal(is_said(p, files[i].name, "but sounds"),
                     files[i].is_wrong);
  }
  dil_preparation_free(p);
}

static void
wrong_keys_of_an_sfz_file_are_named(void** state)
{
  TempFolder* const temp = (TempFolder*)*state;
  FILE* const sfz = fopen(temp_path(temp, "w.sfz"), "w");
  assert_non_null(sfz);
  for (int i = 0; i < 6; ++i) {
    char name[16];
    snprintf(name, sizeof(name), "w%d.wav", i);
    const Recorded recorded = {.kind = i % 3 ? RECORDED_NOTE : RECORDED_PLUCK,
                               .key = 50.0 + 3.0 * i,
                               .length_s = 0.4};
    recorded_write(&recorded, temp_path(temp, name));
    fprintf(sfz,
            "<region> sample=%s key=%d ampeg_release=0.2\n",
            name,
            50 + 3 * i + (i % 2 ? 5 : 0));
  }
  fclose(sfz);

  DilPreparation* const p = prepared(temp_path(temp, "w.sfz"));
  for (int i = 0; i < 6; ++i) {
    char name[16];
    snprintf(name, sizeof(name), "w%d.wav", i);
    assert_int_equal(is_said(p, name, "but sounds"), i % 2);
    assert_int_equal(note_of(p, name)->key, 50 + 3 * i + (i % 2 ? 5 : 0));
  }
  dil_preparation_free(p);
}

static void
a_long_recording_is_cut_into_its_notes(void** state)
{
  static const double scale[] = {
    60.0, 62.0, 64.0, 65.0, 67.0, 69.0, 71.0, 72.0};
  TempFolder* const temp = (TempFolder*)*state;
  const Recorded one = {.length_s = 0.5, .after_s = 0.2};
  const size_t n = recorded_n_frames(&one);
  float* const samples = (float*)calloc(8U * n, sizeof(*samples));
  assert_non_null(samples);
  for (size_t i = 0U; i < 8U; ++i) {
    Recorded note = one;
    note.key = scale[i];
    recorded_make(&note, samples + i * n);
  }

  const char* const path = temp_path(temp, "scale.flac");
  encode(path, DIL_ENCODING_S16, 44100U, 1U, samples, 8U * n);
  free(samples);

  DilPreparation* const p = prepared(path);
  assert_int_equal(p->n_notes, 8U);
  for (size_t i = 0U; i < 8U; ++i) {
    assert_int_equal(p->notes[i].key, lrint(scale[i]));
    assert_true(fabs(p->notes[i].pitch - scale[i]) < 0.05);
    assert_true(fabs(p->notes[i].length_s - 0.5) < 0.06);
  }
  dil_preparation_free(p);
}

static void
dynamics_that_nobody_names_are_grouped_by_ear(void** state)
{
  TempFolder* const temp = (TempFolder*)*state;
  for (int i = 0; i < 12; ++i) {
    char name[16];
    snprintf(name, sizeof(name), "take-%c%c.wav", "xyz"[i % 3], "qrst"[i / 3]);
    const int key = i / 3;
    const Recorded recorded = {.key = 55.0 + key,
                               .length_s = 0.3,
                               .level_db = -10.0 * (i % 3) - 0.5 * key};
    recorded_write(&recorded, temp_path(temp, name));
  }

  DilPreparation* const p = prepared(temp_folder(temp));
  for (size_t i = 0U; i < 12U; ++i) {
    const DilPreparedNote* const note = &p->notes[i];
    const char which = strstr(note->name, "take-")[5];
    assert_int_equal(note->lo_velocity == 1, which == 'z');
    assert_int_equal(note->hi_velocity == 127, which == 'x');
    assert_int_equal(note->take, 1);
  }
  dil_preparation_free(p);
}

/// A file that something may be wrong with
typedef struct {
  const char* name;
  Recorded recorded;
  const char* what; ///< That is said of it
  bool is_used;
} Problem;

static const Problem problems[] = {
  {"good.wav", {.key = 60.0, .length_s = 0.5}, NULL, true},
  {"silence.wav",
   {.kind = RECORDED_SILENCE, .length_s = 0.5, .hiss_db = -80.0},
   "silence",
   false},
  {"nothing.wav",
   {.kind = RECORDED_SILENCE, .length_s = 0.5},
   "silence",
   false},
  {"noise.wav", {.kind = RECORDED_NOISE, .length_s = 0.5}, "no steady", false},
  {"speech.wav",
   {.kind = RECORDED_SPEECH, .key = 50.0, .length_s = 1.0},
   "no steady",
   false},
  {"chord.wav",
   {.kind = RECORDED_CHORD, .key = 60.0, .length_s = 0.5},
   "; left out",
   false},
  {"drum.wav", {.kind = RECORDED_DRUM, .length_s = 0.5}, "; left out", false},
  {"low.wav",
   {.key = 57.0, .length_s = 0.5, .rate = 8000U, .n_channels = 1U},
   "8000 samples a second",
   true},
  {"fast.wav", {.key = 71.0, .length_s = 0.3, .rate = 192000U}, NULL, true},
  {"clipped.wav",
   {.key = 64.0, .length_s = 0.5, .level_db = 30.0},
   "clipped",
   true}};

enum { n_problems = sizeof(problems) / sizeof(problems[0]) };

static void
write_damaged(TempFolder* const temp)
{
  file_write_text(temp_path(temp, "readme.txt"), "no sound");
  file_write_text(temp_path(temp, "broken.flac"), "fLaC and no more");
  const Recorded whole = {.key = 67.0, .length_s = 0.5};
  recorded_write(&whole, temp_path(temp, "half.wav"));
  FileBytes half = file_read(temp_path(temp, "half.wav"));
  file_write(temp_path(temp, "half.wav"), half.bytes, half.n / 2U);
  free(half.bytes);
}

static void
expect_problem(const DilPreparation* const p, const Problem* const problem)
{
  const DilPreparedNote* const note = note_of(p, problem->name);
  if (note->is_used != problem->is_used ||
      (problem->what && !is_said(p, problem->name, problem->what))) {
    fail_msg("%s", problem->name);
  }
  if (note->is_used) {
    assert_int_equal(note->key, lrint(problem->recorded.key));
  }
}

static void
what_cannot_be_learned_is_named_and_the_rest_is_used(void** state)
{
  TempFolder* const temp = (TempFolder*)*state;
  for (size_t i = 0U; i < n_problems; ++i) {
    recorded_write(&problems[i].recorded, temp_path(temp, problems[i].name));
  }
  write_damaged(temp);

  DilPreparation* const p = prepared(temp_folder(temp));
  for (size_t i = 0U; i < n_problems; ++i) {
    expect_problem(p, &problems[i]);
  }
  assert_true(is_said(p, "readme.txt", "no sound file"));
  assert_true(is_said(p, "broken.flac", "; left out"));
  assert_true(is_said(p, "half.wav", "ends before its end"));
  assert_true(note_of(p, "half.wav")->is_used);
  dil_preparation_free(p);
}

static void
keys_that_are_none_are_named_and_heard(void** state)
{
  TempFolder* const temp = (TempFolder*)*state;
  static const char* const names[] = {"60.wav", "61.wav", "62.wav", "200.wav"};
  for (int i = 0; i < 4; ++i) {
    const Recorded recorded = {.key = 60.0 + i, .length_s = 0.3};
    recorded_write(&recorded, temp_path(temp, names[i]));
  }

  DilPreparation* const p = prepared(temp_folder(temp));
  assert_true(is_said(p, "200.wav", "outside 0 to 127"));
  assert_int_equal(note_of(p, "200.wav")->key, 63);
  dil_preparation_free(p);
}

/// Write recordings four keys apart, each louder than the one before by `step`
static void
write_notes(TempFolder* const temp,
            const int n,
            const Recorded* const lowest,
            const double step_db)
{
  for (int i = 0; i < n; ++i) {
    char name[24];
    Recorded recorded = *lowest;
    snprintf(name, sizeof(name), "n%c.wav", (char)('q' + i));
    recorded.key += 4.0 * i;
    recorded.level_db += step_db * i;
    recorded_write(&recorded, temp_path(temp, name));
  }
}

static void
what_was_written_is_understood_alike(void** state)
{
  TempFolder* const temp = (TempFolder*)*state;
  static const Recorded lowest = {
    .key = 50.2, .before_s = 0.3, .length_s = 0.8, .after_s = 0.3};
  char folder[512];
  char out[600];
  char sfz[700];
  snprintf(folder, sizeof(folder), "%s", temp_folder(temp));
  write_notes(temp, 5, &lowest, 2.0);
  DilPreparation* const first = prepared(folder);
  snprintf(out, sizeof(out), "%s/out", folder);
  DilMessage message;
  assert_int_equal(dil_preparation_write(first, out, &message), DIL_OK);
  assert_int_equal(dil_preparation_write(first, out, &message),
                   DIL_BAD_ARGUMENT);
  snprintf(sfz, sizeof(sfz), "%s/out/out.sfz", folder);
  DilPreparation* const second = prepared(sfz);
  assert_int_equal(second->n_notes, first->n_notes);
  assert_int_equal(second->is_sustained, first->is_sustained);
  for (size_t i = 0U; i < first->n_notes; ++i) {
    const DilPreparedNote* const a = &first->notes[i];
    const DilPreparedNote* const b = &second->notes[i];
    assert_int_equal(b->key, a->key);
    assert_int_equal(b->lo_key, a->lo_key);
    assert_int_equal(b->hi_key, a->hi_key);
    assert_true(fabs(b->pitch - a->pitch) < 0.01);
    assert_true(b->onset_s < 0.003 + 1.0 / 146.8); // Less than a period
    assert_true(fabs(b->length_s - a->length_s) < 0.03);
    assert_int_equal(b->is_held_out, a->is_held_out);
    assert_false(b->is_wrong);
  }
  dil_preparation_free(second);
  dil_preparation_free(first);
}

static void
vibrato_is_taken_out_and_written_down(void** state)
{
  TempFolder* const temp = (TempFolder*)*state;
  static const Recorded lowest = {
    .key = 60.0, .depth_ct = 20.0, .length_s = 1.5};
  char folder[512];
  char out[600];
  char sfz[700];
  snprintf(folder, sizeof(folder), "%s", temp_folder(temp));
  write_notes(temp, 3, &lowest, 0.0);
  DilPreparation* const first = prepared(folder);
  assert_true(first->is_locked);
  assert_true(fabs((double)first->vibrato.depth_ct - 20.0) < 2.0);
  assert_true(fabs((double)first->vibrato.rate_hz - 5.5) < 0.25);
  snprintf(out, sizeof(out), "%s/out", folder);
  assert_int_equal(dil_preparation_write(first, out, NULL), DIL_OK);
  dil_preparation_free(first);

  // The recordings are steady now, and a training gives the vibrato back
  snprintf(sfz, sizeof(sfz), "%s/out/out.sfz", folder);
  DilPreparation* const second = prepared(sfz);
  assert_true(second->vibrato.depth_ct == 0.0f);
  for (size_t i = 0U; i < second->n_notes; ++i) {
    assert_true(fabs(second->notes[i].pitch - 60.0 - 4.0 * (double)i) < 0.01);
  }
  dil_preparation_free(second);
  const DilTrainingSource source = {.path = sfz, .name = "x"};
  const DilCorpusSettings settings = {
    .rate = 16000U, .seed = 1U, .held_out = 0.25, .n_threads = 1U};
  DilCorpus* corpus = NULL;
  assert_int_equal(
    dil_corpus_load(&source, 1U, &settings, NULL, NULL, &corpus, NULL), DIL_OK);
  assert_true(fabs((double)corpus->instruments[0].vibrato.depth_ct - 20.0) <
              2.0);
  dil_corpus_free(corpus);
}

static DilStatus
prepare_or_fail(void* const context)
{
  const DilTrainingSource source = {.path = (const char*)context};
  DilPreparation* preparation = NULL;
  const DilStatus status =
    dil_prepare(&source, 1U, NULL, NULL, &preparation, NULL);
  dil_preparation_free(status ? NULL : preparation);
  return status;
}

static void
lack_of_memory_is_told(void** state)
{
  TempFolder* const temp = (TempFolder*)*state;
  const Recorded recorded = {.key = 60.0, .length_s = 0.1, .after_s = 0.05};
  recorded_write(&recorded, temp_path(temp, "a.wav"));
  recorded_write(&recorded, temp_path(temp, "b.wav"));
  assert_true(fault_for_each(prepare_or_fail,
                             (void*)(uintptr_t)temp_folder(temp),
                             DIL_NO_MEMORY) > 20U);
}

#define TEST(name)                                                             \
  cmocka_unit_test_setup_teardown(name, temp_setup, temp_teardown)

int
main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(recordings_without_keys_get_those_that_are_heard),
    TEST(wrong_keys_in_names_are_named_and_set),
    TEST(wrong_keys_of_an_sfz_file_are_named),
    TEST(a_long_recording_is_cut_into_its_notes),
    TEST(dynamics_that_nobody_names_are_grouped_by_ear),
    TEST(what_cannot_be_learned_is_named_and_the_rest_is_used),
    TEST(keys_that_are_none_are_named_and_heard),
    TEST(what_was_written_is_understood_alike),
    TEST(vibrato_is_taken_out_and_written_down),
    TEST(lack_of_memory_is_told),
  };

  return cmocka_run_group_tests_name("prepare", tests, NULL, NULL);
}
