// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "safetensors_case.h"

#include "safetensors_file.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

const float tensor_numbers[6] = {0.0f, -1.5f, 3.0e38f, 1.0e-40f, 7.0f, -0.0f};

DilSafetensorsWriter*
tensors_writer(void)
{
  DilSafetensorsWriter* writer = NULL;
  assert_int_equal(dil_safetensors_writer_new(&writer, NULL), DIL_OK);
  return writer;
}

void
tensors_add(DilSafetensorsWriter* const writer,
            const char* const name,
            const DilDtype dtype,
            const size_t rows,
            const size_t columns,
            const float* const values)
{
  const size_t shape[2] = {rows, columns};
  assert_int_equal(
    dil_safetensors_writer_f32(writer, name, dtype, 2U, shape, values, NULL),
    DIL_OK);
}

void
tensors_describe(DilSafetensorsWriter* const writer,
                 const char* const key,
                 const char* const value)
{
  assert_int_equal(dil_safetensors_writer_metadata(writer, key, value, NULL),
                   DIL_OK);
}

void
tensors_save(const DilSafetensorsWriter* const writer, const char* const path)
{
  DilMessage message = {""};
  if (dil_safetensors_writer_save(writer, path, &message)) {
    fail_msg("%s", message.text);
  }
}

DilStatus
tensors_parse(const char* const name,
              const void* const bytes,
              const size_t n,
              DilSafetensors** const out,
              DilMessage* const message)
{
  uint8_t* const copy = (uint8_t*)malloc(n + !n);
  assert_non_null(copy);
  memcpy(copy, bytes, n);
  return dil_safetensors_take(name, copy, n, out, message);
}

DilSafetensors*
tensors_load(const char* const path)
{
  DilMessage message = {""};
  DilSafetensors* file = NULL;
  if (dil_safetensors_load(path, &file, &message)) {
    fail_msg("%s", message.text);
  }

  return file;
}
