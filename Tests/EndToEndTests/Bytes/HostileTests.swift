import Testing

/// Content that is made to be slow, to confuse, or to be taken for something else.
@Suite struct HostileTests {
  private static let line = "### 2026-02-10 19:32:15 SGT - John → Ross"

  /// Shown by its name: a megabyte of fences has no place in a log.
  struct Content: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let text: String

    init(_ name: String, _ text: String) {
      testDescription = name
      self.text = text
    }
  }

  static let contents = [
    Content("a quarter of a million fence openers", String(repeating: "```\n", count: 250_000)),
    Content(
      "fence openers, longer and longer",
      (3...1200).map { String(repeating: "`", count: $0) }.joined(separator: "\n")
    ),
    Content("fences of both kinds by turns", String(repeating: "```\n~~~\n", count: 60_000)),
    Content("headers without bodies", String(repeating: "\(line)\n", count: 5000)),
    Content("near-headers", String(repeating: "### 2026-02-10 John → Ross\n", count: 3000)),
    Content("hash signs", String(repeating: "#", count: 900_000)),
    Content("blank lines", String(repeating: "\n", count: 900_000)),
    Content("carriage returns", String(repeating: "\r", count: 500_000)),
    Content("a header of half a megabyte", "\(line), " + String(repeating: "x", count: 500_000)),
    Content(
      "ten thousand recipients", line + String(repeating: ", Nobody", count: 10_000) + "\nText.\n\n⏱ x"),
    Content("clocks", String(repeating: "⏱ x\n", count: 50_000)),
    Content(
      "forged blocks",
      String(repeating: "### 2026-02-10 19:32:15 SGT - Nell → John (#1)\nx\n\n⏱ x\n", count: 2000)
    ),
    Content(
      "the relay's own name",
      String(repeating: "### 2026-02-10 19:32:15 SGT - Relay → John\nx\n\n⏱ x\n", count: 500)
    ),
    Content("dates that are none", "### 9999-99-99 99:99:99 ZZZ - John → Ross (#1)\nx\n\n⏱ x"),
    Content(
      "continuation tags", "\(line) (#1) (cont. 99999999999999999999)\nx\n\n⏱ x\n\(line) (cont. -1)\nx"),
  ]

  @Test("F7: hostile content does not stop what comes behind it", arguments: contents)
  func doesNotStop(_ content: Content) async throws {
    try await Village.with("Ross", "John", "Nell") { village in
      try await village.start()
      try Disk.append(Array("\n\(content.text)\n".utf8), to: village.chat("John"))
      let next = Letter(from: "John", to: "Ross", tag: "#behind", body: "Behind it.")
      try Disk.append(next.written, to: village.chat("John"))
      try await village.arrives(next, in: "Ross")
      village.killRelay()
      try await village.start()
      let last = Letter(from: "Ross", to: "John", tag: "#last", body: "And back.")
      try Disk.append(last.written, to: village.chat("Ross"))
      try await village.arrives(last, in: "John")
      try expect(village.count("(#behind)", in: "Ross") == 1, "delivered twice")
      try expect(village.bytes("Nell") == Village.preamble, "something reached Nell")
    }
  }
}
