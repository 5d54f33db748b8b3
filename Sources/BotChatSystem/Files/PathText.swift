/// The text of a path, taken apart as the kernel does it: by bytes.
///
/// For Swift a slash with a combining mark behind it is one character, and no slash.
package enum PathText {
  private static let slash = UInt8(ascii: "/")

  /// Whether the path begins at the root.
  package static func isAbsolute(_ path: String) -> Bool { path.utf8.first == slash }

  /// Whether the path ends in a slash.
  package static func endsInSlash(_ path: String) -> Bool { path.utf8.last == slash }

  /// The path divided at its last slash, which is in neither part; without a slash all of it is the name.
  package static func divide(_ path: String) -> (folder: String, name: String) {
    guard let last = path.utf8.lastIndex(of: slash) else { return ("", path) }
    return (text(path.utf8[..<last]), text(path.utf8[path.utf8.index(after: last)...]))
  }

  /// The names between the slashes.
  package static func names(_ path: String) -> [String] { path.utf8.split(separator: slash).map(text) }

  private static func text(_ bytes: Substring.UTF8View) -> String { String(decoding: bytes, as: UTF8.self) }
}
