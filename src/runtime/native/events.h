// Requests of running threads to the controller: posting is lock-free, first calls are taken before all others, and a
// threadsafe function wakes the controller's event loop.
#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <node_api.h>
#include <vector>

namespace wasabi {

enum class EventKind : uint8_t { firstCall, hotFunction, hotLoop, misfit };

struct Event {
  EventKind kind;
  uint32_t functionIndex;
  /// Loop ordinal, or -1.
  int32_t loop;
  uint32_t instance;
  uint64_t timeNs;
  /// Of a misfit, the function of the unit in whose body it was.
  uint32_t member;
};

class EventQueue {
public:
  EventQueue() = default;
  EventQueue(const EventQueue &) = delete;
  ~EventQueue();

  void post(const Event &event);
  /// All events posted so far, first calls first, each kind in order of posting.
  std::vector<Event> take();

  /// Calls `callback` with the events as an array of objects, on the thread of `env`, whenever there are any; `ended`
  /// once when that thread ends. `context` must outlive the connection. False when it is connected already or Node
  /// refuses.
  bool connect(napi_env env, napi_value callback, std::function<void()> ended);
  void disconnect();
  bool connected() const { return tsfn.load(std::memory_order_acquire) != nullptr; }

private:
  struct Node {
    Event event;
    Node *next;
  };
  struct Connection;
  static void callJs(napi_env env, napi_value callback, void *context, void *data);
  static void finalize(napi_env env, void *data, void *hint);
  void wake();

  std::atomic<Node *> firstCalls{nullptr};
  std::atomic<Node *> others{nullptr};
  std::atomic<bool> woken{false};
  std::mutex mutex;
  std::atomic<napi_threadsafe_function> tsfn{nullptr};
  Connection *connection = nullptr;
};

napi_value eventsToJs(napi_env env, const std::vector<Event> &events);

} // namespace wasabi
