// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "clap_more.h"
#include "scene.h"

#include "dilaton/parameter.h"
#include "support/file.h"
#include "support/run.h"
#include "support/test.h"

#include <clap/entry.h>
#include <clap/ext/params.h>
#include <clap/plugin-factory.h>

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MODULE DIL_BUILD_DIR "/clap/dilaton.clap"

/// What a host has heard
typedef struct {
  char suffix[64];
  char folders[8192]; ///< One a line
  uint32_t flags[64]; ///< Of each folder
  size_t n_folders;
  uint32_t n_presets;
  uint32_t n_plugin_ids;
  uint32_t n_errors;
  uint32_t n_wanted; ///< Refuse presets beyond
  char keys[4][16];  ///< "-" for none
} Heard;

static bool CLAP_ABI
take_type(const clap_preset_discovery_indexer_t* const indexer,
          const clap_preset_discovery_filetype_t* const type)
{
  Heard* const heard = (Heard*)indexer->indexer_data;
  snprintf(heard->suffix, sizeof(heard->suffix), "%s", type->file_extension);
  return true;
}

static bool CLAP_ABI
take_location(const clap_preset_discovery_indexer_t* const indexer,
              const clap_preset_discovery_location_t* const location)
{
  Heard* const heard = (Heard*)indexer->indexer_data;
  const size_t used = strlen(heard->folders);
  assert_true(heard->n_folders < 64U);
  heard->flags[heard->n_folders++] = location->flags;
  snprintf(heard->folders + used,
           sizeof(heard->folders) - used,
           "%s/\n",
           location->location);
  return true;
}

static void CLAP_ABI
take_error(const clap_preset_discovery_metadata_receiver_t* const receiver,
           const int32_t os_error,
           const char* const text)
{
  (void)os_error;
  assert_true(text[0] != '\0');
  ++((Heard*)receiver->receiver_data)->n_errors;
}

static bool CLAP_ABI
take_preset(const clap_preset_discovery_metadata_receiver_t* const receiver,
            const char* const name,
            const char* const key)
{
  Heard* const heard = (Heard*)receiver->receiver_data;
  if (heard->n_presets == heard->n_wanted) {
    return false;
  }

  assert_true(name[0] != '\0');
  snprintf(heard->keys[heard->n_presets], 16U, "%s", key ? key : "-");
  ++heard->n_presets;
  return true;
}

static void CLAP_ABI
take_plugin(const clap_preset_discovery_metadata_receiver_t* const receiver,
            const clap_universal_plugin_id_t* const id)
{
  assert_string_equal(id->abi, "clap");
  assert_string_equal(id->id, "org.dilaton.dilaton");
  ++((Heard*)receiver->receiver_data)->n_plugin_ids;
}

static void CLAP_ABI
take_text(const clap_preset_discovery_metadata_receiver_t* const receiver,
          const char* const text)
{
  (void)receiver;
  assert_non_null(text);
}

/// The module, which its own code stays in
static const clap_plugin_entry_t*
open_module(void)
{
  void* const module = dlopen(MODULE, RTLD_NOW | RTLD_LOCAL);
  assert_non_null(module);
  const clap_plugin_entry_t* const entry =
    (const clap_plugin_entry_t*)dlsym(module, "clap_entry");
  assert_non_null(entry);
  assert_true(entry->init(MODULE));
  return entry;
}

static const clap_preset_discovery_provider_t*
open_provider(const clap_plugin_entry_t* const entry,
              const clap_preset_discovery_indexer_t* const indexer)
{
  const clap_preset_discovery_factory_t* const factory =
    (const clap_preset_discovery_factory_t*)entry->get_factory(
      CLAP_PRESET_DISCOVERY_FACTORY_ID);
  assert_non_null(factory);
  assert_ptr_equal(factory,
                   entry->get_factory(CLAP_PRESET_DISCOVERY_FACTORY_ID_COMPAT));
  assert_int_equal(factory->count(factory), 1U);
  assert_null(factory->get_descriptor(factory, 1U));
  assert_null(factory->create(factory, indexer, "other"));
  const clap_preset_discovery_provider_t* const provider =
    factory->create(factory, indexer, factory->get_descriptor(factory, 0U)->id);
  assert_non_null(provider);
  return provider;
}

