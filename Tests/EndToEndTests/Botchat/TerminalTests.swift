import Glibc
import Testing

@Suite struct TerminalTests {
  /// A prefix: what follows runs in a terminal of that size, whose keys the shell text types.
  ///
  /// What the terminal shows is the output; behind it stands how its settings were left.
  private static func terminal(
    columns: Int = 80, rows: Int = 24, keys: String = "sleep 0.1", more: String = ""
  ) -> [String] {
    let inner =
      "stty cols \(columns) rows \(rows); before=$(stty -g); \(more) $call; code=$?; "
      + "[ \"$before\" = \"$(stty -g)\" ] && echo left as found; exit $code"
    return [
      "bash", "-c",
      "call=$(printf '%q ' \"$0\" \"$@\") TERM=xterm; export call TERM; { \(keys); } | "
        + "script -qec \"bash -c \(quoted(inner))\" /dev/null",
    ]
  }

  private static func quoted(_ text: String) -> String {
    "'" + text + "'"
  }

  @Test("log: bold headers on a terminal; none with NO_COLOR, and none in a pipe")
  func colours() async throws {
    try await Village.with("Ross", "John") { village in
      try village.say("Ross", to: "John", "Hello.")
      let shown = try await village.botchat("log", through: Self.terminal()).output
      try expect(shown.contains("\u{1b}[1m### 2026-02-10 19:32:15 SGT - Ross → John (#1)\u{1b}[0m"), shown)
      let plain = try await village.botchat("log", through: Self.terminal(more: "NO_COLOR=1")).output
      try expect(plain.contains("Ross → John (#1)") && !plain.contains("\u{1b}["), plain)
      let piped = try await village.botchat("log").output
      try expect(!piped.contains("\u{1b}"), piped)
    }
  }
}
