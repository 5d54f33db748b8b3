import Glibc

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
