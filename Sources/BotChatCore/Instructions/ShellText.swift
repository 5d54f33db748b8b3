/// Text for a shell, in commands that a person copies.
package enum ShellText {
  /// One word, whatever stands in it.
  ///
  /// Source: POSIX, "Shell Command Language", 2.2.2 Single-Quotes.
  package static func word(_ text: String) -> String {
    let isPlain =
      !text.isEmpty
      && text.utf8.allSatisfy { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "/._-+:@%,".utf8.contains(byte)
        }
      }
    return isPlain ? text : quoted(text)
  }

  /// One word, in quotes in any case.
  package static func quoted(_ text: String) -> String {
    "'\(text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''"))'"
  }
}
