// The heap of exceptions: allocation, conservative marking, sweeping.
#include "exception.h"
#include "thread_context.h"
#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace wasabi {

const napi_type_tag TagObject::tag = {0x7761736162690006, 0x746167};

TagObject *TagObject::create(ThreadContext *thread, std::vector<Kind> payload, uint32_t typeId) {
  auto *object = new TagObject();
  object->payload = std::move(payload);
  object->typeId = typeId;
  object->thread = thread;
  thread->retain();
  return object;
}

void TagObject::setHolder(napi_value object) { napi_create_reference(thread->env, object, 0, &holder); }

void TagObject::addException() {
  references++;
  if (exceptions++ > 0 || !holder) return;
  napi_reference_ref(thread->env, holder, nullptr);
  thread->exceptions.heldTags++;
}

void TagObject::removeException() {
  if (--exceptions == 0 && holder) {
    thread->exceptions.heldTags--;
    // References end with their environment.
    if (thread->env) napi_reference_unref(thread->env, holder, nullptr);
  }
  release();
}

void TagObject::release() {
  if (--references > 0) return;
  if (holder && thread->env) napi_delete_reference(thread->env, holder);
  delete this;
}

void TagObject::finalize(TagObject *object) {
  ThreadContext *thread = object->thread;
  thread->whenOutside([object, thread] {
    object->release();
    thread->release();
  });
}

static size_t sizeOf(const Exception *exception) {
  return sizeof(Exception) + exception->payloadCount() * sizeof(Value);
}

ExceptionHeap::~ExceptionHeap() {
  for (Exception *exception : exceptions)
    free(exception);
}

void ExceptionHeap::free(Exception *exception) {
  exception->tag->removeException();
  std::free(exception);
}

Exception *ExceptionHeap::create(TagObject *tag) {
  size_t count = tag->payload.size();
  size_t size = sizeof(Exception) + count * sizeof(Value);
  if (bytes + size > collectAtBytes || heldTags >= collectAtHeldTags) collect();
  auto *exception = static_cast<Exception *>(aligned_alloc(alignof(Value), size));
  if (!exception) return nullptr;
  *exception = {.tag = tag, .object = 0, .pins = 0, .marked = false};
  memcpy(exception->values, thread->values, count * sizeof(Value));
  tag->addException();
  exceptions.push_back(exception);
  bytes += size;
  return exception;
}

void ExceptionHeap::Marker::words(const void *begin, const void *end) {
  auto *word = static_cast<const uint64_t *>(begin);
  for (; word < end; word++)
    mark(*word);
}

void ExceptionHeap::Marker::mark(uint64_t word) {
  if (word < uint64_t(sorted.front())) return;
  auto after = std::upper_bound(sorted.begin(), sorted.end(), word,
                                [](uint64_t value, const Exception *exception) { return value < uint64_t(exception); });
  Exception *exception = *(after - 1);
  // Code may hold only an address within, of a value that it is going to read.
  if (word - uint64_t(exception) >= sizeOf(exception) || exception->marked) return;
  exception->marked = true;
  pending.push_back(exception);
}

void ExceptionHeap::Marker::markReachable() {
  while (!pending.empty()) {
    Exception *exception = pending.back();
    pending.pop_back();
    for (size_t i = 0; i < exception->payloadCount(); i++)
      if (exception->tag->payload[i] == TagObject::Kind::exnref) mark(exception->values[i].bits);
  }
}

void ExceptionHeap::collect() {
  // References may be in registers that no frame has saved yet: this puts them on the stack.
  __builtin_unwind_init();
  uintptr_t stackPointer;
  asm volatile("mov %%rsp, %0" : "=r"(stackPointer));
  if (!exceptions.empty()) {
    std::sort(exceptions.begin(), exceptions.end());
    markFrom(stackPointer);
    sweep();
  }
  collectAtBytes = std::max(leastBytes, 2 * bytes);
  collectAtHeldTags = std::max(leastHeldTags, 2 * heldTags);
}

void ExceptionHeap::markFrom(uintptr_t stackPointer) {
  Marker marker(exceptions);
  // While the thread runs above its frames (wasabi_call_above), those begin where it left them.
  if (thread->leftStack) stackPointer = std::min(stackPointer, thread->leftStack);
  marker.words(reinterpret_cast<const void *>(stackPointer & ~uintptr_t(7)),
               reinterpret_cast<const void *>(thread->stackHigh));
  marker.words(thread->values, thread->values + valueCount);
  marker.words(&thread->exchange, &thread->exchange + 1);
  marker.words(thread->osrBuffer, thread->osrBuffer + thread->osrCapacity);
  for (const auto &[owner, roots] : sources)
    roots(marker);
  for (const Exception *exception : exceptions)
    if (exception->pins > 0) marker.mark(uint64_t(exception));
  marker.markReachable();
}

void ExceptionHeap::sweep() {
  bytes = 0;
  std::erase_if(exceptions, [this](Exception *exception) {
    bool dead = !exception->marked;
    exception->marked = false;
    if (dead)
      free(exception);
    else
      bytes += sizeOf(exception);
    return dead;
  });
}

} // namespace wasabi
