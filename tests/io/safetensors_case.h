// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TEST_SAFETENSORS_CASE_H
#define DIL_TEST_SAFETENSORS_CASE_H

#include "safetensors.h"

#include <stddef.h>

/// Large, small, negative and nothing
extern const float tensor_numbers[6];

// These fail the test where what they call fails

/// A new writer
DilSafetensorsWriter*
tensors_writer(void);

/// Add a matrix
void
tensors_add(DilSafetensorsWriter* writer,
            const char* name,
            DilDtype dtype,
            size_t rows,
            size_t columns,
            const float* values);

/// Add a string
void
tensors_describe(DilSafetensorsWriter* writer,
                 const char* key,
                 const char* value);

/// Write the file
void
tensors_save(const DilSafetensorsWriter* writer, const char* path);

/// Parse a copy of `bytes` [n] that ends where they do, so that reading beyond
/// it is seen; this may fail
DilStatus
tensors_parse(const char* name,
              const void* bytes,
              size_t n,
              DilSafetensors** out,
              DilMessage* message);

/// Read a file
DilSafetensors*
tensors_load(const char* path);

#endif // DIL_TEST_SAFETENSORS_CASE_H
