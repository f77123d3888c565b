/* Memory that is given back behind each input: the launcher leaves that to its end, as its starter does where it
   leaves in the middle of a frame. Included before the sources that are tried. */
#include <stdlib.h>

static void *kept[1 << 16];
static size_t many_kept;

static void lose(const void *memory) {
  for (size_t i = many_kept; i > 0; i--) {
    if (kept[i - 1] == memory) {
      kept[i - 1] = kept[--many_kept];
      return;
    }
  }
}

static void *keep(void *memory) {
  if (memory != NULL && many_kept < sizeof kept / sizeof *kept) kept[many_kept++] = memory;
  return memory;
}

static void *tracked_calloc(size_t many, size_t size) { return keep(calloc(many, size)); }

static void *tracked_realloc(void *memory, size_t size) {
  lose(memory);
  return keep(realloc(memory, size));
}

static void tracked_free(void *memory) {
  lose(memory);
  free(memory);
}

static void free_all(void) {
  while (many_kept > 0) free(kept[--many_kept]);
}

#define calloc tracked_calloc
#define realloc tracked_realloc
#define free tracked_free
