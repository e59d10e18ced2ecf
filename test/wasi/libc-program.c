// POSIX through wasi-libc, as programs in C use it: prints a line for each expectation that fails, and exits with their
// number. Its working directory is the preopen `/`, which is empty; `/fixed` is a read-only preopen with a file.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static int failures;

static void expect(int holds, const char *what, int line) {
  if (holds) return;
  failures++;
  printf("line %d: %s (errno %d: %s)\n", line, what, errno, strerror(errno));
}

#define EXPECT(condition) expect(condition, #condition, __LINE__)
#define EXPECT_ERRNO(call, wanted)                                                                                     \
  (errno = 0, expect((call) < 0 && errno == (wanted), #call " gives " #wanted, __LINE__))

static void files(void) {
  FILE *file = fopen("/file", "w+");
  EXPECT(file != NULL);
  EXPECT(fprintf(file, "%d %s\n", 42, "answer") == 10);
  EXPECT(fseek(file, 3, SEEK_SET) == 0);
  char word[16];
  EXPECT(fscanf(file, "%15s", word) == 1 && strcmp(word, "answer") == 0);
  EXPECT(ftell(file) == 9);
  EXPECT(fclose(file) == 0);
  file = fopen("file", "a");
  EXPECT(file != NULL && fputs("more", file) >= 0 && fclose(file) == 0);
  struct stat status;
  EXPECT(stat("file", &status) == 0 && S_ISREG(status.st_mode) && status.st_size == 14 && status.st_nlink == 1);
  EXPECT(truncate("file", 5) == 0 && stat("file", &status) == 0 && status.st_size == 5);
  EXPECT(access("file", R_OK | W_OK) == 0);
  EXPECT_ERRNO(access("missing", F_OK), ENOENT);
  EXPECT_ERRNO(open("file", O_CREAT | O_EXCL | O_WRONLY, 0666), EEXIST);
  EXPECT_ERRNO(open("file", O_RDONLY | O_DIRECTORY), ENOTDIR);
  EXPECT_ERRNO(open("missing/file", O_RDONLY), ENOENT);

  int fd = open("file", O_RDONLY);
  EXPECT(fd >= 0);
  EXPECT_ERRNO(write(fd, "x", 1), EBADF);
  char bytes[4];
  EXPECT(pread(fd, bytes, 4, 1) == 4 && memcmp(bytes, "2 an", 4) == 0);
  struct iovec parts[2] = {{bytes, 1}, {bytes + 1, 3}};
  EXPECT(readv(fd, parts, 2) == 4 && memcmp(bytes, "42 a", 4) == 0);
  EXPECT(lseek(fd, 0, SEEK_END) == 5);
  EXPECT((fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDONLY);
  EXPECT(close(fd) == 0);
  EXPECT_ERRNO(close(fd), EBADF);
  struct timespec times[2] = {{1000000000, 5}, {1100000000, 7}};
  EXPECT(utimensat(AT_FDCWD, "file", times, 0) == 0);
  EXPECT(stat("file", &status) == 0 && status.st_mtim.tv_sec == 1100000000 && status.st_mtim.tv_nsec == 7);
}

static void directories(void) {
  EXPECT(mkdir("dir", 0777) == 0 && mkdir("dir/sub", 0777) == 0);
  EXPECT_ERRNO(mkdir("dir", 0777), EEXIST);
  EXPECT_ERRNO(rmdir("dir"), ENOTEMPTY);
  EXPECT_ERRNO(unlink("dir"), EISDIR);
  char name[32];
  for (int i = 0; i < 300; i++) {
    snprintf(name, sizeof name, "dir/entry-%d", i);
    EXPECT(close(open(name, O_CREAT | O_WRONLY, 0666)) == 0);
  }
  DIR *dir = opendir("dir");
  EXPECT(dir != NULL);
  int count = 0, directories = 0;
  long middle = 0;
  for (struct dirent *entry; (entry = readdir(dir)); count++) {
    directories += entry->d_type == DT_DIR;
    if (count == 150) middle = telldir(dir);
  }
  EXPECT(count == 303 && directories == 3);
  seekdir(dir, middle);
  int rest = 0;
  while (readdir(dir)) rest++;
  EXPECT(rest == 303 - 151);
  rewinddir(dir);
  EXPECT(readdir(dir) != NULL);
  EXPECT(closedir(dir) == 0);
  for (int i = 0; i < 300; i++) {
    snprintf(name, sizeof name, "dir/entry-%d", i);
    EXPECT(unlink(name) == 0);
  }
  EXPECT(rename("dir/sub", "dir/renamed") == 0 && rmdir("dir/renamed") == 0);
  EXPECT(chdir("dir") == 0);
  EXPECT(close(open("relative", O_CREAT | O_WRONLY, 0666)) == 0);
  EXPECT(chdir("/") == 0 && unlink("dir/relative") == 0 && rmdir("dir") == 0);
}

static void links(void) {
  char target[64];
  EXPECT(symlink("file", "link") == 0);
  EXPECT(readlink("link", target, sizeof target) == 4 && memcmp(target, "file", 4) == 0);
  struct stat status;
  EXPECT(lstat("link", &status) == 0 && S_ISLNK(status.st_mode));
  EXPECT(stat("link", &status) == 0 && S_ISREG(status.st_mode));
  EXPECT_ERRNO(open("link", O_RDONLY | O_NOFOLLOW), ELOOP);
  EXPECT(link("file", "second") == 0 && stat("file", &status) == 0 && status.st_nlink == 2);
  EXPECT_ERRNO(readlink("file", target, sizeof target), EINVAL);
  EXPECT(unlink("link") == 0 && unlink("second") == 0);
  EXPECT(symlink("../../../etc/passwd", "out") == 0);
  EXPECT_ERRNO(open("out", O_RDONLY), EPERM);
  EXPECT(unlink("out") == 0);
}

static void readOnly(void) {
  FILE *file = fopen("/fixed/file", "r");
  EXPECT(file != NULL && fgetc(file) == 'f' && fclose(file) == 0);
  EXPECT_ERRNO(open("/fixed/file", O_WRONLY), EROFS);
  EXPECT_ERRNO(open("/fixed/new", O_CREAT | O_WRONLY, 0666), EROFS);
  EXPECT_ERRNO(mkdir("/fixed/new", 0777), EROFS);
  EXPECT_ERRNO(unlink("/fixed/file"), EROFS);
  EXPECT_ERRNO(rename("/fixed/file", "/stolen"), EROFS);
}

static void timeAndWaiting(void) {
  struct timespec before, after, wait = {0, 20000000};
  EXPECT(clock_gettime(CLOCK_MONOTONIC, &before) == 0);
  EXPECT(nanosleep(&wait, NULL) == 0);
  EXPECT(clock_gettime(CLOCK_MONOTONIC, &after) == 0);
  long long elapsed = (after.tv_sec - before.tv_sec) * 1000000000ll + (after.tv_nsec - before.tv_nsec);
  EXPECT(elapsed >= 20000000);
  EXPECT(time(NULL) > 1600000000);
  struct pollfd output = {STDOUT_FILENO, POLLOUT, 0};
  EXPECT(poll(&output, 1, 1000) == 1 && output.revents == POLLOUT);
  EXPECT(poll(NULL, 0, 10) == 0);
  unsigned char random[32] = {0}, none[32] = {0};
  EXPECT(getentropy(random, sizeof random) == 0 && memcmp(random, none, sizeof random) != 0);
}

static void streams(void) {
  char line[32];
  EXPECT(fgets(line, sizeof line, stdin) != NULL && strcmp(line, "a line\n") == 0);
  EXPECT(fgets(line, sizeof line, stdin) == NULL && feof(stdin));
  EXPECT(!isatty(STDIN_FILENO));
  EXPECT_ERRNO(lseek(STDIN_FILENO, 0, SEEK_SET), ESPIPE);
}

int main(int argc, char **argv) {
  EXPECT(argc == 3 && strcmp(argv[1], "one argument") == 0 && strcmp(argv[2], "") == 0);
  EXPECT(getenv("NAME") && strcmp(getenv("NAME"), "value") == 0 && !getenv("OTHER"));
  files();
  directories();
  links();
  readOnly();
  timeAndWaiting();
  streams();
  printf("%d failed\n", failures);
  return failures;
}
