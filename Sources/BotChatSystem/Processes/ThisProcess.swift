import Glibc

/// The running process itself.
package enum ThisProcess {
  package static var pid: Int32 { getpid() }

  /// The effective user.
  package static var user: UInt32 { geteuid() }

  /// The path of the program, or empty where `/proc` is not mounted.
  package static var executable: String { LinkTarget.read("/proc/self/exe") ?? "" }

  /// What we write into lock files.
  package static var holder: LockHolder {
    LockHolder(pid: pid, startTime: ProcessTable().startTime(of: pid) ?? 0, executable: executable)
  }

  /// The home folder: `$HOME`, else the one of the user database; nil when neither is an absolute path.
  package static var home: String? {
    if let home = environment("HOME"), PathText.isAbsolute(home) { return home }
    guard let entry = getpwuid(geteuid()), let folder = entry.pointee.pw_dir else { return nil }
    let home = String(cString: folder)
    return PathText.isAbsolute(home) ? home : nil
  }

  /// The current folder; nil when it is gone.
  package static var currentFolder: String? {
    guard let path = getcwd(nil, 0) else { return nil }
    defer { free(path) }
    return String(cString: path)
  }

  /// A variable of the environment; nil when it is missing or empty.
  package static func environment(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
  }

  /// Ends the process at once with this code.
  package static func exit(_ code: Int32) -> Never {
    Glibc.exit(code)
  }
}
