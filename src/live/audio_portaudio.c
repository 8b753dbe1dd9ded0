// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "audio_portaudio.h"

#include "clock.h"
#include "message.h"
#include "quiet_audio.h"
#include "stall.h"

#include <pa_jack.h>
#include <portaudio.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char* const audio_drivers[] = {"jack", "alsa", "pulse", NULL};

/// Device that stands for a whole driver where PortAudio lacks one
static const char pulse_device[] = "pulse";

struct AudioStream {
  PaStream* stream;
  AudioDevice device;
  uint32_t rate;
  Outlet* outlet;
  Stall stall; ///< Of frames asked for

  // Of the callback: PortAudio cuts a period that has grown into pieces
  double period_s;    ///< When the current period began
  double piece_s;     ///< When its last piece is heard
  size_t n_in_period; ///< Frames asked for in it so far
};

static DilStatus
start_library(DilMessage* const message)
{
  quiet_audio_libraries();
  (void)PaJack_SetClientName("dilaton");
  const int standard_error = quiet_audio_begin();
  const PaError error = Pa_Initialize();
  quiet_audio_end(standard_error);
  return error == paNoError
           ? DIL_OK
           : dil_fail(
               message, DIL_IO_ERROR, "PortAudio: %s", Pa_GetErrorText(error));
}

static bool
is_output(const PaDeviceIndex device)
{
  const PaDeviceInfo* const info = Pa_GetDeviceInfo(device);
  return info && info->maxOutputChannels > 0;
}

/// The host API of a driver, or negative if it is not there
static PaHostApiIndex
find_api(const AudioDriver driver)
{
  const PaHostApiIndex jack = Pa_HostApiTypeIdToHostApiIndex(paJACK);
  const PaHostApiIndex alsa = Pa_HostApiTypeIdToHostApiIndex(paALSA);
  const PaHostApiInfo* const info = jack >= 0 ? Pa_GetHostApiInfo(jack) : NULL;
  const bool has_jack = info && info->deviceCount > 0;
  return driver == AUDIO_JACK   ? (has_jack ? jack : paNoDevice)
         : driver != AUDIO_BEST ? alsa
         : has_jack             ? jack
                                : Pa_GetDefaultHostApi();
}

static PaDeviceIndex
find_device(const PaHostApiIndex api, const char* const name)
{
  const PaHostApiInfo* const info = api >= 0 ? Pa_GetHostApiInfo(api) : NULL;
  if (!info) {
    return paNoDevice;
  }

  if (!name) {
    const PaDeviceIndex device = info->defaultOutputDevice;
    return is_output(device) ? device : paNoDevice;
  }

  // The whole name first, then any that has it in it
  for (int pass = 0; pass < 2; ++pass) {
    for (int i = 0; i < info->deviceCount; ++i) {
      const PaDeviceIndex device = Pa_HostApiDeviceIndexToDeviceIndex(api, i);
      const char* const own = Pa_GetDeviceInfo(device)->name;
      const bool fits = pass ? !!strstr(own, name) : !strcmp(own, name);
      if (fits && is_output(device)) {
        return device;
      }
    }
  }

  return paNoDevice;
}

static void
describe(const PaDeviceIndex index, AudioDevice* const device)
{
  const PaDeviceInfo* const info = Pa_GetDeviceInfo(index);
  const PaHostApiInfo* const api = Pa_GetHostApiInfo(info->hostApi);
  memset(device, 0, sizeof(*device));
  snprintf(device->driver,
           sizeof(device->driver),
           "%s",
           api->type == paJACK ? "JACK" : api->name);
  snprintf(device->name, sizeof(device->name), "%s", info->name);
  device->n_channels = (uint32_t)info->maxOutputChannels;
  device->rate = info->defaultSampleRate;
  device->latency_s = info->defaultLowOutputLatency;
  device->is_default = index == find_device(find_api(AUDIO_BEST), NULL);
}

DilStatus
audio_list(AudioDevice** const out,
           size_t* const n_devices,
           DilMessage* const message)
{
  *out = NULL;
  *n_devices = 0U;
  const DilStatus status = start_library(message);
  if (status) {
    return status;
  }

  const int count = Pa_GetDeviceCount();
  const size_t n = count > 0 ? (size_t)count : 0U;
  AudioDevice* const devices = (AudioDevice*)calloc(n + 1U, sizeof(*devices));
  for (PaDeviceIndex i = 0; devices && i < count; ++i) {
    if (is_output(i)) {
      describe(i, &devices[(*n_devices)++]);
    }
  }

  (void)Pa_Terminate();
  *out = devices;
  return devices ? DIL_OK : dil_fail_memory(message);
}

/// Note a piece of a period; frames of that period so far
static size_t
note_piece(AudioStream* const stream,
           const PaStreamCallbackTimeInfo* const time,
           const size_t n_frames)
{
  const bool is_next = time->currentTime <= stream->period_s &&
                       time->outputBufferDacTime > stream->piece_s;
  stream->n_in_period = n_frames + (is_next ? stream->n_in_period : 0U);
  stream->period_s = time->currentTime;
  stream->piece_s = time->outputBufferDacTime;
  return stream->n_in_period;
}

