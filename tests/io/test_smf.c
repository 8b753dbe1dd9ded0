// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "smf.h"

#include "io/smf_case.h"
#include "support/fault.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

static void
messages_of_every_kind_are_read(void** state)
{
  (void)state;

  const MidiBytes midi = smf_rich_file();
  const SmfRead read = smf_read_midi(&midi);
  assert_int_equal(dil_smf_n_tracks(read.smf), 2);
  assert_int_equal(dil_warnings_count(&read.warnings), 0);
  assert_int_equal(read.n_events, 17);
  smf_assert_event(&read.events[0], 0U, DIL_SMF_META, DIL_SMF_TRACK_NAME, 0U);
  assert_int_equal(read.events[0].size, 4);
  assert_memory_equal(dil_smf_payload(read.smf, &read.events[0]), "Tune", 4U);
  smf_assert_event(&read.events[3], 0U, DIL_SMF_SYSEX, 0U, 0U);
  smf_assert_event(&read.events[4], 0U, 0xC1U, 40U, 0U);
  smf_assert_event(&read.events[6], 0U, 0xB1U, 64U, 127U);
  smf_assert_event(&read.events[7], 10U, 0x91U, 60U, 100U);
  smf_assert_event(&read.events[9], 186U, 0x91U, 64U, 80U);
  smf_assert_event(&read.events[10], 200U, DIL_SMF_META, DIL_SMF_TEMPO, 0U);
  smf_assert_event(&read.events[11], 206U, 0xE1U, 0x12U, 0x34U);
  smf_assert_event(&read.events[12], 211U, 0xD1U, 70U, 0U);
  smf_assert_event(&read.events[13], 216U, 0xA1U, 64U, 33U);
  smf_assert_event(&read.events[14], 236U, 0x81U, 64U, 50U);
  dil_smf_free(read.smf);
}

static void
running_status_outlives_meta_events_and_sysex(void** state)
{
  (void)state;

  MidiBytes midi = {.n = 0U};
  midi_header(&midi, 0U, 1U, 96U);
  midi_begin_track(&midi);
  MIDI_PUT(&midi, 0, 0x93, 60, 100);
  MIDI_PUT(&midi, 5, 0xFF, 0x01, 2, 'h', 'i', 1, 61, 101);
  MIDI_PUT(&midi, 5, 0xF0, 2, 0x11, 0xF7, 1, 62, 102);
  MIDI_PUT(&midi, 5, 0xF7, 1, 0xF8, 1, 63, 103);
  midi_end_track(&midi, 0U);

  const SmfRead read = smf_read_midi(&midi);
  assert_int_equal(dil_warnings_count(&read.warnings), 0);
  smf_assert_event(&read.events[2], 6U, 0x93U, 61U, 101U);
  smf_assert_event(&read.events[4], 12U, 0x93U, 62U, 102U);
  smf_assert_event(&read.events[6], 18U, 0x93U, 63U, 103U);
  dil_smf_free(read.smf);
}

static void
events_of_one_tick_keep_the_order_of_tracks(void** state)
{
  (void)state;

  MidiBytes midi = {.n = 0U};
  midi_header(&midi, 1U, 20U, 96U);
  for (uint8_t track = 0U; track < 20U; ++track) {
    midi_begin_track(&midi);
    for (uint8_t i = 0U; i < 20U; ++i) {
      MIDI_PUT(&midi, i % 4U == 3U, 0x90, track, i + 1U);
    }
    midi_end_track(&midi, 0U);
  }

  const SmfRead read = smf_read_midi(&midi);
  assert_int_equal(read.n_events, 20 * 21);
  for (size_t i = 1U; i < read.n_events; ++i) {
    const DilSmfEvent* const a = &read.events[i - 1U];
    const DilSmfEvent* const b = &read.events[i];
    assert_true(a->tick < b->tick ||
                (a->tick == b->tick &&
                 (a->track < b->track ||
                  (a->track == b->track &&
                   (b->status == DIL_SMF_META || a->data[1] < b->data[1])))));
  }
  dil_smf_free(read.smf);
}

static void
unknown_chunks_are_skipped(void** state)
{
  (void)state;

  MidiBytes midi = {.n = 0U};
  midi_header(&midi, 0U, 1U, 96U);
  midi.bytes[7] = 8U;
  MIDI_PUT(&midi, 0xAA, 0xBB);
  MIDI_PUT(&midi, 'X', 'F', 'I', 'H', 0, 0, 0, 5, 'M', 'T', 'r', 'k', 0);
  midi_begin_track(&midi);
  MIDI_PUT(&midi, 7, 0x90, 60, 1);
  midi_end_track(&midi, 0U);
  MIDI_PUT(&midi, 'X', 'F', 'K', 'M', 0, 0, 0, 2, 1, 2);

  const SmfRead read = smf_read_midi(&midi);
  assert_int_equal(dil_smf_n_tracks(read.smf), 1);
  assert_int_equal(dil_warnings_count(&read.warnings), 0);
  smf_assert_event(&read.events[0], 7U, 0x90U, 60U, 1U);
  dil_smf_free(read.smf);
}

