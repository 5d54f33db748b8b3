/* Swaps a chat file for links, pipes and folders as fast as it can, until it is killed; then the file stands there.
 *
 *   swapper FOLDER OUTSIDE SEED   FOLDER/BOT_CHAT.md is the chat file, OUTSIDE holds what must never be written
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static volatile sig_atomic_t ends;

static void end(int number) {
  (void)number;
  ends = 1;
}

/* Mostly for an instant, which races with a look; now and then long enough to be taken up as the new file, and once in
 * a while also where the machine has much else to do. */
static void hold(unsigned int *seed, int least) {
  int kind = rand_r(seed) % 120;
  if (kind == 0) {
    usleep(800000 + rand_r(seed) % 400000);
  } else if (kind <= 10) {
    usleep(60000 + rand_r(seed) % 200000);
  } else {
    for (int spin = rand_r(seed) % least; spin > 0; spin--) __asm__ volatile("");
  }
}

/* Takes away whatever stands at the chat's path. */
static void clear(const char *path) {
  if (unlink(path)) rmdir(path);
}

int main(int count, char **words) {
  if (count != 4 || chdir(words[1])) return 64;
  const char *chat = "BOT_CHAT.md", *away = "BOT_CHAT.away", *next = "BOT_CHAT.next";
  char victim[4096], fresh[4096], outside[4096], here[4096], gone[4096];
  snprintf(victim, sizeof victim, "%s/victim", words[2]);
  snprintf(fresh, sizeof fresh, "%s/fresh", words[2]);
  snprintf(outside, sizeof outside, "%s", words[2]);
  snprintf(here, sizeof here, "%s", words[1]);
  snprintf(gone, sizeof gone, "%s.away", words[1]);
  signal(SIGTERM, end);
  unsigned long turns = 0;
  unsigned int seed = (unsigned int)strtoul(words[3], NULL, 10);
  while (!ends) {
    int kind = rand_r(&seed) % 6;
    if (kind == 5) { /* the whole folder, for an instant, is a link to somewhere else */
      if (rename(here, gone) == 0) {
        if (symlink(outside, here) == 0) {
          hold(&seed, 2000);
          unlink(here);
        }
        if (rename(gone, here)) return 74;
      }
    } else {
      clear(next);
      int made = kind == 0   ? symlink(victim, next)
                 : kind == 1 ? link(victim, next)
                 : kind == 2 ? mkfifo(next, 0644)
                 : kind == 3 ? mkdir(next, 0755)
                             : symlink(fresh, next);
      if (made) continue;
      if (rename(chat, away)) return 74;
      if (rename(next, chat)) return 74;
      hold(&seed, 20000);
      clear(chat);
      if (rename(away, chat)) return 74;
    }
    turns++;
    /* Sometimes the file stands there long enough to be written. */
    if (rand_r(&seed) % 4 == 0) usleep(rand_r(&seed) % 4000);
  }
  printf("%lu\n", turns);
  return 0;
}
