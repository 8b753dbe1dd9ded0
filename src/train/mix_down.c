// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "mix_down.h"

#include <stddef.h>
#include <stdint.h>

/// Least share of the channels' power that their mean keeps: of two equal and
/// independent ones it keeps a half
static const double least_kept = 0.35;

/// Sum of the products of two channels, frame by frame
static double
product(const DilAudio* const audio, const uint32_t a, const uint32_t b)
{
  const float* frame = audio->samples;
  double sum = 0.0;
  for (size_t i = 0U; i < audio->n_frames; ++i, frame += audio->n_channels) {
    sum += (double)frame[a] * (double)frame[b];
  }

  return sum;
}

static uint32_t
loudest_channel(const DilAudio* const audio)
{
  uint32_t loudest = 0U;
  double most = -1.0;
  for (uint32_t c = 0U; c < audio->n_channels; ++c) {
    const double power = product(audio, c, c);
    loudest = power > most ? c : loudest;
    most = power > most ? power : most;
  }

  return loudest;
}

/// A frame's mean; channels that go against `leader` are turned if there is one
static double
mean_of(const DilAudio* const audio, const size_t i, const uint64_t turned)
{
  double sum = 0.0;
  for (uint32_t c = 0U; c < audio->n_channels; ++c) {
    const double x = (double)audio->samples[i * audio->n_channels + c];
    sum += (c < 64U && (turned >> c & 1U)) ? -x : x;
  }

  return sum / audio->n_channels;
}

/// Share of the channels' power that is left in their mean
static double
kept_share(const DilAudio* const audio, const uint64_t turned)
{
  double before = 0.0;
  double after = 0.0;
  for (size_t i = 0U; i < audio->n_frames; ++i) {
    const double mean = mean_of(audio, i, turned);
    after += mean * mean;
  }
  for (uint32_t c = 0U; c < audio->n_channels; ++c) {
    before += product(audio, c, c) / audio->n_channels;
  }

  return before > 0.0 ? after / before : 1.0;
}

/// Channels that go against a channel, as bits
static uint64_t
opposite_channels(const DilAudio* const audio, const uint32_t leader)
{
  uint64_t turned = 0U;
  for (uint32_t c = 0U; c < audio->n_channels && c < 64U; ++c) {
    if (product(audio, c, leader) < 0.0) {
      turned |= (uint64_t)1U << c;
    }
  }

  return turned;
}

DilMix
dil_mix_down(DilAudio* const audio)
{
  DilMix mix = DIL_MIX_MEAN;
  uint64_t turned = 0U;
  uint32_t leader = 0U;
  if (audio->n_channels > 1U && kept_share(audio, 0U) < least_kept) {
    leader = loudest_channel(audio);
    turned = opposite_channels(audio, leader);
    mix =
      kept_share(audio, turned) < least_kept ? DIL_MIX_LOUDEST : DIL_MIX_TURNED;
  }

  // In place: what is read is never behind what is written
  for (size_t i = 0U; i < audio->n_frames; ++i) {
    audio->samples[i] = mix == DIL_MIX_LOUDEST
                          ? audio->samples[i * audio->n_channels + leader]
                          : (float)mean_of(audio, i, turned);
  }

  audio->n_channels = 1U;
  return mix;
}
