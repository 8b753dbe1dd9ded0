// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "dilaton/tuning.h"

#include "rng.h"

#include "support/fault.h"
#include "support/file.h"
#include "support/temp.h"
#include "support/test.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char quarter_comma[] = "! meanquar.scl\n"
                                    "!\n"
                                    "1/4-comma meantone scale\n"
                                    " 12\n"
                                    "!\n"
                                    " 76.04900\n"
                                    " 193.15686 cents\n"
                                    " 310.26471\n"
                                    " 5/4   E\n"
                                    " 503.42157\n"
                                    " 579.47057\n"
                                    " 696.57843\n"
                                    " 25/16\n"
                                    " 889.73529\n"
                                    " 1006.84314\n"
                                    " 1082.89214\n"
                                    " 2/1";

static const char nineteen[] = "\r\n 19\r\n" // An empty description
                               "63.15789\r\n126.31579\r\n189.47368\r\n"
                               "252.63158\r\n315.78947\r\n378.94737\r\n"
                               "442.10526\r\n505.26316\r\n568.42105\r\n"
                               "631.57895\r\n694.73684\r\n757.89474\r\n"
                               "821.05263\r\n884.21053\r\n947.36842\r\n"
                               "1010.52632\r\n1073.68421\r\n1136.84211\r\n"
                               "2\r\n";

static const char white_keys[] = "! Seven notes on the white keys\n"
                                 "12\n0\n127\n60\n69\n440.0\n7\n"
                                 "0\nx\n1\nx\n2\n3\nx\n4\nx\n5\nx\n6\n";

static const char seven[] = "seven equal\n7\n171.42857\n342.85714\n514.28571\n"
                            "685.71429\n857.14286\n1028.57143\n1200.0\n";

static DilTuningText
text_of(const char* const name, const char* const text)
{
  const DilTuningText result = {name, text, strlen(text)};
  return result;
}

static DilStatus
read_tuning(const char* const scale,
            const char* const mapping,
            DilTuning* const tuning,
            DilMessage* const message)
{
  const DilTuningText scale_text = text_of("a.scl", scale);
  const DilTuningText mapping_text = text_of("a.kbm", mapping ? mapping : "");
  return dil_tuning_read(
    &scale_text, mapping ? &mapping_text : NULL, tuning, message);
}

static void
assert_pitch(const DilTuning* const tuning,
             const uint32_t key,
             const double expected)
{
  assert_true(fabs(dil_tuning_pitch(tuning, 0U, key) - expected) < 1e-6);
}

static void
equal_tuning_gives_every_key_its_own_pitch(void** state)
{
  (void)state;

  DilTuning tuning;
  dil_tuning_equal(&tuning);
  for (uint32_t key = 0U; key < 128U; ++key) {
    for (uint32_t channel = 0U; channel < 16U; ++channel) {
      assert_true(dil_tuning_pitch(&tuning, channel, key) == (double)key);
    }
  }
}

static void
scale_repeats_from_middle_c_when_there_is_no_mapping(void** state)
{
  (void)state;

  DilTuning tuning;
  assert_int_equal(read_tuning(quarter_comma, NULL, &tuning, NULL), DIL_OK);
  assert_pitch(&tuning, 60U, 60.0);
  assert_pitch(&tuning, 61U, 60.76049);
  assert_pitch(&tuning, 64U, 60.0 + 12.0 * log2(5.0 / 4.0));
  assert_pitch(&tuning, 72U, 72.0);
  assert_pitch(&tuning, 59U, 48.0 + 10.8289214);
  assert_pitch(&tuning, 0U, 0.0);

  assert_int_equal(read_tuning(nineteen, NULL, &tuning, NULL), DIL_OK);
  assert_pitch(&tuning, 60U + 19U, 72.0);
  assert_pitch(&tuning, 60U - 19U, 48.0);
  assert_pitch(&tuning, 61U, 60.6315789);
}

