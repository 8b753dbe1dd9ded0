// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "message.h"
#include "smf_private.h"

#include <string.h>

/// A chunk starts with a tag of four letters and a length of four bytes
#define HEAD_SIZE 8U

/// What other systems and servers put before a file, MacBinary's 128 bytes for
/// one, is not longer
#define MAX_LEADING 4096U

#define MAX_TRACKS (UINT16_MAX + 1U)

static uint16_t
big_endian_16(const uint8_t* const bytes)
{
  return (uint16_t)(bytes[0] << 8U | bytes[1]);
}

static uint32_t
big_endian_32(const uint8_t* const bytes)
{
  return (uint32_t)big_endian_16(bytes) << 16U | big_endian_16(bytes + 2);
}

static uint32_t
little_endian_32(const uint8_t* const bytes)
{
  return bytes[0] | (uint32_t)bytes[1] << 8U | (uint32_t)bytes[2] << 16U |
         (uint32_t)bytes[3] << 24U;
}

static bool
has_tag(const DilSmf* const smf, const size_t at, const char* const tag)
{
  return smf->n_bytes - at >= HEAD_SIZE && !memcmp(smf->bytes + at, tag, 4U);
}

static bool
is_riff_midi(const uint8_t* const bytes, const size_t n_bytes)
{
  return n_bytes >= 12U && !memcmp(bytes, "RIFF", 4U) &&
         !memcmp(bytes + 8, "RMID", 4U);
}

// Where the header begins; `n_bytes` if there is none.  After other bytes it
// must be as the standard has it, with a length of 6 and a known format
static size_t
find_header(const uint8_t* const bytes, const size_t n_bytes)
{
  static const char whole[] = "MThd\0\0\0\6";

  if (n_bytes >= 4U && !memcmp(bytes, whole, 4U)) {
    return 0U;
  }

  for (size_t at = 0U; at <= MAX_LEADING && at + 14U <= n_bytes; ++at) {
    if (!memcmp(bytes + at, whole, 9U) && bytes[at + 9U] <= 2U) {
      return at;
    }
  }

  return n_bytes;
}

// Find the header, or the "data" chunk of a RIFF wrapper, and forget what is
// around it
static void
unwrap(DilSmfReader* const reader)
{
  DilSmf* const smf = reader->smf;
  if (!is_riff_midi(smf->bytes, smf->n_bytes)) {
    reader->at = find_header(smf->bytes, smf->n_bytes);
    return;
  }

  reader->at = 12U;
  while (smf->n_bytes - reader->at > HEAD_SIZE) {
    const bool is_data = has_tag(smf, reader->at, "data");
    const size_t length = little_endian_32(smf->bytes + reader->at + 4U);
    reader->at += HEAD_SIZE;

    const size_t room = smf->n_bytes - reader->at;
    if (is_data) {
      smf->n_bytes = reader->at + (length < room ? length : room);
      return;
    }

    // Chunks are padded to an even size
    const size_t padded = length + (length & 1U);
    reader->at += padded < room ? padded : room;
  }
}

static DilStatus
read_header(DilSmfReader* const reader)
{
  DilSmf* const smf = reader->smf;
  if (!has_tag(smf, reader->at, "MThd")) {
    return dil_fail(
      reader->message, DIL_BAD_FILE, "%s: not a MIDI file", reader->name);
  }

  const size_t length = big_endian_32(smf->bytes + reader->at + 4U);
  const size_t body = reader->at + HEAD_SIZE;
  if (length < 6U || smf->n_bytes - body < 6U) {
    return dil_fail(reader->message,
                    DIL_BAD_FILE,
                    "%s: the MIDI header is cut short",
                    reader->name);
  }

  smf->format = big_endian_16(smf->bytes + body);
  smf->division = big_endian_16(smf->bytes + body + 4U);
  reader->n_promised = big_endian_16(smf->bytes + body + 2U);
  if (smf->format > 2U) {
    return dil_fail(reader->message,
                    DIL_UNSUPPORTED,
                    "%s: unknown MIDI file format %u",
                    reader->name,
                    (unsigned)smf->format);
  }

  // With SMPTE time this is the number of ticks a frame
  const unsigned mask = smf->division & 0x8000U ? 0x00FFU : 0x7FFFU;
  if (!(smf->division & mask)) {
    return dil_fail(
      reader->message, DIL_BAD_FILE, "%s: time division is 0", reader->name);
  }

  reader->at = body + (length < smf->n_bytes - body ? length : 6U);
  return DIL_OK;
}

