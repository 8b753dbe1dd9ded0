// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "channel_keep.h"

#include "latest.h"

#include <sched.h>
#include <stdlib.h>

/// What the audio thread tells
typedef struct {
  DilChannels channels;
  uint32_t taken; ///< Version of what was wanted that is in them
} Heard;

struct DilChannelKeep {
  DilLatest* wanted; ///< DilChannels, to the audio thread
  DilLatest* heard;  ///< Heard, from it
  uint32_t taken;    ///< Version of `wanted`; the audio thread's
};

DilStatus
dil_channel_keep_new(DilChannelKeep** const out)
{
  DilChannelKeep* const keep = (DilChannelKeep*)calloc(1U, sizeof(*keep));
  if (!keep || dil_latest_new(sizeof(DilChannels), &keep->wanted) ||
      dil_latest_new(sizeof(Heard), &keep->heard)) {
    dil_channel_keep_free(keep);
    return DIL_NO_MEMORY;
  }

  const Heard heard = {dil_channels_defaults(), 0U};
  dil_latest_write(keep->heard, &heard);
  *out = keep;
  return DIL_OK;
}

void
dil_channel_keep_free(DilChannelKeep* const keep)
{
  if (keep) {
    dil_latest_free(keep->heard);
    dil_latest_free(keep->wanted);
    free(keep);
  }
}

void
dil_channel_keep_want(DilChannelKeep* const keep,
                      const DilChannels* const channels)
{
  dil_latest_write(keep->wanted, channels);
}

void
dil_channel_keep_now(const DilChannelKeep* const keep,
                     DilChannels* const channels)
{
  Heard heard;
  while (!dil_latest_read(keep->heard, &heard)) {
    sched_yield();
  }

  if (heard.taken == dil_latest_version(keep->wanted)) {
    *channels = heard.channels;
  } else {
    while (!dil_latest_read(keep->wanted, channels)) {
      sched_yield();
    }
  }
}

bool
dil_channel_keep_is_news(const DilChannelKeep* const keep)
{
  return dil_latest_version(keep->wanted) != keep->taken;
}

void
dil_channel_keep_take(DilChannelKeep* const keep, DilEngine* const engine)
{
  DilChannels channels;
  const uint32_t version = dil_latest_version(keep->wanted);
  if (version != keep->taken && dil_latest_read(keep->wanted, &channels)) {
    dil_engine_set_channels(engine, &channels);
    keep->taken = version;
    dil_channel_keep_hear(keep, engine);
  }
}

void
dil_channel_keep_hear(DilChannelKeep* const keep, const DilEngine* const engine)
{
  Heard heard = {.taken = keep->taken};
  dil_engine_channels(engine, &heard.channels);
  dil_latest_write(keep->heard, &heard);
}
