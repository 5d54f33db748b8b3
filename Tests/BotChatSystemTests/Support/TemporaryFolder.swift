import Glibc
import Testing

@testable import BotChatSystem

/// A folder of one test's own, removed with all that is in it.
final class TemporaryFolder {
  let path: String

  init() throws {
    var template = Array("\(ThisProcess.environment("TMPDIR") ?? "/tmp")/botchat-test-XXXXXX".utf8CString)
    path = String(cString: try #require(mkdtemp(&template)))
  }

  deinit {
    Self.remove(path)
  }

  func path(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes a file as a bot would: open, truncate or append, write, close.
  @discardableResult
  func write(_ name: String, _ text: String, append: Bool = false, mode: mode_t = 0o644) throws -> String {
    let flags = O_WRONLY | O_CREAT | O_CLOEXEC | (append ? O_APPEND : O_TRUNC)
    let file = open(path(name), flags, mode)
    try #require(file >= 0)
    defer { close(file) }
    let bytes = Array(text.utf8)
    try #require(Glibc.write(file, bytes, bytes.count) == bytes.count)
    return path(name)
  }

  func makeFolder(_ name: String) throws {
    try #require(mkdir(path(name), 0o755) == 0)
  }

  func text(_ name: String) throws -> String {
    String(decoding: try SmallFile.read(path(name), limit: 1 << 20), as: UTF8.self)
  }

  private static func remove(_ path: String) {
    var raw = stat()
    guard lstat(path, &raw) == 0 else { return }
    guard FileStatus(raw).kind == .directory else {
      unlink(path)
      return
    }
    for name in (try? FolderNames.list(path)) ?? [] { remove("\(path)/\(name)") }
    rmdir(path)
  }
}
