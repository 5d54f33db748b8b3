// hook NAME: a web server on loopback that takes wakes; tells NAME when a request had arrived whole.
//
// It prints the port it was given, keeps connections as HTTP/1.1 does, serves one after the other, and answers as
// OpenClaw does. It reads no more of a request than it needs to find its end.
//
// Licence: GPL-2.0-or-later, as the rest of the project.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "bell.h"

enum { most = 16 };

struct connection {
  int socket;
  size_t used;
  char bytes[1 << 15];
};

static struct connection connections[most];
static struct pollfd waits[most + 1];

static void die(const char *what) {
  perror(what);
  exit(74);
}

// The length of the request that the bytes begin with; 0 when its end has not come.
static size_t request(const char *bytes, size_t used) {
  const char *end = memmem(bytes, used, "\r\n\r\n", 4);
  if (!end) return 0;
  size_t head = (size_t)(end - bytes) + 4, body = 0;
  for (const char *line = bytes; line < end; line = (const char *)memchr(line, '\n', head - (size_t)(line - bytes)) + 1)
    if (!strncasecmp(line, "content-length:", 15)) body = strtoul(line + 15, NULL, 10);
  return used >= head + body ? head + body : 0;
}

static void let_go(struct connection *c) {
  close(c->socket);
  c->socket = -1;
  c->used = 0;
}

static void serve(struct connection *c, int bell, const char *name) {
  static const char answer[] =
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 24\r\n\r\n{\"ok\":true,\"mode\":\"now\"}";
  ssize_t got = read(c->socket, c->bytes + c->used, sizeof c->bytes - c->used);
  if (got <= 0) {
    let_go(c);
    return;
  }
  c->used += (size_t)got;
  for (size_t length; (length = request(c->bytes, c->used));) {
    ring(bell, name, now());
    if (write(c->socket, answer, sizeof answer - 1) < 0) {
      let_go(c);
      return;
    }
    c->used -= length;
    memmove(c->bytes, c->bytes + length, c->used);
  }
  if (c->used == sizeof c->bytes) let_go(c);  // no wake is so long
}

int main(int argc, char **argv) {
  int bell = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0), door = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  if (argc != 2 || bell < 0 || door < 0) die("hook NAME");
  if (bind(door, (struct sockaddr *)&address, size) || listen(door, most) ||
      getsockname(door, (struct sockaddr *)&address, &size))
    die("hook");
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);
  for (int i = 0; i < most; i++) connections[i].socket = -1;
  for (;;) {
    for (int i = 0; i < most; i++) waits[i] = (struct pollfd){connections[i].socket, POLLIN, 0};
    waits[most] = (struct pollfd){door, POLLIN, 0};
    if (poll(waits, most + 1, -1) < 0 && errno != EINTR) die("poll");
    for (int i = 0; i < most; i++)
      if (connections[i].socket >= 0 && waits[i].revents) serve(&connections[i], bell, argv[1]);
    if (!waits[most].revents) continue;
    int caller = accept4(door, NULL, NULL, SOCK_CLOEXEC), one = 1, free = 0;
    while (free < most && connections[free].socket >= 0) free++;
    if (caller < 0) continue;
    if (free == most) {
      close(caller);
      continue;
    }
    setsockopt(caller, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    connections[free].socket = caller;
  }
}
