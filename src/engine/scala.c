// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "scala.h"

#include "message.h"
#include "number.h"
#include "precise.h"

#include <string.h>

#define TUNING_HZ  440.0
#define TUNING_KEY 69.0

/// A text read line by line; after a failure there are no more lines
typedef struct {
  const DilTuningText* text;
  DilMessage* message;
  size_t place;   ///< Byte after the current line
  size_t n_lines; ///< Lines read, comments included
  const char* line;
  size_t length; ///< Bytes left of the current line
  DilStatus status;
} Reader;

static void
fail(Reader* const reader, const char* const reason)
{
  if (!reader->status) {
    reader->status = dil_fail(reader->message,
                              DIL_BAD_FILE,
                              "%s: line %zu: %s",
                              reader->text->name,
                              reader->n_lines,
                              reason);
  }
}

static bool
is_space(const char c)
{
  return c == ' ' || c == '\t' || c == '\r';
}

static bool
is_digit(const char c)
{
  return c >= '0' && c <= '9';
}

static void
skip(Reader* const reader)
{
  ++reader->line;
  --reader->length;
}

static void
skip_spaces(Reader* const reader)
{
  while (reader->length && is_space(*reader->line)) {
    skip(reader);
  }
}

/// True if the line goes on with this character, which is then taken
static bool
take(Reader* const reader, const char c)
{
  const bool result = reader->length && *reader->line == c;
  if (result) {
    skip(reader);
  }

  return result;
}

static bool
next_raw_line(Reader* const reader)
{
  const DilTuningText* const text = reader->text;
  if (reader->status || reader->place == text->size) {
    return false;
  }

  const char* const start = text->text + reader->place;
  const size_t n_left = text->size - reader->place;
  const char* const end = (const char*)memchr(start, '\n', n_left);
  reader->line = start;
  reader->length = end ? (size_t)(end - start) : n_left;
  reader->place += reader->length + (end ? 1U : 0U);
  ++reader->n_lines;
  return true;
}

/// Go to the next line that is no comment; false at the end
static bool
next_line(Reader* const reader)
{
  while (next_raw_line(reader)) {
    if (!reader->length || *reader->line != '!') {
      skip_spaces(reader);
      return true;
    }
  }

  return false;
}

/// next_line() where one must follow
static void
need_line(Reader* const reader)
{
  if (!next_line(reader)) {
    ++reader->n_lines;
    fail(reader, "there is no such line, the file ends too early");
    reader->length = 0U;
  }
}

/// Read an unsigned decimal number
static double
read_decimal(Reader* const reader, bool* const has_point)
{
  const char* const text = reader->line;
  double value = 0.0;
  while (reader->length && (is_digit(*reader->line) || *reader->line == '.')) {
    skip(reader);
  }

  const size_t n = (size_t)(reader->line - text);
  *has_point = n && memchr(text, '.', n);
  if (!n || dil_number_start(text, n, &value) != n) {
    fail(reader, "not a number");
  } else if (value >= 1e15) {
    fail(reader, "a number is too large");
  }
  return value;
}

/// Read a whole number between limits, alone or followed by a space
static int
read_integer(Reader* const reader, const int low, const int high)
{
  const bool is_negative = take(reader, '-');
  bool has_point = false;
  const double magnitude = read_decimal(reader, &has_point);
  const double value = is_negative ? -magnitude : magnitude;
  if (has_point || (reader->length && !is_space(*reader->line))) {
    fail(reader, "not a whole number");
  }
  if (value < (double)low || value > (double)high) {
    fail(reader, "a number is out of its range");
  }

  return reader->status ? low : (int)value;
}

/// Cents if there is a point, else a ratio
static double
read_note(Reader* const reader)
{
  const bool is_negative = take(reader, '-');
  bool has_point = false;
  const double value = read_decimal(reader, &has_point);
  if (has_point) {
    return is_negative ? -value : value;
  }

  double divisor = 1.0;
  if (take(reader, '/')) {
    divisor = read_decimal(reader, &has_point);
  }
  if (is_negative || has_point || value < 1.0 || divisor < 1.0) {
    fail(reader, "not a ratio of positive whole numbers");
    return 0.0;
  }

  return 1200.0 * dil_precise_log2(value / divisor);
}

static void
read_scale(Reader* const reader, DilScale* const scale)
{
  need_line(reader); // Description
  need_line(reader);
  scale->n_notes = read_integer(reader, 1, (int)DIL_SCALA_MAX_NOTES);
  scale->cents[0] = 0.0;
  for (int note = 1; note <= scale->n_notes && !reader->status; ++note) {
    need_line(reader);
    scale->cents[note] = read_note(reader);
    if (reader->length && !is_space(*reader->line)) {
      fail(reader, "not a note");
    }
  }
}

static void
read_map(Reader* const reader, DilMapping* const mapping)
{
  // What is missing at the end is not mapped
  bool is_there = true;
  for (int i = 0; i < mapping->size; ++i) {
    is_there = is_there && next_line(reader);
    const bool is_mapped =
      is_there && reader->length && !take(reader, 'x') && !take(reader, 'X');
    mapping->notes[i] = is_mapped
                          ? read_integer(reader, 0, (int)DIL_SCALA_MAX_NOTES)
                          : DIL_NOT_MAPPED;
  }
}

static int
read_integer_line(Reader* const reader, const int low, const int high)
{
  need_line(reader);
  return read_integer(reader, low, high);
}

static void
read_mapping(Reader* const reader, DilMapping* const mapping)
{
  bool has_point = false;
  mapping->size = read_integer_line(reader, 0, (int)DIL_SCALA_MAX_NOTES);
  mapping->first_key = read_integer_line(reader, 0, 127);
  mapping->last_key = read_integer_line(reader, 0, 127);
  mapping->middle_key = read_integer_line(reader, 0, 127);
  mapping->reference_key = read_integer_line(reader, 0, 127);
  need_line(reader);
  const double frequency = read_decimal(reader, &has_point);
  if (!reader->status && (frequency < 1.0 || frequency > 100000.0)) {
    fail(reader, "the reference frequency is not 1 to 100000 Hz");
  }
  mapping->period_note = read_integer_line(reader, 0, (int)DIL_SCALA_MAX_NOTES);
  read_map(reader, mapping);
  if (!reader->status) {
    mapping->reference_pitch =
      TUNING_KEY + 12.0 * dil_precise_log2(frequency / TUNING_HZ);
  }
}

DilStatus
dil_scala_scale(const DilTuningText* const text,
                DilScale* const scale,
                DilMessage* const message)
{
  Reader reader = {.text = text, .message = message};
  read_scale(&reader, scale);
  return reader.status;
}

DilStatus
dil_scala_mapping(const DilTuningText* const text,
                  DilMapping* const mapping,
                  DilMessage* const message)
{
  Reader reader = {.text = text, .message = message};
  read_mapping(&reader, mapping);
  return reader.status;
}
