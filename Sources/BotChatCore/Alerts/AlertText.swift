/// One line for the person, as `alert` hands it on (W7).
package struct AlertText: Sendable, Equatable {
  package let text: String

  /// - Parameter text: one line, made harmless already.
  package init(_ text: String) { self.text = "BOT_CHAT: \(text)" }

  /// What is filled into a command.
  package var places: Placeholders { Placeholders(["text": text]) }

  /// What is posted: `{"text": "…"}`.
  package var body: [UInt8] { Array("{\"text\": \(JSONText.quoted(text))}".utf8) }
}
