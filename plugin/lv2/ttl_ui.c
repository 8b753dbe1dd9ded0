// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "ttl_ui.h"

#include "lv2_uris.h"

void
ttl_list_ui(FILE* const file)
{
  if (DIL_HAS_UI) {
    fprintf(file,
            "\n<%s>\n"
            "\ta ui:X11UI ;\n"
            "\tlv2:binary <dilaton_ui.so> ;\n"
            "\trdfs:seeAlso <dilaton.ttl> .\n",
            DIL_LV2_UI);
  }
}

void
ttl_name_ui(FILE* const file)
{
  if (DIL_HAS_UI) {
    fprintf(file, "\tui:ui <%s> ;\n", DIL_LV2_UI);
  }
}

void
ttl_write_ui(FILE* const file)
{
  if (DIL_HAS_UI) {
    fprintf(file,
            "\n<%s>\n"
            "\ta ui:X11UI ;\n"
            "\tlv2:requiredFeature urid:map , ui:idleInterface ;\n"
            "\tlv2:optionalFeature ui:parent , ui:resize , ui:touch ,\n"
            "\t\topts:options , log:log ,\n"
            "\t\t<http://lv2plug.in/ns/ext/instance-access> ,\n"
            "\t\t<http://lv2plug.in/ns/ext/data-access> ;\n"
            "\tlv2:extensionData ui:idleInterface , ui:resize ,\n"
            "\t\tui:showInterface ;\n"
            "\topts:supportedOption ui:scaleFactor ;\n"
            "\tui:portNotification [\n"
            "\t\tui:plugin <%s> ;\n"
            "\t\tlv2:symbol \"notify\" ;\n"
            "\t\tui:protocol atom:eventTransfer\n"
            "\t] .\n",
            DIL_LV2_UI,
            DIL_LV2_URI);
  }
}
