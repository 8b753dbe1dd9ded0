// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

// Presets between Dilaton and Python: what load.py computes and writes

#include "support/file.h"
#include "support/run.h"
#include "support/temp.h"
#include "support/test.h"
#include "support/tiny_preset.h"

#include "condition.h"
#include "elementary.h"
#include "predictor.h"
#include "preset_columns.h"
#include "preset_data.h"
#include "rng.h"
#include "stack.h"

#include "dilaton/audio.h"
#include "dilaton/render_file.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define N_STEPS      300U
#define N_FRAMES     ((N_STEPS + DIL_FRAME_STEPS - 1U) / DIL_FRAME_STEPS)
#define RELEASE_STEP 200U

static const char load[] = DIL_SOURCE_DIR "/tests/interchange/load.py";

/// Steps of one note, and what the network makes of them
typedef struct {
  double key;
  float velocity;
  uint8_t codes[N_STEPS];              ///< q_t
  float inputs[N_STEPS][DIL_N_INPUTS]; ///< All that there are
  float logits[N_STEPS][DIL_N_CLASSES];
} Steps;

static void
fill_inputs(const DilPreset* const preset, Steps* const steps)
{
  static DilPredictor predictor;
  float table[DIL_N_CLASSES];
  dil_mulaw_table(table);
  dil_predictor_start(&predictor,
                      &preset->settings.coefficients,
                      (double)preset->settings.rate /
                        dil_frequency(steps->key, 440.0));
  for (size_t t = 0U; t < N_STEPS; ++t) {
    dil_predictor_inputs(&predictor, steps->inputs[t]);
    dil_predictor_push(&predictor, table[steps->codes[t]]);
  }
}

/// Biases of all frames; to be freed
static float*
make_biases(const DilPreset* const preset, const Steps* const steps)
{
  const DilShape* const shape = &preset->network->shape;
  const size_t n = (size_t)2U * shape->n_layers * shape->n_residual;
  float vector[DIL_MAX_COLUMNS];
  float mixture[64] = {1.0f};
  float* const biases = (float*)calloc(N_FRAMES * n, sizeof(*biases));
  assert_non_null(biases);

  for (uint32_t frame = 0U; frame < N_FRAMES; ++frame) {
    const uint32_t age = frame * DIL_FRAME_STEPS;
    const DilCondition condition = {steps->key,
                                    steps->velocity,
                                    0.0f,
                                    age,
                                    age < RELEASE_STEP ? DIL_HELD
                                                       : age - RELEASE_STEP,
                                    preset->settings.rate,
                                    mixture};
    dil_condition_vector(shape, &condition, vector);
    dil_condition_biases(preset->network, vector, biases + frame * n);
  }

  return biases;
}

/// A note with classes of no meaning, mostly near silence
static void
make_steps(const DilPreset* const preset, Steps* const steps)
{
  uint8_t fed_back[N_STEPS];
  const DilRng rng = dil_rng_stream(7U, 1U);
  for (size_t t = 0U; t < N_STEPS; ++t) {
    const uint64_t bits = dil_rng_bits(rng, t);
    steps->codes[t] =
      (uint8_t)((bits & 15U) ? 96U + (uint32_t)(bits >> 58U) : bits >> 56U);
    fed_back[t] = t ? steps->codes[t - 1U] : (uint8_t)DIL_SILENT_CLASS;
  }

  fill_inputs(preset, steps);
  float* const biases = make_biases(preset, steps);
  assert_int_equal(dil_stack_forward(preset->network,
                                     N_STEPS,
                                     fed_back,
                                     &steps->inputs[0][0],
                                     biases,
                                     &steps->logits[0][0]),
                   DIL_OK);
  free(biases);
}

static void
write_floats(FILE* const file, const float* const values, const size_t n)
{
  assert_int_equal(fwrite(values, sizeof(*values), n, file), n);
}

/// As load.py reads it, with the inputs that the preset lists
static void
save_steps(const DilPreset* const preset,
           const Steps* const steps,
           const char* const path)
{
  DilColumns columns;
  assert_true(dil_columns_inputs(dil_preset_text(preset, "inputs"), &columns));
  FILE* const file = fopen(path, "wb");
  assert_non_null(file);
  fprintf(file,
          "%.17g %.9g %u %u\n",
          steps->key,
          (double)steps->velocity,
          RELEASE_STEP,
          N_STEPS);

  for (size_t t = 0U; t < N_STEPS; ++t) {
    const float code = (float)steps->codes[t];
    write_floats(file, &code, 1U);
  }
  for (size_t t = 0U; t < N_STEPS; ++t) {
    for (uint32_t i = 0U; i < columns.n; ++i) {
      write_floats(file, &steps->inputs[t][columns.places[i]], 1U);
    }
  }
  write_floats(file, &steps->logits[0][0], (size_t)N_STEPS * DIL_N_CLASSES);
  assert_int_equal(fclose(file), 0);
}

static void
run_python(const char* const command, const char* const a, const char* const b)
{
  Run* const run =
    run_program((const char* const[]){DIL_PYTHON, load, command, a, b, NULL});
  if (run->status) {
    print_error("%s", run->errors.text);
  }
  assert_int_equal(run->status, 0);
  run_free(run);
}

/// The figure that `load.py compare` prints after a word, or NAN
static double
figure(const char* const text, const char* const word)
{
  const char* const place = strstr(text, word);
  return place ? strtod(place + strlen(word), NULL) : (double)NAN;
}

