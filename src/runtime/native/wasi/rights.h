// Rights of preview 1: the bits, and which of them can apply to each type of file. Knows no descriptor.
#pragma once

#include <cstdint>

namespace wasabi::wasi {

using Rights = uint64_t;

namespace right {
inline constexpr Rights fdDatasync = 1ull << 0;
inline constexpr Rights fdRead = 1ull << 1;
inline constexpr Rights fdSeek = 1ull << 2;
inline constexpr Rights fdFdstatSetFlags = 1ull << 3;
inline constexpr Rights fdSync = 1ull << 4;
inline constexpr Rights fdTell = 1ull << 5;
inline constexpr Rights fdWrite = 1ull << 6;
inline constexpr Rights fdAdvise = 1ull << 7;
inline constexpr Rights fdAllocate = 1ull << 8;
inline constexpr Rights pathCreateDirectory = 1ull << 9;
inline constexpr Rights pathCreateFile = 1ull << 10;
inline constexpr Rights pathLinkSource = 1ull << 11;
inline constexpr Rights pathLinkTarget = 1ull << 12;
inline constexpr Rights pathOpen = 1ull << 13;
inline constexpr Rights fdReaddir = 1ull << 14;
inline constexpr Rights pathReadlink = 1ull << 15;
inline constexpr Rights pathRenameSource = 1ull << 16;
inline constexpr Rights pathRenameTarget = 1ull << 17;
inline constexpr Rights pathFilestatGet = 1ull << 18;
inline constexpr Rights pathFilestatSetSize = 1ull << 19;
inline constexpr Rights pathFilestatSetTimes = 1ull << 20;
inline constexpr Rights fdFilestatGet = 1ull << 21;
inline constexpr Rights fdFilestatSetSize = 1ull << 22;
inline constexpr Rights fdFilestatSetTimes = 1ull << 23;
inline constexpr Rights pathSymlink = 1ull << 24;
inline constexpr Rights pathRemoveDirectory = 1ull << 25;
inline constexpr Rights pathUnlinkFile = 1ull << 26;
inline constexpr Rights pollFdReadwrite = 1ull << 27;
inline constexpr Rights sockShutdown = 1ull << 28;
inline constexpr Rights sockAccept = 1ull << 29;
} // namespace right

/// Rights that apply to a terminal or a pipe: no position, no size.
inline constexpr Rights streamRights =
    right::fdRead | right::fdWrite | right::fdFdstatSetFlags | right::fdFilestatGet | right::pollFdReadwrite;

/// Rights that apply to a regular file, or to a device that is not a terminal.
inline constexpr Rights fileRights = streamRights | right::fdDatasync | right::fdSeek | right::fdSync | right::fdTell |
                                     right::fdAdvise | right::fdAllocate | right::fdFilestatSetSize |
                                     right::fdFilestatSetTimes;

/// Rights that apply to a directory itself.
inline constexpr Rights directoryRights =
    right::fdFdstatSetFlags | right::fdSync | right::fdAdvise | right::pathCreateDirectory | right::pathCreateFile |
    right::pathLinkSource | right::pathLinkTarget | right::pathOpen | right::fdReaddir | right::pathReadlink |
    right::pathRenameSource | right::pathRenameTarget | right::pathFilestatGet | right::pathFilestatSetSize |
    right::pathFilestatSetTimes | right::fdFilestatGet | right::fdFilestatSetTimes | right::pathSymlink |
    right::pathRemoveDirectory | right::pathUnlinkFile | right::pollFdReadwrite;

/// What may be handed on to what is opened through a preopened directory.
inline constexpr Rights preopenInheriting = directoryRights | fileRights;

/// Rights that apply to a socket.
inline constexpr Rights socketRights = streamRights | right::sockShutdown | right::sockAccept;

} // namespace wasabi::wasi
