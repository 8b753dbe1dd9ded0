-- Copyright 2026 The Dilaton Authors
-- SPDX-License-Identifier: ISC

-- For ardour7-lua: with STEP=make, put the plugin of format KIND on a track of a
-- new session in SESSION, and at the first line of input set its seed to 5 and
-- save; with STEP=load, load that session.  Either way it plays from when
-- "READY" is printed until the last line of input.

local folder = os.getenv("SESSION")

local function say(text)
  print(text)
  io.stdout:flush()
end

-- Formats have ranges of their own, so the value is a fraction of the range
local function set_seed(processor, fraction)
  local plugin = processor:to_insert():plugin(0)
  for i = 0, plugin:parameter_count() - 1 do
    if plugin:parameter_label(i) == "Seed" then
      local range = ARDOUR.ParameterDescriptor()
      local parameter = Evoral.Parameter(
        ARDOUR.AutomationType.PluginAutomation, 0, i)
      plugin:get_parameter_descriptor(i, range)
      processor:to_automatable():automation_control(parameter, true):set_value(
        range.lower + fraction * (range.upper - range.lower),
        PBD.GroupControlDisposition.NoGroup)
      return
    end
  end
  error("no parameter has the name Seed")
end

local function make(session)
  local kind = ARDOUR.PluginType[os.getenv("KIND")]
  local plugin = ARDOUR.LuaAPI.new_plugin_info("Dilaton", kind)
  assert(not plugin:isnil())
  local tracks = session:new_midi_track(
    ARDOUR.ChanCount(ARDOUR.DataType("midi"), 1),
    ARDOUR.ChanCount(ARDOUR.DataType("audio"), 2),
    true, plugin, nil, nil, 1, "Dilaton",
    ARDOUR.PresentationInfo.max_order, ARDOUR.TrackMode.Normal, true)
  local processor
  for track in tracks:iter() do
    track:monitoring_control():set_value(
      ARDOUR.MonitorChoice.MonitorInput,
      PBD.GroupControlDisposition.NoGroup)
    processor = track:nth_plugin(0)
    assert(not processor:isnil())
  end
  return processor
end

AudioEngine:set_backend("JACK", "ardour", "")
if os.getenv("STEP") == "make" then
  local session = assert(create_session(folder, "test", 48000))
  local processor = make(session)
  say("READY")
  io.read("l")
  set_seed(processor, 5 / 65535)
  session:save_state("", false, false, false, false, false)
else
  assert(load_session(folder, "test"))
  say("READY")
end

io.read("l")
close_session()
quit()
