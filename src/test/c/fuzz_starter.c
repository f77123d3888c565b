/* What an agent tells its starter: whatever it is, no byte is read that was not sent, and every text that a process
   is started with has its end. Nothing is started here. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static jmp_buf left;
static pid_t no_parent(void) { return 0; }
static void jump(void) { longjmp(left, 1); }
static int no_kill(pid_t pid, int signal) { return pid + signal; }

#define _exit(status) jump()
#define getppid no_parent
#define kill no_kill
#define write_all no_write
#include "tracked.h"
#include "../../main/c/starter.c"
#undef write_all
int write_all(int fd, const char *bytes, size_t length);
#include "../../main/c/bytes.c"

static uint32_t started;
static volatile size_t seen;

int no_write(int fd, const char *bytes, size_t length) {
  for (size_t i = 0; i < length; i++) seen += (size_t)bytes[i] + (size_t)fd;
  return 0;
}

static void look(char **texts) {
  for (; *texts != NULL; texts++) seen += strlen(*texts);
}

enum refusal start_program(const char *folder, const char *namespace, char **words, char **environment,
                           struct pipes *pipes, pid_t *pid) {
  seen += strlen(folder) + strlen(namespace);
  if (words[0] == NULL) abort();
  look(words);
  look(environment);
  *pipes = (struct pipes){-1, -1, -1};
  *pid = 0;
  errno = ENOENT;
  return started++ % 3 == 0 ? FAILED : started % 3 == 1 ? NO_NAMESPACE : STARTED;
}

enum refusal start_settings(const char *namespace, enum task task, char **words, struct pipes *pipes, pid_t *pid) {
  seen += strlen(namespace) + (size_t)task;
  look(words);
  *pipes = (struct pipes){-1, -1, -1};
  *pid = 0;
  return STARTED;
}

/* The first byte tells whether the rest is one frame, of just that room, or a stream in pieces. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  static struct buffer told;
  agent = 0;
  if (length < 2) return 0;
  if (setjmp(left) == 0) {
    if ((bytes[0] & 1) == 0) {
      char *frame = tracked_calloc(length, 1);
      memcpy(frame, bytes + 1, length - 1);
      take_frame(frame, length - 1);
    } else {
      size_t piece = 1 + bytes[0] / 2u;
      for (size_t at = 1; at < length; at += piece) {
        append(&told, bytes + at, at + piece > length ? length - at : piece);
        take_frames(&told);
      }
    }
  }
  processes = NULL;
  told = (struct buffer){0};
  free_all();
  return 0;
}
