// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DILATON_DILATON_H
#define DILATON_DILATON_H

/// @file
/// All of libdilaton; dilaton/training.h has what makes presets

#include "dilaton/attributes.h"
#include "dilaton/audio.h"
#include "dilaton/channels.h"
#include "dilaton/engine.h"
#include "dilaton/event.h"
#include "dilaton/parameter.h"
#include "dilaton/precision.h"
#include "dilaton/preset.h"
#include "dilaton/preset_list.h"
#include "dilaton/render.h"
#include "dilaton/render_file.h"
#include "dilaton/sampling.h"
#include "dilaton/score.h"
#include "dilaton/score_time.h"
#include "dilaton/status.h"
#include "dilaton/tuning.h"
#include "dilaton/version.h"
#include "dilaton/watch.h"

#endif // DILATON_DILATON_H
