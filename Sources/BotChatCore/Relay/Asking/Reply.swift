/// What the relay answers: one line.
package struct Reply: Sendable, Equatable {
  /// Whether it was done, and is stored.
  package var isDone: Bool
  /// What was done, or why nothing was.
  package var text: String

  package init(isDone: Bool, _ text: String) {
    self.isDone = isDone
    self.text = text
  }

  /// `ok …` or `error: …`.
  package var line: String { (isDone ? "ok " : "error: ") + text }

  /// Reads what ``line`` wrote; nil for any other text.
  package init?(line: String) {
    if line.hasPrefix("ok ") {
      self.init(isDone: true, String(line.dropFirst(3)))
    } else if line.hasPrefix("error: ") {
      self.init(isDone: false, String(line.dropFirst(7)))
    } else {
      return nil
    }
  }
}

/// The request that was done last: one that a kill left lying there is answered, and not done once more.
package struct Answered: Sendable, Equatable {
  /// The name of the request; no other one has it.
  package var name: String
  package var reply: Reply

  package init(_ name: String, _ reply: Reply) {
    self.name = name
    self.reply = reply
  }

  /// As it is stored.
  package var text: String { "\(name) \(reply.line)" }

  /// Reads what ``text`` wrote; nil for any other text.
  package init?(text: String) {
    guard let space = text.firstIndex(of: " "),
      let reply = Reply(line: String(text[text.index(after: space)...]))
    else { return nil }
    self.init(String(text[..<space]), reply)
  }
}
