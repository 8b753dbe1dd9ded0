// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_IO_SAFETENSORS_H
#define DIL_IO_SAFETENSORS_H

#include "dilaton/attributes.h"
#include "dilaton/status.h"

#include <stddef.h>
#include <stdint.h>

/// Most dimensions of a tensor
#define DIL_TENSOR_MAX_DIMS 8U

/// Element types; in files they are spelt F32, F16, BF16, I8, U8, I32, ...
typedef enum {
  DIL_DTYPE_F32,  ///< 32-bit float
  DIL_DTYPE_F16,  ///< IEEE half
  DIL_DTYPE_BF16, ///< Upper half of a 32-bit float
  DIL_DTYPE_F64,  ///< 64-bit float
  DIL_DTYPE_I8,   ///< Signed byte
  DIL_DTYPE_U8,   ///< Byte
  DIL_DTYPE_I32,  ///< Signed 32-bit integer
  DIL_DTYPE_I64   ///< Signed 64-bit integer
} DilDtype;

/// One tensor of a file, row-major and little-endian
typedef struct {
  const char* name;                  ///< Unique in the file
  DilDtype dtype;                    ///< Element type
  uint32_t n_dims;                   ///< 0 to DIL_TENSOR_MAX_DIMS; 0: a scalar
  size_t shape[DIL_TENSOR_MAX_DIMS]; ///< [n_dims]
  size_t n_elements;                 ///< Product of the shape
  size_t n_bytes;                    ///< At `data`
  const void* data;                  ///< Not aligned: read it with memcpy()
} DilTensor;

/// A safetensors file in memory; immutable, may be shared between threads
typedef struct DilSafetensorsImpl DilSafetensors;

/**
   Read a safetensors file.

   Strict: the header is JSON without duplicate keys or anything after it but
   white space, of at most 4 MiB; the tensors tile the buffer to the last byte
   without holes or overlaps; shapes and sizes agree.  At most 256 MiB.

   Source: the format description in the README of github.com/huggingface/
   safetensors, which asks readers for the same checks.

   @param path File to read.
   @param out The file, to be freed with dil_safetensors_free().
   @return DIL_OK, DIL_NOT_FOUND, DIL_BAD_FILE, DIL_UNSUPPORTED (other element
   types, too many dimensions, too large), DIL_IO_ERROR or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_safetensors_load(const char* path,
                     DilSafetensors** out,
                     DilMessage* message);

/// Free a file; NULL is fine
void
dil_safetensors_free(DilSafetensors* file);

/// Number of tensors
size_t
dil_safetensors_n_tensors(const DilSafetensors* file);

/// Tensor of that name, or NULL
const DilTensor*
dil_safetensors_find(const DilSafetensors* file, const char* name);

/**
   Copy a tensor as floats; F32, F16 and BF16 convert without loss.

   @param shape [n_dims] that the tensor must have.
   @param values [product of shape] result, row-major.
   @return DIL_OK, or DIL_BAD_FILE when it is missing, has another shape or
   element type, or holds a NaN or an infinity; `values` is undefined then.
*/
DIL_NODISCARD DilStatus
dil_safetensors_f32(const DilSafetensors* file,
                    const char* name,
                    uint32_t n_dims,
                    const size_t* shape,
                    float* values,
                    DilMessage* message);

/// Number of strings in `__metadata__`
size_t
dil_safetensors_n_metadata(const DilSafetensors* file);

/// Key of string `index`, in the order of the file; NULL beyond
const char*
dil_safetensors_metadata_key(const DilSafetensors* file, size_t index);

/// String with the key, or NULL
const char*
dil_safetensors_metadata(const DilSafetensors* file, const char* key);

/**
   What identifies the content: SHA-256 over the bytes of all tensors, one
   after another in ascending order of their names (compared as bytes).

   Metadata and the order in the file do not enter.

   @return 64 lower-case hexadecimal digits.
*/
const char*
dil_safetensors_hash(const DilSafetensors* file);

/// A safetensors file being put together
typedef struct DilSafetensorsWriterImpl DilSafetensorsWriter;

/// Begin an empty file, to be freed with dil_safetensors_writer_free()
DIL_NODISCARD DilStatus
dil_safetensors_writer_new(DilSafetensorsWriter** out, DilMessage* message);

/**
   Add a string to `__metadata__`.

   @param key UTF-8, not there yet.
   @param value UTF-8.
   @return DIL_OK, DIL_BAD_ARGUMENT (not UTF-8, key there already) or
   DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_safetensors_writer_metadata(DilSafetensorsWriter* writer,
                                const char* key,
                                const char* value,
                                DilMessage* message);

/**
   Add a tensor.

   @param name UTF-8, not there yet.
   @param dtype DIL_DTYPE_F32, or DIL_DTYPE_F16: rounded to nearest, half to
   even, refused beyond the range of halves.
   @param shape [n_dims], n_dims at most DIL_TENSOR_MAX_DIMS.
   @param values [product of shape], finite, row-major, copied.
   @return DIL_OK, DIL_BAD_ARGUMENT or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_safetensors_writer_f32(DilSafetensorsWriter* writer,
                           const char* name,
                           DilDtype dtype,
                           uint32_t n_dims,
                           const size_t* shape,
                           const float* values,
                           DilMessage* message);

/**
   Write the file beside its name, then rename.

   The bytes depend on what was added alone: metadata in the order it was
   added, tensors of wider elements first and then by name, as Python's writer
   sorts them; the header padded with spaces to a multiple of 8.

   @return DIL_OK, DIL_NOT_FOUND (unwritable folder), DIL_IO_ERROR (full disk)
   or DIL_NO_MEMORY; what was at `path` stays then.
*/
DIL_NODISCARD DilStatus
dil_safetensors_writer_save(const DilSafetensorsWriter* writer,
                            const char* path,
                            DilMessage* message);

/// Free a writer; NULL is fine
void
dil_safetensors_writer_free(DilSafetensorsWriter* writer);

#endif // DIL_IO_SAFETENSORS_H
