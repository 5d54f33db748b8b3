#pragma once
#include <sys/inotify.h>
#include <inotifytools/inotifytools.h>

// `name` is a flexible array member, which Swift does not import.
static inline const char *inotify_event_name(const struct inotify_event *event) {
  return event->len ? event->name : "";
}
