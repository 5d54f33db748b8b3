// waker FILE BOT COMMAND...: about the least that waking a bot by a command can be, as the measure for ours.
//
// An inotify event, a pread from where the last one ended, one look at the new headers, one posix_spawn of the
// command with its "{text}" and "{count}" filled in, and a wait for its end.
// It stores nothing, forgets a wake that fails, trusts every offset and cuts messages that come in two writes.
//
// Licence: GPL-2.0-or-later, as the rest of the project.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { piece = 1 << 20 };

extern char **environ;

static char bytes[piece], from[65], text[256], count[16];

static void die(const char *what) {
  perror(what);
  exit(74);
}

// Whether the header line is somebody else's and names the bot or all; `from` is then its sender.
static bool is_for(const char *line, const char *end, const char *bot) {
  const char *dash = memmem(line, (size_t)(end - line), " - ", 3);
  const char *arrow = dash ? memmem(dash, (size_t)(end - dash), " → ", strlen(" → ")) : NULL;
  if (!arrow || arrow - dash - 3 >= (long)sizeof from) return false;
  snprintf(from, sizeof from, "%.*s", (int)(arrow - dash - 3), dash + 3);
  if (!strcmp(from, bot)) return false;
  const char *names = arrow + strlen(" → "), *tag = memchr(names, '(', (size_t)(end - names));
  size_t length = (size_t)((tag ? tag : end) - names);
  return memmem(names, length, bot, strlen(bot)) || memmem(names, length, "ALL", 3);
}

static void wake(char **command) {
  pid_t child;
  if (posix_spawnp(&child, command[0], NULL, NULL, command, environ)) die(command[0]);
  while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {}
}

int main(int argc, char **argv) {
  if (argc < 4) {
    fputs("waker FILE BOT COMMAND...\n", stderr);
    return 64;
  }
  int reader = open(argv[1], O_RDONLY | O_CLOEXEC), queue = inotify_init1(IN_CLOEXEC);
  if (reader < 0 || queue < 0 || inotify_add_watch(queue, argv[1], IN_MODIFY) < 0) die(argv[1]);
  char **command = argv + 3;
  for (char **word = command; *word; word++) {
    if (!strcmp(*word, "{text}")) *word = text;
    if (!strcmp(*word, "{count}")) *word = count;
  }
  off_t offset = lseek(reader, 0, SEEK_END);
  for (;;) {
    static char events[1 << 14] __attribute__((aligned(8)));
    if (read(queue, events, sizeof events) < 0 && errno != EINTR) die("inotify");
    ssize_t got = pread(reader, bytes, piece, offset);
    if (got <= 0 || bytes[got - 1] != '\n') continue;  // somebody is still writing this line
    offset += got;
    int found = 0;
    for (const char *line = bytes, *end = bytes + got, *next; line < end; line = next) {
      const char *feed = memchr(line, '\n', (size_t)(end - line));
      next = feed ? feed + 1 : end;
      if (next - line > 4 && !memcmp(line, "### ", 4) && is_for(line, next, argv[2])) found++;
    }
    if (!found) continue;
    snprintf(text, sizeof text, "BOT_CHAT: %d new, last from %s", found, from);
    snprintf(count, sizeof count, "%d", found);
    wake(command);
  }
}
