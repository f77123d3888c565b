/*
 * A call by the agent.
 *
 * Frames, in the byte order of the machine; agent/Frame.java, Visit.java and Visitor.java are the other end:
 *
 *   greeting  15 characters by which the launcher calls itself (its comm, proc(5)), so that the agent can see which
 *             process it talks with: the kernel lets nobody else do that
 *   request   u32 length of all that follows; then fields, each u32 length and bytes:
 *             process ID, program, working folder, standard input, environment entries (NAME=VALUE), to the end
 *   answer    'A' accepted, or 'D' declined; before it any number of '.', which say that the agent lives
 *   then 'G'  from here to there: go. Until then nothing has happened, and this end may give up
 *   result    'R', u32 exit status, u32 length and bytes of standard output, the same of standard error; before it
 *             any number of '.', by which the agent sees whether this end is there
 *   or        'C' and the same: something was made, which is undone unless 'W' comes back: the answer is written.
 *             'F' says that it could not be. Then comes 'K', kept, or an 'R' that tells of the undoing
 */
#ifndef MYCNI_AGENT_H
#define MYCNI_AGENT_H

#include "bytes.h"
#include "input.h"

/* Passes the call to the agent, if one serves this very build. Returns the exit status, or -1 when the call has to
   be served directly; nothing has happened then, and `input` has what was read of standard input. */
int by_agent(const char *program, struct buffer *input);

#endif