static int
play_block(const void* const input,
           void* const output,
           const unsigned long n_frames,
           const PaStreamCallbackTimeInfo* const time,
           const PaStreamCallbackFlags flags,
           void* const context)
{
  (void)input;
  (void)flags;
  AudioStream* const stream = (AudioStream*)context;
  outlet_expect(stream->outlet, note_piece(stream, time, n_frames));
  outlet_read(stream->outlet, (Frame*)output, n_frames);
  return paContinue;
}

static DilStatus
find_output(const AudioDriver driver,
            const char* const name,
            PaDeviceIndex* const out,
            DilMessage* const message)
{
  const bool is_pulse = driver == AUDIO_PULSE && !name;
  const PaHostApiIndex api = find_api(driver);
  *out = find_device(api, is_pulse ? pulse_device : name);
  if (*out != paNoDevice) {
    return DIL_OK;
  }

  if (driver != AUDIO_BEST && (api < 0 || is_pulse || !name)) {
    return dil_fail(message,
                    DIL_UNSUPPORTED,
                    "%s: no such audio server or device here",
                    audio_drivers[driver]);
  }

  return name ? dil_fail(message, DIL_NOT_FOUND, "%s: no such output", name)
              : dil_fail(message, DIL_NOT_FOUND, "no audio output device");
}

// A server may go while it is being opened, which PortAudio calls unanticipated
static DilStatus
fail(const AudioStream* const stream,
     const PaError error,
     DilMessage* const message)
{
  const bool has_gone = error == paUnanticipatedHostError &&
                        !strcmp(stream->device.driver, "JACK") &&
                        !has_jack_server();
  return dil_fail(message,
                  DIL_IO_ERROR,
                  "%s: %s",
                  stream->device.name,
                  has_gone ? "the audio server has gone"
                           : Pa_GetErrorText(error));
}

static DilStatus
open_stream(AudioStream* const stream,
            const PaDeviceIndex index,
            DilMessage* const message)
{
  const PaStreamParameters parameters = {
    index,
    (int)DIL_N_OUTPUTS,
    paFloat32,
    Pa_GetDeviceInfo(index)->defaultLowOutputLatency,
    NULL};
  const int standard_error = quiet_audio_begin();
  const PaError error = Pa_OpenStream(&stream->stream,
                                      NULL,
                                      &parameters,
                                      (double)stream->rate,
                                      paFramesPerBufferUnspecified,
                                      paNoFlag,
                                      play_block,
                                      stream);
  quiet_audio_end(standard_error);
  if (error == paInvalidSampleRate) {
    return dil_fail(message,
                    DIL_UNSUPPORTED,
                    "%s: runs at %g Hz, not %u",
                    stream->device.name,
                    stream->device.rate,
                    stream->rate);
  }

  return error == paNoError ? DIL_OK : fail(stream, error, message);
}

DilStatus
audio_open(const AudioDriver driver,
           const char* const device,
           const uint32_t rate,
           AudioStream** const out,
           DilMessage* const message)
{
  DilStatus status = start_library(message);
  if (status) {
    return status;
  }

  PaDeviceIndex index = paNoDevice;
  AudioStream* const stream = (AudioStream*)calloc(1U, sizeof(*stream));
  status = stream ? find_output(driver, device, &index, message)
                  : dil_fail_memory(message);
  if (!status) {
    describe(index, &stream->device);
    stream->rate = rate ? rate : (uint32_t)lround(stream->device.rate);
    status = open_stream(stream, index, message);
  }

  if (status) {
    free(stream);
    (void)Pa_Terminate();
    return status;
  }

  *out = stream;
  return DIL_OK;
}

const AudioDevice*
audio_device(const AudioStream* const stream)
{
  return &stream->device;
}

uint32_t
audio_rate(const AudioStream* const stream)
{
  return stream->rate;
}

DilStatus
audio_start(AudioStream* const stream,
            Outlet* const outlet,
            DilMessage* const message)
{
  stream->outlet = outlet;
  const int standard_error = quiet_audio_begin();
  const PaError error = Pa_StartStream(stream->stream);
  quiet_audio_end(standard_error);
  return error == paNoError ? DIL_OK : fail(stream, error, message);
}

double
audio_latency_s(const AudioStream* const stream)
{
  // Some JACK servers say nonsense
  const PaStreamInfo* const info = Pa_GetStreamInfo(stream->stream);
  const double latency = info ? info->outputLatency : 0.0;
  return latency > 0.0 && latency < 2.0 ? latency : stream->device.latency_s;
}

bool
audio_is_alive(AudioStream* const stream)
{
  return Pa_IsStreamActive(stream->stream) == 1;
}

bool
audio_is_stuck(AudioStream* const stream)
{
  const uint64_t n_frames = outlet_n_frames(stream->outlet);
  return stall_is_seen(&stream->stall, n_frames, dil_monotonic_s());
}

void
audio_close(AudioStream* const stream)
{
  // A server that has gone would be waited for, for ever: then there is nothing
  // to close, and this process is about to end
  if (stream && (!stream->outlet || audio_is_alive(stream))) {
    (void)Pa_StopStream(stream->stream);
    (void)Pa_CloseStream(stream->stream);
    (void)Pa_Terminate();
  }
  free(stream);
}
