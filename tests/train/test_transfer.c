// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "support/test.h"
#include "support/tiny_preset.h"

#include "network.h"
#include "preset_data.h"
#include "transfer.h"
#include "utf8.h"

#include "dilaton/trainer.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/// Keys that the presets here have learned
enum { LO_KEY = 50, HI_KEY = 70 };

static DilPreset*
make_preset(const uint32_t n_instruments)
{
  TinyPreset description = tiny_preset_defaults();
  description.n_instruments = n_instruments;
  description.lo_key = LO_KEY;
  description.hi_key = HI_KEY;
  return tiny_preset_load(&description);
}

/// Settings of a training that such a preset can begin
static DilTrainingSettings
fitting_settings(void)
{
  DilTrainingSettings settings = dil_training_settings();
  settings.n_residual = 8U;
  settings.n_skip = 16U;
  settings.n_layers = 4U;
  settings.cycle = 4U;
  settings.emphasis = 0.0f;
  return settings;
}

/// Of new networks, the third of which presets here have, too
static const DilInstrument instruments[] = {{.name = "new"},
                                            {.name = "newer"},
                                            {.name = "two"}};

/// A network of so many instruments that begins with a preset's weights
static DilNetwork*
transfer_to(const DilPreset* const preset, const uint32_t n_instruments)
{
  const DilShape shape = {8U, 16U, 4U, 4U, n_instruments};
  DilNetwork* network = NULL;
  assert_int_equal(dil_network_new(&shape, &network), DIL_OK);
  dil_transfer(preset, instruments, &shape, network->values);
  return network;
}

/// The weight of a unit of the first conditioning layer for a condition
static float
weight(const DilNetwork* const network, const size_t unit, const size_t column)
{
  const size_t n = dil_shape_n_conditions(&network->shape);
  return dil_network_tensor(network, DIL_CONDITION_0)[unit * n + column];
}

static void
all_but_the_conditions_are_as_they_were(void** state)
{
  (void)state;

  DilPreset* const preset = make_preset(2U);
  DilNetwork* const network = transfer_to(preset, 3U);
  for (int id = 0; id < DIL_N_TENSORS; ++id) {
    if (id != DIL_CONDITION_0) {
      assert_memory_equal(dil_network_tensor(network, (DilTensorId)id),
                          dil_network_tensor(preset->network, (DilTensorId)id),
                          network->layout.tensors[id].n_values * sizeof(float));
    }
  }

  for (size_t unit = 0U; unit < DIL_N_HIDDEN; ++unit) {
    for (size_t column = 0U; column < DIL_CONDITION_KEYS; ++column) {
      assert_true(weight(network, unit, column) ==
                  weight(preset->network, unit, column));
    }
    for (size_t column = DIL_CONDITION_DECAYS;
         column < DIL_CONDITION_INSTRUMENTS;
         ++column) {
      assert_true(weight(network, unit, column) ==
                  weight(preset->network, unit, column));
    }
  }
  dil_network_free(network);
  dil_preset_free(preset);
}

static void
keys_that_were_not_learned_begin_as_the_nearest_that_was(void** state)
{
  (void)state;

  DilPreset* const preset = make_preset(1U);
  DilNetwork* const network = transfer_to(preset, 1U);
  for (int key = 0; key < (int)DIL_N_KEYS; ++key) {
    const int nearest = key < LO_KEY ? LO_KEY : key > HI_KEY ? HI_KEY : key;
    for (size_t unit = 0U; unit < DIL_N_HIDDEN; ++unit) {
      assert_true(
        weight(network, unit, DIL_CONDITION_KEYS + (size_t)key) ==
        weight(preset->network, unit, DIL_CONDITION_KEYS + (size_t)nearest));
    }
  }
  dil_network_free(network);
  dil_preset_free(preset);
}

static void
between_instruments_the_nearest_key_is_of_either(void** state)
{
  (void)state;

  DilPreset* const preset = make_preset(2U);
  preset->instruments[1].lo_key = 80;
  preset->instruments[1].hi_key = 90;
  DilNetwork* const network = transfer_to(preset, 1U);
  static const size_t nearest[][2] = {
    {60U, 60U}, {74U, 70U}, {75U, 70U}, {76U, 80U}, {85U, 85U}, {127U, 90U}};
  for (size_t i = 0U; i < sizeof(nearest) / sizeof(nearest[0]); ++i) {
    assert_true(
      weight(network, 7U, DIL_CONDITION_KEYS + nearest[i][0]) ==
      weight(preset->network, 7U, DIL_CONDITION_KEYS + nearest[i][1]));
  }
  dil_network_free(network);
  dil_preset_free(preset);
}

