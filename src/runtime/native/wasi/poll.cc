// poll_oneoff: waits for the first of several clocks and descriptors.
#include "clock.h"
#include "functions.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <optional>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace wasabi::wasi {

namespace {

enum EventType : uint8_t { clockEvent = 0, readEvent = 1, writeEvent = 2 };

/// One subscription, read out of either layout.
struct Subscription {
  uint64_t userdata;
  uint32_t type;
  uint32_t fd;
  uint32_t clock;
  uint64_t timeout;
  bool absolute;
  bool validFlags;
};

struct GuestEvent {
  uint64_t userdata;
  uint16_t error;
  uint8_t type;
  uint8_t padding[5];
  uint64_t bytes;
  uint16_t flags;
  uint8_t padding2[6];
};
static_assert(sizeof(GuestEvent) == 32);

constexpr uint16_t hangup = 1;
/// poll(2) takes no more than RLIMIT_NOFILE entries anyway.
constexpr uint32_t subscriptionLimit = 1 << 16;
constexpr uint64_t never = UINT64_MAX;

/// Offsets within a subscription; in wasi_unstable an identifier stands before the clock's members.
struct SubscriptionLayout {
  uint32_t size;
  uint32_t clock;
  uint32_t timeout;
  uint32_t flags;
};
constexpr SubscriptionLayout preview1Layout{48, 16, 24, 40};
constexpr SubscriptionLayout unstableLayout{56, 24, 32, 48};

bool loadSubscription(const GuestMemory &memory, uint32_t address, const SubscriptionLayout &layout,
                      Subscription &subscription) {
  uint8_t type = 0;
  uint16_t flags = 0;
  bool loaded = memory.load(address, subscription.userdata) && memory.load(address + 8, type) &&
                memory.load(address + 16, subscription.fd) &&
                memory.load(address + layout.clock, subscription.clock) &&
                memory.load(address + layout.timeout, subscription.timeout) &&
                memory.load(address + layout.flags, flags);
  subscription.type = type;
  subscription.absolute = flags & 1;
  subscription.validFlags = (flags & ~1) == 0;
  return loaded;
}

uint64_t nowOf(clockid_t clock) {
  timespec now;
  return clock_gettime(clock, &now) == 0 ? toNanoseconds(now) : 0;
}

uint64_t saturatingAdd(uint64_t a, uint64_t b) { return a > never - b ? never : a + b; }

class Poll {
public:
  Poll(Call &call, uint32_t events) : call(call), eventAddress(events) {}

  bool add(const Subscription &subscription);
  Errno wait();
  Errno store(uint32_t &count);

private:
  struct Waiting {
    Subscription subscription;
    DescriptorRef descriptor;
    clockid_t clock;
    /// When it is due, on its clock.
    uint64_t deadline;
  };

  void addClock(const Subscription &subscription);
  void addDescriptor(const Subscription &subscription);
  void fail(const Subscription &subscription, Errno error);
  uint64_t remaining() const;
  bool anyClockDue() const;
  void emit(const GuestEvent &event) { events.push_back(event); }
  void emitDescriptor(const Waiting &waiting, short ready);

  Call &call;
  uint32_t eventAddress;
  std::vector<Waiting> clocks;
  std::vector<Waiting> descriptors;
  std::vector<pollfd> entries;
  std::vector<GuestEvent> events;
};

GuestEvent eventOf(const Subscription &subscription, Errno error = Errno::success) {
  GuestEvent event{};
  event.userdata = subscription.userdata;
  event.type = static_cast<uint8_t>(subscription.type);
  event.error = static_cast<uint16_t>(error);
  return event;
}

void Poll::fail(const Subscription &subscription, Errno error) { emit(eventOf(subscription, error)); }

bool Poll::add(const Subscription &subscription) {
  switch (subscription.type) {
  case clockEvent: addClock(subscription); return true;
  case readEvent:
  case writeEvent: addDescriptor(subscription); return true;
  default: return false;
  }
}

void Poll::addClock(const Subscription &subscription) {
  clockid_t clock;
  if (!subscription.validFlags || !hostClock(subscription.clock, clock)) return fail(subscription, Errno::inval);
  // Processor time does not pass while waiting.
  if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC) return fail(subscription, Errno::inval);
  uint64_t deadline = subscription.timeout;
  if (!subscription.absolute) {
    // A relative wait for real time must not end early or late because somebody set the clock.
    if (clock == CLOCK_REALTIME) clock = CLOCK_MONOTONIC;
    deadline = saturatingAdd(nowOf(clock), subscription.timeout);
  }
  clocks.push_back({subscription, nullptr, clock, deadline});
}

