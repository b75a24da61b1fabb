/* A wall clock that is off by as many seconds as the file named by WALL_CLOCK says, which is read again twice a second;
   for LD_PRELOAD. Monotonic and boot clock stay as they are, and so does every wait. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static long offset(void) {
  static _Thread_local int inside;
  static long seconds, readAt;
  struct timespec now;
  const char *name = getenv("WALL_CLOCK");
  syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &now);
  long half = now.tv_sec * 2 + now.tv_nsec / 500000000;
  if (!inside && name && half != readAt) {
    char text[32] = {0};
    inside = 1;
    readAt = half;
    int file = open(name, O_RDONLY | O_CLOEXEC);
    if (file >= 0 && read(file, text, sizeof text - 1) > 0) seconds = atol(text);
    if (file >= 0) close(file);
    inside = 0;
  }
  return seconds;
}

int clock_gettime(clockid_t clock, struct timespec *at) {
  int code = syscall(SYS_clock_gettime, clock, at);
  if (code == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) at->tv_sec += offset();
  return code;
}

int gettimeofday(struct timeval *at, void *zone) {
  struct timespec now;
  (void)zone;
  clock_gettime(CLOCK_REALTIME, &now);
  at->tv_sec = now.tv_sec;
  at->tv_usec = now.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *at) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (at) *at = now.tv_sec;
  return now.tv_sec;
}
