#define _GNU_SOURCE
#include "programs.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

// Closes the descriptors that the program must not inherit, on systems without close_range, too.
static void close_from(int first) {
  struct rlimit limit;
  int last = getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < 65536 ? (int)limit.rlim_cur : 65536;
  for (int descriptor = first; descriptor < last; descriptor++) close(descriptor);
}

static int become(const struct program_description *start) {
  if (!start->changes_user) return 0;
  if (setgroups(start->group_count, start->groups) != 0) return errno;
  if (setresgid(start->group, start->group, start->group) != 0) return errno;
  if (setresuid(start->user, start->user, start->user) != 0) return errno;
  // The program must not be able to regain its privileges.
  return setuid(0) == 0 ? EPERM : 0;
}

// Runs in the child between fork and exec: only async-signal-safe calls.
static int child(const struct program_description *start, int report, pid_t parent) {
  setpgid(0, 0);
  for (int signal_number = 1; signal_number < NSIG; signal_number++) signal(signal_number, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  // Move them above the numbers that are assigned next.
  int input = fcntl(start->input, F_DUPFD, 16);
  int output = fcntl(start->output, F_DUPFD, 16);
  int errors = fcntl(report, F_DUPFD_CLOEXEC, 16);
  int null = open("/dev/null", O_RDWR);
  if (input < 0 || output < 0 || errors < 0 || null < 0) return errno;
  if (dup2(input, 0) < 0 || dup2(null, 1) < 0 || dup2(null, 2) < 0 || dup2(null, 3) < 0) return errno;
  if (dup2(output, start->answers_on) < 0 || dup2(errors, 4) < 0 || fcntl(4, F_SETFD, FD_CLOEXEC) < 0) return errno;
  close_from(5);
  int problem = become(start);
  if (problem == 0 && chdir(start->folder) != 0) problem = errno;
  if (problem == 0) {
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    // The parent may have ended already.
    if (getppid() != parent) _exit(127);
    execve(start->path, start->arguments, start->environment);
    problem = errno;
  }
  while (write(4, &problem, sizeof problem) < 0 && errno == EINTR) {}
  _exit(127);
}

int programs_input(const void *bytes, size_t count) {
  int descriptor = count == 0 ? open("/dev/null", O_RDONLY | O_CLOEXEC) : memfd_create("input", MFD_CLOEXEC);
  if (descriptor < 0) return -1;
  for (size_t written = 0; written < count;) {
    ssize_t part = write(descriptor, (const char *)bytes + written, count - written);
    if (part > 0) written += (size_t)part;
    if (part >= 0 || errno == EINTR) continue;
    int problem = errno;
    close(descriptor);
    errno = problem;
    return -1;
  }
  lseek(descriptor, 0, SEEK_SET);
  return descriptor;
}

int programs_start(const struct program_description *start, pid_t *process) {
  int report[2];
  if (pipe2(report, O_CLOEXEC) != 0) return errno;
  pid_t parent = getpid();
  pid_t started = fork();
  if (started == 0) {
    int problem = child(start, report[1], parent);
    while (write(report[1], &problem, sizeof problem) < 0 && errno == EINTR) {}
    _exit(127);
  }
  int problem = started < 0 ? errno : 0;
  close(report[1]);
  if (started > 0) {
    int told = 0;
    ssize_t count;
    while ((count = read(report[0], &told, sizeof told)) < 0 && errno == EINTR) {}
    if (count == sizeof told) {
      problem = told;
      while (waitpid(started, NULL, 0) < 0 && errno == EINTR) {}
    }
  }
  close(report[0]);
  *process = started;
  return problem;
}
