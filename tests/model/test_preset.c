// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "dilaton/preset.h"

#include "precision.h"
#include "preset_data.h"
#include "support/comma_locale.h"
#include "support/file.h"
#include "support/temp.h"
#include "support/test.h"
#include "support/tiny_preset.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void
a_preset_is_the_same_in_every_locale(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  const char* const plain = temp_path(folder, "plain.safetensors");
  const char* const other = temp_path(folder, "other.safetensors");
  const TinyPreset tiny = tiny_preset_defaults();
  assert_int_equal(tiny_preset_save(&tiny, plain, NULL), DIL_OK);

  comma_locale_begin(folder);
  DilMessage message = {""};
  DilPreset* preset = NULL;
  const DilStatus status = dil_preset_load(plain, &preset, &message);
  const DilStatus saved = tiny_preset_save(&tiny, other, NULL);
  comma_locale_end();

  assert_string_equal(message.text, "");
  assert_int_equal(status, DIL_OK);
  assert_int_equal(saved, DIL_OK);
  assert_true(dil_preset_instrument(preset, 0U)->release_s == tiny.release_s);
  assert_true(file_equal(plain, other));
  dil_preset_free(preset);
}

/// Change some bytes of a preset's header for as many others, and load it
static DilStatus
load_with(const char* const path,
          const char* const from,
          const char* const to,
          DilMessage* const message)
{
  FileBytes bytes = file_read(path);
  const size_t n = strlen(from);
  size_t at = 0U;
  assert_int_equal(strlen(to), n);
  while (at + n < bytes.n && memcmp(bytes.bytes + at, from, n) != 0) {
    ++at;
  }
  assert_true(at + n < bytes.n);
  memcpy(bytes.bytes + at, to, n);
  file_write(path, bytes.bytes, bytes.n);
  free(bytes.bytes);

  DilPreset* preset = NULL;
  const DilStatus status = dil_preset_load(path, &preset, message);
  dil_preset_free(preset);
  return status;
}

static void
numbers_out_of_range_are_named(void** state)
{
  static const char* const changes[][3] = {
    {"\"rate\":\"24000\"", "\"rate\":\"24e33\"", "\"rate\" is \"24e33\""},
    {"\"layers\":\"4\"", "\"layers\":\"0\"", "\"layers\" is \"0\""},
    {"\"top_k\":\"256\"", "\"top_k\":\"nan\"", "\"top_k\" is \"nan\""},
    {"\"noise\":\"", "\"n0ise\":\"", "no \"noise\" in the metadata"},
    {"\"inputs\":\"sine ", "\"inputs\":\"sinx ", "\"inputs\" is not a list"},
    {"\"inputs\":\"sine cosine",
     "\"inputs\":\"sine   sine",
     "\"inputs\" is not a list"},
    {"\"inputs\":\"sine ", "\"inputs\":\"     ", "input.weight"},
    {"\"decays\":\"5 20 ", "\"decays\":\"5 21 ", "\"decays\" is not a list"},
    {"\"decays\":\"5 20 ", "\"decays\":\"5    ", "condition.0.weight"},
    {"\"predictor.emphasis\":\"0.",
     "\"predictor.emphasis\":\"1.",
     "emphasis\" is"},
    {"\"predictor.gain\":\"1\"", "\"predictor.gain\":\"0\"", "gain\" is \"0\""},
    {"\"predictor.gain\":", "\"predictor.gone\":", "no \"predictor.gain\""},
    {"vibrato.depth\":\"25\"",
     "vibrato.depth\":\"-5\"",
     "\"instrument.0.vibrato.depth\" is \"-5\""},
    {"\"dilaton\":\"1\"", "\"dilaton\":\"3\"", "preset format \"3\""},
    {"\"dilaton\":\"1\"", "\"dilaton\":\"2\"", "input.unit"}};
  TempFolder* const folder = (TempFolder*)*state;
  const char* const path = temp_path(folder, "changed.safetensors");
  TinyPreset tiny = tiny_preset_defaults();
  tiny.vibrato.depth_ct = 25.0f;
  tiny.emphasis = 0.9f;

  for (size_t i = 0U; i < sizeof(changes) / sizeof(changes[0]); ++i) {
    DilMessage message = {""};
    assert_int_equal(tiny_preset_save(&tiny, path, NULL), DIL_OK);
    assert_int_not_equal(
      load_with(path, changes[i][0], changes[i][1], &message), DIL_OK);
    assert_non_null(strstr(message.text, "changed.safetensors: "));
    assert_non_null(strstr(message.text, changes[i][2]));
  }
}

