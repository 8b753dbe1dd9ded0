// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DILATON_PRESET_H
#define DILATON_PRESET_H

/// @file
/// Trained instruments

#include "dilaton/attributes.h"
#include "dilaton/precision.h"
#include "dilaton/sampling.h"
#include "dilaton/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

DIL_BEGIN_DECLS

/// A trained instrument, or several in one network; immutable, any thread
typedef struct DilPresetImpl DilPreset;

/// How the pitch of an instrument's notes swings when nobody asks otherwise
typedef struct {
  float depth_ct; ///< Peak deviation in cents, 0 for none
  float rate_hz;  ///< Swings a second
  float delay_s;  ///< From the onset to the full depth
} DilVibrato;

/// One instrument of a preset
typedef struct {
  const char* name;    ///< For people, "alto saxophone"
  const char* credits; ///< Licence and authors of the recordings
  int lo_key;          ///< Lowest key that was recorded
  int hi_key;          ///< Highest
  float release_s;     ///< Time for which a note sounds on after its release
  float veltrack;      ///< Percent; level follows 0.4 veltrack
                       ///< log10(velocity / 127) dB
  bool is_sustained;   ///< A held note keeps its level, it does not die away
  bool is_locked;      ///< Learned from recordings of steady pitch and phase
  DilVibrato vibrato;  ///< Its own, or depth 0
  float cutoff;        ///< Share of a note's fundamental below which what the
                       ///< network makes is rumble and not breath; 0: 0.45
  float treble_db;     ///< Treble beyond some 2 kHz that the network's waves
                       ///< lack beside the recordings; it is added
} DilInstrument;

/**
   Load a preset file.

   @param path A safetensors file written by `dilaton train`, or by others to
   the same description (README.md).
   @param out The preset, to be freed with dil_preset_free().
   @return DIL_OK, DIL_NOT_FOUND, DIL_BAD_FILE, DIL_UNSUPPORTED (newer format),
   DIL_IO_ERROR or DIL_NO_MEMORY.
*/
DIL_API DIL_NODISCARD DilStatus
dil_preset_load(const char* path, DilPreset** out, DilMessage* message);

/// Free a preset, which nothing may use any more; NULL is fine
DIL_API void
dil_preset_free(DilPreset* preset);

/// Model rate in Hz, at which the network makes samples
DIL_API float
dil_preset_rate(const DilPreset* preset);

/// Number of instruments, at least 1
DIL_API uint32_t
dil_preset_n_instruments(const DilPreset* preset);

/// Instrument `index`, or NULL beyond the last
DIL_API const DilInstrument*
dil_preset_instrument(const DilPreset* preset, uint32_t index);

/// General MIDI program of instrument `index`, 0 to 127, or -1 if it says none
DIL_API int
dil_preset_program(const DilPreset* preset, uint32_t index);

/// Family of instrument `index` as General MIDI names it, "Strings", or that of
/// its program, or NULL if it says neither
DIL_API const char*
dil_preset_family(const DilPreset* preset, uint32_t index);

/// Sampling that sounds best, as found when the preset was made
DIL_API const DilSampling*
dil_preset_sampling(const DilPreset* preset);

/// How its weights are held unless told otherwise, never DIL_PRECISION_DEFAULT
DIL_API DilPrecision
dil_preset_precision(const DilPreset* preset);

/// Whether its weights can be held so: in bytes those can that were trained for
/// it, which have units of their activations
DIL_API bool
dil_preset_can_hold(const DilPreset* preset, DilPrecision precision);

/// Identity: SHA-256 of the tensors, as 64 hexadecimal digits
DIL_API const char*
dil_preset_hash(const DilPreset* preset);

/// Text stored in the file under `key` ("title", "licence", ...), or NULL
DIL_API const char*
dil_preset_text(const DilPreset* preset, const char* key);

/// Number of texts stored in the file
DIL_API size_t
dil_preset_n_texts(const DilPreset* preset);

/// Key of text `index`, or NULL beyond the last
DIL_API const char*
dil_preset_text_key(const DilPreset* preset, size_t index);

DIL_END_DECLS

#endif // DILATON_PRESET_H
