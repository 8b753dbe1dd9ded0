// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "dilaton/parameter.h"
#include "dilaton/preset.h"
#include "dilaton/version.h"
#include "lv2_presets.h"
#include "lv2_uris.h"
#include "ttl_ui.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/**
   Writes the description of the LV2 plugin, from the table of parameters:
   `make_ttl FOLDER [PRESET]...` makes manifest.ttl, dilaton.ttl and presets.ttl
   there.  Presets are named in them as presets/NAME in the bundle.
*/

#define PREFIXES                                                               \
  "@prefix atom: <http://lv2plug.in/ns/ext/atom#> .\n"                         \
  "@prefix doap: <http://usefulinc.com/ns/doap#> .\n"                          \
  "@prefix foaf: <http://xmlns.com/foaf/0.1/> .\n"                             \
  "@prefix lv2: <http://lv2plug.in/ns/lv2core#> .\n"                           \
  "@prefix log: <http://lv2plug.in/ns/ext/log#> .\n"                           \
  "@prefix midi: <http://lv2plug.in/ns/ext/midi#> .\n"                         \
  "@prefix opts: <http://lv2plug.in/ns/ext/options#> .\n"                      \
  "@prefix patch: <http://lv2plug.in/ns/ext/patch#> .\n"                       \
  "@prefix pg: <http://lv2plug.in/ns/ext/port-groups#> .\n"                    \
  "@prefix pset: <http://lv2plug.in/ns/ext/presets#> .\n"                      \
  "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n"             \
  "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"                  \
  "@prefix rsz: <http://lv2plug.in/ns/ext/resize-port#> .\n"                   \
  "@prefix state: <http://lv2plug.in/ns/ext/state#> .\n"                       \
  "@prefix ui: <http://lv2plug.in/ns/extensions/ui#> .\n"                      \
  "@prefix units: <http://lv2plug.in/ns/extensions/units#> .\n"                \
  "@prefix urid: <http://lv2plug.in/ns/ext/urid#> .\n"                         \
  "@prefix work: <http://lv2plug.in/ns/ext/worker#> .\n\n"

static void
write_manifest(FILE* const file,
               const DilLv2Preset* const presets,
               const size_t n)
{
  fprintf(file,
          PREFIXES "<%s>\n"
                   "\ta lv2:Plugin ;\n"
                   "\tlv2:binary <dilaton.so> ;\n"
                   "\trdfs:seeAlso <dilaton.ttl> .\n",
          DIL_LV2_URI);
  ttl_list_ui(file);
  fputc('\n', file);
  dil_lv2_write_manifest(file, presets, n);
}

static void
write_presets(FILE* const file,
              const DilLv2Preset* const presets,
              const size_t n)
{
  dil_lv2_write_prefixes(file);
  dil_lv2_write_presets(file, presets, n);
}

static void
write_head(FILE* const file)
{
  fprintf(file,
          PREFIXES "<%s>\n"
                   "\ta lv2:Parameter ;\n"
                   "\trdfs:label \"Preset\" ;\n"
                   "\trdfs:comment \"The instrument's file\" ;\n"
                   "\trdfs:range atom:Path .\n\n"
                   "<%s>\n"
                   "\ta lv2:Parameter ;\n"
                   "\trdfs:label \"Preset hash\" ;\n"
                   "\trdfs:range atom:String .\n\n"
                   "<%s>\n"
                   "\ta lv2:Parameter ;\n"
                   "\trdfs:label \"Instrument name\" ;\n"
                   "\trdfs:comment \"The instrument that plays\" ;\n"
                   "\trdfs:range atom:String .\n\n"
                   "<%s>\n"
                   "\ta lv2:Parameter ;\n"
                   "\trdfs:label \"Set by MIDI\" ;\n"
                   "\trdfs:range atom:String .\n\n",
          DIL_LV2_PRESET,
          DIL_LV2_HASH,
          DIL_LV2_INSTRUMENT_NAME,
          DIL_LV2_MIDI);
  fprintf(file,
          "<%s>\n"
          "\ta lv2:InstrumentPlugin , lv2:Plugin , doap:Project ;\n"
          "\tdoap:name \"Dilaton\" ;\n"
          "\tdoap:shortdesc \"Neural synthesizer that can be played\" ;\n"
          "\tdoap:license <http://opensource.org/licenses/ISC> ;\n"
          "\tdoap:maintainer [\n"
          "\t\ta foaf:Person ;\n"
          "\t\tfoaf:name \"The Dilaton Authors\"\n"
          "\t] ;\n"
          "\tlv2:minorVersion %d ;\n"
          "\tlv2:microVersion %d ;\n"
          "\tlv2:requiredFeature urid:map ;\n"
          "\tlv2:optionalFeature lv2:hardRTCapable , work:schedule ,\n"
          "\t\tstate:mapPath , state:freePath , state:threadSafeRestore ,\n"
          "\t\tlog:log ;\n"
          "\tlv2:extensionData state:interface , work:interface ;\n"
          "\tpatch:writable <%s> ;\n"
          "\tpatch:readable <%s> , <%s> ;\n",
          DIL_LV2_URI,
          DIL_VERSION_MINOR,
          DIL_VERSION_PATCH,
          DIL_LV2_PRESET,
          DIL_LV2_PRESET,
          DIL_LV2_INSTRUMENT_NAME);
  ttl_name_ui(file);
}