static void
rubbish_between_tracks_is_skipped(void** state)
{
  (void)state;

  MidiBytes midi = {.n = 0U};
  midi_header(&midi, 1U, 2U, 96U);
  for (unsigned i = 0U; i < 2U; ++i) {
    MIDI_PUT(&midi, 1, 2, 3, 'M', 'T', 'M', 'X', 'Y', 'Z', 'A', 0xFF, 0, 0, 0);
    midi_begin_track(&midi);
    MIDI_PUT(&midi, 7, 0x90, 60, 1);
    midi_end_track(&midi, 0U);
  }

  const SmfRead read = smf_read_midi(&midi);
  assert_int_equal(dil_smf_n_tracks(read.smf), 2);
  assert_int_equal(read.n_events, 4);
  dil_smf_free(read.smf);
}

static void
riff_wrapper_is_seen_through(void** state)
{
  (void)state;

  const MidiBytes bare = smf_rich_file();
  MidiBytes midi = {.n = 0U};
  MIDI_PUT(&midi, 'R', 'I', 'F', 'F', 0, 0, 0, 0, 'R', 'M', 'I', 'D');
  MIDI_PUT(&midi, 'D', 'I', 'S', 'P', 3, 0, 0, 0, 'a', 'b', 'c', 0);
  MIDI_PUT(&midi, 'd', 'a', 't', 'a', (uint8_t)bare.n, (uint8_t)(bare.n >> 8U));
  MIDI_PUT(&midi, 0, 0);
  midi_put(&midi, bare.bytes, bare.n);
  MIDI_PUT(&midi, 'L', 'I', 'S', 'T', 0, 0, 0, 0);
  assert_true(dil_smf_recognises(midi.bytes, midi.n));

  const SmfRead expected = smf_read_midi(&bare);
  const SmfRead read = smf_read_midi(&midi);
  assert_int_equal(dil_warnings_count(&read.warnings), 0);
  assert_int_equal(read.n_events, expected.n_events);
  for (size_t i = 0U; i < read.n_events; ++i) {
    assert_int_equal(read.events[i].tick, expected.events[i].tick);
    assert_int_equal(read.events[i].status, expected.events[i].status);
  }
  dil_smf_free(expected.smf);
  dil_smf_free(read.smf);
}

static void
bytes_before_the_header_are_passed_over(void** state)
{
  (void)state;

  // MacBinary, and the most there may be; then there is none
  static const size_t sizes[] = {1U, 128U, 4096U, 4097U};
  const MidiBytes bare = smf_rich_file();
  const SmfRead expected = smf_read_midi(&bare);
  for (size_t i = 0U; i < 4U; ++i) {
    MidiBytes midi = {.n = sizes[i]};
    memset(midi.bytes, 'M', midi.n);
    midi_put(&midi, bare.bytes, bare.n);
    assert_int_equal(dil_smf_recognises(midi.bytes, midi.n), i < 3U);
    if (i < 3U) {
      const SmfRead read = smf_read_midi(&midi);
      assert_int_equal(read.n_events, expected.n_events);
      assert_int_equal(dil_warnings_count(&read.warnings), 0);
      dil_smf_free(read.smf);
    }
  }

  // What only looks like a header is none
  MidiBytes midi = {.n = 0U};
  MIDI_PUT(&midi, 'x', 'M', 'T', 'h', 'd', 0, 0, 0, 7, 0, 1, 0, 1, 0, 96);
  assert_false(dil_smf_recognises(midi.bytes, midi.n));
  dil_smf_free(expected.smf);
}

static void
padded_numbers_are_read(void** state)
{
  (void)state;

  MidiBytes midi = {.n = 0U};
  midi_header(&midi, 0U, 1U, 96U);
  midi_begin_track(&midi);
  MIDI_PUT(&midi, 0x80, 0x80, 0x80, 0x05, 0x90, 60, 1);
  MIDI_PUT(&midi, 0xFF, 0xFF, 0xFF, 0x7F, 60, 0);
  midi_end_track(&midi, 0U);

  const SmfRead read = smf_read_midi(&midi);
  assert_int_equal(read.events[0].tick, 5);
  assert_int_equal(read.events[1].tick, 5 + 0xFFFFFFF);
  dil_smf_free(read.smf);
}

