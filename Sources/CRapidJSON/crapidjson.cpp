#include "CRapidJSON.h"

#include <cstdlib>
#include <cstring>

#include <rapidjson/error/en.h>
#include <rapidjson/reader.h>

namespace {

// Writes down what the reader tells; false ends the reading.
class Row {
public:
  rj_value *values = nullptr;
  size_t count = 0;
  bool is_too_deep = false;

  Row(const char *text, uint32_t most) : text(text), most(most) {}

  bool Null() { return put(RJ_NULL); }
  bool Bool(bool value) { return put(value ? RJ_TRUE : RJ_FALSE); }
  bool RawNumber(const char *at, rapidjson::SizeType length, bool) { return put(RJ_NUMBER, at, length); }
  bool String(const char *at, rapidjson::SizeType length, bool) { return put(RJ_TEXT, at, length); }
  bool Key(const char *at, rapidjson::SizeType length, bool) { return put(RJ_TEXT, at, length); }
  bool StartArray() { return open(RJ_ARRAY); }
  bool StartObject() { return open(RJ_OBJECT); }
  bool EndArray(rapidjson::SizeType held) { return close(held); }
  bool EndObject(rapidjson::SizeType held) { return close(held); }

  // Numbers come as they are written.
  bool Int(int) { return false; }
  bool Uint(unsigned) { return false; }
  bool Int64(int64_t) { return false; }
  bool Uint64(uint64_t) { return false; }
  bool Double(double) { return false; }

private:
  const char *text;
  uint32_t most;
  uint32_t depth = 0;
  size_t room = 0;
  // Until an array or object is closed its count is the place of the one around it.
  uint32_t inner = 0;

  bool put(rj_kind kind, const char *at = nullptr, uint32_t length = 0) {
    if (count == room) {
      size_t more = room == 0 ? 32 : 2 * room;
      void *grown = std::realloc(values, more * sizeof(rj_value));
      if (!grown) return false;
      values = static_cast<rj_value *>(grown);
      room = more;
    }
    values[count++] = {kind, length, at ? static_cast<uint32_t>(at - text) : 0};
    return true;
  }

  bool open(rj_kind kind) {
    if (depth == most) {
      is_too_deep = true;
      return false;
    }
    if (!put(kind, nullptr, inner)) return false;
    inner = static_cast<uint32_t>(count - 1);
    depth++;
    return true;
  }

  bool close(uint32_t held) {
    uint32_t outer = values[inner].count;
    values[inner].count = held;
    inner = outer;
    depth--;
    return true;
  }
};

} // namespace

rj_document rj_read(const char *bytes, size_t count, uint32_t depth) {
  rj_document document = {};
  document.text = count < UINT32_MAX ? static_cast<char *>(std::malloc(count + 1)) : nullptr;
  if (!document.text) {
    document.error = "there is not enough memory for it";
    return document;
  }
  if (count > 0) std::memcpy(document.text, bytes, count);
  // For the reader it is the end, wherever it stands.
  document.text[count] = 0;
  Row row(document.text, depth);
  rapidjson::InsituStringStream stream(document.text);
  rapidjson::Reader reader;
  auto result =
      reader.Parse<rapidjson::kParseInsituFlag | rapidjson::kParseNumbersAsStringsFlag>(stream, row);
  document.values = row.values;
  document.count = row.count;
  document.is_too_deep = row.is_too_deep;
  if (result.IsError()) {
    document.offset = result.Offset();
    document.error = result.Code() == rapidjson::kParseErrorTermination
                         ? "there is not enough memory for it"
                         : rapidjson::GetParseError_En(result.Code());
  } else if (stream.Tell() < count) {
    document.offset = stream.Tell();
    document.error = "Invalid value.";
  }
  return document;
}

void rj_release(rj_document document) {
  std::free(document.values);
  std::free(document.text);
}
