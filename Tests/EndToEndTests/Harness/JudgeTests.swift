import Testing

/// The judge itself: it must let the right file pass, and no other.
@Suite struct JudgeTests {
  private static let own = [Array("Rules.\n".utf8), Array("\n### mine\nBody.\n".utf8)]
  private static let one = Letter(from: "John", to: "Ross", tag: "#1", body: "One.").delivered
  private static let two = Letter(from: "John", to: "Ross", tag: "#2", body: "Two.").delivered

  private func verdict(_ pieces: [[UInt8]]) -> String? {
    Judge.verdict(on: Array(pieces.joined()), own: Self.own, sources: [("John", [Self.one, Self.two])])
  }

  @Test("R7: the judge lets every shuffle pass that keeps the order of each source")
  func fair() {
    #expect(verdict([Self.own[0], Self.own[1], Self.one, Self.two]) == nil)
    #expect(verdict([Self.own[0], Self.one, Self.own[1], Self.two]) == nil)
    #expect(verdict([Self.own[0], Self.one, Self.two, Self.own[1]]) == nil)
  }

  @Test("R6: the judge sees what is lost, doubled, turned round, torn or foreign")
  func unfair() {
    #expect(verdict([Self.own[0], Self.own[1], Self.one]) != nil)
    #expect(verdict([Self.own[0], Self.own[1], Self.one, Self.one, Self.two]) != nil)
    #expect(verdict([Self.own[0], Self.own[1], Self.two, Self.one]) != nil)
    #expect(
      verdict([
        Self.own[0], Array(Self.own[1].prefix(5)), Self.one, Array(Self.own[1].dropFirst(5)), Self.two,
      ]) != nil)
    #expect(verdict([Self.own[0], Self.own[1], Self.one, Array("x\n".utf8), Self.two]) != nil)
    #expect(verdict([Self.own[0], Self.own[1], Self.one, Array(Self.two.dropLast(3))]) != nil)
  }

  @Test("F8: what the judge expects of a body with header-like lines and closing blank lines")
  func quotedForm() {
    let bytes = Letter.delivery(
      header: "### h", body: Array("A\n### 2026-02-10 x\n###\t2026-02-10\n### no\n###2026-02-10\n\n \n".utf8))
    #expect(
      String(decoding: bytes, as: UTF8.self)
        == "\n### h\nA\n> ### 2026-02-10 x\n> ###\t2026-02-10\n### no\n###2026-02-10\n")
  }
}
