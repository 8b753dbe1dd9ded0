// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_VST3_TRAVESTY_MORE_H
#define DIL_VST3_TRAVESTY_MORE_H

/**
   The C interface to VST 3 of dpf-source, complete for C.

   Its headers inherit by anonymous structs (-fms-extensions); without that
   option the tables of functions would be shorter and nothing would say so, but
   for the assertions below.
*/

// Names that the headers use without "struct"
// NOLINTBEGIN(readability-identifier-naming)
typedef struct v3_attribute_list v3_attribute_list;
typedef struct v3_event_handler v3_event_handler;
typedef struct v3_program_list_info v3_program_list_info;
typedef struct v3_timer_handler v3_timer_handler;
typedef struct v3_unit_info v3_unit_info;
// NOLINTEND(readability-identifier-naming)

#include <travesty/audio_processor.h>
#include <travesty/component.h>
#include <travesty/edit_controller.h>
#include <travesty/factory.h>
#include <travesty/host.h>
#include <travesty/unit.h>
#include <travesty/view.h>

#include <assert.h>

/// Functions of an interface and of those that it extends
#define DIL_V3_FUNCTIONS(type) (sizeof(struct type) / sizeof(void (*)(void)))

static_assert(DIL_V3_FUNCTIONS(v3_audio_processor) == 11U, "");
static_assert(DIL_V3_FUNCTIONS(v3_bstream) == 7U, "");
static_assert(DIL_V3_FUNCTIONS(v3_component) == 14U, "");
static_assert(DIL_V3_FUNCTIONS(v3_component_handler) == 7U, "");
static_assert(DIL_V3_FUNCTIONS(v3_edit_controller) == 18U, "");
static_assert(DIL_V3_FUNCTIONS(v3_event_list) == 6U, "");
static_assert(DIL_V3_FUNCTIONS(v3_midi_mapping) == 4U, "");
static_assert(DIL_V3_FUNCTIONS(v3_param_changes) == 6U, "");
static_assert(DIL_V3_FUNCTIONS(v3_param_value_queue) == 7U, "");
static_assert(DIL_V3_FUNCTIONS(v3_plugin_factory_3) == 10U, "");
static_assert(DIL_V3_FUNCTIONS(v3_plugin_frame) == 4U, "");
static_assert(DIL_V3_FUNCTIONS(v3_plugin_view) == 15U, "");
static_assert(DIL_V3_FUNCTIONS(v3_plugin_view_content_scale) == 4U, "");
static_assert(DIL_V3_FUNCTIONS(v3_process_context_requirements) == 4U, "");
static_assert(DIL_V3_FUNCTIONS(v3_run_loop) == 7U, "");
static_assert(DIL_V3_FUNCTIONS(v3_timer_handler) == 4U, "");
static_assert(DIL_V3_FUNCTIONS(v3_unit_information) == 15U, "");

// As 64-bit compilers of C++ lay them out
static_assert(sizeof(void*) != 8U || sizeof(struct v3_event) == 48U, "");
static_assert(sizeof(void*) != 8U || sizeof(struct v3_process_data) == 80U, "");
static_assert(sizeof(void*) != 8U || sizeof(struct v3_param_info) == 792U, "");

#endif // DIL_VST3_TRAVESTY_MORE_H
