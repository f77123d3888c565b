/* The processes that are started for an agent: from the fork to their own first instruction. */
#define _GNU_SOURCE
#include "starter.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bytes.h"

static void close_both(const int *ends) {
  int was = errno;
  if (ends[0] >= 0) close(ends[0]);
  if (ends[1] >= 0) close(ends[1]);
  errno = was;
}

/* Makes three pipes; the ends that stay here never block. Nothing is inherited but what is asked for. */
static int make_pipes(int ends[3][2]) {
  for (int i = 0; i < 3; i++) ends[i][0] = ends[i][1] = -1;
  for (int i = 0; i < 3; i++) {
    int ours = i == 0 ? 1 : 0;
    if (pipe2(ends[i], O_CLOEXEC) != 0 || fcntl(ends[i][ours], F_SETFL, O_NONBLOCK) != 0) {
      for (int j = 0; j < 3; j++) close_both(ends[j]);
      return 0;
    }
  }
  return 1;
}

/* Keeps the ends that stay here, or closes all where nothing was started. */
static void settle(int ends[3][2], int started, struct pipes *pipes) {
  if (!started) {
    for (int i = 0; i < 3; i++) close_both(ends[i]);
    return;
  }
  close(ends[0][0]);
  close(ends[1][1]);
  close(ends[2][1]);
  *pipes = (struct pipes){.in = ends[0][1], .out = ends[1][0], .err = ends[2][0]};
}

/* Gives a new process its standard streams, and the signals as they are by default. */
static int begin(int ends[3][2], int namespace) {
  sigset_t none;
  sigemptyset(&none);
  if (namespace >= 0 && setns(namespace, CLONE_NEWNET) != 0) return 0;
  if (dup2(ends[0][0], 0) < 0 || dup2(ends[1][1], 1) < 0 || dup2(ends[2][1], 2) < 0) return 0;
  for (size_t i = 0; i < sizeof agents_signals / sizeof *agents_signals; i++) signal(agents_signals[i], SIG_DFL);
  return sigprocmask(SIG_SETMASK, &none, NULL) == 0;
}

static int open_namespace(const char *path) { return *path == '\0' ? -1 : open(path, O_RDONLY | O_CLOEXEC); }

enum refusal start_program(const char *folder, const char *namespace, char **words, char **environment,
                           struct pipes *pipes, pid_t *pid) {
  int ends[3][2];
  int inside = open_namespace(namespace);
  if (*namespace != '\0' && inside < 0) return NO_NAMESPACE;
  if (!make_pipes(ends)) {
    if (inside >= 0) close(inside);
    return FAILED;
  }
  /* A script that does not say who reads it is read by the shell, as by a Java runtime. */
  size_t many = 0;
  while (words[many] != NULL) many++;
  char *by_shell[many + 2];
  by_shell[0] = "/bin/sh";
  memcpy(by_shell + 1, words, (many + 1) * sizeof *words);
  /* Written by the child, which shares this memory until it has become the program. */
  volatile int entered = 0, reason = 0;
  pid_t child = vfork();
  if (child == 0) {
    if (begin(ends, inside)) {
      entered = 1;
      if (chdir(folder) == 0) execve(words[0], words, environment);
      if (errno == ENOEXEC) execve(by_shell[0], by_shell, environment);
    }
    reason = errno;
    _exit(127);
  }
  if (child < 0) reason = errno;
  int started = child > 0 && reason == 0;
  if (inside >= 0) close(inside);
  settle(ends, started, pipes);
  *pid = child;
  errno = reason;
  return started ? STARTED : inside >= 0 && !entered ? NO_NAMESPACE : FAILED;
}

/* Writes a setting; returns 0 if that failed, which was told then. */
static int write_setting(const char *key, const char *value, int number) {
  char path[PATH_MAX];
  int may_lack = *key == '?';
  int length = snprintf(path, sizeof path, "/proc/sys/%s", key + may_lack);
  int file = -1;
  errno = ENAMETOOLONG;
  if (length > 0 && (size_t)length < sizeof path) file = open(path, O_WRONLY | O_CLOEXEC);
  if (file < 0 && may_lack && errno == ENOENT) return 1;
  if (file >= 0 && write(file, value, strlen(value)) == (ssize_t)strlen(value)) {
    close(file);
    return 1;
  }
  dprintf(2, "cannot write %s: %s\nSetting failed -:%d\n", path, strerror(errno), number);
  if (file >= 0) close(file);
  return 0;
}

/* Prints a setting; returns 0 if it is there and cannot be read, which was told then. */
static int read_setting(const char *key) {
  static char value[1 << 16];
  char path[PATH_MAX];
  int length = snprintf(path, sizeof path, "/proc/sys/%s", key);
  int file = -1;
  errno = ENAMETOOLONG;
  if (length > 0 && (size_t)length < sizeof path) file = open(path, O_RDONLY | O_CLOEXEC);
  size_t have = 0;
  ssize_t more = file < 0 ? -1 : 1;
  while (more > 0 && have < sizeof value) {
    more = read(file, value + have, sizeof value - have);
    if (more > 0) have += (size_t)more;
  }
  int reason = errno;
  if (file >= 0) close(file);
  int is_none = reason == ENOENT || reason == ENOTDIR || reason == EISDIR;
  if (more < 0 && is_none) return write_all(1, "-", 2) == 0;
  if (more != 0) {
    dprintf(2, "cannot read %s: %s\n", path, strerror(more < 0 ? reason : EFBIG));
    return 0;
  }
  while (have > 0 && value[have - 1] == '\n') have--;
  return write_all(1, "=", 1) == 0 && write_all(1, value, have) == 0 && write_all(1, "", 1) == 0;
}

/* Without /proc nothing follows from a file that is missing there. */
static int read_settings(char **keys) {
  if (access("/proc/sys/net", F_OK) != 0) {
    dprintf(2, "is /proc mounted?\n");
    return 1;
  }
  for (; *keys != NULL; keys++) {
    if (!read_setting(*keys)) return 1;
  }
  return 0;
}

static int write_settings(char **pairs, int keep_going) {
  int status = 0;
  for (int i = 0; pairs[2 * i] != NULL && pairs[2 * i + 1] != NULL; i++) {
    if (write_setting(pairs[2 * i], pairs[2 * i + 1], i + 1)) continue;
    status = 1;
    if (!keep_going) break;
  }
  return status;
}

enum refusal start_settings(const char *namespace, enum task task, char **words, struct pipes *pipes, pid_t *pid) {
  int ends[3][2];
  int inside = open_namespace(namespace);
  if (inside < 0) return NO_NAMESPACE;
  if (!make_pipes(ends)) {
    close(inside);
    return FAILED;
  }
  pid_t child = fork();
  if (child == 0) {
    if (!begin(ends, inside)) {
      dprintf(2, "nsenter: cannot enter %s: %s\n", namespace, strerror(errno));
      _exit(1);
    }
    _exit(task == READ ? read_settings(words) : write_settings(words, task == WRITE_ALL));
  }
  int reason = errno;
  close(inside);
  settle(ends, child > 0, pipes);
  *pid = child;
  errno = reason;
  return child > 0 ? STARTED : FAILED;
}
