// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DILATON_TUNING_H
#define DILATON_TUNING_H

/// @file
/// Which frequencies keys have

#include "dilaton/attributes.h"
#include "dilaton/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

DIL_BEGIN_DECLS

/**
   The pitch of every key, as a fractional key of equal temperament.

   Pitch 69 is A4, whatever frequency the engine's parameter gives to it; so a
   reference frequency in a keyboard mapping holds when that is 440 Hz.
*/
typedef struct {
  double pitches[128];   ///< Pitch of each key, or NaN for one without sound
  float offsets[16][12]; ///< Cents added on each channel to C, C#, ... B
} DilTuning;

/// Make it the tuning in which every key has its own pitch; any thread
DIL_API void
dil_tuning_equal(DilTuning* tuning);

/**
   Pitch of a key, or NaN when it has no sound.

   @param channel 0 to 15.
   @param key 0 to 127.
*/
DIL_REALTIME DIL_API double
dil_tuning_pitch(const DilTuning* tuning, uint32_t channel, uint32_t key);

/**
   Read a Scala scale and, if there is one, a keyboard mapping.

   Without a mapping, key 60 is the scale's first note and has its usual pitch.

   Source: M. Op de Coul, "Scala scale file format" and "Scala keyboard mapping
   file format", huygens-fokker.org/scala.

   @param scale_path File .scl.
   @param mapping_path File .kbm, or NULL.
   @param out Written only on success.
   @return DIL_OK, DIL_NOT_FOUND, DIL_BAD_FILE, DIL_IO_ERROR or DIL_NO_MEMORY.
*/
DIL_API DIL_NODISCARD DilStatus
dil_tuning_load(const char* scale_path,
                const char* mapping_path,
                DilTuning* out,
                DilMessage* message);

/// A text in memory and the name it has in messages
typedef struct {
  const char* name; ///< File name
  const char* text; ///< [size], without a NUL
  size_t size;      ///< Bytes
} DilTuningText;

/// dil_tuning_load() from memory; `mapping` may be NULL
DIL_API DIL_NODISCARD DilStatus
dil_tuning_read(const DilTuningText* scale,
                const DilTuningText* mapping,
                DilTuning* out,
                DilMessage* message);

/**
   Apply a MIDI Tuning message.

   Understood are the bulk dumps, the single note changes with and without bank,
   and the scale/octave tunings in one and two bytes.  Tuning programs and banks
   are not told apart.

   Source: MIDI 1.0 Detailed Specification 4.2, "MIDI Tuning", with CA-020 and
   CA-021.

   @param message [size] from F0 to F7.
   @return Whether it was one, and complete; else nothing is changed.
*/
DIL_REALTIME DIL_API bool
dil_tuning_sysex(DilTuning* tuning, const uint8_t* message, size_t size);

DIL_END_DECLS

#endif // DILATON_TUNING_H
