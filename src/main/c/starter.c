#define _GNU_SOURCE
#include "starter.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bytes.h"

/* What a pipe may still hold when the process has ended that wrote into it; more comes from others. */
#define MOST_LEFT (1 << 20)
#define LARGEST_FRAME (256u << 20)
#define HEAD 9

struct process {
  struct process *next;
  uint32_t number;
  pid_t pid;
  struct pipes pipes;
  struct buffer input;
  size_t written;
  int told;
};

/* What this program does not listen to; its processes do. */
const int agents_signals[4] = {SIGPIPE, SIGTERM, SIGINT, SIGHUP};

static struct process *processes;
static pid_t agent;

/* Ends this program. What has been given no input has done nothing, and will not. */
static void leave(void) {
  for (struct process *p = processes; p != NULL; p = p->next) {
    if (!p->told) kill(p->pid, SIGKILL);
  }
  _exit(0);
}

static void tell_agent(char kind, uint32_t number, const void *bytes, size_t length) {
  static char frame[HEAD + 65536];
  uint32_t rest = (uint32_t)(HEAD - sizeof rest + length);
  memcpy(frame, &rest, sizeof rest);
  frame[4] = kind;
  memcpy(frame + 5, &number, sizeof number);
  if (length > 0) memcpy(frame + HEAD, bytes, length);
  if (write_all(STDOUT_FILENO, frame, HEAD + length) != 0) leave();
}

static void tell_number(char kind, uint32_t number, uint32_t value) { tell_agent(kind, number, &value, sizeof value); }

static void close_end(int *fd) {
  if (*fd >= 0) close(*fd);
  *fd = -1;
}

/* Passes on what can be read at once; returns how much that was, 0 when there is no more for now. */
static size_t pass_on(struct process *p, char kind, int *fd) {
  static char part[65536];
  if (*fd < 0) return 0;
  ssize_t length = read(*fd, part, sizeof part);
  if (length > 0) {
    tell_agent(kind, p->number, part, (size_t)length);
    return (size_t)length;
  }
  if (length == 0 || (errno != EAGAIN && errno != EINTR)) close_end(fd);
  return 0;
}

/* A process that reads no more has what it wanted. */
static void give_input(struct process *p) {
  while (p->pipes.in >= 0 && p->written < p->input.length) {
    ssize_t done = write(p->pipes.in, p->input.bytes + p->written, p->input.length - p->written);
    if (done < 0 && errno == EINTR) continue;
    if (done < 0 && errno == EAGAIN) return;
    if (done < 0) break;
    p->written += (size_t)done;
  }
  close_end(&p->pipes.in);
}

static void forget(struct process *ended) {
  struct process **at = &processes;
  while (*at != ended) at = &(*at)->next;
  *at = ended->next;
  close_end(&ended->pipes.in);
  close_end(&ended->pipes.out);
  close_end(&ended->pipes.err);
  free(ended->input.bytes);
  free(ended);
}

/* What a process has started may keep its pipes open, and is not waited for. */
static void collect_ended(void) {
  int status;
  pid_t pid;
  while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
    struct process *p = processes;
    while (p != NULL && p->pid != pid) p = p->next;
    if (p == NULL) continue;
    size_t left = 0, more;
    do {
      more = pass_on(p, 'O', &p->pipes.out) + pass_on(p, 'E', &p->pipes.err);
      left += more;
    } while (more > 0 && left < MOST_LEFT);
    tell_number('X', p->number, (uint32_t)(WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status)));
    forget(p);
  }
}

/* Takes a number from a frame; a frame that is not whole is no frame of the agent's. */
static uint32_t take_number(char **at, const char *end) {
  uint32_t number;
  if ((size_t)(end - *at) < sizeof number) leave();
  memcpy(&number, *at, sizeof number);
  *at += sizeof number;
  return number;
}

/* Takes a field as a text that stays in the frame: it gets its end where the length of the next field began. */
static char *take_text(char **at, const char *end, char **next_length) {
  uint32_t length = take_number(at, end);
  if (length > (size_t)(end - *at)) leave();
  if (*next_length != NULL) **next_length = '\0';
  char *text = *at;
  *at += length;
  *next_length = *at;
  return text;
}

static void start(char kind, uint32_t number, char *at, char *end) {
  /* There are no more fields than lengths. */
  char **texts = calloc((size_t)(end - at) / sizeof(uint32_t) + 4, sizeof *texts);
  struct process *p = calloc(1, sizeof *p);
  if (texts == NULL || p == NULL) leave();
  char *ended = NULL;
  char *first = take_text(&at, end, &ended);
  char *second = take_text(&at, end, &ended);
  uint32_t words = 0;
  if (kind == 'S') {
    uint32_t many = take_number(&at, end);
    *ended = '\0';
    ended = NULL;
    words = many;
    if (many == 0 || many > (size_t)(end - at) / sizeof many) leave();
  }
  size_t n = 0;
  while (at < end) {
    if (kind == 'S' && n == words) n++;
    texts[n++] = take_text(&at, end, &ended);
  }
  if (ended != NULL) *ended = '\0';
  if (n < words) leave();
  p->number = number;
  p->told = kind != 'S';
  enum task task = kind == 'R' ? READ : *second != '\0' ? WRITE_ALL : WRITE;
  enum refusal refusal =
      kind == 'S' ? start_program(first, second, texts, texts + words + 1, &p->pipes, &p->pid)
                  : start_settings(first, task, texts, &p->pipes, &p->pid);
  free(texts);
  if (refusal != STARTED) {
    const char *reason = refusal == FAILED ? strerror(errno) : "";
    tell_agent(refusal == FAILED ? 'F' : 'N', number, reason, strlen(reason));
    free(p);
    return;
  }
  if (p->told) close_end(&p->pipes.in);
  p->next = processes;
  processes = p;
  tell_number('P', number, (uint32_t)p->pid);
}

