// A compiled module's code and counts to saved bytes and back. Images of one tier are laid one behind the other, so that
// restoring places few large ones instead of thousands of small ones.
#include "instance.h"
#include "runtime_symbols.h"
#include "saved_code.h"
#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace wasabi {

/// Code bytes of an image that saving puts together, about.
static constexpr size_t groupBytes = 128 * 1024;
/// Where images may lie, as linking assumes.
static constexpr uint32_t imageAlignment = 64;
/// Share of the way to a trip that some counter must have gone in a run that made no code, to be worth a segment, and
/// that those it then writes must have gone.
static constexpr double worthSaving = 1.0 / 8;
static constexpr double worthMentioning = 1.0 / 64;

namespace {

struct PlacedImage {
  const Image *image;
  uint32_t offset;
};

struct ImageGroup {
  CodeTier tier;
  uint32_t codeBytes = 0;
  std::vector<PlacedImage> images;
};

} // namespace

/// With the mutex held.
bool CompiledModule::wasEntered(uint32_t functionIndex) {
  for (Instance *instance : instances) {
    const uint32_t *block = instance->counterBlock(functionIndex - imported);
    if (block && tripTotal(block) > 0) return true;
  }
  auto past = pastCounts.find(functionIndex);
  if (past != pastCounts.end() && tripTotal(past->second.data()) > 0) return true;
  auto restored = restoredCounts.find(functionIndex);
  return restored != restoredCounts.end() && tripTotal(restored->second.words.data()) > 0;
}

/// With the mutex held: what was compiled ahead of the program and never called is not worth the room. Code that counts
/// anew stands for code that was.
bool CompiledModule::isWorthKeeping(const Image *image) {
  if (image->tier != CodeTier::baseline) return true;
  return std::any_of(image->functions.begin(), image->functions.end(), [this](const ImageFunction &function) {
    uint32_t index = function.functionIndex;
    return !counterShapes.contains(index) || recounts.contains(index) || wasEntered(index);
  });
}

std::vector<const Image *> CompiledModule::imagesToSave(bool onlyNew) {
  std::vector<const Image *> wanted;
  for (const Image *image : images)
    if (!(onlyNew && image->restored) && isWorthKeeping(image)) wanted.push_back(image);
  return wanted;
}

static std::vector<ImageGroup> groupImages(const std::vector<const Image *> &images) {
  std::vector<ImageGroup> groups;
  for (CodeTier tier : {CodeTier::baseline, CodeTier::optimized}) {
    bool open = false;
    for (const Image *image : images) {
      if (image->tier != tier) continue;
      if (!open || groups.back().codeBytes >= groupBytes) groups.push_back({tier});
      open = true;
      ImageGroup &group = groups.back();
      group.codeBytes = (group.codeBytes + imageAlignment - 1) & ~(imageAlignment - 1);
      group.images.push_back({image, group.codeBytes});
      group.codeBytes += uint32_t(image->sizeBytes());
    }
  }
  return groups;
}

/// The code as it was before its slots were filled.
static void writeCode(SavedWriter &writer, const ImageGroup &group) {
  std::vector<uint8_t> code(group.codeBytes);
  for (const PlacedImage &placed : group.images) {
    memcpy(code.data() + placed.offset, placed.image->address(), placed.image->sizeBytes());
    for (const ImageSlot &slot : placed.image->slots)
      memset(code.data() + placed.offset + slot.offset, 0, sizeof slot.target);
  }
  writer.align(16);
  writer.append(code.data(), code.size());
}

