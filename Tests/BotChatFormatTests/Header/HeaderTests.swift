import BotChatFormat
import Testing

@Suite struct HeaderTests {
  /// The parts of a header in one line: `sender>recipient,recipient(tag)+continuation`.
  private static func parts(_ line: String) -> String? {
    Header(line: Array(line.utf8)).map { header in
      header.sender + (header.recipients.isEmpty ? "" : ">" + header.recipients.joined(separator: ","))
        + (header.tag.map { "(\($0))" } ?? "") + (header.continuation.map { "+\($0)" } ?? "")
    }
  }

  @Test("F1: date, time, zone and the rest are kept as written")
  func fields() throws {
    let header = try #require(Header(line: Array("### 2026-02-10 19:32:15 SGT - Jack → Ross (#1)\r".utf8)))
    #expect(header.date == "2026-02-10" && header.time == "19:32:15" && header.hasSeconds)
    #expect(header.zone == "SGT" && header.sender == "Jack" && header.recipients == ["Ross"])
    #expect(header.tag == "#1" && header.continuation == nil && header.identifies)
  }

  @Test(
    "F1: a header in each of its spellings",
    arguments: [
      ("### 2026-02-10 19:32 - Jack", "Jack"),
      ("###   2026-02-10\t19:32   SGT  -  Jack  →  Ross  (#1)  \t\r", "Jack>Ross(#1)"),
      ("### 2026-02-10 19:32 UTC – Jack -> Ross", "Jack>Ross"),
      ("### 2026-02-10 19:32 +08:00 — Jack => Ross", "Jack>Ross"),
      ("### 2026-02-10 19:32 -0300 - Jack ⇒ Ross", "Jack>Ross"),
      ("### 2026-02-10 19:32 - Jack→Ross", "Jack>Ross"),
      ("### 2026-02-10 19:32 - Jack->Ross(1/10)", "Jack>Ross(1/10)"),
      ("### 2026-02-10 19:32 - a.b_c-d → 9x (#12 Final)", "a.b_c-d>9x(#12 Final)"),
      ("### 2026-02-10 19:32 - Jack → ALL (#VIBE-UPDATE) (cont. 3)", "Jack>ALL(#VIBE-UPDATE)+3"),
      ("### 2026-02-10 19:32 - Jack (cont. 2)", "Jack+2"),
      ("### 2026-02-10 19:32 - Jack (cont. 5) (cont. 1)", "Jack+1"),
      ("### 2026-02-10 19:32 - Jack (cont. 0)", "Jack(cont. 0)"),
      ("### 2026-02-10 19:32 - Jack (#é🙂)", "Jack(#é🙂)"),
    ])
  func spellings(line: String, expected: String) {
    #expect(Self.parts(line) == expected)
  }

  @Test(
    "F2: recipients in each of their spellings",
    arguments: [
      ("Ross, John", "Ross,John"), ("Ross,John", "Ross,John"), ("Ross & John", "Ross,John"),
      ("Ross+John", "Ross,John"), ("Ross / John", "Ross,John"), ("@Ross and @John", "Ross,John"),
      ("Ross, John, and Coach", "Ross,John,Coach"), ("Ross AND John", "Ross,John"), ("Andy", "Andy"),
      ("Ross and Andrew", "Ross,Andrew"), ("Ross & @all (#1)", "Ross,all(#1)"), ("ross", "ross"),
    ])
  func recipients(written: String, expected: String) {
    #expect(Self.parts("### 2026-02-10 19:32 - Jack → \(written)") == "Jack>\(expected)")
  }

  @Test(
    "F1: what is no header",
    arguments: [
      "", "###", "### ", "# 2026-02-10 19:32 - Jack", "#### 2026-02-10 19:32 - Jack",
      " ### 2026-02-10 19:32 - Jack", "###2026-02-10 19:32 - Jack", "### 2026-2-10 19:32 - Jack",
      "### 2026-02-10 9:32 - Jack", "### 2026-02-10 19:32:1 - Jack", "### 2026-02-10T19:32 - Jack",
      "### 2026-02-10 19:32 Jack", "### 2026-02-10 19:32 -Jack", "### 2026-02-10 19:32- Jack",
      "### 2026-02-10 19:32 Asia/Singapore - Jack", "### 2026-02-10 19:32 - ",
      "### 2026-02-10 19:32 - Jack →",
      "### 2026-02-10 19:32 - Jack → Ross John", "### 2026-02-10 19:32 - Jack → Ross,",
      "### 2026-02-10 19:32 - Jack → and", "### 2026-02-10 19:32 - Jack → Ross and",
      "### 2026-02-10 19:32 - Jack → , Ross", "### 2026-02-10 19:32 - _Jack", "### 2026-02-10 19:32 - Jäck",
      "### 2026-02-10 19:32 - Jack → Ross (#1", "### 2026-02-10 19:32 - Jack → Ross ()",
      "### 2026-02-10 19:32 - Jack (a (b))", "### 2026-02-10 19:32 - Jack (a) (b)",
      "### 2026-02-10 19:32 - Jack (a) b", "### 2026-02-10 19:32 - Jack says",
      "> ### 2026-02-10 19:32 - Jack",
    ])
  func noHeader(line: String) {
    #expect(Self.parts(line) == nil)
  }

  @Test("F1: a name has at most 64 bytes, a header line at most 8192")
  func bounds() {
    let name = String(repeating: "n", count: 64)
    #expect(Self.parts("### 2026-02-10 19:32 - \(name)") == name)
    #expect(Self.parts("### 2026-02-10 19:32 - \(name)n") == nil)
    #expect(Self.parts("### 2026-02-10 19:32 - Jack → \(name)n") == nil)
    let start = "### 2026-02-10 19:32 - Jack ("
    let tag = String(repeating: "t", count: Header.longestLine - start.utf8.count - 1)
    #expect(Self.parts(start + tag + ")") != nil)
    #expect(Self.parts(start + tag + "t)") == nil)
  }

  @Test("R6: a header with neither seconds nor tag identifies nothing")
  func identifies() {
    #expect(Header(line: Array("### 2026-02-10 19:32 - Jack".utf8))?.identifies == false)
    #expect(Header(line: Array("### 2026-02-10 19:32 - Jack (cont. 1)".utf8))?.identifies == false)
    #expect(Header(line: Array("### 2026-02-10 19:32 - Jack (#1)".utf8))?.identifies == true)
    #expect(Header(line: Array("### 2026-02-10 19:32:00 - Jack".utf8))?.identifies == true)
  }

  @Test("F1: a line cut anywhere and any single byte changed is read without harm")
  func hostile() {
    let line = Array("### 2026-02-10 19:32:15 +08:00 — Jack → @Ross and John (#1) (cont. 2)".utf8)
    for end in line.indices { _ = Header(line: Array(line[..<end])) }
    for index in line.indices {
      for byte in UInt8.min...UInt8.max {
        var changed = line
        changed[index] = byte
        _ = Header(line: changed)
        _ = changed.withUnsafeBytes { HeaderLike.isQuotable($0) }
      }
    }
  }

  @Test("F1: names by their grammar")
  func names() {
    for name in ["J", "9", "a.b-c_d", String(repeating: "x", count: 64)] { #expect(Name.isValid(name)) }
    for name in ["", ".a", "-a", "a b", "é", "a\n", "a/b", String(repeating: "x", count: 65)] {
      #expect(!Name.isValid(name))
    }
  }
}
