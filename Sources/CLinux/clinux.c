#define _GNU_SOURCE 1
#include "CLinux.h"
#include <sys/prctl.h>

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <linux/sockios.h>
#include <linux/tcp.h>
#include <locale.h>
#include <netinet/in.h>
#include <pthread.h>
#include <spawn.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/fsuid.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

const int cl_O_PATH = O_PATH;
const int cl_O_NOATIME = O_NOATIME;
const int cl_O_TMPFILE = O_TMPFILE;
const short cl_POSIX_SPAWN_SETSID = POSIX_SPAWN_SETSID;

const char *cl_errno_name(int number) { return strerrorname_np(number); }

// ENOSYS is an old kernel; EPERM is what container filters of that age answer to calls they do not know.
static int is_missing(int number) { return number == ENOSYS || number == EPERM; }

int cl_open_beneath(int folder, const char *name, int flags) {
  struct open_how how = {
      .flags = (uint64_t)(unsigned)flags,
      .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS,
  };
  long descriptor = syscall(SYS_openat2, folder, name, &how, sizeof how);
  if (descriptor >= 0 || !is_missing(errno)) return (int)descriptor;
  return openat(folder, name, flags | O_NOFOLLOW);
}

int cl_epoll_wait(int epoll, struct epoll_event *events, int capacity, int64_t nanoseconds) {
#ifdef SYS_epoll_pwait2
  struct timespec timeout = {.tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000};
  long ready = syscall(SYS_epoll_pwait2, epoll, events, capacity, nanoseconds < 0 ? NULL : &timeout, NULL, 0);
  if (ready >= 0 || !is_missing(errno)) return (int)ready;
#endif
  int64_t milliseconds = nanoseconds < 0 ? -1 : nanoseconds / 1000000 + (nanoseconds % 1000000 != 0);
  if (milliseconds > INT32_MAX) milliseconds = INT32_MAX;
  return epoll_wait(epoll, events, capacity, (int)milliseconds);
}

int cl_set_fs_user(uid_t user) {
  setfsuid(user);
  // An id that does not exist changes nothing and answers the one in force.
  if ((uid_t)setfsuid((uid_t)-1) == user) return 0;
  errno = EPERM;
  return -1;
}

int cl_set_fs_group(gid_t group) {
  setfsgid(group);
  if ((gid_t)setfsgid((gid_t)-1) == group) return 0;
  errno = EPERM;
  return -1;
}

int cl_reserve(int descriptor, off_t offset, off_t length) {
  return fallocate(descriptor, FALLOC_FL_KEEP_SIZE, offset, length);
}

int cl_cut_front(int descriptor, off_t length) {
  return fallocate(descriptor, FALLOC_FL_COLLAPSE_RANGE, 0, length);
}

int cl_take_read_lease(int descriptor) { return fcntl(descriptor, F_SETLEASE, F_RDLCK); }
int cl_give_up_lease(int descriptor) { return fcntl(descriptor, F_SETLEASE, F_UNLCK); }

int cl_set_close_on_exec(int descriptor) { return fcntl(descriptor, F_SETFD, FD_CLOEXEC); }

int cl_set_timer_slack(unsigned long nanoseconds) { return prctl(PR_SET_TIMERSLACK, nanoseconds); }

int cl_make_bell(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }

int cl_replace(int descriptor, int place, int flags) { return dup3(descriptor, place, flags); }

int cl_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

int cl_spawn_add_chdir(posix_spawn_file_actions_t *actions, const char *folder) {
  return posix_spawn_file_actions_addchdir_np(actions, folder);
}

int cl_spawn_add_closefrom(posix_spawn_file_actions_t *actions, int first) {
  return posix_spawn_file_actions_addclosefrom_np(actions, first);
}

char **cl_environment(void) { return environ; }

static locale_t utf8;
static void make_utf8(void) { utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0); }

int cl_width(uint32_t scalar) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, make_utf8);
  if (!utf8) return 1;
  locale_t before = uselocale(utf8);
  int width = wcwidth((wchar_t)scalar);
  uselocale(before);
  return width;
}

int cl_tcp_progress(int socket, uint64_t *handed, uint64_t *acknowledged) {
  int waiting = 0;
  if (ioctl(socket, SIOCOUTQ, &waiting) != 0) return -1;
  // After the queue: an acknowledgement between the two then only makes the sum too high.
  struct tcp_info info;
  socklen_t length = sizeof info;
  memset(&info, 0, sizeof info);
  if (getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &length) != 0) return -1;
  *acknowledged = info.tcpi_bytes_acked;
  *handed = waiting == 0 ? info.tcpi_bytes_acked : info.tcpi_bytes_acked + (uint64_t)waiting;
  return 0;
}
