# Copyright 2026 The Dilaton Authors
# SPDX-License-Identifier: ISC

# `cpack -G DEB` makes a Debian package of each component of an installation.
# Without a packager of that name, DEBFULLNAME and DEBEMAIL say who made it.

set(maintainer "The Dilaton Authors <dilaton@dilaton.example>")
if(DEFINED ENV{DEBFULLNAME} AND DEFINED ENV{DEBEMAIL})
  set(maintainer "$ENV{DEBFULLNAME} <$ENV{DEBEMAIL}>")
endif()
set(DILATON_MAINTAINER ${maintainer} CACHE STRING "Of packages: Name <address>")

set(CPACK_GENERATOR DEB TGZ)
set(CPACK_PACKAGE_VENDOR "The Dilaton Authors")
# Each package begins its description with its own
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "")
set(CPACK_PACKAGE_CONTACT "${DILATON_MAINTAINER}")
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ
    WORLD_EXECUTE)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_GROUPING ONE_PER_GROUP)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
# Below that of a package of Debian's own
set(CPACK_DEBIAN_PACKAGE_RELEASE 0.1)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_COMPONENTS_ALL)

# What every package has in its folder of documents.  The licence's lines are
# indented, and empty ones are dots, as the format wants it.
file(READ LICENSE licence)
string(REGEX REPLACE "^[^\n]*\n\n" "" licence "${licence}")
string(STRIP "${licence}" licence)
string(REPLACE "\n" "\n " LICENCE " ${licence}")
string(REPLACE "\n \n" "\n .\n" LICENCE "${LICENCE}")
string(TIMESTAMP DILATON_DATE "%a, %d %b %Y %H:%M:%S +0000" UTC)
set(documents ${PROJECT_BINARY_DIR}/debian)
foreach(file IN ITEMS changelog copyright)
  configure_file(src/cmake/debian/${file}.in ${documents}/${file} @ONLY)
endforeach()
if(DILATON_GZIP)
  add_custom_command(
    OUTPUT ${documents}/changelog.gz ${documents}/changelog.Debian.gz
    COMMAND ${DILATON_GZIP} -9nc ${documents}/changelog >
            ${documents}/changelog.Debian.gz
    COMMAND ${DILATON_GZIP} -9nc ${PROJECT_SOURCE_DIR}/CHANGELOG.md >
            ${documents}/changelog.gz
    DEPENDS ${documents}/changelog ${PROJECT_SOURCE_DIR}/CHANGELOG.md
    VERBATIM)
  add_custom_target(
    package_documents ALL DEPENDS ${documents}/changelog.gz
                                  ${documents}/changelog.Debian.gz)
endif()

# dil_package(NAME COMPONENT SECTION section [ARCHITECTURE all] TEXT lines
# [DEPENDS packages] [RECOMMENDS packages] [SUGGESTS packages] [PROVIDES packages])
#
# A package of a component.  "=" after a name stands for this very version.
macro(dil_package name component)
  cmake_parse_arguments(
    ARG "" "SECTION;ARCHITECTURE" "TEXT;DEPENDS;RECOMMENDS;SUGGESTS;PROVIDES" ${ARGN})
  string(TOUPPER ${component}_package group)
  set(CPACK_DEBIAN_${group}_PACKAGE_NAME ${name})
  set(CPACK_DEBIAN_${group}_PACKAGE_SECTION ${ARG_SECTION})
  if(ARG_ARCHITECTURE)
    set(CPACK_DEBIAN_${group}_PACKAGE_ARCHITECTURE ${ARG_ARCHITECTURE})
  endif()
  list(JOIN ARG_TEXT "\n" CPACK_DEBIAN_${group}_DESCRIPTION)
  foreach(relation IN ITEMS DEPENDS RECOMMENDS SUGGESTS PROVIDES)
    list(JOIN ARG_${relation} ", " text)
    string(REPLACE "=" " (= ${PROJECT_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE})"
                   text "${text}")
    set(CPACK_DEBIAN_${group}_PACKAGE_${relation} "${text}")
  endforeach()

  # What only packages have is in a component beside it
  install(
    FILES ${documents}/copyright ${documents}/changelog.gz
          ${documents}/changelog.Debian.gz
    DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/${name}
    COMPONENT ${component}_debian EXCLUDE_FROM_ALL)
  foreach(part IN ITEMS ${component} ${component}_debian)
    string(TOUPPER CPACK_COMPONENT_${part}_GROUP variable)
    set(${variable} ${component}_package)
    list(APPEND CPACK_COMPONENTS_ALL ${part})
  endforeach()
