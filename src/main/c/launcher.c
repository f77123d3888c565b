/*
 * mycni's launcher: passes a call to the agent, if one serves this very build for this very namespace, and
 * otherwise becomes the Java runtime that lies beside it.
 *
 * Frames, in the byte order of the machine; agent/Frame.java reads them:
 *
 *   request   u32 length of all that follows; then fields, each u32 length and bytes:
 *             program, working folder, network namespace, mount namespace, standard input, environment
 *             entries (NAME=VALUE), to the end
 *   answer    'A' accepted, or 'D' declined
 *   then 'G'  from here to there: go. Until then nothing has happened, and this end may give up
 *   result    u32 exit status, u32 length and bytes of standard output, the same of standard error
 *
 * LAUNCHER_OPTIONS, LAUNCHER_JARS, LAUNCHER_CACHE and LAUNCHER_ID come from the build.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "launcher-build.h"

extern char **environ;

/* How long the agent may take to accept a call, and to serve it; in seconds. */
enum { ACCEPT_LIMIT = 2, SERVE_LIMIT = 235, MOST_INPUT = 4 << 20, VERSION_GRACE = 200 };

struct buffer {
  char *bytes;
  size_t length, room;
};

static void append(struct buffer *to, const void *bytes, size_t length) {
  if (to->length + length > to->room) {
    to->room = (to->length + length) * 2 + 4096;
    to->bytes = realloc(to->bytes, to->room);
    if (to->bytes == NULL) abort();
  }
  memcpy(to->bytes + to->length, bytes, length);
  to->length += length;
}

static void append_field(struct buffer *to, const void *bytes, size_t length) {
  uint32_t size = (uint32_t)length;
  append(to, &size, sizeof size);
  append(to, bytes, length);
}

static int write_all(int fd, const char *bytes, size_t length) {
  while (length > 0) {
    ssize_t done = write(fd, bytes, length);
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) return -1;
    bytes += done;
    length -= (size_t)done;
  }
  return 0;
}

static int send_all(int fd, const char *bytes, size_t length) {
  while (length > 0) {
    ssize_t done = send(fd, bytes, length, MSG_NOSIGNAL);
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) return -1;
    bytes += done;
    length -= (size_t)done;
  }
  return 0;
}

static int read_all(int fd, void *bytes, size_t length) {
  char *at = bytes;
  while (length > 0) {
    ssize_t done = read(fd, at, length);
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) return -1;
    at += done;
    length -= (size_t)done;
  }
  return 0;
}

/* An error that a runtime can read; the text holds nothing that JSON would have to escape. */
static int fail(const struct buffer *input, int code, const char *message, const char *details) {
  /* The version of the request, found without reading JSON: the first text behind its key. */
  char version[16] = "1.0.0";
  const char *key = input->length == 0 ? NULL
      : memmem(input->bytes, input->length, "\"cniVersion\"", 12);
  if (key != NULL) {
    const char *end = input->bytes + input->length, *from = memchr(key + 12, '"', end - key - 12);
    const char *to = from == NULL ? NULL : memchr(from + 1, '"', end - from - 1);
    if (to != NULL && to - from - 1 < (int)sizeof version
        && strspn(from + 1, "0123456789.") >= (size_t)(to - from - 1)) {
      snprintf(version, sizeof version, "%.*s", (int)(to - from - 1), from + 1);
    }
  }
  printf("{ \"cniVersion\": \"%s\", \"code\": %d, \"msg\": \"%s\", \"details\": \"%s\" }\n", version, code,
         message, details);
  return 1;
}

/* Device and inode of a namespace, or nothing. */
static void append_identity(struct buffer *to, const char *path) {
  struct stat status;
  char text[48] = "";
  if (stat(path, &status) == 0) {
    snprintf(text, sizeof text, "%llu:%llu", (unsigned long long)status.st_dev,
             (unsigned long long)status.st_ino);
  }
  append_field(to, text, strlen(text));
}

