// The addon's surface: argument checks, ownership, and one function for each export. Safe to load in any number of
// threads; each environment has its own instance data, and nothing is shared but LLVM's own process-wide state.
#include "bind_compile_threads.h"
#include "commands.h"
#include "compile_threads.h"
#include "disassemble.h"
#include "image_value.h"
#include "link_image.h"
#include "llvm_process.h"
#include "module_state.h"
#include "module_stream.h"
#include "napi_support.h"
#include "optimize.h"

#include "llvm/Bitcode/BitcodeWriter.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/raw_ostream.h"

#include <memory>

using namespace llvm;

namespace wasabi_llvm {
namespace {

constexpr napi_type_tag module_tag = {0x6c6c766d2d62696eull, 0x64696e67732d3139ull};

/// What one environment (one thread) owns.
Compiler &compiler_of(napi_env env) {
  void *data = nullptr;
  napi_get_instance_data(env, &data);
  return *static_cast<Compiler *>(data);
}

StringRef as_text(std::span<const uint8_t> bytes) {
  // StringRef is LLVM's view of bytes as char, which may alias anything.
  return {reinterpret_cast<const char *>(bytes.data()), bytes.size()};
}

void account(napi_env env, ModuleState &state, int64_t bytes) {
  int64_t total = 0;
  napi_adjust_external_memory(env, bytes - state.accounted_bytes, &total);
  state.accounted_bytes = bytes;
}

void destroy(napi_env env, ModuleState *state) {
  account(env, *state, 0);
  dispose(std::unique_ptr<ModuleState>(state));
}

/// Hands the module to a JavaScript object, which frees it when it is collected.
napi_value wrap_module(napi_env env, std::unique_ptr<ModuleState> state) {
  napi_value object = nullptr;
  napi_create_object(env, &object);
  napi_type_tag_object(env, object, &module_tag);
  const auto finalize = [](napi_env env, void *data, void *) { destroy(env, static_cast<ModuleState *>(data)); };
  if (napi_wrap(env, object, state.get(), finalize, nullptr, nullptr) != napi_ok) {
    return throw_error(env, "the module cannot be wrapped");
  }
  account(env, *state, state->estimated_bytes());
  (void)state.release();
  return object;
}

/// The module of argument 0; null, with an exception pending, if it is none.
ModuleState *module_argument(napi_env env, const Arguments &arguments) {
  if (void *data = arguments.wrapped(0, module_tag)) return static_cast<ModuleState *>(data);
  throw_error(env, "argument 0 is no module, or one that was disposed of");
  return nullptr;
}

ModuleState *usable_module_argument(napi_env env, const Arguments &arguments) {
  ModuleState *state = module_argument(env, arguments);
  if (state && state->emitted) {
    throw_error(env, "code was already generated from this module");
    return nullptr;
  }
  return state;
}

napi_value command_tables(napi_env env, napi_callback_info) {
#define WASABI_TEXT(name, ...) #name,
  const std::vector<std::vector<std::string>> tables = {{WASABI_MODULE_COMMANDS(WASABI_TEXT)},
                                                        {WASABI_COMMANDS(WASABI_TEXT)},
                                                        {WASABI_BINARY_OPS(WASABI_TEXT)},
                                                        {WASABI_ICMP_PREDICATES(WASABI_TEXT)},
                                                        {WASABI_FCMP_PREDICATES(WASABI_TEXT)},
                                                        {WASABI_CAST_OPS(WASABI_TEXT)},
                                                        {WASABI_ATOMIC_RMW_OPS(WASABI_TEXT)},
                                                        {WASABI_ORDERINGS(WASABI_TEXT)},
                                                        {WASABI_CALLING_CONVENTIONS(WASABI_TEXT)},
                                                        {WASABI_TAIL_KINDS(WASABI_TEXT)},
                                                        {WASABI_LINKAGES(WASABI_TEXT)},
                                                        {WASABI_FUNCTION_ATTRIBUTES(WASABI_TEXT)}};
#undef WASABI_TEXT
  napi_value array = nullptr;
  napi_create_array_with_length(env, tables.size(), &array);
  for (size_t i = 0; i < tables.size(); ++i)
    napi_set_element(env, array, i, make_texts(env, tables[i]));
  return array;
}

napi_value host_target_export(napi_env env, napi_callback_info) {
  const HostTarget &host = host_target();
  napi_value object = nullptr;
  napi_create_object(env, &object);
  set_property(env, object, "triple", make_text(env, host.triple));
  set_property(env, object, "cpu", make_text(env, host.cpu));
  set_property(env, object, "features", make_text(env, host.features));
  return object;
}

napi_value enabled_features_export(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info);
  TargetChoice choice;
  if (!arguments.text(0, choice.cpu) || !arguments.text(1, choice.features)) return nullptr;
  auto names = enabled_features(choice);
  if (!names) return throw_error(env, names.takeError());
  return make_texts(env, *names);
}

napi_value llvm_version(napi_env env, napi_callback_info) { return make_text(env, LLVM_VERSION_STRING); }

napi_value live_modules(napi_env env, napi_callback_info) {
  return make_number(env, static_cast<double>(ModuleState::live_count.load(std::memory_order_relaxed)));
}

napi_value build_module_export(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info);
  std::string name;
  std::span<const int32_t> commands;
  std::span<const uint8_t> pool;
  std::vector<std::span<const int32_t>> bodies;
  bool keep_names = false, verify = false;
  if (!arguments.text(0, name) || !arguments.words(1, commands) || !arguments.bytes(2, pool) ||
      !arguments.word_arrays(3, bodies) || !arguments.boolean(4, keep_names) || !arguments.boolean(5, verify)) {
    return nullptr;
  }
  auto state = build_module(name, commands, pool, bodies, keep_names);
  if (!state) return throw_error(env, state.takeError());
  if (verify) {
    if (Error error = (*state)->verify()) return throw_error(env, std::move(error));
  }
  return wrap_module(env, std::move(*state));
}

