// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "heard.h"

#include "yin.h"

#include "support/file.h"
#include "support/run.h"
#include "support/test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_OPTIONS  24U
#define MAX_PARTIALS 8U
#define TREBLE_HZ    3000.0
#define TRACK_MS     40U ///< Window of a track of the pitch
#define TRACK_HOP_MS 10U ///< And its step
#define RANGE_CENTS  100.0
#define COARSE_CENTS 5.0

static const double tau = 6.283185307179586;

const char*
heard_preset(void)
{
  static const char path[] = DIL_SOURCE_DIR "/presets/altosax.safetensors";

  if (file_exists(path)) {
    return path;
  }
  print_message("%s is not there\n", path);
  return NULL;
}

int
heard_setup(void** const state)
{
  return heard_preset() ? temp_setup(state) : 0;
}

int
heard_teardown(void** const state)
{
  return *state ? temp_teardown(state) : 0;
}

TempFolder*
heard_folder(void** const state)
{
  if (!*state) {
    skip();
  }
  return (TempFolder*)*state;
}

DilAudio
heard_render(TempFolder* const folder,
             Tune* const tune,
             const char* const* const options)
{
  const char* const melody = temp_path(folder, "tune.mid");
  const char* const out = temp_path(folder, "out.wav");
  const char* arguments[MAX_OPTIONS] = {DIL_PROGRAM,
                                        "render",
                                        melody,
                                        "-q",
                                        "-r",
                                        "24000",
                                        "-O",
                                        "float",
                                        "-o",
                                        out,
                                        "--set=space=0",
                                        "--set=width=0"};
  size_t n = 12U;
  for (size_t i = 0U; options[i]; ++i) {
    assert_true(n + 1U < MAX_OPTIONS);
    arguments[n++] = options[i];
  }

  tune_save(tune, melody);
  Run* const run = run_program(arguments);
  if (run->status) {
    fail_msg("status %d: %s", run->status, run->errors.text);
  }
  run_free(run);

  DilAudio audio;
  assert_int_equal(dil_audio_read(out, &audio, NULL), DIL_OK);
  assert_int_equal(audio.rate, HEARD_RATE);
  assert_int_equal(audio.n_channels, 2U);
  return audio;
}

static size_t
place_of(const uint32_t time_ms)
{
  return (size_t)time_ms * HEARD_RATE / 1000U;
}

/// Samples of one channel, to be freed; zeros beyond the end
static float*
stretch(const DilAudio* const audio,
        const uint32_t channel,
        const uint32_t start_ms,
        const uint32_t end_ms)
{
  const size_t first = place_of(start_ms);
  const size_t n = place_of(end_ms) - first;
  float* const samples = (float*)calloc(n, sizeof(*samples));
  assert_non_null(samples);
  for (size_t i = 0U; i < n && first + i < audio->n_frames; ++i) {
    samples[i] = audio->samples[2U * (first + i) + channel];
  }

  return samples;
}

double
heard_level(const DilAudio* const audio,
            const uint32_t channel,
            const uint32_t start_ms,
            const uint32_t end_ms)
{
  float* const samples = stretch(audio, channel, start_ms, end_ms);
  const size_t n = place_of(end_ms) - place_of(start_ms);
  double sum = 0.0;
  for (size_t i = 0U; i < n; ++i) {
    sum += (double)samples[i] * (double)samples[i];
  }

  free(samples);
  return sqrt(sum / (double)n);
}

/// Lay a Hann window over samples, with a mean of 1
static void
lay_window(float* const samples, const size_t n)
{
  for (size_t i = 0U; i < n; ++i) {
    const double window = 1.0 - cos(tau * ((double)i + 0.5) / (double)n);
    samples[i] = (float)(window * (double)samples[i]);
  }
}

/// Squared amplitude of the sine of a frequency in samples under a window
static double
power_at(const float* const samples, const size_t n, const double frequency)
{
  const double angle = tau * frequency / (double)HEARD_RATE;
  const double cosine = cos(angle);
  const double sine = sin(angle);
  double x = 1.0; // On the unit circle, turned from sample to sample
  double y = 0.0;
  double real = 0.0;
  double imaginary = 0.0;
  for (size_t i = 0U; i < n; ++i) {
    const double turned = cosine * x - sine * y;
    real += x * (double)samples[i];
    imaginary += y * (double)samples[i];
    y = sine * x + cosine * y;
    x = turned;
  }

  const double scale = 2.0 / (double)n;
  return scale * scale * (real * real + imaginary * imaginary);
}

/// Sum of the powers of a tone's partials
static double
strength(const float* const samples, const size_t n, const double frequency)
{
  double sum = 0.0;
  for (uint32_t h = 1U; h <= MAX_PARTIALS; ++h) {
    const double partial = (double)h * frequency;
    sum += (partial < 0.45 * (double)HEARD_RATE) ? power_at(samples, n, partial)
                                                 : 0.0;
  }

  return sum;
}

