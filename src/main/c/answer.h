/* What the launcher answers by itself: errors that a runtime can read. */
#ifndef MYCNI_ANSWER_H
#define MYCNI_ANSWER_H

#include "bytes.h"

/* The codes of cni/ErrorCode.java that the launcher knows. */
enum code { IO_FAILURE = 5, DECODING_FAILURE = 6, TRY_AGAIN = 11 };

/* Writes an error to standard output; returns the exit status. The texts may hold anything. */
int fail(const struct buffer *input, enum code code, const char *message, const char *details);

/* Writes to a standard stream of whoever called, who may have gone: no signal comes of it. Returns 0, or -1. */
int tell(int fd, const struct buffer *text);

#endif
