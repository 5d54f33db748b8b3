import Glibc

/// Questions about a terminal.
package enum Terminal {
  /// Whether the descriptor is a terminal, for colours and questions.
  ///
  /// Source: isatty(3).
  package static func isTerminal(_ descriptor: Int32) -> Bool {
    isatty(descriptor) == 1
  }
}
