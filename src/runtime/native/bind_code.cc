// Node-API functions about compiled modules and code; binding.ts documents them.
#include "bindings.h"
#include "image.h"
#include "instance.h"
#include "module_argument.h"
#include "processor.h"
#include "retirement.h"
#include "runtime_symbols.h"
#include <cstring>
#include <sys/mman.h>

namespace wasabi {

static napi_value createCompiledModule(napi_env env, napi_callback_info info) {
  Arguments<3> args(env, info);
  uint32_t functions = args.u32(args[0], "functionCount");
  uint32_t imported = args.u32(args[1], "importedFunctionCount");
  bool expect = args.boolean(args[2], "expectController");
  if (!args.ok()) return nullptr;
  if (imported > functions) {
    throwType(env, "importedFunctionCount exceeds functionCount");
    return nullptr;
  }
  double id = CompiledModule::create(functions, imported, expect);
  if (id == 0) {
    throwError(env, "no memory for a code table");
    return nullptr;
  }
  return numberValue(env, id);
}

static napi_value retainCompiledModule(napi_env env, napi_callback_info info) {
  Arguments<1> args(env, info);
  double id = args.number(args[0], "compiled module id");
  return args.ok() ? boolValue(env, CompiledModule::acquire(id) != nullptr) : nullptr;
}

static napi_value releaseCompiledModule(napi_env env, napi_callback_info info) {
  Arguments<1> args(env, info);
  // One release for the reference that finding it took, one for the caller's.
  if (ModuleReference module = moduleOf(env, args, args[0])) module->release();
  return nullptr;
}

static void readSlots(napi_env env, Reader &reader, napi_value list, InstallRequest *request) {
  uint32_t count = reader.arrayLength(list, "slots");
  for (uint32_t i = 0; i < count && reader.ok(); i++) {
    napi_value slot = reader.element(list, i);
    std::string symbol = reader.string(reader.property(slot, "symbol"), "symbol");
    uint32_t offset = reader.u32(reader.property(slot, "offset"), "offset");
    if (!reader.ok()) return;
    const void *target = runtimeSymbol(symbol);
    if (!target) {
      throwError(env, "code needs the unknown symbol " + symbol);
      return reader.fail("symbol", "known");
    }
    request->slots.push_back({offset, target});
  }
}

static CounterShape readCounterShape(Reader &reader, napi_value row) {
  CounterShape shape;
  shape.words = reader.u32(reader.property(row, "counterWords"), "counterWords");
  shape.loops = reader.u32(reader.property(row, "loopCount"), "loopCount");
  if (napi_value sites = reader.property(row, "indirectWords")) {
    auto words = reader.typedArray<uint32_t>(sites, "indirectWords");
    shape.sites.assign(words.data, words.data + words.length);
  }
  return shape;
}

static void readRows(Reader &reader, napi_value list, InstallRequest *request) {
  uint32_t count = reader.arrayLength(list, "rows");
  for (uint32_t i = 0; i < count && reader.ok(); i++) {
    napi_value row = reader.element(list, i);
    napi_value publish = reader.property(row, "publish");
    request->rows.push_back({reader.u32(reader.property(row, "functionIndex"), "functionIndex"),
                             reader.u32(reader.property(row, "offset"), "offset"),
                             reader.u32(reader.property(row, "sizeBytes"), "sizeBytes"),
                             readCounterShape(reader, row),
                             publish ? reader.boolean(publish, "publish") : true});
  }
}

static void readOsrEntries(Reader &reader, napi_value list, InstallRequest *request) {
  uint32_t count = reader.arrayLength(list, "osrEntries");
  for (uint32_t i = 0; i < count && reader.ok(); i++) {
    napi_value entry = reader.element(list, i);
    napi_value size = reader.property(entry, "sizeBytes");
    request->osrEntries.push_back({reader.u32(reader.property(entry, "functionIndex"), "functionIndex"),
                                   reader.u32(reader.property(entry, "loop"), "loop"),
                                   reader.u32(reader.property(entry, "offset"), "offset"),
                                   size ? reader.u32(size, "sizeBytes") : 0});
  }
}

static bool readRequest(napi_env env, Reader &reader, napi_value object, InstallRequest *request) {
  std::string tier = reader.string(reader.property(object, "tier"), "tier");
  if (reader.ok() && tier != "baseline" && tier != "optimized") reader.fail("tier", "baseline or optimized");
  request->tier = tier == "optimized" ? CodeTier::optimized : CodeTier::baseline;
  request->code = reader.typedArray<uint8_t>(reader.property(object, "code"), "code");
  readSlots(env, reader, reader.property(object, "slots"), request);
  auto lines = reader.typedArray<uint32_t>(reader.property(object, "lines"), "lines");
  for (size_t i = 0; i + 1 < lines.length; i += 2)
    request->lines.push_back({lines.data[i], lines.data[i + 1]});
  auto handlers = reader.typedArray<uint32_t>(reader.property(object, "handlers"), "handlers");
  for (size_t i = 0; i + 2 < handlers.length; i += 3)
    request->handlers.push_back({handlers.data[i], handlers.data[i + 1], handlers.data[i + 2]});
  readRows(reader, reader.property(object, "rows"), request);
  readOsrEntries(reader, reader.property(object, "osrEntries"), request);
  napi_value downgrade = reader.property(object, "downgrade");
  request->downgrade = downgrade && reader.boolean(downgrade, "downgrade");
  return reader.ok();
}

static napi_value installCode(napi_env env, napi_callback_info info) {
  Arguments<2> args(env, info);
  ModuleReference module = moduleOf(env, args, args[0]);
  InstallRequest request;
  if (!module || !readRequest(env, args, args[1], &request)) return nullptr;
  InstallResult result;
  if (const char *problem = module->install(request, &result)) {
    throwError(env, std::string("code cannot be installed: ") + problem);
    return nullptr;
  }
  ObjectBuilder object(env);
  object.number("image", result.image);
  object.number("address", result.address);
  object.number("published", result.published);
  object.number("swapped", result.swapped);
  return object.value();
}

static napi_value attachController(napi_env env, napi_callback_info info) {
  Arguments<2> args(env, info);
  ModuleReference module = moduleOf(env, args, args[0]);
  if (module && !module->connectController(env, args[1])) throwError(env, "the controller's callback was refused");
  return nullptr;
}

static napi_value detachController(napi_env env, napi_callback_info info) {
  Arguments<1> args(env, info);
  if (ModuleReference module = moduleOf(env, args, args[0])) module->disconnectController();
  return nullptr;
}

static napi_value takeEvents(napi_env env, napi_callback_info info) {
  Arguments<1> args(env, info);
  ModuleReference module = moduleOf(env, args, args[0]);
  return module ? eventsToJs(env, module->takeEvents()) : nullptr;
}

static napi_value failFirstCall(napi_env env, napi_callback_info info) {
  Arguments<3> args(env, info);
  ModuleReference module = moduleOf(env, args, args[0]);
  uint32_t functionIndex = args.u32(args[1], "functionIndex");
  std::string message = args.string(args[2], "message");
  if (module && args.ok()) module->failFirstCall(functionIndex, std::move(message));
  return nullptr;
}

static napi_value setThresholds(napi_env env, napi_callback_info info) {
  Arguments<2> args(env, info);
  ModuleReference module = moduleOf(env, args, args[0]);
  Thresholds thresholds;
  auto budget = [&](const char *name) {
    double value = args.number(args.property(args[1], name), name);
    return uint32_t(std::min(std::max(value, 1.0), double(1u << 30)));
  };
  thresholds.entryBudget = budget("entryBudget");
  thresholds.loopBudget = budget("loopBudget");
  thresholds.misfitBudget = budget("misfitBudget");
  thresholds.maxBudget = budget("maxBudget");
  thresholds.budgetGrowth = args.number(args.property(args[1], "budgetGrowth"), "budgetGrowth");
  thresholds.sync = args.boolean(args.property(args[1], "sync"), "sync");
  if (module && args.ok()) module->setThresholds(thresholds);
  return nullptr;
}

static napi_value answerHot(napi_env env, napi_callback_info info) {
  Arguments<4> args(env, info);
  ModuleReference module = moduleOf(env, args, args[0]);
  uint32_t functionIndex = args.u32(args[1], "functionIndex");
  double loop = args.number(args[2], "loop");
  double budget = args.number(args[3], "nextBudget");
  if (module && args.ok())
    module->answerHot(functionIndex, int32_t(loop), uint32_t(std::min(std::max(budget, 0.0), double(0x7fffffff))));
  return nullptr;
}

template <typename T>
static napi_value copyToTypedArray(napi_env env, napi_typedarray_type type, const std::vector<T> &values) {
  void *data = nullptr;
  napi_value buffer, array = nullptr;
  napi_create_arraybuffer(env, values.size() * sizeof(T), &data, &buffer);
  if (!values.empty()) memcpy(data, values.data(), values.size() * sizeof(T));
  napi_create_typedarray(env, type, values.size(), buffer, 0, &array);
  return array;
}

static napi_value readCounters(napi_env env, napi_callback_info info) {
  Arguments<2> args(env, info);
  ModuleReference module = moduleOf(env, args, args[0]);
  uint32_t functionIndex = args.u32(args[1], "functionIndex");
  std::vector<uint32_t> words;
  if (!module || !args.ok()) return nullptr;
  if (!module->readCounters(functionIndex, &words)) {
    napi_value null;
    napi_get_null(env, &null);
    return null;
  }
  return copyToTypedArray(env, napi_uint32_array, words);
}

static napi_value functionTiers(napi_env env, napi_callback_info info) {
  Arguments<1> args(env, info);
  ModuleReference module = moduleOf(env, args, args[0]);
  return module ? copyToTypedArray(env, napi_uint8_array, module->functionTiers()) : nullptr;
}

static napi_value functionRecounts(napi_env env, napi_callback_info info) {
  Arguments<1> args(env, info);
  ModuleReference module = moduleOf(env, args, args[0]);
  return module ? copyToTypedArray(env, napi_uint8_array, module->functionRecounts()) : nullptr;
}

static napi_value setControllerStarter(napi_env env, napi_callback_info info) {
  Arguments<2> args(env, info);
  if (ModuleReference module = moduleOf(env, args, args[0])) module->setControllerStarter(env, args[1]);
  return nullptr;
}

static napi_value codeStatistics(napi_env env, napi_callback_info) {
  RetirementFigures retirement = retirementFigures();
  CodeFigures &figures = codeFigures();
  size_t mapped = Image::liveMappedBytes();
  ObjectBuilder object(env);
  object.number("mappedBytes", double(mapped));
  object.number("liveBytes", double(mapped - retirement.waitingBytes));
  object.number("images", double(Image::liveCount()));
  object.number("installedImages", double(figures.installedImages));
  object.number("swaps", double(figures.swaps));
  object.number("retiredImages", double(retirement.retired));
  object.number("freedImages", double(retirement.freed));
  object.number("freedBytes", double(retirement.freedBytes));
  object.number("firstCalls", double(figures.firstCalls));
  object.number("firstCallWaitNs", double(figures.firstCallWaitNs));
  object.number("hotFunctionEvents", double(figures.hotFunctionEvents));
  object.number("hotLoopEvents", double(figures.hotLoopEvents));
  object.number("osrEntries", double(figures.osrEntries));
  object.number("threads", double(ThreadRegistryLock().threads().size()));
  object.number("instances", double(Instance::liveCount()));
  object.number("compiledModules", double(CompiledModule::liveCount()));
  return object.value();
}

static napi_value collectRetiredImages(napi_env env, napi_callback_info) {
  return numberValue(env, double(collectRetired()));
}

static napi_value processorIdentityBinding(napi_env env, napi_callback_info) {
  napi_value text;
  napi_create_string_utf8(env, processorIdentity().c_str(), NAPI_AUTO_LENGTH, &text);
  return text;
}

/// The mapping stays: it is an event that `perf record` notes, and costs one page of addresses.
static napi_value mapJitDump(napi_env env, napi_callback_info info) {
  Arguments<1> args(env, info);
  uint32_t file = args.u32(args[0], "file");
  if (!args.ok()) return nullptr;
  if (mmap(nullptr, CodeRegion::pageBytes, PROT_READ | PROT_EXEC, MAP_PRIVATE, int(file), 0) == MAP_FAILED)
    throwError(env, "a jitdump file cannot be mapped there");
  return nullptr;
}

NativeFunctionTable codeBindings() {
  return {{"createCompiledModule", createCompiledModule},
          {"retainCompiledModule", retainCompiledModule},
          {"releaseCompiledModule", releaseCompiledModule},
          {"installCode", installCode},
          {"attachController", attachController},
          {"detachController", detachController},
          {"takeEvents", takeEvents},
          {"failFirstCall", failFirstCall},
          {"setThresholds", setThresholds},
          {"answerHot", answerHot},
          {"readCounters", readCounters},
          {"setControllerStarter", setControllerStarter},
          {"processorIdentity", processorIdentityBinding},
          {"functionTiers", functionTiers},
          {"functionRecounts", functionRecounts},
          {"codeStatistics", codeStatistics},
          {"collectRetired", collectRetiredImages},
          {"mapJitDump", mapJitDump}};
}

} // namespace wasabi