static void
mapping_places_notes_and_leaves_keys_without_sound(void** state)
{
  (void)state;

  DilTuning tuning;
  assert_int_equal(read_tuning(seven, white_keys, &tuning, NULL), DIL_OK);
  assert_pitch(&tuning, 69U, 69.0);
  assert_pitch(&tuning, 81U, 81.0);
  assert_pitch(&tuning, 71U, 69.0 + 1.7142857);
  assert_pitch(&tuning, 60U, 69.0 - 5.0 * 1.7142857);
  assert_true(isnan(dil_tuning_pitch(&tuning, 0U, 61U)));
  assert_true(isnan(dil_tuning_pitch(&tuning, 0U, 1U)));

  // Keys 60 to 62 only, at another reference; the others stay as they are
  static const char few[] = "0\n60\n62\n60\n60\n261.6\n0\n";
  assert_int_equal(read_tuning(seven, few, &tuning, NULL), DIL_OK);
  assert_pitch(&tuning, 60U, 69.0 + 12.0 * log2(261.6 / 440.0));
  assert_pitch(&tuning, 63U, 63.0);
  assert_pitch(&tuning, 59U, 59.0);

  // What a mapping leaves out at its end is not mapped
  static const char short_map[] = "3\n0\n127\n60\n60\n261.6255653\n7\n0\n1";
  assert_int_equal(read_tuning(seven, short_map, &tuning, NULL), DIL_OK);
  assert_true(fabs(dil_tuning_pitch(&tuning, 0U, 63U) - 72.0) < 1e-4);
  assert_true(isnan(dil_tuning_pitch(&tuning, 0U, 62U)));
}

static void
every_truncated_file_is_read_or_refused_with_a_reason(void** state)
{
  (void)state;

  const char* const files[][2] = {
    {quarter_comma, NULL}, {nineteen, NULL}, {seven, white_keys}};
  for (size_t f = 0U; f < 3U; ++f) {
    const char* const whole = files[f][1] ? files[f][1] : files[f][0];
    for (size_t n = 0U; n < strlen(whole); ++n) {
      const DilTuningText cut = {"cut", whole, n};
      const DilTuningText scale = text_of("a.scl", files[f][0]);
      DilTuning tuning;
      DilMessage message = {""};
      const DilStatus status =
        files[f][1] ? dil_tuning_read(&scale, &cut, &tuning, &message)
                    : dil_tuning_read(&cut, NULL, &tuning, &message);
      if (status) {
        assert_int_equal(status, DIL_BAD_FILE);
        assert_int_equal(strncmp(message.text, "cut: ", 5U), 0);
        assert_null(strchr(message.text, '\n'));
      }
    }
  }
}

static void
nonsense_is_refused_with_a_reason(void** state)
{
  (void)state;

  static const char* const scales[] = {"x\n0\n",
                                       "x\n-3\n1/1\n",
                                       "x\n1.5\n2\n",
                                       "x\n99999999999999999999\n",
                                       "x\n1\nhello\n",
                                       "x\n1\n-3/2\n",
                                       "x\n1\n3/0\n",
                                       "x\n1\n0/3\n",
                                       "x\n1\n3/2.5\n",
                                       "x\n1\n1.2.3\n",
                                       "x\n1\n2/1x\n",
                                       "x\n1\n99999999.0\n",
                                       "x\n2\n2/1\n"};
  static const char* const mappings[] = {"12\n0\n128\n60\n69\n440.0\n7\n",
                                         "x\n",
                                         "0\n0\n127\n60\n69\n0.0\n7\n",
                                         "0\n0\n127\n60\n69\n-440.0\n7\n",
                                         "2\n0\n127\n60\n61\n440.0\n7\n0\nx",
                                         "2\n0\n127\n60\n60\n440.0\n7\n0\n-1",
                                         "1025\n0\n127\n60\n60\n440.0\n7\n0"};

  DilTuning tuning;
  DilTuning before;
  memset(&before, 7, sizeof(before));
  memcpy(&tuning, &before, sizeof(before));
  for (size_t i = 0U; i < sizeof(scales) / sizeof(scales[0]); ++i) {
    DilMessage message = {""};
    assert_int_equal(read_tuning(scales[i], NULL, &tuning, &message),
                     DIL_BAD_FILE);
    assert_non_null(strstr(message.text, "a.scl: "));
    assert_null(strstr(message.text, "line 0"));
  }
  for (size_t i = 0U; i < sizeof(mappings) / sizeof(mappings[0]); ++i) {
    DilMessage message = {""};
    assert_int_equal(read_tuning(seven, mappings[i], &tuning, &message),
                     DIL_BAD_FILE);
    assert_non_null(strstr(message.text, "a.kbm: "));
  }
  assert_memory_equal(&tuning, &before, sizeof(before));
}

