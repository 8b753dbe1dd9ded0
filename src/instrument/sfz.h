// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_INSTRUMENT_SFZ_H
#define DIL_INSTRUMENT_SFZ_H

#include "dilaton/attributes.h"
#include "dilaton/status.h"

#include <stdbool.h>
#include <stddef.h>

/// Whether a region repeats a part of its recording while the key is down
typedef enum {
  DIL_SFZ_LOOP_OF_SAMPLE, ///< If the recording says so
  DIL_SFZ_LOOP_NO,        ///< It does not
  DIL_SFZ_LOOP_YES        ///< It does, the part told or the recording's
} DilSfzLoop;

/// One recording and where on the keyboard it sounds
typedef struct {
  char* sample;   ///< Path: folder of the SFZ file, default_path, sample
  int lo_key;     ///< First key, 0 to 127 (0)
  int hi_key;     ///< Last key, lo_key to 127 (127)
  int key_center; ///< Key that plays the recording as it is: 0 to 127 (60),
                  ///< or beyond where keys are moved
  bool is_center_to_hear; ///< pitch_keycenter=sample, and the file does not say
                          ///< it: key_center is a guess
  int center_shift;       ///< Added to a key that the recording says, or that
                          ///< is heard, -128 to 127 (0)
  int lo_velocity;        ///< First velocity, 0 to 127 (0)
  int hi_velocity;        ///< Last velocity, lo_velocity to 127 (127)
  int seq_length;         ///< Takes that take turns, 1 to 100 (1)
  int seq_position;       ///< Which of the takes, 1 to 100 (1)
  int transpose;      ///< Semitones added to the played key, -127 to 127 (0)
  float tune_cents;   ///< Added to the pitch of the recording (0)
  float volume_db;    ///< Gain of the recording (0)
  float amp_veltrack; ///< Percent, -100 to 100 (100): how far level follows
                      ///< velocity; 100 is 40 log10(velocity / 127) dB
  float release_s;    ///< Fade after the key goes up, 0 to 100 s (0.001)
  float vibrato_depth_ct; ///< Swing of the pitch to either side (0)
  float vibrato_rate_hz;  ///< Swings a second, 0 to 20 (0)
  float vibrato_delay_s;  ///< Before it begins, 0 to 100 (0)
  float vibrato_fade_s;   ///< Until it is whole, 0 to 100 (0)
  size_t offset;          ///< First frame of the recording that is played (0)
  size_t end;        ///< Last frame played, or SIZE_MAX: the whole (SIZE_MAX)
  DilSfzLoop loop;   ///< What is repeated (DIL_SFZ_LOOP_OF_SAMPLE)
  size_t loop_start; ///< First frame repeated, or SIZE_MAX: not told
  size_t loop_end;   ///< Last frame repeated, or SIZE_MAX: not told
} DilSfzRegion;

/// A region of which a file says nothing: the numbers in brackets above
DilSfzRegion
dil_sfz_region(void);

/// An SFZ instrument: in brackets above, what a region has unless it says so
typedef struct {
  DilSfzRegion* regions; ///< [n_regions], in the order of the file
  size_t n_regions;      ///< At least 1
  char** warnings;       ///< [n_warnings] lines "file:line: what was ignored"
  size_t n_warnings;     ///< One for each opcode or header that is not known
} DilSfz;

/**
   Read an SFZ instrument: which recordings, and what they are mapped to.

   Understood: the headers control, global, master, group and region; the
   opcodes sample, default_path, key, lokey, hikey, pitch_keycenter, lovel,
   hivel, seq_length, seq_position, transpose, tune, volume, amp_veltrack,
   ampeg_release, pitchlfo_depth, pitchlfo_freq, pitchlfo_delay, pitchlfo_fade,
   offset, end, trigger, loop_mode, loop_start, loop_end; note_offset and
   octave_offset of control, which move the keys of the regions that follow;
   keys as numbers or names (c4 is 60; sharps and flats as letters or as signs);
   pitch_keycenter "sample", from the recording's file, or left to be heard;
   both kinds of comments; #define and #include; text of any encoding; paths as
   dil_sfz_path().  Other opcodes and headers are ignored with one warning each.
   A region that no key starts (hikey=-1, end=-1, trigger=release, moved off the
   keyboard) and one without a recording (sample=*sine) are left out with a
   warning.

   Refused, with "file:line: reason": numbers that are malformed or out of
   range, a region without a sample or whose sample cannot be opened, a file of
   more than 16 MiB with its includes, no region at all.

   Source: the SFZ format, version 1, as at sfzformat.com, with #define and
   #include of version 2.

   @param path File to read.
   @param out The instrument, to be freed with dil_sfz_free().
   @return DIL_OK, DIL_NOT_FOUND (the file or a sample), DIL_BAD_FILE,
   DIL_UNSUPPORTED (too large, only generated sounds such as *sine),
   DIL_IO_ERROR or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_sfz_load(const char* path, DilSfz** out, DilMessage* message);

/// Free an instrument; NULL is fine
void
dil_sfz_free(DilSfz* sfz);

#endif // DIL_INSTRUMENT_SFZ_H
