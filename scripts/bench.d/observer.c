// observer SEED GAP_MIN_MS GAP_MAX_MS TIMEOUT_MS < lanes > samples: append, and wait until it is readable elsewhere.
//
// A lane is a line of five fields with tabs between them: name, samples, source file, destination file, and "closed"
// or "open" for messages with or without a closing line. All lanes are measured in one random order, so that
// whatever else the machine does meets all of them alike. Each sample is printed as name, tab, nanoseconds
// from just before the write to the end of the read that found the whole message; -1 when it never came.
//
// A lane of the kind "woken" has the name of a bell for its destination (see bell.h): its samples end when the
// wake said that it had arrived. A wake too many is printed as -2.
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
#include <stdlib.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bell.h"

struct lane {
  char name[64], source[1024], destination[1024], style[16];
  long samples;
  int reader, queue;  // `queue` is readable when there may be something new: events, or the bell's datagrams
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

static bool is_woken(const struct lane *l) { return !strcmp(l->style, "woken"); }

// When the next ring was, or -1 when none is waiting.
static int64_t rung(struct lane *l) {
  int64_t at;
  return recv(l->queue, &at, sizeof at, MSG_DONTWAIT) == sizeof at ? at : -1;
}

// Rings that were sent before a message was written cannot be its own.
static void count_rings_too_many(struct lane *l, bool are_counted) {
  while (rung(l) >= 0)
    if (are_counted) printf("%s\t-2\n", l->name);
}

static int64_t sample(struct lane *l, int64_t timeout) {
  bool closed = strcmp(l->style, "open");
  char id[128], text[192], message[640];
  snprintf(id, sizeof id, "sample-%s-%06ld-%08x", l->name, ++l->sent, (unsigned)dice());
  int wanted = snprintf(text, sizeof text, "%s%s", id, closed ? "\n\n⏱ 07:32:15pm UTC" : "");
  int size = snprintf(message, sizeof message,
                      "\n### 2026-02-10 19:32:15 UTC - John → Ross (#%ld)\nMessage received; the bridge is holding. "
                      "Backup finished, gateway healthy, and the plan for the week is posted.\n%s\n",
                      l->sent, text);
  if (is_woken(l)) {
    count_rings_too_many(l, l->sent > 1);
  } else {
    forget_events(l);
    l->seen = lseek(l->reader, 0, SEEK_END);  // another lane may share this destination
  }
  int writer = open(l->source, O_WRONLY | O_APPEND | O_CLOEXEC);
  if (writer < 0) die(l->source);
  int64_t begin = now(), end = -1;
  if (write(writer, message, (size_t)size) != size) die(l->source);
  close(writer);
  for (;;) {
    if (is_woken(l)) {
      end = rung(l);
    } else if (arrived(l, text, (size_t)wanted)) {
      end = now();
    }
    if (end >= 0) return end - begin;
    int64_t left = begin + timeout - now();
    if (left <= 0) return -1;
    struct pollfd wait = {l->queue, POLLIN, 0};
    poll(&wait, 1, (int)(left / 1000000 + 1));
    if (!is_woken(l)) forget_events(l);
  }
}

static void prepare(struct lane *l) {
  char folder[1024];
  if (is_woken(l)) {
    struct sockaddr_un address;
    socklen_t length = bell_address(&address, l->destination);
    l->queue = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (l->queue < 0 || bind(l->queue, (struct sockaddr *)&address, length)) die(l->destination);
    return;
  }
  snprintf(folder, sizeof folder, "%s", l->destination);
  l->reader = open(l->destination, O_RDONLY | O_CLOEXEC);
  l->queue = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (l->reader < 0 || inotify_add_watch(l->queue, dirname(folder), IN_MODIFY) < 0) die(l->destination);
  l->seen = lseek(l->reader, 0, SEEK_END);
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
    prepare(l);
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
