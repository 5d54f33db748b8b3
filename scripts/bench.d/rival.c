// rival FILE: about the least that a hub can do which syncs a message before it acknowledges it, as the measure for ours.
//
// One thread: what came in one read goes to the others in one write, then to FILE in one write over bytes that are there
// already, so that nothing but data has to be synced; then fdatasync, then the acks in one write.
// It trusts every frame, knows no ids, keeps nothing that could be found again and stops for whoever reads slowly: no
// hub to use.
//
// Licence: GPL-2.0-or-later, as the rest of the project.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST = 2048, ROOM = 1 << 17, SPAN = 4 << 20 };

struct client {
  int socket;
  int isOpen;  // the upgrade is done
  char room[64];
  size_t held;
  unsigned char *bytes;
};

static struct client clients[MOST];
static struct pollfd polled[MOST + 1];
static int count, file;
static long long seq;
static off_t place;
static unsigned char outward[4 * ROOM], acks[4 * ROOM], stored[4 * ROOM];
static size_t out, acked, kept;

static void die(const char *what) {
  perror(what);
  exit(74);
}

static size_t frame(unsigned char *to, const char *text, size_t length) {
  size_t at = 0;
  to[at++] = 0x81;
  if (length < 126) {
    to[at++] = (unsigned char)length;
  } else {
    to[at++] = 126;
    to[at++] = (unsigned char)(length >> 8);
    to[at++] = (unsigned char)length;
  }
  memcpy(to + at, text, length);
  return at + length;
}

static void put(int socket, const void *bytes, size_t length) {
  while (length) {
    ssize_t done = send(socket, bytes, length, MSG_NOSIGNAL);
    if (done <= 0) return;  // it is gone; the next read says so
    bytes = (const char *)bytes + done;
    length -= (size_t)done;
  }
}

static void answer(struct client *client, const char *text) {
  unsigned char bytes[256];
  put(client->socket, bytes, frame(bytes, text, strlen(text)));
}

static void take(struct client *client, char *text, size_t length) {
  static const char message[] = "{\"type\":\"message\",";
  char line[2048];
  if (!strncmp(text, message, sizeof message - 1)) {
    int size = snprintf(line, sizeof line, "%s\"from\":\"floor\",\"seq\":%lld,%.*s", message, ++seq,
                        (int)(length - sizeof message + 1), text + sizeof message - 1);
    out += frame(outward + out, line, (size_t)size);
    size = snprintf(line, sizeof line, "{\"type\":\"ack\",\"delivered\":1,\"seq\":%lld}", seq);
    acked += frame(acks + acked, line, (size_t)size);
    memcpy(stored + kept, text, length);
    kept += length;
  } else if (strstr(text, "\"auth\"")) {
    answer(client, "{\"type\":\"auth_ok\"}");
  } else if (strstr(text, "\"join\"")) {
    char *room = strstr(text, "\"room\":\"");
    if (room) snprintf(client->room, sizeof client->room, "%.*s", (int)strcspn(room + 8, "\""), room + 8);
    answer(client, "{\"type\":\"joined\",\"members\":[]}");
  }
}

// Hands on, stores, syncs and acknowledges what was taken from one client.
static void settle(struct client *sender) {
  if (!out) return;
  for (int i = 0; i < count; i++)
    if (&clients[i] != sender && !strcmp(clients[i].room, sender->room)) put(clients[i].socket, outward, out);
  if (place + (off_t)kept > SPAN) place = 0;
  if (pwrite(file, stored, kept, place) != (ssize_t)kept || fdatasync(file)) die("file");
  place += (off_t)kept;
  put(sender->socket, acks, acked);
  out = acked = kept = 0;
}

// Reads once; false when the client is gone.
static int hear(struct client *client) {
  ssize_t got = recv(client->socket, client->bytes + client->held, ROOM - client->held - 1, 0);
  if (got <= 0) return 0;
  client->held += (size_t)got;
  client->bytes[client->held] = 0;
  size_t at = 0;
  if (!client->isOpen) {
    char *end = strstr((char *)client->bytes, "\r\n\r\n");
    if (!end) return 1;
    const char *upgraded = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";
    put(client->socket, upgraded, strlen(upgraded));
    client->isOpen = 1;
    at = (size_t)(end + 4 - (char *)client->bytes);
  }
  while (client->held - at >= 6) {
    unsigned char *head = client->bytes + at;
    size_t length = head[1] & 127, begin = 2;
    if (length == 126) {
      length = (size_t)head[2] << 8 | head[3];
      begin = 4;
    }
    unsigned char *mask = head + begin, *text = mask + 4;
    if (client->held - at < begin + 4 + length) break;
    for (size_t i = 0; i < length; i++) text[i] ^= mask[i & 3];
    unsigned char behind = text[length];
    text[length] = 0;
    take(client, (char *)text, length);
    text[length] = behind;
    at += begin + 4 + length;
  }
  memmove(client->bytes, client->bytes + at, client->held - at);
  client->held -= at;
  settle(client);
  return 1;
}

int main(int argc, char **argv) {
  static char zeros[SPAN];
  if (argc != 2) return 64;
  file = open(argv[1], O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0 || write(file, zeros, SPAN) != SPAN || fsync(file)) die(argv[1]);
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), yes = 1;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  if (bind(listener, (struct sockaddr *)&address, length) || listen(listener, 512)) die("listen");
  getsockname(listener, (struct sockaddr *)&address, &length);
  printf("ready %d\n", ntohs(address.sin_port));
  fflush(stdout);
  for (;;) {
    polled[0] = (struct pollfd){listener, POLLIN, 0};
    for (int i = 0; i < count; i++) polled[i + 1] = (struct pollfd){clients[i].socket, POLLIN, 0};
    int many = count;
    if (poll(polled, (nfds_t)many + 1, -1) < 0) die("poll");
    if (polled[0].revents && count < MOST) {
      int socket = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
      setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
      clients[count++] = (struct client){.socket = socket, .bytes = malloc(ROOM)};
    }
    // Backwards: the last one takes the place of one that is gone.
    for (int i = many - 1; i >= 0; i--) {
      if (!polled[i + 1].revents || hear(&clients[i])) continue;
      close(clients[i].socket);
      free(clients[i].bytes);
      clients[i] = clients[--count];
    }
  }
}
