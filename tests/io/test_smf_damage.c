// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "smf.h"

#include "io/smf_case.h"
#include "rng.h"
#include "support/test.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static void
wrong_track_lengths_lose_nothing(void** state)
{
  (void)state;

  const MidiBytes good = smf_rich_file();
  const SmfRead expected = smf_read_midi(&good);
  const DilRng rng = dil_rng_stream(2U, 0U);
  for (unsigned i = 0U; i < 2000U; ++i) {
    // The head of the first track comes after 14 bytes
    MidiBytes midi = good;
    const uint32_t wrong =
      (uint32_t)dil_rng_bits(rng, i) >> (8U * (unsigned)(i % 4U));
    for (unsigned k = 0U; k < 4U; ++k) {
      midi.bytes[18U + k] = (uint8_t)(wrong >> (24U - 8U * k));
    }

    const SmfRead read = smf_read_midi(&midi);
    assert_int_equal(read.n_events, expected.n_events);
    for (size_t k = 0U; k < read.n_events; ++k) {
      smf_assert_event(&read.events[k],
                       expected.events[k].tick,
                       expected.events[k].status,
                       expected.events[k].data[0],
                       expected.events[k].data[1]);
    }
    dil_smf_free(read.smf);
  }
  dil_smf_free(expected.smf);
}

static void
damaged_track_plays_up_to_the_damage(void** state)
{
  (void)state;

  static const uint8_t damages[][6] = {
    {0x80, 0x80, 0x80, 0x80, 0x3C, 0x01}, // A time of five bytes
    {0x00, 0xF5, 0x00, 0x00, 0x00, 0x00}, // A status that files cannot have
    {0x00, 0x90, 0x80, 0x00, 0x00, 0x00}, // A key above 127
    {0x00, 0x90, 0x40, 0xFF, 0x00, 0x00}, // A velocity above 127
    {0x00, 0xFF, 0x01, 0x7F, 0x00, 0x00}, // A text longer than the track
    {0x00, 0xF0, 0x8F, 0xFF, 0x7F, 0x00}, // A sysex longer than the file
  };

  for (size_t i = 0U; i < sizeof(damages) / sizeof(*damages); ++i) {
    MidiBytes midi = {.n = 0U};
    midi_header(&midi, 1U, 2U, 96U);
    midi_begin_track(&midi);
    MIDI_PUT(&midi, 3, 0x90, 60, 1);
    midi_put(&midi, damages[i], 6U);
    midi_end_track(&midi, 0U);
    midi_begin_track(&midi);
    MIDI_PUT(&midi, 4, 0x91, 60, 1);
    midi_end_track(&midi, 0U);

    const SmfRead read = smf_read_midi(&midi);
    assert_int_equal(read.n_events, 3);
    smf_assert_event(&read.events[0], 3U, 0x90U, 60U, 1U);
    smf_assert_event(&read.events[1], 4U, 0x91U, 60U, 1U);
    assert_int_equal(dil_warnings_count(&read.warnings), 1);
    assert_string_equal(
      read.warnings.texts[0].text,
      "name: track 0 is damaged at byte 26 and is played up to there");
    dil_smf_free(read.smf);
  }
}

static void
data_without_a_status_is_damage(void** state)
{
  (void)state;

  MidiBytes midi = {.n = 0U};
  midi_header(&midi, 0U, 1U, 96U);
  midi_begin_track(&midi);
  MIDI_PUT(&midi, 0, 60, 1);
  midi_end_track(&midi, 0U);

  const SmfRead read = smf_read_midi(&midi);
  assert_int_equal(read.n_events, 0);
  assert_int_equal(dil_warnings_count(&read.warnings), 1);
  dil_smf_free(read.smf);
}

// What holds for every file that is read, whatever is in it
static void
assert_sound(const SmfRead* const read)
{
  for (size_t i = 0U; i < read->n_events; ++i) {
    const DilSmfEvent* const event = &read->events[i];
    assert_true(event->status >= 0x80U);
    assert_true(isfinite(event->time_s) && event->time_s >= 0.0);
    assert_true(event->track < dil_smf_n_tracks(read->smf));
    assert_true(event->status >= DIL_SMF_SYSEX ||
                (event->data[0] < 128U && event->data[1] < 128U));
    if (i) {
      assert_true(event[-1].tick <= event->tick);
      assert_true(event[-1].time_s <= event->time_s);
    }

    // Under the address sanitizer, this tells whether payloads are all there
    unsigned sum = 0U;
    for (size_t k = 0U; k < event->size; ++k) {
      sum += dil_smf_payload(read->smf, event)[k];
    }
    assert_true(sum <= 255U * event->size);
    const DilScorePosition at = dil_smf_position(read->smf, event->time_s);
    assert_true(at.fraction >= 0.0 && at.fraction < 1.0);
  }
}

