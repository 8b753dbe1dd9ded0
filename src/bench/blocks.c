// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "blocks.h"

#include "message.h"
#include "stopwatch.h"

#include "dilaton/engine.h"

#include <malloc.h>
#include <stdlib.h>

struct DilBlocks {
  DilEngine* engine;
  float left[DIL_BLOCK_FRAMES];
  float right[DIL_BLOCK_FRAMES];
};

/// Bytes that the allocator has given out
static size_t
n_allocated(void)
{
  const struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

static void
render(DilBlocks* const blocks, const DilEvent* const events, const size_t n)
{
  float* const out[] = {blocks->left, blocks->right};
  dil_engine_render(blocks->engine, events, n, out, DIL_BLOCK_FRAMES);
}

static void
strike(DilBlocks* const blocks, const DilInstrument* const instrument)
{
  const int span = instrument->hi_key - instrument->lo_key;
  DilEvent events[DIL_BLOCK_VOICES];
  for (uint32_t i = 0U; i < DIL_BLOCK_VOICES; ++i) {
    const int key = instrument->lo_key + span * (int)i / (int)DIL_BLOCK_VOICES;
    const DilEvent event = {.type = DIL_EVENT_NOTE_ON,
                            .number = (uint8_t)key,
                            .note_id = DIL_ANY_NOTE,
                            .value = 90.0f};
    events[i] = event;
  }

  render(blocks, events, DIL_BLOCK_VOICES);
}

DilStatus
dil_blocks_new(const DilPreset* const preset,
               DilBlocks** const out,
               size_t* const n_bytes,
               DilMessage* const message)
{
  DilBlocks* const blocks = (DilBlocks*)calloc(1U, sizeof(*blocks));
  if (!blocks) {
    return dil_fail_memory(message);
  }

  DilEngineSettings settings = dil_engine_defaults();
  settings.rate = DIL_BLOCK_RATE;
  const size_t n_before = n_allocated();
  const DilStatus status =
    dil_engine_new(&preset, 1U, &settings, &blocks->engine, message);
  if (status) {
    dil_blocks_free(blocks);
    return status;
  }

  const size_t n_after = n_allocated();
  *n_bytes = n_after > n_before ? n_after - n_before : 0U;
  strike(blocks, dil_preset_instrument(preset, 0U));
  *out = blocks;
  return DIL_OK;
}

void
dil_blocks_free(DilBlocks* const blocks)
{
  if (blocks) {
    dil_engine_free(blocks->engine);
    free(blocks);
  }
}

void
dil_blocks_run(DilBlocks* const blocks, const uint32_t n, double* const times)
{
  // The first calls after something else has used the caches
  for (uint32_t i = 0U; i < 8U; ++i) {
    render(blocks, NULL, 0U);
  }

  for (uint32_t i = 0U; i < n; ++i) {
    const double start = dil_wall_s();
    render(blocks, NULL, 0U);
    times[i] = dil_wall_s() - start;
  }
}