endmacro()

set(what_it_is
    "Dilaton plays notes with instruments that a neural network has learned from"
    "recordings: the network makes every sample of every note, in real time, on an"
    "ordinary processor.")

dil_package(
  dilaton program
  SECTION sound
  DEPENDS dilaton-presets=
  RECOMMENDS dilaton-plugins fonts-inter
  SUGGESTS abcmidi
  TEXT "neural synthesizer that can be played" ${what_it_is} .
       "This package has the program, which renders and plays melodies, plays MIDI"
       "live, and learns instruments from recordings.")
install(FILES ${app}/completion/_dilaton
        DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions
        COMPONENT program_debian EXCLUDE_FROM_ALL)

if(DILATON_PLUGINS)
  dil_package(
    dilaton-plugins plugins
    SECTION sound
    DEPENDS dilaton-presets=
    RECOMMENDS fonts-inter
    PROVIDES lv2-plugin
    TEXT "neural synthesizer that can be played (LV2, CLAP, VST3)" ${what_it_is} .
         "This package has the plugins, for audio workstations and other hosts.")
endif()

dil_package(
  dilaton-presets presets
  SECTION sound
  ARCHITECTURE all
  TEXT "neural synthesizer that can be played (instruments)" ${what_it_is} .
       "This package has the instruments, and a melody to hear them with.")

# dil_library_package(NAME COMPONENT TEXT lines [relations as dil_package()])
#
# Of libNAME.so, with what other packages' tools are told of it
macro(dil_library_package name component)
  set(control ${documents}/${component})
  file(WRITE ${control}/triggers "activate-noawait ldconfig\n")
  file(
    WRITE ${control}/shlibs
    "lib${name} ${PROJECT_VERSION_MAJOR} lib${name}${PROJECT_VERSION_MAJOR}"
    " (>= ${PROJECT_VERSION})\n")
  string(TOUPPER ${component}_package group)
  set(CPACK_DEBIAN_${group}_PACKAGE_CONTROL_EXTRA ${control}/triggers
                                                  ${control}/shlibs)
  dil_package(lib${name}${PROJECT_VERSION_MAJOR} ${component} SECTION libs ${ARGN})
endmacro()

dil_library_package(
  dilaton library
  RECOMMENDS dilaton-presets
  TEXT "neural synthesizer that can be played (library)" ${what_it_is} .
       "This package has the library that plays presets.")

dil_library_package(
  dilaton-train train
  TEXT "neural synthesizer that can be played (training library)" ${what_it_is} .
       "This package has the library that makes presets from recordings.")

dil_package(
  libdilaton-dev library_dev
  SECTION libdevel
  DEPENDS libdilaton${PROJECT_VERSION_MAJOR}= libjansson-dev libmd-dev
          libsndfile1-dev
  TEXT "neural synthesizer that can be played (development)" ${what_it_is} .
       "This package has what programs that play presets are compiled with.")

dil_package(
  libdilaton-train-dev train_dev
  SECTION libdevel
  DEPENDS libdilaton-train${PROJECT_VERSION_MAJOR}= libdilaton-dev=
          libfluidsynth-dev libopenblas-dev libsamplerate0-dev
  TEXT "neural synthesizer that can be played (training, development)"
       ${what_it_is} .
       "This package has what programs that make presets are compiled with.")

include(CPack)
