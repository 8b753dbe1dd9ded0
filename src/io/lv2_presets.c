// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "lv2_presets.h"

#include "lv2_names.h"

void
dil_lv2_write_prefixes(FILE* const file)
{
  fputs("@prefix atom: <http://lv2plug.in/ns/ext/atom#> .\n"
        "@prefix lv2: <http://lv2plug.in/ns/lv2core#> .\n"
        "@prefix pset: <http://lv2plug.in/ns/ext/presets#> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "@prefix state: <http://lv2plug.in/ns/ext/state#> .\n\n",
        file);
}

void
dil_lv2_write_string(FILE* const file, const char* text)
{
  fputc('"', file);
  for (; *text; ++text) {
    const unsigned char c = (unsigned char)*text;
    if (c < ' ') {
      fprintf(file, "\\u%04X", c);
    } else {
      fprintf(file, "%s%c", (c == '"' || c == '\\') ? "\\" : "", c);
    }
  }
  fputc('"', file);
}

/// Write the name of a preset, which all that is said of it begins with
static void
write_subject(FILE* const file, const DilLv2Preset* const preset)
{
  fprintf(file,
          "<%s#%s-%u>\n"
          "\ta pset:Preset ;\n"
          "\tlv2:appliesTo <%s> ;\n",
          DIL_LV2_URI,
          preset->uri,
          preset->instrument,
          DIL_LV2_URI);
}

void
dil_lv2_write_manifest(FILE* const file,
                       const DilLv2Preset* const presets,
                       const size_t n)
{
  for (size_t i = 0U; i < n; ++i) {
    write_subject(file, &presets[i]);
    fputs("\trdfs:seeAlso <presets.ttl> .\n\n", file);
  }
}

void
dil_lv2_write_presets(FILE* const file,
                      const DilLv2Preset* const presets,
                      const size_t n)
{
  for (size_t i = 0U; i < n; ++i) {
    const DilLv2Preset* const preset = &presets[i];
    write_subject(file, preset);
    fputs("\trdfs:label ", file);
    dil_lv2_write_string(file, preset->label);
    fprintf(file,
            " ;\n"
            "\tlv2:port [\n"
            "\t\tlv2:symbol \"" DIL_LV2_INSTRUMENT "\" ;\n"
            "\t\tpset:value %u.0\n"
            "\t] ;\n"
            "\tstate:state [\n"
            "\t\t<" DIL_LV2_PRESET "> ",
            preset->instrument);
    dil_lv2_write_string(file, preset->path);
    fprintf(file,
            "^^atom:Path ;\n"
            "\t\t<" DIL_LV2_HASH "> \"%s\"\n"
            "\t] .\n\n",
            preset->hash);
  }
}
