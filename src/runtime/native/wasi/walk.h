// Resolving a path beneath a directory without the kernel's help, one component at a time.
#pragma once

#include "descriptor.h"

#include <string>
#include <sys/types.h>

namespace wasabi::wasi {

/// As `openBeneath`. Never lets the kernel follow a symbolic link: each component is opened with O_NOFOLLOW, links
/// are expanded here, and ".." goes back to the directory that was opened before, so renames cannot lead outside.
HostFd walkBeneath(int directory, const std::string &path, int flags, mode_t mode);

} // namespace wasabi::wasi
