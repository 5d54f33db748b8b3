import Glibc

/// The machine's crontabs.
///
/// Source: R16, crontab(5), cron(8).
package struct Crontabs: Sendable {
  /// A line of a crontab.
  package struct Line: Equatable, Sendable, CustomStringConvertible {
    package let path: String
    /// Counted from 1.
    package let number: Int
    package let text: String

    package var description: String { "\(path):\(number): \(text)" }
  }

  /// Files, and folders whose files are looked at.
  package let roots: [String]

  package init(roots: [String] = ["/etc/crontab", "/etc/cron.d", "/var/spool/cron/crontabs"]) {
    self.roots = roots
  }

  /// The lines that name the script as a word or as the end of a path, comments left out.
  ///
  /// A crontab that is missing or may not be read is left out: another user's is none of our business.
  package func lines(naming script: String) -> [Line] { lines().filter { $0.names(script) } }

  /// All lines but comments and empty ones; of crontabs as above.
  package func lines() -> [Line] {
    files().flatMap { path -> [Line] in
      guard let bytes = try? SmallFile.read(path, limit: 4 << 20) else { return [] }
      return Self.lines(of: bytes, path: path)
    }
  }

  /// The lines of a crontab's text that are neither comments nor empty.
  package static func lines(of bytes: [UInt8], path: String) -> [Line] {
    bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated().compactMap { index, line in
      let content = line.drop { $0 == 0x20 || $0 == 0x09 }
      guard let first = content.first, first != 0x23 else { return nil }
      return Line(path: path, number: index + 1, text: String(decoding: content, as: UTF8.self))
    }
  }

  private func files() -> [String] {
    roots.flatMap { root -> [String] in
      var raw = stat()
      guard stat(root, &raw) == 0 else { return [] }
      guard FileStatus(raw).kind == .directory else { return [root] }
      let names = (try? FolderNames.list(root)) ?? []
      return names.map { "\(root)/\($0)" }.filter { path in
        stat(path, &raw) == 0 && FileStatus(raw).kind == .regular
      }
    }
  }
}

extension Crontabs.Line {
  /// Whether it names the program or script, as a word or as the end of a path.
  package func names(_ script: String) -> Bool {
    let wanted = Array(script.utf8)
    return !wanted.isEmpty && Self.names(wanted, Array(text.utf8)[...])
  }

  /// The words of its command that end so, such as `.sh`: paths as they are written there.
  package func words(endingIn end: String) -> [String] {
    text.split { " \t;&|()\"'`<>".contains($0) }.map(String.init).filter { $0.hasSuffix(end) }
  }

  private static func names(_ wanted: [UInt8], _ line: ArraySlice<UInt8>) -> Bool {
    var rest = line
    while rest.count >= wanted.count {
      if rest.starts(with: wanted) {
        let before = rest.startIndex == line.startIndex ? nil : line[rest.startIndex - 1]
        let end = rest.startIndex + wanted.count
        let after = end == line.endIndex ? nil : line[end]
        if !isPartOfName(before), !isPartOfName(after) { return true }
      }
      rest = rest.dropFirst()
    }
    return false
  }

  private static func isPartOfName(_ byte: UInt8?) -> Bool {
    guard let byte else { return false }
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x80...0xFF: return true
    default: return false
    }
  }
}
