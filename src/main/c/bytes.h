/* Buffers, and reads and writes that are whole, or tell why not. What the bytes mean is known elsewhere. */
#ifndef MYCNI_BYTES_H
#define MYCNI_BYTES_H

#include <stddef.h>

struct buffer {
  char *bytes;
  size_t length, room;
};

/* How reading or writing ended. */
enum outcome { WHOLE, ENDED, LATE };

/* Appends bytes; without memory the process says so as a plugin does, and ends. */
void append(struct buffer *to, const void *bytes, size_t length);

/* Appends a length and bytes. */
void append_field(struct buffer *to, const void *bytes, size_t length);

/* Writes all to a file or a pipe, however long that takes; returns 0, or -1 with errno. */
int write_all(int fd, const char *bytes, size_t length);

/* Returns the milliseconds of a clock that never jumps. */
long long now(void);

/* Sends all by a socket before that point of now(). */
enum outcome send_all(int socket, const void *bytes, size_t length, long long end);

/* Receives so many bytes before that point of now(), and appends them as they come: a length that somebody else
   has chosen takes no memory by itself. */
enum outcome receive(int socket, struct buffer *to, size_t length, long long end);

#endif
