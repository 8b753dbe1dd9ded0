// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "window.h"

#include "window/desk.h"

#include "layout.h"

#include "support/file.h"
#include "support/test.h"

#include <X11/Xatom.h>
#include <X11/Xlib.h>
#include <X11/keysym.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// A window and its desk, for what is waited for
typedef struct {
  Desk* desk;
  DilWindow* window;
  uint32_t width;
  uint32_t height;
  int wanted;    ///< Type of event that is waited for
  bool has_come; ///< It has
  XEvent event;  ///< That came last
} Scene;

static void
a_window_is_painted_when_it_has_opened(void** state)
{
  Desk* const desk = (Desk*)*state;

  DilWindow* const window = desk_open(desk, 0U);
  desk_tick_until_painted(desk, window);
  assert_true(desk->is_watching);
  dil_window_free(window);
  assert_false(desk->is_watching);
}

static bool
has_size(void* const context)
{
  const Scene* const scene = (const Scene*)context;
  uint32_t width = 0U;
  uint32_t height = 0U;
  dil_window_size(scene->window, &width, &height);
  return width == scene->width && height == scene->height;
}

static void
a_window_takes_any_size_that_its_host_gives_it(void** state)
{
  static const uint32_t sizes[][2] = {
    {1U, 1U}, {16000U, 1U}, {880U, 540U}, {1U, 900U}, {1900U, 1200U}};
  Desk* const desk = (Desk*)*state;

  Scene scene = {.desk = desk};
  scene.window = desk_open(desk, desk_parent(desk));
  for (size_t i = 0U; i < sizeof(sizes) / sizeof(sizes[0]); ++i) {
    scene.width = sizes[i][0];
    scene.height = sizes[i][1];
    dil_window_resize(scene.window, scene.width, scene.height);
    desk_tick_until(scene.window, has_size, &scene);
  }

  dil_window_set_scale(scene.window, 2.0);
  desk_tick_until_painted(desk, scene.window);
  dil_window_free(scene.window);
}

/// Tick until the window has ended
static void
tick_to_the_end(DilWindow* const window)
{
  unsigned n_ticks = 0U;
  while (dil_window_tick(window, 0.01)) {
    assert_true(n_ticks++ < 6000U);
  }
}

static void
a_host_may_destroy_the_parent_first(void** state)
{
  Desk* const desk = (Desk*)*state;

  const Window parent = desk_parent(desk);
  DilWindow* const window = desk_open(desk, parent);
  desk_tick_until_painted(desk, window);
  XDestroyWindow(desk->display, parent);
  XSync(desk->display, False);
  tick_to_the_end(window);
  assert_false(dil_window_is_closed(window));
  assert_false(dil_window_tick(window, 0.0));
  dil_window_resize(window, 10U, 10U);
  dil_window_show(window, false);
  dil_window_free(window);

  // ... and before the first tick
  const Window other = desk_parent(desk);
  DilWindow* const early = desk_open(desk, other);
  XDestroyWindow(desk->display, other);
  XSync(desk->display, False);
  dil_window_free(early);
}

static void
a_parent_that_is_none_is_refused_in_one_line(void** state)
{
  Desk* const desk = (Desk*)*state;
  if (!desk->server) {
    skip();
  }

  const DilWindowSettings settings = {.parent = 0x1FFFFFFFU,
                                      .picture = DIL_VIEW_SLOW};
  DilWindow* window = NULL;
  DilMessage message = {""};
  assert_int_equal(dil_window_new(&settings, &desk->host, &window, &message),
                   DIL_UNSUPPORTED);
  assert_null(window);
  assert_non_null(strstr(message.text, "no window"));
}

static void
a_window_can_be_opened_a_hundred_times(void** state)
{
  Desk* const desk = (Desk*)*state;

  dil_window_free(desk_open(desk, 0U));
  const unsigned n_files = file_count_open();
  for (unsigned i = 0U; i < 100U; ++i) {
    DilWindow* const window = desk_open(desk, 0U);
    assert_true(dil_window_tick(window, 0.0));
    dil_window_free(window);
  }
  assert_int_equal(file_count_open(), n_files);
}