static int connect_to_agent(void) {
  const char *path = getenv("MYCNI_SOCKET");
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (path == NULL) path = "/run/mycni/agent-" LAUNCHER_ID ".sock";
  if (*path == '\0' || strlen(path) >= sizeof address.sun_path) return -1;
  strcpy(address.sun_path, path);
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  struct timeval limit = {.tv_sec = ACCEPT_LIMIT};
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  if (connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
    close(fd);
    return -1;
  }
  return fd;
}

/* VERSION needs no input, and some callers leave the pipe open: it waits only so long, in milliseconds. */
static int is_over(void) {
  struct pollfd in = {.fd = STDIN_FILENO, .events = POLLIN};
  const char *verb = getenv("CNI_COMMAND");
  return verb != NULL && strcmp(verb, "VERSION") == 0 && poll(&in, 1, VERSION_GRACE) == 0;
}

/* Returns whether all of standard input is there. */
static int read_input(struct buffer *input) {
  char part[16384];
  ssize_t done;
  while (input->length <= MOST_INPUT && !is_over() && (done = read(STDIN_FILENO, part, sizeof part)) != 0) {
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) return 0;
    append(input, part, (size_t)done);
  }
  return input->length <= MOST_INPUT;
}

/* Returns the exit status, or -1 when the call has to be served directly; nothing has happened then. */
static int by_agent(const char *program, int fd, struct buffer *input) {
  struct buffer request = {0};
  uint32_t length = 0;
  char folder[PATH_MAX], answer;
  if (!read_input(input) || getcwd(folder, sizeof folder) == NULL) return -1;
  append(&request, &length, sizeof length);
  append_field(&request, program, strlen(program));
  append_field(&request, folder, strlen(folder));
  append_identity(&request, "/proc/self/ns/net");
  append_identity(&request, "/proc/self/ns/mnt");
  append_field(&request, input->bytes, input->length);
  for (char **entry = environ; *entry != NULL; entry++) append_field(&request, *entry, strlen(*entry));
  length = (uint32_t)(request.length - sizeof length);
  memcpy(request.bytes, &length, sizeof length);
  if (send_all(fd, request.bytes, request.length) != 0 || read_all(fd, &answer, 1) != 0 || answer != 'A') {
    return -1;
  }

  struct timeval limit = {.tv_sec = SERVE_LIMIT};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  if (send_all(fd, "G", 1) != 0) return -1;
  uint32_t status, sizes[2];
  char *texts[2];
  int complete = read_all(fd, &status, sizeof status) == 0;
  for (int i = 0; i < 2 && complete; i++) {
    complete = read_all(fd, &sizes[i], sizeof sizes[i]) == 0 && (texts[i] = malloc(sizes[i] + 1)) != NULL
        && read_all(fd, texts[i], sizes[i]) == 0;
  }
  if (!complete) {
    return fail(input, 11, "the agent of mycni ended while it served this call",
                "it undoes what it can; call again (see journalctl -u mycni-agent)");
  }
  write_all(STDERR_FILENO, texts[1], sizes[1]);
  return write_all(STDOUT_FILENO, texts[0], sizes[0]) == 0 ? (int)status : 1;
}

/* Gives the runtime the standard input that was read for the agent, and what was not read of it. */
static void put_back(struct buffer *input) {
  int copy = memfd_create("mycni", 0);
  if (copy < 0 || write_all(copy, input->bytes, input->length) != 0) return;
  char part[16384];
  ssize_t done;
  while (!is_over() && (done = read(STDIN_FILENO, part, sizeof part)) > 0) write_all(copy, part, (size_t)done);
  lseek(copy, 0, SEEK_SET);
  dup2(copy, STDIN_FILENO);
  close(copy);
}

