# Copyright 2026 The Dilaton Authors
# SPDX-License-Identifier: ISC

# What every target of the project is compiled with.  No contraction: a product
# and a sum are fused only where the source says fma(), so that every compiler
# and every kernel computes the same bits.
add_library(dil_options INTERFACE)
target_compile_features(dil_options INTERFACE c_std_11)
target_compile_options(dil_options INTERFACE -ffp-contract=off
                                             -fvisibility=hidden)
target_compile_definitions(dil_options INTERFACE _POSIX_C_SOURCE=200809L)
target_include_directories(
  dil_options INTERFACE ${PROJECT_SOURCE_DIR}/include
                        ${PROJECT_BINARY_DIR}/include)

add_library(dil_warnings INTERFACE)
target_compile_options(
  dil_warnings
  INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
            -Wdouble-promotion -Wstrict-prototypes -Wmissing-prototypes
            -Wcast-qual -Wcast-align -Wwrite-strings -Wundef -Wvla
            $<$<BOOL:${DILATON_WERROR}>:-Werror>)

if(DILATON_SANITIZE)
  target_compile_options(
    dil_options INTERFACE -fsanitize=${DILATON_SANITIZE}
                          -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(dil_options INTERFACE -fsanitize=${DILATON_SANITIZE})
endif()

# dil_layer(NAME SOURCES... [SEES LAYERS...] [LIBRARIES TARGETS...])
#
# An OBJECT target whose include path is its own folder, base and the layers
# named by SEES, and nothing else: an include against the flow of data does not
# compile.
function(dil_layer name)
  cmake_parse_arguments(ARG "" "" "SOURCES;SEES;LIBRARIES" ${ARGN})
  add_library(dil_${name} OBJECT ${ARG_SOURCES})
  set_target_properties(dil_${name} PROPERTIES POSITION_INDEPENDENT_CODE ON
                                               C_EXTENSIONS OFF)
  target_include_directories(dil_${name} PRIVATE ${PROJECT_SOURCE_DIR}/src/base
                                                 ${CMAKE_CURRENT_SOURCE_DIR})
  foreach(layer IN LISTS ARG_SEES)
    target_include_directories(dil_${name}
                               PRIVATE ${PROJECT_SOURCE_DIR}/src/${layer})
  endforeach()
  target_link_libraries(dil_${name} PUBLIC dil_options ${ARG_LIBRARIES}
                                    PRIVATE dil_warnings)
endfunction()

# dil_add_test(NAME LAYER LAYER [SOURCES...] [LABEL LABEL] [LIBRARIES...]
# [SEES...])
#
# A cmocka program tests/LAYER/test_NAME.c against the static library; it sees
# the headers of its layer and of those left of it.
function(dil_add_test name)
  cmake_parse_arguments(ARG "" "LAYER;LABEL" "SOURCES;LIBRARIES;SEES" ${ARGN})
  set(target test_${name})
  add_executable(${target} ${CMAKE_CURRENT_SOURCE_DIR}/test_${name}.c
                           ${ARG_SOURCES})
  set_target_properties(${target} PROPERTIES C_EXTENSIONS OFF)
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR}/tests
                                               ${PROJECT_SOURCE_DIR}/src/base)
  foreach(layer IN LISTS ARG_LAYER ARG_SEES)
    target_include_directories(${target}
                               PRIVATE ${PROJECT_SOURCE_DIR}/src/${layer})
  endforeach()
  target_compile_definitions(
    ${target}
    PRIVATE DIL_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
            DIL_BUILD_DIR="${PROJECT_BINARY_DIR}"
            DIL_SHARED_DIR="${PROJECT_SOURCE_DIR}/../shared"
            DIL_PROGRAM="$<TARGET_FILE:dilaton>")
  target_link_libraries(${target} PRIVATE dilaton_static PkgConfig::CMOCKA
                                          ${ARG_LIBRARIES} dil_warnings)
  add_dependencies(${target} dilaton)
  add_test(NAME ${name} COMMAND ${target})
  set_tests_properties(${name} PROPERTIES LABELS "${ARG_LAYER};${ARG_LABEL}")
endfunction()
