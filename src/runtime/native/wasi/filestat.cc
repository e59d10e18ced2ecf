// File attributes and times: conversion between host and guest.
#include "filestat.h"
#include "clock.h"

#include <fcntl.h>

namespace wasabi::wasi {

namespace {

struct GuestFilestat {
  uint64_t dev;
  uint64_t ino;
  uint64_t type;
  uint64_t nlink;
  uint64_t size;
  uint64_t atim;
  uint64_t mtim;
  uint64_t ctim;
};
static_assert(sizeof(GuestFilestat) == filestatSize(Layout::preview1));

struct UnstableFilestat {
  uint64_t dev;
  uint64_t ino;
  uint32_t type;
  uint32_t nlink;
  uint64_t size;
  uint64_t atim;
  uint64_t mtim;
  uint64_t ctim;
};
static_assert(sizeof(UnstableFilestat) == filestatSize(Layout::unstable));

template <class Guest> Guest convert(const struct stat &status, FileType type) {
  Guest guest{};
  guest.dev = status.st_dev;
  guest.ino = status.st_ino;
  guest.type = static_cast<uint8_t>(type);
  guest.nlink = static_cast<decltype(guest.nlink)>(status.st_nlink);
  guest.size = static_cast<uint64_t>(status.st_size);
  guest.atim = toNanoseconds(status.st_atim);
  guest.mtim = toNanoseconds(status.st_mtim);
  guest.ctim = toNanoseconds(status.st_ctim);
  return guest;
}

bool fileTime(bool set, bool now, uint64_t value, timespec &time) {
  if (set && now) return false;
  if (set) {
    time = toTimespec(value);
  } else {
    time = {0, now ? UTIME_NOW : UTIME_OMIT};
  }
  return true;
}

} // namespace

Errno storeFilestat(const GuestMemory &memory, uint32_t address, const struct stat &status, FileType type,
                    Layout layout) {
  bool stored = layout == Layout::preview1 ? memory.store(address, convert<GuestFilestat>(status, type))
                                           : memory.store(address, convert<UnstableFilestat>(status, type));
  return stored ? Errno::success : Errno::fault;
}

Errno fileTimes(uint64_t atim, uint64_t mtim, uint32_t flags, timespec (&times)[2]) {
  bool valid = flags < 16 && fileTime(flags & 1, flags & 2, atim, times[0]) &&
               fileTime(flags & 4, flags & 8, mtim, times[1]);
  return valid ? Errno::success : Errno::inval;
}

} // namespace wasabi::wasi
