// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "prepare_table.h"

#include "number.h"
#include "output_file.h"
#include "printable.h"
#include "report.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/// Columns of a name
#define NAME_WIDTH 22

static const char* const key_names[12] =
  {"C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B"};

static const char*
print_key(const int key, char text[16])
{
  if (key < 0 || key > 127) {
    snprintf(text, 16U, "-");
  } else {
    snprintf(text, 16U, "%s%d", key_names[key % 12], key / 12 - 1);
  }

  return text;
}

/// A number with a sign, or "-" if there is none
static const char*
print_number(const double value, const char* const format, char text[24])
{
  if (isnan(value)) {
    snprintf(text, 24U, "-");
  } else {
    dil_number_print(text, 24U, "%.*f", format[0] - '0', value);
  }

  return text;
}

/// The end of a name that is too long, which tells it from others
static const char*
short_name(const char* const name)
{
  const char* const slash = strrchr(name, '/');
  const char* const file = slash ? slash + 1 : name;
  const size_t n = strlen(file);
  return n > NAME_WIDTH ? file + n - NAME_WIDTH : file;
}

/// Cents that a note is off the key it is for
static double
cents_of(const DilPreparedNote* const note)
{
  return 100.0 * (note->pitch - (double)note->key);
}

static void
print_note(const DilPreparedNote* const note)
{
  char key[16];
  char cents[24];
  char release[24];
  char noise[24];
  char marks[8];
  snprintf(marks,
           sizeof(marks),
           "%s%s%s%s%s",
           note->is_wrong ? "!" : "",
           note->is_held_out ? "h" : "",
           note->is_gated ? "g" : "",
           note->looped_s > 0.0 ? "l" : "",
           note->is_turned ? "t" : "");
  printf("%-*s %-4s %5s %3d-%-3d %5.2f %5.2f %5s %6.1f %6s %s\n",
         NAME_WIDTH,
         short_name(note->name),
         print_key(note->key, key),
         print_number(cents_of(note), "0", cents),
         note->lo_velocity,
         note->hi_velocity,
         note->onset_s,
         note->length_s,
         print_number(note->release_s, "2", release),
         note->level_db,
         print_number(note->floor_db, "1", noise),
         marks);
}

void
prepare_table_print(const DilPreparation* const preparation)
{
  size_t n_used = 0U;
  printf("%-*s %-4s %5s %-7s %5s %5s %5s %6s %6s\n",
         NAME_WIDTH,
         "recording",
         "key",
         "cents",
         "veloc.",
         "onset",
         "held",
         "rel.",
         "dB",
         "noise");
  for (size_t i = 0U; i < preparation->n_notes; ++i) {
    if (preparation->notes[i].is_used) {
      print_note(&preparation->notes[i]);
      ++n_used;
    }
  }

  printf("%zu of %zu recordings, %s\n",
         n_used,
         preparation->n_notes,
         preparation->is_sustained ? "sustained: held notes keep their level"
                                   : "dying away when held");
  if (preparation->is_locked) {
    printf("Written with a steady pitch");
    if (preparation->vibrato.depth_ct > 0.0f) {
      printf("; the vibrato was %.0f cents at %.1f Hz",
             (double)preparation->vibrato.depth_ct,
             (double)preparation->vibrato.rate_hz);
    }
    printf("\n");
  }
  printf("Marks: ! wrong key, h held out of training, g hiss gated, "
         "l loop unrolled,\nt channels turned.  Times are in seconds.\n");
}

/// Add a field of text, in quotation marks
static DilStatus
write_name(DilOutputFile* const file,
           const char* const name,
           DilMessage* const message)
{
  DilStatus status = dil_output_write(file, "\"", 1U, message);
  for (const char* at = name; *at && !status; ++at) {
    status = dil_output_write(
      file, *at == '"' ? "\"\"" : at, *at == '"' ? 2U : 1U, message);
  }

  return status ? status : dil_output_write(file, "\"", 1U, message);
}

static DilStatus
write_row(DilOutputFile* const file,
          const DilPreparedNote* const note,
          DilMessage* const message)
{
  char text[512];
  char numbers[6][24];
  dil_number_print(
    text,
    sizeof(text),
    ",%d,%d,%d,%d,%s,%d,%d,%d,%d,%d,%.4f,%.3f,%s,%s,%.1f,%s,%.2f,%.5f,%u,%u,"
    "%d,%d,%d\n",
    note->is_used,
    note->key,
    note->told_key,
    note->is_wrong,
    print_number(note->pitch, "3", numbers[0]),
    note->lo_key,
    note->hi_key,
    note->lo_velocity,
    note->hi_velocity,
    note->take,
    note->onset_s,
    note->length_s,
    print_number(note->release_s, "3", numbers[1]),
    print_number(note->slope_db_s, "2", numbers[2]),
    note->level_db,
    print_number(note->floor_db, "1", numbers[3]),
    note->looped_s,
    note->clipped,
    (unsigned)note->rate,
    (unsigned)note->n_channels,
    note->is_turned,
    note->is_gated,
    note->is_held_out);
  const DilStatus status = write_name(file, note->name, message);
  return status ? status : dil_output_write(file, text, strlen(text), message);
}

int
prepare_table_write(const DilPreparation* const preparation,
                    const char* const path)
{
  static const char head[] =
    "recording,used,key,told_key,wrong,pitch,lo_key,hi_key,lo_velocity,"
    "hi_velocity,take,onset_s,held_s,release_s,slope_db_s,level_db,floor_db,"
    "looped_s,clipped,rate,channels,turned,gated,held_out\n";
  DilMessage message;
  DilOutputFile* file = NULL;
  DilStatus status = dil_output_open(path, &file, &message);
  status =
    status ? status : dil_output_write(file, head, sizeof(head) - 1U, &message);
  for (size_t i = 0U; i < preparation->n_notes && !status; ++i) {
    status = write_row(file, &preparation->notes[i], &message);
  }

  status = status ? status : dil_output_commit(file, &message);
  dil_output_free(file);
  return status ? complain("%s", message.text) : EXIT_DONE;
}
