/*
 * mycni's launcher: passes a call to the agent where one serves (agent.c), and otherwise becomes the Java runtime
 * that lies beside it. packaging/launcher.sh does the latter where there is no C compiler; keep them alike. An agent
 * has it start its tools (starter.c), and a service manager the agent (attend.c).
 *
 * LAUNCHER_OPTIONS, LAUNCHER_AGENT_OPTIONS, LAUNCHER_JARS, LAUNCHER_CACHE, LAUNCHER_AGENT_CACHE,
 * LAUNCHER_COMMANDS_CACHE and LAUNCHER_ID come from the build.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent.h"
#include "answer.h"
#include "attend.h"
#include "launcher-build.h"
#include "starter.h"

/* The locale of the Java runtime: by no other way does it take names of files as UTF-8, as JSON has them. */
static const char locale[] = "C.UTF-8";

/* What is opened next would get the number of a standard stream that is closed, and the answer would be written
   into it. What takes the place of standard input and output fails when it is used, as a closed one does. */
static int hold_standard_streams(void) {
  static const int modes[] = {O_WRONLY, O_RDONLY, O_WRONLY};
  for (int fd = 0; fd < 3; fd++) {
    if (fcntl(fd, F_GETFD) >= 0) continue;
    if (open("/dev/null", modes[fd]) != fd && open("/", O_RDONLY | O_DIRECTORY) != fd) return 0;
  }
  return 1;
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

/* How many bytes the character of UTF-8 (RFC 3629, section 4) has that begins there; 0 when there is none. */
static int length_of_character(const unsigned char *c) {
  if (c[0] < 0x80) return 1;
  /* What the second byte may be keeps out longer forms than needed, surrogates, and what lies beyond Unicode. */
  unsigned char least = c[0] == 0xe0 ? 0xa0 : c[0] == 0xf0 ? 0x90 : 0x80;
  unsigned char most = c[0] == 0xed ? 0x9f : c[0] == 0xf4 ? 0x8f : 0xbf;
  int length = c[0] < 0xc2 ? 0 : c[0] < 0xe0 ? 2 : c[0] < 0xf0 ? 3 : c[0] < 0xf5 ? 4 : 0;
  if (length == 0 || c[1] < least || c[1] > most) return 0;
  for (int i = 2; i < length; i++) {
    if ((c[i] & 0xc0) != 0x80) return 0;
  }
  return length;
}

/* Whether Java can name a folder: an absolute path in UTF-8. */
static int is_text(const char *path) {
  const unsigned char *at = (const unsigned char *)path;
  if (*path != '/') return 0;
  while (*at != '\0') {
    int length = length_of_character(at);
    if (length == 0) return 0;
    at += length;
  }
  return 1;
}

/* The environment of the Java runtime: nothing that changes how it runs. Main.java gives the caller's LC_ALL back
   to whatever is started from there. */
static void prepare_environment(void) {
  const char *callers = getenv("LC_ALL");
  if (callers == NULL) {
    unsetenv("MYCNI_LC_ALL");
  } else {
    setenv("MYCNI_LC_ALL", callers, 1);
  }
  setenv("LC_ALL", locale, 1);
  unsetenv("JAVA_TOOL_OPTIONS");
  unsetenv("JDK_JAVA_OPTIONS");
  unsetenv("_JAVA_OPTIONS");
  unsetenv("CLASSPATH");
  umask(022);
}

static int is_call(const char *program) {
  const char *verb = getenv("CNI_COMMAND");
  return (verb != NULL && *verb != '\0') || strcmp(program, "mycni") != 0;
}

static int is_agent(const char *program, int argc, char **argv) {
  return !is_call(program) && argc > 1 && strcmp(argv[1], "agent") == 0;
}

/* The start-up cache: one for calls, one for the agent, one for other commands. */
static const char *cache_for(const char *program, int argc, char **argv) {
  if (is_call(program) || argc < 2) return LAUNCHER_CACHE;
  return is_agent(program, argc, argv) ? LAUNCHER_AGENT_CACHE : LAUNCHER_COMMANDS_CACHE;
}

static int direct(const char *program, int argc, char **argv, struct buffer *input) {
  static const char *const options[] = {LAUNCHER_OPTIONS};
  static const char *const agents[] = {LAUNCHER_AGENT_OPTIONS};
  static const char *const jars[] = {LAUNCHER_JARS};
  static char image[PATH_MAX], java[PATH_MAX + 32], cache[PATH_MAX + 64], name[PATH_MAX];
  size_t many = sizeof options / sizeof *options, more = sizeof agents / sizeof *agents;
  if (!find_image(image)) {
    return fail(input, IO_FAILURE, "the Java runtime of mycni was not found beside its launcher",
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
  snprintf(cache, sizeof cache, "-XX:AOTCache=%s/cache/%s", image, cache_for(program, argc, argv));
  snprintf(name, sizeof name, "-Dmycni.program=%s", program);

  /* A Java runtime does not start in a folder that is gone, and cannot name one that is no text. */
  char *folder = getcwd(NULL, 0);
  if (folder == NULL && chdir("/") != 0) return fail(input, IO_FAILURE, "the working folder is gone", "");
  int nameable = folder == NULL || is_text(folder);
  free(folder);

  const char **words = calloc(many + more + 8 + (size_t)argc, sizeof *words);
  size_t n = 0;
  if (words == NULL) return fail(input, TRY_AGAIN, "mycni's launcher found no memory", "");
  words[n++] = java;
  for (size_t i = 0; i < many; i++) words[n++] = options[i];
  if (!is_agent(program, argc, argv)) more = 0;
  for (size_t i = 0; i < more; i++) words[n++] = agents[i];
  words[n++] = cache;
  words[n++] = name;
  if (!nameable) words[n++] = "-Duser.dir=/proc/self/cwd";
  words[n++] = "-cp";
  words[n++] = classpath.bytes;
  words[n++] = "io.mycni.Main";
  for (int i = 1; i < argc; i++) words[n++] = argv[i];
  prepare_environment();
  execv(java, (char *const *)words);
  return fail(input, IO_FAILURE, "the Java runtime of mycni could not be started", strerror(errno));
}

/* Whether a path means something only to the caller: a relative one where the caller stands, and one that leads
   through /proc/self, as /dev/fd/9 does, too. */
static int is_callers_own(const char *path) {
  static char folder[PATH_MAX], real[PATH_MAX], self[PATH_MAX];
  if (path == NULL || *path == '\0') return 0;
  size_t length = (size_t)(strrchr(path, '/') != NULL ? strrchr(path, '/') - path : 0);
  if (*path != '/' || length >= sizeof folder) return 1;
  memcpy(folder, path, length);
  folder[length] = '\0';
  if (length == 0 || realpath(folder, real) == NULL || realpath("/proc/self", self) == NULL) return 0;
  length = strlen(self);
  return strncmp(real, self, length) == 0 && (real[length] == '/' || real[length] == '\0');
}

int main(int argc, char **argv) {
  if (!hold_standard_streams()) return 1;
  const char *slash = argc > 0 ? strrchr(argv[0], '/') : NULL;
  const char *program = slash != NULL ? slash + 1 : argc > 0 ? argv[0] : "mycni";
  struct buffer input = {0};
  /* How the agent starts what starts its tools. */
  if (argc == 3 && strcmp(argv[1], "--starter") == 0) return serve_agent((pid_t)atol(argv[2]));
  /* How a service manager starts the agent: mycni --attend agent. */
  if (argc > 2 && strcmp(argv[1], "--attend") == 0) {
    attend();
    argv[1] = argv[0];
    argc--;
    argv++;
  }
  const char *verb = getenv("CNI_COMMAND");
  if (verb != NULL && *verb != '\0' && !is_callers_own(getenv("CNI_NETNS"))) {
    int status = by_agent(program, &input);
    if (status >= 0) return status;
  }
  return direct(program, argc, argv, &input);
}