static void
write_message_ports(FILE* const file)
{
  fprintf(file,
          "\tlv2:port [\n"
          "\t\ta lv2:InputPort , atom:AtomPort ;\n"
          "\t\tatom:bufferType atom:Sequence ;\n"
          "\t\tatom:supports midi:MidiEvent , patch:Message ;\n"
          "\t\tlv2:designation lv2:control ;\n"
          "\t\tlv2:index %d ;\n"
          "\t\tlv2:symbol \"control\" ;\n"
          "\t\tlv2:name \"Control\"\n"
          "\t] , [\n"
          "\t\ta lv2:OutputPort , atom:AtomPort ;\n"
          "\t\tatom:bufferType atom:Sequence ;\n"
          "\t\tatom:supports patch:Message ;\n"
          "\t\tlv2:designation lv2:control ;\n"
          "\t\trsz:minimumSize %d ;\n"
          "\t\tlv2:index %d ;\n"
          "\t\tlv2:symbol \"notify\" ;\n"
          "\t\tlv2:name \"Notify\"\n",
          DIL_LV2_CONTROL,
          DIL_LV2_NOTIFY_SIZE,
          DIL_LV2_NOTIFY);
}

static void
write_other_ports(FILE* const file)
{
  fprintf(file,
          "\t] , [\n"
          "\t\ta lv2:OutputPort , lv2:AudioPort ;\n"
          "\t\tlv2:index %d ;\n"
          "\t\tlv2:symbol \"left\" ;\n"
          "\t\tlv2:name \"Left\"\n"
          "\t] , [\n"
          "\t\ta lv2:OutputPort , lv2:AudioPort ;\n"
          "\t\tlv2:index %d ;\n"
          "\t\tlv2:symbol \"right\" ;\n"
          "\t\tlv2:name \"Right\"\n"
          "\t] , [\n"
          "\t\ta lv2:OutputPort , lv2:ControlPort ;\n"
          "\t\tlv2:designation lv2:latency ;\n"
          "\t\tlv2:portProperty lv2:reportsLatency , lv2:integer ;\n"
          "\t\tunits:unit units:frame ;\n"
          "\t\tlv2:index %d ;\n"
          "\t\tlv2:symbol \"latency\" ;\n"
          "\t\tlv2:name \"Latency\"\n"
          "\t] , [\n"
          "\t\ta lv2:InputPort , lv2:ControlPort ;\n"
          "\t\tlv2:designation lv2:freeWheeling ;\n"
          "\t\tlv2:portProperty lv2:toggled ;\n"
          "\t\tlv2:default 0 ;\n"
          "\t\tlv2:minimum 0 ;\n"
          "\t\tlv2:maximum 1 ;\n"
          "\t\tlv2:index %d ;\n"
          "\t\tlv2:symbol \"freewheel\" ;\n"
          "\t\tlv2:name \"Freewheel\"\n",
          DIL_LV2_LEFT,
          DIL_LV2_RIGHT,
          DIL_LV2_LATENCY,
          DIL_LV2_FREEWHEEL);
}

static const char*
unit_name(const char* const unit)
{
  static const char* const names[][2] = {{"dB", "units:db"},
                                         {"Hz", "units:hz"},
                                         {"s", "units:s"},
                                         {"ct", "units:cent"},
                                         {"st", "units:semitone12TET"}};
  for (size_t i = 0U; i < sizeof(names) / sizeof(*names); ++i) {
    if (!strcmp(names[i][0], unit)) {
      return names[i][1];
    }
  }

  return NULL;
}

/// Write the names of a parameter's values
static void
write_choices(FILE* const file, const DilParameterInfo* const info)
{
  fputs("\t\tlv2:portProperty lv2:enumeration ;\n", file);
  for (size_t i = 0U; info->choices[i]; ++i) {
    fprintf(file,
            "\t\tlv2:scalePoint [ rdfs:label \"%s\" ; rdf:value %.7g ] ;\n",
            info->choices[i],
            (double)info->low + (double)i);
  }
}

