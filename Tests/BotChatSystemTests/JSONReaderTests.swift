import BotChatSystem
import Testing

@Suite("JSON")
struct JSONReaderTests {
  private func read(_ bytes: [UInt8]) throws(JSONError) -> JSONNode {
    let result = bytes.withUnsafeBytes { bytes in
      Result { () throws(JSONError) in try JSONReader.read(bytes) }
    }
    return try result.get()
  }

  private func failure(_ bytes: [UInt8]) -> String? {
    do throws(JSONError) {
      _ = try read(bytes)
      return nil
    } catch {
      return error.message
    }
  }

  @Test("DESIGN 9: a frame is a tree of values, its names in their order")
  func tree() throws {
    let text = #"{"type":"a\u00e9\n","list":[1,-2,2.5,true,null],"inner":{}}"#
    let expected = JSONNode.object([
      .init("type", .string("aé\n")),
      .init("list", .array([.integer(1), .integer(-2), .real(2.5), .boolean(true), .null])),
      .init("inner", .object([])),
    ])
    #expect(try read(Array(text.utf8)) == expected)
  }

  @Test("F5: a text can hold U+0000 and every other character")
  func nul() throws {
    #expect(try read(Array(#""a\u0000b😀\ud83d\ude00""#.utf8)) == .string("a\u{0}b😀😀"))
  }

  @Test(
    "DESIGN 9: what is not strict JSON is refused with a reason",
    arguments: [
      ("", "it is empty"), ("{", "string or '}' expected near end of file"),
      (#"{"a":1,"a":2}"#, "duplicate object key near '\"a\"'"), ("1 2", "end of file expected near '2'"),
      (#"{"a":1,}"#, "string or '}' expected near '}'"), ("'a'", "invalid token near '''"),
      ("[99999999999999999999]", "too big integer near '99999999999999999999'"),
      (#"{"a\u0000":1}"#, "NUL byte in object key not supported near '\"a\\u0000\"'"),
      (#""\ud800""#, "invalid Unicode '\\uD800' near '\"\\ud800\"'"),
    ])
  func refused(text: String, why: String) {
    #expect(failure(Array(text.utf8)) == why)
  }

  @Test(
    "DESIGN 9: bytes that are no UTF-8 are refused: stray, overlong, surrogate, too large, cut off",
    arguments: [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82]] as [[UInt8]]
  )
  func notUTF8(bytes: [UInt8]) {
    #expect(failure([0x22] + bytes + [0x22]) != nil)
  }

  @Test("DESIGN 9: the depth is bounded, and brackets in texts do not count")
  func depth() throws {
    let most = JSONReader.maximumDepth
    let deepest = String(repeating: "[", count: most) + String(repeating: "]", count: most)
    #expect(failure(Array(deepest.utf8)) == nil)
    #expect(failure(Array("[\(deepest)]".utf8)) == "nested more than \(most) levels deep")
    let million = [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)
    #expect(failure(million) == "nested more than \(most) levels deep")
    let harmless = "[\"" + String(repeating: "[\\\"", count: 100) + "\"]"
    #expect(failure(Array(harmless.utf8)) == nil)
  }
}
