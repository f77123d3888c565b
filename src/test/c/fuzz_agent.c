/* What answers on the agent's socket, whoever it is: the launcher ends with an exit status, and writes nothing but a
   JSON object or nothing. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define LAUNCHER_ID "fuzz"
#define SERVE_LIMIT 200
#include "tracked.h"
#include "../../main/c/agent.c"
#include "../../main/c/bytes.c"

static struct buffer said;

int tell(int fd, const struct buffer *text) {
  if (fd == STDOUT_FILENO && text->length > 0) append(&said, text->bytes, text->length);
  return 0;
}

/* As the launcher's own, in answer.c, which has a target by itself. */
int fail(const struct buffer *input, enum code code, const char *message, const char *details) {
  return input->length + (size_t)code + strlen(message) + strlen(details) > 0;
}

enum input_state read_input(struct buffer *input, size_t most) { return input->length > most ? UNREADABLE : AT_ITS_END; }

int put_back(struct buffer *input, enum input_state state) { return input->length > (size_t)state ? 1 : 0; }

/* The first byte is the verb, all behind it comes through the socket, which ends then. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  static char name[] = "{\"cniVersion\": \"1.0.0\", \"ipam\": {\"type\": \"dhcp\"}}";
  struct buffer input = {.bytes = name, .length = sizeof name - 1, .room = sizeof name};
  int ends[2];
  if (length < 1 || length > 60000 || socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) return 0;
  setenv("CNI_COMMAND", bytes[0] & 1 ? "ADD" : "DEL", 1);
  if (send(ends[1], bytes + 1, length - 1, MSG_NOSIGNAL | MSG_DONTWAIT) >= 0 || length == 1) {
    shutdown(ends[1], SHUT_WR);
    int accepted = (bytes[0] & 2) == 0 || is_accepted(ends[0], 1, "bridge", &input);
    int status = accepted ? result(ends[0], &input) : 0;
    if (status < 0 || status > 255) abort();
    if (said.length > 0 && said.bytes[0] != '{') abort();
  }
  close(ends[0]);
  close(ends[1]);
  said = (struct buffer){0};
  free_all();
  return 0;
}
