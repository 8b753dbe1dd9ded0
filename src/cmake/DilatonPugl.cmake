# Copyright 2026 The Dilaton Authors
# SPDX-License-Identifier: ISC

# Whether windows can be built: DILATON_WINDOW, and pugl's folder DILATON_PUGL.
# Later versions of pugl have other names for some of what is used.
include(CheckCSourceCompiles)

find_path(DILATON_PUGL NAMES include/pugl/stub.h src/x11_stub.c
          PATHS /usr/share/dpf/dgl/src/pugl-upstream)
mark_as_advanced(DILATON_PUGL)

set(DILATON_WINDOW OFF)
if(CAIRO_FOUND AND CAIRO_XLIB_FOUND AND X11_FOUND AND DILATON_PUGL)
  set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
  set(CMAKE_REQUIRED_INCLUDES ${DILATON_PUGL}/include)
  set(CMAKE_REQUIRED_DEFINITIONS -DPUGL_DISABLE_DEPRECATED)
  set(CMAKE_REQUIRED_FLAGS -Werror=implicit-function-declaration)
  check_c_source_compiles(
    "#include <pugl/stub.h>
    PuglStatus use(PuglView* view, PuglWorld* world, PuglEventFunc take);
    PuglStatus use(PuglView* view, PuglWorld* world, PuglEventFunc take)
    {
      puglSetBackend(view, puglStubBackend());
      puglSetEventFunc(view, take);
      puglSetParentWindow(view, puglGetNativeView(view));
      puglSetSizeHint(view, PUGL_DEFAULT_SIZE, 1, 1);
      puglSetWindowTitle(view, \"\");
      puglSetClipboard(view, \"\", \"\", 0);
      return puglShow(view) ? puglRealize(view) : puglUpdate(world, 0.0);
    }"
    DILATON_PUGL_FITS)
  unset(CMAKE_TRY_COMPILE_TARGET_TYPE)
  unset(CMAKE_REQUIRED_INCLUDES)
  unset(CMAKE_REQUIRED_DEFINITIONS)
  unset(CMAKE_REQUIRED_FLAGS)
  if(DILATON_PUGL_FITS)
    set(DILATON_WINDOW ON)
  endif()
endif()
