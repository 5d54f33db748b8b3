/// The fields of one frame: each is taken by its kind, or the frame is refused with a sentence that helps.
struct FrameFields {
  private let value: FrameValue

  /// Throws ``FrameError`` when the value is no object with a `type`.
  init(_ value: FrameValue) throws(FrameError) {
    guard case .map = value else {
      throw FrameError(.badFrame, "a frame is a JSON object, such as {\"type\":\"auth\",\"token\":\"…\"}")
    }
    self.value = value
  }

  /// A text that must be there and obey the rule.
  func text(_ name: String, _ rule: FrameRule) throws(FrameError) -> String {
    guard let text = try optionalText(name, rule) else {
      throw refusal("\"\(name)\" is missing: \(rule.accepted)")
    }
    return text
  }

  /// A text that obeys the rule; nil when the field is missing.
  func optionalText(_ name: String, _ rule: FrameRule) throws(FrameError) -> String? {
    guard let field = value[name] else { return nil }
    guard case .text(let text) = field, rule.allows(text) else {
      throw refusal("\"\(name)\" is not accepted: \(rule.accepted)")
    }
    return text
  }

  /// A whole number from 0; nil when the field is missing.
  func optionalCount(_ name: String) throws(FrameError) -> Int64? {
    guard let field = value[name] else { return nil }
    guard case .number(let number) = field, number >= 0 else {
      throw refusal("\"\(name)\" is not accepted: a whole number from 0")
    }
    return number
  }

  /// A whole number from 0 that must be there.
  func count(_ name: String) throws(FrameError) -> Int64 {
    guard let number = try optionalCount(name) else {
      throw refusal("\"\(name)\" is missing: a whole number from 0")
    }
    return number
  }

  /// `true` or `false`; false when the field is missing.
  func flag(_ name: String) throws(FrameError) -> Bool {
    guard let field = value[name] else { return false }
    guard case .flag(let flag) = field else { throw refusal("\"\(name)\" is not accepted: true or false") }
    return flag
  }

  /// A list of texts that all obey the rule; nil when the field is missing.
  func optionalTexts(_ name: String, _ rule: FrameRule) throws(FrameError) -> [String]? {
    guard let field = value[name] else { return nil }
    guard case .list(let items) = field else { throw refusal("\"\(name)\" is not accepted: a list of texts") }
    var texts: [String] = []
    for item in items {
      guard case .text(let text) = item, rule.allows(text) else {
        throw refusal("\"\(name)\" is not accepted: a list of texts, each \(rule.accepted)")
      }
      texts.append(text)
    }
    return texts
  }

  /// The refusal of this frame, with the room and the id by which its sender knows it, as far as they can be read.
  func refusal(_ sentence: String) -> FrameError {
    FrameError(.badFrame, sentence, room: legible("room", .word), id: legible("id", .id))
  }

  /// A text that obeys the rule; nil for anything else.
  private func legible(_ name: String, _ rule: FrameRule) -> String? {
    guard case .text(let text) = value[name], rule.allows(text) else { return nil }
    return text
  }
}

/// What a text in a frame must look like.
struct FrameRule {
  /// What is accepted, for the error.
  let accepted: String
  let allows: @Sendable (String) -> Bool

  /// A room or a member, as the configuration has them.
  static let word = FrameRule(accepted: TextRule.hubWord.accepted, allows: TextRule.hubWord.allows)

  /// A message's id, chosen by its sender.
  static let id = FrameRule(
    accepted: "1 to 128 printable ASCII characters",
    allows: { 1...128 ~= $0.utf8.count && $0.utf8.allSatisfy { 0x20...0x7e ~= $0 } })

  /// Any text.
  static let any = FrameRule(accepted: "a text", allows: { _ in true })
}
