#define _GNU_SOURCE
#include "agent.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "answer.h"
#include "launcher-build.h"

extern char **environ;

/* How long the agent may take to serve a call, in milliseconds; a test takes less. */
#ifndef SERVE_LIMIT
#define SERVE_LIMIT 235000
#endif

/* How long it may give no sign before it accepts one, and how long a call may wait for a place, in milliseconds; the
   largest text of an answer, in bytes. */
enum { ACCEPT_LIMIT = 2000, QUEUE_LIMIT = 60000, MOST_ANSWER = 16 << 20 };

/* How long an agent that a service manager starts because of this call is waited for where only an agent can serve, in
   milliseconds. Elsewhere it is not waited for: to start one takes longer than a direct call takes altogether, so both
   begin at once. */
enum { NEEDED_START_LIMIT = 10000 };

/* The frames' letters, see agent.h. */
enum { SIGN = '.', ACCEPTED = 'A', RESULT = 'R', TO_CONFIRM = 'C', KEPT = 'K' };

enum { GREETING = 15, MOST_STATUS = 255 };

static int is_trusted(uid_t owner) { return owner == 0 || owner == geteuid(); }

/* Whoever may put a socket there could answer instead of the agent. */
static int is_safe_place(const char *path) {
  char folder[sizeof((struct sockaddr_un *)0)->sun_path];
  struct stat status;
  strcpy(folder, path);
  strrchr(folder, '/')[1] = '\0';
  return stat(folder, &status) == 0 && is_trusted(status.st_uid)
      && ((status.st_mode & (S_IWGRP | S_IWOTH)) == 0 || (status.st_mode & S_ISVTX) != 0)
      && lstat(path, &status) == 0 && S_ISSOCK(status.st_mode) && is_trusted(status.st_uid)
      && (status.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

static const char *path_of_socket(void) {
  const char *path = secure_getenv("MYCNI_SOCKET");
  return path == NULL ? "/run/mycni/agent-" LAUNCHER_ID ".sock" : path;
}

static int connect_to_agent(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (*path != '/' || strlen(path) >= sizeof address.sun_path || !is_safe_place(path)) return -1;
  strcpy(address.sun_path, path);
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  struct timeval limit = {.tv_sec = ACCEPT_LIMIT / 1000};
  struct ucred server;
  socklen_t size = sizeof server;
  if (setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit) == 0
      && connect(fd, (struct sockaddr *)&address, sizeof address) == 0
      && getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &server, &size) == 0 && is_trusted(server.uid)) {
    return fd;
  }
  close(fd);
  return -1;
}

/* Whether an agent is there: as long as it lives it holds the lock beside its socket (agent/Doorway.java). Where a
   service manager listens, somebody can be connected with before that. */