/* The folder of the image: the launcher is bin/mycni in it, or was copied away from a package's. */
static int find_image(char *image) {
  ssize_t length = readlink("/proc/self/exe", image, PATH_MAX - 1);
  if (length > 0) {
    image[length] = '\0';
    for (int i = 0; i < 2; i++) {
      char *slash = strrchr(image, '/');
      if (slash != NULL) *slash = '\0';
    }
    char java[PATH_MAX + 32];
    snprintf(java, sizeof java, "%s/runtime/bin/java", image);
    if (access(java, X_OK) == 0) return 1;
  }
  strcpy(image, "/usr/lib/mycni");
  return access("/usr/lib/mycni/runtime/bin/java", X_OK) == 0;
}

static int direct(const char *program, int argc, char **argv, struct buffer *input) {
  static const char *const options[] = {LAUNCHER_OPTIONS};
  static const char *const jars[] = {LAUNCHER_JARS};
  static char image[PATH_MAX], java[PATH_MAX + 32], cache[PATH_MAX + 64], name[PATH_MAX];
  size_t many = sizeof options / sizeof *options;
  if (!find_image(image)) {
    return fail(input, 5, "the Java runtime of mycni was not found beside its launcher",
                "install the whole image, and link to its bin/mycni instead of copying it");
  }
  struct buffer classpath = {0};
  for (size_t i = 0; i < sizeof jars / sizeof *jars; i++) {
    if (i > 0) append(&classpath, ":", 1);
    append(&classpath, image, strlen(image));
    append(&classpath, "/lib/", 5);
    append(&classpath, jars[i], strlen(jars[i]));
  }
  append(&classpath, "", 1);
  snprintf(java, sizeof java, "%s/runtime/bin/java", image);
  snprintf(cache, sizeof cache, "-XX:AOTCache=%s/cache/" LAUNCHER_CACHE, image);
  snprintf(name, sizeof name, "-Dmycni.program=%s", program);

  const char **words = calloc(many + 8 + (size_t)argc, sizeof *words);
  size_t n = 0;
  if (words == NULL) abort();
  words[n++] = java;
  for (size_t i = 0; i < many; i++) words[n++] = options[i];
  words[n++] = cache;
  words[n++] = name;
  words[n++] = "-cp";
  words[n++] = classpath.bytes;
  words[n++] = "io.mycni.Main";
  for (int i = 1; i < argc; i++) words[n++] = argv[i];
  unsetenv("JAVA_TOOL_OPTIONS");
  unsetenv("JDK_JAVA_OPTIONS");
  unsetenv("_JAVA_OPTIONS");
  unsetenv("CLASSPATH");
  umask(022);
  /* A Java runtime does not start in a folder that is gone. */
  char *folder = getcwd(NULL, 0);
  if (folder == NULL && chdir("/") != 0) return fail(input, 5, "the working folder is gone", "");
  free(folder);
  execv(java, (char *const *)words);
  return fail(input, 5, "the Java runtime of mycni could not be started", strerror(errno));
}

int main(int argc, char **argv) {
  const char *slash = argc > 0 ? strrchr(argv[0], '/') : NULL;
  const char *program = slash != NULL ? slash + 1 : argc > 0 ? argv[0] : "mycni";
  struct buffer input = {0};
  const char *netns = getenv("CNI_NETNS");
  /* A relative path means something only where the caller stands, and /proc/self only to the caller. */
  int own = netns != NULL && *netns != '\0' && (*netns != '/' || strncmp(netns, "/proc/self/", 11) == 0);
  const char *verb = getenv("CNI_COMMAND");
  if (verb != NULL && *verb != '\0' && !own) {
    int fd = connect_to_agent();
    if (fd >= 0) {
      int status = by_agent(program, fd, &input);
      if (status >= 0) {
        fflush(stdout);
        return status;
      }
      close(fd);
      put_back(&input);
    }
  }
  int status = direct(program, argc, argv, &input);
  fflush(stdout);
  return status;
}
