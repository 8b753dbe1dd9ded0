// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "support/encoded.h"
#include "support/test.h"

#include "support/file.h"
#include "support/temp.h"

#include "dilaton/audio.h"
#include "dilaton/evaluate.h"
#include "dilaton/preset.h"
#include "dilaton/trainer.h"

#include "network.h"
#include "preset_data.h"
#include "training_course.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define N_PATH  512U
#define N_TONES 3

/// A folder with recordings, and files that a training writes
typedef struct {
  char sfz[N_PATH];
  char preset[N_PATH];
  char other[N_PATH];
  char checkpoint[N_PATH];
  DilTrainingSource source;
  DilTrainingSettings settings;
} Fixture;

static void
write_tone(const char* const path, const double hz)
{
  float samples[8000];
  for (int t = 0; t < 8000; ++t) {
    const double x = (double)t / 8000.0;
    samples[t] = (float)(0.3 * sin(6.283185307179586 * hz * x));
  }

  encode(path, DIL_ENCODING_S16, 8000U, 1U, samples, 8000U);
}

static void
set_up(const char* const folder, Fixture* const f)
{
  memset(f, 0, sizeof(*f));
  snprintf(f->sfz, N_PATH, "%s/tones.sfz", folder);
  snprintf(f->preset, N_PATH, "%s/one.safetensors", folder);
  snprintf(f->other, N_PATH, "%s/two.safetensors", folder);
  snprintf(f->checkpoint, N_PATH, "%s/one.checkpoint", folder);

  FILE* const sfz = fopen(f->sfz, "w");
  assert_non_null(sfz);
  for (int i = 0; i < N_TONES; ++i) {
    char path[N_PATH];
    snprintf(path, sizeof(path), "%s/tone%d.wav", folder, i);
    write_tone(path, 440.0 * pow(2.0, (double)i / 12.0));
    fprintf(
      sfz, "<region> sample=tone%d.wav key=%d ampeg_release=0.05\n", i, 69 + i);
  }
  fclose(sfz);

  f->source.path = f->sfz;
  f->settings = dil_training_settings();
  f->settings.sources = &f->source;
  f->settings.n_sources = 1U;
  f->settings.output = f->preset;
  f->settings.checkpoint = f->checkpoint;
  f->settings.rate = 8000U;
  f->settings.n_steps = 6U;
  f->settings.n_threads = 2U;
  f->settings.n_residual = 4U;
  f->settings.n_skip = 4U;
  f->settings.n_layers = 3U;
  f->settings.cycle = 3U;
}

static char*
hash_of(const char* const path)
{
  DilPreset* preset = NULL;
  assert_int_equal(dil_preset_load(path, &preset, NULL), DIL_OK);
  char* const hash = strdup(dil_preset_hash(preset));
  dil_preset_free(preset);
  return hash;
}

static void
a_preset_is_trained_from_recordings(void** state)
{
  (void)state;

  TempFolder* const temp = temp_new();
  Fixture f;
  set_up(temp_folder(temp), &f);
  f.source.name = "sine";
  f.source.credits = "nobody";
  assert_int_equal(dil_train(&f.settings, NULL, NULL, NULL, NULL), DIL_OK);

  DilPreset* preset = NULL;
  assert_int_equal(dil_preset_load(f.preset, &preset, NULL), DIL_OK);
  const DilInstrument* const instrument = dil_preset_instrument(preset, 0U);
  assert_true(dil_preset_rate(preset) == 8000.0f);
  assert_string_equal(instrument->name, "sine");
  assert_string_equal(instrument->credits, "nobody");
  assert_int_equal(instrument->lo_key, 69);
  assert_int_equal(instrument->hi_key, 71);
  assert_true(fabsf(instrument->release_s - 0.05f) < 1e-6f);
  assert_string_equal(dil_preset_text(preset, "training.steps"), "6");
  dil_preset_free(preset);
  temp_free(temp);
}

