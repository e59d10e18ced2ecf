// Two lock-free stacks, reversed when they are taken. Knows nothing of what the events ask for.
#include "events.h"
#include "napi_values.h"
#include <algorithm>
#include <utility>

namespace wasabi {

/// Shared by the queue and the threadsafe function, whichever ends first.
struct EventQueue::Connection {
  std::mutex mutex;
  EventQueue *queue;
  std::function<void()> ended;
  int references = 2;
};

static const char *const kindNames[] = {"firstCall", "hotFunction", "hotLoop", "misfit"};

EventQueue::~EventQueue() {
  disconnect();
  take();
}

void EventQueue::post(const Event &event) {
  auto &head = event.kind == EventKind::firstCall ? firstCalls : others;
  auto *node = new Node{event, head.load(std::memory_order_relaxed)};
  while (!head.compare_exchange_weak(node->next, node, std::memory_order_release, std::memory_order_relaxed)) {
  }
  if (!woken.exchange(true, std::memory_order_acq_rel)) wake();
}

void EventQueue::wake() {
  std::lock_guard<std::mutex> lock(mutex);
  // Without a controller the events stay; connecting wakes it.
  napi_threadsafe_function function = tsfn.load(std::memory_order_relaxed);
  // A closing function has given back our use of it and must not be touched again.
  if (function && napi_call_threadsafe_function(function, nullptr, napi_tsfn_nonblocking) == napi_closing)
    tsfn.store(nullptr, std::memory_order_release);
}

std::vector<Event> EventQueue::take() {
  woken.store(false, std::memory_order_release);
  std::vector<Event> events;
  for (auto *head : {&firstCalls, &others}) {
    size_t start = events.size();
    for (Node *node = head->exchange(nullptr, std::memory_order_acquire); node;) {
      events.push_back(node->event);
      delete std::exchange(node, node->next);
    }
    std::reverse(events.begin() + ptrdiff_t(start), events.end());
  }
  return events;
}

bool EventQueue::connect(napi_env env, napi_value callback, std::function<void()> ended) {
  disconnect();
  std::lock_guard<std::mutex> lock(mutex);
  auto *shared = new Connection{.queue = this, .ended = std::move(ended)};
  napi_value name;
  napi_create_string_utf8(env, "wasabi events", NAPI_AUTO_LENGTH, &name);
  napi_threadsafe_function function = nullptr;
  if (napi_create_threadsafe_function(env, callback, nullptr, name, 0, 1, shared, finalize, shared, callJs,
                                      &function) != napi_ok) {
    delete shared;
    return false;
  }
  napi_unref_threadsafe_function(env, function);
  connection = shared;
  tsfn.store(function, std::memory_order_release);
  woken.store(true, std::memory_order_release);
  napi_call_threadsafe_function(function, nullptr, napi_tsfn_nonblocking);
  return true;
}

static void releaseConnection(auto *shared, std::unique_lock<std::mutex> &lock) {
  bool last = --shared->references == 0;
  lock.unlock();
  if (last) delete shared;
}

void EventQueue::disconnect() {
  std::unique_lock<std::mutex> lock(mutex);
  // Under the lock: `finalize`, which takes it too, cannot have freed the function.
  if (napi_threadsafe_function function = tsfn.exchange(nullptr, std::memory_order_acq_rel))
    napi_release_threadsafe_function(function, napi_tsfn_abort);
  Connection *shared = std::exchange(connection, nullptr);
  lock.unlock();
  if (!shared) return;
  std::unique_lock<std::mutex> sharedLock(shared->mutex);
  shared->queue = nullptr;
  releaseConnection(shared, sharedLock);
}

void EventQueue::finalize(napi_env, void *, void *hint) {
  auto *shared = static_cast<Connection *>(hint);
  std::unique_lock<std::mutex> lock(shared->mutex);
  if (EventQueue *queue = shared->queue) {
    std::lock_guard<std::mutex> queueLock(queue->mutex);
    // The controller's thread ends by itself, unless `disconnect` came first and gives its reference back on its own.
    if (queue->connection == shared) {
      queue->tsfn.store(nullptr, std::memory_order_release);
      queue->connection = nullptr;
      shared->references--;
      shared->ended();
    }
  }
  releaseConnection(shared, lock);
}

void EventQueue::callJs(napi_env env, napi_value callback, void *context, void *) {
  if (!env || !callback) return;
  auto *shared = static_cast<Connection *>(context);
  std::vector<Event> events;
  {
    std::lock_guard<std::mutex> lock(shared->mutex);
    if (shared->queue) events = shared->queue->take();
  }
  if (events.empty()) return;
  napi_value argument = eventsToJs(env, events);
  napi_value receiver;
  napi_get_undefined(env, &receiver);
  napi_call_function(env, receiver, callback, 1, &argument, nullptr);
}

napi_value eventsToJs(napi_env env, const std::vector<Event> &events) {
  napi_value array;
  napi_create_array_with_length(env, events.size(), &array);
  for (uint32_t i = 0; i < events.size(); i++) {
    const Event &event = events[i];
    ObjectBuilder object(env);
    object.string("kind", kindNames[size_t(event.kind)]);
    object.number("functionIndex", event.functionIndex);
    object.number("loop", event.loop);
    object.number("instance", event.instance);
    object.number("timeNs", double(event.timeNs));
    object.number("member", event.member);
    napi_set_element(env, array, i, object.value());
  }
  return array;
}

} // namespace wasabi