/// The strongest tone within RANGE_CENTS of a frequency; changes the samples
static double
refine(float* const samples, const size_t n, const double frequency)
{
  lay_window(samples, n);
  double best = 0.0;
  double highest = -1.0;
  for (double step = COARSE_CENTS, middle = 0.0, range = RANGE_CENTS;
       step > 0.1;
       range = step, step *= 0.2) {
    for (double cents = middle - range; cents <= middle + range;
         cents += step) {
      const double power =
        strength(samples, n, frequency * exp2(cents / 1200.0));
      best = (power > highest) ? cents : best;
      highest = fmax(power, highest);
    }
    middle = best;
  }

  return frequency * exp2(best / 1200.0);
}

static int
compare(const void* const a, const void* const b)
{
  const float left = *(const float*)a;
  const float right = *(const float*)b;
  return (left > right) - (left < right);
}

/// Median of YIN's frames; 0 where nothing is periodic
static double
rough_pitch(const float* const samples, const size_t n)
{
  enum { MAX = 1000 };
  const DilYinFrames frames =
    dil_yin_frames((double)HEARD_RATE, DIL_YIN_LOWEST);
  const size_t n_frames =
    (n - frames.window - frames.max_lag) / frames.hop + 1U;
  DilPitch pitches[MAX];
  float frequencies[MAX];
  assert_true(n > frames.window + frames.max_lag && n_frames <= MAX);
  assert_true(dil_yin_track(&frames, samples, n_frames, pitches));
  for (size_t i = 0U; i < n_frames; ++i) {
    frequencies[i] =
      (pitches[i].aperiodicity < 0.3f) ? pitches[i].frequency : 0.0f;
  }

  qsort(frequencies, n_frames, sizeof(frequencies[0]), compare);
  return (double)frequencies[n_frames / 2U];
}

double
heard_pitch(const DilAudio* const audio,
            const uint32_t start_ms,
            const uint32_t end_ms)
{
  float* const samples = stretch(audio, 0U, start_ms, end_ms);
  const size_t n = place_of(end_ms) - place_of(start_ms);
  const double rough = rough_pitch(samples, n);
  const double result = (rough > 0.0) ? refine(samples, n, rough) : 0.0;
  free(samples);
  return result;
}

double
heard_cents(const double found, const double reference)
{
  return 1200.0 * log2(found / reference);
}

double
heard_frequency(const double key)
{
  return 440.0 * exp2((key - 69.0) / 12.0);
}

double
heard_sine(const DilAudio* const audio,
           const double frequency,
           const uint32_t start_ms,
           const uint32_t end_ms)
{
  float* const samples = stretch(audio, 0U, start_ms, end_ms);
  const size_t n = place_of(end_ms) - place_of(start_ms);
  lay_window(samples, n);
  const double power = power_at(samples, n, frequency);
  free(samples);
  return sqrt(power);
}

/// Amplitude of the sine of a rate in a track, less its mean
static double
swing(const double* const track, const size_t n, const double rate)
{
  double mean = 0.0;
  double real = 0.0;
  double imaginary = 0.0;
  for (size_t i = 0U; i < n; ++i) {
    mean += track[i] / (double)n;
  }
  for (size_t i = 0U; i < n; ++i) {
    const double window = 1.0 - cos(tau * ((double)i + 0.5) / (double)n);
    const double phase = tau * rate * (double)(TRACK_HOP_MS * i) / 1000.0;
    real += window * (track[i] - mean) * cos(phase);
    imaginary += window * (track[i] - mean) * sin(phase);
  }

  return 2.0 / (double)n * sqrt(real * real + imaginary * imaginary);
}

HeardVibrato
heard_vibrato(const DilAudio* const audio,
              const double frequency,
              const uint32_t start_ms,
              const uint32_t end_ms)
{
  enum { MAX = 400 };
  double track[MAX];
  size_t n = 0U;
  for (uint32_t time_ms = start_ms; time_ms + TRACK_MS <= end_ms;
       time_ms += TRACK_HOP_MS) {
    float* const samples = stretch(audio, 0U, time_ms, time_ms + TRACK_MS);
    assert_true(n < MAX);
    track[n++] =
      heard_cents(refine(samples, place_of(TRACK_MS), frequency), frequency);
    free(samples);
  }

  HeardVibrato best = {0.0, 0.0};
  for (double rate = 2.0; rate < 12.0; rate += 0.02) {
    const double depth = swing(track, n, rate);
    if (depth > best.depth) {
      best.rate = rate;
      best.depth = depth;
    }
  }

  return best;
}

double
heard_treble(const DilAudio* const audio,
             const uint32_t start_ms,
             const uint32_t end_ms)
{
  // What three low-passes of the first order leave out, one after the other
  float* const samples = stretch(audio, 0U, start_ms, end_ms);
  const size_t n = place_of(end_ms) - place_of(start_ms);
  const double kept = exp(-tau * TREBLE_HZ / (double)HEARD_RATE);
  double low[3] = {0.0};
  double all = 0.0;
  double high = 0.0;
  for (size_t i = 0U; i < n; ++i) {
    double x = (double)samples[i];
    all += x * x;
    for (size_t k = 0U; k < 3U; ++k) {
      low[k] = kept * low[k] + (1.0 - kept) * x;
      x -= low[k];
    }
    high += x * x;
  }

  free(samples);
  return high / all;
}
