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
      ("", "the document is empty"), ("{", "missing a name for object member"),
      (#"{"a":1,"a":2}"#, "a name stands twice in an object"),
      ("1 2", "the document root must not be followed by other values"),
      (#"{"a":1,}"#, "missing a name for object member"), ("'a'", "invalid value"), ("NaN", "invalid value"),
      ("01", "the document root must not be followed by other values"),
      ("1.", "miss fraction part in number"), ("9.9e308", "a number of more than 64 bits"),
      ("1e999", "number too big to be stored in double"),
      ("[99999999999999999999]", "a number of more than 64 bits"),
      ("-9223372036854775809", "a number of more than 64 bits"),
      ("\u{0}", "the document is empty"), ("[1]\u{0}", "invalid value"), ("\u{FEFF}1", "invalid value"),
      ("\"a\u{0}\"", "missing a closing quotation mark in string"),
      ("\"\n\"", "invalid escape character in string"),
      (#""\ud800""#, "the surrogate pair in string is invalid"),
      (#""\udc00""#, "the text that begins here is no UTF-8"),
    ])
  func refused(text: String, why: String) {
    #expect(failure(Array(text.utf8)) == why)
  }

  @Test(
    "DESIGN 9: numbers keep all that 64 bits hold", arguments: [.min, -1, 0, 1 << 53 + 1, .max] as [Int64])
  func whole(number: Int64) throws {
    #expect(try read(Array("\(number)".utf8)) == .integer(number))
    #expect(try read(Array("-1.5e2".utf8)) == .real(-150))
  }

  @Test("DESIGN 9: no name stands twice in an object, however many there are")
  func names() throws {
    let members = (0..<1000).map { "\"\($0)\":0" }
    #expect(failure(Array("{\(members.joined(separator: ","))}".utf8)) == nil)
    #expect(failure(Array("{\((members + ["\"0\":1"]).joined(separator: ","))}".utf8)) != nil)
    // What stands in an inner object is another name.
    #expect(failure(Array(#"{"a":{"a":[{"a":1},{"a":2}]}}"#.utf8)) == nil)
  }

  @Test(
    "DESIGN 9: bytes that are no UTF-8 are refused: stray, overlong, surrogate, too large, cut off",
    arguments: [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82]] as [[UInt8]]
  )
  func notUTF8(bytes: [UInt8]) {
    #expect(failure([0x22] + bytes + [0x22]) != nil)
    #expect(failure(Array(#"{"a"#.utf8) + bytes + Array(#"":1}"#.utf8)) != nil)
    #expect(failure(bytes) != nil)
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
