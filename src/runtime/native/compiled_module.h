// One module's code in the process: code table, state of each function, OSR entries, counters' shapes, event queue,
// and the instances that run it. Shared by all threads; everything but the rows is guarded by its mutex.
#pragma once
#include "counters.h"
#include "events.h"
#include "image.h"
#include "napi_values.h"
#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

namespace wasabi {

class Instance;
class SavedReader;
class SavedWriter;

struct InstallRow {
  uint32_t functionIndex, offset, sizeBytes;
  /// No words: code without probes.
  CounterShape counters;
  bool publish;
  /// Of restored code, how often its function was counted anew before it was made.
  uint32_t recounts = 0;
};
struct InstallOsrEntry {
  uint32_t functionIndex, loop, offset, sizeBytes;
};
struct InstallRequest {
  CodeTier tier = CodeTier::baseline;
  Span<uint8_t> code;
  std::vector<ImageSlot> slots;
  std::vector<ImageLine> lines;
  std::vector<ImageHandler> handlers;
  std::vector<InstallRow> rows;
  std::vector<InstallOsrEntry> osrEntries;
  bool downgrade = false;
  /// Out of a cache: only gets rows that have no code as good.
  bool restored = false;
};
struct InstallResult {
  uint32_t image = 0;
  double address = 0;
  uint32_t published = 0;
  uint32_t swapped = 0;
};

/// Counts of a function as they outlive their process.
struct SavedCounts {
  uint32_t functionIndex;
  CounterShape shape;
  /// A sum, see counters.h.
  std::vector<uint32_t> words;
  /// Events until the next trip: of the entry, then of each loop.
  std::vector<uint32_t> untilTrip;
};

struct RestoredCode {
  uint32_t images = 0;
  uint32_t baselineFunctions = 0;
  uint32_t optimizedFunctions = 0;
  uint32_t continuations = 0;
  uint32_t codeBytes = 0;
};

class CompiledModule {
public:
  /// With one reference; the id is a number that JavaScript holds exactly. 0 when memory is exhausted.
  static double create(uint32_t functionCount, uint32_t importedCount, bool expectController);
  /// With a reference added, or null when the id is stale.
  static CompiledModule *acquire(double id);
  void retain() { references.fetch_add(1, std::memory_order_relaxed); }
  void release();

  double id() const { return number; }
  uint32_t functionCount() const { return functions; }
  uint32_t importedCount() const { return imported; }
  uint32_t definedCount() const { return functions - imported; }
  void **codeTable() const { return rows; }

  /// Canonical type ids: of the module's types, and of every function. Set with the first instance.
  void describeTypes(Span<uint32_t> types, Span<uint32_t> functionTypes);
  const uint32_t *typeIds() const { return types.data(); }
  uint32_t functionTypeId(uint32_t functionIndex) const { return functionTypes[functionIndex]; }
  bool typesDescribed() const { return described.load(std::memory_order_acquire); }

  /// Null, or why it was refused; nothing is changed then. Takes lines and slots out of the request.
  const char *install(InstallRequest &request, InstallResult *result);
  void failFirstCall(uint32_t functionIndex, std::string message);
  /// Blocks until the function's row has code and returns that; null when it failed, with the reason in `message`, or
  /// when `giveUp`, which is asked now and then, says so.
  void *waitForCode(uint32_t definedIndex, uint32_t instance, const std::function<bool()> &giveUp,
                    std::string *message);

  void setThresholds(const Thresholds &values);
  void answerHot(uint32_t functionIndex, int32_t loop, uint32_t nextBudget);
  /// A pair of a running instance tripped: posts, waits in sync mode, arms the pair again.
  void onTrip(EventKind kind, uint32_t functionIndex, int32_t loop, Instance *instance, uint32_t *pair);
  /// The same for misfits of a function's optimized code; the last one was in the body of `member`.
  void onMisfit(uint32_t functionIndex, uint32_t member, Instance *instance);
  void *findOsrEntry(uint32_t functionIndex, uint32_t loop);

  bool connectController(napi_env env, napi_value callback);
  void disconnectController();
  std::vector<Event> takeEvents() { return events.take(); }

  /// Gives a new instance blocks of all functions that have counters, and lists it. False when memory is exhausted.
  bool addInstance(Instance *instance);
  /// Unlists it and keeps its counts.
  void removeInstance(Instance *instance);
  /// False when the function never had counters.
  bool readCounters(uint32_t functionIndex, std::vector<uint32_t> *words);
  std::vector<uint8_t> functionTiers();
  /// How often each function was counted anew, in this process and those whose code it restored.
  std::vector<uint8_t> functionRecounts();

  /// Has `callback` called, once and on this thread, when this thread wants a controller and none is connected: so that
  /// one is started only for programs that need it. Null takes that back. Called on the thread of `env`.
  void setControllerStarter(napi_env env, napi_value callback);

  /// Whether there are code, or counts, worth keeping that `restore` did not bring.
  bool hasNews();
  /// Writes code and counts under a key of 32 bytes into an empty file: all of them, or what `restore` did not bring. The
  /// bytes written; 0, with `errno`, when the system refused.
  size_t save(const uint8_t *key, bool onlyNew, int file);
  /// Installs saved code and adds saved counts. Null, or why the bytes were of no use from some point on.
  const char *restore(Span<uint8_t> bytes, const uint8_t *key, RestoredCode *result);

