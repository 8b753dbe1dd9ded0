// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "powerless.h"

#include "support/test.h"

#include <fcntl.h>
#include <unistd.h>

// "nobody" in Debian
static const uid_t nobody = 65534U;

uid_t
powerless_begin(void)
{
  const uid_t user = geteuid();
  if (user == 0U) {
    assert_int_equal(seteuid(nobody), 0);
    assert_int_not_equal(faccessat(AT_FDCWD, "/dev", W_OK, AT_EACCESS), 0);
  }

  return user;
}

void
powerless_end(const uid_t user)
{
  if (user == 0U) {
    assert_int_equal(seteuid(user), 0);
  }
}
