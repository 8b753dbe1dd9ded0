# Copyright 2026 The Dilaton Authors
# SPDX-License-Identifier: ISC

install(
  TARGETS dilaton_static dilaton_shared
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})

install(TARGETS dilaton RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})

install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/dilaton
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})

install(
  DIRECTORY ${PROJECT_SOURCE_DIR}/presets/
  DESTINATION ${CMAKE_INSTALL_DATADIR}/dilaton/presets
  FILES_MATCHING
  PATTERN "*.safetensors"
  PATTERN "*.mid"
  PATTERN "README.md")

# The file finds its prefix from where it is, so that a tree can be moved
file(RELATIVE_PATH DILATON_PREFIX /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
configure_file(src/cmake/dilaton.pc.in dilaton.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/dilaton.pc
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

# The manual page needs scdoc, and an installation without it is fine
find_program(DILATON_SCDOC scdoc)
mark_as_advanced(DILATON_SCDOC)
if(DILATON_SCDOC)
  set(manual ${PROJECT_BINARY_DIR}/dilaton.1)
  set(manual_source ${PROJECT_SOURCE_DIR}/src/app/dilaton.1.scd)
  add_custom_command(
    OUTPUT ${manual}
    COMMAND ${DILATON_SCDOC} < ${manual_source} > ${manual}
    DEPENDS ${manual_source}
    VERBATIM)
  add_custom_target(manual ALL DEPENDS ${manual})
  install(FILES ${manual} DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
endif()

set(CPACK_GENERATOR DEB TGZ)
set(CPACK_PACKAGE_VENDOR "The Dilaton Authors")
set(CPACK_PACKAGE_CONTACT "The Dilaton Authors")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Neural synthesizer that can be played")
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION sound)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
include(CPack)
