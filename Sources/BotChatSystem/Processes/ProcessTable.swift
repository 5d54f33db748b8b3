import Glibc

/// What `/proc` tells about processes.
///
/// A pid alone proves nothing, since it is used again; pid, start time and boot together name one process
/// for good. Source: proc(5), H2.
package struct ProcessTable: Sendable {
  /// A process that runs a script.
  package struct Running: Equatable, Sendable {
    package let pid: Int32
    package let commandLine: [String]
    /// The script as its command line names it.
    package let script: String
  }

  /// Where the table is mounted.
  package let root: String

  package init(root: String = "/proc") {
    self.root = root
  }

  /// When the process started, in clock ticks since boot; nil when there is none with this number.
  package func startTime(of pid: Int32) -> UInt64? { status(of: pid)?.startTime }

  /// What the kernel tells of the process; nil when there is none with this number.
  package func status(of pid: Int32) -> ProcessStatus? {
    (try? SmallFile.read("\(root)/\(pid)/stat", limit: 65536)).flatMap(ProcessStatus.init)
  }

  /// The file that the process runs, also when it has no name any more; nil when it may not be looked at.
  package func program(of pid: Int32) -> FileIdentity? {
    var raw = stat()
    return stat("\(root)/\(pid)/exe", &raw) == 0 ? FileStatus(raw).identity : nil
  }

  /// The processes, other than this one, whose program has one of these names, wherever it lies or lay.
  ///
  /// Throws ``SystemError`` of `opendir` for the root; processes that end meanwhile are left out.
  package func running(_ names: Set<String>) throws(SystemError) -> [Program] {
    try FolderNames.list(root).compactMap { name in
      guard let pid = Int32(name), pid != getpid(), let path = executable(of: pid) else { return nil }
      let plain = path.hasSuffix(Self.deleted) ? String(path.dropLast(Self.deleted.count)) : path
      guard names.contains(Self.baseName(plain)), let status = status(of: pid), status.state != .zombie else {
        return nil
      }
      return Program(identity: ProcessIdentity(pid: pid, startTime: status.startTime), path: path)
    }
  }

  /// A process and the path of its program.
  package struct Program: Equatable, Sendable {
    package let identity: ProcessIdentity
    package let path: String
  }

  /// What the process has open: the path of each file, as the kernel tells it, and the file itself.
  ///
  /// Empty for one that may not be looked at.
  package func openFiles(of pid: Int32) -> [(path: String, file: FileIdentity)] {
    let folder = "\(root)/\(pid)/fd"
    return ((try? FolderNames.list(folder)) ?? []).compactMap { name in
      var raw = stat()
      guard let path = LinkTarget.read("\(folder)/\(name)"), PathText.isAbsolute(path),
        stat("\(folder)/\(name)", &raw) == 0
      else { return nil }
      return (path, FileStatus(raw).identity)
    }
  }

  /// What stands behind the path of a file that has no name any more.
  package static let deleted = " (deleted)"

  /// The identity of this boot of the machine; nil where the kernel does not tell.
  package func bootID() -> String? {
    guard let bytes = try? SmallFile.read("\(root)/sys/kernel/random/boot_id", limit: 4096) else {
      return nil
    }
    let id = bytes.prefix { $0 > 0x20 }
    return id.isEmpty ? nil : String(decoding: id, as: UTF8.self)
  }

  /// The program the process runs, with ` (deleted)` behind it after it was replaced; nil when it does not
  /// live or may not be looked at.
  package func executable(of pid: Int32) -> String? {
    LinkTarget.read("\(root)/\(pid)/exe")
  }

  /// The arguments of the process; empty when it does not live, and for a thread of the kernel.
  package func commandLine(of pid: Int32) -> [String] {
    guard let bytes = try? SmallFile.read("\(root)/\(pid)/cmdline", limit: 4 << 20), !bytes.isEmpty else {
      return []
    }
    let text = bytes.last == 0 ? bytes.dropLast() : bytes[...]
    return text.split(separator: 0, omittingEmptySubsequences: false).map {
      String(decoding: $0, as: UTF8.self)
    }
  }

  /// The processes, other than this one, that run the named script.
  ///
  /// That is the script itself, or a shell with the script among its first two arguments. An editor or
  /// `tail` with the same file does not count. Throws ``SystemError`` of `opendir` for the root; processes
  /// that end meanwhile are left out. Source: R16.
  package func find(script: String) throws(SystemError) -> [Running] {
    try find { Self.baseName($0) == script }
  }

  /// As above, of all scripts whose path, as the command line names it, is wanted.
  package func find(where isWanted: (String) -> Bool) throws(SystemError) -> [Running] {
    try FolderNames.list(root).compactMap { name in
      guard let pid = Int32(name), pid != getpid() else { return nil }
      let commandLine = commandLine(of: pid)
      return Self.script(of: commandLine, where: isWanted).map {
        Running(pid: pid, commandLine: commandLine, script: $0)
      }
    }
  }

  /// Whether a process runs whose command line begins with one of these names, wherever the program lies.
  ///
  /// The command line may be read where the program may not: also of another user's daemon.
  package func runs(_ names: Set<String>) -> Bool {
    ((try? FolderNames.list(root)) ?? []).contains { name in
      guard let pid = Int32(name), let first = commandLine(of: pid).first else { return false }
      return names.contains(Self.baseName(first))
    }
  }

  /// The folder in which a process works; nil when it may not be looked at.
  package func workingFolder(of pid: Int32) -> String? { LinkTarget.read("\(root)/\(pid)/cwd") }

  private static let shells: Set<String> = [
    "sh", "bash", "dash", "ash", "zsh", "ksh", "mksh", "busybox",
  ]

  private static func script(of commandLine: [String], where isWanted: (String) -> Bool) -> String? {
    guard let first = commandLine.first else { return nil }
    if isWanted(first) { return first }
    // A login shell has a dash before its name.
    let name = baseName(first)
    guard shells.contains(name.hasPrefix("-") ? String(name.dropFirst()) : name) else { return nil }
    return commandLine.dropFirst().prefix(2).first(where: isWanted)
  }

  private static func baseName(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }
}