/// Stops before notes are played to choose by them
static bool
stop_before_choosing(void* const user,
                     const DilTrainingProgress* const progress)
{
  (void)user;
  return !!strcmp(progress->stage, "choosing");
}

static void
a_training_that_is_stopped_before_its_choice_is_not_whole(void** state)
{
  (void)state;

  TempFolder* const temp = temp_new();
  Fixture f;
  set_up(temp_folder(temp), &f);
  assert_int_equal(
    dil_train(&f.settings, stop_before_choosing, NULL, NULL, NULL),
    DIL_CANCELLED);

  DilPreset* preset = NULL;
  assert_int_equal(dil_preset_load(f.preset, &preset, NULL), DIL_OK);
  dil_preset_free(preset);
  temp_free(temp);
}

/// Stops after the second step
static bool
stop_after_two(void* const user, const DilTrainingProgress* const progress)
{
  (void)user;
  return !!strcmp(progress->stage, "training") || progress->step < 2U;
}

static void
a_stopped_training_resumes_to_the_same_preset(void** state)
{
  (void)state;

  TempFolder* const temp = temp_new();
  Fixture f;
  set_up(temp_folder(temp), &f);
  f.settings.precision = DIL_PRECISION_INT8;
  assert_int_equal(dil_train(&f.settings, NULL, NULL, NULL, NULL), DIL_OK);

  // Progress is told a few times a second: save at the first chance
  DilTrainingSettings second = f.settings;
  second.output = f.other;
  const DilStatus status = dil_train(&second, stop_after_two, NULL, NULL, NULL);
  assert_true(status == DIL_CANCELLED || status == DIL_OK);
  second.resume = f.checkpoint;
  assert_int_equal(dil_train(&second, NULL, NULL, NULL, NULL), DIL_OK);

  char* const whole = hash_of(f.preset);
  char* const parts = hash_of(f.other);
  assert_string_equal(whole, parts);
  free(parts);
  free(whole);
  temp_free(temp);
}

static void
a_training_for_bytes_makes_presets_of_the_same_units(void** state)
{
  (void)state;

  TempFolder* const temp = temp_new();
  Fixture f;
  set_up(temp_folder(temp), &f);
  f.settings.precision = DIL_PRECISION_INT8;
  assert_int_equal(dil_train(&f.settings, NULL, NULL, NULL, NULL), DIL_OK);
  f.settings.output = f.other;
  f.settings.resume = f.checkpoint;
  f.settings.n_steps = 7U;
  assert_int_equal(dil_train(&f.settings, NULL, NULL, NULL, NULL), DIL_OK);

  DilPreset* presets[2] = {NULL};
  assert_int_equal(dil_preset_load(f.preset, &presets[0], NULL), DIL_OK);
  assert_int_equal(dil_preset_load(f.other, &presets[1], NULL), DIL_OK);
  for (size_t i = 0U; i < 2U; ++i) {
    assert_true(dil_network_has_units(presets[i]->network));
    assert_string_equal(dil_preset_text(presets[i], "weights"), "int8");
  }

  const DilUnits* const first = &presets[0]->network->units;
  const DilUnits* const second = &presets[1]->network->units;
  for (uint32_t l = 0U; l < f.settings.n_layers; ++l) {
    assert_true(first->input[l] == second->input[l]);
    assert_true(first->gate[l] == second->gate[l]);
  }
  dil_preset_free(presets[1]);
  dil_preset_free(presets[0]);
  temp_free(temp);
}

