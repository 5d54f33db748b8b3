import CLinux
import Glibc

// What an archive does to a chat file: the one exception from appending (R8).
extension ChatFile {
  /// Takes whole blocks off the front, durably.
  ///
  /// The kernel does it under the lock that every write takes, so no append is lost or torn; each finds the new end.
  /// Throws ``SystemError`` of `open`, `fallocate` (`EOPNOTSUPP` where the file system cannot, `EINVAL` for what is no
  /// whole block or all of the file) and `fsync`; after the last it may have happened. Source: fallocate(2).
  package func cutFront(_ count: Int) throws(SystemError) {
    let file = try openToChange()
    try systemCall("fallocate", path) { cl_cut_front(file.number, count) }
    try systemCall("fsync", path) { fsync(file.number) }
  }

  /// Writes over the first bytes, durably; the length stays.
  ///
  /// Throws ``SystemError`` of `open`, `pwrite` and `fsync`. A short write is gone on with.
  package func writeFront(_ bytes: [UInt8]) throws(SystemError) {
    let file = try openToChange()
    var done = 0
    while done < bytes.count {
      done += try systemCall("pwrite", path) {
        bytes.withUnsafeBytes {
          pwrite(file.number, $0.baseAddress?.advanced(by: done), bytes.count - done, done)
        }
      }
    }
    try systemCall("fsync", path) { fsync(file.number) }
  }

  /// Without `O_APPEND`, with which `pwrite` would append.
  private func openToChange() throws(SystemError) -> Descriptor {
    closeWriter()
    return try Self.reopen(reader, status(), O_RDWR, path)
  }
}

/// Who has a chat file open for writing, as far as it can be found out.
package enum FileWriters: Equatable, Sendable {
  /// Nobody.
  case none
  /// Somebody, and every write goes to the end of the file whatever happens to that.
  case appending
  /// Somebody who writes at a place of his own, or may do so.
  case writing(String)
  /// The file system knows no leases, so nobody can say.
  case unknown

  /// How often a lease is asked for, a millisecond apart, before the processes are looked through: most writers open,
  /// write and close.
  private static let attempts = 40

  /// Finds out.
  ///
  /// A read lease is granted only when nobody has the file open for writing, and we cannot keep it: to open the file for
  /// writing ourselves would break it. So the answer is true for an instant, and whoever acts on it does so at once.
  /// A descriptor with `O_APPEND` does no harm; that there is no other one only root knows who sees every process.
  /// Source: fcntl(2) `F_SETLEASE`, proc(5) `fdinfo`.
  package static func of(_ file: ChatFile, _ processes: ProcessTable = ProcessTable()) -> FileWriters {
    var found: [ProcessTable.Writer] = []
    for _ in 0..<3 {
      for _ in 0..<attempts {
        guard let hasWriter = file.hasWriter() else { return .unknown }
        if !hasWriter { return .none }
        Pause.nanoseconds(1_000_000)
      }
      found = processes.writers(of: file.identity)
      if let other = found.first(where: { !$0.appends }) { return .writing(other.text) }
      if let first = found.first, !processes.showsEverybody { return .writing(first.text) }
      if !found.isEmpty { return .appending }
    }
    return .writing("a process that cannot be seen")
  }
}

extension ProcessTable {
  /// A process that has a file open for writing.
  package struct Writer: Equatable, Sendable {
    package let pid: Int32
    package let name: String
    /// Whether all that it writes there goes to the end.
    package let appends: Bool

    package var text: String { "process \(pid) (\(name))" }
  }

  /// The processes, other than this one, that have a file open for writing; those that may not be looked at are left
  /// out.
  package func writers(of file: FileIdentity) -> [Writer] {
    let pids = ((try? FolderNames.list(root)) ?? []).compactMap { Int32($0) }.filter { $0 != getpid() }
    return pids.flatMap { pid in
      let folder = "\(root)/\(pid)/fd"
      return ((try? FolderNames.list(folder)) ?? []).compactMap { number -> Writer? in
        var raw = stat()
        guard stat("\(folder)/\(number)", &raw) == 0, FileStatus(raw).identity == file,
          let flags = flags(of: "\(root)/\(pid)/fdinfo/\(number)"), flags & O_ACCMODE != O_RDONLY
        else { return nil }
        let name = (try? SmallFile.read("\(root)/\(pid)/comm", limit: 64)) ?? []
        return Writer(
          pid: pid, name: String(decoding: name.prefix { $0 != 10 }, as: UTF8.self),
          appends: flags & O_APPEND != 0)
      }
    }
  }

  /// The flags of an open file, as open(2) has them.
  private func flags(of path: String) -> Int32? {
    guard let bytes = try? SmallFile.read(path, limit: 65536) else { return nil }
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") where line.hasPrefix("flags:") {
      return line.split { $0 == "\t" || $0 == " " }.last.flatMap { Int32($0, radix: 8) }
    }
    return nil
  }

  /// Whether no process can be hidden from this one: it is root, and its table is the machine's and not a container's.
  ///
  /// The first namespace of process numbers has the same number on every machine. Source: pid_namespaces(7).
  package var showsEverybody: Bool {
    geteuid() == 0 && LinkTarget.read("\(root)/self/ns/pid") == "pid:[4026531836]"
  }
}
