# Copyright 2026 The Dilaton Authors
# SPDX-License-Identifier: ISC

install(
  TARGETS dilaton_static dilaton_shared
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
