// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_IO_SAFETENSORS_FILE_H
#define DIL_IO_SAFETENSORS_FILE_H

#include "safetensors.h"

#include <jansson.h>

/// Most bytes of a header
#define DIL_HEADER_LIMIT (4U << 20U)

/// Entry of the header that is not a tensor
#define DIL_METADATA_KEY "__metadata__"

/// Contents of DilSafetensors, shared by its parser and its accessors
struct DilSafetensorsImpl {
  char* name;               ///< What messages call the file
  uint8_t* bytes;           ///< The whole file
  const uint8_t* buffer;    ///< [n_buffer_bytes] in `bytes`, after the header
  size_t n_buffer_bytes;    ///< What the tensors must tile
  json_t* header;           ///< Owns all names and strings
  const json_t* metadata;   ///< Object of strings in `header`, or NULL
  const char** keys;        ///< [size of metadata], in the order of the file
  DilTensor* tensors;       ///< [n_tensors], in the order of their bytes
  const DilTensor** sorted; ///< [n_tensors], in the order of their names
  size_t n_tensors;         ///< Entries of the header but metadata
  char hash[65];            ///< dil_safetensors_hash()
};

/// Name of an element type in files
const char*
dil_dtype_name(DilDtype dtype);

/// Bytes of an element
size_t
dil_dtype_size(DilDtype dtype);

/**
   Product of a shape.

   @return SIZE_MAX when it does not fit.
*/
size_t
dil_shape_product(uint32_t n_dims, const size_t* shape);

/**
   Parse a file that is in memory.

   @param name What messages call it, copied.
   @param bytes [n_bytes] from malloc(); owned from now on, also on failure.
*/
DIL_NODISCARD DilStatus
dil_safetensors_take(const char* name,
                     uint8_t* bytes,
                     size_t n_bytes,
                     DilSafetensors** out,
                     DilMessage* message);

#endif // DIL_IO_SAFETENSORS_FILE_H