static void
missing_tracks_are_warned_of(void** state)
{
  (void)state;

  MidiBytes midi = smf_rich_file();
  midi.bytes[11] = 5U;
  const SmfRead read = smf_read_midi(&midi);
  assert_int_equal(dil_warnings_count(&read.warnings), 1);
  assert_string_equal(read.warnings.texts[0].text,
                      "name: only 2 of 5 tracks are there");
  dil_smf_free(read.smf);
}

static void
too_many_events_are_refused(void** state)
{
  (void)state;

  // Two bytes make an event: a time and, with running status, a pressure
  MidiBytes head = {.n = 0U};
  midi_header(&head, 0U, 1U, 96U);
  midi_begin_track(&head);
  MIDI_PUT(&head, 0, 0xD0, 1);

  const size_t n_most = head.n + 2U * (DIL_SMF_MAX_EVENTS - 1U);
  uint8_t* const bytes = (uint8_t*)calloc(n_most + 2U, 1U);
  assert_non_null(bytes);
  memcpy(bytes, head.bytes, head.n);

  const SmfRead read = smf_read_bytes(bytes, n_most);
  assert_int_equal(read.n_events, DIL_SMF_MAX_EVENTS);
  dil_smf_free(read.smf);

  DilSmf* smf = NULL;
  DilMessage message = {""};
  assert_int_equal(
    dil_smf_read("name", bytes, n_most + 2U, NULL, &smf, &message),
    DIL_UNSUPPORTED);
  assert_string_equal(message.text, "name: more than 4194304 events");
  free(bytes);
}

static void
refuse(const MidiBytes* const midi,
       const DilStatus expected,
       const char* const reason)
{
  DilSmf* smf = NULL;
  DilMessage message = {""};
  assert_int_equal(
    dil_smf_read("name", midi->bytes, midi->n, NULL, &smf, &message), expected);
  assert_null(smf);
  assert_memory_equal(message.text, "name: ", 6U);
  assert_non_null(strstr(message.text, reason));
}

static void
what_is_no_midi_file_is_refused_by_name(void** state)
{
  (void)state;

  MidiBytes midi = {.n = 0U};
  refuse(&midi, DIL_BAD_FILE, "not a MIDI file");
  MIDI_PUT(&midi, 'R', 'I', 'F', 'F', 0, 0, 0, 0, 'R', 'M', 'I', 'D');
  refuse(&midi, DIL_BAD_FILE, "not a MIDI file");

  midi.n = 0U;
  midi_header(&midi, 1U, 1U, 96U);
  refuse(&midi, DIL_BAD_FILE, "no track");
  midi.bytes[7] = 5U;
  refuse(&midi, DIL_BAD_FILE, "header is cut short");

  midi.n = 0U;
  midi_header(&midi, 3U, 1U, 96U);
  refuse(&midi, DIL_UNSUPPORTED, "format 3");

  static const unsigned no_divisions[] = {0x0000U, 0xE700U, 0x8000U};
  for (size_t i = 0U; i < 3U; ++i) {
    midi.n = 0U;
    midi_header(&midi, 1U, 1U, no_divisions[i]);
    refuse(&midi, DIL_BAD_FILE, "time division");
  }
}

static DilStatus
read_and_free(void* const context)
{
  const MidiBytes* const midi = (const MidiBytes*)context;
  DilSmf* smf = NULL;
  const DilStatus status =
    dil_smf_read("name", midi->bytes, midi->n, NULL, &smf, NULL);
  if (!status) {
    dil_smf_free(smf);
  }

  return status;
}

static void
every_failing_allocation_is_reported(void** state)
{
  (void)state;

  MidiBytes midi = smf_rich_file();
  assert_true(fault_for_each(read_and_free, &midi, DIL_NO_MEMORY) >= 5U);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(messages_of_every_kind_are_read),
    cmocka_unit_test(running_status_outlives_meta_events_and_sysex),
    cmocka_unit_test(events_of_one_tick_keep_the_order_of_tracks),
    cmocka_unit_test(unknown_chunks_are_skipped),
    cmocka_unit_test(rubbish_between_tracks_is_skipped),
    cmocka_unit_test(riff_wrapper_is_seen_through),
    cmocka_unit_test(bytes_before_the_header_are_passed_over),
    cmocka_unit_test(padded_numbers_are_read),
    cmocka_unit_test(missing_tracks_are_warned_of),
    cmocka_unit_test(too_many_events_are_refused),
    cmocka_unit_test(what_is_no_midi_file_is_refused_by_name),
    cmocka_unit_test(every_failing_allocation_is_reported),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
