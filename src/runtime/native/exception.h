// Exceptions (spec 4.2.13, exception instances) and tags. An exnref is an exception's address. Nothing counts references
// to it: a thread's exceptions are collected now and then, from what its stack, tables, globals and JavaScript hold.
#pragma once
#include "vm_layout.h"
#include <functional>
#include <node_api.h>
#include <unordered_map>
#include <vector>

namespace wasabi {

/// A tag's identity is its address. Held by JavaScript's objects and by every exception with it.
struct TagObject {
  static const napi_type_tag tag;
  /// What of a payload concerns anybody but the catcher. The numbers are `PayloadKind` in tag.ts.
  enum class Kind : uint8_t { plain = 0, externref = 1, exnref = 2 };

  std::vector<Kind> payload;
  /// Canonical id of its function type.
  uint32_t typeId = 0;
  /// Retained by JavaScript's reference, the first.
  ThreadContext *thread = nullptr;
  uint32_t references = 1;
  uint32_t exceptions = 0;
  /// JavaScript's object for it, where payloads may be the last to name a function: strong while there are exceptions.
  napi_ref holder = nullptr;

  static TagObject *create(ThreadContext *thread, std::vector<Kind> payload, uint32_t typeId);
  /// Before the first exception: `object` is not collected while there are any.
  void setHolder(napi_value object);
  void addException();
  void removeException();
  /// Frees it with the last reference.
  void release();
  static void finalize(TagObject *object);
};

/// Layout known to instance-layout.ts.
struct Exception {
  TagObject *tag;
  /// Number, as an externref, of the JavaScript object that stands for it; 0 without one.
  uint32_t object;
  /// Handles of JavaScript to it.
  uint16_t pins;
  bool marked;
  Value values[];

  size_t payloadCount() const { return tag->payload.size(); }
};

/// The exceptions of one thread; used on that thread only.
class ExceptionHeap {
public:
  /// Finds exceptions that words name.
  class Marker {
  public:
    void words(const void *begin, const void *end);

  private:
    friend class ExceptionHeap;
    explicit Marker(const std::vector<Exception *> &sorted) : sorted(sorted) {}
    void mark(uint64_t word);
    void markReachable();

    const std::vector<Exception *> &sorted;
    std::vector<Exception *> pending;
  };
  using Roots = std::function<void(Marker &)>;

  explicit ExceptionHeap(ThreadContext *thread) : thread(thread) {}
  ~ExceptionHeap();
  ExceptionHeap(const ExceptionHeap &) = delete;

  /// With the payload that stands in the thread's `values`. May collect. Null when memory is exhausted.
  Exception *create(TagObject *tag);
  /// Something whose words may be exnrefs, until `removeRoots`.
  void addRoots(const void *owner, Roots roots) { sources[owner] = std::move(roots); }
  void removeRoots(const void *owner) { sources.erase(owner); }
  /// Frees what nothing can reach. Words of the stack that only look like references keep exceptions alive.
  [[gnu::noinline]] void collect();
  const std::vector<Exception *> &all() const { return exceptions; }

private:
  void markFrom(uintptr_t stackPointer);
  void sweep();
  static void free(Exception *exception);

  ThreadContext *const thread;
  std::vector<Exception *> exceptions;
  std::unordered_map<const void *, Roots> sources;
  size_t bytes = 0;
  /// Tags that are held for their exceptions, and whole instances with them.
  size_t heldTags = 0;
  /// Below both, looking for dead ones is not worth while.
  static constexpr size_t leastBytes = 512 * 1024;
  static constexpr size_t leastHeldTags = 64;
  size_t collectAtBytes = leastBytes;
  size_t collectAtHeldTags = leastHeldTags;

  friend struct TagObject;
};

} // namespace wasabi
