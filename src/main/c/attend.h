/*
 * A small process between a service manager and the agent, for its end: who is told to end finishes what runs, in four
 * minutes at most, and nobody is to wait for that. A service manager starts what comes next, a socket of another build
 * perhaps, only when the process that it knows has ended; so it knows this one, which ends at once.
 */
#ifndef MYCNI_ATTEND_H
#define MYCNI_ATTEND_H

/* Returns in a child, which becomes the agent. The process itself ends with its child, and with its exit status; or soon
   after a signal that tells it to end, which it passes on. Returns -1 where there can be no child: the agent has no
   such process then. */
int attend(void);

#endif
