# Copyright 2026 The Dilaton Authors
# SPDX-License-Identifier: ISC

# What every target of the project is compiled with.  No contraction: a product
# and a sum are fused only where the source says fma(), so that every compiler
# and every kernel computes the same bits.
add_library(dil_options INTERFACE)
target_compile_options(
  dil_options INTERFACE $<$<COMPILE_LANGUAGE:C>:-std=c11> -ffp-contract=off
                        -fvisibility=hidden)
target_compile_definitions(dil_options INTERFACE _XOPEN_SOURCE=700)
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

# What the address sanitizer sees as well is checked once: to ask before each access
# whether a pointer is null, too, would take as long as all other checks.  Layers whose
# memory is arrays of numbers, and nothing that comes from a file, have them aligned.
if(DILATON_SANITIZE)
  target_compile_options(
    dil_options INTERFACE -fsanitize=${DILATON_SANITIZE}
                          -fno-sanitize-recover=all -fno-omit-frame-pointer)
  if(CMAKE_C_COMPILER_ID STREQUAL "Clang" AND DILATON_SANITIZE MATCHES "address")
    target_compile_options(
      dil_options
      INTERFACE -fno-sanitize=null,object-size,pointer-overflow
                $<$<BOOL:$<TARGET_PROPERTY:DIL_IS_ALIGNED>>:-fno-sanitize=alignment>)
  endif()
  target_link_options(dil_options INTERFACE -fsanitize=${DILATON_SANITIZE})
endif()

if(DILATON_FUZZ AND NOT (CMAKE_C_COMPILER_ID STREQUAL "Clang" AND DILATON_SANITIZE))
  message(FATAL_ERROR "DILATON_FUZZ needs clang and DILATON_SANITIZE")
endif()

# dil_layer(NAME SOURCES... [SEES LAYERS...] [LIBRARIES TARGETS...])
#
# An OBJECT target whose include path is its own folder, base and the layers
# named by SEES, and nothing else: an include against the flow of data does not
# compile.
function(dil_layer name)
  cmake_parse_arguments(ARG "" "" "SOURCES;SEES;LIBRARIES" ${ARGN})
  add_library(dil_${name} OBJECT ${ARG_SOURCES})
  set_target_properties(dil_${name} PROPERTIES POSITION_INDEPENDENT_CODE ON)
  dil_sees(dil_${name} ${name} ${ARG_SEES})
  target_link_libraries(dil_${name} PUBLIC dil_options ${ARG_LIBRARIES}
                                    PRIVATE dil_warnings)
  if(name MATCHES "^(model|engine|train)$")
    set_target_properties(dil_${name} PROPERTIES DIL_IS_ALIGNED ON)
  endif()
  # What fuzzers look at counts its branches, in the same objects that all else
  # is linked of: the sanitizers' library has counters that do nothing
  if(DILATON_FUZZ AND name MATCHES "^(base|io|score|instrument)$")
    target_compile_options(dil_${name} PRIVATE -fsanitize=fuzzer-no-link)
  endif()
endfunction()

# dil_program(NAME SOURCES... [SEES LAYERS...] [LIBRARIES TARGETS...])
#
# A program on the static library, at the root of the build folder.
function(dil_program name)
  cmake_parse_arguments(ARG "" "" "SOURCES;SEES;LIBRARIES" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  set_target_properties(
    ${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR})
  target_include_directories(${name} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
  dil_sees(${name} ${ARG_SEES})
  target_link_libraries(${name} PRIVATE dilaton_static ${ARG_LIBRARIES}
                                        dil_warnings)
endfunction()

# dil_sees(TARGET [LAYERS...]): let a target include the headers of base and of
# the layers named
function(dil_sees target)
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR}/src/base)
  foreach(layer IN LISTS ARGN)
    target_include_directories(${target}
                               PRIVATE ${PROJECT_SOURCE_DIR}/src/${layer})
  endforeach()
endfunction()

