// Guests as JavaScript objects, and the entry by which compiled code calls WASI's functions. Belongs to the runtime
// addon: the functions themselves know nothing of it.
#include "napi_wasi.h"
#include "../memory.h"
#include "../napi_values.h"
#include "../traps.h"
#include "function_table.h"

namespace wasabi::wasi {

namespace {

class Guest;

/// Context of one host function: what compiled code passes first.
struct GuestFunction {
  Guest *guest;
  Errno (*invoke)(Call &call, const uint64_t *arguments);
  void *code;
  FuncRef ref;
};

/// A guest of one thread. Freed with its JavaScript object, once no wasm runs on the thread.
class Guest {
public:
  static const napi_type_tag tag;

  Guest(ThreadContext *thread, std::unique_ptr<WasiContext> context, Version version);
  static void finalize(Guest *guest) {
    guest->thread->whenOutside([guest] { delete guest; });
  }

  FuncRef *functionRef(uint32_t index, uint32_t typeId);
  size_t functionCount() const { return functions.size(); }

  ThreadContext *const thread;
  const std::unique_ptr<WasiContext> context;
  MemoryObject *memory = nullptr;

private:
  ~Guest() { thread->release(); }

  std::vector<GuestFunction> functions;
};

const napi_type_tag Guest::tag = {0x7761736162690001, 0x7761736967756573};

/// Code of every WASI function. The first five parameters come in registers, whether the function has them or not; the
/// rest is in the thread's overflow slots. Nothing here owns anything when it leaves by an exit.
uint32_t enter(GuestFunction *function, uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e) {
  ThreadContext *thread = function->guest->thread;
  uint64_t arguments[maxParameters] = {a, b, c, d, e};
  for (size_t k = 0; k < maxParameters - intRegisters; k++)
    arguments[intRegisters + k] = thread->values[k].bits;
  MemoryObject *memory = function->guest->memory;
  Call call{*function->guest->context, {}, &thread->interruptWanted};
  if (memory) call.memory = {memory->base(), memory->currentLength()};
  Errno error = function->invoke(call, arguments);
  if (error == Errno::exitRequested) raiseExit(thread, static_cast<int32_t>(call.exitCode));
  if (error == Errno::interruptRequested) {
    thread->interruptWanted = false;
    raiseTrap(thread, TrapCode::interrupted);
  }
  return static_cast<uint32_t>(error);
}

Guest::Guest(ThreadContext *thread, std::unique_ptr<WasiContext> context, Version version)
    : thread(thread), context(std::move(context)) {
  thread->retain();
  for (const FunctionInfo &info : functionTable(version)) {
    // A function's address as data: FuncRefs hold code that way, and POSIX guarantees the conversion.
    functions.push_back({this, info.invoke, reinterpret_cast<void *>(&enter), {}});
  }
}

FuncRef *Guest::functionRef(uint32_t index, uint32_t typeId) {
  GuestFunction &function = functions[index];
  function.ref = {&function.code, &function, typeId, noFunction, &function.ref};
  return &function.ref;
}

std::vector<std::string> readStrings(Reader &reader, napi_value array, const char *what) {
  std::vector<std::string> list(reader.arrayLength(array, what));
  for (uint32_t i = 0; i < list.size() && reader.ok(); i++)
    list[i] = reader.string(reader.element(array, i), what);
  return list;
}

std::vector<Preopen> readPreopens(Reader &reader, napi_value array) {
  std::vector<Preopen> list(reader.arrayLength(array, "preopens"));
  for (uint32_t i = 0; i < list.size() && reader.ok(); i++) {
    napi_value entry = reader.element(array, i);
    list[i] = {reader.string(reader.property(entry, "hostPath"), "hostPath"),
               reader.string(reader.property(entry, "guestName"), "guestName"),
               reader.boolean(reader.property(entry, "readOnly"), "readOnly")};
  }
  return list;
}

/// (unstable, args, environ, stdio, preopens, sockets, walk) -> external Guest
napi_value create(napi_env env, napi_callback_info info) {
  Arguments<7> arguments(env, info);
  ContextOptions options;
  Version version = arguments.boolean(arguments[0], "unstable") ? Version::unstable : Version::preview1;
  options.args = readStrings(arguments, arguments[1], "args");
  options.environ = readStrings(arguments, arguments[2], "environ");
  for (uint32_t i = 0; i < 3 && arguments.ok(); i++) {
    options.stdio[i] = static_cast<int>(arguments.u32(arguments.element(arguments[3], i), "stdio"));
  }
  options.preopens = readPreopens(arguments, arguments[4]);
  uint32_t sockets = arguments.arrayLength(arguments[5], "sockets");
  for (uint32_t i = 0; i < sockets && arguments.ok(); i++) {
    options.sockets.push_back(static_cast<int>(arguments.u32(arguments.element(arguments[5], i), "sockets")));
  }
  options.resolver = arguments.boolean(arguments[6], "walk") ? Resolver::walk : Resolver::automatic;
  if (!arguments.ok()) return nullptr;
  std::string problem;
  std::unique_ptr<WasiContext> context = WasiContext::create(options, problem);
  if (!context) {
    throwError(env, problem);
    return nullptr;
  }
  return externalValue(env, new Guest(ThreadContext::current(), std::move(context), version));
}

/// (unstable) -> [{name, parameters, hasResult}]
napi_value listFunctions(napi_env env, napi_callback_info info) {
  Arguments<1> arguments(env, info);
  Version version = arguments.boolean(arguments[0], "unstable") ? Version::unstable : Version::preview1;
  if (!arguments.ok()) return nullptr;
  napi_value list;
  napi_create_array(env, &list);
  uint32_t index = 0;
  for (const FunctionInfo &function : functionTable(version)) {
    ObjectBuilder entry(env);
    entry.string("name", function.name);
    entry.string("parameters", function.parameters);
    entry.set("hasResult", boolValue(env, function.hasResult));
    napi_set_element(env, list, index++, entry.value());
  }
  return list;
}

/// (guest, index, typeId) -> address of the FuncRef
napi_value functionRef(napi_env env, napi_callback_info info) {
  Arguments<3> arguments(env, info);
  Guest *guest = arguments.external<Guest>(arguments[0], "guest");
  uint32_t index = arguments.u32(arguments[1], "index");
  uint32_t typeId = arguments.u32(arguments[2], "typeId");
  if (arguments.ok() && index >= guest->functionCount()) arguments.fail("index", "a function of the table");
  if (!arguments.ok()) return nullptr;
  return numberValue(env, static_cast<double>(reinterpret_cast<uintptr_t>(guest->functionRef(index, typeId))));
}

/// (guest, memory)
napi_value setMemory(napi_env env, napi_callback_info info) {
  Arguments<2> arguments(env, info);
  Guest *guest = arguments.external<Guest>(arguments[0], "guest");
  MemoryObject *memory = arguments.external<MemoryObject>(arguments[1], "memory");
  if (!arguments.ok()) return nullptr;
  guest->memory = memory;
  return nullptr;
}

} // namespace

void exportWasi(napi_env env, napi_value exports) {
  exportFunctions(env, exports,
                  {{"wasiCreate", create},
                   {"wasiFunctions", listFunctions},
                   {"wasiFunctionRef", functionRef},
                   {"wasiSetMemory", setMemory}});
}

} // namespace wasabi::wasi
