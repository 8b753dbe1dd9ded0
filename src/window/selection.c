// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "selection.h"

#include "uri_list.h"

#include "own_folder.h"

#include <X11/Xatom.h>

#include <string.h>

/// Version of the protocol that we speak
#define XDND_VERSION 5L

/// Most longs of a property that are read: 4 MiB
#define MOST_LONGS 0x100000L

/// Most types of what is dragged that are looked at
#define MOST_TYPES 256L

void
selection_begin(Selection* const selection,
                Display* const display,
                const Window window,
                const SelectionTaker* const taker)
{
  Selection* const s = selection;
  const struct {
    Atom* atom;
    const char* name;
  } atoms[] = {{&s->enter, "XdndEnter"},
               {&s->position, "XdndPosition"},
               {&s->status, "XdndStatus"},
               {&s->leave, "XdndLeave"},
               {&s->drop, "XdndDrop"},
               {&s->finished, "XdndFinished"},
               {&s->dragged, "XdndSelection"},
               {&s->clipboard, "CLIPBOARD"},
               {&s->copy, "XdndActionCopy"},
               {&s->types, "XdndTypeList"},
               {&s->uri_list, "text/uri-list"},
               {&s->text, "UTF8_STRING"},
               {&s->here, "DILATON_SELECTION"}};

  memset(selection, 0, sizeof(*selection));
  s->display = display;
  s->window = window;
  s->taker = *taker;
  for (size_t i = 0U; i < sizeof(atoms) / sizeof(atoms[0]); ++i) {
    *atoms[i].atom = XInternAtom(display, atoms[i].name, False);
  }

  const unsigned long version = XDND_VERSION;
  XChangeProperty(display,
                  window,
                  XInternAtom(display, "XdndAware", False),
                  XA_ATOM,
                  32,
                  PropModeReplace,
                  (const unsigned char*)&version,
                  1);
}

void
selection_paste(Selection* const selection)
{
  XConvertSelection(selection->display,
                    selection->clipboard,
                    selection->text,
                    selection->here,
                    selection->window,
                    CurrentTime);
}

/// Send a message to where what is dragged comes from
static void
answer(const Selection* const s,
       const Atom type,
       const long is_accepted,
       const Atom action)
{
  XEvent event;
  memset(&event, 0, sizeof(event));
  event.xclient.type = ClientMessage;
  event.xclient.window = s->source;
  event.xclient.message_type = type;
  event.xclient.format = 32;
  event.xclient.data.l[0] = (long)s->window;
  event.xclient.data.l[1] = is_accepted;
  event.xclient.data.l[type == s->finished ? 2 : 4] = (long)action;
  (void)XSendEvent(s->display, s->source, False, NoEventMask, &event);
}

/// Whether the source's longer list of types has files in it
static bool
lists_files(const Selection* const s)
{
  Atom type = None;
  int format = 0;
  unsigned long n = 0U;
  unsigned long n_left = 0U;
  unsigned char* bytes = NULL;
  bool is_there = false;
  if (!XGetWindowProperty(s->display,
                          s->source,
                          s->types,
                          0,
                          MOST_TYPES,
                          False,
                          XA_ATOM,
                          &type,
                          &format,
                          &n,
                          &n_left,
                          &bytes) &&
      bytes && format == 32) {
    for (unsigned long i = 0U; i < n; ++i) {
      Atom atom = None;
      memcpy(&atom, bytes + i * sizeof(atom), sizeof(atom));
      is_there = is_there || atom == s->uri_list;
    }
  }
  if (bytes) {
    XFree(bytes);
  }
  return is_there;
}

static void
enter(Selection* const s, const XClientMessageEvent* const message)
{
  s->source = (Window)message->data.l[0];
  s->is_file = (message->data.l[1] & 1L) && lists_files(s);
  for (int i = 2; i < 5; ++i) {
    s->is_file = s->is_file || (Atom)message->data.l[i] == s->uri_list;
  }
}

static void
obey(Selection* const s, const XClientMessageEvent* const message)
{
  const Atom type = message->message_type;
  if (message->format != 32) {
    return;
  }
  if (type == s->enter) {
    enter(s, message);
  } else if ((Window)message->data.l[0] != s->source || !s->source) {
    return;
  }

  if (type == s->position) {
    answer(s, s->status, s->is_file, s->is_file ? s->copy : None);
  } else if (type == s->leave) {
    s->source = None;
  } else if (type == s->drop && s->is_file) {
    XConvertSelection(s->display,
                      s->dragged,
                      s->uri_list,
                      s->here,
                      s->window,
                      (Time)message->data.l[2]);
  } else if (type == s->drop) {
    answer(s, s->finished, 0L, None);
    s->source = None;
  }
}

/// Read what has come, which ends with a NUL, or NULL; to be freed with XFree()
static unsigned char*
read_here(const Selection* const s, size_t* const n_bytes)
{
  Atom type = None;
  int format = 0;
  unsigned long n = 0U;
  unsigned long n_left = 0U;
  unsigned char* bytes = NULL;
  const int failure = XGetWindowProperty(s->display,
                                         s->window,
                                         s->here,
                                         0,
                                         MOST_LONGS,
                                         True,
                                         AnyPropertyType,
                                         &type,
                                         &format,
                                         &n,
                                         &n_left,
                                         &bytes);
  if (bytes && (failure || format != 8)) {
    XFree(bytes);
    bytes = NULL;
  }
  *n_bytes = bytes ? (size_t)n : 0U;
  return bytes;
}

static void
take_files(const Selection* const s, const char* list, const size_t n)
{
  const char* const end = list + n;
  char path[DIL_PATH_SIZE];
  while (dil_uri_list_next(&list, end, path, sizeof(path))) {
    s->taker.drop(s->taker.self, path);
  }
}

static void
receive(Selection* const s, const XSelectionEvent* const event)
{
  size_t n = 0U;
  unsigned char* const bytes =
    event->property == s->here ? read_here(s, &n) : NULL;
  if (event->selection == s->dragged && s->source) {
    if (bytes) {
      take_files(s, (const char*)bytes, n);
    }
    answer(s, s->finished, !!bytes, bytes ? s->copy : None);
    s->source = None;
  } else if (event->selection == s->clipboard && bytes &&
             event->target == s->text) {
    s->taker.paste(s->taker.self, (const char*)bytes);
  }
  if (bytes) {
    XFree(bytes);
  }
}

void
selection_event(Selection* const selection, const XEvent* const event)
{
  if (event->type == ClientMessage &&
      event->xclient.window == selection->window) {
    obey(selection, &event->xclient);
  } else if (event->type == SelectionNotify &&
             event->xselection.requestor == selection->window) {
    receive(selection, &event->xselection);
  }
}
