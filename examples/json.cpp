// json: builds a document, prints it, parses it back and compares, many times: C++ with strings, maps, vectors and
// virtual calls, so that allocation, memory copies and indirect calls are all hot.
//   wasabi json.wasm [ROUNDS]     default 300
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct Value {
  virtual ~Value() = default;
  virtual void print(std::string &out) const = 0;
};
using ValuePtr = std::unique_ptr<Value>;

struct Number : Value {
  explicit Number(int64_t number) : number(number) {}
  void print(std::string &out) const override { out += std::to_string(number); }
  int64_t number;
};

struct Text : Value {
  explicit Text(std::string text) : text(std::move(text)) {}
  static void quote(const std::string &text, std::string &out) {
    out += '"';
    for (char c : text) {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
    out += '"';
  }
  void print(std::string &out) const override { quote(text, out); }
  std::string text;
};

struct Array : Value {
  void print(std::string &out) const override {
    out += '[';
    for (size_t i = 0; i < items.size(); i++) {
      if (i > 0) out += ',';
      items[i]->print(out);
    }
    out += ']';
  }
  std::vector<ValuePtr> items;
};

struct Object : Value {
  void print(std::string &out) const override {
    out += '{';
    bool first = true;
    for (const auto &[key, value] : members) {
      if (!first) out += ',';
      first = false;
      Text::quote(key, out);
      out += ':';
      value->print(out);
    }
    out += '}';
  }
  std::map<std::string, ValuePtr> members;
};

class Parser {
public:
  explicit Parser(std::string_view source) : source(source) {}
  ValuePtr parse() {
    ValuePtr value = parseValue();
    return value && position == source.size() ? std::move(value) : nullptr;
  }

private:
  bool take(char wanted) {
    if (position >= source.size() || source[position] != wanted) return false;
    position++;
    return true;
  }

  bool parseText(std::string &text) {
    if (!take('"')) return false;
    while (position < source.size() && source[position] != '"') {
      if (source[position] == '\\') position++;
      if (position < source.size()) text += source[position++];
    }
    return take('"');
  }

  ValuePtr parseNumber() {
    bool negative = take('-');
    size_t start = position;
    int64_t number = 0;
    while (position < source.size() && source[position] >= '0' && source[position] <= '9')
      number = number * 10 + (source[position++] - '0');
    return position > start ? std::make_unique<Number>(negative ? -number : number) : nullptr;
  }

  ValuePtr parseArray() {
    auto array = std::make_unique<Array>();
    if (take(']')) return array;
    do {
      ValuePtr item = parseValue();
      if (!item) return nullptr;
      array->items.push_back(std::move(item));
    } while (take(','));
    return take(']') ? std::move(array) : nullptr;
  }

  ValuePtr parseObject() {
    auto object = std::make_unique<Object>();
    if (take('}')) return object;
    do {
      std::string key;
      if (!parseText(key) || !take(':')) return nullptr;
      ValuePtr value = parseValue();
      if (!value) return nullptr;
      object->members[key] = std::move(value);
    } while (take(','));
    return take('}') ? std::move(object) : nullptr;
  }

  ValuePtr parseValue() {
    if (take('[')) return parseArray();
    if (take('{')) return parseObject();
    if (position < source.size() && source[position] == '"') {
      std::string text;
      return parseText(text) ? std::make_unique<Text>(std::move(text)) : nullptr;
    }
    return parseNumber();
  }

  std::string_view source;
  size_t position = 0;
};

static ValuePtr build(uint32_t &seed, int depth) {
  seed = seed * 1664525u + 1013904223u;
  uint32_t kind = seed >> 30, size = 1 + (seed >> 16) % 6;
  if (depth == 0 || kind == 0) return std::make_unique<Number>(static_cast<int32_t>(seed));
  if (kind == 1) return std::make_unique<Text>("text \"" + std::to_string(seed) + "\" \\");
  if (kind == 2) {
    auto array = std::make_unique<Array>();
    for (uint32_t i = 0; i < size; i++) array->items.push_back(build(seed, depth - 1));
    return array;
  }
  auto object = std::make_unique<Object>();
  for (uint32_t i = 0; i < size; i++) object->members["key" + std::to_string(seed % 1000 + i)] = build(seed, depth - 1);
  return object;
}

int main(int argc, char **argv) {
  int rounds = argc > 1 ? std::atoi(argv[1]) : 300;
  uint32_t seed = 42;
  uint64_t checksum = 0, bytes = 0;
  for (int round = 0; round < rounds; round++) {
    auto document = std::make_unique<Array>();
    for (int i = 0; i < 40; i++) document->items.push_back(build(seed, 6));
    std::string printed, again;
    document->print(printed);
    ValuePtr parsed = Parser(printed).parse();
    if (!parsed) {
      std::printf("round %d: not parsed\n", round);
      return 1;
    }
    parsed->print(again);
    if (again != printed) {
      std::printf("round %d: differs\n", round);
      return 1;
    }
    bytes += printed.size();
    for (char c : printed) checksum = checksum * 31 + static_cast<unsigned char>(c);
  }
  std::printf("%d documents, %llu bytes, checksum %016llx\n", rounds, static_cast<unsigned long long>(bytes),
              static_cast<unsigned long long>(checksum));
  return 0;
}
