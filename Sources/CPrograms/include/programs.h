#ifndef TOKENLEDGER_PROGRAMS_H
#define TOKENLEDGER_PROGRAMS_H

#include <stddef.h>
#include <sys/types.h>

// How another program is started.
struct program_description {
  // Absolute.
  const char *path;
  char *const *arguments;
  char *const *environment;
  // Where it runs.
  const char *folder;
  // Becomes its descriptor 3; its standard descriptors are /dev/null.
  int output;
  // Whom it runs as, where that is to be someone else.
  int changes_user;
  uid_t user;
  gid_t group;
  const gid_t *groups;
  size_t group_count;
};

// Starts a program in a process group of its own; it ends with its parent. Returns 0, or why it cannot be started as
// errno has it.
int programs_start(const struct program_description *start, pid_t *process);

#endif
