#define _GNU_SOURCE
#include "attend.h"

#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* An agent that serves nobody ends in that time, in nanoseconds, and with it all of its service. */
enum { ORDERLY_END = 300000000 };

/* Ends as the child has ended, if it has. */
static void end_with(pid_t child) {
  int status;
  if (waitpid(child, &status, WNOHANG) != child) return;
  _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

static _Noreturn void end_after(pid_t child, const sigset_t *signals) {
  struct timespec limit = {.tv_nsec = ORDERLY_END};
  for (;;) {
    int sign = sigtimedwait(signals, NULL, &limit);
    if (sign < 0 && errno == EAGAIN) _exit(0);
    if (sign == SIGCHLD) end_with(child);
  }
}

int attend(void) {
  sigset_t signals, before;
  pid_t self = getpid();
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGHUP);
  sigaddset(&signals, SIGCHLD);
  sigprocmask(SIG_BLOCK, &signals, &before);
  pid_t child = fork();
  if (child <= 0) {
    sigprocmask(SIG_SETMASK, &before, NULL);
    /* An agent that is attended by nobody would never be told to end. */
    if (child == 0 && (prctl(PR_SET_PDEATHSIG, SIGTERM) != 0 || getppid() != self)) _exit(1);
    return child;
  }
  for (;;) {
    int sign = sigwaitinfo(&signals, NULL);
    if (sign == SIGCHLD) {
      end_with(child);
    } else if (sign > 0) {
      kill(child, sign);
      end_after(child, &signals);
    }
  }
}
