// floor NAMES=FILE NAMES=FILE...: about the least that a relay of chat files can do, as the measure for ours.
//
// An inotify event, a pread from where the last one ended, one pass over the new lines, one write to each file
// that somebody named is at home in. NAMES are the bots at home in FILE, separated by commas.
// It stores nothing, syncs nothing, trusts every offset and cuts messages that come in two writes: no relay to use.
// With FLOOR_SYNC=FILE it does store: each piece goes there first, over bytes that are there already, and is synced.
//
// Licence: GPL-2.0-or-later, as the rest of the project.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

enum { piece = 8 << 20 };  // read at most so much at a time
enum { span = 4 << 20 };   // of the file that is synced

struct home {
  const char *names;  // "John,Jack"
  int reader, writer, watch;
  off_t offset;
  char *out;  // what goes to this file now
  size_t used, room;
};

static struct home *homes;
static int count;
static char *input;
static int store = -1;
static off_t stored;

static void die(const char *what) {
  perror(what);
  exit(74);
}

static bool lives_in(const char *names, const char *name, size_t length) {
  for (const char *at = names; *at;) {
    size_t one = strcspn(at, ",");
    if (one == length && !memcmp(at, name, length)) return true;
    at += one + (at[one] == ',');
  }
  return false;
}

static const char *end_of_name(const char *at, const char *end) {
  while (at < end && !strchr(" ,&+/@\r", *at)) at++;
  return at;
}

// Marks in `wanted` the homes that the header line names, other than `from`; false when it is none of ours.
static void route(const char *line, const char *end, int from, bool *wanted) {
  memset(wanted, 0, (size_t)count * sizeof *wanted);
  const char *dash = memmem(line, (size_t)(end - line), " - ", 3);
  if (!dash) return;
  const char *sender = dash + 3, *after = end_of_name(sender, end);
  if (!lives_in(homes[from].names, sender, (size_t)(after - sender))) return;
  const char *arrow = memmem(after, (size_t)(end - after), "→", strlen("→"));
  if (!arrow) return;
  for (const char *at = arrow + strlen("→"); at < end && *at != '(';) {
    const char *stop = end_of_name(at, end);
    if (stop == at) {
      at++;
      continue;
    }
    bool all = stop - at == 3 && !memcmp(at, "ALL", 3);
    for (int h = 0; h < count; h++)
      if (h != from && (all || lives_in(homes[h].names, at, (size_t)(stop - at)))) wanted[h] = true;
    at = stop;
  }
}

static void add(struct home *to, const char *bytes, size_t length) {
  if (to->used + length + 1 > to->room) {
    to->room = (to->used + length + 1) * 2;
    if (!(to->out = realloc(to->out, to->room))) die("realloc");
  }
  if (!to->used) to->out[to->used++] = '\n';
  memcpy(to->out + to->used, bytes, length);
  to->used += length;
}

// Writes a piece over what is there and syncs it, so that nothing but data has to reach the disk.
static void keep(const char *bytes, size_t length) {
  if (stored + (off_t)length > span) stored = 0;
  if (pwrite(store, bytes, length, stored) != (ssize_t)length || fdatasync(store)) die("FLOOR_SYNC");
  stored += (off_t)length;
}

static void open_store(const char *path) {
  static char zeros[span];
  store = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (store < 0 || write(store, zeros, span) != span || fsync(store)) die(path);
}

static void deliver(const char *block, const char *end, const bool *wanted) {
  for (int h = 0; h < count; h++)
    if (wanted[h]) add(&homes[h], block, (size_t)(end - block));
}

// Carries what is new in one file; false when there is nothing.
static bool pump(int from) {
  struct home *source = &homes[from];
  struct stat status;
  if (fstat(source->reader, &status)) die("fstat");
  if (status.st_size <= source->offset) return false;
  ssize_t got = pread(source->reader, input, piece, source->offset);
  if (got <= 0) return false;
  const char *end = input + got;
  if (got == piece) {  // the last message may be cut off here: leave it for the next piece
    const char *last = input;
    for (const char *at = input; (at = memmem(at, (size_t)(end - at), "\n### ", 5)); at++) last = at;
    if (last > input) end = last + 1;
  } else if (end[-1] != '\n') {
    return false;  // somebody is still writing this line
  }
  bool wanted[count], fence = false;
  memset(wanted, 0, sizeof wanted);
  const char *block = input;
  for (const char *line = input; line < end;) {
    const char *feed = memchr(line, '\n', (size_t)(end - line)), *next = feed ? feed + 1 : end;
    if (next - line > 3 && !memcmp(line, "```", 3)) {
      fence = !fence;
    } else if (!fence && next - line > 4 && !memcmp(line, "### ", 4)) {
      deliver(block, line, wanted);
      route(line, feed ? feed : end, from, wanted);
      block = line;
    }
    line = next;
  }
  deliver(block, end, wanted);
  source->offset += end - input;
  if (store >= 0) keep(input, (size_t)(end - input));
  for (int h = 0; h < count; h++) {
    if (homes[h].used && write(homes[h].writer, homes[h].out, homes[h].used) != (ssize_t)homes[h].used) die("write");
    homes[h].used = 0;
  }
  return true;
}

int main(int argc, char **argv) {
  const char *start = getenv("FLOOR_START");  // read the first file from this offset on, not from its end
  const char *synced = getenv("FLOOR_SYNC");
  if (synced) open_store(synced);
  count = argc - 1;
  homes = calloc((size_t)count + 1, sizeof *homes);
  input = malloc(piece);
  int queue = inotify_init1(IN_CLOEXEC);
  if (count < 2 || !homes || !input || queue < 0) die("floor NAMES=FILE NAMES=FILE...");
  for (int h = 0; h < count; h++) {
    char *equals = strchr(argv[h + 1], '=');
    if (!equals) die("floor NAMES=FILE NAMES=FILE...");
    *equals = 0;
    homes[h].names = argv[h + 1];
    homes[h].reader = open(equals + 1, O_RDONLY | O_CLOEXEC);
    homes[h].writer = open(equals + 1, O_WRONLY | O_APPEND | O_CLOEXEC);
    homes[h].watch = inotify_add_watch(queue, equals + 1, IN_MODIFY);
    if (homes[h].reader < 0 || homes[h].writer < 0 || homes[h].watch < 0) die(equals + 1);
    homes[h].offset = h == 0 && start ? atoll(start) : lseek(homes[h].reader, 0, SEEK_END);
  }
  for (int h = 0; h < count; h++)
    while (pump(h)) {}
  static char events[1 << 16] __attribute__((aligned(8)));
  for (;;) {
    ssize_t got = read(queue, events, sizeof events);
    if (got < 0 && errno != EINTR) die("inotify");
    bool touched[count];
    memset(touched, 0, sizeof touched);
    for (char *at = events; at < events + got;) {
      struct inotify_event *event = (struct inotify_event *)at;
      for (int h = 0; h < count; h++) touched[h] |= homes[h].watch == event->wd;
      at += sizeof *event + event->len;
    }
    for (int h = 0; h < count; h++)
      while (touched[h] && pump(h)) {}
  }
}