// A head of letters with a length that fits, or of a track with any length
static bool
is_chunk(const DilSmf* const smf, const size_t at)
{
  if (smf->n_bytes - at < HEAD_SIZE) {
    return false;
  }

  for (size_t i = 0U; i < 4U; ++i) {
    if (smf->bytes[at + i] < 0x20U || smf->bytes[at + i] > 0x7EU) {
      return false;
    }
  }

  return has_tag(smf, at, "MTrk") ||
         big_endian_32(smf->bytes + at + 4U) <= smf->n_bytes - at - HEAD_SIZE;
}

// Go to the next chunk, over rubbish to the next track if there is rubbish
static bool
find_chunk(DilSmfReader* const reader)
{
  const DilSmf* const smf = reader->smf;
  if (is_chunk(smf, reader->at)) {
    return true;
  }

  while (smf->n_bytes - reader->at >= HEAD_SIZE &&
         !has_tag(smf, reader->at, "MTrk")) {
    ++reader->at;
  }

  return smf->n_bytes - reader->at >= HEAD_SIZE;
}

static void
warn_of_ending(const DilSmfReader* const reader, const DilSmfTrack* const track)
{
  const unsigned number = reader->smf->n_tracks;
  if (track->ending == DIL_SMF_DAMAGED) {
    dil_warn(reader->warnings,
             "%s: track %u is damaged at byte %zu and is played up to there",
             reader->name,
             number,
             track->at);
  } else if (track->ending == DIL_SMF_CUT) {
    dil_warn(
      reader->warnings, "%s: track %u has no end mark", reader->name, number);
  } else if (!track->is_bounded) {
    dil_warn(reader->warnings,
             "%s: track %u states a wrong length",
             reader->name,
             number);
  }
}

static DilStatus
read_track(DilSmfReader* const reader, const size_t length, const uint64_t tick)
{
  DilSmf* const smf = reader->smf;
  const size_t body = reader->at + HEAD_SIZE;
  const size_t room = smf->n_bytes - body;

  // Believe a stated length only if something begins or all ends there
  DilSmfTrack track = {.at = body, .end = smf->n_bytes, .tick = tick};
  if (length == room || (length < room && is_chunk(smf, body + length))) {
    track.end = body + length;
    track.is_bounded = true;
  }

  const DilStatus status = dil_smf_read_track(smf, &track);
  if (status == DIL_UNSUPPORTED) {
    return dil_fail(reader->message,
                    status,
                    "%s: more than %u events",
                    reader->name,
                    DIL_SMF_MAX_EVENTS);
  }

  if (status) {
    return dil_fail_memory(reader->message);
  }

  // An end mark with another track after it counts more than any length
  if (track.ending == DIL_SMF_COMPLETE && track.at < track.end &&
      has_tag(smf, track.at, "MTrk")) {
    track.is_bounded = false;
  }

  warn_of_ending(reader, &track);
  reader->at = track.is_bounded ? track.end : track.at;
  ++smf->n_tracks;
  return DIL_OK;
}

static DilStatus
read_tracks(DilSmfReader* const reader)
{
  DilSmf* const smf = reader->smf;
  while (smf->n_tracks < MAX_TRACKS && find_chunk(reader)) {
    const size_t length = big_endian_32(smf->bytes + reader->at + 4U);
    if (!has_tag(smf, reader->at, "MTrk")) {
      reader->at += HEAD_SIZE + length;
      continue;
    }

    const bool is_sequel = smf->format == 2U && smf->n_events > 0U;
    const uint64_t tick = is_sequel ? smf->events[smf->n_events - 1U].tick : 0U;
    const DilStatus status = read_track(reader, length, tick);
    if (status) {
      return status;
    }
  }

  if (!smf->n_tracks) {
    return dil_fail(
      reader->message, DIL_BAD_FILE, "%s: no track in it", reader->name);
  }

  if (smf->n_tracks < reader->n_promised) {
    dil_warn(reader->warnings,
             "%s: only %u of %u tracks are there",
             reader->name,
             (unsigned)smf->n_tracks,
             (unsigned)reader->n_promised);
  }

  return DIL_OK;
}

bool
dil_smf_recognises(const uint8_t* const bytes, const size_t n_bytes)
{
  return is_riff_midi(bytes, n_bytes) || find_header(bytes, n_bytes) < n_bytes;
}

DilStatus
dil_smf_read_chunks(DilSmfReader* const reader)
{
  unwrap(reader);

  const DilStatus status = read_header(reader);
  return status ? status : read_tracks(reader);
}