void Poll::addDescriptor(const Subscription &subscription) {
  DescriptorRef descriptor;
  Rights wanted = right::pollFdReadwrite | (subscription.type == readEvent ? right::fdRead : right::fdWrite);
  Errno error = lookup(call, subscription.fd, wanted, descriptor);
  if (error != Errno::success) return fail(subscription, error);
  entries.push_back({descriptor->host(), static_cast<short>(subscription.type == readEvent ? POLLIN : POLLOUT), 0});
  descriptors.push_back({subscription, std::move(descriptor), 0, 0});
}

/// Nanoseconds until the first clock is due; `never` without clocks.
uint64_t Poll::remaining() const {
  uint64_t least = never;
  for (const Waiting &waiting : clocks) {
    uint64_t now = nowOf(waiting.clock);
    least = std::min(least, waiting.deadline > now ? waiting.deadline - now : 0);
  }
  return least;
}

bool Poll::anyClockDue() const {
  return std::any_of(clocks.begin(), clocks.end(),
                     [](const Waiting &waiting) { return nowOf(waiting.clock) >= waiting.deadline; });
}

Errno Poll::wait() {
  // What failed at once is reported at once, together with whatever else is ready.
  bool onlyLook = !events.empty();
  for (;;) {
    uint64_t left = onlyLook ? 0 : remaining();
    timespec timeout = toTimespec(left);
    int ready = ppoll(entries.data(), entries.size(), left == never ? nullptr : &timeout, nullptr);
    if (ready < 0 && errno != EINTR) return lastError();
    if (ready < 0 && call.interruptWanted()) return Errno::interruptRequested;
    if (ready > 0 || onlyLook || anyClockDue()) return Errno::success;
  }
}

/// Bytes that can be read without waiting; for regular files up to the end.
uint64_t readableBytes(const Descriptor &descriptor) {
  if (descriptor.type == FileType::regularFile) {
    struct stat status;
    off_t position = lseek(descriptor.host(), 0, SEEK_CUR);
    if (position < 0 || fstat(descriptor.host(), &status) != 0) return 0;
    return status.st_size > position ? static_cast<uint64_t>(status.st_size - position) : 0;
  }
  int available = 0;
  return ioctl(descriptor.host(), FIONREAD, &available) == 0 && available > 0 ? static_cast<uint64_t>(available) : 0;
}

void Poll::emitDescriptor(const Waiting &waiting, short ready) {
  GuestEvent event = eventOf(waiting.subscription);
  if (ready & POLLNVAL) {
    event.error = static_cast<uint16_t>(Errno::badf);
  } else {
    if (ready & (POLLHUP | POLLERR)) event.flags = hangup;
    event.bytes = waiting.subscription.type == readEvent ? readableBytes(*waiting.descriptor) : 1;
  }
  emit(event);
}

Errno Poll::store(uint32_t &count) {
  for (size_t i = 0; i < descriptors.size(); i++) {
    if (entries[i].revents != 0) emitDescriptor(descriptors[i], entries[i].revents);
  }
  for (const Waiting &waiting : clocks) {
    if (nowOf(waiting.clock) >= waiting.deadline) emit(eventOf(waiting.subscription));
  }
  count = static_cast<uint32_t>(events.size());
  bool stored = call.memory.storeBytes(eventAddress, events.data(), events.size() * sizeof(GuestEvent));
  return stored ? Errno::success : Errno::fault;
}

Errno pollOneoff(Call &call, uint32_t subscriptions, uint32_t events, uint32_t count, uint32_t result,
                 const SubscriptionLayout &layout) {
  if (count == 0 || count > subscriptionLimit) return Errno::inval;
  if (!call.memory.contains(subscriptions, uint64_t{count} * layout.size) ||
      !call.memory.contains(events, uint64_t{count} * sizeof(GuestEvent)) || !call.memory.contains(result, 4)) {
    return Errno::fault;
  }
  Poll poll(call, events);
  for (uint32_t i = 0; i < count; i++) {
    Subscription subscription;
    if (!loadSubscription(call.memory, subscriptions + i * layout.size, layout, subscription)) return Errno::fault;
    if (!poll.add(subscription)) return Errno::inval;
  }
  Errno error = poll.wait();
  if (error != Errno::success) return error;
  uint32_t happened = 0;
  error = poll.store(happened);
  if (error != Errno::success) return error;
  return call.memory.store(result, happened) ? Errno::success : Errno::fault;
}

} // namespace

Errno poll_oneoff(Call &call, uint32_t subscriptions, uint32_t events, uint32_t count, uint32_t result) {
  return pollOneoff(call, subscriptions, events, count, result, preview1Layout);
}

Errno unstable::poll_oneoff(Call &call, uint32_t subscriptions, uint32_t events, uint32_t count, uint32_t result) {
  return pollOneoff(call, subscriptions, events, count, result, unstableLayout);
}

} // namespace wasabi::wasi
