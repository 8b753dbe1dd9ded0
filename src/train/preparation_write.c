// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "dilaton/prepare.h"

#include "key_name.h"
#include "message.h"
#include "number.h"
#include "output_file.h"
#include "takes.h"

#include "dilaton/audio.h"

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/// Most bytes of a path
#define PATH_SIZE 4096U

/// Last part of a note that fades, in seconds, and its least length
static const double fade_s = 0.01;
static const double least_s = 0.25;

/// Highest level in a file
static const float highest = 0.99f;

/// A folder being written
typedef struct {
  const DilPreparation* preparation;
  const DilTakes* takes;
  const char* folder;   ///< As it will be called
  char part[PATH_SIZE]; ///< As it is called until it is whole
  char title[256];      ///< Last part of its name
  DilOutputFile* sfz;
  DilMessage* message;
} Writing;

/// Which of the notes of its key and layer one is, from 1
static unsigned
number_of(const DilPreparation* const p, const size_t index)
{
  unsigned number = 1U;
  for (size_t i = 0U; i < index; ++i) {
    number += p->notes[i].key == p->notes[index].key &&
              p->notes[i].lo_velocity == p->notes[index].lo_velocity &&
              p->notes[i].hi_velocity == p->notes[index].hi_velocity;
  }

  return number;
}

static void
name_file(const DilPreparation* const p, const size_t index, char name[48])
{
  const DilPreparedNote* const note = &p->notes[index];
  snprintf(name,
           48U,
           "%03d_v%03d_%u.flac",
           note->key,
           (note->lo_velocity + note->hi_velocity + 1) / 2,
           number_of(p, index));
}

/// Frames of a take that are written
static size_t
count_frames(const DilTake* const take, const bool is_sustained)
{
  const size_t least = (size_t)(least_s * (double)take->audio.rate);
  return is_sustained && take->held_end >= least ? take->held_end
                                                 : take->sound_end;
}

/// The end of a recording goes to silence
static void
fade(float* const samples, const size_t n, const double rate)
{
  const size_t wanted = (size_t)(fade_s * rate);
  const size_t n_fade = wanted < n ? wanted : n;
  for (size_t i = 0U; i < n_fade; ++i) {
    const double share = (double)i / (double)n_fade;
    samples[n - 1U - i] *= (float)(share * share * (3.0 - 2.0 * share));
  }
}

/// Write the sound; `gain` becomes what its level was changed by
static DilStatus
write_sound(const Writing* const w,
            const DilTake* const take,
            const char* const name,
            double* const gain)
{
  char path[PATH_SIZE + 64U];
  DilAudioWriter* writer = NULL;
  const size_t n = count_frames(take, w->preparation->is_sustained);
  float* const samples = (float*)malloc((n + 1U) * sizeof(*samples));
  if (!samples) {
    return dil_fail_memory(w->message);
  }

  float peak = 0.0f;
  for (size_t i = 0U; i < n; ++i) {
    peak = fmaxf(peak, fabsf(take->audio.samples[i]));
  }
  *gain = peak > highest ? (double)(highest / peak) : 1.0;
  for (size_t i = 0U; i < n; ++i) {
    samples[i] = (float)*gain * take->audio.samples[i];
  }
  fade(samples, n, (double)take->audio.rate);

  snprintf(path, sizeof(path), "%s/%s", w->part, name);
  DilStatus status = dil_audio_writer_new(
    path, DIL_ENCODING_S24, take->audio.rate, 1U, &writer, w->message);
  status =
    status ? status : dil_audio_writer_write(writer, samples, n, w->message);
  status = status ? status : dil_audio_writer_finish(writer, w->message);
  dil_audio_writer_free(writer);
  free(samples);
  return status;
}

static DilStatus
write_text(const Writing* const w, const char* const text)
{
  return dil_output_write(w->sfz, text, strlen(text), w->message);
}

/// Say beside the region what the ear found
static DilStatus
write_doubt(const Writing* const w, const DilPreparedNote* const note)
{
  char key[8];
  char text[64];
  if (!note->is_wrong || isnan(note->pitch)) {
    return DIL_OK;
  }

  dil_key_print((int)lrint(note->pitch), key);
  snprintf(text, sizeof(text), "// another key was told; it sounds %s\n", key);
  return write_text(w, text);
}

static DilStatus
write_region(const Writing* const w,
             const DilTake* const take,
             const char* const name,
             const double gain)
{
  char text[512];
  const DilSfzRegion* const r = &take->region;

  // What a player without transpose and with a narrow tune does the same with
  const double pitch = dil_region_pitch(r);
  const int center = (int)fmin(fmax(rint(pitch), 0.0), 127.0);
  dil_number_print(text,
                   sizeof(text),
                   "<region> sample=%s lokey=%d hikey=%d pitch_keycenter=%d "
                   "lovel=%d hivel=%d seq_length=%d seq_position=%d "
                   "tune=%.1f volume=%.2f amp_veltrack=%.4g "
                   "ampeg_release=%.3f\n",
                   name,
                   r->lo_key,
                   r->hi_key,
                   center,
                   r->lo_velocity > 1 ? r->lo_velocity : 1,
                   r->hi_velocity,
                   r->seq_length,
                   r->seq_position,
                   100.0 * ((double)center - pitch),
                   (double)r->volume_db - 20.0 * log10(gain),
                   (double)r->amp_veltrack,
                   (double)r->release_s);
  return write_text(w, text);
}

