// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "clap_plugin.h"

void
dil_clap_gesture(DilClap* const self, const DilClapGesture* const gesture)
{
  // What a host never takes is lost to it; the value has been set
  (void)dil_ring_write(self->gestures, gesture, 1U);
  if (self->params) {
    self->params->request_flush(self->host);
  }
}

static clap_event_header_t
header(const uint16_t type, const size_t size)
{
  const clap_event_header_t result = {
    (uint32_t)size, 0U, CLAP_CORE_EVENT_SPACE_ID, type, 0U};
  return result;
}

void
dil_clap_tell_gestures(DilClap* const self,
                       const clap_output_events_t* const out)
{
  DilClapGesture gesture;
  while (out && dil_ring_read(self->gestures, &gesture, 1U) == 1U) {
    const uint16_t type = gesture.type;
    if (type == CLAP_EVENT_PARAM_VALUE) {
      const clap_event_param_value_t event = {.header =
                                                header(type, sizeof(event)),
                                              .param_id = gesture.id,
                                              .note_id = -1,
                                              .port_index = -1,
                                              .channel = -1,
                                              .key = -1,
                                              .value = gesture.value};
      (void)out->try_push(out, &event.header);
    } else {
      const clap_event_param_gesture_t event = {header(type, sizeof(event)),
                                                gesture.id};
      (void)out->try_push(out, &event.header);
    }
  }
}
