// Threads that turn the commands of module builders into linked images beside the thread that writes them. They run no
// JavaScript, so they cost no isolate. Knows nothing of Node.
#pragma once

#include "code_pipeline.h"
#include "link_image.h"
#include "optimize.h"
#include "target_machines.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <pthread.h>
#include <string>
#include <vector>

namespace wasabi_llvm {

/// What one thread needs to generate code.
struct Compiler {
  TargetMachines machines;
  // After the machines, which they refer to until they are destroyed.
  CodePipelines pipelines;
};

/// One module on its way from commands to an image.
struct CompileJob {
  uint32_t id = 0;
  std::string name;
  std::vector<int32_t> commands;
  std::vector<uint8_t> pool;
  std::vector<std::vector<int32_t>> bodies;
  TargetChoice target;
  OptimizeOptions options;

  /// Empty when the image is there.
  std::string error;
  LinkedImage image;
  /// Nanoseconds of building, optimizing, generating code, linking.
  double phases[4] = {};
  /// Number of the thread, from 1.
  uint32_t thread = 0;
};

struct CompileThreadsOptions {
  /// At least two.
  uint32_t count;
  size_t stack_bytes;
  /// Of all threads but the first, which gives way to nobody.
  int niceness;
};

/// A fixed number of threads with one queue; the first one is for urgent jobs alone, so that none of them stands behind
/// what is not. All methods are for the thread that made it.
class CompileThreads {
public:
  using Job = std::unique_ptr<CompileJob>;

  /// `finished` is called on a compile thread after each job. No thread runs before the first job.
  CompileThreads(CompileThreadsOptions options, std::function<void()> finished);
  ~CompileThreads() { stop(); }
  CompileThreads(const CompileThreads &) = delete;

  /// Starts the threads if need be. An error is the system's: the job is lost.
  llvm::Error submit(Job job, bool urgent);
  /// Makes a job urgent that no thread has taken.
  void hurry(uint32_t id);
  /// Jobs that are done since the last call.
  std::vector<Job> take_finished();
  /// Drops what no thread has taken; returns when the threads have ended, which takes as long as the jobs they are at.
  void stop();

private:
  llvm::Error start();
  void run(uint32_t thread);
  /// With the mutex held: waits until there may be something to do.
  void rest(std::unique_lock<std::mutex> &lock);
  /// With the mutex held: the next job for the thread; null when there is none.
  Job next(uint32_t thread);

  struct Start {
    CompileThreads *threads;
    uint32_t number;
  };

  const CompileThreadsOptions options;
  const std::function<void()> finished;
  std::vector<pthread_t> started;
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<Job> urgent, others;
  std::vector<Job> done;
  bool stopping = false;
};

} // namespace wasabi_llvm
