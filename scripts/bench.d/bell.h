// What the bench's own wake command and web server tell the observer: when a wake arrived.
//
// A datagram of eight bytes, nanoseconds of CLOCK_MONOTONIC, to a unix socket in the abstract name space: such a
// name needs no file, has no path that could be too long, and can be taken again at once.
//
// Licence: GPL-2.0-or-later, as the rest of the project.
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>

static inline int64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static inline socklen_t bell_address(struct sockaddr_un *address, const char *name) {
  *address = (struct sockaddr_un){.sun_family = AF_UNIX};
  int length = snprintf(address->sun_path + 1, sizeof address->sun_path - 1, "%s", name);
  return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)length);
}

// Nobody listening is no error: the observer that waits for rings has not begun yet, or has ended.
static inline void ring(int bell, const char *name, int64_t at) {
  struct sockaddr_un address;
  socklen_t length = bell_address(&address, name);
  sendto(bell, &at, sizeof at, MSG_DONTWAIT, (struct sockaddr *)&address, length);
}