static void
another_training_is_not_resumed(void** state)
{
  (void)state;

  TempFolder* const temp = temp_new();
  Fixture f;
  DilMessage message = {""};
  set_up(temp_folder(temp), &f);
  assert_int_equal(dil_train(&f.settings, NULL, NULL, NULL, NULL), DIL_OK);

  f.settings.resume = f.checkpoint;
  f.settings.seed = 2U;
  assert_int_equal(dil_train(&f.settings, NULL, NULL, NULL, &message),
                   DIL_BAD_ARGUMENT);
  assert_non_null(strstr(message.text, f.checkpoint));

  f.settings.resume = f.preset;
  assert_int_equal(dil_train(&f.settings, NULL, NULL, NULL, &message),
                   DIL_BAD_FILE);
  f.settings.resume = f.sfz;
  assert_int_equal(dil_train(&f.settings, NULL, NULL, NULL, &message),
                   DIL_BAD_FILE);
  temp_free(temp);
}

static void
a_training_begins_with_the_weights_of_a_preset(void** state)
{
  (void)state;

  // The rate is so low that one step moves nothing that a preset would show
  TempFolder* const temp = temp_new();
  Fixture f;
  set_up(temp_folder(temp), &f);
  assert_int_equal(dil_train(&f.settings, NULL, NULL, NULL, NULL), DIL_OK);
  DilPreset* first = NULL;
  assert_int_equal(dil_preset_load(f.preset, &first, NULL), DIL_OK);
  f.settings.from = first;
  f.settings.output = f.other;
  f.settings.seed = 2U;
  f.settings.n_steps = 1U;
  f.settings.learning_rate = 1e-7;
  assert_int_equal(dil_train(&f.settings, NULL, NULL, NULL, NULL), DIL_OK);

  DilPreset* second = NULL;
  assert_int_equal(dil_preset_load(f.other, &second, NULL), DIL_OK);
  const DilNetworkTensor* const past =
    &first->network->layout.tensors[DIL_PAST];
  for (size_t i = 0U; i < past->n_values; ++i) {
    assert_true(fabsf(first->network->values[past->offset + i] -
                      second->network->values[past->offset + i]) < 1e-5f);
  }
  assert_string_equal(dil_preset_text(second, "training.from"), "tones");
  dil_preset_free(second);
  dil_preset_free(first);
  temp_free(temp);
}

static void
what_began_with_a_preset_goes_on_only_with_it(void** state)
{
  (void)state;

  TempFolder* const temp = temp_new();
  Fixture f;
  DilMessage message = {""};
  DilPreset* first = NULL;
  set_up(temp_folder(temp), &f);
  assert_int_equal(dil_train(&f.settings, NULL, NULL, NULL, NULL), DIL_OK);
  assert_int_equal(dil_preset_load(f.preset, &first, NULL), DIL_OK);
  f.settings.from = first;
  f.settings.output = f.other;
  assert_int_equal(dil_train(&f.settings, NULL, NULL, NULL, NULL), DIL_OK);

  ++f.settings.n_steps;
  f.settings.resume = f.checkpoint;
  assert_int_equal(dil_train(&f.settings, NULL, NULL, NULL, NULL), DIL_OK);
  f.settings.from = NULL;
  assert_int_equal(dil_train(&f.settings, NULL, NULL, NULL, &message),
                   DIL_BAD_ARGUMENT);
  assert_non_null(strstr(message.text, "of another training"));

  f.settings.resume = NULL;
  f.settings.from = first;
  ++f.settings.n_skip;
  assert_int_equal(dil_train(&f.settings, NULL, NULL, NULL, &message),
                   DIL_BAD_ARGUMENT);
  assert_non_null(strstr(message.text, f.preset));
  dil_preset_free(first);
  temp_free(temp);
}

/// The last that was told of a training, but for what is told at its end
static bool
keep_progress(void* const user, const DilTrainingProgress* const progress)
{
  DilTrainingProgress* const last = (DilTrainingProgress*)user;
  if (!strcmp(progress->stage, "saved")) {
    *last = *progress;
  }
  return true;
}