static void
files_are_loaded_and_missing_ones_named(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  const char* const scale = temp_path(folder, "seven.scl");
  const char* const mapping = temp_path(folder, "white.kbm");
  DilTuning tuning;
  DilMessage message = {""};
  file_write_text(scale, seven);
  assert_int_equal(dil_tuning_load(scale, NULL, &tuning, NULL), DIL_OK);
  assert_pitch(&tuning, 67U, 72.0);
  assert_int_equal(dil_tuning_load(scale, mapping, &tuning, &message),
                   DIL_NOT_FOUND);
  assert_non_null(strstr(message.text, "white.kbm"));
  file_write_text(mapping, white_keys);
  assert_int_equal(dil_tuning_load(scale, mapping, &tuning, NULL), DIL_OK);
  assert_pitch(&tuning, 69U, 69.0);

  // Written by an editor that begins texts with a mark
  char marked[1024];
  snprintf(marked, sizeof(marked), "\xEF\xBB\xBF%s", seven);
  file_write_text(scale, marked);
  snprintf(marked, sizeof(marked), "\xEF\xBB\xBF%s", white_keys);
  file_write_text(mapping, marked);
  assert_int_equal(dil_tuning_load(scale, mapping, &tuning, NULL), DIL_OK);
  assert_pitch(&tuning, 69U, 69.0);
}

/// Wrap data in F0 7F 00 08 sub-ID and F7
static size_t
wrap(const uint8_t sub_id,
     const uint8_t* const data,
     const size_t n,
     uint8_t* const out)
{
  static const uint8_t head[] = {0xF0U, 0x7FU, 0U, 8U};
  memcpy(out, head, 4U);
  out[4] = sub_id;
  memcpy(out + 5U, data, n);
  out[5U + n] = 0xF7U;
  return n + 6U;
}

static void
single_notes_are_retuned_by_message(void** state)
{
  (void)state;

  // Program 0, two changes: key 60 to 60.5, key 61 left as it is
  static const uint8_t data[] = {
    0U, 2U, 60U, 60U, 64U, 0U, 61U, 127U, 127U, 127U};
  uint8_t message[32];
  DilTuning tuning;
  dil_tuning_equal(&tuning);
  const size_t n = wrap(2U, data, sizeof(data), message);
  assert_true(dil_tuning_sysex(&tuning, message, n));
  assert_pitch(&tuning, 60U, 60.5);
  assert_pitch(&tuning, 61U, 61.0);

  static const uint8_t banked[] = {0U, 0U, 1U, 62U, 61U, 0U, 1U};
  const size_t m = wrap(7U, banked, sizeof(banked), message);
  assert_true(dil_tuning_sysex(&tuning, message, m));
  assert_pitch(&tuning, 62U, 61.0 + 1.0 / 16384.0);
}

static void
octaves_are_retuned_on_their_channels_by_message(void** state)
{
  (void)state;

  uint8_t data[32] = {0U, 0U, 5U}; // Channels 0 and 2
  uint8_t message[40];
  DilTuning tuning;
  dil_tuning_equal(&tuning);
  memset(data + 3U, 64, 12U);
  data[3U + 4U] = 50U; // E by -14 cents
  assert_true(dil_tuning_sysex(&tuning, message, wrap(8U, data, 15U, message)));
  assert_true(fabs(dil_tuning_pitch(&tuning, 0U, 64U) - 63.86) < 1e-6);
  assert_true(fabs(dil_tuning_pitch(&tuning, 2U, 76U) - 75.86) < 1e-6);
  assert_true(dil_tuning_pitch(&tuning, 1U, 64U) == 64.0);
  assert_true(dil_tuning_pitch(&tuning, 0U, 65U) == 65.0);

  for (size_t note = 0U; note < 12U; ++note) {
    data[3U + 2U * note] = 96U; // 50 cents
    data[4U + 2U * note] = 0U;
  }
  data[0] = 3U; // Channels 14 and 15, too
  assert_true(dil_tuning_sysex(&tuning, message, wrap(9U, data, 27U, message)));
  assert_true(fabs(dil_tuning_pitch(&tuning, 15U, 60U) - 60.5) < 1e-6);
  assert_true(dil_tuning_pitch(&tuning, 13U, 60U) == 60.0);
}

