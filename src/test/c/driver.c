/* Replays inputs where there is no libFuzzer: each word is a file, or a folder of files. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static int replayed;

static void replay(const char *path) {
  struct stat status;
  if (stat(path, &status) != 0) {
    perror(path);
    exit(2);
  }
  if (S_ISDIR(status.st_mode)) {
    char inside[4096];
    DIR *folder = opendir(path);
    for (struct dirent *each; folder != NULL && (each = readdir(folder)) != NULL;) {
      if (each->d_name[0] == '.') continue;
      snprintf(inside, sizeof inside, "%s/%s", path, each->d_name);
      replay(inside);
    }
    if (folder != NULL) closedir(folder);
    return;
  }
  /* No byte more than the file has, so that a read behind its end is seen. */
  uint8_t *bytes = malloc((size_t)status.st_size);
  FILE *file = fopen(path, "rb");
  size_t length = file == NULL ? 0 : fread(bytes, 1, (size_t)status.st_size, file);
  if (file != NULL) fclose(file);
  LLVMFuzzerTestOneInput(bytes, length);
  free(bytes);
  replayed++;
}

int main(int argc, char **argv) {
  for (int i = 1; i < argc; i++) replay(argv[i]);
  printf("%d inputs replayed\n", replayed);
  return replayed == 0;
}
