/// Why a document could not be read, and where.
package struct YAMLError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Counted from 1.
  package let line: Int
  /// Characters, counted from 1.
  package let column: Int
  /// A sentence in lower case without a full stop.
  package let message: String

  package init(line: Int, column: Int, message: String) {
    self.line = line
    self.column = column
    self.message = message
  }

  package var description: String { "\(line):\(column): \(message)" }
}