static void
an_emphasis_survives_saving_and_others_have_none(void** state)
{
  (void)state;

  TinyPreset tiny = tiny_preset_defaults();
  DilPreset* const plain = tiny_preset_load(&tiny);
  tiny.emphasis = 0.9f;
  DilPreset* const emphasised = tiny_preset_load(&tiny);
  assert_true(plain->settings.coefficients.emphasis == 0.0f);
  assert_true(plain->settings.coefficients.gain == 1.0f);
  assert_true(emphasised->settings.coefficients.emphasis == 0.9f);
  dil_preset_free(emphasised);
  dil_preset_free(plain);
}

static void
what_is_an_instruments_own_is_kept_and_others_have_none(void** state)
{
  static const DilVibrato vibratos[] = {{0.0f, 0.0f, 0.0f},
                                        {17.5f, 5.25f, 0.5f}};
  TempFolder* const folder = (TempFolder*)*state;
  const char* const path = temp_path(folder, "kept.safetensors");
  TinyPreset tiny = tiny_preset_defaults();
  for (size_t i = 0U; i < 2U; ++i) {
    tiny.vibrato = vibratos[i];
    tiny.cutoff = 0.125f * (float)i;
    tiny.treble_db = -1.5f * (float)i;
    DilPreset* preset = NULL;
    assert_int_equal(tiny_preset_save(&tiny, path, NULL), DIL_OK);
    assert_int_equal(dil_preset_load(path, &preset, NULL), DIL_OK);
    const DilInstrument* const kept = dil_preset_instrument(preset, 0U);
    assert_memory_equal(&kept->vibrato, &vibratos[i], sizeof(DilVibrato));
    assert_int_equal(kept->is_locked, i == 1U);
    assert_true(kept->cutoff == tiny.cutoff);
    assert_true(kept->treble_db == tiny.treble_db);
    const char* const text =
      dil_preset_text(preset, "instrument.0.vibrato.depth");
    assert_int_equal(text != NULL, i == 1U);
    dil_preset_free(preset);
  }
}

/// Levels of some kind at every place, in dB
static DilEnvelope*
envelopes_of(const uint32_t n, const float first)
{
  DilEnvelope* const envelopes = (DilEnvelope*)calloc(n, sizeof(*envelopes));
  assert_non_null(envelopes);
  for (uint32_t k = 0U; k < n; ++k) {
    float* const levels = &envelopes[k].levels[0][0][0];
    for (size_t i = 0U; i < sizeof(envelopes->levels) / sizeof(float); ++i) {
      levels[i] = first - (float)((i + k) % 517U);
    }
    envelopes[k].wave_db = -15.5f - (float)k;
  }

  return envelopes;
}

static void
envelopes_survive_saving_and_others_have_none(void** state)
{
  (void)state;
  TinyPreset tiny = tiny_preset_defaults();
  tiny.n_instruments = 2U;
  DilPreset* const plain = tiny_preset_load(&tiny);
  assert_null(plain->envelopes);
  DilEnvelope* const envelopes = envelopes_of(2U, 5.0f);
  tiny.envelopes = envelopes;
  DilPreset* const preset = tiny_preset_load(&tiny);
  assert_memory_equal(preset->envelopes, envelopes, 2U * sizeof(DilEnvelope));
  assert_string_not_equal(dil_preset_hash(preset), dil_preset_hash(plain));
  free(envelopes);
  dil_preset_free(preset);
  dil_preset_free(plain);
}

