// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "soundfont.h"

#include "message.h"
#include "soundfont_check.h"

#include <fluidsynth.h>
#include <samplerate.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Events take effect where libfluidsynth begins a block of 64 frames
#define RENDER_RATE      96000
#define BLOCK            64
#define CHANNEL          0
#define WARM_UP_BLOCKS   750 ///< Half a second: some layers begin late
#define MAX_QUIET_BLOCKS 1000

struct DilSoundfontImpl {
  fluid_settings_t* settings;
  fluid_synth_t* synth;
  int id;      ///< Of the file in the synthesizer
  int bank;    ///< Of the program
  int program; ///< Number of the program
};

static void
silence_log(void)
{
  for (int level = 0; level < LAST_LOG_LEVEL; ++level) {
    fluid_set_log_function(level, NULL, NULL);
  }
}

static DilStatus
make_synth(DilSoundfont* const font, DilMessage* const message)
{
  font->settings = new_fluid_settings();
  if (!font->settings) {
    return dil_fail_memory(message);
  }

  fluid_settings_setnum(font->settings, "synth.sample-rate", RENDER_RATE);
  fluid_settings_setnum(font->settings, "synth.gain", 1.0);
  fluid_settings_setint(font->settings, "synth.reverb.active", 0);
  fluid_settings_setint(font->settings, "synth.chorus.active", 0);
  fluid_settings_setint(font->settings, "synth.min-note-length", 0);
  fluid_settings_setint(font->settings, "synth.cpu-cores", 1);
  fluid_settings_setint(font->settings, "synth.threadsafe-api", 0);

  // Bank 128 is a bank like others, and no channel has only drums
  fluid_settings_setstr(font->settings, "synth.midi-bank-select", "mma");
  fluid_settings_setint(font->settings, "synth.dynamic-sample-loading", 1);

  font->synth = new_fluid_synth(font->settings);
  if (!font->synth) {
    return dil_fail_memory(message);
  }

  fluid_synth_set_interp_method(font->synth, -1, FLUID_INTERP_7THORDER);
  return DIL_OK;
}

// Reset all but the file, so that a note knows nothing of those before it
static int
select_program(const DilSoundfont* const font)
{
  fluid_synth_system_reset(font->synth);
  return fluid_synth_program_select(
    font->synth, CHANNEL, font->id, font->bank, font->program);
}

static DilStatus
load_file(DilSoundfont* const font,
          const char* const path,
          DilMessage* const message)
{
  font->id = fluid_synth_sfload(font->synth, path, 0);
  return (font->id == FLUID_FAILED)
           ? dil_fail(message,
                      DIL_BAD_FILE,
                      "%s: malformed or damaged SoundFont",
                      path)
           : DIL_OK;
}

static DilStatus
load_program(DilSoundfont* const font,
             const char* const path,
             DilMessage* const message)
{
  fluid_sfont_t* const file =
    fluid_synth_get_sfont_by_id(font->synth, font->id);
  if (!fluid_sfont_get_preset(file, font->bank, font->program) ||
      select_program(font) == FLUID_FAILED) {
    return dil_fail(message,
                    DIL_BAD_ARGUMENT,
                    "%s: no program %d in bank %d",
                    path,
                    font->program,
                    font->bank);
  }

  return DIL_OK;
}

// Make a synthesizer with the file in it
static DilStatus
open_file(const char* const path,
          DilSoundfont** const out,
          DilMessage* const message)
{
  silence_log();

  DilSoundfont* const font = (DilSoundfont*)calloc(1U, sizeof(*font));
  if (!font) {
    return dil_fail_memory(message);
  }

  DilStatus status = dil_soundfont_check(path, message);
  status = status ? status : make_synth(font, message);
  status = status ? status : load_file(font, path, message);
  if (status) {
    dil_soundfont_free(font);
    return status;
  }

  *out = font;
  return DIL_OK;
}

DilStatus
dil_soundfont_open(const char* const path,
                   const int bank,
                   const int program,
                   DilSoundfont** const out,
                   DilMessage* const message)
{
  DilSoundfont* font = NULL;
  DilStatus status = open_file(path, &font, message);
  if (status) {
    return status;
  }

  font->bank = bank;
  font->program = program;
  status = load_program(font, path, message);
  if (status) {
    dil_soundfont_free(font);
    return status;
  }

  *out = font;
  return DIL_OK;
}

static int
compare_programs(const void* const a, const void* const b)
{
  const DilSoundfontProgram* const x = (const DilSoundfontProgram*)a;
  const DilSoundfontProgram* const y = (const DilSoundfontProgram*)b;
  return (x->bank != y->bank) ? x->bank - y->bank : x->program - y->program;
}

// Count the programs, and write them down if there is a place for them
static size_t
list_programs(const DilSoundfont* const font,
              DilSoundfontProgram* const programs)
{
  size_t n = 0U;
  fluid_sfont_t* const file =
    fluid_synth_get_sfont_by_id(font->synth, font->id);
  fluid_sfont_iteration_start(file);
  for (fluid_preset_t* preset = fluid_sfont_iteration_next(file); preset;
       preset = fluid_sfont_iteration_next(file)) {
    if (programs) {
      programs[n].bank = fluid_preset_get_banknum(preset);
      programs[n].program = fluid_preset_get_num(preset);
      snprintf(programs[n].name,
               sizeof(programs[n].name),
               "%s",
               fluid_preset_get_name(preset));
    }

    ++n;
  }

  return n;
}

