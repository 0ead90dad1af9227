#ifndef TOKENLEDGER_PROGRAMS_H
#define TOKENLEDGER_PROGRAMS_H

#include <stddef.h>
#include <sys/types.h>

// How to start another program.
struct program_description {
  // Absolute.
  const char *path;
  char *const *arguments;
  char *const *environment;
  // Where it runs.
  const char *folder;
  // Becomes its standard input.
  int input;
  // Becomes the descriptor that it answers on, 1 or 3; the other one and standard error are opened on /dev/null.
  int output;
  int answers_on;
  // The user that it runs as, if not the current one.
  int changes_user;
  uid_t user;
  gid_t group;
  const gid_t *groups;
  size_t group_count;
};

// Opens a descriptor to read these bytes from, which are in memory alone; -1 with errno where that fails.
int programs_input(const void *bytes, size_t count);

// Starts a program in its own process group; it is killed when its parent ends. Returns 0, or an errno value.
int programs_start(const struct program_description *start, pid_t *process);

#endif