static void take_frame(char *frame, size_t length) {
  char *at = frame + 1, *end = frame + length;
  if (length < HEAD - sizeof(uint32_t) || getppid() != agent) leave();
  uint32_t number = take_number(&at, end);
  if (*frame == 'S' || *frame == 'W' || *frame == 'R') {
    start(*frame, number, at, end);
    return;
  }
  struct process *p = processes;
  while (p != NULL && p->number != number) p = p->next;
  if (*frame != 'I' || p == NULL || p->told) return;
  append(&p->input, at, (size_t)(end - at));
  p->told = 1;
  give_input(p);
}

/* Takes all frames that are whole. */
static void take_frames(struct buffer *told) {
  size_t at = 0;
  uint32_t length;
  while (told->length - at >= sizeof length) {
    memcpy(&length, told->bytes + at, sizeof length);
    if (length > LARGEST_FRAME) leave();
    if (told->length - at - sizeof length < length) break;
    /* A text at the end of a frame gets its end there, where the next frame begins. */
    char behind = told->length > at + sizeof length + length ? told->bytes[at + sizeof length + length] : '\0';
    append(told, "", 1);
    told->length--;
    take_frame(told->bytes + at + sizeof length, length);
    at += sizeof length + length;
    told->bytes[at] = behind;
  }
  memmove(told->bytes, told->bytes + at, told->length - at);
  told->length -= at;
}

static void read_agent(struct buffer *told) {
  static char part[65536];
  ssize_t length = read(STDIN_FILENO, part, sizeof part);
  if (length < 0 && errno == EINTR) return;
  if (length <= 0) leave();
  append(told, part, (size_t)length);
  take_frames(told);
}

/* Asks for each end in turn: the agent, ended children, and three for each process. */
static struct pollfd *all_ends(int children, nfds_t *many) {
  static struct pollfd *ends;
  static size_t room;
  size_t n = 2;
  for (struct process *p = processes; p != NULL; p = p->next) n += 3;
  if (n > room) {
    room = 2 * n;
    ends = realloc(ends, room * sizeof *ends);
    if (ends == NULL) leave();
  }
  ends[0] = (struct pollfd){.fd = STDIN_FILENO, .events = POLLIN};
  ends[1] = (struct pollfd){.fd = children, .events = POLLIN};
  n = 2;
  for (struct process *p = processes; p != NULL; p = p->next) {
    ends[n++] = (struct pollfd){.fd = p->told ? p->pipes.in : -1, .events = POLLOUT};
    ends[n++] = (struct pollfd){.fd = p->pipes.out, .events = POLLIN};
    ends[n++] = (struct pollfd){.fd = p->pipes.err, .events = POLLIN};
  }
  *many = n;
  return ends;
}

int serve_agent(pid_t agents) {
  struct buffer told = {0};
  sigset_t child;
  agent = agents;
  prctl(PR_SET_NAME, "mycni-starter");
  /* Signals are for the agent, who says when it is over; they may reach all its processes. */
  for (size_t i = 0; i < sizeof agents_signals / sizeof *agents_signals; i++) signal(agents_signals[i], SIG_IGN);
  sigemptyset(&child);
  sigaddset(&child, SIGCHLD);
  sigprocmask(SIG_BLOCK, &child, NULL);
  int children = signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
  if (children < 0 || write_all(STDOUT_FILENO, STARTER_GREETING, sizeof STARTER_GREETING - 1) != 0) return 1;
  while (1) {
    nfds_t many;
    struct pollfd *ends = all_ends(children, &many);
    if (poll(ends, many, -1) < 0 && errno != EINTR) return 1;
    size_t n = 2;
    for (struct process *p = processes; p != NULL; p = p->next, n += 3) {
      if (ends[n].revents != 0) give_input(p);
      if (ends[n + 1].revents != 0) pass_on(p, 'O', &p->pipes.out);
      if (ends[n + 2].revents != 0) pass_on(p, 'E', &p->pipes.err);
    }
    if (ends[1].revents != 0) {
      struct signalfd_siginfo ignored;
      while (read(children, &ignored, sizeof ignored) > 0) continue;
      collect_ended();
    }
    if (ends[0].revents != 0) read_agent(&told);
  }
}
