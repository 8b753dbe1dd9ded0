// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_LIVE_AUDIO_PORTAUDIO_H
#define DIL_LIVE_AUDIO_PORTAUDIO_H

#include "outlet.h"

#include "dilaton/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// A way to the speakers
typedef enum {
  AUDIO_JACK,  ///< JACK, also as PipeWire offers it
  AUDIO_ALSA,  ///< ALSA
  AUDIO_PULSE, ///< PulseAudio, by its ALSA device where there is no other way
  AUDIO_BEST   ///< JACK if a server runs, else what PortAudio takes
} AudioDriver;

/// Names of the drivers, in the order of AudioDriver
extern const char* const audio_drivers[];

/// An output device
typedef struct {
  char driver[32];     ///< For people, "JACK" or "ALSA"
  char name[128];      ///< As the driver calls it
  uint32_t n_channels; ///< Outputs
  double rate;         ///< Its own, in Hz
  double latency_s;    ///< Least that it claims
  bool is_default;     ///< The one that is used unless told
} AudioDevice;

/**
   List output devices.

   @param out Result [n_devices], to be freed with free(); NULL if there is
   none.
   @return DIL_OK, DIL_IO_ERROR (PortAudio does not start) or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
audio_list(AudioDevice** out, size_t* n_devices, DilMessage* message);

/// A stream to an output device; one at a time
typedef struct AudioStream AudioStream;

/**
   Open a device, which does not play yet.

   @param device Name or part of it, or NULL for the default.
   @param rate Frames a second, or 0 for the device's own.
   @return DIL_OK, DIL_NOT_FOUND, DIL_UNSUPPORTED (the rate or the driver),
   DIL_IO_ERROR or
   DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
audio_open(AudioDriver driver,
           const char* device,
           uint32_t rate,
           AudioStream** out,
           DilMessage* message);

/// The device that was opened
const AudioDevice*
audio_device(const AudioStream* stream);

/// Frames a second
uint32_t
audio_rate(const AudioStream* stream);

/// Play what an outlet gives, which is borrowed until audio_close()
DIL_NODISCARD DilStatus
audio_start(AudioStream* stream, Outlet* outlet, DilMessage* message);

/// Seconds from the callback to the speakers, as far as is known
double
audio_latency_s(const AudioStream* stream);

/// False when the server or the device has gone
bool
audio_is_alive(AudioStream* stream);

/// True when it has not asked for sound for long, although it has not gone; to
/// be called several times a second
bool
audio_is_stuck(AudioStream* stream);

/// Play what the device still has, and close, which may take for ever if it is
/// stuck; of a device that has gone, nothing can be opened again.  NULL is fine
void
audio_close(AudioStream* stream);

#endif // DIL_LIVE_AUDIO_PORTAUDIO_H