// SmfRead a copy of its own size, so that reading beyond it is seen
static bool
read_copy(const uint8_t* const bytes, const size_t n, SmfRead* const read)
{
  uint8_t* const copy = (uint8_t*)malloc(n + !n);
  assert_non_null(copy);
  memcpy(copy, bytes, n);

  DilMessage message = {""};
  const SmfRead empty = {0};
  *read = empty;
  const DilStatus status =
    dil_smf_read("name", copy, n, &read->warnings, &read->smf, &message);
  free(copy);
  if (status) {
    assert_memory_equal(message.text, "name: ", 6U);
    assert_null(strchr(message.text, '\n'));
    return false;
  }

  read->events = dil_smf_events(read->smf);
  read->n_events = dil_smf_n_events(read->smf);
  return true;
}

static void
every_truncated_file_plays_its_beginning(void** state)
{
  (void)state;

  const MidiBytes midi = smf_rich_file();
  const SmfRead whole = smf_read_midi(&midi);
  size_t n_last = 0U;
  for (size_t n = 0U; n < midi.n; ++n) {
    SmfRead part;
    if (!read_copy(midi.bytes, n, &part)) {
      continue;
    }

    assert_sound(&part);
    assert_true(dil_warnings_count(&part.warnings) > 0U);
    assert_true(part.n_events >= n_last);
    n_last = part.n_events;

    // Every event is one of the whole, found by its place in the file
    for (size_t i = 0U; i < part.n_events; ++i) {
      size_t k = 0U;
      while (k < whole.n_events &&
             whole.events[k].offset != part.events[i].offset) {
        ++k;
      }
      assert_true(k < whole.n_events);
      smf_assert_event(&part.events[i],
                       whole.events[k].tick,
                       whole.events[k].status,
                       whole.events[k].data[0],
                       whole.events[k].data[1]);
    }
    dil_smf_free(part.smf);
  }
  assert_int_equal(n_last, whole.n_events - 1U);
  dil_smf_free(whole.smf);
}

static void
wrapper_may_lie_or_be_cut_short(void** state)
{
  (void)state;

  // A data chunk of 4 GB, cut everywhere
  const MidiBytes bare = smf_rich_file();
  MidiBytes midi = {.n = 0U};
  MIDI_PUT(&midi, 'R', 'I', 'F', 'F', 0, 0, 0, 0, 'R', 'M', 'I', 'D');
  MIDI_PUT(&midi, 'D', 'I', 'S', 'P', 4, 0, 0, 0, 'a', 'b', 'c', 0);
  MIDI_PUT(&midi, 'd', 'a', 't', 'a', 0xFF, 0xFF, 0xFF, 0xFF);
  midi_put(&midi, bare.bytes, bare.n);

  size_t n_last = 0U;
  for (size_t n = 0U; n <= midi.n; ++n) {
    SmfRead part;
    if (read_copy(midi.bytes, n, &part)) {
      assert_sound(&part);
      assert_true(part.n_events >= n_last);
      n_last = part.n_events;
      dil_smf_free(part.smf);
    }
  }
  assert_int_equal(n_last, 17);
}

static void
mutated_files_are_refused_or_sound(void** state)
{
  (void)state;

  const MidiBytes good = smf_rich_file();
  const DilRng rng = dil_rng_stream(3U, 0U);
  size_t n_read = 0U;
  for (uint64_t i = 0U; i < 20000U; ++i) {
    MidiBytes midi = good;
    const unsigned n_changes = 1U + (unsigned)(i % 8U);
    for (unsigned k = 0U; k < n_changes; ++k) {
      const uint64_t bits = dil_rng_bits(rng, 8U * i + k);
      midi.bytes[bits % midi.n] = (uint8_t)(bits >> 32U);
    }

    SmfRead read;
    if (read_copy(midi.bytes, midi.n, &read)) {
      assert_sound(&read);
      dil_smf_free(read.smf);
      ++n_read;
    }
  }
  assert_true(n_read > 10000U);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(wrong_track_lengths_lose_nothing),
    cmocka_unit_test(damaged_track_plays_up_to_the_damage),
    cmocka_unit_test(data_without_a_status_is_damage),
    cmocka_unit_test(every_truncated_file_plays_its_beginning),
    cmocka_unit_test(wrapper_may_lie_or_be_cut_short),
    cmocka_unit_test(mutated_files_are_refused_or_sound),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
