// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "mock_host.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char* const winds[] = {"alto saxophone",
                                    "clarinet",
                                    "oboe",
                                    "flute"};
static const char* const erhu[] = {"erhu"};
static const char* const trumpet[] = {"trumpet"};

static const DilViewPreset usual[] = {
  {"/presets/winds.safetensors",
   "Winds",
   "Winds",
   "The Dilaton Authors",
   "University of Iowa, MIS",
   "CC BY 4.0",
   winds,
   4U,
   49,
   80,
   24000.0f,
   2.71f,
   4.2f,
   false},
  {"/presets/erhu.safetensors",
   "Erhu",
   "Strings",
   "The Dilaton Authors",
   NULL,
   NULL,
   erhu,
   1U,
   62,
   93,
   24000.0f,
   NAN,
   NAN,
   true},
  {"/presets/guitar.safetensors",
   "Nylon guitar",
   "Strings",
   NULL,
   NULL,
   NULL,
   NULL,
   0U,
   40,
   83,
   0.0f,
   NAN,
   NAN,
   false},
  {"/presets/trumpet.safetensors",
   "Trumpet",
   "Brass",
   NULL,
   NULL,
   NULL,
   trumpet,
   1U,
   52,
   84,
   16000.0f,
   NAN,
   NAN,
   false},
  {"/presets/tuba.safetensors",
   "Tuba",
   "Brass",
   NULL,
   NULL,
   NULL,
   trumpet,
   1U,
   26,
   65,
   16000.0f,
   NAN,
   NAN,
   false},
};

void
mock_start(MockHost* const mock)
{
  memset(mock, 0, sizeof(*mock));
  for (uint32_t i = 0U; i < DIL_N_PARAMETERS; ++i) {
    mock->values[i] = dil_parameter_info(i)->value;
  }
  mock->presets = usual;
  mock->n_presets = sizeof(usual) / sizeof(*usual);
  mock->serial = 1U;
  mock->asked = "";
  mock->state.is_heard = true;
  mock->state.load = 0.19f;
  mock->state.output = "JACK 48 kHz, 20 ms";
  mock->state.preset = 0U;
}

static float
get_parameter(void* const self, const uint32_t parameter)
{
  return ((MockHost*)self)->values[parameter];
}

static void
begin(void* const self, const uint32_t parameter)
{
  MockHost* const mock = (MockHost*)self;
  mock->has_strayed = mock->has_strayed || mock->n_open[parameter];
  ++mock->n_open[parameter];
  ++mock->n_begun[parameter];
}

static void
set(void* const self, const uint32_t parameter, const float value)
{
  MockHost* const mock = (MockHost*)self;
  const float limited = dil_parameter_limit(parameter, value);
  mock->has_strayed = mock->has_strayed || mock->n_open[parameter] != 1 ||
                      !(limited >= value && limited <= value);
  mock->values[parameter] = value;
}

static void
end(void* const self, const uint32_t parameter)
{
  MockHost* const mock = (MockHost*)self;
  --mock->n_open[parameter];
  mock->has_strayed = mock->has_strayed || mock->n_open[parameter];
}

static void
note_on(void* const self, const uint8_t key, const float velocity)
{
  MockHost* const mock = (MockHost*)self;
  ++mock->held[key];
  ++mock->n_struck;
  mock->velocity = velocity;
  mock->has_strayed = mock->has_strayed || mock->held[key] != 1 ||
                      velocity < 1.0f || velocity > 127.0f;
}

static void
note_off(void* const self, const uint8_t key)
{
  MockHost* const mock = (MockHost*)self;
  --mock->held[key];
  mock->has_strayed = mock->has_strayed || mock->held[key];
}

static const DilViewPreset*
get_presets(void* const self, size_t* const n_presets, uint64_t* const serial)
{
  const MockHost* const mock = (const MockHost*)self;
  *n_presets = mock->n_presets;
  *serial = mock->serial;
  return mock->presets;
}

static void
ask(MockHost* const mock, const char* const what, const char* const path)
{
  mock->asked = what;
  (void)snprintf(mock->path, sizeof(mock->path), "%s", path ? path : "");
}

static void
choose(void* const self, const char* const path)
{
  MockHost* const mock = (MockHost*)self;
  ask(mock, "choose", path);
  for (size_t i = 0U; i < mock->n_presets; ++i) {
    if (!strcmp(mock->presets[i].path, path)) {
      mock->state.preset = i;
    }
  }
}

static void
favour(void* const self, const char* const path, const bool is_favourite)
{
  ask((MockHost*)self, "favour", path);
  ((MockHost*)self)->is_on = is_favourite;
}

