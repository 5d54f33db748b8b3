import Glibc
import Testing

/// A child process whose output goes into files, in a process group of its own.
///
/// One task at a time uses it.
final class Program: @unchecked Sendable {
  enum Ending: Equatable {
    case exit(Int32)
    case signal(Int32)
  }

  let pid: pid_t
  private var ending: Ending?

  /// Starts the program; `arguments` begins with its name, which is looked up in PATH.
  init(_ arguments: [String], environment: [String] = [], output: String, errors: String) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    let flags = O_WRONLY | O_CREAT | O_APPEND
    posix_spawn_file_actions_addopen(&actions, 1, output, flags, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, errors, flags, 0o600)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))

    let path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    var words = arguments.map { strdup($0) } + [nil]
    var settings = ([path] + environment).map { strdup($0) } + [nil]
    defer { for word in words + settings { free(word) } }
    var pid: pid_t = 0
    let failure = posix_spawnp(&pid, arguments.first ?? "", &actions, &attributes, &words, &settings)
    guard failure == 0 else {
      throw Trouble("cannot run \(arguments): \(String(cString: strerror(failure)))")
    }
    self.pid = pid
  }

  /// How it ended; nil while it runs.
  func ended() -> Ending? {
    if let ending { return ending }
    var status: Int32 = 0
    guard waitpid(pid, &status, WNOHANG) == pid else { return nil }
    ending = status & 0x7f == 0 ? .exit((status >> 8) & 0xff) : .signal(status & 0x7f)
    return ending
  }

  /// Waits until it has ended.
  func end(
    within limit: Duration = .seconds(25), at location: SourceLocation = #_sourceLocation
  ) async throws -> Ending {
    try await eventually("process \(pid) has ended", within: limit, at: location) { ended() != nil }
    return ending ?? .exit(-1)
  }

  /// Sends a signal to it, unless it has ended already.
  func signal(_ number: Int32) {
    if ended() == nil { kill(pid, number) }
  }

  /// Ends it and all that it started.
  func destroy() {
    guard ended() == nil else { return }
    kill(-pid, SIGKILL)
    var status: Int32 = 0
    waitpid(pid, &status, 0)
    ending = .signal(SIGKILL)
  }
}