static void
two_windows_are_two(void** state)
{
  Desk* const desk = (Desk*)*state;

  DilWindow* const one = desk_open(desk, 0U);
  DilWindow* const other = desk_open(desk, desk_parent(desk));
  dil_window_show(one, true);
  desk_tick_until_painted(desk, other);
  dil_view_set_theme(dil_window_view(other), DIL_VIEW_LIGHT);
  assert_true(dil_window_tick(one, 0.0));
  dil_window_free(one);
  assert_true(dil_window_tick(other, 0.0));
  assert_int_equal(dil_view_theme(dil_window_view(other)), DIL_VIEW_LIGHT);
  dil_view_set_theme(dil_window_view(other), DIL_VIEW_DARK);
  dil_window_free(other);
}

/// Send a message to a window, as other programs do
static void
send(Desk* const desk,
     const Window window,
     const char* const type,
     const long data[5])
{
  XEvent event;
  memset(&event, 0, sizeof(event));
  event.xclient.type = ClientMessage;
  event.xclient.window = window;
  event.xclient.message_type = XInternAtom(desk->display, type, False);
  event.xclient.format = 32;
  memcpy(event.xclient.data.l, data, sizeof(event.xclient.data.l));
  XSendEvent(desk->display, window, False, NoEventMask, &event);
  XFlush(desk->display);
}

static void
the_button_of_the_window_manager_closes(void** state)
{
  Desk* const desk = (Desk*)*state;

  DilWindow* const window = desk_open(desk, 0U);
  const long data[5] = {
    (long)XInternAtom(desk->display, "WM_DELETE_WINDOW", False)};
  send(desk, (Window)dil_window_id(window), "WM_PROTOCOLS", data);
  tick_to_the_end(window);
  assert_true(dil_window_is_closed(window));
  dil_window_free(window);
}

/// Whether what is waited for of `wanted` has come to the other program
static bool
has_event(void* const context)
{
  Scene* const scene = (Scene*)context;
  return scene->has_come ||
         (scene->has_come = XCheckTypedEvent(
            scene->desk->display, scene->wanted, &scene->event));
}

static void
wait_for(Scene* const scene, const int type)
{
  scene->wanted = type;
  scene->has_come = false;
  desk_tick_until(scene->window, has_event, scene);
}

static bool
answer_type(const Scene* const scene, const char* const name)
{
  return scene->event.xclient.message_type ==
         XInternAtom(scene->desk->display, name, False);
}

/// Give what was asked for of what is dragged
static void
give(Scene* const scene, const char* const text)
{
  const XSelectionRequestEvent* const asked = &scene->event.xselectionrequest;
  XEvent event;
  memset(&event, 0, sizeof(event));
  XChangeProperty(scene->desk->display,
                  asked->requestor,
                  asked->property,
                  asked->target,
                  8,
                  PropModeReplace,
                  (const unsigned char*)text,
                  (int)strlen(text));
  event.xselection.type = SelectionNotify;
  event.xselection.requestor = asked->requestor;
  event.xselection.selection = asked->selection;
  event.xselection.target = asked->target;
  event.xselection.property = asked->property;
  XSendEvent(
    scene->desk->display, asked->requestor, False, NoEventMask, &event);
  XFlush(scene->desk->display);
}

