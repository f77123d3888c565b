/* The launcher's own texts: errors that it writes, folders that it names, paths that it looks at. */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define LAUNCHER_ID "fuzz"
#define LAUNCHER_OPTIONS "-x"
#define LAUNCHER_AGENT_OPTIONS "-y"
#define LAUNCHER_JARS "x.jar"
#define LAUNCHER_CACHE "x"
#define LAUNCHER_AGENT_CACHE "z"
#define LAUNCHER_COMMANDS_CACHE "y"
#define main launcher_main
#define write_all no_write
#include "tracked.h"
#include "../../main/c/launcher.c"
#include "../../main/c/answer.c"
#undef main
#undef write_all
int write_all(int fd, const char *bytes, size_t length);
#include "../../main/c/bytes.c"

static struct buffer said;

int no_write(int fd, const char *bytes, size_t length) {
  append(&said, bytes, length);
  return fd < 0;
}

int by_agent(const char *program, struct buffer *input) { return program == NULL || input == NULL; }
int serve_agent(pid_t agent) { return (int)agent; }
int attend(void) { return 0; }

/* One line of ASCII between braces, in which quotes are even but for those behind a backslash. */
static void require_json(void) {
  int inside = 0;
  if (said.length < 4 || memcmp(said.bytes, "{ ", 2) != 0 || memcmp(said.bytes + said.length - 3, " }\n", 3) != 0) abort();
  for (size_t i = 0; i + 1 < said.length; i++) {
    unsigned char c = (unsigned char)said.bytes[i];
    if (c < ' ' || c > '~') abort();
    if (c == '\\' && inside) {
      i++;
    } else if (c == '"') {
      inside = !inside;
    }
  }
  if (inside) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  /* An input of just that room, and the same as a text with its end. */
  char *input = calloc(length + 1, 1), *text = calloc(length + 1, 1);
  memcpy(input, bytes, length);
  memcpy(text, bytes, length);
  input = realloc(input, length > 0 ? length : 1);
  struct buffer request = {.bytes = input, .length = length, .room = length};
  fail(&request, IO_FAILURE, text, text);
  require_json();
  is_text(text);
  if (strlen(text) < PATH_MAX) is_callers_own(text);
  char *words[] = {text, text, NULL};
  cache_for(text, 2, words);
  said = (struct buffer){0};
  free_all();
  return 0;
}
