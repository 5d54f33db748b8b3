import Glibc

/// Where a symbolic link points.
package enum LinkTarget {
  /// The text of the link, or nil when it is none or may not be read.
  ///
  /// Source: readlink(2).
  static func read(_ path: String) -> String? {
    var characters = [CChar](repeating: 0, count: 4096)
    let count = readlink(path, &characters, characters.count)
    guard count > 0, count < characters.count else { return nil }
    return String(decoding: characters[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The path that a path leads to in the end, every link on it followed; nil when it leads nowhere.
  ///
  /// Source: realpath(3).
  package static func end(of path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}
