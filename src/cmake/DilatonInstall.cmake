# Copyright 2026 The Dilaton Authors
# SPDX-License-Identifier: ISC

# What is installed, in components that become packages: program, plugins (which
# plugin/ installs), presets, library, train, and the last two's dev and train_dev

include(CMakePackageConfigHelpers)

set(DILATON_PACKAGE ${CMAKE_INSTALL_LIBDIR}/cmake/Dilaton)
set(headers ${PROJECT_SOURCE_DIR}/include/dilaton)
set(training_headers ${headers}/evaluate.h ${headers}/prepare.h ${headers}/trainer.h
                     ${headers}/training.h)

# dil_install_library(ARCHIVE SHARED COMPONENT FILE NAME): the two of a library,
# with NAME.pc and, as FILE, the target for find_package()
function(dil_install_library archive shared component file name)
  install(
    TARGETS ${shared}
    EXPORT ${file}
    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
            COMPONENT ${component}
            NAMELINK_COMPONENT ${component}_dev
    INCLUDES
    DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
  install(TARGETS ${archive} ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
                                     COMPONENT ${component}_dev)
  install(
    EXPORT ${file}
    NAMESPACE Dilaton::
    DESTINATION ${DILATON_PACKAGE}
    COMPONENT ${component}_dev)

  # The files find their prefix from where they are, so that a tree can be moved
  file(RELATIVE_PATH DILATON_PREFIX /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
  string(REGEX REPLACE "/$" "" DILATON_PREFIX "${DILATON_PREFIX}")
  configure_file(src/cmake/${name}.pc.in ${name}.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/${name}.pc
          DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig
          COMPONENT ${component}_dev)
endfunction()

set_target_properties(dilaton_shared PROPERTIES EXPORT_NAME dilaton)
set_target_properties(dilaton_train_shared PROPERTIES EXPORT_NAME train)
dil_install_library(dilaton_static dilaton_shared library DilatonTargets dilaton)
dil_install_library(dilaton_train_static dilaton_train_shared train
                    DilatonTrainTargets dilaton-train)

configure_package_config_file(
  src/cmake/DilatonConfig.cmake.in DilatonConfig.cmake
  INSTALL_DESTINATION ${DILATON_PACKAGE})
write_basic_package_version_file(DilatonConfigVersion.cmake
                                 COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/DilatonConfig.cmake
              ${PROJECT_BINARY_DIR}/DilatonConfigVersion.cmake
        DESTINATION ${DILATON_PACKAGE}
        COMPONENT library_dev)

install(
  DIRECTORY ${headers}
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
  COMPONENT library_dev
  PATTERN evaluate.h EXCLUDE
  PATTERN prepare.h EXCLUDE
  PATTERN trainer.h EXCLUDE
  PATTERN training.h EXCLUDE)
install(FILES ${training_headers}
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/dilaton COMPONENT train_dev)

install(
  DIRECTORY ${PROJECT_SOURCE_DIR}/presets/
  DESTINATION ${CMAKE_INSTALL_DATADIR}/dilaton/presets
  COMPONENT presets
  FILES_MATCHING
  PATTERN "*.safetensors"
  PATTERN "*.mid"
  PATTERN "README.md")

install(TARGETS dilaton RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR}
                                COMPONENT program)

if(DILATON_WINDOW)
  # The picture in README.md
  add_custom_target(
    screenshot
    COMMAND ${PROJECT_SOURCE_DIR}/.ci/screenshot ${PROJECT_BINARY_DIR}
            ${PROJECT_SOURCE_DIR}/src/app/desktop/window.png
    DEPENDS dilaton
    VERBATIM)
endif()

# The manual page needs scdoc, and an installation without it is fine
find_program(DILATON_SCDOC scdoc)
find_program(DILATON_GZIP gzip)
mark_as_advanced(DILATON_SCDOC DILATON_GZIP)
if(DILATON_SCDOC AND DILATON_GZIP)
  set(manual ${PROJECT_BINARY_DIR}/dilaton.1)
  set(manual_source ${PROJECT_SOURCE_DIR}/src/app/dilaton.1.scd)
  add_custom_command(
    OUTPUT ${manual} ${manual}.gz
    COMMAND ${DILATON_SCDOC} < ${manual_source} > ${manual}
    COMMAND ${DILATON_GZIP} -9nkf ${manual}
    DEPENDS ${manual_source}
    VERBATIM)
  add_custom_target(manual ALL DEPENDS ${manual}.gz)
  install(FILES ${manual}.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man1
                             COMPONENT program)
endif()

set(app ${PROJECT_SOURCE_DIR}/src/app)
install(
  FILES ${app}/completion/dilaton.bash
  DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
  RENAME dilaton
  COMPONENT program)
install(FILES ${app}/completion/_dilaton
        DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions
        COMPONENT zsh)

# Desktops start the window, where there is one
if(TARGET dil_window)
  install(FILES ${app}/desktop/dilaton.desktop
          DESTINATION ${CMAKE_INSTALL_DATADIR}/applications COMPONENT program)
  install(FILES ${app}/desktop/dilaton.svg
          DESTINATION ${CMAKE_INSTALL_DATADIR}/icons/hicolor/scalable/apps
          COMPONENT program)
  install(FILES ${app}/desktop/org.dilaton.dilaton.metainfo.xml
          DESTINATION ${CMAKE_INSTALL_DATADIR}/metainfo COMPONENT program)
endif()

# Pages of the interface, for who wants them
configure_file(src/cmake/Doxyfile.in Doxyfile @ONLY)
find_program(DILATON_DOXYGEN doxygen)
mark_as_advanced(DILATON_DOXYGEN)
if(DILATON_DOXYGEN)
  add_custom_target(api COMMAND ${DILATON_DOXYGEN} ${PROJECT_BINARY_DIR}/Doxyfile
                    VERBATIM)
endif()

add_custom_target(
  uninstall
  COMMAND ${CMAKE_COMMAND} -DMANIFEST=${PROJECT_BINARY_DIR}/install_manifest.txt
          -P ${PROJECT_SOURCE_DIR}/src/cmake/uninstall.cmake
  COMMENT "Removing what was installed"
  VERBATIM)
