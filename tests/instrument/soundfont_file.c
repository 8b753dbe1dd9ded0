// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "soundfont_file.h"

#include "support/file.h"
#include "support/test.h"

#include <math.h>
#include <string.h>

// 44000 frames a second, so that a period of 440 Hz is 100 frames
enum { RATE = 44000, PERIOD = 100, N_SAMPLES = 4000, MAX_BYTES = 16384 };

typedef struct {
  uint8_t bytes[MAX_BYTES];
  size_t n;
} Buffer;

static void
put(Buffer* const buffer, const uint32_t value, const size_t n_bytes)
{
  assert_true(buffer->n + n_bytes <= MAX_BYTES);
  for (size_t i = 0U; i < n_bytes; ++i) {
    buffer->bytes[buffer->n++] = (uint8_t)(value >> (8U * i));
  }
}

// Text in a field of so many bytes
static void
put_text(Buffer* const buffer, const char* const text, const size_t n_bytes)
{
  for (size_t i = 0U; i < n_bytes; ++i) {
    put(buffer, i < strlen(text) ? (uint8_t)text[i] : 0U, 1U);
  }
}

static size_t
begin_chunk(Buffer* const buffer, const char* const name)
{
  put_text(buffer, name, 4U);
  put(buffer, 0U, 4U);
  return buffer->n;
}

static void
end_chunk(Buffer* const buffer, const size_t start)
{
  const uint32_t size = (uint32_t)(buffer->n - start);
  for (size_t i = 0U; i < 4U; ++i) {
    buffer->bytes[start - 4U + i] = (uint8_t)(size >> (8U * i));
  }
}

static void
put_words(Buffer* const buffer,
          const char* const name,
          const uint16_t* const words,
          const size_t n)
{
  const size_t start = begin_chunk(buffer, name);
  for (size_t i = 0U; i < n; ++i) {
    put(buffer, words[i], 2U);
  }
  end_chunk(buffer, start);
}

static void
put_info(Buffer* const buffer)
{
  static const uint16_t version[2] = {2U, 1U};
  const size_t list = begin_chunk(buffer, "LIST");
  put_text(buffer, "INFO", 4U);
  put_words(buffer, "ifil", version, 2U);
  const size_t engine = begin_chunk(buffer, "isng");
  put_text(buffer, "EMU8000", 8U);
  end_chunk(buffer, engine);
  const size_t name = begin_chunk(buffer, "INAM");
  put_text(buffer, "Test", 6U);
  end_chunk(buffer, name);
  end_chunk(buffer, list);
}

static void
put_samples(Buffer* const buffer)
{
  const size_t list = begin_chunk(buffer, "LIST");
  put_text(buffer, "sdta", 4U);
  const size_t samples = begin_chunk(buffer, "smpl");
  for (int i = 0; i < N_SAMPLES; ++i) {
    const double phase = 6.283185307179586 * (double)i / PERIOD;
    put(buffer, (uint16_t)(int16_t)lrint(20000.0 * cos(phase)), 2U);
  }
  // As many zeros as the specification asks for after a sample
  for (int i = 0; i < 46; ++i) {
    put(buffer, 0U, 2U);
  }
  end_chunk(buffer, samples);
  end_chunk(buffer, list);
}

// Headers of programs, instruments and samples each have a last one that only
// says where the others end
static void
put_headers(Buffer* const buffer, const bool is_dying)
{
  const size_t programs = begin_chunk(buffer, "phdr");
  for (unsigned i = 0U; i < 2U; ++i) {
    put_text(buffer, i ? "EOP" : "Sine", 20U);
    put(buffer, i ? 0U : 5U, 2U);
    put(buffer, i ? 0U : 2U, 2U);
    put(buffer, i, 2U);
    put_text(buffer, "", 12U);
  }
  end_chunk(buffer, programs);

  // Program: instrument 0 (generator 41).  Instrument: keys 57 to 69 (43), the
  // release of -3986 timecents, 0.1 s (38), the decay of 3600, 8 s (36), to the
  // level of sustain (37), looped (54), sample 0 (53).
  static const uint16_t program_bags[4] = {0U, 0U, 1U, 0U};
  static const uint16_t program_generators[4] = {41U, 0U, 0U, 0U};
  const uint16_t instrument_bags[4] = {0U, 0U, 6U, 0U};
  const uint16_t fall = is_dying ? 1000U : 0U;
  const uint16_t instrument_generators[14] = {43U,
                                              57U | 69U << 8U,
                                              38U,
                                              (uint16_t)-3986,
                                              36U,
                                              3600U,
                                              37U,
                                              fall,
                                              54U,
                                              1U,
                                              53U,
                                              0U,
                                              0U,
                                              0U};
  static const uint16_t no_modulator[5] = {0U};
  put_words(buffer, "pbag", program_bags, 4U);
  put_words(buffer, "pmod", no_modulator, 5U);
  put_words(buffer, "pgen", program_generators, 4U);

  const size_t instruments = begin_chunk(buffer, "inst");
  for (unsigned i = 0U; i < 2U; ++i) {
    put_text(buffer, i ? "EOI" : "Sine", 20U);
    put(buffer, i, 2U);
  }
  end_chunk(buffer, instruments);
  put_words(buffer, "ibag", instrument_bags, 4U);
  put_words(buffer, "imod", no_modulator, 5U);
  put_words(buffer, "igen", instrument_generators, 14U);
}

static void
put_sample_headers(Buffer* const buffer)
{
  const size_t headers = begin_chunk(buffer, "shdr");
  put_text(buffer, "Sine", 20U);
  put(buffer, 0U, 4U);
  put(buffer, N_SAMPLES, 4U);
  put(buffer, 10U * PERIOD, 4U);
  put(buffer, 30U * PERIOD, 4U);
  put(buffer, RATE, 4U);
  put(buffer, 69U, 2U);
  put(buffer, 0U, 2U);
  put(buffer, 1U, 2U);
  put_text(buffer, "EOS", 46U);
  end_chunk(buffer, headers);
}

static void
write_font(const char* const path, const bool is_dying)
{
  Buffer buffer = {{0U}, 0U};
  const size_t riff = begin_chunk(&buffer, "RIFF");
  put_text(&buffer, "sfbk", 4U);
  put_info(&buffer);
  put_samples(&buffer);

  const size_t list = begin_chunk(&buffer, "LIST");
  put_text(&buffer, "pdta", 4U);
  put_headers(&buffer, is_dying);
  put_sample_headers(&buffer);
  end_chunk(&buffer, list);
  end_chunk(&buffer, riff);
  file_write(path, buffer.bytes, buffer.n);
}

void
soundfont_write(const char* const path)
{
  write_font(path, false);
}

void
soundfont_write_pluck(const char* const path)
{
  write_font(path, true);
}
