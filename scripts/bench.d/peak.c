// peak COMMAND [ARGUMENT...]: runs it without output; prints its wall time in nanoseconds, its peak memory in bytes
// and its exit code.
//
// A process starts with the peak of the one that it was forked from, so that one has to be small.
//
// Licence: GPL-2.0-or-later, as the rest of the project.
#define _GNU_SOURCE
#include <fcntl.h>
#include <inttypes.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

int main(int argc, char **argv) {
  if (argc < 2) {
    fputs("peak COMMAND [ARGUMENT...]\n", stderr);
    return 64;
  }
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  int64_t begin = now();
  pid_t pid;
  int failure = posix_spawnp(&pid, argv[1], &actions, NULL, argv + 1, environ);
  if (failure) {
    fprintf(stderr, "peak: %s does not start (%d)\n", argv[1], failure);
    return 71;
  }
  int status;
  struct rusage usage;
  if (wait4(pid, &status, 0, &usage) != pid) return 71;
  printf("%" PRId64 " %ld %d\n", now() - begin, usage.ru_maxrss * 1024L,
         WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
  return 0;
}
