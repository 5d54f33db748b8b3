import Glibc

/// Questions about a terminal.
package enum Terminal {
  /// Whether the descriptor is a terminal, for colours and questions.
  ///
  /// Source: isatty(3).
  package static func isTerminal(_ descriptor: Int32) -> Bool {
    isatty(descriptor) == 1
  }

  /// Whether this process has a controlling terminal, which a child in the same session could read from.
  ///
  /// Source: tty(4).
  package static var isOurs: Bool {
    let terminal = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)
    if terminal >= 0 { close(terminal) }
    return terminal >= 0
  }
}
