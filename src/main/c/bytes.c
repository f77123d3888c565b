#include "bytes.h"

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

void append(struct buffer *to, const void *bytes, size_t length) {
  static const char no_memory[] =
      "{ \"cniVersion\": \"1.1.0\", \"code\": 11, \"msg\": \"mycni's launcher found no memory\" }\n";
  if (length > to->room - to->length) {
    size_t room = (to->length + length) * 2 + 4096;
    char *larger = realloc(to->bytes, room);
    if (larger == NULL) {
      write_all(STDOUT_FILENO, no_memory, sizeof no_memory - 1);
      _exit(1);
    }
    to->bytes = larger;
    to->room = room;
  }
  if (length > 0) memcpy(to->bytes + to->length, bytes, length);
  to->length += length;
}

void append_field(struct buffer *to, const void *bytes, size_t length) {
  uint32_t size = (uint32_t)length;
  append(to, &size, sizeof size);
  append(to, bytes, length);
}

int write_all(int fd, const char *bytes, size_t length) {
  while (length > 0) {
    ssize_t done = write(fd, bytes, length);
    if (done < 0 && errno == EINTR) continue;
    if (done < 0 && errno == EAGAIN) {
      struct pollfd room = {.fd = fd, .events = POLLOUT};
      if (poll(&room, 1, -1) >= 0 || errno == EINTR) continue;
    }
    if (done <= 0) return -1;
    bytes += done;
    length -= (size_t)done;
  }
  return 0;
}

long long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000LL + time.tv_nsec / 1000000;
}

/* Waits until the socket can be read or written, or has ended. */
static enum outcome wait_for(int socket, short events, long long end) {
  while (1) {
    long long left = end - now();
    struct pollfd one = {.fd = socket, .events = events};
    int ready = left <= 0 ? 0 : poll(&one, 1, (int)left);
    if (ready > 0) return WHOLE;
    if (ready == 0) return LATE;
    if (errno != EINTR) return ENDED;
  }
}

/* Tells whether a failed call on a socket has only to wait. */
static int has_to_wait(void) {
  return errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK;
}

enum outcome send_all(int socket, const void *bytes, size_t length, long long end) {
  const char *from = bytes;
  while (length > 0) {
    ssize_t done = send(socket, from, length, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (done > 0) {
      from += done;
      length -= (size_t)done;
    } else if (done < 0 && has_to_wait()) {
      enum outcome waited = wait_for(socket, POLLOUT, end);
      if (waited != WHOLE) return waited;
    } else {
      return ENDED;
    }
  }
  return WHOLE;
}

enum outcome receive(int socket, struct buffer *to, size_t length, long long end) {
  char part[16384];
  while (length > 0) {
    ssize_t done = recv(socket, part, length < sizeof part ? length : sizeof part, MSG_DONTWAIT);
    if (done > 0) {
      append(to, part, (size_t)done);
      length -= (size_t)done;
      if (length > 0 && now() >= end) return LATE;
    } else if (done < 0 && has_to_wait()) {
      enum outcome waited = wait_for(socket, POLLIN, end);
      if (waited != WHOLE) return waited;
    } else {
      return ENDED;
    }
  }
  return WHOLE;
}
