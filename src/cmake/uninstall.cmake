# Copyright 2026 The Dilaton Authors
# SPDX-License-Identifier: ISC

# Removes the files that MANIFEST, written by an installation, names, below
# DESTDIR if that is set, and those of their folders that are then empty

if(NOT EXISTS "${MANIFEST}")
  message(FATAL_ERROR "Nothing has been installed from here: "
                      "${MANIFEST} is not there")
endif()

file(STRINGS "${MANIFEST}" files)
foreach(file IN LISTS files)
  set(file "$ENV{DESTDIR}${file}")
  if(EXISTS "${file}" OR IS_SYMLINK "${file}")
    message(STATUS "Removing: ${file}")
    file(REMOVE "${file}")
    if(EXISTS "${file}" OR IS_SYMLINK "${file}")
      message(FATAL_ERROR "${file} cannot be removed")
    endif()
  endif()
endforeach()

# Only empty folders, and only those that are ours by their names or those above,
# or where hosts look for plugins, which an installation may have made
foreach(file IN LISTS files)
  cmake_path(GET file PARENT_PATH folder)
  while(folder MATCHES "[Dd]ilaton|/(clap|lv2|vst3)$")
    execute_process(COMMAND rmdir "$ENV{DESTDIR}${folder}" RESULT_VARIABLE status
                    ERROR_QUIET)
    if(status)
      break()
    endif()
    cmake_path(GET folder PARENT_PATH folder)
  endwhile()
endforeach()
file(REMOVE "${MANIFEST}")