static void
clap_hosts_hear_of_all_presets_without_an_instance(void** const state)
{
  const Scene* const scene = (const Scene*)*state;
  const clap_plugin_entry_t* const entry = open_module();
  Heard heard = {.n_wanted = 4U};
  const clap_preset_discovery_indexer_t indexer = {
    .clap_version = CLAP_VERSION_INIT,
    .name = "test",
    .indexer_data = &heard,
    .declare_filetype = take_type,
    .declare_location = take_location};
  const clap_preset_discovery_provider_t* const provider =
    open_provider(entry, &indexer);
  assert_true(provider->init(provider));
  assert_string_equal(heard.suffix, "safetensors");

  // The folder of presets of the scene's own is among them
  char folder[4096];
  snprintf(folder, sizeof(folder), "%s", scene->one);
  strrchr(folder, '/')[1] = '\0';
  assert_non_null(strstr(heard.folders, folder));

  const clap_preset_discovery_metadata_receiver_t receiver = {
    .receiver_data = &heard,
    .on_error = take_error,
    .begin_preset = take_preset,
    .add_plugin_id = take_plugin,
    .set_description = take_text,
    .add_feature = take_text};
  assert_true(provider->get_metadata(provider, 0U, scene->one, &receiver));
  assert_int_equal(heard.n_presets, 1U);
  assert_string_equal(heard.keys[0], "-");
  assert_true(provider->get_metadata(provider, 0U, scene->two, &receiver));
  assert_int_equal(heard.n_presets, 3U);
  assert_string_equal(heard.keys[1], "0");
  assert_string_equal(heard.keys[2], "1");
  assert_int_equal(heard.n_plugin_ids, 3U);

  // A host that has heard enough hears no more
  heard.n_wanted = 4U;
  assert_true(provider->get_metadata(provider, 0U, scene->two, &receiver));
  assert_int_equal(heard.n_presets, 4U);
  assert_int_equal(heard.n_plugin_ids, 4U);

  assert_int_equal(heard.n_errors, 0U);
  assert_false(provider->get_metadata(provider, 0U, MODULE, &receiver));
  assert_int_equal(heard.n_errors, 1U);
  assert_false(provider->get_metadata(provider, 1U, NULL, &receiver));
  provider->destroy(provider);
  entry->deinit();
}

static const void* CLAP_ABI
no_extension(const clap_host_t* const host, const char* const id)
{
  (void)host;
  (void)id;
  return NULL;
}

static void CLAP_ABI
ignore(const clap_host_t* const host)
{
  (void)host;
}

static double
instrument_of(const clap_plugin_t* const plugin)
{
  double value = -1.0;
  const clap_plugin_params_t* const params =
    (const clap_plugin_params_t*)plugin->get_extension(plugin, CLAP_EXT_PARAMS);
  assert_true(params->get_value(plugin, DIL_PARAMETER_INSTRUMENT, &value));
  return value;
}

static void
a_preset_s_key_chooses_its_instrument(void** const state)
{
  const Scene* const scene = (const Scene*)*state;
  const clap_plugin_entry_t* const entry = open_module();
  const clap_host_t host = {.clap_version = CLAP_VERSION_INIT,
                            .name = "test",
                            .vendor = "",
                            .url = "",
                            .version = "",
                            .get_extension = no_extension,
                            .request_restart = ignore,
                            .request_process = ignore,
                            .request_callback = ignore};
  const clap_plugin_factory_t* const factory =
    (const clap_plugin_factory_t*)entry->get_factory(CLAP_PLUGIN_FACTORY_ID);
  const clap_plugin_t* const plugin =
    factory->create_plugin(factory, &host, "org.dilaton.dilaton");
  assert_true(plugin->init(plugin));
  const clap_plugin_preset_load_t* const load =
    (const clap_plugin_preset_load_t*)plugin->get_extension(
      plugin, CLAP_EXT_PRESET_LOAD);
  assert_true(load->from_location(plugin, 0U, scene->two, "1"));
  assert_true(instrument_of(plugin) == 1.0);
  assert_true(load->from_location(plugin, 0U, scene->two, NULL));
  assert_true(instrument_of(plugin) == 1.0);
  assert_false(load->from_location(plugin, 0U, scene->two, "one"));
  assert_false(load->from_location(plugin, 0U, scene->two, "128"));
  assert_true(instrument_of(plugin) == 1.0);
  assert_true(load->from_location(plugin, 0U, scene->two, "0"));
  assert_true(instrument_of(plugin) == 0.0);
  plugin->destroy(plugin);
  entry->deinit();
}

