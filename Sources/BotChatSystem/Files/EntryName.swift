/// One name in a folder, checked and ready for the kernel: for names that are asked for with every message.
///
/// Source: openat(2).
package struct EntryName: Sendable {
  package let text: String
  /// With its NUL.
  let characters: [CChar]

  /// Takes a single name; throws ``SystemError`` `EINVAL` for anything else, such as one with a slash.
  package init(_ text: String) throws(SystemError) {
    try Folder.check(text, in: ".")
    self.text = text
    characters = text.utf8.map { CChar(bitPattern: $0) } + [0]
  }
}
