// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_INSTRUMENT_SOUNDFONT_H
#define DIL_INSTRUMENT_SOUNDFONT_H

#include "dilaton/attributes.h"
#include "dilaton/audio.h"
#include "dilaton/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Longest note that dil_soundfont_render() makes, hold and release together
#define DIL_SOUNDFONT_MAX_S 120.0

/**
   One program of a SoundFont, played note by note through libfluidsynth.

   Without reverb and chorus, and without its messages: the log of libfluidsynth
   is off in the whole process from the first one on.
*/
typedef struct DilSoundfontImpl DilSoundfont;

/// A program of a SoundFont
typedef struct {
  int bank;      ///< 0 to 16383
  int program;   ///< 0 to 127
  char name[64]; ///< As the file has it
} DilSoundfontProgram;

/**
   List the programs of a SoundFont, by bank and number.

   @param programs Result, [n]; to be released with free().
   @return As dil_soundfont_open().
*/
DIL_NODISCARD DilStatus
dil_soundfont_list(const char* path,
                   DilSoundfontProgram** programs,
                   size_t* n,
                   DilMessage* message);

/**
   Open a program of a SoundFont.

   @param path SoundFont (.sf2 or .sf3).
   @param bank 0 to 16383; 128 holds the drums of most SoundFonts.
   @param program 0 to 127.
   @param out The program, to be freed with dil_soundfont_free().
   @return DIL_OK, DIL_NOT_FOUND, DIL_BAD_FILE, DIL_BAD_ARGUMENT (no such
   program in the file) or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_soundfont_open(const char* path,
                   int bank,
                   int program,
                   DilSoundfont** out,
                   DilMessage* message);

/// True if a note of that key and velocity sounds
bool
dil_soundfont_has_note(DilSoundfont* font, int key, int velocity);

/**
   Play one note.

   The same however often and after whatever other notes.  It is rendered at
   96 kHz and brought down with the best filter of libsamplerate, whose latency
   is taken out: rendering straight at a low rate costs onset jitter and
   aliasing.

   @param key 0 to 127.
   @param velocity 1 to 127.
   @param hold_s Time from the onset until the key goes up, rounded to 2/3 ms.
   @param release_s Time from there until the end of the result.
   @param rate Of the result, 4000 to 96000.
   @param out round((hold_s + release_s) rate) frames of one channel, the sum of
   both; full scale is libfluidsynth's at gain 1, and louder is not clipped.
   @return DIL_OK, DIL_BAD_ARGUMENT (out of range) or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_soundfont_render(DilSoundfont* font,
                     int key,
                     int velocity,
                     double hold_s,
                     double release_s,
                     uint32_t rate,
                     DilAudio* out,
                     DilMessage* message);

/// Free a program; NULL is fine
void
dil_soundfont_free(DilSoundfont* font);

#endif // DIL_INSTRUMENT_SOUNDFONT_H
