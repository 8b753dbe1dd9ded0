// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_APP_PRESETS_LV2_H
#define DIL_APP_PRESETS_LV2_H

/**
   Write the user's own presets as a bundle into the user's LV2 folder, in place
   of what was written before, and tell what is in it and what has gone.

   Presets that cannot be loaded are left out; without any the bundle goes.

   @return Exit status; what could not be done has been printed.
*/
int
presets_lv2(void);

#endif // DIL_APP_PRESETS_LV2_H
