/*
 * Starts processes for an agent: a Java runtime starts them dearly (by a program in between, after closing all it has
 * open), this one is small. The agent says by its standard input what to run, and hears by its standard output what
 * became of it.
 *
 * Frames, in the byte order of the machine; process/Starter.java is the other end. Each is u32 length of all that
 * follows, u8 kind, u32 number of a process (chosen by the agent, given once), and then for the kind:
 *
 *   to here  'S' start: fields, each u32 length and bytes: working folder, path of a network namespace or nothing;
 *            u32 how many words; fields: the words, then environment entries (NAME=VALUE) to the end
 *            'W' write settings below /proc/sys: fields: path of a network namespace, something if one that fails
 *            shall not stop those behind it; then key and value in turns, to the end. A key that begins with a
 *            question mark is left alone when the kernel does not have it
 *            'R' read such settings: fields: path of a network namespace, nothing, and the keys, to the end. It prints
 *            = and the value of each, or - of one that the kernel does not have, and a NUL byte behind each
 *            'I' standard input, to the end; it is closed then
 *   back     'P' u32 process ID: it has been started
 *            'N' its namespace could not be entered, 'F' text: it could not be started, and why; nothing follows
 *            'O', 'E' bytes of its standard output, or error
 *            'X' u32 exit status, or 128 and the signal that has killed it; nothing follows
 *
 * It begins with the line of GREETING. Once the agent has gone, nothing is started nor given any input any more: what
 * still waits for its input is killed, the rest comes to its own end.
 */
#ifndef MYCNI_STARTER_H
#define MYCNI_STARTER_H

#include <sys/types.h>

#define STARTER_GREETING "mycni-starter 1\n"

/* The ends of the pipes of a process that are held here; -1 where there is none. */
struct pipes {
  int in, out, err;
};

/* Why a process was not started. */
enum refusal { STARTED, NO_NAMESPACE, FAILED };

/* The signals that are ignored here, and not by what is started. */
extern const int agents_signals[4];

/* Serves the agent of that process ID until it goes; returns the exit status. */
int serve_agent(pid_t agent);

/* Starts a process. `namespace` may be empty. Where it is FAILED, errno tells. */
enum refusal start_program(const char *folder, const char *namespace, char **words, char **environment,
                           struct pipes *pipes, pid_t *pid);

/* What is done with settings; where one fails, WRITE_ALL goes on with those behind it. */
enum task { WRITE, WRITE_ALL, READ };

/* Starts a process that writes settings, of which `words` are key and value in turns, or reads those of the keys
   `words`, to a NULL. */
enum refusal start_settings(const char *namespace, enum task task, char **words, struct pipes *pipes, pid_t *pid);

#endif
