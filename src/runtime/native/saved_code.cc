// Bytes of saved code: writing, and checking before anything is read.
#include "saved_code.h"
#include "checksum.h"
#include <cerrno>
#include <unistd.h>

namespace wasabi {

static constexpr char savedMagic[8] = {'\x89', 'w', 'a', 's', 'a', 'b', 'i', '\n'};
static constexpr uint32_t savedVersion = 4;
static constexpr size_t checkedFrom = offsetof(SavedHeader, sizeBytes);
/// Bytes of a file that are kept in memory before they are written.
static constexpr size_t pieceBytes = 256 * 1024;

static uint32_t addHeader(uint32_t bodySum, const SavedHeader &header) {
  return crc32c(reinterpret_cast<const uint8_t *>(&header) + checkedFrom, sizeof header - checkedFrom, bodySum);
}

/// False, with `errno`, when the system refuses.
static bool writeAll(int file, const void *data, size_t length, size_t offset) {
  auto *next = static_cast<const uint8_t *>(data);
  while (length > 0) {
    ssize_t count = pwrite(file, next, length, off_t(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    next += count, offset += size_t(count), length -= size_t(count);
  }
  return true;
}

void SavedWriter::append(const void *data, size_t length) {
  auto *start = static_cast<const uint8_t *>(data);
  bytes.insert(bytes.end(), start, start + length);
  if (file >= 0 && bytes.size() >= pieceBytes) flush();
}

void SavedWriter::flush() {
  sum = crc32c(bytes.data(), bytes.size(), sum);
  if (error == 0 && !writeAll(file, bytes.data(), bytes.size(), written)) error = errno;
  written += bytes.size();
  bytes.clear();
}

void SavedWriter::align(size_t alignment) {
  size_t end = written + bytes.size();
  bytes.resize(bytes.size() + (alignment - end % alignment) % alignment);
}

void SavedWriter::string(std::string_view text) {
  word(uint32_t(text.size()));
  append(text.data(), text.size());
  align(sizeof(uint32_t));
}

size_t SavedWriter::finish(SavedHeader header) {
  flush();
  memcpy(header.magic, savedMagic, sizeof savedMagic);
  header.version = savedVersion;
  header.sizeBytes = written;
  header.checksum = addHeader(sum, header);
  if (error == 0 && !writeAll(file, &header, sizeof header, 0)) error = errno;
  errno = error;
  return error == 0 ? written : 0;
}

const char *SavedReader::check(Span<uint8_t> bytes) {
  if (bytes.length < sizeof(SavedHeader)) return "truncated";
  SavedHeader header;
  memcpy(&header, bytes.data, sizeof header);
  if (memcmp(header.magic, savedMagic, sizeof savedMagic) != 0) return "not saved code";
  if (header.version != savedVersion) return "of another format";
  if (header.sizeBytes != bytes.length) return "truncated";
  uint32_t bodySum = crc32c(bytes.data + sizeof header, bytes.length - sizeof header);
  if (addHeader(bodySum, header) != header.checksum) return "damaged";
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
