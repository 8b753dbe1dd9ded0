// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "ogg_page.h"

#include "message.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
  SERIAL_PLACE = 14,
  CHECKSUM_PLACE = 22,
  N_SEGMENTS_PLACE = 26,
  HEADER_SIZE = 27,
  MAX_PAGE_SIZE = 27 + 255 + 255 * 255,
  N_VORBIS_HEADERS = 3
};

typedef struct {
  size_t n; ///< Bytes of the page, or 0: there is none
  uint8_t bytes[MAX_PAGE_SIZE];
} Page;

// Polynomial 0x04C11DB7, most significant bit first, starting from 0
static uint32_t
checksum(const uint8_t* const bytes, const size_t n)
{
  uint32_t crc = 0U;
  for (size_t i = 0U; i < n; ++i) {
    crc ^= (uint32_t)bytes[i] << 24U;
    for (unsigned bit = 0U; bit < 8U; ++bit) {
      crc = (crc << 1U) ^ ((crc >> 31U) ? 0x04C11DB7U : 0U);
    }
  }

  return crc;
}

static void
put_u32(uint8_t* const bytes, const uint32_t value)
{
  for (unsigned i = 0U; i < 4U; ++i) {
    bytes[i] = (uint8_t)(value >> (8U * i));
  }
}

// Set the checksum, which is of the page with zeros in its place
static void
sign_page(Page* const page)
{
  put_u32(page->bytes + CHECKSUM_PLACE, 0U);
  put_u32(page->bytes + CHECKSUM_PLACE, checksum(page->bytes, page->n));
}

static bool
is_undamaged(Page* const page)
{
  uint8_t signature[4];
  memcpy(signature, page->bytes + CHECKSUM_PLACE, sizeof(signature));
  sign_page(page);
  return !memcmp(signature, page->bytes + CHECKSUM_PLACE, sizeof(signature));
}

static bool
read_fully(const int descriptor,
           uint8_t* const bytes,
           const size_t n,
           const off_t place)
{
  size_t done = 0U;
  while (done < n) {
    const ssize_t n_read =
      pread(descriptor, bytes + done, n - done, place + (off_t)done);
    if (n_read > 0) {
      done += (size_t)n_read;
    } else if (n_read == 0 || errno != EINTR) {
      return false;
    }
  }

  return true;
}

// Read the page that begins at `place`; false if there is no whole one
static bool
read_page(const int descriptor, const off_t place, Page* const page)
{
  uint8_t* const bytes = page->bytes;
  if (!read_fully(descriptor, bytes, HEADER_SIZE, place) ||
      memcmp(bytes, "OggS", 4U) != 0) {
    return false;
  }

  page->n = HEADER_SIZE;
  const size_t n_segments = bytes[N_SEGMENTS_PLACE];
  if (!read_fully(
        descriptor, bytes + page->n, n_segments, place + (off_t)page->n)) {
    return false;
  }

  page->n += n_segments;
  size_t n_body = 0U;
  for (size_t i = 0U; i < n_segments; ++i) {
    n_body += bytes[HEADER_SIZE + i];
  }

  const off_t body = place + (off_t)page->n;
  page->n += n_body;
  return read_fully(descriptor, bytes + page->n - n_body, n_body, body);
}

DilStatus
dil_ogg_set_serial(const int descriptor,
                   const char* const path,
                   const uint32_t serial,
                   DilMessage* const message)
{
  struct stat info;
  if (fstat(descriptor, &info)) {
    return dil_fail_errno(message, path, errno);
  }

  Page page;
  for (off_t place = 0; S_ISREG(info.st_mode) && place < info.st_size;
       place += (off_t)page.n) {
    if (!read_page(descriptor, place, &page)) {
      return dil_fail(message, DIL_BAD_FILE, "%s: not an Ogg page", path);
    }

    put_u32(page.bytes + SERIAL_PLACE, serial);
    sign_page(&page);

    // Overwriting takes no room, so that a short count is an odd failure
    errno = EIO;
    if (pwrite(descriptor, page.bytes, HEADER_SIZE, place) != HEADER_SIZE) {
      return dil_fail_errno(message, path, errno);
    }
  }

  return DIL_OK;
}

// Count the packets that end in the page
static unsigned
count_packets(const Page* const page)
{
  unsigned n = 0U;
  for (unsigned i = 0U; i < page->bytes[N_SEGMENTS_PLACE]; ++i) {
    n += (page->bytes[HEADER_SIZE + i] < 255U) ? 1U : 0U;
  }

  return n;
}

static bool
is_vorbis(const Page* const page)
{
  static const char first_packet[] = "\x01vorbis";
  const size_t body = HEADER_SIZE + (size_t)page->bytes[N_SEGMENTS_PLACE];
  return page->n >= body + sizeof(first_packet) - 1U &&
         !memcmp(page->bytes + body, first_packet, sizeof(first_packet) - 1U);
}

DilStatus
dil_ogg_check_headers(const int descriptor,
                      const char* const path,
                      DilMessage* const message)
{
  uint8_t magic[4];
  if (!read_fully(descriptor, magic, sizeof(magic), 0) ||
      memcmp(magic, "OggS", sizeof(magic)) != 0) {
    return DIL_OK;
  }

  // The first page is the first packet's alone
  Page page;
  unsigned n_packets = 0U;
  off_t place = 0;
  while (n_packets < N_VORBIS_HEADERS) {
    if (!read_page(descriptor, place, &page) || !is_undamaged(&page)) {
      return dil_fail(
        message, DIL_BAD_FILE, "%s: damaged or cut short in its header", path);
    }

    if (place == 0 && !is_vorbis(&page)) {
      return DIL_OK;
    }

    n_packets += count_packets(&page);
    place += (off_t)page.n;
  }

  return DIL_OK;
}