static void
all_notes_are_retuned_by_a_dump(void** state)
{
  (void)state;

  uint8_t data[420] = {0U};
  uint8_t message[440];
  DilTuning tuning;
  dil_tuning_equal(&tuning);
  for (uint8_t key = 0U; key < 128U; ++key) {
    data[17U + 3U * (size_t)key] = (uint8_t)(127U - key);
  }
  const size_t n = wrap(1U, data, 1U + 16U + 384U + 1U, message);
  assert_true(dil_tuning_sysex(&tuning, message, n));
  for (uint32_t key = 0U; key < 128U; ++key) {
    assert_pitch(&tuning, key, 127.0 - (double)key);
  }
  assert_false(dil_tuning_sysex(&tuning, message, n - 1U));
}

static void
garbage_messages_change_nothing(void** state)
{
  (void)state;

  DilTuning tuning;
  DilTuning before;
  dil_tuning_equal(&before);
  const DilRng rng = dil_rng_stream(5U, 0U);
  for (uint64_t i = 0U; i < 20000U; ++i) {
    uint8_t message[64];
    const size_t n = dil_rng_bits(rng, 100U * i) % sizeof(message);
    for (size_t j = 0U; j < n; ++j) {
      message[j] = (uint8_t)dil_rng_bits(rng, 100U * i + 1U + j);
    }
    memcpy(&tuning, &before, sizeof(before));
    if (!dil_tuning_sysex(&tuning, message, n)) {
      assert_memory_equal(&tuning, &before, sizeof(before));
    }

    // With a right beginning and end, too
    if (n > 6U) {
      const uint8_t head[] = {0xF0U, 0x7EU, 1U, 8U, (uint8_t)(i % 12U)};
      memcpy(message, head, sizeof(head));
      message[n - 1U] = 0xF7U;
      for (size_t j = 5U; j + 1U < n; ++j) {
        message[j] &= 0x7FU;
      }
      if (!dil_tuning_sysex(&tuning, message, n)) {
        assert_memory_equal(&tuning, &before, sizeof(before));
      }
    }
  }
}

static DilStatus
load_both(void* const context)
{
  const char* const* const paths = (const char* const*)context;
  DilTuning tuning;
  return dil_tuning_load(paths[0], paths[1], &tuning, NULL);
}

static void
failed_allocations_are_reported(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  const char* paths[] = {temp_path(folder, "seven.scl"),
                         temp_path(folder, "white.kbm")};
  file_write_text(paths[0], seven);
  file_write_text(paths[1], white_keys);
  assert_true(fault_for_each(load_both, (void*)paths, DIL_NO_MEMORY) >= 2U);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(equal_tuning_gives_every_key_its_own_pitch),
    cmocka_unit_test(scale_repeats_from_middle_c_when_there_is_no_mapping),
    cmocka_unit_test(mapping_places_notes_and_leaves_keys_without_sound),
    cmocka_unit_test(every_truncated_file_is_read_or_refused_with_a_reason),
    cmocka_unit_test(nonsense_is_refused_with_a_reason),
    cmocka_unit_test_setup_teardown(
      files_are_loaded_and_missing_ones_named, temp_setup, temp_teardown),
    cmocka_unit_test(single_notes_are_retuned_by_message),
    cmocka_unit_test(octaves_are_retuned_on_their_channels_by_message),
    cmocka_unit_test(all_notes_are_retuned_by_a_dump),
    cmocka_unit_test(garbage_messages_change_nothing),
    cmocka_unit_test_setup_teardown(
      failed_allocations_are_reported, temp_setup, temp_teardown),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