static DilStatus
write_notes(const Writing* const w)
{
  const DilPreparation* const p = w->preparation;
  DilStatus status = DIL_OK;
  for (size_t i = 0U; i < p->n_notes && p->notes[i].is_used && !status; ++i) {
    char name[48];
    double gain = 1.0;
    const DilTake* const take = &w->takes->takes[i];
    name_file(p, i, name);
    status = write_sound(w, take, name, &gain);
    status = status ? status : write_doubt(w, &p->notes[i]);
    status = status ? status : write_region(w, take, name, gain);
  }

  return status;
}

static DilStatus
write_vibrato(const Writing* const w)
{
  char text[128];
  const DilVibrato* const vibrato = &w->preparation->vibrato;
  if (vibrato->depth_ct <= 0.0f) {
    return DIL_OK;
  }

  dil_number_print(text,
                   sizeof(text),
                   "pitchlfo_depth=%.1f\npitchlfo_freq=%.2f\n"
                   "pitchlfo_fade=%.2f\n",
                   (double)vibrato->depth_ct,
                   (double)vibrato->rate_hz,
                   (double)vibrato->delay_s);
  return write_text(w, text);
}

static DilStatus
write_globals(const Writing* const w)
{
  char text[512];
  snprintf(text,
           sizeof(text),
           "// Prepared by dilaton: %s.  tune brings each recording to equal\n"
           "// temperament; correct here what was misheard, and train on it.\n"
           "<control>\ndefault_path=./\n<global>\nloop_mode=no_loop\n",
           w->preparation->is_sustained ? "held notes keep their level"
                                        : "notes die away");
  DilStatus status = write_text(w, text);
  status = status ? status : write_vibrato(w);
  return status ? status : write_text(w, "\n");
}

static DilStatus
write_sfz(Writing* const w)
{
  char path[PATH_SIZE + 300U];
  snprintf(path, sizeof(path), "%s/%s.sfz", w->part, w->title);
  DilStatus status = dil_output_open(path, &w->sfz, w->message);
  if (status) {
    return status;
  }

  status = write_globals(w);
  status = status ? status : write_notes(w);
  return status ? status : dil_output_commit(w->sfz, w->message);
}

/// Remove a folder with the files in it
static void
remove_folder(const char* const folder)
{
  DIR* const dir = opendir(folder);
  for (const struct dirent* entry = dir ? readdir(dir) : NULL; entry;
       entry = readdir(dir)) {
    char path[PATH_SIZE + 300U];
    snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
    (void)unlink(path);
  }
  if (dir) {
    (void)closedir(dir);
  }
  (void)rmdir(folder);
}

/// Put the whole folder in its place, where nothing or an empty one may be
static DilStatus
put_in_place(const Writing* const w)
{
  return rename(w->part, w->folder)
           ? dil_fail_errno(w->message, w->folder, errno)
           : DIL_OK;
}

static DilStatus
check_place(const char* const folder, DilMessage* const message)
{
  struct stat info;
  if (stat(folder, &info)) {
    return DIL_OK;
  }
  if (!S_ISDIR(info.st_mode)) {
    return dil_fail(
      message, DIL_BAD_ARGUMENT, "%s: is there, and no folder", folder);
  }

  size_t n = 0U;
  DIR* const dir = opendir(folder);
  while (dir && readdir(dir)) {
    ++n;
  }
  if (dir) {
    (void)closedir(dir);
  }

  return n <= 2U ? DIL_OK
                 : dil_fail(message,
                            DIL_BAD_ARGUMENT,
                            "%s: is there, and is not empty",
                            folder);
}

static DilStatus
name_folders(Writing* const w)
{
  size_t n = strlen(w->folder);
  while (n > 1U && w->folder[n - 1U] == '/') {
    --n;
  }
  if (!n || n + 32U > PATH_SIZE) {
    return dil_fail(
      w->message, DIL_BAD_ARGUMENT, "%s: is no name of a folder", w->folder);
  }

  snprintf(w->part,
           sizeof(w->part),
           "%.*s.%ld.part",
           (int)n,
           w->folder,
           (long)getpid());
  size_t start = n;
  while (start && w->folder[start - 1U] != '/') {
    --start;
  }
  snprintf(
    w->title, sizeof(w->title), "%.*s", (int)(n - start), w->folder + start);
  return DIL_OK;
}

DilStatus
dil_preparation_write(const DilPreparation* const preparation,
                      const char* const folder,
                      DilMessage* const message)
{
  Writing* const w = (Writing*)calloc(1U, sizeof(*w));
  if (!w) {
    return dil_fail_memory(message);
  }

  w->preparation = preparation;
  w->takes = (const DilTakes*)preparation->sound;
  w->folder = folder;
  w->message = message;
  DilStatus status = check_place(folder, message);
  status = status ? status : name_folders(w);
  if (!status && mkdir(w->part, 0777)) {
    status = dil_fail_errno(message, folder, errno);
  } else if (!status) {
    status = write_sfz(w);
    dil_output_free(w->sfz);
    status = status ? status : put_in_place(w);
    if (status) {
      remove_folder(w->part);
    }
  }

  free(w);
  return status;
}
