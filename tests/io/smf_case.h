// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TEST_SMF_CASE_H
#define DIL_TEST_SMF_CASE_H

#include "io/midi_bytes.h"
#include "smf.h"

#include <stddef.h>
#include <stdint.h>

/// A file that was read; `smf` is to be released
typedef struct {
  DilSmf* smf;
  DilWarnings warnings;
  const DilSmfEvent* events; ///< [n_events]
  size_t n_events;
} SmfRead;

/// Read a file called "name"; fails the test when it is refused
SmfRead
smf_read_bytes(const uint8_t* bytes, size_t n);

/// smf_read_bytes() of a file that the test made
SmfRead
smf_read_midi(const MidiBytes* midi);

/// Fail the test unless the event is this one
void
smf_assert_event(const DilSmfEvent* event,
                 uint64_t tick,
                 uint8_t status,
                 uint8_t first,
                 uint8_t second);

/// Two tracks and 17 events with a bit of everything
MidiBytes
smf_rich_file(void);

#endif // DIL_TEST_SMF_CASE_H
