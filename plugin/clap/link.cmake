# Copyright 2026 The Dilaton Authors
# SPDX-License-Identifier: ISC

# Run at installation.  CLAP hosts look in /usr/lib/clap (DIL_CLAP_HOSTS here), in
# ~/.clap and where CLAP_PATH says, and so not below /usr/local: an installation
# there that is no package in the making has a link where they look.  Elsewhere it
# is told where they look.

set(module "${CMAKE_INSTALL_PREFIX}/lib/clap/dilaton.clap")
set(link "${DIL_CLAP_HOSTS}/dilaton.clap")
if(NOT "$ENV{DESTDIR}" STREQUAL "" OR module STREQUAL link)
  return()
endif()

# A link of ours is made again, anything else that has the name stays
set(error "it is there already")
if(CMAKE_INSTALL_PREFIX STREQUAL "/usr/local" AND (IS_SYMLINK "${link}" OR NOT
                                                  EXISTS "${link}"))
  execute_process(COMMAND "${CMAKE_COMMAND}" -E make_directory
                          "${DIL_CLAP_HOSTS}" ERROR_QUIET OUTPUT_QUIET)
  file(CREATE_LINK "${module}" "${link}" RESULT error SYMBOLIC)
  if(error EQUAL 0)
    message(STATUS "Installing: ${link} -> ${module}")
    list(APPEND CMAKE_INSTALL_MANIFEST_FILES "${link}")
    return()
  endif()
endif()

message(STATUS "CLAP hosts look in ${DIL_CLAP_HOSTS}, in ~/.clap and where "
               "CLAP_PATH says.  So that they find this one: mkdir -p ~/.clap "
               "&& ln -s ${module} ~/.clap/")