static void
training_preset_and_evaluation_have_one_figure(void** state)
{
  (void)state;

  TempFolder* const temp = temp_new();
  Fixture f;
  set_up(temp_folder(temp), &f);
  for (int i = 0; i < 2; ++i) {
    f.settings.precision = i ? DIL_PRECISION_INT8 : DIL_PRECISION_DEFAULT;
    DilTrainingProgress last = {0};
    assert_int_equal(dil_train(&f.settings, keep_progress, NULL, &last, NULL),
                     DIL_OK);

    DilPreset* preset = NULL;
    assert_int_equal(dil_preset_load(f.preset, &preset, NULL), DIL_OK);
    DilEvaluationSettings settings = dil_evaluation_settings();
    settings.preset = preset;
    settings.sources = &f.source;
    settings.n_sources = 1U;
    DilEvaluation* evaluation = NULL;
    assert_int_equal(
      dil_evaluate(&settings, NULL, NULL, NULL, &evaluation, NULL), DIL_OK);

    const DilNoteBits* const mean = &evaluation->mean;
    assert_true(last.held_out_bits == mean->preset);
    assert_true(last.linear_bits == mean->linear[DIL_N_LINEAR - 1U]);
    assert_true(last.silence_bits == mean->silence);
    const char* const told = dil_preset_text(preset, "training.bits_held_out");
    const char* const linear = dil_preset_text(preset, "training.bits_linear");
    assert_true(fabs(strtod(told, NULL) - mean->preset) <= 0.0005);
    assert_true(fabs(strtod(linear, NULL) - last.linear_bits) <= 0.0005);
    dil_evaluation_free(evaluation);
    dil_preset_free(preset);
  }
  temp_free(temp);
}

/// Let a checkpoint of one step tell that there were `step`
static void
set_step(const char* const path, const char* const step)
{
  static const char known[] = "\"step\":\"1\"";

  FileBytes file = file_read(path);
  const char* const text = (const char*)file.bytes;
  const char* const found = strstr(text + 8U, known);
  assert_non_null(found);

  // The file begins with the length of its header, of less than 64 KiB
  const size_t before = (size_t)(found - text) + sizeof(known) - 3U;
  const size_t n_header =
    file.bytes[0] + 256U * file.bytes[1] + strlen(step) - 1U;
  file.bytes[0] = (uint8_t)n_header;
  file.bytes[1] = (uint8_t)(n_header >> 8U);
  FILE* const out = fopen(path, "wb");
  assert_non_null(out);
  fwrite(text, 1U, before, out);
  fputs(step, out);
  fwrite(text + before + 1U, 1U, file.n - before - 1U, out);
  assert_int_equal(fclose(out), 0);
  free(file.bytes);
}

static void
a_training_that_learns_nothing_is_saved_and_ends(void** state)
{
  (void)state;

  TempFolder* const temp = temp_new();
  Fixture f;
  DilMessage message = {""};
  DilTrainingProgress last = {0};
  set_up(temp_folder(temp), &f);
  f.settings.n_residual = 1U;
  f.settings.n_skip = 1U;
  f.settings.n_layers = 1U;
  f.settings.cycle = 1U;
  f.settings.learning_rate = 1e-7;
  f.settings.n_steps = 1U;
  assert_int_equal(dil_train(&f.settings, NULL, NULL, NULL, NULL), DIL_OK);
  set_step(f.checkpoint, "1499");
  f.settings.resume = f.checkpoint;
  f.settings.n_steps = 100000U;
  assert_int_equal(dil_train(&f.settings, keep_progress, NULL, &last, &message),
                   DIL_UNSUPPORTED);
  assert_non_null(strstr(message.text, "nothing is learned: after 1500 steps"));
  assert_int_equal(last.step, 1500);
  assert_true(last.held_out_bits > last.linear_bits);
  free(hash_of(f.preset));

  // Whoever insists may go on
  f.settings.n_steps = 1501U;
  f.settings.is_patient = true;
  assert_int_equal(dil_train(&f.settings, NULL, NULL, NULL, NULL), DIL_OK);
  temp_free(temp);
}

