// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "scene.h"

#include "dilaton/engine.h"
#include "dilaton/score.h"
#include "support/test.h"
#include "support/tiny_preset.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/// Frames that are played after a tune, more than any latency
#define MAX_LATENCY 8192U

/// Longest wait for a worker, in turns of WAIT_NS: it ends a hang
#define WAIT_TURNS 3000U
#define WAIT_NS    10000000L

static void
save_presets(Scene* const scene)
{
  TinyPreset description = tiny_preset_defaults();
  assert_int_equal(tiny_preset_save(&description, scene->one, NULL), DIL_OK);
  description.rate = 16000.0f;
  description.n_instruments = 2U;
  description.seed = 2U;
  description.release_s = 0.05f;
  assert_int_equal(tiny_preset_save(&description, scene->two, NULL), DIL_OK);
}

int
scene_setup(void** const state)
{
  Scene* const scene = (Scene*)calloc(1U, sizeof(*scene));
  assert_non_null(scene);
  scene->folder = temp_new();
  static const char* const folders[] = {"dilaton", "dilaton/presets"};
  for (size_t i = 0U; i < 2U; ++i) {
    assert_int_equal(mkdir(temp_path(scene->folder, folders[i]), 0755), 0);
  }

  snprintf(scene->one,
           sizeof(scene->one),
           "%s",
           temp_path(scene->folder, "dilaton/presets/one.safetensors"));
  snprintf(scene->two,
           sizeof(scene->two),
           "%s",
           temp_path(scene->folder, "dilaton/presets/two.safetensors"));
  save_presets(scene);
  setenv("XDG_DATA_HOME", temp_folder(scene->folder), 1);
  setenv("XDG_DATA_DIRS", temp_path(scene->folder, "nothing"), 1);
  unsetenv("DILATON_PRESETS");
  *state = scene;
  return 0;
}

int
scene_teardown(void** const state)
{
  Scene* const scene = (Scene*)*state;
  temp_free(scene->folder);
  free(scene);
  return 0;
}

Sound
sound_new(const size_t n_frames)
{
  Sound sound = {{NULL, NULL}, n_frames};
  for (size_t i = 0U; i < 2U; ++i) {
    sound.channels[i] = (float*)calloc(n_frames + 1U, sizeof(float));
    assert_non_null(sound.channels[i]);
  }

  return sound;
}

void
sound_free(Sound* const sound)
{
  free(sound->channels[0]);
  free(sound->channels[1]);
}

bool
sound_equal(const Sound* const a, const Sound* const b)
{
  const size_t n = a->n_frames < b->n_frames ? a->n_frames : b->n_frames;
  const size_t size = n * sizeof(float);
  return !memcmp(a->channels[0], b->channels[0], size) &&
         !memcmp(a->channels[1], b->channels[1], size);
}

float
sound_peak(const Sound* const sound)
{
  float peak = 0.0f;
  for (size_t i = 0U; i < 2U * sound->n_frames; ++i) {
    const float sample = sound->channels[i & 1U][i / 2U];
    assert_true(isfinite(sample));
    peak = fmaxf(peak, fabsf(sample));
  }

  return peak;
}

static void
add(Tune* const tune, const DilEvent event)
{
  assert_true(tune->n_events < TUNE_MAX);
  tune->events[tune->n_events++] = event;
  tune->n_frames = event.frame;
}

Tune
tune_small(const uint32_t rate)
{
  static const uint8_t keys[] = {60U, 64U, 67U, 72U, 55U};
  Tune tune = {.n_events = 0U};
  const uint32_t unit = rate / 20U + 1U;
  for (uint32_t i = 0U; i < 5U; ++i) {
    const uint32_t frame = 101U + 3U * i * unit;
    const DilEvent events[] = {
      {frame, DIL_EVENT_NOTE_ON, 0U, keys[i], 0U, (int32_t)i, 90.0f},
      {frame + 7U, DIL_EVENT_CONTROL, 0U, 1U, 0U, -1, 20.0f * (float)i},
      {frame + unit, DIL_EVENT_PITCH_BEND, 0U, 0U, 0U, -1, 0.25f},
      {frame + unit, DIL_EVENT_CHANNEL_PRESSURE, 0U, 0U, 0U, -1, 60.0f},
      {frame + unit + 1U, DIL_EVENT_CONTROL, 0U, 11U, 0U, -1, 99.0f},
      {frame + 2U * unit,
       DIL_EVENT_NOTE_OFF,
       0U,
       keys[i],
       0U,
       (int32_t)i,
       64.0f},
      {frame + 2U * unit, DIL_EVENT_PITCH_BEND, 0U, 0U, 0U, -1, 0.0f}};
    for (size_t k = 0U; k < sizeof(events) / sizeof(*events); ++k) {
      add(&tune, events[k]);
    }
  }

  tune.n_frames += rate / 4U;
  return tune;
}

Tune
tune_load(const char* const path, const uint32_t rate, const uint32_t n_seconds)
{
  DilScore* score = NULL;
  assert_int_equal(dil_score_load(path, NULL, &score, NULL), DIL_OK);
  Tune tune = {.n_events = 0U};
  const size_t n_events = dil_score_n_events(score);
  for (size_t i = 0U; i < n_events; ++i) {
    const DilScoreEvent* const scored = &dil_score_events(score)[i];
    if (scored->time_s < (double)n_seconds) {
      DilEvent event = scored->event;
      event.frame = (uint32_t)lround(scored->time_s * (double)rate);
      add(&tune, event);
    }
  }

  dil_score_free(score);
  tune.n_frames = (size_t)rate * n_seconds;
  return tune;
}