static void
install(void* const self, const char* const path)
{
  ask((MockHost*)self, "install", path);
}

static void
get_state(void* const self, DilViewState* const state)
{
  MockHost* const mock = (MockHost*)self;
  *state = mock->state;
  mock->state.peak[0] = 0.0f;
  mock->state.peak[1] = 0.0f;
}

static void
watch(void* const self, const bool is_watching)
{
  MockHost* const mock = (MockHost*)self;
  mock->has_strayed = mock->has_strayed || mock->is_watched == is_watching;
  mock->is_watched = is_watching;
}

static size_t
read_steps(void* const self, DilStep* const steps, const size_t n_steps)
{
  MockHost* const mock = (MockHost*)self;
  const size_t n = n_steps < mock->n_steps ? n_steps : mock->n_steps;
  memcpy(steps, mock->steps, n * sizeof(*steps));
  mock->n_steps -= n;
  memmove(mock->steps, mock->steps + n, mock->n_steps * sizeof(*steps));
  return n;
}

static void
open_melody(void* const self, const char* const path)
{
  ask((MockHost*)self, "open_melody", path);
}

static void
play(void* const self, const bool is_playing)
{
  ask((MockHost*)self, "play", NULL);
  ((MockHost*)self)->is_on = is_playing;
}

static void
loop(void* const self, const bool is_looping)
{
  ask((MockHost*)self, "loop", NULL);
  ((MockHost*)self)->is_on = is_looping;
}

static void
seek(void* const self, const double position_s)
{
  ask((MockHost*)self, "seek", NULL);
  ((MockHost*)self)->position_s = position_s;
}

static void
record(void* const self, const char* const path)
{
  ask((MockHost*)self, "record", path);
}

static bool
get_option(void* const self, const size_t index, DilViewOption* const option)
{
  static const char* const drivers[] = {"JACK", "ALSA", "PulseAudio"};
  static const char* const devices[] = {"Built-in", "USB"};

  const MockHost* const mock = (const MockHost*)self;
  const DilViewOption options[] = {{"Driver", drivers, 3U, mock->chosen[0]},
                                   {"Device", devices, 2U, mock->chosen[1]}};
  if (index < 2U) {
    *option = options[index];
  }
  return index < 2U;
}

static void
set_option(void* const self, const size_t index, const size_t choice)
{
  ((MockHost*)self)->chosen[index] = choice;
}

DilViewHost
mock_table(MockHost* const mock, const bool is_alone)
{
  const DilViewHost host = {
    mock,      is_alone, get_parameter, begin,       set,    end,
    note_on,   note_off, get_presets,   choose,      favour, install,
    get_state, watch,    read_steps,    open_melody, play,   loop,
    seek,      record,   get_option,    set_option};
  return host;
}

/// A wave of some partials at a phase in periods, in -1..1
static double
wave(const double phase)
{
  static const double turn = 6.28318530717958648;

  return 0.6 * sin(turn * phase) + 0.3 * sin(2.0 * turn * phase + 1.0) +
         0.1 * sin(5.0 * turn * phase + 2.0);
}

double
mock_middle(const double phase)
{
  return 128.0 + 40.0 * wave(phase);
}

void
mock_sound(MockHost* const mock,
           const uint64_t note,
           const float key,
           const uint32_t first,
           const uint32_t n_steps)
{
  const double period = 24000.0 / (440.0 * exp2(((double)key - 69.0) / 12.0));
  for (uint32_t i = 0U; i < n_steps && mock->n_steps < MOCK_STEPS; ++i) {
    DilStep* const step = &mock->steps[mock->n_steps++];
    memset(step, 0, sizeof(*step));
    step->note = note;
    step->age = first + i;
    step->key = key;
    step->rate = 24000.0f;
    step->temperature = 1.0f;
    step->top_p = mock->values[DIL_PARAMETER_TOP_P];
    step->top_k = (uint16_t)mock->values[DIL_PARAMETER_TOP_K];
    const double phase = (double)step->age / period;
    const double middle = 40.0 * wave(phase);
    const double wide = 3.0 + 8.0 * fabs(wave(phase + 0.2));
    // Dice of one's own: the place in the odds goes round
    const double chance = fmod((double)step->age * 0.61803398875, 1.0) - 0.5;
    step->code = (uint8_t)(128 + (int)lrint(middle + 1.6 * wide * chance));
    step->sample = (float)(0.08 * wave(phase));
    for (int c = 0; c < 256; ++c) {
      const double away = ((double)(c - 128) - rint(middle)) / wide;
      step->odds[c] = (uint8_t)fmax(255.0 - 20.0 * 0.5 * away * away, 0.0);
    }
  }
}