static void
a_file_that_is_dropped_reaches_the_host(void** state)
{
  Desk* const desk = (Desk*)*state;

  Scene scene = {.desk = desk};
  scene.window = desk_open(desk, 0U);
  Display* const display = desk->display;
  const Window source = desk_parent(desk);
  const Window target = (Window)dil_window_id(scene.window);
  const Atom files = XInternAtom(display, "text/uri-list", False);
  const Atom dragged = XInternAtom(display, "XdndSelection", False);
  XSetSelectionOwner(display, dragged, source, CurrentTime);

  const long entered[5] = {(long)source, 5L << 24U, (long)files, 0L, 0L};
  send(desk, target, "XdndEnter", entered);
  const long moved[5] = {(long)source, 0L, 0L, 0L, 0L};
  send(desk, target, "XdndPosition", moved);
  wait_for(&scene, ClientMessage);
  assert_true(answer_type(&scene, "XdndStatus"));
  assert_true(scene.event.xclient.data.l[1] & 1L);

  send(desk, target, "XdndDrop", moved);
  wait_for(&scene, SelectionRequest);
  give(&scene, "file:///of/others%20here.safetensors\r\n");
  wait_for(&scene, ClientMessage);
  assert_true(answer_type(&scene, "XdndFinished"));
  assert_int_equal(scene.event.xclient.data.l[1], 1);
  assert_string_equal(desk->chosen, "/of/others here.safetensors");
  assert_int_equal(desk->n_changes, 1U);

  // What is no file is refused, and a drop without an entry means nothing
  const long text[5] = {(long)source, 5L << 24U, (long)XA_STRING, 0L, 0L};
  send(desk, target, "XdndDrop", moved);
  send(desk, target, "XdndEnter", text);
  send(desk, target, "XdndPosition", moved);
  wait_for(&scene, ClientMessage);
  assert_true(answer_type(&scene, "XdndStatus"));
  assert_false(scene.event.xclient.data.l[1] & 1L);
  send(desk, target, "XdndLeave", moved);
  assert_true(dil_window_tick(scene.window, 0.0));
  assert_int_equal(desk->n_changes, 1U);
  XDestroyWindow(display, source);
  dil_window_free(scene.window);
}

/// Let a key go down or up in a window
static void
strike(Desk* const desk,
       const Window window,
       const KeySym key,
       const unsigned modifiers,
       const bool is_down)
{
  XEvent event;
  memset(&event, 0, sizeof(event));
  event.xkey.type = is_down ? KeyPress : KeyRelease;
  event.xkey.window = window;
  event.xkey.root = DefaultRootWindow(desk->display);
  event.xkey.same_screen = True;
  event.xkey.state = modifiers;
  event.xkey.keycode = XKeysymToKeycode(desk->display, key);
  XSendEvent(desk->display, window, False, NoEventMask, &event);
  XFlush(desk->display);
}

static void
keys_that_are_not_used_are_the_hosts(void** state)
{
  Desk* const desk = (Desk*)*state;

  Scene scene = {.desk = desk};
  const Window parent = desk_parent(desk);
  scene.window = desk_open(desk, parent);
  strike(desk, (Window)dil_window_id(scene.window), XK_F5, 0U, true);
  strike(desk, (Window)dil_window_id(scene.window), XK_F5, 0U, false);
  wait_for(&scene, KeyPress);
  assert_int_equal(scene.event.xkey.window, parent);
  assert_int_equal(XLookupKeysym(&scene.event.xkey, 0), XK_F5);
  wait_for(&scene, KeyRelease);
  assert_int_equal(scene.event.xkey.window, parent);
  dil_window_free(scene.window);
  XDestroyWindow(desk->display, parent);
}

static void
a_window_of_its_own_is_closed_by_ctrl_q(void** state)
{
  Desk* const desk = (Desk*)*state;

  DilWindow* const window = desk_open(desk, 0U);
  strike(desk, (Window)dil_window_id(window), XK_q, ControlMask, true);
  tick_to_the_end(window);
  assert_true(dil_window_is_closed(window));
  dil_window_free(window);
}

