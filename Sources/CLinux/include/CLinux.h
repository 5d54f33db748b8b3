#pragma once
// What Swift's Glibc module leaves out: headers it does not cover, GNU extensions, variadic calls.
// No _GNU_SOURCE in here: it changes fd_set and bind, and clashes with Glibc's own module.
#include <stddef.h>
#include <spawn.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/pidfd.h>
#include <sys/signalfd.h>
#include <sys/types.h>

// open(2) flags that only _GNU_SOURCE shows.
extern const int cl_O_PATH;
extern const int cl_O_NOATIME;
extern const int cl_O_TMPFILE;

// posix_spawnattr_setflags(3) with a session of its own, which only _GNU_SOURCE shows.
extern const short cl_POSIX_SPAWN_SETSID;

// "ENOENT" for 2, or NULL for a number that has no name. strerrorname_np(3)
const char *cl_errno_name(int number);

// Opens one name below a folder, never through a symbolic link and never out of the folder: openat2(2)
// with RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS, and openat(2) with O_NOFOLLOW where the kernel or a
// container's filter does not have it. With O_PATH a link is opened itself.
int cl_open_beneath(int folder, const char *name, int flags);

// epoll_pwait2(2) with a time-out in nanoseconds, negative for none; epoll_wait(2) with the time-out
// rounded up to a millisecond where the kernel or a container's filter does not have it.
int cl_epoll_wait(int epoll, struct epoll_event *events, int capacity, int64_t nanoseconds);

// eventfd(2), not blocking and closed at exec.
int cl_make_bell(void);

// setfsuid(2) and setfsgid(2), which report no failure: 0 when the id is in force afterwards, else -1
// and EPERM.
int cl_set_fs_user(uid_t user);
int cl_set_fs_group(gid_t group);

// fallocate(2) with FALLOC_FL_KEEP_SIZE.
int cl_reserve(int descriptor, off_t offset, off_t length);

// fallocate(2) with FALLOC_FL_COLLAPSE_RANGE from the beginning on.
int cl_cut_front(int descriptor, off_t length);

// fcntl(2) F_SETLEASE with F_RDLCK and with F_UNLCK.
int cl_take_read_lease(int descriptor);
int cl_give_up_lease(int descriptor);

// renameat(2) exists in Glibc; fcntl(2) F_SETFD is variadic there.
int cl_set_close_on_exec(int descriptor);

// prctl(2) PR_SET_TIMERSLACK: how late a timer may be, in nanoseconds.
int cl_set_timer_slack(unsigned long nanoseconds);

// dup3(2); with O_CLOEXEC or 0.
int cl_replace(int descriptor, int place, int flags);

// pipe2(2) with O_CLOEXEC.
int cl_pipe(int ends[2]);

// posix_spawn_file_actions_addchdir_np(3) and posix_spawn_file_actions_addclosefrom_np(3).
int cl_spawn_add_chdir(posix_spawn_file_actions_t *actions, const char *folder);
int cl_spawn_add_closefrom(posix_spawn_file_actions_t *actions, int first);

// environ(7), a variable that Swift 6 does not let through.
char **cl_environment(void);

// The columns that a Unicode scalar takes on a terminal, -1 for one that is not printed: wcwidth(3) in C.UTF-8,
// whatever the process's locale is; 1 where that locale is not there.
int cl_width(uint32_t scalar);

// How far TCP has got with a connection: how many bytes were handed to it, and how many of them the other end has
// acknowledged; tcp(7) TCP_INFO and SIOCOUTQ. While acknowledgements come in, the first can be too high, never too low.
int cl_tcp_progress(int socket, uint64_t *handed, uint64_t *acknowledged);