static void
what_is_learned_is_no_reason_to_stop(void** state)
{
  (void)state;

  // Figures at steps 500, 1000, ..., and where the training ends; 0: nowhere
  static const struct {
    double bits[8];
    uint64_t end;
  } cases[] = {
    {{8.0, 8.0, 8.0, 8.0, 8.0, 8.0, 8.0, 8.0}, 1500U},
    {{8.0, 7.5, 7.4995, 7.499, 7.0, 6.9, 6.8, 6.7}, 2000U},
    {{8.0, 7.9, 7.8, 7.7, 7.6, 7.5, 7.4, 7.3}, 0U},
    {{8.0, 5.9, 5.9, 5.9, 6.1, 6.5, 7.0, 7.5}, 0U},
  };

  for (size_t i = 0U; i < sizeof(cases) / sizeof(cases[0]); ++i) {
    DilTrainingClock clock = dil_training_clock();
    uint64_t end = 0U;
    for (uint64_t k = 0U; k < 8U && !end; ++k) {
      const uint64_t step = 500U * (k + 1U);
      end = dil_training_note(&clock, step, cases[i].bits[k], 6.0) ? 0U : step;
    }
    assert_int_equal(end, cases[i].end);
  }
}

static void
settings_out_of_range_are_refused(void** state)
{
  (void)state;

  TempFolder* const temp = temp_new();
  Fixture f;
  DilMessage message = {""};
  set_up(temp_folder(temp), &f);

  DilTrainingSettings s = f.settings;
  s.rate = 4000U;
  assert_int_equal(dil_train(&s, NULL, NULL, NULL, &message), DIL_BAD_ARGUMENT);
  s = f.settings;
  s.n_threads = 0U;
  assert_int_equal(dil_train(&s, NULL, NULL, NULL, &message), DIL_BAD_ARGUMENT);
  s = f.settings;
  s.n_layers = 40U;
  s.cycle = 10U;
  assert_int_equal(dil_train(&s, NULL, NULL, NULL, &message), DIL_BAD_ARGUMENT);
  s = f.settings;
  s.n_steps = 0U;
  s.minutes = (double)NAN;
  assert_int_equal(dil_train(&s, NULL, NULL, NULL, &message), DIL_BAD_ARGUMENT);
  s = f.settings;
  s.b = 1.0f;
  assert_int_equal(dil_train(&s, NULL, NULL, NULL, &message), DIL_BAD_ARGUMENT);
  s = f.settings;
  s.learning_rate = (double)NAN;
  assert_int_equal(dil_train(&s, NULL, NULL, NULL, &message), DIL_BAD_ARGUMENT);
  s = f.settings;
  s.save_minutes = 0.0;
  assert_int_equal(dil_train(&s, NULL, NULL, NULL, &message), DIL_BAD_ARGUMENT);
  s = f.settings;
  s.precision = DIL_PRECISION_F16;
  assert_int_equal(dil_train(&s, NULL, NULL, NULL, &message), DIL_BAD_ARGUMENT);
  temp_free(temp);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_preset_is_trained_from_recordings),
    cmocka_unit_test(a_training_that_is_stopped_before_its_choice_is_not_whole),
    cmocka_unit_test(a_stopped_training_resumes_to_the_same_preset),
    cmocka_unit_test(a_training_for_bytes_makes_presets_of_the_same_units),
    cmocka_unit_test(another_training_is_not_resumed),
    cmocka_unit_test(a_training_begins_with_the_weights_of_a_preset),
    cmocka_unit_test(what_began_with_a_preset_goes_on_only_with_it),
    cmocka_unit_test(training_preset_and_evaluation_have_one_figure),
    cmocka_unit_test(a_training_that_learns_nothing_is_saved_and_ends),
    cmocka_unit_test(what_is_learned_is_no_reason_to_stop),
    cmocka_unit_test(settings_out_of_range_are_refused),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
