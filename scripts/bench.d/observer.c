// observer SEED GAP_MIN_MS GAP_MAX_MS TIMEOUT_MS < lanes > samples: append, and wait until it is readable elsewhere.
//
// A lane is a line of five fields with tabs between them: name, samples, source file, destination file, and "closed"
// or "open" for messages with or without a closing line. All lanes are measured in one random order, so that
// whatever else the machine does meets all of them alike. Each sample is printed as name, tab, nanoseconds
// from just before the write to the end of the read that found the whole message; -1 when it never came.
//
// While it waits it sleeps in poll(2): a spinning observer would take a core from what it measures.
//
// Licence: GPL-2.0-or-later, as the rest of the project.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct lane {
  char name[64], source[1024], destination[1024], style[16];
  long samples;
  int reader, queue;
  off_t seen;
  long sent;
};

static struct lane lanes[64];
static int count;
static uint64_t state;

static void die(const char *what) {
  perror(what);
  exit(74);
}

static int64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static uint64_t dice(void) {  // xorshift64
  state ^= state << 13;
  state ^= state >> 7;
  return state ^= state << 17;
}

static void forget_events(struct lane *l) {
  static char events[1 << 14];
  while (read(l->queue, events, sizeof events) > 0) {}
}

// Looks at what came since the last look, with some overlap, for the text.
static bool arrived(struct lane *l, const char *text, size_t length) {
  static char bytes[1 << 16];
  struct stat status;
  if (fstat(l->reader, &status)) die(l->destination);
  if (status.st_size <= l->seen) return false;
  off_t from = l->seen - (off_t)length;
  if (from < status.st_size - (off_t)sizeof bytes) from = status.st_size - (off_t)sizeof bytes;
  if (from < 0) from = 0;
  ssize_t got = pread(l->reader, bytes, sizeof bytes, from);
  l->seen = status.st_size;
  return got > 0 && memmem(bytes, (size_t)got, text, length);
}

static int64_t sample(struct lane *l, int64_t timeout) {
  bool closed = !strcmp(l->style, "closed");
  char id[64], text[128], message[512];
  snprintf(id, sizeof id, "sample-%s-%06ld-%08x", l->name, ++l->sent, (unsigned)dice());
  int wanted = snprintf(text, sizeof text, "%s%s", id, closed ? "\n\n⏱ 07:32:15pm UTC" : "");
  int size = snprintf(message, sizeof message,
                      "\n### 2026-02-10 19:32:15 UTC - John → Ross (#%ld)\nMessage received; the bridge is holding. "
                      "Backup finished, gateway healthy, and the plan for the week is posted.\n%s\n",
                      l->sent, text);
  forget_events(l);
  l->seen = lseek(l->reader, 0, SEEK_END);  // another lane may share this destination
  int writer = open(l->source, O_WRONLY | O_APPEND | O_CLOEXEC);
  if (writer < 0) die(l->source);
  int64_t begin = now(), end = -1;
  if (write(writer, message, (size_t)size) != size) die(l->source);
  close(writer);
  while (end < 0) {
    if (arrived(l, text, (size_t)wanted)) {
      end = now();
      break;
    }
    int64_t left = begin + timeout - now();
    if (left <= 0) return -1;
    struct pollfd wait = {l->queue, POLLIN, 0};
    poll(&wait, 1, (int)(left / 1000000 + 1));
    forget_events(l);
  }
  return end - begin;
}

int main(int argc, char **argv) {
  if (argc != 5) {
    fputs("observer SEED GAP_MIN_MS GAP_MAX_MS TIMEOUT_MS < lanes\n", stderr);
    return 64;
  }
  state = strtoull(argv[1], NULL, 10) * 2654435761u + 88172645463325252u;
  int64_t shortest = atoll(argv[2]) * 1000000, longest = atoll(argv[3]) * 1000000, timeout = atoll(argv[4]) * 1000000;
  long total = 0;
  while (count < 64 && scanf("%63[^\t]\t%ld\t%1023[^\t]\t%1023[^\t]\t%15[^\n]\n", lanes[count].name,
                             &lanes[count].samples, lanes[count].source, lanes[count].destination,
                             lanes[count].style) == 5) {
    struct lane *l = &lanes[count++];
    char folder[1024];
    snprintf(folder, sizeof folder, "%s", l->destination);
    l->reader = open(l->destination, O_RDONLY | O_CLOEXEC);
    l->queue = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (l->reader < 0 || inotify_add_watch(l->queue, dirname(folder), IN_MODIFY) < 0) die(l->destination);
    l->seen = lseek(l->reader, 0, SEEK_END);
    total += l->samples;
  }
  int *order = malloc(((size_t)total + 1) * sizeof *order);
  if (!total || !order) die("no lanes");
  long at = 0;
  for (int l = 0; l < count; l++)
    for (long i = 0; i < lanes[l].samples; i++) order[at++] = l;
  for (long i = total - 1; i > 0; i--) {
    long j = (long)(dice() % (uint64_t)(i + 1));
    int other = order[i];
    order[i] = order[j];
    order[j] = other;
  }
  for (long i = 0; i < total; i++) {
    int64_t gap = shortest + (longest > shortest ? (int64_t)(dice() % (uint64_t)(longest - shortest)) : 0);
    struct timespec pause = {gap / 1000000000, gap % 1000000000};
    while (nanosleep(&pause, &pause) && errno == EINTR) {}
    struct lane *l = &lanes[order[i]];
    printf("%s\t%lld\n", l->name, (long long)sample(l, timeout));
  }
  return 0;
}
