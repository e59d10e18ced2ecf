// The format of saved code, a segment of the cache: a header with key and checksum, symbol names, images, counts. Knows
// how bytes are laid out, not what is done with them. All integers are little-endian words.
#pragma once
#include "compiled_module.h"
#include <cstring>
#include <string_view>

namespace wasabi {

inline constexpr size_t savedKeyBytes = 32;

struct SavedHeader {
  char magic[8];
  uint32_t version;
  /// CRC-32C of everything behind the header, then of the header behind this field.
  uint32_t checksum;
  uint64_t sizeBytes;
  uint8_t key[savedKeyBytes];
  uint32_t functionCount;
  uint32_t importedCount;
  uint32_t symbolCount;
  uint32_t imageCount;
  uint32_t countsCount;
  uint32_t reserved[5];
};
static_assert(sizeof(SavedHeader) % 16 == 0, "what is aligned in a part stays aligned in the whole");

/// Writes into memory, or into a file, of which it keeps but a piece in memory: an entry may be larger than the rest of
/// the process.
class SavedWriter {
public:
  SavedWriter() = default;
  /// Begins behind the header of an open, empty file, which stays the caller's.
  explicit SavedWriter(int file) : file(file), written(sizeof(SavedHeader)) {}
  void word(uint32_t value) { append(&value, sizeof value); }
  void words(const std::vector<uint32_t> &values) { append(values.data(), values.size() * sizeof(uint32_t)); }
  void append(const void *data, size_t length);
  /// Fills up to a multiple of `alignment`.
  void align(size_t alignment);
  void string(std::string_view text);
  /// What was written into memory.
  const std::vector<uint8_t> &content() const { return bytes; }
  /// Completes a file by its header, in which only key and counts are given. The file's length; 0, with `errno`, when the
  /// system refused to write.
  size_t finish(SavedHeader header);

private:
  void flush();

  std::vector<uint8_t> bytes;
  int file = -1;
  /// Where in the file `bytes` will begin, and the checksum of what stands before them.
  size_t written = 0;
  uint32_t sum = 0;
  int error = 0;
};

/// Reads what a writer wrote; beyond the end it gives zeros and is not `ok` any more.
class SavedReader {
public:
  /// Null, or why the bytes are no saved code that is whole.
  static const char *check(Span<uint8_t> bytes);
  /// Of bytes that passed `check`.
  explicit SavedReader(Span<uint8_t> bytes) : bytes(bytes), position(sizeof(SavedHeader)) {
    memcpy(&start, bytes.data, sizeof start);
  }
  const SavedHeader &header() const { return start; }
  uint32_t word();
  std::vector<uint32_t> words(size_t count);
  std::string string();
  const uint8_t *take(size_t length);
  /// Appends entries that consist of words.
  template <typename Entry> void table(uint32_t count, std::vector<Entry> *entries) {
    const uint8_t *bytes = take(size_t(count) * sizeof(Entry));
    if (!bytes || count == 0) return;
    size_t before = entries->size();
    entries->resize(before + count);
    memcpy(entries->data() + before, bytes, count * sizeof(Entry));
  }
  void align(size_t alignment);
  bool ok() const { return valid; }

private:
  Span<uint8_t> bytes;
  SavedHeader start;
  size_t position;
  bool valid = true;
};

void writeShape(SavedWriter &writer, const CounterShape &shape);
CounterShape readShape(SavedReader &reader);
/// Counts with all numbers small enough to be added up for ever: all are halved together where one is too large.
void writeCounts(SavedWriter &writer, std::vector<SavedCounts> &all);

} // namespace wasabi
