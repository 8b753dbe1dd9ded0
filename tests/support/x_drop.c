// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "support/x_drop.h"

#include <stdio.h>
#include <string.h>

/// A window that is dragged from, and the one that is dropped on
typedef struct {
  Display* display;
  Window source;
  Window target;
} Drag;

static void
tell(const Drag* const drag, const char* const type, const long more)
{
  XEvent event;
  memset(&event, 0, sizeof(event));
  event.xclient.type = ClientMessage;
  event.xclient.window = drag->target;
  event.xclient.message_type = XInternAtom(drag->display, type, False);
  event.xclient.format = 32;
  event.xclient.data.l[0] = (long)drag->source;
  event.xclient.data.l[1] = more ? 5L << 24U : 0L; // Version 5
  event.xclient.data.l[2] = more;
  XSendEvent(drag->display, drag->target, False, NoEventMask, &event);
  XFlush(drag->display);
}

/// Answer who asks for what is dragged
static void
give(const Drag* const drag,
     const XSelectionRequestEvent* const request,
     const char* const text)
{
  XChangeProperty(drag->display,
                  request->requestor,
                  request->property,
                  request->target,
                  8,
                  PropModeReplace,
                  (const unsigned char*)text,
                  (int)strlen(text));
  XEvent answer;
  memset(&answer, 0, sizeof(answer));
  answer.xselection.type = SelectionNotify;
  answer.xselection.requestor = request->requestor;
  answer.xselection.selection = request->selection;
  answer.xselection.target = request->target;
  answer.xselection.property = request->property;
  XSendEvent(drag->display, request->requestor, False, NoEventMask, &answer);
  XFlush(drag->display);
}

void
x_drop(Display* const display,
       const Window target,
       const char* const path,
       const XDropWait wait,
       void* const context)
{
  const Window source = XCreateSimpleWindow(
    display, DefaultRootWindow(display), 0, 0, 1U, 1U, 0U, 0UL, 0UL);
  const Drag drag = {display, source, target};
  char text[4200];
  snprintf(text, sizeof(text), "file://%s\r\n", path);
  XSetSelectionOwner(
    display, XInternAtom(display, "XdndSelection", False), source, CurrentTime);
  tell(&drag, "XdndEnter", (long)XInternAtom(display, "text/uri-list", False));
  tell(&drag, "XdndPosition", 0L);
  (void)wait(context, display, ClientMessage);
  tell(&drag, "XdndDrop", 0L);
  const XEvent asked = wait(context, display, SelectionRequest);
  give(&drag, &asked.xselectionrequest, text);
  (void)wait(context, display, ClientMessage);
  XDestroyWindow(display, source);
}
