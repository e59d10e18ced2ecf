// The functions of wasi_snapshot_preview1, and the four of wasi_unstable whose layouts differ. Each takes the guest's
// arguments as they are, checks every pointer before it changes anything, and returns the errno. The files beside
// this one hold them by group. Knows no engine.
#pragma once

#include "context.h"

namespace wasabi::wasi {

Errno args_get(Call &call, uint32_t argv, uint32_t buffer);
Errno args_sizes_get(Call &call, uint32_t count, uint32_t size);
Errno environ_get(Call &call, uint32_t environ, uint32_t buffer);
Errno environ_sizes_get(Call &call, uint32_t count, uint32_t size);

Errno clock_res_get(Call &call, uint32_t id, uint32_t result);
Errno clock_time_get(Call &call, uint32_t id, uint64_t precision, uint32_t result);
Errno random_get(Call &call, uint32_t buffer, uint32_t length);

Errno fd_advise(Call &call, uint32_t fd, uint64_t offset, uint64_t length, uint32_t advice);
Errno fd_allocate(Call &call, uint32_t fd, uint64_t offset, uint64_t length);
Errno fd_close(Call &call, uint32_t fd);
Errno fd_datasync(Call &call, uint32_t fd);
Errno fd_fdstat_get(Call &call, uint32_t fd, uint32_t result);
Errno fd_fdstat_set_flags(Call &call, uint32_t fd, uint32_t flags);
Errno fd_fdstat_set_rights(Call &call, uint32_t fd, uint64_t base, uint64_t inheriting);
Errno fd_filestat_get(Call &call, uint32_t fd, uint32_t result);
Errno fd_filestat_set_size(Call &call, uint32_t fd, uint64_t size);
Errno fd_filestat_set_times(Call &call, uint32_t fd, uint64_t atim, uint64_t mtim, uint32_t flags);
Errno fd_pread(Call &call, uint32_t fd, uint32_t iovs, uint32_t iovsLength, uint64_t offset, uint32_t result);
Errno fd_prestat_get(Call &call, uint32_t fd, uint32_t result);
Errno fd_prestat_dir_name(Call &call, uint32_t fd, uint32_t path, uint32_t pathLength);
Errno fd_pwrite(Call &call, uint32_t fd, uint32_t iovs, uint32_t iovsLength, uint64_t offset, uint32_t result);
Errno fd_read(Call &call, uint32_t fd, uint32_t iovs, uint32_t iovsLength, uint32_t result);
Errno fd_readdir(Call &call, uint32_t fd, uint32_t buffer, uint32_t length, uint64_t cookie, uint32_t result);
Errno fd_renumber(Call &call, uint32_t from, uint32_t to);
Errno fd_seek(Call &call, uint32_t fd, uint64_t offset, uint32_t whence, uint32_t result);
Errno fd_sync(Call &call, uint32_t fd);
Errno fd_tell(Call &call, uint32_t fd, uint32_t result);
Errno fd_write(Call &call, uint32_t fd, uint32_t iovs, uint32_t iovsLength, uint32_t result);

Errno path_create_directory(Call &call, uint32_t fd, uint32_t path, uint32_t pathLength);
Errno path_filestat_get(Call &call, uint32_t fd, uint32_t flags, uint32_t path, uint32_t pathLength, uint32_t result);
Errno path_filestat_set_times(Call &call, uint32_t fd, uint32_t flags, uint32_t path, uint32_t pathLength,
                              uint64_t atim, uint64_t mtim, uint32_t timeFlags);
Errno path_link(Call &call, uint32_t oldFd, uint32_t oldFlags, uint32_t oldPath, uint32_t oldPathLength,
                uint32_t newFd, uint32_t newPath, uint32_t newPathLength);
Errno path_open(Call &call, uint32_t fd, uint32_t dirFlags, uint32_t path, uint32_t pathLength, uint32_t oflags,
                uint64_t base, uint64_t inheriting, uint32_t fdFlags, uint32_t result);
Errno path_readlink(Call &call, uint32_t fd, uint32_t path, uint32_t pathLength, uint32_t buffer,
                    uint32_t bufferLength, uint32_t result);
Errno path_remove_directory(Call &call, uint32_t fd, uint32_t path, uint32_t pathLength);
Errno path_rename(Call &call, uint32_t oldFd, uint32_t oldPath, uint32_t oldPathLength, uint32_t newFd,
                  uint32_t newPath, uint32_t newPathLength);
Errno path_symlink(Call &call, uint32_t target, uint32_t targetLength, uint32_t fd, uint32_t path,
                   uint32_t pathLength);
Errno path_unlink_file(Call &call, uint32_t fd, uint32_t path, uint32_t pathLength);

Errno poll_oneoff(Call &call, uint32_t subscriptions, uint32_t events, uint32_t count, uint32_t result);
Errno proc_exit(Call &call, uint32_t code);
Errno proc_raise(Call &call, uint32_t signal);
Errno sched_yield(Call &call);

Errno sock_accept(Call &call, uint32_t fd, uint32_t flags, uint32_t result);
Errno sock_recv(Call &call, uint32_t fd, uint32_t iovs, uint32_t iovsLength, uint32_t flags, uint32_t sizeResult,
                uint32_t flagsResult);
Errno sock_send(Call &call, uint32_t fd, uint32_t iovs, uint32_t iovsLength, uint32_t flags, uint32_t result);
Errno sock_shutdown(Call &call, uint32_t fd, uint32_t how);

/// Layouts of wasi_unstable: link counts are 32 bits wide, clock subscriptions carry an identifier of their own, and
/// whence counts from `cur`.
namespace unstable {
Errno fd_filestat_get(Call &call, uint32_t fd, uint32_t result);
Errno fd_seek(Call &call, uint32_t fd, uint64_t offset, uint32_t whence, uint32_t result);
Errno path_filestat_get(Call &call, uint32_t fd, uint32_t flags, uint32_t path, uint32_t pathLength, uint32_t result);
Errno poll_oneoff(Call &call, uint32_t subscriptions, uint32_t events, uint32_t count, uint32_t result);
} // namespace unstable

} // namespace wasabi::wasi