static void
write_parameter_ports(FILE* const file)
{
  for (uint32_t i = 0U; i < DIL_N_PARAMETERS; ++i) {
    const DilParameterInfo* const info = dil_parameter_info(i);
    const char* const unit = unit_name(info->unit);
    fprintf(file,
            "\t] , [\n"
            "\t\ta lv2:InputPort , lv2:ControlPort ;\n"
            "\t\tlv2:index %u ;\n"
            "\t\tlv2:symbol \"%s\" ;\n"
            "\t\tlv2:name \"%s\" ;\n"
            "\t\tpg:group <%s#group-%u> ;\n"
            "\t\trdfs:comment ",
            DIL_LV2_PARAMETERS + i,
            info->symbol,
            info->name,
            DIL_LV2_URI,
            (unsigned)info->group);
    dil_lv2_write_string(file, info->help);
    fputs(" ;\n", file);
    if (unit) {
      fprintf(file, "\t\tunits:unit %s ;\n", unit);
    }
    if (info->is_integer) {
      fputs("\t\tlv2:portProperty lv2:integer ;\n", file);
    }
    if (info->choices) {
      write_choices(file, info);
    }
    fprintf(file,
            "\t\tlv2:default %.7g ;\n"
            "\t\tlv2:minimum %.7g ;\n"
            "\t\tlv2:maximum %.7g\n",
            (double)info->value,
            (double)info->low,
            (double)info->high);
  }

  fputs("\t] .\n", file);
}

/// Groups of parameters; symbols must be words of C, so not the names
static void
write_groups(FILE* const file)
{
  for (uint32_t i = 0U; i < DIL_N_PARAMETER_GROUPS; ++i) {
    fprintf(file,
            "\n<%s#group-%u>\n"
            "\ta pg:InputGroup ;\n"
            "\tlv2:symbol \"group_%u\" ;\n"
            "\tlv2:name ",
            DIL_LV2_URI,
            i,
            i);
    dil_lv2_write_string(file, dil_parameter_group_name(i));
    fputs(" .\n", file);
  }
}

static void
write_plugin(FILE* const file,
             const DilLv2Preset* const presets,
             const size_t n)
{
  (void)presets;
  (void)n;
  write_head(file);
  write_message_ports(file);
  write_other_ports(file);
  write_parameter_ports(file);
  write_groups(file);
  ttl_write_ui(file);
}

static int
write_file(const char* const folder,
           const char* const name,
           void (*const write)(FILE*, const DilLv2Preset*, size_t),
           const DilLv2Preset* const presets,
           const size_t n)
{
  char path[4096];
  snprintf(path, sizeof(path), "%s/%s", folder, name);
  FILE* const file = fopen(path, "w");
  if (!file) {
    perror(path);
    return 1;
  }

  write(file, presets, n);
  const int is_bad = ferror(file) | fclose(file);
  if (is_bad) {
    fprintf(stderr, "%s: not written\n", path);
  }

  return is_bad;
}

/// Presets that are listed
typedef struct {
  DilPreset** loaded;    ///< [n], owned
  char (*paths)[4096];   ///< [n] in the bundle
  DilLv2Preset* presets; ///< [n_presets], one for each instrument
  size_t n;
  size_t n_presets;
} Listed;

static int
list_preset(Listed* const listed, const char* const path)
{
  const char* const slash = strrchr(path, '/');
  const char* const name = slash ? slash + 1 : path;
  DilPreset* preset = NULL;
  DilMessage message;
  if (dil_preset_load(path, &preset, &message)) {
    fprintf(stderr, "%s\n", message.text);
    return 1;
  }

  char* const place = listed->paths[listed->n];
  snprintf(place, sizeof(*listed->paths), "presets/%s", name);
  listed->loaded[listed->n++] = preset;
  listed->n_presets +=
    dil_lv2_list(preset, name, place, listed->presets + listed->n_presets);
  return 0;
}

int
main(const int argc, char** const argv)
{
  const size_t n = argc > 2 ? (size_t)argc - 2U : 0U;
  Listed listed = {(DilPreset**)calloc(n + 1U, sizeof(DilPreset*)),
                   (char(*)[4096])calloc(n + 1U, sizeof(char[4096])),
                   (DilLv2Preset*)calloc(DIL_LV2_MOST_INSTRUMENTS * (n + 1U),
                                         sizeof(DilLv2Preset)),
                   0U,
                   0U};
  int is_bad = argc < 2 || !listed.loaded || !listed.paths || !listed.presets;
  for (size_t i = 0U; i < n && !is_bad; ++i) {
    is_bad = list_preset(&listed, argv[i + 2U]);
  }
  if (!is_bad) {
    const DilLv2Preset* const all = listed.presets;
    is_bad =
      write_file(
        argv[1], "manifest.ttl", write_manifest, all, listed.n_presets) |
      write_file(argv[1], "dilaton.ttl", write_plugin, all, listed.n_presets) |
      write_file(argv[1], "presets.ttl", write_presets, all, listed.n_presets);
  }

  for (size_t i = 0U; i < listed.n; ++i) {
    dil_preset_free(listed.loaded[i]);
  }

  free(listed.presets);
  free(listed.paths);
  free(listed.loaded);
  return is_bad;
}