/// Presets of a folder that an LV2 host takes up one after another, all heard
static size_t
n_lv2_presets(const char* const bundle, const char* const folder)
{
  size_t n_found = 0U;
  bool is_more = true;
  for (size_t i = 0U; is_more; ++i) {
    Host* const host = host_open(HOST_LV2);
    host_lv2_add(host, bundle);
    char* const label = host_lv2_preset(host, DIL_SOURCE_DIR "/presets", i);
    is_more = label;
    HostState saved = host_save(host);
    if (label && strstr(saved.bytes, folder)) {
      n_found += 1U;
      assert_true(!strcmp(label, "one") || !strcmp(label, "two"));
      assert_true(host_activate(host, 48000.0, 64U));
      wait_for_sound(host);
      assert_true(host_parameter(host, DIL_PARAMETER_INSTRUMENT) ==
                  (double)!strcmp(label, "two"));
    }
    free(saved.bytes);
    free(label);
    host_close(host);
  }

  return n_found;
}

static void
expect_lv2(const char* const words)
{
  Run* const run = RUN_DILATON("presets", "--lv2");
  assert_int_equal(run->status, 0);
  if (!strstr(run->output.text, words)) {
    fail_msg("%s", run->output.text);
  }
  run_free(run);
}

static void
lv2_hosts_have_the_user_s_presets_and_lose_those_that_go(void** const state)
{
  const Scene* const scene = (const Scene*)*state;
  TempFolder* const home = temp_new();
  char bundle[4096];
  char odd[4096];
  snprintf(
    bundle, sizeof(bundle), "%s", temp_path(home, ".lv2/dilaton-presets.lv2/"));
  snprintf(odd,
           sizeof(odd),
           "%s",
           temp_path(scene->folder,
                     "dilaton/presets/odd \"\\ \xC3\xA9-0.safetensors"));
  setenv("HOME", temp_folder(home), 1);
  const FileBytes two = file_read(scene->two);
  file_write(odd, two.bytes, two.n);
  free(two.bytes);

  // One, and two that have two instruments
  expect_lv2(scene->two);
  const char* const folder = temp_path(scene->folder, "dilaton/presets/");
  assert_int_equal(n_lv2_presets(bundle, folder), 5U);

  assert_int_equal(unlink(odd), 0);
  expect_lv2("removed odd \"\\ \xC3\xA9-0\n");
  assert_int_equal(n_lv2_presets(bundle, folder), 3U);

  // A broken one is left out, with the rest as it was
  file_write_text(odd, "Dear Sir,\n");
  Run* const run = RUN_DILATON("presets", "--lv2");
  assert_int_equal(run->status, 1);
  assert_non_null(strstr(run->errors.text, "odd"));
  assert_non_null(strstr(run->output.text, scene->two));
  run_free(run);
  assert_int_equal(unlink(odd), 0);

  setenv("XDG_DATA_HOME", temp_folder(home), 1);
  expect_lv2("removed two\n");
  assert_int_not_equal(access(bundle, F_OK), 0);
  setenv("XDG_DATA_HOME", temp_folder(scene->folder), 1);
  temp_free(home);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(clap_hosts_hear_of_all_presets_without_an_instance),
    cmocka_unit_test(a_preset_s_key_chooses_its_instrument),
    cmocka_unit_test(lv2_hosts_have_the_user_s_presets_and_lose_those_that_go)};
  return cmocka_run_group_tests(tests, scene_setup, scene_teardown);
}
