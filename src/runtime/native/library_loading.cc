// One thread a process, joined by whoever waits first.
#include "library_loading.h"
#include "bindings.h"
#include <csignal>
#include <dlfcn.h>
#include <mutex>
#include <pthread.h>

namespace wasabi {

static std::mutex mutex;
static bool begun = false;
static bool running = false;
static pthread_t loader;

static void *load(void *data) {
  auto *path = static_cast<std::string *>(data);
  // Never closed: it stays loaded as if whoever opens it later had been first.
  dlopen(path->c_str(), RTLD_LAZY | RTLD_LOCAL);
  delete path;
  return nullptr;
}

bool beginLoading(const std::string &path) {
  std::lock_guard lock(mutex);
  if (begun) return false;
  begun = true;
  // Signals are for threads that can run wasm.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  auto *data = new std::string(path);
  running = pthread_create(&loader, nullptr, load, data) == 0;
  if (!running) delete data;
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return true;
}

void awaitLoading() {
  std::lock_guard lock(mutex);
  if (running) pthread_join(loader, nullptr);
  running = false;
}

static napi_value beginLoadingBinding(napi_env env, napi_callback_info info) {
  Arguments<1> args(env, info);
  std::string path = args.string(args[0], "path");
  if (!args.ok()) return nullptr;
  if (beginLoading(path)) napi_add_env_cleanup_hook(env, [](void *) { awaitLoading(); }, nullptr);
  return nullptr;
}

static napi_value awaitLoadingBinding(napi_env, napi_callback_info) {
  awaitLoading();
  return nullptr;
}

NativeFunctionTable loadingBindings() {
  return {{"beginLoading", beginLoadingBinding}, {"awaitLoading", awaitLoadingBinding}};
}

} // namespace wasabi
