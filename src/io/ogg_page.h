// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_IO_OGG_PAGE_H
#define DIL_IO_OGG_PAGE_H

#include "dilaton/attributes.h"
#include "dilaton/status.h"

#include <stdint.h>

/**
   What libsndfile leaves to be desired about Ogg files.

   Source: RFC 3533, section 6 (page header and checksum); "Vorbis I
   specification", Xiph.Org 2020, section 4.2 (the three header packets).
*/

/**
   Give an Ogg file of one stream another serial number, in place.

   libsndfile takes a random one, by which equal sounds would be unequal files.

   @param descriptor A regular file that may be read and written, or anything
   else, which stays as it is.
   @param path For messages.
   @param serial Of all pages.
   @return DIL_OK, DIL_BAD_FILE (not made of Ogg pages) or DIL_IO_ERROR.
*/
DIL_NODISCARD DilStatus
dil_ogg_set_serial(int descriptor,
                   const char* path,
                   uint32_t serial,
                   DilMessage* message);

/**
   See that an Ogg Vorbis file has its three header packets undamaged.

   libsndfile 1.2 does not release what it has allocated when they are not.

   @param descriptor To be read; stays where it is.  What is not Ogg Vorbis, or
   cannot seek, is fine here.
   @param path For messages.
   @return DIL_OK or DIL_BAD_FILE.
*/
DIL_NODISCARD DilStatus
dil_ogg_check_headers(int descriptor, const char* path, DilMessage* message);

#endif // DIL_IO_OGG_PAGE_H