napi_value parse_text_export(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info);
  std::string text;
  if (!arguments.text(0, text)) return nullptr;
  auto state = parse_text(text);
  return state ? wrap_module(env, std::move(*state)) : throw_error(env, state.takeError());
}

napi_value parse_bitcode_export(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info);
  std::span<const uint8_t> bytes;
  if (!arguments.bytes(0, bytes)) return nullptr;
  auto state = parse_bitcode(as_text(bytes));
  return state ? wrap_module(env, std::move(*state)) : throw_error(env, state.takeError());
}

napi_value verify_module_export(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  ModuleState *state = usable_module_argument(env, arguments);
  if (!state) return nullptr;
  if (Error error = state->verify()) return throw_error(env, std::move(error));
  return nullptr;
}

napi_value optimize_module(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info);
  ModuleState *state = usable_module_argument(env, arguments);
  if (!state) return nullptr;
  OptimizeOptions options;
  TargetChoice choice;
  if (!arguments.number(1, options.level) || !arguments.text(2, choice.cpu) || !arguments.text(3, choice.features) ||
      !arguments.boolean(4, options.inline_functions) || !arguments.boolean(5, options.vectorize) ||
      !arguments.text(6, options.early_passes) || !arguments.boolean(7, options.verify_each) ||
      !arguments.number(8, options.budget_ms)) {
    return nullptr;
  }
  std::span<const int32_t> give_up;
  if (!arguments.is_undefined(9) && !arguments.words(9, give_up)) return nullptr;
  if (!give_up.empty()) options.give_up = give_up.data();
  if (options.level > 3) return throw_error(env, "there is no such optimization level");
  auto machine = compiler_of(env).machines.get(static_cast<CodeGenOptLevel>(options.level), choice);
  if (!machine) return throw_error(env, machine.takeError());
  auto is_complete = optimize(*state, **machine, options);
  if (!is_complete) return throw_error(env, is_complete.takeError());
  account(env, *state, state->estimated_bytes());
  napi_value result = nullptr;
  napi_get_boolean(env, *is_complete, &result);
  return result;
}

