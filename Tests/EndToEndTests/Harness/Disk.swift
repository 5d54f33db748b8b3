import Foundation
import Glibc
import Testing

/// Plain file calls; every descriptor is closed on exec, so that no child of another test holds a chat file open.
enum Disk {
  static func read(_ path: String) -> [UInt8]? {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    var bytes: [UInt8] = []
    while true {
      // A little more than the size, so that one call is usually enough and growth meanwhile is seen.
      let room = max(4096, Int(status.st_size) - bytes.count + 1)
      let piece = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
        count = max(0, Glibc.read(file, buffer.baseAddress, room))
      }
      if piece.isEmpty { return bytes }
      bytes += piece
    }
  }

  /// What a file says whose size the kernel does not tell, such as those below /proc.
  static func contents(ofSpecial path: String) -> [UInt8] {
    FileManager.default.contents(atPath: path).map(Array.init) ?? []
  }

  /// A field of /proc/PID/status, without its unit.
  static func status(_ field: String, of pid: pid_t) -> String {
    let text = String(decoding: contents(ofSpecial: "/proc/\(pid)/status"), as: UTF8.self)
    let line = text.split(separator: "\n").first { $0.hasPrefix("\(field):") } ?? ""
    return line.split { $0 == " " || $0 == "\t" }.dropFirst().first.map(String.init) ?? ""
  }

  /// Whether a process runs; one that has ended may lie there until its new parent looks.
  static func isAlive(_ pid: pid_t) -> Bool { kill(pid, 0) == 0 && status("State", of: pid) != "Z" }

  /// When a process started, in clock ticks after boot.
  static func startTime(of pid: pid_t) -> String {
    let text = String(decoding: contents(ofSpecial: "/proc/\(pid)/stat"), as: UTF8.self)
    return text.split(separator: ")").last?.split(separator: " ").dropFirst(19).first.map(String.init) ?? "?"
  }

  static func names(in folder: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
  }

  static func text(_ path: String) -> String { String(decoding: read(path) ?? [], as: UTF8.self) }

  static func size(_ path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : -1
  }

  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// One open, one write, one close, as a bot's `>>` does.
  static func append(_ bytes: [UInt8], to path: String, flags: Int32 = O_APPEND) throws {
    let file = open(path, O_WRONLY | O_CLOEXEC | flags, 0o644)
    try expect(file >= 0, "cannot open \(path): \(String(cString: strerror(errno)))")
    defer { close(file) }
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.write(file, $0.baseAddress?.advanced(by: done), $0.count - done)
      }
      try expect(count > 0, "cannot write \(path): \(String(cString: strerror(errno)))")
      done += count
    }
  }

  /// Creates the file, or cuts it to nothing and writes it anew.
  static func write(_ bytes: [UInt8], to path: String) throws {
    try append(bytes, to: path, flags: O_CREAT | O_TRUNC)
  }

  static func write(_ text: String, to path: String) throws { try write(Array(text.utf8), to: path) }

  static func makeFolder(_ path: String) throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  static func remove(_ path: String) { try? FileManager.default.removeItem(atPath: path) }

  static func move(_ path: String, to other: String) throws {
    try expect(rename(path, other) == 0, "cannot rename \(path): \(String(cString: strerror(errno)))")
  }

  /// Owner, group, mode and inode, and nothing that a write may change.
  static func identity(_ path: String) -> String {
    var status = stat()
    guard stat(path, &status) == 0 else { return "missing" }
    return "uid \(status.st_uid) gid \(status.st_gid) mode \(String(status.st_mode, radix: 8)) "
      + "inode \(status.st_ino) links \(status.st_nlink)"
  }

  /// How often `needle` stands in `bytes`.
  static func count(_ needle: [UInt8], in bytes: [UInt8]) -> Int {
    guard let first = needle.first else { return 0 }
    return bytes.withUnsafeBytes { hay in
      needle.withUnsafeBytes { sought in
        guard let base = hay.baseAddress, let wanted = sought.baseAddress else { return 0 }
        var found = 0
        var at = 0
        while at + sought.count <= hay.count,
          let next = memchr(base + at, Int32(first), hay.count - sought.count - at + 1)
        {
          at = UnsafeRawPointer(next) - base
          if memcmp(base + at, wanted, sought.count) == 0 {
            found += 1
            at += sought.count
          } else {
            at += 1
          }
        }
        return found
      }
    }
  }
}
