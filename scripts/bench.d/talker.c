// Two clients of a hub, sender and receiver, in one process; or many that only stay.
//
//   talker PORT gaps COUNT   one message each 2 ms: how long until the other has it, until the ack, in nanoseconds
//   talker PORT flight COUNT 64 messages under way: how many acks in a second
//   talker PORT idle COUNT   so many connections in 50 rooms, until standard input ends
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { FLIGHT = 64, ROOM = 1 << 17 };

struct client {
  int socket;
  size_t held;
  unsigned char bytes[ROOM];
};

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static void fail(const char *what) {
  fprintf(stderr, "talker: %s: %s\n", what, strerror(errno));
  exit(1);
}

static void put(struct client *client, const void *bytes, size_t count) {
  for (size_t done = 0; done < count;) {
    ssize_t written = write(client->socket, (const char *)bytes + done, count - done);
    if (written <= 0) fail("write");
    done += (size_t)written;
  }
}

// A masked text frame behind `to`; the mask is zero, so that the text stands as it is.
static size_t frame(unsigned char *to, const char *text) {
  size_t count = strlen(text), place = 0;
  to[place++] = 0x81;
  if (count < 126) {
    to[place++] = (unsigned char)(0x80 | count);
  } else {
    to[place++] = 0x80 | 126;
    to[place++] = (unsigned char)(count >> 8);
    to[place++] = (unsigned char)count;
  }
  memset(to + place, 0, 4);
  memcpy(to + place + 4, text, count);
  return place + 4 + count;
}

static void say(struct client *client, const char *text) {
  unsigned char bytes[4096];
  put(client, bytes, frame(bytes, text));
}

// Reads once, and calls back for each whole frame; answers pings.
static void hear(struct client *client, void (*took)(char *text, size_t count)) {
  ssize_t got = read(client->socket, client->bytes + client->held, sizeof client->bytes - client->held - 1);
  if (got <= 0) fail("the hub hung up");
  client->held += (size_t)got;
  size_t place = 0;
  while (client->held - place >= 2) {
    unsigned char *head = client->bytes + place;
    size_t count = head[1] & 127, begin = 2;
    if (count == 126) {
      if (client->held - place < 4) break;
      count = (size_t)head[2] << 8 | head[3];
      begin = 4;
    }
    if (client->held - place < begin + count) break;
    if ((head[0] & 15) == 1) {
      unsigned char kept = head[begin + count];
      head[begin + count] = 0;
      took((char *)head + begin, count);
      head[begin + count] = kept;
    } else if ((head[0] & 15) == 9 && count < 126) {
      unsigned char pong[6 + 125] = {0x8a, (unsigned char)(0x80 | count)};
      memcpy(pong + 6, head + begin, count);
      put(client, pong, 6 + count);
    }
    place += begin + count;
  }
  memmove(client->bytes, client->bytes + place, client->held - place);
  client->held -= place;
}

static int answers;

static void count(char *text, size_t length) {
  (void)length;
  if (strstr(text, "\"error\"")) {
    fprintf(stderr, "talker: %s\n", text);
    exit(1);
  }
  answers++;
}

static void await(struct client *client, int wanted) {
  for (answers = 0; answers < wanted;) hear(client, count);
}

static struct client *join(int port, const char *token, const char *room, const char *more) {
  struct client *client = calloc(1, sizeof *client);
  client->socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  struct sockaddr_in place = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(client->socket, (struct sockaddr *)&place, sizeof place)) fail("connect");
  int yes = 1;
  setsockopt(client->socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  const char *ask = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
  put(client, ask, strlen(ask));
  char byte, end[5] = "";
  while (strcmp(end, "\r\n\r\n")) {
    if (read(client->socket, &byte, 1) != 1) fail("no upgrade");
    memmove(end, end + 1, 3);
    end[3] = byte;
  }
  char text[512];
  snprintf(text, sizeof text, "{\"type\":\"auth\",\"token\":\"%s\"}", token);
  say(client, text);
  await(client, 1);
  snprintf(text, sizeof text, "{\"type\":\"join\",\"room\":\"%s\"%s}", room, more);
  say(client, text);
  await(client, 1);
  return client;
}

static int64_t began, received, acked;
static int messages, acks;
static long long newest;

static void note(char *text, size_t length) {
  if (strstr(text, "\"error\"")) count(text, length);
  if (!strncmp(text, "{\"type\":\"message\"", 17)) {
    messages++;
    received = now();
    // Behind the text, in which nobody writes a number so named.
    char *seq = strstr(text, "\"seq\":");
    if (seq) newest = atoll(seq + 6);
  } else if (!strncmp(text, "{\"type\":\"ack\"", 13)) {
    acks++;
    acked = now();
  }
}

static void turn(struct client *sender, struct client *receiver) {
  struct pollfd both[2] = {{receiver->socket, POLLIN, 0}, {sender->socket, POLLIN, 0}};
  if (poll(both, 2, 10000) <= 0) fail("no answer");
  if (both[0].revents) {
    long long before = newest;
    hear(receiver, note);
    // One receipt for all that came at once.
    if (newest > before) {
      char text[128];
      snprintf(text, sizeof text, "{\"type\":\"receipt\",\"room\":\"talk\",\"seq\":%lld}", newest);
      say(receiver, text);
    }
  }
  if (both[1].revents) hear(sender, note);
}

static const char *body = "### 2026-02-10 19:32:15 UTC - Jack → Ross (#1)\\nBackup finished, all is well, cron is quiet.";

static size_t letter(unsigned char *to, int number) {
  char text[1024];
  snprintf(text, sizeof text, "{\"type\":\"message\",\"room\":\"talk\",\"text\":\"%s\",\"id\":\"%lld-%d\"}", body,
           (long long)began, number);
  return frame(to, text);
}

int main(int argc, char **argv) {
  if (argc != 4) return 64;
  int port = atoi(argv[1]), many = atoi(argv[3]);
  if (!strcmp(argv[2], "idle")) {
    for (int i = 0; i < many; i++) {
      char room[32];
      snprintf(room, sizeof room, "idle-%d", i % 50);
      // A buffer for each would be this program's memory, not the hub's: only the sockets are kept.
      free(join(port, "token-for-crowd", room, ""));
    }
    puts("ready");
    fflush(stdout);
    while (getchar() != EOF) {}
    return 0;
  }
  struct client *receiver = join(port, "token-for-pelouse", "talk", ",\"receipts\":true");
  struct client *sender = join(port, "token-for-marlbot", "talk", ",\"receipts\":true");
  unsigned char bytes[FLIGHT * 1200];
  began = now();
  if (!strcmp(argv[2], "gaps")) {
    for (int i = 1; i <= many; i++) {
      size_t size = letter(bytes, i);
      int64_t start = now();
      put(sender, bytes, size);
      while (messages < i || acks < i) turn(sender, receiver);
      printf("%lld %lld\n", (long long)(received - start), (long long)(acked - start));
      int64_t until = start + 2000000;
      for (int64_t left = until - now(); left > 0; left = until - now()) {
        struct timespec rest = {.tv_nsec = left};
        // A receipt may come back meanwhile; it is read with the next answer.
        nanosleep(&rest, NULL);
      }
    }
    return 0;
  }
  int sent = 0;
  while (acks < many) {
    size_t size = 0;
    while (sent < many && sent - acks < FLIGHT) size += letter(bytes + size, ++sent);
    put(sender, bytes, size);
    turn(sender, receiver);
  }
  int64_t end = acked;
  while (messages < many) turn(sender, receiver);
  printf("%.0f\n", many * 1e9 / (double)(end - began));
  return 0;
}