/// Only functions whose rows lead here: what was replaced is never called again.
void CompiledModule::saveRows(SavedWriter &writer, const Image *image, uint32_t base, uint32_t *count) {
  for (const ImageFunction &function : image->functions) {
    uint32_t index = function.functionIndex - imported;
    if (rowImages[index] != image || rows[index] != image->address() + function.offset) continue;
    writer.word(function.functionIndex);
    writer.word(base + function.offset);
    writer.word(function.sizeBytes);
    auto shape = counterShapes.find(function.functionIndex);
    bool counts = image->tier == CodeTier::baseline && shape != counterShapes.end();
    writeShape(writer, counts ? shape->second : CounterShape());
    auto recounted = recounts.find(function.functionIndex);
    writer.word(recounted == recounts.end() ? 0 : recounted->second);
    ++*count;
  }
}

void CompiledModule::saveOsrEntries(SavedWriter &writer, const Image *image, uint32_t base, uint32_t *count) {
  for (auto &[key, entry] : osrEntries) {
    if (entry.image != image) continue;
    writer.word(uint32_t(key >> 32));
    writer.word(uint32_t(key));
    writer.word(base + uint32_t(static_cast<uint8_t *>(entry.code) - image->address()));
    ++*count;
  }
}

/// What the slots of images are filled with, each once.
static std::vector<const void *> symbolsOf(const std::vector<const Image *> &images) {
  std::vector<const void *> symbols;
  std::unordered_set<const void *> known;
  for (const Image *image : images)
    for (const ImageSlot &slot : image->slots)
      if (known.insert(slot.target).second) symbols.push_back(slot.target);
  return symbols;
}

uint32_t CompiledModule::saveImages(SavedWriter &writer, const std::vector<const Image *> &wanted,
                                    const std::vector<const void *> &symbols) {
  std::unordered_map<const void *, uint32_t> numbers;
  for (const void *symbol : symbols)
    numbers.emplace(symbol, uint32_t(numbers.size()));
  auto groups = groupImages(wanted);
  for (const ImageGroup &group : groups) {
    SavedWriter slots, lines, handlers, rowWords, osrWords;
    uint32_t slotCount = 0, lineCount = 0, handlerCount = 0, rowCount = 0, osrCount = 0;
    for (const PlacedImage &placed : group.images) {
      for (const ImageSlot &slot : placed.image->slots) {
        slots.word(placed.offset + slot.offset);
        slots.word(numbers.at(slot.target));
        slotCount++;
      }
      for (const ImageLine &line : placed.image->lines) {
        lines.word(placed.offset + line.codeOffset);
        lines.word(line.wasmOffset);
        lineCount++;
      }
      for (const ImageHandler &handler : placed.image->handlers) {
        for (uint32_t offset : {handler.begin, handler.end, handler.pad})
          handlers.word(placed.offset + offset);
        handlerCount++;
      }
      saveRows(rowWords, placed.image, placed.offset, &rowCount);
      saveOsrEntries(osrWords, placed.image, placed.offset, &osrCount);
    }
    writer.align(16);
    uint32_t head[] = {uint32_t(group.tier), group.codeBytes, rowCount, osrCount, slotCount, lineCount, handlerCount};
    for (uint32_t word : head)
      writer.word(word);
    for (const SavedWriter *part : {&rowWords, &osrWords, &slots, &lines, &handlers})
      writer.append(part->content().data(), part->content().size());
    writeCode(writer, group);
  }
  return uint32_t(groups.size());
}

bool CompiledModule::hasNews() {
  std::lock_guard<std::mutex> lock(mutex);
  return !imagesToSave(true).empty() || !countsToSave(true, worthSaving).empty();
}

size_t CompiledModule::save(const uint8_t *key, bool onlyNew, int file) {
  std::lock_guard<std::mutex> lock(mutex);
  std::vector<const Image *> wanted = imagesToSave(onlyNew);
  std::vector<const void *> symbols = symbolsOf(wanted);
  SavedHeader header{};
  memcpy(header.key, key, savedKeyBytes);
  header.functionCount = functions;
  header.importedCount = imported;
  header.symbolCount = uint32_t(symbols.size());
  SavedWriter writer(file);
  for (const void *symbol : symbols)
    writer.string(runtimeSymbolName(symbol));
  writer.align(16);
  header.imageCount = saveImages(writer, wanted, symbols);
  writer.align(16);
  bool onlyCounts = onlyNew && wanted.empty();
  std::vector<SavedCounts> counts = countsToSave(onlyNew, onlyCounts ? worthMentioning : 0);
  writeCounts(writer, counts);
  header.countsCount = uint32_t(counts.size());
  return writer.finish(header);
}

