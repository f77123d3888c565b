#define _GNU_SOURCE
#include "answer.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Appends text as the inside of a JSON string; what is not ASCII need not be UTF-8, and is shown as '?'. */
static void append_escaped(struct buffer *to, const char *text) {
  for (; *text != '\0'; text++) {
    unsigned char c = (unsigned char)*text;
    char escaped[8];
    int length = c == '"' || c == '\\' ? snprintf(escaped, sizeof escaped, "\\%c", c)
        : c < ' '                      ? snprintf(escaped, sizeof escaped, "\\u%04x", c)
                                       : snprintf(escaped, sizeof escaped, "%c", c < 127 ? c : '?');
    append(to, escaped, (size_t)length);
  }
}

/* The version of the request, found without reading JSON: the first text behind its key, if it is a version that
   mycni speaks (cni/SpecVersion.java); else the newest. */
static const char *version_of(const struct buffer *input) {
  static const char *const spoken[] = {"0.1.0", "0.2.0", "0.3.0", "0.3.1", "0.4.0", "1.0.0", "1.1.0"};
  static const char key[] = "\"cniVersion\"";
  size_t many = sizeof spoken / sizeof *spoken;
  const char *end = input->bytes + input->length;
  const char *found = input->length == 0 ? NULL : memmem(input->bytes, input->length, key, sizeof key - 1);
  if (found != NULL) {
    const char *from = found + sizeof key - 1;
    const char *opened = memchr(from, '"', (size_t)(end - from));
    const char *closed = opened == NULL ? NULL : memchr(opened + 1, '"', (size_t)(end - opened - 1));
    for (size_t i = 0; closed != NULL && i < many; i++) {
      size_t length = strlen(spoken[i]);
      if ((size_t)(closed - opened - 1) == length && memcmp(opened + 1, spoken[i], length) == 0) return spoken[i];
    }
  }
  return spoken[many - 1];
}

int tell(int fd, const struct buffer *text) {
  signal(SIGPIPE, SIG_IGN);
  return write_all(fd, text->bytes, text->length);
}

int fail(const struct buffer *input, enum code code, const char *message, const char *details) {
  struct buffer text = {0};
  char number[16];
  append(&text, "{ \"cniVersion\": \"", 17);
  append_escaped(&text, version_of(input));
  append(&text, number, (size_t)snprintf(number, sizeof number, "\", \"code\": %d", (int)code));
  append(&text, ", \"msg\": \"", 10);
  append_escaped(&text, message);
  append(&text, "\", \"details\": \"", 15);
  append_escaped(&text, details);
  append(&text, "\" }\n", 4);
  /* Who cannot be told has gone; the exit status is the same. */
  tell(STDOUT_FILENO, &text);
  return 1;
}
