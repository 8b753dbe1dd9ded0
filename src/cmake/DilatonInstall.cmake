# Copyright 2026 The Dilaton Authors
# SPDX-License-Identifier: ISC

include(CMakePackageConfigHelpers)

set_target_properties(dilaton_shared PROPERTIES EXPORT_NAME dilaton)
set_target_properties(dilaton_train_shared PROPERTIES EXPORT_NAME train)
install(
  TARGETS dilaton_shared dilaton_train_shared
  EXPORT DilatonTargets
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
  INCLUDES
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(TARGETS dilaton_static dilaton_train_static
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})

set(DILATON_CONFIG ${CMAKE_INSTALL_LIBDIR}/cmake/Dilaton)
install(
  EXPORT DilatonTargets
  NAMESPACE Dilaton::
  DESTINATION ${DILATON_CONFIG})
configure_package_config_file(
  src/cmake/DilatonConfig.cmake.in DilatonConfig.cmake
  INSTALL_DESTINATION ${DILATON_CONFIG})
write_basic_package_version_file(DilatonConfigVersion.cmake
                                 COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/DilatonConfig.cmake
              ${PROJECT_BINARY_DIR}/DilatonConfigVersion.cmake
        DESTINATION ${DILATON_CONFIG})

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

if(DILATON_WINDOW)
  set(desktop ${PROJECT_SOURCE_DIR}/src/app/desktop)
  install(FILES ${desktop}/dilaton.desktop
          DESTINATION ${CMAKE_INSTALL_DATADIR}/applications)
  install(FILES ${desktop}/dilaton.svg
          DESTINATION ${CMAKE_INSTALL_DATADIR}/icons/hicolor/scalable/apps)

  # The picture in README.md
  add_custom_target(
    screenshot
    COMMAND ${PROJECT_SOURCE_DIR}/.ci/screenshot ${PROJECT_BINARY_DIR}
            ${desktop}/window.png
    DEPENDS dilaton
    VERBATIM)
endif()

# The files find their prefix from where they are, so that a tree can be moved
file(RELATIVE_PATH DILATON_PREFIX /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
foreach(library IN ITEMS dilaton dilaton-train)
  configure_file(src/cmake/${library}.pc.in ${library}.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/${library}.pc
          DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endforeach()

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
