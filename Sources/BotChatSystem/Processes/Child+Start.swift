import CLinux
import Glibc

extension Child {
  /// Starts the command and opens what we need to watch it; throws as `init` does.
  ///
  /// Only tests put another `openProcess` in the place of pidfd_open(2), since that does not fail on demand.
  static func start(
    _ arguments: [String], openProcess: (Int32) -> Int32 = { pidfd_open($0, 0) }
  ) throws(SystemError) -> (pid: Int32, process: Descriptor, output: Descriptor) {
    guard let program = arguments.first, !arguments.contains(where: { $0.utf8.contains(0) }) else {
      throw SystemError(call: "posix_spawn", path: arguments.first ?? "", errno: EINVAL)
    }
    // Where SIGCHLD is ignored, as a parent may have left it, the kernel reaps children itself: nobody hears
    // how they ended, and their pids are free while we still hold them.
    signal(SIGCHLD, SIG_DFL)

    var ends: [Int32] = [-1, -1]
    try systemCall("pipe2", program) { cl_pipe(&ends) }
    let output = Descriptor(ends[0])
    let pid: Int32
    do {
      let input = Descriptor(ends[1])
      try systemCall("fcntl(F_SETFL)", program) { fcntl(output.number, F_SETFL, O_NONBLOCK) }
      pid = try spawn(arguments, output: input, errors: input)
    }
    // Our copy of the writing end is closed by now: its place is free for this one.
    let process = openProcess(pid)
    guard process >= 0 else {
      let error = SystemError(call: "pidfd_open", path: program, errno: errno)
      // Better not begun than with nobody to end it.
      kill(-pid, SIGKILL)
      while waitpid(pid, nil, 0) == -1, errno == EINTR {}
      throw error
    }
    return (pid, Descriptor(process), output)
  }

  /// posix_spawnp(3): it answers when the program runs, so it waits for a disk that is slow to give it.
  ///
  /// What it writes goes where `output` and `errors` lead; a daemon begins a session in any case.
  static func spawn(
    _ arguments: [String], output: Descriptor, errors: Descriptor, isDaemon: Bool = false
  ) throws(SystemError) -> Int32 {
    let program = arguments.first ?? ""
    func succeed(_ call: String, _ number: Int32) throws(SystemError) {
      guard number == 0 else { throw SystemError(call: call, path: program, errno: number) }
    }

    var actions = posix_spawn_file_actions_t()
    try succeed("posix_spawn_file_actions_init", posix_spawn_file_actions_init(&actions))
    defer { posix_spawn_file_actions_destroy(&actions) }
    // In this order, so that it is right also when the pipe has one of the three numbers.
    let steps = [
      posix_spawn_file_actions_adddup2(&actions, output.number, 1),
      posix_spawn_file_actions_adddup2(&actions, errors.number, 2),
      posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0),
      cl_spawn_add_closefrom(&actions, 3),
      cl_spawn_add_chdir(&actions, "/"),
    ]
    for number in steps { try succeed("posix_spawn_file_actions_add", number) }

    var attributes = posix_spawnattr_t()
    try succeed("posix_spawnattr_init", posix_spawnattr_init(&attributes))
    defer { posix_spawnattr_destroy(&attributes) }
    // A session and not only a group: without a terminal a command can neither ask there for a password nor be
    // stopped for trying, and the end of our terminal is not its end. Where we have none ourselves a group does,
    // and begins sooner: the kernel gives a new session a share of the processor of its own, and on a busy machine
    // a command then waits milliseconds for its first turn. Source: sched(7), autogroup.
    let place =
      isDaemon || Terminal.isOurs ? cl_POSIX_SPAWN_SETSID : Int16(POSIX_SPAWN_SETPGROUP)
    let flags = place | Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF)
    try succeed("posix_spawnattr_setflags", posix_spawnattr_setflags(&attributes, flags))
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    // Not sigfillset(3): it leaves out the two that the C library keeps for itself, and they arrive ignored.
    withUnsafeMutableBytes(of: &signals) { _ = $0.initializeMemory(as: UInt8.self, repeating: 0xFF) }
    posix_spawnattr_setsigdefault(&attributes, &signals)

    var words = arguments.map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var pid: pid_t = 0
    try succeed(
      "posix_spawn", posix_spawnp(&pid, program, &actions, &attributes, &words, cl_environment()))
    return pid
  }
}