# dil_add_test(NAME LAYER LAYER [FAULT] [WAITS LOCK] [SOURCES...] [SEES LAYERS...]
# [LIBRARIES TARGETS...] [LABEL LABELS...] [TIMEOUT SECONDS])
#
# A cmocka program of test_NAME.c and SOURCES, on the static library (that which
# trains if it sees a layer of it) and the helpers in tests/support.  It sees the
# headers of LAYER and SEES.  With FAULT,
# its allocations and the library's can be made to fail (support/fault.h).  With WAITS
# it waits more than it computes: it begins early, takes half the place of
# another test, and runs beside all but those that wait with the same LOCK.  The
# label thread makes it run with the thread sanitizer as well.  TIMEOUT ends a
# hang, and is 300.
function(dil_add_test name)
  cmake_parse_arguments(ARG "FAULT" "LAYER;TIMEOUT;WAITS"
                        "SOURCES;SEES;LIBRARIES;LABEL" ${ARGN})
  set(target test_${name})
  add_executable(${target} test_${name}.c ${ARG_SOURCES})
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  dil_sees(${target} ${ARG_LAYER} ${ARG_SEES})
  # The shared folder is beside the tree or not there; tests that need it skip
  target_compile_definitions(
    ${target}
    PRIVATE DIL_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
            DIL_BUILD_DIR="${PROJECT_BINARY_DIR}"
            DIL_SHARED_DIR="${PROJECT_SOURCE_DIR}/../shared"
            DIL_PROGRAM="${PROJECT_BINARY_DIR}/dilaton")
  set(library dilaton_static)
  foreach(layer IN ITEMS instrument train bench)
    if(layer IN_LIST ARG_LAYER OR layer IN_LIST ARG_SEES)
      set(library dilaton_train_static)
    endif()
  endforeach()
  target_link_libraries(
    ${target} PRIVATE dil_test_support $<$<BOOL:${ARG_FAULT}>:dil_test_fault>
                      ${library} PkgConfig::CMOCKA ${ARG_LIBRARIES}
                      dil_warnings)
  if(thread IN_LIST ARG_LABEL)
    # None of these runs the program, most of which they leave unbuilt
    add_dependencies(thread_tests ${target})
  else()
    add_dependencies(${target} dilaton)
  endif()

  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 300)
  endif()
  add_test(NAME ${name} COMMAND ${target})
  # The file is written when CMOCKA_MESSAGE_OUTPUT is XML, as in ./check.  Sizes
  # without sense are refused by malloc, and by the sanitizers' with the option.  More
  # threads of OpenBLAS, which wants none here, would wait for work in a loop.
  set(cases ${PROJECT_BINARY_DIR}/Testing/cases/${name}.xml)
  set(allocator allocator_may_return_null=1)
  set(leaks ${PROJECT_SOURCE_DIR}/tests/support/leaks.txt)
  set_tests_properties(
    ${name}
    PROPERTIES LABELS "${ARG_LAYER};${ARG_LABEL}"
               TIMEOUT ${ARG_TIMEOUT}
               PROCESSORS 2
               ENVIRONMENT
               "CMOCKA_XML_FILE=${cases};OPENBLAS_NUM_THREADS=1;ASAN_OPTIONS=${allocator};TSAN_OPTIONS=${allocator};LSAN_OPTIONS=suppressions=${leaks}:print_suppressions=0"
  )
  if(ARG_WAITS)
    set_tests_properties(${name} PROPERTIES PROCESSORS 1 COST 500
                                            RESOURCE_LOCK ${ARG_WAITS})
  endif()
endfunction()

# dil_add_fuzzer(NAME [SOURCES...] [SEES LAYERS...] [LIBRARIES TARGETS...]
# [CORPUS FOLDERS...] [RUNS COUNT])
#
# A libFuzzer program of fuzz_NAME.c and SOURCES; as a test it starts from the
# files in CORPUS and makes RUNS inputs.
function(dil_add_fuzzer name)
  cmake_parse_arguments(ARG "" "RUNS" "SOURCES;SEES;LIBRARIES;CORPUS" ${ARGN})
  set(target fuzz_${name})
  add_executable(${target} fuzz_${name}.c ${ARG_SOURCES})
  dil_sees(${target} ${ARG_SEES})
  target_link_libraries(${target} PRIVATE dilaton_static ${ARG_LIBRARIES}
                                          dil_warnings)
  target_compile_options(${target} PRIVATE -fsanitize=fuzzer-no-link)
  target_link_options(${target} PRIVATE -fsanitize=fuzzer)

  if(NOT ARG_RUNS)
    set(ARG_RUNS 20000)
  endif()
  # New inputs go to the first folder, which must not be in the source tree
  set(found ${CMAKE_CURRENT_BINARY_DIR}/${name})
  file(MAKE_DIRECTORY ${found})
  add_test(NAME ${target} COMMAND ${target} -seed=1 -runs=${ARG_RUNS} -timeout=10
                                  -rss_limit_mb=512 ${found} ${ARG_CORPUS})
  set_tests_properties(${target} PROPERTIES LABELS fuzz PROCESSORS 2 TIMEOUT 300)
endfunction()