static void
envelopes_out_of_range_or_shape_are_named(void** state)
{
  static const float firsts[] = {61.0f, -900.0f};
  TempFolder* const folder = (TempFolder*)*state;
  const char* const path = temp_path(folder, "loud.safetensors");
  TinyPreset tiny = tiny_preset_defaults();
  DilMessage message = {""};
  for (size_t i = 0U; i < sizeof(firsts) / sizeof(firsts[0]); ++i) {
    DilPreset* preset = NULL;
    DilEnvelope* const envelopes = envelopes_of(1U, firsts[i]);
    tiny.envelopes = envelopes;
    assert_int_equal(tiny_preset_save(&tiny, path, NULL), DIL_OK);
    free(envelopes);
    assert_int_equal(dil_preset_load(path, &preset, &message), DIL_BAD_FILE);
    assert_non_null(strstr(message.text, "loud.safetensors: envelope.level"));
  }

  DilEnvelope* const envelopes = envelopes_of(1U, 5.0f);
  tiny.envelopes = envelopes;
  assert_int_equal(tiny_preset_save(&tiny, path, NULL), DIL_OK);
  assert_int_equal(load_with(path, "[1,5,128,10]", "[1,5,64, 20]", &message),
                   DIL_BAD_FILE);
  assert_non_null(strstr(message.text, "envelope.level"));

  assert_int_equal(tiny_preset_save(&tiny, path, NULL), DIL_OK);
  assert_int_equal(
    load_with(path, "wave\":\"-15.5\"", "wave\":\"+15.5\"", &message),
    DIL_BAD_FILE);
  assert_non_null(strstr(message.text, "\"instrument.0.wave\" is"));
  free(envelopes);
}

static TinyPreset
tiny_preset_of_bytes(void)
{
  TinyPreset tiny = tiny_preset_defaults();
  tiny.has_units = true;
  tiny.precision = DIL_PRECISION_INT8;
  return tiny;
}

static void
units_and_precision_survive_saving(void** state)
{
  (void)state;
  const TinyPreset tiny = tiny_preset_of_bytes();
  DilPreset* const preset = tiny_preset_load(&tiny);
  assert_string_equal(dil_preset_text(preset, "dilaton"), "2");
  assert_string_equal(dil_preset_text(preset, "weights"), "int8");
  for (uint32_t l = 0U; l < preset->network->shape.n_layers; ++l) {
    assert_true(preset->network->units.input[l] == tiny_input_unit);
    assert_true(preset->network->units.gate[l] == tiny_gate_unit);
  }
  dil_preset_free(preset);
}

static void
a_preset_tells_how_its_weights_are_held_and_can_be(void** state)
{
  static const struct {
    bool has_units;
    DilPrecision told;
    DilPrecision own;
  } cases[] = {{false, DIL_PRECISION_DEFAULT, DIL_PRECISION_BF16},
               {false, DIL_PRECISION_F16, DIL_PRECISION_F16},
               {true, DIL_PRECISION_DEFAULT, DIL_PRECISION_BF16},
               {true, DIL_PRECISION_INT8, DIL_PRECISION_INT8}};
  (void)state;
  for (size_t i = 0U; i < sizeof(cases) / sizeof(cases[0]); ++i) {
    TinyPreset tiny = tiny_preset_defaults();
    tiny.has_units = cases[i].has_units;
    tiny.precision = cases[i].told;
    DilPreset* const preset = tiny_preset_load(&tiny);
    assert_int_equal(dil_preset_precision(preset), cases[i].own);
    assert_true(dil_preset_can_hold(preset, DIL_PRECISION_DEFAULT));
    assert_true(dil_preset_can_hold(preset, DIL_PRECISION_F32));
    assert_true(dil_preset_can_hold(preset, DIL_PRECISION_BF16));
    assert_true(dil_preset_can_hold(preset, DIL_PRECISION_F16));
    assert_int_equal(dil_preset_can_hold(preset, DIL_PRECISION_INT8),
                     cases[i].has_units);

    // A number that is no precision's
    DilWeightFormat format = DIL_WEIGHTS_F32;
    assert_int_equal(
      dil_preset_weight_format(preset, (DilPrecision)99, &format, NULL),
      DIL_OK);
    assert_int_equal(format, DIL_WEIGHTS_BF16);
    dil_preset_free(preset);
  }
}