napi_value emit_object_export(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info);
  ModuleState *state = usable_module_argument(env, arguments);
  if (!state) return nullptr;
  uint32_t level = 0;
  TargetChoice choice;
  if (!arguments.number(1, level) || !arguments.text(2, choice.cpu) || !arguments.text(3, choice.features)) {
    return nullptr;
  }
  if (level > 3) return throw_error(env, "there is no such optimization level");
  auto machine = compiler_of(env).machines.get(static_cast<CodeGenOptLevel>(level), choice);
  if (!machine) return throw_error(env, machine.takeError());
  const bool collect = !arguments.is_undefined(4);
  state->diagnostics().collect_fallbacks = collect;
  napi_value object = nullptr;
  const auto receive = [&](ArrayRef<char> bytes) {
    object = make_typed_array(env, napi_uint8_array, bytes.data(), bytes.size());
  };
  if (Error error = compiler_of(env).pipelines.emit(*state, **machine, receive)) {
    return throw_error(env, std::move(error));
  }
  if (collect) {
    uint32_t index = 0;
    for (const auto &[function, remark] : state->diagnostics().fallbacks) {
      napi_set_element(env, arguments[4], index++, make_text(env, function));
      napi_set_element(env, arguments[4], index++, make_text(env, remark));
    }
  }
  return object;
}

napi_value print_module(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  ModuleState *state = module_argument(env, arguments);
  if (!state) return nullptr;
  std::string text;
  raw_string_ostream out(text);
  state->module().print(out, nullptr);
  return make_text(env, text);
}

napi_value write_bitcode(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  ModuleState *state = module_argument(env, arguments);
  if (!state) return nullptr;
  SmallVector<char, 0> bytes;
  raw_svector_ostream out(bytes);
  WriteBitcodeToFile(state->module(), out);
  return make_typed_array(env, napi_uint8_array, bytes.data(), bytes.size());
}

napi_value dispose_module(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  ModuleState *state = module_argument(env, arguments);
  if (!state) return nullptr;
  void *data = nullptr;
  if (napi_remove_wrap(env, arguments[0], &data) != napi_ok) return throw_error(env, "the module cannot be released");
  destroy(env, state);
  return nullptr;
}

napi_value link_object_export(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info);
  std::span<const uint8_t> bytes;
  if (!arguments.bytes(0, bytes)) return nullptr;
  auto image = link_image(as_text(bytes));
  if (!image) return throw_error(env, image.takeError());
  return make_image(env, *image);
}

napi_value disassemble_export(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info);
  std::span<const uint8_t> bytes;
  uint32_t origin = 0;
  if (!arguments.bytes(0, bytes) || !arguments.number(1, origin)) return nullptr;
  auto code = disassemble({bytes.data(), bytes.size()}, origin);
  if (!code) return throw_error(env, code.takeError());
  napi_value object = nullptr;
  napi_create_object(env, &object);
  const auto &offsets = code->offsets;
  set_property(env, object, "offsets",
               make_typed_array(env, napi_uint32_array, offsets.data(), offsets.size() * sizeof(uint32_t)));
  set_property(env, object, "texts", make_texts(env, code->texts));
  return object;
}

napi_value initialize(napi_env env, napi_value exports) {
  initialize_llvm();
  const auto drop = [](napi_env, void *data, void *) { delete static_cast<Compiler *>(data); };
  if (napi_set_instance_data(env, new Compiler, drop, nullptr) != napi_ok) return nullptr;
  const struct {
    const char *name;
    napi_callback callback;
  } functions[] = {{"commandTables", command_tables},
                   {"hostTarget", host_target_export},
                   {"enabledFeatures", enabled_features_export},
                   {"llvmVersion", llvm_version},
                   {"liveModules", live_modules},
                   {"buildModule", build_module_export},
                   {"parseText", parse_text_export},
                   {"parseBitcode", parse_bitcode_export},
                   {"verifyModule", verify_module_export},
                   {"optimizeModule", optimize_module},
                   {"emitObject", emit_object_export},
                   {"printModule", print_module},
                   {"writeBitcode", write_bitcode},
                   {"disposeModule", dispose_module},
                   {"linkObject", link_object_export},
                   {"disassemble", disassemble_export},
                   {"openCompileThreads", open_compile_threads},
                   {"submitCompile", submit_compile},
                   {"hurryCompile", hurry_compile},
                   {"closeCompileThreads", close_compile_threads}};
  for (const auto &[name, callback] : functions) {
    napi_value function = nullptr;
    napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, nullptr, &function);
    set_property(env, exports, name, function);
  }
  return exports;
}

} // namespace
} // namespace wasabi_llvm

NAPI_MODULE_INIT() { return wasabi_llvm::initialize(env, exports); }
