// The component-wise walk. Holds every directory on the way open, so that ".." needs no lookup.
#include "walk.h"

#include <cerrno>
#include <climits>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace wasabi::wasi {

namespace {

/// As many as Linux follows.
constexpr int linkLimit = 40;

class Walk {
public:
  Walk(int directory, const std::string &path, int flags, mode_t mode)
      : start(directory), rest(path), flags(flags), mode(mode) {}

  HostFd run();

private:
  int top() const { return entered.empty() ? start : entered.back().get(); }
  std::string takeComponent();
  bool leave();
  bool enter(const std::string &name);
  bool expandLink(int directory, const char *name, bool keepRest);
  HostFd openLast(const std::string &name, bool &again);
  HostFd openHere();

  const int start;
  std::vector<HostFd> entered;
  std::string rest;
  const int flags;
  const mode_t mode;
  int links = 0;
};

/// Fails with `error`; for use as a result.
HostFd fail(int error) {
  errno = error;
  return HostFd();
}

/// Takes the next component off `rest`, with the slashes before it; those after it stay, as they mean something.
std::string Walk::takeComponent() {
  size_t begin = rest.find_first_not_of('/');
  if (begin == std::string::npos) {
    rest.clear();
    return {};
  }
  size_t end = rest.find('/', begin);
  std::string name = rest.substr(begin, end == std::string::npos ? end : end - begin);
  rest.erase(0, end == std::string::npos ? rest.size() : end);
  return name;
}

bool Walk::leave() {
  if (entered.empty()) {
    errno = EXDEV;
    return false;
  }
  entered.pop_back();
  return true;
}

/// Replaces the component `name` (or the link that is open as `directory`, with an empty name) by its target.
bool Walk::expandLink(int directory, const char *name, bool keepRest) {
  if (++links > linkLimit) {
    errno = ELOOP;
    return false;
  }
  char target[PATH_MAX];
  ssize_t length = readlinkat(directory, name, target, sizeof target);
  if (length < 0) return false;
  if (length == 0 || target[0] == '/') {
    errno = length == 0 ? ENOENT : EXDEV;
    return false;
  }
  rest = std::string(target, static_cast<size_t>(length)) + (keepRest ? rest : std::string());
  return true;
}

/// Goes into a component that must be a directory, or stand for one.
bool Walk::enter(const std::string &name) {
  HostFd next(openat(top(), name.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
  struct stat status;
  if (!next || fstat(next.get(), &status) != 0) return false;
  if (S_ISLNK(status.st_mode)) return expandLink(next.get(), "", true);
  if (!S_ISDIR(status.st_mode)) {
    errno = ENOTDIR;
    return false;
  }
  entered.push_back(std::move(next));
  return true;
}

/// Opens the last component. Sets `again` when it was a link that has been expanded into `rest`.
HostFd Walk::openLast(const std::string &name, bool &again) {
  bool follow = !(flags & O_NOFOLLOW) && !((flags & O_CREAT) && (flags & O_EXCL));
  if (follow) {
    char probe;
    if (readlinkat(top(), name.c_str(), &probe, 1) >= 0) {
      again = expandLink(top(), name.c_str(), false);
      return HostFd();
    }
  }
  HostFd opened(openat(top(), name.c_str(), flags | O_NOFOLLOW, mode));
  if (!opened || !follow) return opened;
  struct stat status;
  // A link that took the place of what was there: O_PATH opens the link itself, which the caller did not ask for.
  if (fstat(opened.get(), &status) == 0 && S_ISLNK(status.st_mode)) {
    again = expandLink(opened.get(), "", false);
    return HostFd();
  }
  return opened;
}

/// Opens the directory that the walk has arrived at.
HostFd Walk::openHere() {
  if (flags & O_CREAT) return fail((flags & O_EXCL) ? EEXIST : EISDIR);
  return HostFd(openat(top(), ".", flags & ~O_NOFOLLOW));
}

HostFd Walk::run() {
  if (rest.empty()) return fail(ENOENT);
  if (rest.front() == '/') return fail(EXDEV);
  for (;;) {
    std::string name = takeComponent();
    if (name.empty()) return openHere();
    if (name == ".") continue;
    if (name == "..") {
      if (!leave()) return HostFd();
      continue;
    }
    if (rest.empty()) {
      bool again = false;
      HostFd opened = openLast(name, again);
      if (!again) return opened;
      continue;
    }
    if ((flags & O_CREAT) && rest.find_first_not_of('/') == std::string::npos) return fail(EISDIR);
    if (!enter(name)) return HostFd();
  }
}

} // namespace

HostFd walkBeneath(int directory, const std::string &path, int flags, mode_t mode) {
  return Walk(directory, path, flags, mode).run();
}

} // namespace wasabi::wasi