static void
presets_of_bytes_that_lack_something_are_named(void** state)
{
  static const char* const changes[][3] = {
    {"\"gate.unit\"", "\"gate.unix\"", "gate.unit"},
    {"\"weights\":\"int8\"", "\"weights\":\"int9\"", "\"int9\", not f32"},
    {"\"dilaton\":\"2\"", "\"dilaton\":\"1\"", "none of a preset's"}};
  TempFolder* const folder = (TempFolder*)*state;
  const char* const path = temp_path(folder, "changed.safetensors");
  TinyPreset tiny = tiny_preset_of_bytes();
  DilMessage message = {""};
  for (size_t i = 0U; i < sizeof(changes) / sizeof(changes[0]); ++i) {
    assert_int_equal(tiny_preset_save(&tiny, path, NULL), DIL_OK);
    assert_int_not_equal(
      load_with(path, changes[i][0], changes[i][1], &message), DIL_OK);
    assert_non_null(strstr(message.text, "changed.safetensors: "));
    assert_non_null(strstr(message.text, changes[i][2]));
  }

  // Told to hold bytes without what they count
  DilPreset* preset = NULL;
  tiny.has_units = false;
  assert_int_equal(tiny_preset_save(&tiny, path, NULL), DIL_OK);
  assert_int_equal(dil_preset_load(path, &preset, &message), DIL_UNSUPPORTED);
  assert_non_null(strstr(message.text, "not trained for weights in int8"));
}

/// Put another unit in a file for the first of those of the gates
static void
change_unit(const char* const path, const float unit)
{
  FileBytes bytes = file_read(path);
  unsigned char wanted[sizeof(unit)];
  size_t at = 0U;
  memcpy(wanted, &tiny_gate_unit, sizeof(wanted));
  while (at + sizeof(wanted) < bytes.n &&
         memcmp(bytes.bytes + at, wanted, sizeof(wanted)) != 0) {
    ++at;
  }

  assert_true(at + sizeof(unit) < bytes.n);
  memcpy(bytes.bytes + at, &unit, sizeof(unit));
  file_write(path, bytes.bytes, bytes.n);
  free(bytes.bytes);
}

static void
units_that_count_nothing_are_named(void** state)
{
  static const float bad[] = {0.0f, -0.01f, NAN, INFINITY, 1e-30f, 1e30f};
  TempFolder* const folder = (TempFolder*)*state;
  const char* const path = temp_path(folder, "units.safetensors");
  const TinyPreset tiny = tiny_preset_of_bytes();
  for (size_t i = 0U; i < sizeof(bad) / sizeof(bad[0]); ++i) {
    DilMessage message = {""};
    DilPreset* preset = NULL;
    assert_int_equal(tiny_preset_save(&tiny, path, NULL), DIL_OK);
    change_unit(path, bad[i]);
    assert_int_equal(dil_preset_load(path, &preset, &message), DIL_BAD_FILE);
    assert_non_null(strstr(message.text, "units.safetensors"));
    assert_non_null(strstr(message.text, "gate.unit"));
    assert_null(strchr(message.text, '\n'));
  }
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(envelopes_survive_saving_and_others_have_none),
    cmocka_unit_test_setup_teardown(
      envelopes_out_of_range_or_shape_are_named, temp_setup, temp_teardown),
    cmocka_unit_test_setup_teardown(
      a_preset_is_the_same_in_every_locale, temp_setup, temp_teardown),
    cmocka_unit_test_setup_teardown(
      numbers_out_of_range_are_named, temp_setup, temp_teardown),
    cmocka_unit_test_setup_teardown(
      what_is_an_instruments_own_is_kept_and_others_have_none,
      temp_setup,
      temp_teardown),
    cmocka_unit_test(an_emphasis_survives_saving_and_others_have_none),
    cmocka_unit_test(units_and_precision_survive_saving),
    cmocka_unit_test(a_preset_tells_how_its_weights_are_held_and_can_be),
    cmocka_unit_test_setup_teardown(
      presets_of_bytes_that_lack_something_are_named,
      temp_setup,
      temp_teardown),
    cmocka_unit_test_setup_teardown(
      units_that_count_nothing_are_named, temp_setup, temp_teardown),
  };

  return cmocka_run_group_tests_name("preset", tests, NULL, NULL);
}
