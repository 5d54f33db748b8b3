import Glibc

/// Ways to run the relay in a world that lacks something, without touching the real one.
enum Sandbox {
  /// Whether a user namespace with limits of its own can be made here.
  static let hasUserNamespaces = succeeds(withoutInotify + ["true"])

  /// Whether mounts can be made that nobody else sees.
  static let hasMountNamespaces = succeeds(["unshare", "--mount", "--pid", "--fork", "--mount-proc", "true"])

  /// Whether a program can be killed at a system call of its own.
  static let hasStrace = succeeds(["strace", "-qq", "true"])

  /// A prefix: no inotify instance can be made behind it.
  static let withoutInotify = [
    "unshare", "--user", "--map-root-user", "sh", "-c",
    "echo 0 > /proc/sys/user/max_inotify_instances && exec \"$0\" \"$@\"",
  ]

  /// A prefix: the folder is a file system of its own of so many kilobytes, with the chat file in it.
  static func tiny(_ folder: String, kilobytes: Int) -> [String] {
    [
      "unshare", "--mount", "sh", "-c",
      "cp \(folder)/BOT_CHAT.md \(folder).copy && mount -t tmpfs -o size=\(kilobytes)k,mode=755 tmpfs \(folder) "
        + "&& cp \(folder).copy \(folder)/BOT_CHAT.md && exec \"$0\" \"$@\"",
    ]
  }

  /// A prefix: among the processes stands one that looks like the old script.
  ///
  /// Only the relay sees it so.
  static func besideOldScript(_ folder: String) -> [String] {
    [
      "unshare", "--mount", "--pid", "--fork", "--mount-proc", "bash", "-c",
      "printf 'bash\\0/root/bot-chat-relay.sh\\0' > \(folder)/cmdline; sleep 300 & "
        + "mount --bind \(folder)/cmdline /proc/$!/cmdline; \"$0\" \"$@\"",
    ]
  }

  static func succeeds(_ command: [String]) -> Bool {
    guard let program = try? Program(command, output: "/dev/null", errors: "/dev/null") else { return false }
    for _ in 0..<2000 {
      if let ending = program.ended() { return ending == .exit(0) }
      usleep(5000)
    }
    program.destroy()
    return false
  }
}
