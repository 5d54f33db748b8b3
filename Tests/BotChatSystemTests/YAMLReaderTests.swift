import BotChatSystem
import Testing

@Suite("YAML")
struct YAMLReaderTests {
  private func failure(_ bytes: [UInt8]) -> YAMLError? {
    do throws(YAMLError) {
      _ = try YAMLReader.read(bytes)
      return nil
    } catch {
      return error
    }
  }

  private func scalar(_ line: Int, _ column: Int, _ text: String, quoted: Bool = false) -> YAMLNode {
    YAMLNode(line: line, column: column, kind: .scalar(text, quoted: quoted))
  }

  @Test("Section 6: a document is a tree of values with their places")
  func tree() throws {
    let text = """
      # a comment
      state: "/x y"
      bots:
        - { name: Röss, run: [a, '1'] }
      empty:
      """
    let root = try #require(try YAMLReader.read(Array(text.utf8)))
    let ross = YAMLNode(
      line: 4, column: 5,
      kind: .mapping([
        (scalar(4, 7, "name"), scalar(4, 13, "Röss")),
        (
          scalar(4, 19, "run"),
          YAMLNode(
            line: 4, column: 24, kind: .sequence([scalar(4, 25, "a"), scalar(4, 28, "1", quoted: true)]))
        ),
      ]))
    let expected = YAMLNode(
      line: 2, column: 1,
      kind: .mapping([
        (scalar(2, 1, "state"), scalar(2, 8, "/x y", quoted: true)),
        (scalar(3, 1, "bots"), YAMLNode(line: 4, column: 3, kind: .sequence([ross]))),
        (scalar(5, 1, "empty"), scalar(5, 7, "")),
      ]))
    #expect(root == expected)
  }

  @Test("Section 6: JSON is accepted too")
  func json() throws {
    let root = try #require(try YAMLReader.read(Array(#"{"a": [1, "2\n", true, null]}"#.utf8)))
    guard case .mapping(let pairs) = root.kind, case .sequence(let nodes) = pairs.first?.value.kind else {
      Issue.record("not a map with a list")
      return
    }
    #expect(
      nodes.map(\.kind) == [
        .scalar("1", quoted: false), .scalar("2\n", quoted: true), .scalar("true", quoted: false),
        .scalar("null", quoted: false),
      ])
  }

  @Test("Section 6: nothing in the file is no document", arguments: ["", "\n", "# only a comment\n"])
  func nothing(text: String) throws {
    #expect(try YAMLReader.read(Array(text.utf8)) == nil)
  }

  @Test(
    "Section 6: every error has its line and column",
    arguments: [
      ("a: [1, 2", 1, 9, "did not find expected ',' or ']'"),
      ("a: 1\nb: &x 2\n", 2, 4, "anchors and aliases are not accepted"),
      ("a: 1\nb: *x\n", 2, 4, "anchors and aliases are not accepted"),
      ("a: !!int 1\n", 1, 4, "tags are not accepted"),
      ("a: 1\n---\nb: 1\n", 2, 1, "only one document is accepted"),
      ("a:\n\t- b\n", 2, 1, "found character that cannot start any token"),
      ("ä: \u{1}\n", 1, 4, "control characters are not allowed"),
      ("a: \"\\q\"\n", 1, 5, "found unknown escape character"),
      ("a: 1\r\nb: 2\rc: \u{1}", 3, 4, "control characters are not allowed"),
      ("a: 1\r\nb: 2\rc: [", 3, 5, "did not find expected node content"),
    ])
  func errors(text: String, line: Int, column: Int, message: String) throws {
    let error = try #require(failure(Array(text.utf8)))
    #expect(error.message.hasPrefix(message), "\(error)")
    #expect(error.line == line, "\(error)")
    #expect(error.column == column, "\(error)")
  }

  @Test("Section 6: a value that is left out at the end stands in the last line, not behind it")
  func absentAtTheEnd() throws {
    let root = try #require(try YAMLReader.read(Array("a: 1\n? - b".utf8)))
    guard case .mapping(let pairs) = root.kind, let value = pairs.last?.value else {
      Issue.record("not a map")
      return
    }
    #expect(value == scalar(2, 6, ""))
  }

  @Test("Section 6: what is too deep, too long or no UTF-8 is refused")
  func limits() {
    let deepest = YAMLReader.maximumDepth - 1
    func nested(_ depth: Int) -> [UInt8] {
      Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
    }
    #expect(failure(nested(deepest)) == nil)
    #expect(failure(nested(deepest + 1))?.message.hasPrefix("nested more than") == true)
    #expect(failure(nested(100_000))?.message.hasPrefix("nested more than") == true)
    let longest = [UInt8](repeating: 0x23, count: YAMLReader.maximumSize)
    #expect(failure(longest) == nil)
    #expect(failure(longest + [0x23])?.message.hasPrefix("longer than") == true)
    let wrong = failure(Array("a: 1\nb: ".utf8) + [0xFF, 0xFE])
    #expect(wrong?.line == 2)
    #expect(wrong?.column == 4)
  }
}
