// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DILATON_RENDER_FILE_H
#define DILATON_RENDER_FILE_H

/// @file
/// Melodies to memory and to files

#include "dilaton/attributes.h"
#include "dilaton/audio.h"
#include "dilaton/preset.h"
#include "dilaton/render.h"
#include "dilaton/score.h"
#include "dilaton/status.h"

#include <stddef.h>

DIL_BEGIN_DECLS

/**
   dil_render_score() into memory.

   @param settings NULL for dil_render_defaults(); the sink is not looked at.
   @param out Sound of DIL_N_OUTPUTS channels, to be freed with
   dil_audio_free().
   @return As dil_render_score(); DIL_UNSUPPORTED for more than 2^28 samples.
*/
DIL_API DIL_NODISCARD DilStatus
dil_render_audio(const DilPreset* const* presets,
                 size_t n_presets,
                 const DilScore* score,
                 const DilRenderSettings* settings,
                 DilAudio* out,
                 DilMessage* message);

/**
   dil_render_score() to a sound file, as `dilaton render` does.

   @param settings NULL for dil_render_defaults(); the sink is not looked at.
   @param path As in dil_audio_writer_new(): .wav, .flac, .ogg, .aiff or "-".
   @param encoding How samples are stored.
   @return As dil_render_score() and the functions of DilAudioWriter; no file is
   left after a failure.
*/
DIL_API DIL_NODISCARD DilStatus
dil_render_file(const DilPreset* const* presets,
                size_t n_presets,
                const DilScore* score,
                const DilRenderSettings* settings,
                const char* path,
                DilEncoding encoding,
                DilMessage* message);

DIL_END_DECLS

#endif // DILATON_RENDER_FILE_H