/// Fail unless Python computes the steps of a note as we do
static void
assert_same_steps(TempFolder* const folder,
                  const char* const path,
                  const double key)
{
  static Steps steps;
  DilPreset* preset = NULL;
  assert_int_equal(dil_preset_load(path, &preset, NULL), DIL_OK);
  const char* const file = temp_path(folder, "steps");
  steps.key = key;
  steps.velocity = 101.5f;
  make_steps(preset, &steps);
  save_steps(preset, &steps, file);
  dil_preset_free(preset);

  Run* const run = run_program(
    (const char* const[]){DIL_PYTHON, load, "compare", path, file, NULL});
  const char* const text = run->output.text;
  assert_int_equal(run->status, 0);
  print_message("%s, key %g: %s", path, key, text);
  // What is near silence is compressed steeply, by 46: so are rounding errors
  assert_true(figure(text, "inputs ") < 5e-5);
  assert_true(figure(text, "logits ") < 1e-5);
  if (strstr(text, "torch ")) {
    assert_true(figure(text, "torch ") < 1e-5);
  }
  run_free(run);
}

static void
python_computes_the_steps_of_presets(void** const state)
{
  TempFolder* const folder = (TempFolder*)*state;
  assert_same_steps(
    folder, DIL_SOURCE_DIR "/presets/altosax.safetensors", 60.0);
  assert_same_steps(
    folder, DIL_SOURCE_DIR "/presets/clarinet.safetensors", 77.25);
}

static void
what_python_makes_has_the_same_steps_here(void** const state)
{
  TempFolder* const folder = (TempFolder*)*state;
  const char* const path = temp_path(folder, "made.safetensors");
  run_python("make", path, NULL);
  assert_same_steps(folder, path, 50.0);
  assert_same_steps(folder, path, 89.5);
}

static void
numbers_of_each_size_are_read_alike(void** const state)
{
  TempFolder* const folder = (TempFolder*)*state;
  static const char* const kinds[] = {"F16", "BF16"};
  const TinyPreset description = tiny_preset_defaults();
  const char* const tiny = temp_path(folder, "tiny.safetensors");
  const char* const path = temp_path(folder, "rounded.safetensors");
  assert_int_equal(tiny_preset_save(&description, tiny, NULL), DIL_OK);

  for (size_t i = 0U; i < 2U; ++i) {
    Run* const run = run_program((const char* const[]){
      DIL_PYTHON, load, "convert", tiny, path, kinds[i], NULL});
    assert_int_equal(run->status, 0);
    run_free(run);
    assert_same_steps(folder, path, 64.0);
  }
}

static void
what_python_writes_again_is_the_same_preset(void** const state)
{
  TempFolder* const folder = (TempFolder*)*state;
  const char* const path = temp_path(folder, "again.safetensors");
  DilPreset* before = NULL;
  DilPreset* after = NULL;
  run_python("convert", DIL_SOURCE_DIR "/presets/altosax.safetensors", path);

  assert_int_equal(
    dil_preset_load(
      DIL_SOURCE_DIR "/presets/altosax.safetensors", &before, NULL),
    DIL_OK);
  assert_int_equal(dil_preset_load(path, &after, NULL), DIL_OK);
  assert_string_equal(dil_preset_hash(after), dil_preset_hash(before));
  assert_int_equal(dil_preset_n_texts(after), dil_preset_n_texts(before));
  dil_preset_free(before);
  dil_preset_free(after);
}

static void
the_program_plays_what_python_makes(void** const state)
{
  TempFolder* const folder = (TempFolder*)*state;
  const char* const preset = temp_path(folder, "made.safetensors");
  const char* const tune = temp_path(folder, "tune.mid");
  const char* const path = temp_path(folder, "tune.wav");
  static const uint8_t notes[] = "MThd\0\0\0\6\0\0\0\1\0\140MTrk\0\0\0\14"
                                 "\0\220\74\144\60\200\74\0\0\377\57\0";
  file_write(tune, notes, sizeof(notes) - 1U);
  run_python("make", preset, NULL);

  Run* const run = RUN_DILATON("render", "-q", "-p", preset, tune, "-o", path);
  assert_int_equal(run->status, 0);
  run_free(run);

  DilAudio audio = {NULL, 0U, 0U, 0U};
  float peak = 0.0f;
  assert_int_equal(dil_audio_read(path, &audio, NULL), DIL_OK);
  for (size_t i = 0U; i < audio.n_frames * audio.n_channels; ++i) {
    peak = fmaxf(peak, fabsf(audio.samples[i]));
  }
  assert_true(peak > 0.003f && peak < 1.0f);
  dil_audio_free(&audio);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(
      python_computes_the_steps_of_presets, temp_setup, temp_teardown),
    cmocka_unit_test_setup_teardown(
      what_python_makes_has_the_same_steps_here, temp_setup, temp_teardown),
    cmocka_unit_test_setup_teardown(
      numbers_of_each_size_are_read_alike, temp_setup, temp_teardown),
    cmocka_unit_test_setup_teardown(
      what_python_writes_again_is_the_same_preset, temp_setup, temp_teardown),
    cmocka_unit_test_setup_teardown(
      the_program_plays_what_python_makes, temp_setup, temp_teardown),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