static int is_there(const char *path) {
  char lock[sizeof((struct sockaddr_un *)0)->sun_path + 8];
  struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
  snprintf(lock, sizeof lock, "%s.lock", path);
  int fd = open(lock, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (fd < 0) return 0;
  int held = fcntl(fd, F_GETLK, &whole) == 0 && whole.l_type != F_UNLCK;
  close(fd);
  return held;
}

/* Leases of a DHCP server are kept by the agent, so an ADD fails without. It is no matter if others wait, too. */
static int needs_agent(const struct buffer *input) {
  const char *verb = getenv("CNI_COMMAND");
  return verb != NULL && (strcmp(verb, "ADD") == 0 || strcmp(verb, "STATUS") == 0) && input->length > 0
      && memmem(input->bytes, input->length, "\"dhcp\"", 6) != NULL;
}

/* Takes the name that the agent gives, so that it knows this process by it. */
static int is_greeted(int fd, long long end) {
  struct buffer greeting = {0};
  if (receive(fd, &greeting, GREETING, end) != WHOLE) return 0;
  append(&greeting, "", 1);
  return prctl(PR_SET_NAME, greeting.bytes) == 0;
}

static enum outcome receive_letter(int fd, char *letter, long long end) {
  struct buffer byte = {0};
  enum outcome outcome = receive(fd, &byte, 1, end);
  if (outcome == WHOLE) *letter = byte.bytes[0];
  free(byte.bytes);
  return outcome;
}

/* Waits for a place among the calls that the agent serves. */
static int is_let_in(int fd) {
  long long end = now() + QUEUE_LIMIT;
  char letter = SIGN;
  while (letter == SIGN) {
    if (now() >= end || receive_letter(fd, &letter, now() + ACCEPT_LIMIT) != WHOLE) return 0;
  }
  return letter == ACCEPTED;
}

static int is_accepted(int fd, int there, const char *program, const struct buffer *input) {
  struct buffer request = {0};
  uint32_t length = 0;
  char folder[PATH_MAX], process[32];
  long long start = now() + (there ? ACCEPT_LIMIT : NEEDED_START_LIMIT);
  /* The number that the process has in the /proc that the agent sees, too. */
  ssize_t digits = readlink("/proc/self", process, sizeof process);
  if (digits <= 0 || getcwd(folder, sizeof folder) == NULL || !is_greeted(fd, start)) return 0;
  append(&request, &length, sizeof length);
  append_field(&request, process, (size_t)digits);
  append_field(&request, program, strlen(program));
  append_field(&request, folder, strlen(folder));
  append_field(&request, input->bytes, input->length);
  for (char **entry = environ; *entry != NULL; entry++) append_field(&request, *entry, strlen(*entry));
  length = (uint32_t)(request.length - sizeof length);
  memcpy(request.bytes, &length, sizeof length);
  int accepted = send_all(fd, request.bytes, request.length, now() + ACCEPT_LIMIT) == WHOLE
      && is_let_in(fd) && send_all(fd, "G", 1, now() + ACCEPT_LIMIT) == WHOLE;
  free(request.bytes);
  return accepted;
}

/* Standard output holds one JSON document, or nothing after success. */
static int is_plausible(uint32_t status, const struct buffer *out) {
  size_t length = out->length;
  if (length == 0) return status == 0;
  while (length > 0 && (out->bytes[length - 1] == '\n' || out->bytes[length - 1] == ' ')) length--;
  return length > 0 && status <= MOST_STATUS && out->bytes[0] == '{' && out->bytes[length - 1] == '}';
}

static enum outcome receive_number(int fd, uint32_t *number, long long end) {
  struct buffer bytes = {0};
  enum outcome outcome = receive(fd, &bytes, sizeof *number, end);
  if (outcome == WHOLE) memcpy(number, bytes.bytes, sizeof *number);
  free(bytes.bytes);
  return outcome;
}

struct result {
  uint32_t status, largest;
  struct buffer out, err;
};

static enum outcome receive_result(int fd, struct result *result, long long end) {
  struct buffer *texts[2] = {&result->out, &result->err};
  enum outcome outcome = receive_number(fd, &result->status, end);
  for (int i = 0; i < 2 && outcome == WHOLE && result->largest <= MOST_ANSWER; i++) {
    uint32_t size = 0;
    outcome = receive_number(fd, &size, end);
    if (size > result->largest) result->largest = size;
    if (outcome == WHOLE && size <= MOST_ANSWER) outcome = receive(fd, texts[i], size, end);
  }
  return outcome;
}

/* Waits until the agent has something to say. Returns 0 when nobody reads the answer to an ADD any more: what was
   made would be nobody's, and the agent undoes it when it sees this end leave. Everything else goes on. */
static int await_agent(int fd, long long end) {
  const char *verb = getenv("CNI_COMMAND");
  struct pollfd ends[2] = {{.fd = fd, .events = POLLIN}, {.fd = STDOUT_FILENO}};
  nfds_t many = verb != NULL && strcmp(verb, "ADD") == 0 ? 2 : 1;
  int ready;
  do {
    long long left = end - now();
    ready = poll(ends, many, left > 0 ? (int)left : 0);
  } while (ready < 0 && errno == EINTR);
  return ready <= 0 || ends[0].revents != 0 || (ends[1].revents & (POLLERR | POLLHUP)) == 0;
}

/* Tells the agent whether the answer is written. Returns the exit status: where the answer went nowhere, or too
   late, what was made is undone, and what is said of that is for people. */
static int confirm(int fd, int written, uint32_t status, long long end) {
  static const char unconfirmed[] =
      "mycni: the agent broke off before it had confirmed that this ADD counts: call DEL, and again\n";
  struct result undoing = {0};
  char letter = SIGN;
  enum outcome outcome = send_all(fd, written ? "W" : "F", 1, end);
  while (outcome == WHOLE && letter == SIGN) outcome = receive_letter(fd, &letter, end);
  if (outcome == WHOLE && letter == KEPT) return (int)status;
  if (outcome == WHOLE && letter == RESULT && receive_result(fd, &undoing, end) == WHOLE) {
    tell(STDERR_FILENO, &undoing.out);
  } else {
    /* It may have been about to undo it: whether it counts nobody knows by now. */
    write_all(STDERR_FILENO, unconfirmed, sizeof unconfirmed - 1);
  }
  return 1;
}

/* Whether a call whose agent has gone can be begun anew by whoever is left. An ADD cannot: what it has taken by then is
   there, and only a DEL gives it back. */
static int can_begin_anew(void) {
  const char *verb = getenv("CNI_COMMAND");
  return verb != NULL && strcmp(verb, "ADD") != 0;
}

static int result(int fd, struct buffer *input) {
  struct result result = {0};
  long long end = now() + SERVE_LIMIT;
  char letter = SIGN;
  enum outcome outcome = WHOLE;
  while (outcome == WHOLE && letter == SIGN) {
    if (!await_agent(fd, end)) return 1;
    outcome = now() < end ? receive_letter(fd, &letter, end) : LATE;
  }
  int known = letter == RESULT || letter == TO_CONFIRM;
  if (outcome == WHOLE && known) outcome = receive_result(fd, &result, end);
  if (outcome == LATE) {
    return fail(input, TRY_AGAIN, "the agent of mycni accepted this call and has not answered in time",
                "it gives an ADD up now, and undoes it; call again (see journalctl -u mycni-agent.service)");
  }
  if (outcome == ENDED && can_begin_anew()) return put_back(input, AT_ITS_END);
  if (outcome == ENDED) {
    return fail(input, TRY_AGAIN, "the agent of mycni broke off while it served this call",
                "what it had begun may still be there: call DEL, and again (see journalctl -u mycni-agent.service)");
  }
  if (!known || result.largest > MOST_ANSWER || !is_plausible(result.status, &result.out)) {
    return fail(input, TRY_AGAIN, "what serves on the socket of mycni's agent sent no answer that could be one",
                "end it, and start the agent: systemctl restart mycni-agent.service");
  }
  tell(STDERR_FILENO, &result.err);
  int written = tell(STDOUT_FILENO, &result.out) == 0;
  if (letter == TO_CONFIRM) return confirm(fd, written, result.status, end);
  return written ? (int)result.status : 1;
}

int by_agent(const char *program, struct buffer *input) {
  const char *path = path_of_socket();
  int fd = connect_to_agent(path);
  if (fd < 0) return -1;
  int there = is_there(path);
  enum input_state state = read_input(input, MOST_PASSED);
  int waits = there || needs_agent(input);
  int served = state == AT_ITS_END && waits && is_accepted(fd, there, program, input);
  int status = served ? result(fd, input) : put_back(input, state);
  close(fd);
  return status;
}
