# Copyright 2026 The Dilaton Authors
# SPDX-License-Identifier: ISC

# Counts the test cases of a ctest run.  Reads ctest's JUnit file; for each
# program in it, cmocka's own file in the folder `cases`, if there is one.
# Prints the failed cases with their reasons, then "passed failed skipped".
#
# A program without such a file is one case.  One that fails although none of its
# cases does (it crashed, or a sanitizer objected at its end) is a case more.

function attribute(line, name)
{
  return match(line, " " name "=\"[^\"]*\"") \
    ? substr(line, RSTART + length(name) + 3, RLENGTH - length(name) - 4) : ""
}

# In cmocka's file a case's result follows the line that names it
function count_file(path, program,    line, name, n_failed, is_reason, n_lines)
{
  n_failed = 0
  is_reason = 0
  while ((getline line < path) > 0) {
    ++n_lines
    if (line ~ /^ *<testcase /) {
      name = attribute(line, "name")
      ++passed
    } else if (line ~ /^ *<(failure|error)/) {
      --passed
      ++failed
      ++n_failed
      is_reason = 1
      print "FAILED " program ": " name
    } else if (line ~ /^ *<skipped/) {
      --passed
      ++skipped
      print "skipped " program ": " name
    }
    if (is_reason) {
      reason = line
      gsub(/ *<\/?(failure|error)>|<!\[CDATA\[|\]\]>/, "", reason)
      if (reason != "") {
        print "    " reason
      }
    }
    if (line ~ /<\/(failure|error)>/) {
      is_reason = 0
    }
  }
  close(path)
  return n_lines ? n_failed : -1
}

/<testcase / {
  program = attribute($0, "name")
  status = attribute($0, "status")
  n_failed = count_file(cases "/" program ".xml", program)

  if (status == "fail" && n_failed <= 0) {
    ++failed
    print "FAILED " program ": the program itself, see its output above"
  } else if (status == "run" && n_failed < 0) {
    ++passed
  } else if (status != "run" && status != "fail") {
    ++skipped
    print "skipped " program
  }
}

END {
  print passed + 0, failed + 0, skipped + 0
}
