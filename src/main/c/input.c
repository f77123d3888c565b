#define _GNU_SOURCE
#include "input.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "answer.h"

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U
#endif

/* How long VERSION waits for input, in milliseconds. */
enum { VERSION_GRACE = 200 };

/* VERSION needs no input, and some callers leave the pipe open. */
static int is_over(void) {
  struct pollfd in = {.fd = STDIN_FILENO, .events = POLLIN};
  const char *verb = getenv("CNI_COMMAND");
  return verb != NULL && strcmp(verb, "VERSION") == 0 && poll(&in, 1, VERSION_GRACE) == 0;
}

enum input_state read_input(struct buffer *input, size_t most) {
  char part[16384];
  while (input->length <= most) {
    if (is_over()) return AT_ITS_END;
    ssize_t done = read(STDIN_FILENO, part, sizeof part);
    if (done == 0) return AT_ITS_END;
    if (done > 0) {
      append(input, part, (size_t)done);
    } else if (errno == EAGAIN) {
      struct pollfd bytes = {.fd = STDIN_FILENO, .events = POLLIN};
      poll(&bytes, 1, -1);
    } else if (errno != EINTR) {
      return UNREADABLE;
    }
  }
  return THERE_IS_MORE;
}

/* A file in memory; a kernel may demand to be told that nobody will execute it, or not know how to be told. */
static int memory_file(void) {
  int file = memfd_create("mycni", MFD_NOEXEC_SEAL);
  return file < 0 && errno == EINVAL ? memfd_create("mycni", 0) : file;
}

int put_back(struct buffer *input, enum input_state state) {
  if (state == THERE_IS_MORE) state = read_input(input, MOST_INPUT);
  if (state == UNREADABLE && input->length == 0) return -1; /* The runtime finds it as it is, and says so. */
  if (state == UNREADABLE) return fail(input, IO_FAILURE, "standard input cannot be read", strerror(errno));
  if (state == THERE_IS_MORE) {
    return fail(input, DECODING_FAILURE, "the network configuration on standard input is larger than 16 MiB",
                "pass a configuration that ends");
  }
  int file = memory_file();
  if (file < 0 || write_all(file, input->bytes, input->length) != 0 || lseek(file, 0, SEEK_SET) != 0
      || dup2(file, STDIN_FILENO) < 0) {
    return fail(input, IO_FAILURE, "standard input could not be kept for the Java runtime", strerror(errno));
  }
  close(file);
  return -1;
}
