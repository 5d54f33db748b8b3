import Glibc

/// The running process itself.
package enum ThisProcess {
  package static var pid: Int32 { getpid() }

  /// The effective user.
  package static var user: UInt32 { geteuid() }

  /// The user who started it.
  package static var realUser: UInt32 { getuid() }

  /// The path of the program, or empty where `/proc` is not mounted.
  package static var executable: String { LinkTarget.read("/proc/self/exe") ?? "" }

  /// The folder of the program, where the toolkit's other programs lie, too.
  package static var programs: String { PathText.divide(executable).folder }

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

  /// The path as it counts from the current folder.
  package static func absolute(_ path: String) -> String {
    PathText.isAbsolute(path) ? path : "\(currentFolder ?? "")/\(path)"
  }

  /// A variable of the environment; nil when it is missing or empty.
  package static func environment(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
  }

  /// Opens `/dev/null` in the place of each standard stream that is closed.
  ///
  /// Else the next file that is opened gets that number, and what is meant for the log is written into it. To be
  /// called before anything is opened. Source: open(2), POSIX `posix_spawn` on descriptors 0 to 2.
  package static func holdStandardStreams() {
    for number in Int32(0)...2 where fcntl(number, F_GETFD) == -1 {
      // The lowest free number is the one that is missing.
      _ = open("/dev/null", O_RDWR)
    }
  }

  /// Asks for as many open files as the system allows this process, at most 65,536.
  ///
  /// A chat takes three: folder, reader, writer; the usual limit of 1024 is reached with 340 of them. What cannot
  /// be had is done without. Source: setrlimit(2).
  package static func raiseFileLimit() {
    var limit = rlimit()
    guard getrlimit(.init(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    let wanted = min(limit.rlim_max, 65_536)
    guard limit.rlim_cur < wanted else { return }
    limit.rlim_cur = wanted
    _ = setrlimit(.init(RLIMIT_NOFILE.rawValue), &limit)
  }

  /// Ends the process at once with this code.
  package static func exit(_ code: Int32) -> Never {
    Glibc.exit(code)
  }
}