/// Events of a tune that are in a block
typedef struct {
  const Tune* tune;
  size_t place;
} Reader;

static bool
read_event(Reader* const reader,
           const size_t start,
           const size_t n_frames,
           DilEvent* const event)
{
  const bool is_there =
    reader->place < reader->tune->n_events &&
    reader->tune->events[reader->place].frame < start + n_frames;
  if (is_there) {
    *event = reader->tune->events[reader->place++];
    event->frame -= (uint32_t)start;
  }

  return is_there;
}

static Sound
without_latency(Sound* const sound, const uint32_t latency)
{
  Sound result = sound_new(sound->n_frames - latency);
  for (size_t i = 0U; i < 2U; ++i) {
    memcpy(result.channels[i],
           sound->channels[i] + latency,
           result.n_frames * sizeof(float));
  }

  sound_free(sound);
  return result;
}

Sound
tune_render(const Tune* const tune,
            const char* const preset_path,
            const uint32_t rate)
{
  DilPreset* preset = NULL;
  DilEngine* engine = NULL;
  DilEngineSettings settings = dil_engine_defaults();
  settings.rate = rate;
  settings.max_voices = DIL_MAX_VOICES;
  assert_int_equal(dil_preset_load(preset_path, &preset, NULL), DIL_OK);
  const DilPreset* const borrowed = preset;
  assert_int_equal(dil_engine_new(&borrowed, 1U, &settings, &engine, NULL),
                   DIL_OK);

  const uint32_t latency = dil_engine_latency(engine);
  Sound sound = sound_new(tune->n_frames + latency);
  dil_engine_render(
    engine, tune->events, tune->n_events, sound.channels, sound.n_frames);
  dil_engine_free(engine);
  dil_preset_free(preset);
  return without_latency(&sound, latency);
}

static Sound
play(const Tune* const tune,
     Host* const host,
     const size_t n_block,
     const bool is_stereo)
{
  Sound sound = sound_new(tune->n_frames + MAX_LATENCY);
  Reader reader = {tune, 0U};
  for (size_t start = 0U; start < sound.n_frames; start += n_block) {
    const size_t n_left = sound.n_frames - start;
    const size_t n = n_left < n_block ? n_left : n_block;
    float* const out[] = {sound.channels[0] + start,
                          is_stereo ? sound.channels[1] + start : NULL};
    DilEvent event;
    while (read_event(&reader, start, n, &event)) {
      if (event.type == DIL_EVENT_PARAMETER) {
        host_automate(host, event.frame, event.number, (double)event.value);
      } else {
        host_send(host, &event);
      }
    }

    host_process(host, out, (uint32_t)n);
  }

  return sound;
}

Sound
tune_play_late(const Tune* const tune, Host* const host, const size_t n_block)
{
  return play(tune, host, n_block, true);
}

/// Take away the latency that the plugin reports
static Sound
in_time(const Tune* const tune, Host* const host, Sound sound)
{
  const uint32_t latency = host_latency(host);
  assert_true(latency <= MAX_LATENCY);
  sound.n_frames = tune->n_frames + latency;
  return without_latency(&sound, latency);
}

Sound
tune_play(const Tune* const tune, Host* const host, const size_t n_block)
{
  return in_time(tune, host, play(tune, host, n_block, true));
}

Sound
tune_play_left(const Tune* const tune, Host* const host, const size_t n_block)
{
  return in_time(tune, host, play(tune, host, n_block, false));
}

static void
wait_a_while(void)
{
  const struct timespec time = {0, WAIT_NS};
  nanosleep(&time, NULL);
}

HostState
wait_for_preset(Host* const host, const char* const preset)
{
  const char* const name = strrchr(preset, '/') + 1;
  HostState state = host_save(host);
  for (unsigned i = 0U; i < WAIT_TURNS && !strstr(state.bytes, name); ++i) {
    wait_a_while();
    free(state.bytes);
    state = host_save(host);
  }

  assert_non_null(strstr(state.bytes, name));
  return state;
}

HostState
scene_state(const HostFormat format, const char* const preset)
{
  Host* const host = host_open(format);
  assert_true(host_activate(host, 48000.0, 64U));
  host_choose(host, preset);
  Sound sound = sound_new(64U);
  host_process(host, sound.channels, 64U);
  sound_free(&sound);

  // What was chosen may be loaded by another thread
  HostState state = wait_for_preset(host, preset);
  host_close(host);
  return state;
}

Host*
scene_open(const HostFormat format, const char* const preset, const double rate)
{
  HostState state = scene_state(format, preset);
  Host* const host = host_open(format);
  assert_true(host_load(host, state.bytes, state.size));
  free(state.bytes);
  assert_true(host_activate(host, rate, 1024U));
  return host;
}

void
wait_for_sound(Host* const host)
{
  const DilEvent on = {0U, DIL_EVENT_NOTE_ON, 0U, 60U, 0U, 1, 100.0f};
  Sound sound = sound_new(4096U);
  float peak = 0.0f;
  for (unsigned i = 0U; i < WAIT_TURNS && peak == 0.0f; ++i) {
    wait_a_while();
    host_send(host, &on);
    host_process(host, sound.channels, 4096U);
    peak = sound_peak(&sound);
  }

  sound_free(&sound);
  assert_true(peak > 0.0f);
}

void
scene_need(const char* const path)
{
#ifdef DIL_IS_SANITIZED
  print_message("%s cannot load what was built with sanitizers\n", path);
  skip();
#else
  if (access(path, X_OK)) {
    print_message("%s is not installed\n", path);
    skip();
  }
#endif
}
