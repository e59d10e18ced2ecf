// Node-API functions about instances, memories, tables, cells and host functions; native-addon.ts lists them.
#include "bindings.h"
#include "host_function.h"
#include "instance.h"
#include <algorithm>
#include <cstring>

namespace wasabi {

/// FuncRefs come from JavaScript as numbers that it got from us.
static FuncRef *refOf(double bits) { return reinterpret_cast<FuncRef *>(uintptr_t(bits)); }

static napi_value addressValue(napi_env env, const void *address) {
  return numberValue(env, double(uintptr_t(address)));
}

/// A view of memory that something else owns.
static napi_value bufferOver(napi_env env, void *start, size_t sizeBytes) {
  napi_value buffer = nullptr;
  napi_create_external_arraybuffer(env, start, sizeBytes, nullptr, nullptr, &buffer);
  return buffer;
}

template <typename T> static std::vector<T *> readExternals(Reader &reader, napi_value array, const char *what) {
  std::vector<T *> list;
  uint32_t count = reader.arrayLength(array, what);
  for (uint32_t i = 0; i < count && reader.ok(); i++)
    list.push_back(reader.external<T>(reader.element(array, i), what));
  return list;
}

static bool partsFit(const InstanceParts &parts, const CompiledModule &module) {
  size_t memoriesEnd = parts.memoriesOffset + parts.memories.size() * sizeof(MemoryRecord);
  size_t tablesEnd = parts.tablesOffset + parts.tables.size() * sizeof(void *);
  return parts.memoriesOffset >= sizeof(VmContext) && memoriesEnd <= parts.tablesOffset &&
         parts.tablesOffset % 8 == 0 && tablesEnd <= parts.sizeBytes &&
         parts.importedFunctions.size() == module.importedCount();
}

static napi_value instanceValue(napi_env env, Instance *instance) {
  ObjectBuilder object(env);
  object.set("native", externalValue(env, instance));
  object.set("address", addressValue(env, instance->context()));
  object.number("id", instance->id());
  object.set("buffer", bufferOver(env, instance->context(), instance->contextBytes()));
  return object.value();
}

static napi_value createInstance(napi_env env, napi_callback_info info) {
  Arguments<9> args(env, info);
  double id = args.number(args[0], "compiled module id");
  auto types = args.typedArray<uint32_t>(args[1], "typeIds");
  auto functionTypes = args.typedArray<uint32_t>(args[2], "functionTypeIds");
  InstanceParts parts{.sizeBytes = args.u32(args[3], "sizeBytes"),
                      .memories = readExternals<MemoryObject>(args, args[4], "memories"),
                      .memoriesOffset = args.u32(args[5], "memoriesOffset"),
                      .tables = readExternals<TableObject>(args, args[6], "tables"),
                      .tablesOffset = args.u32(args[7], "tablesOffset")};
  uint32_t imports = args.arrayLength(args[8], "importedFunctions");
  for (uint32_t i = 0; i < imports && args.ok(); i++)
    parts.importedFunctions.push_back(refOf(args.number(args.element(args[8], i), "imported function")));
  if (!args.ok()) return nullptr;
  CompiledModule *module = CompiledModule::acquire(id);
  if (!module) {
    throwError(env, "no compiled module has this id");
    return nullptr;
  }
  Instance *instance = nullptr;
  if (functionTypes.length != module->functionCount() || !partsFit(parts, *module)) {
    throwType(env, "the instance's parts do not fit its module");
  } else {
    module->describeTypes(types, functionTypes);
    instance = Instance::create(module, ThreadContext::current(), std::move(parts));
    if (!instance) napi_throw_range_error(env, nullptr, "no memory for an instance");
  }
  module->release();
  return instance ? instanceValue(env, instance) : nullptr;
}

static napi_value funcRef(napi_env env, napi_callback_info info) {
  Arguments<2> args(env, info);
  auto *instance = args.external<Instance>(args[0], "instance");
  uint32_t index = args.u32(args[1], "functionIndex");
  if (args.ok() && index >= instance->module()->functionCount()) args.fail("functionIndex", "in range");
  return args.ok() ? addressValue(env, instance->funcRef(index)) : nullptr;
}

static napi_value declareFunctions(napi_env env, napi_callback_info info) {
  Arguments<2> args(env, info);
  auto *instance = args.external<Instance>(args[0], "instance");
  auto functions = args.typedArray<uint32_t>(args[1], "functions");
  for (size_t i = 0; i < functions.length && args.ok(); i++) {
    if (functions.data[i] >= instance->module()->functionCount())
      args.fail("functions", "in range");
    else
      instance->funcRef(functions.data[i]);
  }
  return nullptr;
}

static napi_value funcRefInfo(napi_env env, napi_callback_info info) {
  Arguments<1> args(env, info);
  double bits = args.number(args[0], "funcref");
  if (!args.ok() || bits == 0) return nullptr;
  const FuncRef *ref = refOf(bits);
  ObjectBuilder object(env);
  object.set("canonical", addressValue(env, ref->canonical));
  object.set("context", addressValue(env, ref->context));
  object.number("functionIndex", ref->functionIndex);
  object.number("typeId", ref->typeId);
  return object.value();
}

static napi_value setDataSegments(napi_env env, napi_callback_info info) {
  Arguments<3> args(env, info);
  auto *instance = args.external<Instance>(args[0], "instance");
  auto bytes = args.typedArray<uint8_t>(args[1], "bytes");
  auto ranges = args.typedArray<uint32_t>(args[2], "ranges");
  if (!args.ok()) return nullptr;
  instance->dataSegments.clear();
  for (size_t i = 0; i + 1 < ranges.length; i += 2) {
    uint64_t offset = ranges.data[i], size = ranges.data[i + 1];
    if (offset + size > bytes.length) {
      args.fail("ranges", "inside the module's bytes");
      return nullptr;
    }
    instance->dataSegments.push_back({bytes.data + offset, size});
  }
  return nullptr;
}

static std::vector<uint64_t> *segmentOf(Reader &reader, Instance *instance, uint32_t segment) {
  static constexpr uint32_t maxSegments = 10'000'000;
  if (!reader.ok()) return nullptr;
  if (segment >= maxSegments) {
    reader.fail("segment", "in range");
    return nullptr;
  }
  if (segment >= instance->elementSegments.size()) instance->elementSegments.resize(segment + 1);
  return &instance->elementSegments[segment];
}

static napi_value setElementFunctions(napi_env env, napi_callback_info info) {
  Arguments<3> args(env, info);
  auto *instance = args.external<Instance>(args[0], "instance");
  auto *segment = segmentOf(args, instance, args.u32(args[1], "segment"));
  auto functions = args.typedArray<uint32_t>(args[2], "functions");
  if (!args.ok()) return nullptr;
  segment->clear();
  segment->reserve(functions.length);
  for (size_t i = 0; i < functions.length; i++) {
    if (functions.data[i] >= instance->module()->functionCount()) {
      args.fail("functions", "in range");
      return nullptr;
    }
    // The canonical one, so that a funcref has the same value by whichever way it came.
    segment->push_back(uint64_t(instance->funcRef(functions.data[i])->canonical));
  }
  return nullptr;
}

static napi_value setElementRefs(napi_env env, napi_callback_info info) {
  Arguments<3> args(env, info);
  auto *instance = args.external<Instance>(args[0], "instance");
  auto *segment = segmentOf(args, instance, args.u32(args[1], "segment"));
  auto refs = args.typedArray<double>(args[2], "refs");
  if (!args.ok()) return nullptr;
  segment->assign(refs.data, refs.data + refs.length);
  return nullptr;
}

static napi_value initTable(napi_env env, napi_callback_info info) {
  Arguments<4> args(env, info);
  auto *instance = args.external<Instance>(args[0], "instance");
  uint32_t table = args.u32(args[1], "table");
  auto *segment = segmentOf(args, instance, args.u32(args[2], "segment"));
  double offset = args.number(args[3], "offset");
  if (args.ok() && table >= instance->tableCount()) args.fail("table", "in range");
  if (!args.ok()) return nullptr;
  TableObject *target = instance->table(table);
  bool fits = target->covers(uint64_t(offset), segment->size());
  if (fits && !segment->empty())
    memcpy(target->elements + uint64_t(offset), segment->data(), segment->size() * sizeof(uint64_t));
  std::vector<uint64_t>().swap(*segment);
  return boolValue(env, fits);
}

static napi_value initMemory(napi_env env, napi_callback_info info) {
  Arguments<4> args(env, info);
  auto *instance = args.external<Instance>(args[0], "instance");
  uint32_t memory = args.u32(args[1], "memory");
  uint32_t segment = args.u32(args[2], "segment");
  double offset = args.number(args[3], "offset");
  if (args.ok() && memory >= instance->memoryCount()) args.fail("memory", "in range");
  if (args.ok() && segment >= instance->dataSegments.size()) args.fail("segment", "in range");
  if (!args.ok()) return nullptr;
  MemoryObject *target = instance->memory(memory);
  Instance::DataSegment &source = instance->dataSegments[segment];
  bool fits = target->covers(uint64_t(offset), source.sizeBytes);
  if (fits && source.sizeBytes > 0) memcpy(target->base() + uint64_t(offset), source.bytes, source.sizeBytes);
  source = {nullptr, 0};
  return boolValue(env, fits);
}

static napi_value dropElementSegment(napi_env env, napi_callback_info info) {
  Arguments<2> args(env, info);
  auto *instance = args.external<Instance>(args[0], "instance");
  if (auto *segment = segmentOf(args, instance, args.u32(args[1], "segment"))) std::vector<uint64_t>().swap(*segment);
  return nullptr;
}

static napi_value createTable(napi_env env, napi_callback_info info) {
  Arguments<4> args(env, info);
  double initial = args.number(args[1], "initial"), maximum = args.number(args[2], "maximum");
  double fill = args.number(args[3], "fill");
  if (!args.ok()) return nullptr;
  auto *table = TableObject::create(ThreadContext::current(), uint64_t(initial), uint64_t(maximum), uint64_t(fill));
  if (!table) {
    napi_throw_range_error(env, nullptr, "no memory for a table");
    return nullptr;
  }
  return externalValue(env, table);
}

static napi_value tableAddress(napi_env env, napi_callback_info info) {
  Arguments<1> args(env, info);
  auto *table = args.external<TableObject>(args[0], "table");
  return args.ok() ? addressValue(env, static_cast<TableHeader *>(table)) : nullptr;
}

static napi_value tableLength(napi_env env, napi_callback_info info) {
  Arguments<1> args(env, info);
  auto *table = args.external<TableObject>(args[0], "table");
  return args.ok() ? numberValue(env, double(table->length)) : nullptr;
}

/// The element a call names, or null with an error pending.
static uint64_t *elementOf(Reader &reader, napi_value tableValue, napi_value indexValue) {
  auto *table = reader.external<TableObject>(tableValue, "table");
  uint32_t index = reader.u32(indexValue, "index");
  if (reader.ok() && index >= table->length) reader.fail("index", "inside the table");
  return reader.ok() ? table->elements + index : nullptr;
}

static napi_value tableGet(napi_env env, napi_callback_info info) {
  Arguments<2> args(env, info);
  uint64_t *element = elementOf(args, args[0], args[1]);
  return element ? numberValue(env, double(*element)) : nullptr;
}

static napi_value tableSet(napi_env env, napi_callback_info info) {
  Arguments<3> args(env, info);
  uint64_t *element = elementOf(args, args[0], args[1]);
  double ref = args.number(args[2], "reference");
  if (args.ok()) *element = uint64_t(ref);
  return nullptr;
}

static napi_value tableRefs(napi_env env, napi_callback_info info) {
  Arguments<1> args(env, info);
  auto *table = args.external<TableObject>(args[0], "table");
  if (!args.ok()) return nullptr;
  void *data = nullptr;
  napi_value buffer, array = nullptr;
  napi_create_arraybuffer(env, table->length * sizeof(double), &data, &buffer);
  std::copy_n(table->elements, table->length, static_cast<double *>(data));
  napi_create_typedarray(env, napi_float64_array, table->length, buffer, 0, &array);
  return array;
}

static napi_value tableGrow(napi_env env, napi_callback_info info) {
  Arguments<3> args(env, info);
  auto *table = args.external<TableObject>(args[0], "table");
  uint32_t delta = args.u32(args[1], "delta");
  double fill = args.number(args[2], "fill");
  return args.ok() ? numberValue(env, double(table->grow(delta, uint64_t(fill)))) : nullptr;
}

namespace {
/// A global's bytes outside any instance.
struct Cell {
  static const napi_type_tag tag;
  Value value;
  ThreadContext *thread;
  static void finalize(Cell *cell) {
    cell->thread->whenOutside([cell] {
      cell->thread->exceptions.removeRoots(cell);
      cell->thread->release();
      delete cell;
    });
  }
};
const napi_type_tag Cell::tag = {0x7761736162690005, 0x63656c6c};
} // namespace

static napi_value createCell(napi_env env, napi_callback_info) {
  auto *cell = new Cell{.value = {}, .thread = ThreadContext::current()};
  cell->thread->retain();
  ObjectBuilder object(env);
  object.set("native", externalValue(env, cell));
  object.set("address", addressValue(env, &cell->value));
  object.set("buffer", bufferOver(env, &cell->value, sizeof(Value)));
  return object.value();
}

static napi_value holdInstanceExceptions(napi_env env, napi_callback_info info) {
  Arguments<1> args(env, info);
  if (auto *instance = args.external<Instance>(args[0], "instance")) instance->holdExceptions();
  return nullptr;
}

static napi_value holdTableExceptions(napi_env env, napi_callback_info info) {
  Arguments<1> args(env, info);
  if (auto *table = args.external<TableObject>(args[0], "table")) table->holdExceptions();
  return nullptr;
}

static napi_value holdCellExceptions(napi_env env, napi_callback_info info) {
  Arguments<1> args(env, info);
  auto *cell = args.external<Cell>(args[0], "cell");
  if (!cell) return nullptr;
  cell->thread->exceptions.addRoots(cell, [cell](auto &marker) { marker.words(&cell->value, &cell->value + 1); });
  return nullptr;
}

static napi_value createHostFunction(napi_env env, napi_callback_info info) {
  Arguments<2> args(env, info);
  uint32_t typeId = args.u32(args[1], "typeId");
  if (!args.ok()) return nullptr;
  return hostFunctionValue(env, HostFunction::create(ThreadContext::current(), args[0], typeId));
}

NativeFunctionTable instanceBindings() {
  return {{"createInstance", createInstance},
          {"funcRef", funcRef},
          {"declareFunctions", declareFunctions},
          {"funcRefInfo", funcRefInfo},
          {"setDataSegments", setDataSegments},
          {"setElementFunctions", setElementFunctions},
          {"setElementRefs", setElementRefs},
          {"initTable", initTable},
          {"initMemory", initMemory},
          {"dropElementSegment", dropElementSegment},
          {"createTable", createTable},
          {"tableAddress", tableAddress},
          {"tableLength", tableLength},
          {"tableGet", tableGet},
          {"tableSet", tableSet},
          {"tableRefs", tableRefs},
          {"tableGrow", tableGrow},
          {"createCell", createCell},
          {"holdInstanceExceptions", holdInstanceExceptions},
          {"holdTableExceptions", holdTableExceptions},
          {"holdCellExceptions", holdCellExceptions},
          {"createHostFunction", createHostFunction}};
}

} // namespace wasabi