/// Let a button go down and up at the middle of a box
static void
click(Desk* const desk, const Window window, const Box box)
{
  XEvent event;
  memset(&event, 0, sizeof(event));
  event.xbutton.window = window;
  event.xbutton.root = DefaultRootWindow(desk->display);
  event.xbutton.same_screen = True;
  event.xbutton.button = 1U;
  event.xbutton.x = (int)(box.x + 0.5 * box.width);
  event.xbutton.y = (int)(box.y + 0.5 * box.height);
  event.xbutton.type = ButtonPress;
  XSendEvent(desk->display, window, False, NoEventMask, &event);
  event.xbutton.type = ButtonRelease;
  XSendEvent(desk->display, window, False, NoEventMask, &event);
  XFlush(desk->display);
}

/// Strike a key and let it go
static void
type(Scene* const scene, const KeySym key, const unsigned modifiers)
{
  const Window window = (Window)dil_window_id(scene->window);
  strike(scene->desk, window, key, modifiers, true);
  strike(scene->desk, window, key, modifiers, false);
}

/// Ask for the clipboard, and compare it
static void
assert_clipboard(Scene* const scene, const char* const expected)
{
  Display* const display = scene->desk->display;
  const Window asking = desk_parent(scene->desk);
  const Atom property = XInternAtom(display, "HERE", False);
  XConvertSelection(display,
                    XInternAtom(display, "CLIPBOARD", False),
                    XInternAtom(display, "UTF8_STRING", False),
                    property,
                    asking,
                    CurrentTime);
  XFlush(display);
  wait_for(scene, SelectionNotify);

  Atom atom = None;
  int format = 0;
  unsigned long n = 0U;
  unsigned long n_left = 0U;
  unsigned char* text = NULL;
  assert_int_equal(XGetWindowProperty(display,
                                      asking,
                                      property,
                                      0,
                                      100,
                                      False,
                                      AnyPropertyType,
                                      &atom,
                                      &format,
                                      &n,
                                      &n_left,
                                      &text),
                   Success);
  assert_non_null(text);
  assert_string_equal((const char*)text, expected);
  XFree(text);
  XDestroyWindow(display, asking);
}

/// Whether the window has the clipboard
static bool
has_copied(void* const context)
{
  const Scene* const scene = (const Scene*)context;
  Display* const display = scene->desk->display;
  return XGetSelectionOwner(display,
                            XInternAtom(display, "CLIPBOARD", False)) ==
         (Window)dil_window_id(scene->window);
}

static void
text_is_copied_and_pasted(void** state)
{
  Desk* const desk = (Desk*)*state;

  Scene scene = {.desk = desk};
  scene.window = desk_open(desk, 0U);
  desk_tick_until_painted(desk, scene.window);
  uint32_t width = 0U;
  uint32_t height = 0U;
  dil_window_size(scene.window, &width, &height);
  const LayoutParts parts = {false, true};
  const double unit = (double)width / 900.0;
  const Layout layout = layout_make(900.0, (double)height / unit, &parts);
  const Box search = layout.items[ITEM_SEARCH];
  const Box there = {search.x * unit,
                     search.y * unit,
                     search.width * unit,
                     search.height * unit};
  click(desk, (Window)dil_window_id(scene.window), there);
  type(&scene, XK_b, 0U);
  type(&scene, XK_u, 0U);
  type(&scene, XK_a, ControlMask);
  type(&scene, XK_c, ControlMask);
  desk_tick_until(scene.window, has_copied, &scene);
  assert_clipboard(&scene, "bu");

  // What others have copied goes in the place of what is marked
  const Window owner = desk_parent(desk);
  const Atom clipboard = XInternAtom(desk->display, "CLIPBOARD", False);
  XSetSelectionOwner(desk->display, clipboard, owner, CurrentTime);
  type(&scene, XK_a, ControlMask);
  type(&scene, XK_v, ControlMask);
  wait_for(&scene, SelectionRequest);
  give(&scene, "oboe \xC3\xA9");
  type(&scene, XK_a, ControlMask);
  type(&scene, XK_c, ControlMask);
  desk_tick_until(scene.window, has_copied, &scene);
  assert_clipboard(&scene, "oboe \xC3\xA9");
  XDestroyWindow(desk->display, owner);
  dil_window_free(scene.window);
}

