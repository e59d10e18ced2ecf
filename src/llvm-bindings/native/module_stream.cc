#include "module_stream.h"

#include "function_stream.h"
#include "intrinsic_signature.h"
#include "loop_accesses.h"
#include "unwinding.h"

#include "llvm/IR/DIBuilder.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/IR/ProfileSummary.h"
#include "llvm/ProfileData/InstrProf.h"
#include "llvm/ProfileData/ProfileCommon.h"

using namespace llvm;

namespace wasabi_llvm {

namespace {

constexpr const char *module_command_names[] = {
#define WASABI_NAME(name) #name,
    WASABI_MODULE_COMMANDS(WASABI_NAME)
#undef WASABI_NAME
};

/// Reads the module stream. Each handler returns null, or what is wrong.
class ModuleStream {
public:
  ModuleStream(ModuleTables &tables, std::span<const int32_t> words) : tables(tables), words(words) {}

  Error run();

private:
  const char *execute(ModuleCommand command, uint32_t flags);
  const char *composite_type();
  const char *function_type();
  const char *function(uint32_t flags, bool is_defined);
  const char *function_definition(Function &created);
  const char *global_constant();
  const char *intrinsic();
  const char *profile_summary();
  const char *bounded_region();

  bool has(uint64_t count) const { return words.size() - at >= count; }
  int32_t next() { return words[at++]; }
  uint64_t next64() {
    const uint32_t low = next(), high = next();
    return low | static_cast<uint64_t>(high) << 32;
  }
  AttributeList attributes(uint32_t mask, bool is_defined);

