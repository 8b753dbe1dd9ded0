# Copyright 2026 The Dilaton Authors
# SPDX-License-Identifier: ISC

# The first rule of an installation, which ends it before a file is copied if one
# is not built
set(built dilaton dilaton_static dilaton_shared dilaton_train_static
          dilaton_train_shared dilaton_lv2 dilaton_lv2_ui dilaton_clap dilaton_vst3)
list(TRANSFORM built REPLACE "(.+)"
                             "$<$<TARGET_EXISTS:\\1>:\"$<TARGET_FILE:\\1>\">")
list(JOIN built " " built)
install(
  CODE "foreach(file IN ITEMS ${built})
    if(NOT EXISTS \"\${file}\")
      message(FATAL_ERROR \"Not built: \${file}\\n\"
        \"Build all of it, then install: cmake --build '${PROJECT_BINARY_DIR}'\")
    endif()
  endforeach()"
  ALL_COMPONENTS)