static bool
is_wider(void* const context)
{
  const Scene* const scene = (const Scene*)context;
  uint32_t width = 0U;
  uint32_t height = 0U;
  dil_window_size(scene->window, &width, &height);
  return width > scene->width && height > scene->height;
}

/// A host that is asked for another size
static void
take_wish(void* const self, const uint32_t width, const uint32_t height)
{
  Scene* const scene = (Scene*)self;
  scene->width = width;
  scene->height = height;
}

static void
a_window_grows_with_its_zoom_and_a_host_is_asked(void** state)
{
  Desk* const desk = (Desk*)*state;

  Scene scene = {.desk = desk};
  scene.window = desk_open(desk, 0U);
  dil_window_size(scene.window, &scene.width, &scene.height);
  type(&scene, XK_equal, ControlMask);
  desk_tick_until(scene.window, is_wider, &scene);
  type(&scene, XK_0, ControlMask);
  desk_tick_until(scene.window, has_size, &scene);
  dil_window_free(scene.window);

  const DilWindowSettings settings = {.parent = desk_parent(desk),
                                      .scale = 1.0,
                                      .resize = take_wish,
                                      .self = &scene};
  assert_int_equal(dil_window_new(&settings, &desk->host, &scene.window, NULL),
                   DIL_OK);
  const uint32_t before = scene.width;
  dil_view_set_zoom(dil_window_view(scene.window), 2.0);
  assert_true(dil_window_tick(scene.window, 0.0));
  assert_true(scene.width > before);
  assert_false(has_size(&scene));
  dil_view_set_zoom(dil_window_view(scene.window), 1.0);
  dil_window_free(scene.window);
}

static void
size_zoom_and_theme_are_those_of_the_last_window(void** state)
{
  Desk* const desk = (Desk*)*state;

  Scene scene = {.desk = desk, .width = 1001U, .height = 607U};
  scene.window = desk_open(desk, desk_parent(desk));
  dil_window_resize(scene.window, scene.width, scene.height);
  desk_tick_until(scene.window, has_size, &scene);
  dil_view_set_zoom(dil_window_view(scene.window), 1.25);
  dil_view_set_theme(dil_window_view(scene.window), DIL_VIEW_LIGHT);
  dil_window_free(scene.window);

  scene.window = desk_open(desk, 0U);
  assert_true(has_size(&scene));
  DilView* const view = dil_window_view(scene.window);
  assert_true(dil_view_zoom(view) == 1.25);
  assert_int_equal(dil_view_theme(view), DIL_VIEW_LIGHT);
  dil_window_free(scene.window);

  uint32_t width = 0U;
  uint32_t height = 0U;
  dil_window_first_size(2.0, &width, &height);
  assert_int_equal(width, 2002U);
  assert_int_equal(height, 1214U);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_window_is_painted_when_it_has_opened),
    cmocka_unit_test(a_window_takes_any_size_that_its_host_gives_it),
    cmocka_unit_test(a_host_may_destroy_the_parent_first),
    cmocka_unit_test(a_parent_that_is_none_is_refused_in_one_line),
    cmocka_unit_test(a_window_can_be_opened_a_hundred_times),
    cmocka_unit_test(two_windows_are_two),
    cmocka_unit_test(the_button_of_the_window_manager_closes),
    cmocka_unit_test(a_file_that_is_dropped_reaches_the_host),
    cmocka_unit_test(keys_that_are_not_used_are_the_hosts),
    cmocka_unit_test(a_window_of_its_own_is_closed_by_ctrl_q),
    cmocka_unit_test(a_window_grows_with_its_zoom_and_a_host_is_asked),
    cmocka_unit_test(text_is_copied_and_pasted),
    cmocka_unit_test(size_zoom_and_theme_are_those_of_the_last_window),
  };

  return cmocka_run_group_tests(tests, desk_setup, desk_teardown);
}
