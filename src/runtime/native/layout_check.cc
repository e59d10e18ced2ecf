// Compares the offsets JavaScript compiles code with to the structures of vm_layout.h and thread_context.h.
#include "bindings.h"
#include <map>

namespace wasabi {

using Offsets = std::map<std::string, size_t>;

#define MEMBER(structure, member) {#member, offsetof(structure, member)}
#define SLOT(name) {#name, size_t(Helper::name)}
#define TRAP(name) {#name, size_t(TrapCode::name)}

static const std::map<std::string, Offsets> &nativeTables() {
  static const auto *tables = new std::map<std::string, Offsets>{
      {"VmContext",
       {MEMBER(VmContext, memoryBase),
        MEMBER(VmContext, stackLimit),
        MEMBER(VmContext, codeTable),
        MEMBER(VmContext, counterBlocks),
        MEMBER(VmContext, thread),
        MEMBER(VmContext, funcRefs),
        MEMBER(VmContext, typeIds),
        MEMBER(VmContext, helpers),
        MEMBER(VmContext, compiledModule),
        MEMBER(VmContext, misfits),
        {"fixedSize", sizeof(VmContext)},
        {"alignment", alignof(VmContext)}}},
      {"FuncRef",
       {MEMBER(FuncRef, codeCell),
        MEMBER(FuncRef, context),
        MEMBER(FuncRef, typeId),
        MEMBER(FuncRef, functionIndex),
        MEMBER(FuncRef, canonical),
        {"size", (sizeof(FuncRef))}}},
      {"ThreadContext",
       {MEMBER(ThreadContext, osrBuffer),
        MEMBER(ThreadContext, values),
        {"valueSize", sizeof(Value)},
        {"valueCount", valueCount}}},
      {"MemoryRecord", {MEMBER(MemoryRecord, base), MEMBER(MemoryRecord, lengthCell), {"size", sizeof(MemoryRecord)}}},
      {"Table", {MEMBER(TableHeader, elements), MEMBER(TableHeader, length)}},
      {"Exception", {MEMBER(Exception, tag), MEMBER(Exception, values)}},
      {"Global", {{"globalSlotSize", globalSlotSize}}},
      {"Helper",
       {SLOT(trap), SLOT(stackLimit), SLOT(memorySize), SLOT(memoryGrow), SLOT(memoryFill), SLOT(memoryCopy),
        SLOT(memoryInit), SLOT(dataDrop), SLOT(tableGrow), SLOT(tableFill), SLOT(tableCopy), SLOT(tableInit),
        SLOT(elemDrop), SLOT(hotFunction), SLOT(hotLoop), SLOT(recordTarget), SLOT(memoryCheck), SLOT(memoryWait32),
        SLOT(memoryWait64), SLOT(memoryNotify), SLOT(isSubtype), SLOT(makeException), SLOT(throwException), SLOT(misfit),
        SLOT(count)}},
      {"TrapCode",
       {TRAP(unreachable), TRAP(memoryOutOfBounds), TRAP(tableOutOfBounds), TRAP(undefinedElement),
        TRAP(uninitializedElement), TRAP(indirectCallTypeMismatch), TRAP(integerOverflow), TRAP(integerDivideByZero),
        TRAP(invalidConversionToInteger), TRAP(stackExhausted), TRAP(nullReference), TRAP(unalignedAtomic),
        TRAP(expectedSharedMemory), TRAP(castFailure), TRAP(interrupted), TRAP(outOfMemory), TRAP(codeUnavailable),
        TRAP(uncaughtException), TRAP(nullFunctionReference)}}};
  return *tables;
}

napi_value checkLayout(napi_env env, napi_callback_info info) {
  Arguments<1> args(env, info);
  for (auto &[table, members] : nativeTables()) {
    napi_value given = args.property(args[0], table.c_str());
    napi_value names;
    uint32_t count = 0;
    if (!args.ok() || !given || napi_get_property_names(env, given, &names) != napi_ok) {
      throwError(env, "instance layout: no table " + table);
      return nullptr;
    }
    count = args.arrayLength(names, "names");
    if (count != members.size()) {
      throwError(env, "instance layout: " + table + " has other members natively");
      return nullptr;
    }
    for (auto &[member, offset] : members) {
      napi_value value = args.property(given, member.c_str());
      if (value && args.number(value, member.c_str()) == double(offset)) continue;
      throwError(env, "instance layout: " + table + "." + member + " is " + std::to_string(offset) + " natively");
      return nullptr;
    }
  }
  return nullptr;
}

} // namespace wasabi