static void
new_instruments_begin_as_the_mean_of_the_old(void** state)
{
  (void)state;

  DilPreset* const preset = make_preset(2U);
  DilNetwork* const network = transfer_to(preset, 3U);
  for (size_t unit = 0U; unit < DIL_N_HIDDEN; ++unit) {
    const double mean =
      0.5 *
      ((double)weight(preset->network, unit, DIL_CONDITION_INSTRUMENTS) +
       (double)weight(preset->network, unit, DIL_CONDITION_INSTRUMENTS + 1U));
    for (size_t i = 0U; i < 2U; ++i) {
      assert_true(weight(network, unit, DIL_CONDITION_INSTRUMENTS + i) ==
                  (float)mean);
    }
  }
  dil_network_free(network);
  dil_preset_free(preset);
}

static void
an_instrument_of_the_same_name_goes_on_as_it_was(void** state)
{
  (void)state;

  DilPreset* const preset = make_preset(2U);
  DilNetwork* const network = transfer_to(preset, 3U);
  for (size_t unit = 0U; unit < DIL_N_HIDDEN; ++unit) {
    assert_true(weight(network, unit, DIL_CONDITION_INSTRUMENTS + 2U) ==
                weight(preset->network, unit, DIL_CONDITION_INSTRUMENTS + 1U));
  }
  dil_network_free(network);
  dil_preset_free(preset);
}

static void
assert_unfit(const DilPreset* const preset,
             const DilTrainingSettings* const settings,
             const char* const reason)
{
  DilMessage message = {""};
  assert_int_equal(dil_transfer_check(preset, settings, &message),
                   DIL_BAD_ARGUMENT);
  assert_non_null(strstr(message.text, reason));
}

static void
another_network_rate_or_predictor_is_refused(void** state)
{
  (void)state;

  DilPreset* const preset = make_preset(1U);
  const DilTrainingSettings good = fitting_settings();
  DilMessage message = {""};
  assert_int_equal(dil_transfer_check(preset, &good, &message), DIL_OK);

  static const char* const shape = "8 residual and 16 skip channels, 4 layers";
  DilTrainingSettings bad = good;
  ++bad.n_residual;
  assert_unfit(preset, &bad, shape);
  bad = good;
  ++bad.n_skip;
  assert_unfit(preset, &bad, shape);
  bad = good;
  --bad.n_layers;
  assert_unfit(preset, &bad, shape);
  bad = good;
  --bad.cycle;
  assert_unfit(preset, &bad, shape);

  static const char* const rate =
    "24000 Hz, a predictor of 0.850 and 0.800 and an emphasis of 0.000";
  bad = good;
  bad.rate = 16000U;
  assert_unfit(preset, &bad, rate);
  bad = good;
  bad.a = 0.9f;
  assert_unfit(preset, &bad, rate);
  bad = good;
  bad.b = 0.5f;
  assert_unfit(preset, &bad, rate);
  bad = good;
  bad.emphasis = 0.5f;
  assert_unfit(preset, &bad, rate);
  dil_preset_free(preset);
}

static void
the_origin_names_all_to_whom_credit_is_due(void** state)
{
  (void)state;

  DilPreset* const preset = make_preset(2U);
  char origin[DIL_N_ORIGIN];
  preset->instruments[0].credits = "Anna, CC BY 4.0";
  preset->instruments[1].credits = "Bert";
  dil_transfer_origin(preset, origin);
  assert_string_equal(origin, "Tiny; Anna, CC BY 4.0; Bert; ISC");
  dil_preset_free(preset);
}

static void
an_origin_that_is_too_long_is_cut_between_characters(void** state)
{
  (void)state;

  // Three bytes each, at every place that the cut can have in one
  DilPreset* const preset = make_preset(1U);
  char credits[DIL_N_ORIGIN + 64U];
  for (size_t first = 0U; first < 3U; ++first) {
    memset(credits, 'a', first);
    for (size_t i = first; i + 3U < sizeof(credits); i += 3U) {
      memcpy(credits + i, "\xE2\x99\xAA", 4U);
    }

    char origin[DIL_N_ORIGIN];
    preset->instruments[0].credits = credits;
    dil_transfer_origin(preset, origin);
    const size_t n = strlen(origin);
    assert_true(n + 3U >= DIL_N_ORIGIN && n < DIL_N_ORIGIN);
    assert_true(dil_is_utf8((const uint8_t*)origin, n));
  }
  dil_preset_free(preset);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(all_but_the_conditions_are_as_they_were),
    cmocka_unit_test(keys_that_were_not_learned_begin_as_the_nearest_that_was),
    cmocka_unit_test(between_instruments_the_nearest_key_is_of_either),
    cmocka_unit_test(new_instruments_begin_as_the_mean_of_the_old),
    cmocka_unit_test(an_instrument_of_the_same_name_goes_on_as_it_was),
    cmocka_unit_test(another_network_rate_or_predictor_is_refused),
    cmocka_unit_test(the_origin_names_all_to_whom_credit_is_due),
    cmocka_unit_test(an_origin_that_is_too_long_is_cut_between_characters),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
