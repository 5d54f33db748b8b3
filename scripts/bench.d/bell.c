// bell NAME [WORD...]: the command that the monitors of the bench run for a wake; tells NAME when main was entered.
//
// It is static, so that the time it takes is the kernel's for a new process and none of a dynamic linker's.
//
// Licence: GPL-2.0-or-later, as the rest of the project.
#define _GNU_SOURCE
#include "bell.h"

int main(int argc, char **argv) {
  int64_t at = now();
  if (argc < 2) {
    fputs("bell NAME [WORD...]\n", stderr);
    return 64;
  }
  ring(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0), argv[1], at);
  return 0;
}