DilStatus
dil_soundfont_list(const char* const path,
                   DilSoundfontProgram** const programs,
                   size_t* const n,
                   DilMessage* const message)
{
  DilSoundfont* font = NULL;
  const DilStatus status = open_file(path, &font, message);
  if (status) {
    return status;
  }

  *n = list_programs(font, NULL);
  DilSoundfontProgram* const list =
    (DilSoundfontProgram*)calloc(*n + 1U, sizeof(*list));
  if (list) {
    list_programs(font, list);
    qsort(list, *n, sizeof(*list), compare_programs);
    *programs = list;
  }

  dil_soundfont_free(font);
  return list ? DIL_OK : dil_fail_memory(message);
}

static void
write_block(const DilSoundfont* const font, float* const frames)
{
  float left[BLOCK];
  float right[BLOCK];
  fluid_synth_write_float(font->synth, BLOCK, left, 0, 1, right, 0, 1);
  for (size_t i = 0U; i < BLOCK; ++i) {
    frames[i] = left[i] + right[i];
  }
}

// Start a note and silence it; false if it had no voice
static bool
touch_note(const DilSoundfont* const font, const int key, const int velocity)
{
  float frames[BLOCK];
  const bool is_started =
    select_program(font) == FLUID_OK &&
    fluid_synth_noteon(font->synth, CHANNEL, key, velocity) == FLUID_OK &&
    fluid_synth_get_active_voice_count(font->synth) > 0;

  for (int n = 0; is_started && n < WARM_UP_BLOCKS; ++n) {
    write_block(font, frames);
  }

  fluid_synth_all_sounds_off(font->synth, CHANNEL);
  for (int n = 0; n < MAX_QUIET_BLOCKS; ++n) {
    write_block(font, frames);
    if (fluid_synth_get_active_voice_count(font->synth) == 0) {
      break;
    }
  }

  return is_started;
}

bool
dil_soundfont_has_note(DilSoundfont* const font,
                       const int key,
                       const int velocity)
{
  return touch_note(font, key, velocity);
}

// Render a note into [n_blocks * BLOCK] frames, the key going up before block
// `n_held`
static void
render_blocks(const DilSoundfont* const font,
              const int key,
              const int velocity,
              const size_t n_held,
              const size_t n_blocks,
              float* const frames)
{
  // A voice fades over four blocks from the gain that it had before, which is 0
  // at first, to its own: so let it have been there
  touch_note(font, key, velocity);

  select_program(font);
  fluid_synth_noteon(font->synth, CHANNEL, key, velocity);
  for (size_t b = 0U; b < n_blocks; ++b) {
    if (b == n_held) {
      fluid_synth_noteoff(font->synth, CHANNEL, key);
    }

    write_block(font, frames + b * BLOCK);
  }

  fluid_synth_all_sounds_off(font->synth, CHANNEL);
}

static DilStatus
bring_down(const float* const frames,
           const size_t n_frames,
           DilAudio* const audio,
           DilMessage* const message)
{
  SRC_DATA data;
  memset(&data, 0, sizeof(data));
  data.data_in = frames;
  data.input_frames = (long)n_frames;
  data.data_out = audio->samples;
  data.output_frames = (long)audio->n_frames;
  data.src_ratio = (double)audio->rate / RENDER_RATE;

  // It ends on its own when it has no more input, perhaps a frame too soon;
  // what is left stays zero
  const int error = src_simple(&data, SRC_SINC_BEST_QUALITY, 1);
  return error
           ? dil_fail(
               message, DIL_NO_MEMORY, "resampling: %s", src_strerror(error))
           : DIL_OK;
}

static bool
is_in_range(const int key,
            const int velocity,
            const double hold_s,
            const double release_s,
            const uint32_t rate)
{
  return key >= 0 && key <= 127 && velocity >= 1 && velocity <= 127 &&
         hold_s >= 0.0 && release_s >= 0.0 &&
         hold_s + release_s <= DIL_SOUNDFONT_MAX_S && rate >= 4000U &&
         rate <= RENDER_RATE;
}

DilStatus
dil_soundfont_render(DilSoundfont* const font,
                     const int key,
                     const int velocity,
                     const double hold_s,
                     const double release_s,
                     const uint32_t rate,
                     DilAudio* const out,
                     DilMessage* const message)
{
  if (!is_in_range(key, velocity, hold_s, release_s, rate)) {
    return dil_fail(message, DIL_BAD_ARGUMENT, "SoundFont note out of range");
  }

  const double blocks_per_s = (double)RENDER_RATE / BLOCK;
  const size_t n_held = (size_t)lrint(hold_s * blocks_per_s);
  const size_t n_blocks =
    (size_t)ceil((hold_s + release_s) * blocks_per_s) + 1U;
  const size_t n_frames = n_blocks * BLOCK;

  DilAudio audio = {NULL, 0U, 1U, rate};
  audio.n_frames = (size_t)lrint((hold_s + release_s) * (double)rate);
  audio.samples = (float*)calloc(audio.n_frames + 1U, sizeof(float));
  float* const frames = (float*)malloc(n_frames * sizeof(*frames));

  DilStatus status =
    (audio.samples && frames) ? DIL_OK : dil_fail_memory(message);
  if (!status) {
    render_blocks(font, key, velocity, n_held, n_blocks, frames);
    status = bring_down(frames, n_frames, &audio, message);
  }

  free(frames);
  if (status) {
    dil_audio_free(&audio);
    return status;
  }

  *out = audio;
  return DIL_OK;
}

void
dil_soundfont_free(DilSoundfont* const font)
{
  if (font) {
    delete_fluid_synth(font->synth);
    delete_fluid_settings(font->settings);
    free(font);
  }
}