  ModuleTables &tables;
  std::span<const int32_t> words;
  size_t at = 0;
  DenseMap<uint64_t, AttributeList> attribute_lists;
};

Error ModuleStream::run() {
  for (unsigned index = 0; at < words.size(); ++index) {
    const uint32_t first = next();
    const uint32_t number = first & 0xff;
    if (number >= static_cast<uint32_t>(ModuleCommand::count)) {
      return createStringError("module command " + Twine(index) + ": there is no command " + Twine(number));
    }
    if (const char *wrong = execute(static_cast<ModuleCommand>(number), first >> 8)) {
      return createStringError("module command " + Twine(index) + " (" + module_command_names[number] + "): " + wrong);
    }
  }
  return Error::success();
}

const char *ModuleStream::execute(ModuleCommand command, uint32_t flags) {
  switch (command) {
  case ModuleCommand::k_compositeType:
    return composite_type();
  case ModuleCommand::k_functionType:
    return function_type();
  case ModuleCommand::k_declareFunction:
    return function(flags, false);
  case ModuleCommand::k_defineFunction:
    return function(flags, true);
  case ModuleCommand::k_globalConstant:
    return global_constant();
  case ModuleCommand::k_intrinsic:
    return intrinsic();
  case ModuleCommand::k_profileSummary:
    return profile_summary();
  case ModuleCommand::k_boundedRegion:
    return bounded_region();
  case ModuleCommand::count:
    break;
  }
  return "unknown command";
}

const char *ModuleStream::composite_type() {
  if (!has(2)) return "the stream ends within it";
  const uint32_t kind = next(), count = next();
  if (!has(count)) return "the stream ends within it";
  const ArrayRef<int32_t> operands(words.data() + at, count);
  at += count;
  return tables.types.add_composite(kind, operands) ? nullptr : "no such type can be made";
}

const char *ModuleStream::function_type() {
  if (!has(2)) return "the stream ends within it";
  Type *result = tables.types.get(next());
  const uint32_t count = next();
  if (!result) return "unknown result type";
  if (!has(count)) return "the stream ends within it";
  SmallVector<Type *, 16> params;
  for (uint32_t i = 0; i < count; ++i) {
    Type *param = tables.types.first_class(next());
    if (!param) return "unknown parameter type";
    params.push_back(param);
  }
  tables.function_types.push_back(FunctionType::get(result, params, false));
  return nullptr;
}

AttributeList ModuleStream::attributes(uint32_t mask, bool is_defined) {
  const auto [entry, is_new] = attribute_lists.try_emplace(static_cast<uint64_t>(mask) << 1 | is_defined);
  if (!is_new) return entry->second;
  static constexpr Attribute::AttrKind kinds[] = {
      Attribute::AlwaysInline, Attribute::NoInline,     Attribute::InlineHint,   Attribute::Cold,
      Attribute::Hot,          Attribute::NoReturn,     Attribute::WillReturn,   Attribute::OptimizeForSize,
      Attribute::OptimizeNone, Attribute::EndAttrKinds, Attribute::EndAttrKinds, Attribute::NoCallback};
  static_assert(std::size(kinds) == static_cast<size_t>(FunctionAttribute::count));
  AttrBuilder builder(tables.state.context());
  builder.addAttribute(Attribute::NoUnwind);
  if (is_defined) {
    builder.addAttribute("frame-pointer", "all");
    builder.addAttribute("probe-stack", "inline-asm");
    // Endless recursion must exhaust the stack, and backtraces name every caller; musttail calls are not affected.
    builder.addAttribute("disable-tail-calls", "true");
  }
  for (size_t i = 0; i < std::size(kinds); ++i) {
    if ((mask & 1u << i) != 0 && kinds[i] != Attribute::EndAttrKinds) builder.addAttribute(kinds[i]);
  }
  const auto has_bit = [mask](FunctionAttribute attribute) {
    return (mask >> static_cast<uint32_t>(attribute) & 1) != 0;
  };
  if (has_bit(FunctionAttribute::k_optnone)) builder.addAttribute(Attribute::NoInline);
  if (has_bit(FunctionAttribute::k_memoryNone))
    builder.addMemoryAttr(MemoryEffects::none());
  else if (has_bit(FunctionAttribute::k_memoryRead))
    builder.addMemoryAttr(MemoryEffects::readOnly());
  entry->second = AttributeList::get(tables.state.context(), AttributeList::FunctionIndex, builder);
  return entry->second;
}

const char *ModuleStream::function(uint32_t flags, bool is_defined) {
  if (!has(4)) return "the stream ends within it";
  StringRef name;
  const int32_t offset = next(), length = next();
  const uint32_t type = next(), mask = next();
  if (!tables.text(offset, length, name) || name.empty()) return "it has no name";
  if (type >= tables.function_types.size()) return "unknown function type";
  if (mask >> static_cast<uint32_t>(FunctionAttribute::count) != 0) return "unknown attribute";
  const auto has_bit = [mask](FunctionAttribute attribute) {
    return (mask >> static_cast<uint32_t>(attribute) & 1) != 0;
  };
  if (has_bit(FunctionAttribute::k_alwaysinline) &&
      (has_bit(FunctionAttribute::k_noinline) || has_bit(FunctionAttribute::k_optnone))) {
    return "alwaysinline contradicts noinline and optnone";
  }
  if (has_bit(FunctionAttribute::k_optnone) && has_bit(FunctionAttribute::k_optsize))
    return "optsize contradicts optnone";
  CallingConv::ID convention;
  if (!calling_convention(flags, convention)) return "unknown calling convention";
  Module &module = tables.state.module();
  if (module.getNamedValue(name)) return "another function has this name";
  Function *created = Function::Create(tables.function_types[type], GlobalValue::ExternalLinkage, name, module);
  created->setCallingConv(convention);
  created->setAttributes(attributes(mask, is_defined));
  tables.functions.push_back(created);
  return is_defined ? function_definition(*created) : nullptr;
}

const char *ModuleStream::function_definition(Function &created) {
  if (!has(5)) return "the stream ends within it";
  const uint32_t linkage = next();
  const uint64_t entry_count = next64();
  const int32_t offset = next(), length = next();
  StringRef section;
  if (linkage > 1) return "unknown linkage";
  if (!tables.text(offset, length, section)) return "its section's name is out of range";
  if (!section.empty() && !section.starts_with(".text")) return "its section's name must begin with .text";
  if (linkage == 1)
    created.setLinkage(GlobalValue::InternalLinkage);
  else
    created.setVisibility(GlobalValue::HiddenVisibility);
  created.setDSOLocal(true);
  if (!section.empty()) created.setSection(section);
  if (entry_count != ~0ull) created.setEntryCount(entry_count);
  tables.defined.push_back(&created);
  return nullptr;
}

const char *ModuleStream::global_constant() {
  constexpr uint32_t max_align = 4096;
  if (!has(3)) return "the stream ends within it";
  StringRef bytes;
  const int32_t offset = next(), length = next();
  const uint32_t align = next();
  if (!tables.text(offset, length, bytes) || bytes.empty()) return "it has no bytes";
  if (!isPowerOf2_32(align) || align > max_align) return "the alignment is not a power of two to 4096";
  Module &module = tables.state.module();
  Constant *initializer = ConstantDataArray::getString(module.getContext(), bytes, /*AddNull=*/false);
  auto *global = new GlobalVariable(module, initializer->getType(), /*isConstant=*/true, GlobalValue::PrivateLinkage,
                                    initializer, "bytes" + Twine(tables.globals.size()));
  global->setAlignment(Align(align));
  global->setUnnamedAddr(GlobalValue::UnnamedAddr::Global);
  tables.globals.push_back(global);
  return nullptr;
}

const char *ModuleStream::intrinsic() {
  if (!has(4)) return "the stream ends within it";
  StringRef name;
  const int32_t offset = next(), length = next();
  Type *result = tables.types.get(next());
  const uint32_t count = next();
  if (!tables.text(offset, length, name) || !result) return "unknown name or result type";
  if (!has(count)) return "the stream ends within it";
  SmallVector<Type *, 4> overloads;
  for (uint32_t i = 0; i < count; ++i) {
    Type *overload = tables.types.first_class(next());
    if (!overload) return "unknown overloaded type";
    overloads.push_back(overload);
  }
  Function *declaration = nullptr;
  if (const char *wrong = declare_intrinsic(tables.state.module(), name, overloads, declaration)) return wrong;
  if (declaration->getReturnType() != result) return "the result type is another one";
  uint32_t immediates = 0;
  for (unsigned i = 0; i < declaration->arg_size(); ++i) {
    if (declaration->hasParamAttribute(i, Attribute::ImmArg)) immediates |= 1u << i;
  }
  tables.intrinsics.push_back({declaration, immediates});
  return nullptr;
}

const char *ModuleStream::profile_summary() {
  if (!has(1)) return "the stream ends within it";
  InstrProfSummaryBuilder builder(ProfileSummaryBuilder::DefaultCutoffs);
  const uint32_t function_count = next();
  for (uint32_t i = 0; i < function_count; ++i) {
    if (!has(1)) return "the stream ends within it";
    const uint32_t count = next();
    if (count == 0 || !has(uint64_t{count} * 2)) return "a function has no counts";
    std::vector<uint64_t> counts(count);
    for (uint64_t &value : counts)
      value = next64();
    builder.addRecord(InstrProfRecord(std::move(counts)));
  }
  Module &module = tables.state.module();
  module.setProfileSummary(builder.getSummary()->getMD(module.getContext()), ProfileSummary::PSK_Instr);
  return nullptr;
}

const char *ModuleStream::bounded_region() {
  if (!has(2)) return "the stream ends within it";
  const uint32_t base_offset = next(), length_cell_offset = next();
  add_bounded_region(tables.state.module(), base_offset, length_cell_offset);
  return nullptr;
}

} // namespace

bool calling_convention(uint32_t number, CallingConv::ID &out) {
  static constexpr CallingConv::ID conventions[] = {CallingConv::C, CallingConv::Tail, CallingConv::Fast,
                                                    CallingConv::PreserveMost, CallingConv::PreserveAll};
  if (number >= std::size(conventions)) return false;
  out = conventions[number];
  return true;
}

bool ModuleTables::text(int32_t offset, int32_t length, StringRef &out) const {
  if (offset < 0 || length < 0 || static_cast<size_t>(offset) + length > pool.size()) return false;
  // The pool is bytes; StringRef is LLVM's view of bytes as char, which may alias anything.
  out = StringRef(reinterpret_cast<const char *>(pool.data()) + offset, length);
  return true;
}

MDNode *ModuleTables::alias_tag(uint32_t alias_class) {
  if (alias_tags.size() <= alias_class) alias_tags.resize(alias_class + 1, nullptr);
  MDNode *&tag = alias_tags[alias_class];
  if (!tag) {
    MDBuilder builder(state.context());
    if (!alias_root) alias_root = builder.createTBAARoot("llvm-bindings");
    MDNode *type = builder.createTBAAScalarTypeNode(("class " + Twine(alias_class)).str(), alias_root);
    tag = builder.createTBAAStructTagNode(type, type, 0);
  }
  return tag;
}

DISubprogram *ModuleTables::location_scope(Function &function) {
  if (DISubprogram *known = function.getSubprogram()) return known;
  Module &module = state.module();
  if (!compile_unit) {
    DIBuilder builder(module);
    source_file = builder.createFile(module.getModuleIdentifier(), "");
    // No DWARF: the printer's own handler writes locations (code_locations.h), which costs a tenth as much.
    compile_unit = builder.createCompileUnit(dwarf::DW_LANG_C, source_file, "llvm-bindings", /*isOptimized=*/true, "",
                                             /*RV=*/0, "", DICompileUnit::NoDebug);
    builder.finalize();
    module.addModuleFlag(Module::Warning, "Debug Info Version", DEBUG_METADATA_VERSION);
  }
  // Passes that change a signature (dead arguments) mark its type, so there must be one.
  auto *type = DISubroutineType::get(state.context(), DINode::FlagZero, 0, nullptr);
  auto *scope =
      DISubprogram::getDistinct(state.context(), source_file, function.getName(), "", source_file, 0, type, 0, nullptr,
                                0, 0, DINode::FlagZero, DISubprogram::SPFlagDefinition, compile_unit);
  function.setSubprogram(scope);
  return scope;
}

Expected<std::unique_ptr<ModuleState>> build_module(StringRef name, std::span<const int32_t> commands,
                                                    std::span<const uint8_t> pool,
                                                    ArrayRef<std::span<const int32_t>> bodies, bool keep_names) {
  auto state = std::make_unique<ModuleState>(keep_names);
  state->set_module(std::make_unique<Module>(name, state->context()));
  state->is_built_by_commands = true;
  ModuleTables tables(*state, pool);
  if (Error error = ModuleStream(tables, commands).run()) return error;
  if (tables.defined.size() != bodies.size()) return createStringError("every defined function needs one body");
  for (size_t i = 0; i < bodies.size(); ++i) {
    if (Error error = FunctionStream(tables, *tables.defined[i], bodies[i]).run()) return error;
  }
  allow_unwinding(state->module());
  return state;
}

} // namespace wasabi_llvm
