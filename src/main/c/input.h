/* Standard input: read for the agent, and given back to the Java runtime where the agent does not serve. */
#ifndef MYCNI_INPUT_H
#define MYCNI_INPUT_H

#include "bytes.h"

/* The largest configuration, in bytes, as in call/CniCall.java; and the largest that is passed to the agent. */
enum { MOST_INPUT = 16 << 20, MOST_PASSED = 4 << 20 };

enum input_state { AT_ITS_END, THERE_IS_MORE, UNREADABLE };

/* Reads to the end, or until more than so many bytes are there. */
enum input_state read_input(struct buffer *input, size_t most);

/* Makes a standard input that begins with what was read already. Returns -1 when the Java runtime can go on, or
   the exit status when this has failed and was told: half an input must not be taken for one. */
int put_back(struct buffer *input, enum input_state state);

#endif
