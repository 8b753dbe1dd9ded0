// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_INSTRUMENT_SFZ_PATH_H
#define DIL_INSTRUMENT_SFZ_PATH_H

/**
   Path of a file that an SFZ file names.

   Names are often written on other systems: backslashes separate folders too,
   letters may be of the other case, a name on the disk may be in Latin-1, and a
   separator at the start is as a rule no root but nothing.

   @param main_path The SFZ file, whose folder names start from.
   @param name UTF-8.
   @return The file that is there, or if none is where it was looked for first;
   to be released with free(), or NULL without memory.
*/
char*
dil_sfz_path(const char* main_path, const char* name);

#endif // DIL_INSTRUMENT_SFZ_PATH_H
