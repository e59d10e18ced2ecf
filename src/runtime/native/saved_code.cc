// Bytes of saved code: writing, and checking before anything is read.
#include "saved_code.h"
#include "checksum.h"

namespace wasabi {

static constexpr char savedMagic[8] = {'\x89', 'w', 'a', 's', 'a', 'b', 'i', '\n'};
static constexpr uint32_t savedVersion = 2;
static constexpr size_t checkedFrom = offsetof(SavedHeader, sizeBytes);

void SavedWriter::append(const void *data, size_t length) {
  auto *start = static_cast<const uint8_t *>(data);
  bytes.insert(bytes.end(), start, start + length);
}

void SavedWriter::align(size_t alignment) { bytes.resize((bytes.size() + alignment - 1) / alignment * alignment); }

void SavedWriter::string(std::string_view text) {
  word(uint32_t(text.size()));
  append(text.data(), text.size());
  align(sizeof(uint32_t));
}

std::vector<uint8_t> SavedWriter::finish(SavedHeader header) {
  memcpy(header.magic, savedMagic, sizeof savedMagic);
  header.version = savedVersion;
  header.sizeBytes = bytes.size();
  memcpy(bytes.data(), &header, sizeof header);
  header.checksum = crc32c(bytes.data() + checkedFrom, bytes.size() - checkedFrom);
  memcpy(bytes.data(), &header, sizeof header);
  return std::move(bytes);
}

const char *SavedReader::check(Span<uint8_t> bytes) {
  if (bytes.length < sizeof(SavedHeader)) return "truncated";
  SavedHeader header;
  memcpy(&header, bytes.data, sizeof header);
  if (memcmp(header.magic, savedMagic, sizeof savedMagic) != 0) return "not saved code";
  if (header.version != savedVersion) return "of another format";
  if (header.sizeBytes != bytes.length) return "truncated";
  if (crc32c(bytes.data + checkedFrom, bytes.length - checkedFrom) != header.checksum) return "damaged";
  return nullptr;
}

const uint8_t *SavedReader::take(size_t length) {
  if (!valid || length > bytes.length - position) {
    valid = false;
    return nullptr;
  }
  position += length;
  return bytes.data + position - length;
}

uint32_t SavedReader::word() {
  uint32_t value = 0;
  if (const uint8_t *data = take(sizeof value)) memcpy(&value, data, sizeof value);
  return value;
}

std::vector<uint32_t> SavedReader::words(size_t count) {
  // Before any allocation: a wrong count must not ask for more memory than the bytes could fill.
  const uint8_t *data = count <= bytes.length / sizeof(uint32_t) ? take(count * sizeof(uint32_t)) : take(SIZE_MAX);
  std::vector<uint32_t> values(data ? count : 0);
  if (!values.empty()) memcpy(values.data(), data, count * sizeof(uint32_t));
  return values;
}

std::string SavedReader::string() {
  uint32_t length = word();
  const uint8_t *data = take(length);
  align(sizeof(uint32_t));
  return data ? std::string(reinterpret_cast<const char *>(data), length) : std::string();
}

void SavedReader::align(size_t alignment) {
  size_t rest = position % alignment;
  if (rest > 0) take(alignment - rest);
}

} // namespace wasabi