static bool readImage(SavedReader &reader, const std::vector<const void *> &symbols, InstallRequest *request) {
  uint32_t tier = reader.word(), codeBytes = reader.word();
  uint32_t rowCount = reader.word(), osrCount = reader.word(), slotCount = reader.word(), lineCount = reader.word();
  uint32_t handlerCount = reader.word();
  request->tier = CodeTier(tier);
  request->restored = true;
  for (uint32_t i = 0; i < rowCount && reader.ok(); i++) {
    uint32_t index = reader.word(), offset = reader.word(), size = reader.word();
    CounterShape shape = readShape(reader);
    request->rows.push_back({index, offset, size, std::move(shape), true, reader.word()});
  }
  for (uint32_t i = 0; i < osrCount && reader.ok(); i++) {
    uint32_t index = reader.word(), loop = reader.word(), offset = reader.word();
    request->osrEntries.push_back({index, loop, offset, 0});
  }
  for (uint32_t i = 0; i < slotCount && reader.ok(); i++) {
    uint32_t offset = reader.word(), symbol = reader.word();
    if (symbol >= symbols.size()) return false;
    request->slots.push_back({offset, symbols[symbol]});
  }
  reader.table(lineCount, &request->lines);
  reader.table(handlerCount, &request->handlers);
  reader.align(16);
  request->code = {const_cast<uint8_t *>(reader.take(codeBytes)), codeBytes};
  return reader.ok() && (request->tier == CodeTier::baseline || request->tier == CodeTier::optimized);
}

/// Whether it holds anything better than what is there already, from another segment.
bool CompiledModule::wants(const InstallRequest &request) {
  std::lock_guard<std::mutex> lock(mutex);
  bool row = std::any_of(request.rows.begin(), request.rows.end(), [&](const InstallRow &candidate) {
    return candidate.functionIndex < imported || candidate.functionIndex >= functions || mayPublish(candidate, request);
  });
  return row || !request.osrEntries.empty();
}

static void countRestored(const InstallRequest &request, const InstallResult &installed, RestoredCode *result) {
  result->images++;
  result->codeBytes += uint32_t(request.code.length);
  result->continuations += uint32_t(request.osrEntries.size());
  (request.tier == CodeTier::optimized ? result->optimizedFunctions : result->baselineFunctions) += installed.published;
}

const char *CompiledModule::restore(Span<uint8_t> bytes, const uint8_t *key, RestoredCode *result) {
  if (const char *problem = SavedReader::check(bytes)) return problem;
  SavedReader reader(bytes);
  const SavedHeader &header = reader.header();
  if (memcmp(header.key, key, savedKeyBytes) != 0) return "of another key";
  if (header.functionCount != functions || header.importedCount != imported) return "of another module";
  std::vector<const void *> symbols;
  for (uint32_t i = 0; i < header.symbolCount && reader.ok(); i++)
    if (!symbols.emplace_back(runtimeSymbol(reader.string()))) return "in need of an unknown symbol";
  for (uint32_t i = 0; i < header.imageCount; i++) {
    reader.align(16);
    InstallRequest request;
    InstallResult installed;
    if (!readImage(reader, symbols, &request)) return "damaged";
    if (!wants(request)) continue;
    if (const char *problem = install(request, &installed)) return problem;
    countRestored(request, installed, result);
  }
  reader.align(16);
  restoreCounts(reader);
  return nullptr;
}

} // namespace wasabi