  static size_t liveCount();

private:
  CompiledModule(uint32_t functionCount, uint32_t importedCount, bool expectController);
  ~CompiledModule();
  bool valid() const { return rows != nullptr; }
  const char *check(const InstallRequest &request) const;
  bool addCounters(const InstallRequest &request);
  void restartCounters(const InstallRow &row, std::vector<Image *> *dropped);
  void allowMisfits(uint32_t functionIndex, Instance *instance);
  void allowMisfits(const InstallRequest &request);
  void armBlockOf(uint32_t functionIndex, uint32_t *block, const CounterShape &shape);
  std::vector<uint32_t> sumCounters(uint32_t functionIndex, const CounterShape &shape, bool withRestored);
  void saveRows(SavedWriter &writer, const Image *image, uint32_t base, uint32_t *count);
  void saveOsrEntries(SavedWriter &writer, const Image *image, uint32_t base, uint32_t *count);
  /// How many were written; their slots name `symbols` by position.
  uint32_t saveImages(SavedWriter &writer, const std::vector<const Image *> &wanted,
                      const std::vector<const void *> &symbols);
  bool wasEntered(uint32_t functionIndex);
  bool isWorthKeeping(const Image *image);
  std::vector<const Image *> imagesToSave(bool onlyNew);
  SavedCounts countsOf(uint32_t functionIndex, const CounterShape &shape, bool withRestored);
  bool hasTripped(const SavedCounts &counts);
  std::vector<SavedCounts> countsToSave(bool onlyNew, double least);
  bool wants(const InstallRequest &request);
  void restoreCounts(SavedReader &reader);
  uint32_t eventsUntilTrip(uint32_t functionIndex, int32_t loop);
  /// Calls the starter, if this is its thread. Without success the module has no controller any more.
  void startController();
  void dropStarter();
  bool mayPublish(const InstallRow &row, const InstallRequest &request) const;
  void publishRow(const InstallRow &row, Image *image, CodeTier tier, InstallResult *result,
                  std::vector<Image *> *dropped);
  void publishOsrEntry(const InstallOsrEntry &entry, Image *image, std::vector<Image *> *dropped);
  /// Adds the image to `dropped` when nothing leads to it any more.
  void dropUse(Image *image, std::vector<Image *> *dropped);
  void announce();
  bool hasController() const { return expectController.load() || events.connected(); }
  bool isSettled(uint32_t functionIndex, int32_t loop, uint32_t answersBefore);
  void waitForAnswer(uint32_t functionIndex, int32_t loop, uint32_t answersBefore);
  uint32_t firstBudget(int32_t loop) const;
  uint32_t nextBudget(uint32_t functionIndex, int32_t loop);
  /// Posts, and waits in sync mode; the counter's next budget.
  uint32_t ask(EventKind kind, uint32_t functionIndex, int32_t loop, uint32_t member, const Instance *instance);
  static uint64_t loopKey(uint32_t functionIndex, int32_t loop) {
    return uint64_t(functionIndex) << 32 | uint32_t(loop);
  }

  struct OsrEntry {
    void *code;
    Image *image;
  };
  /// How a tripping counter goes on.
  struct HotState {
    uint32_t budget = 0;
    uint32_t answers = 0;
    /// Asked, and neither answered nor replaced yet.
    bool pending = false;
    /// Answered, and the counter has not been armed with that budget yet.
    bool answered = false;
  };

  double number = 0;
  const uint32_t functions;
  const uint32_t imported;
  std::atomic<uint32_t> references{1};
  void **rows = nullptr;

  std::mutex mutex;
  /// By defined index.
  std::unique_ptr<std::atomic<uint8_t>[]> tiers;
  std::unique_ptr<std::atomic<bool>[]> requested;
  std::vector<Image *> rowImages;
  /// Images of this module that have uses.
  std::vector<Image *> images;
  std::unordered_map<uint32_t, CounterShape> counterShapes;
  std::unordered_map<uint64_t, OsrEntry> osrEntries;
  std::unordered_map<uint64_t, HotState> hotStates;
  std::unordered_map<uint32_t, std::string> failures;
  std::unordered_map<uint32_t, uint32_t> recounts;
  /// Sums over instances that are gone.
  std::unordered_map<uint32_t, std::vector<uint32_t>> pastCounts;
  /// What earlier processes counted, by function index.
  std::unordered_map<uint32_t, SavedCounts> restoredCounts;
  std::vector<Instance *> instances;
  Thresholds thresholds;
  std::vector<uint32_t> types;
  std::vector<uint32_t> functionTypes;
  std::atomic<bool> described{false};

  EventQueue events;
  std::atomic<bool> expectController;
  /// Touched only on `starterThread`, which is retained as long as there is one.
  napi_ref starter = nullptr;
  std::atomic<ThreadContext *> starterThread{nullptr};
  std::atomic<bool> controllerEnded{false};
  /// Changes with every installation, failure or answer; threads wait on it.
  std::atomic<uint32_t> progress{0};
  std::atomic<uint32_t> waiting{0};
};

struct CodeFigures {
  std::atomic<uint64_t> installedImages{0}, swaps{0}, firstCalls{0}, firstCallWaitNs{0}, hotFunctionEvents{0},
      hotLoopEvents{0}, osrEntries{0};
};
CodeFigures &codeFigures();

} // namespace wasabi
