/// Why bytes are no JSON document that is accepted, and where.
package struct JSONError: Error, Equatable, Sendable, CustomStringConvertible {
  /// How many bytes had been read.
  package let offset: Int
  /// A sentence in lower case without a full stop, which repeats at most a few characters of the document.
  package let message: String

  package init(offset: Int, message: String) {
    self.offset = offset
    self.message = message
  }

  package var description: String { "\(message), after byte \(offset)" }
}
