import Foundation
import Glibc
import Testing

@Suite struct TerminalTests {
  /// A prefix: what follows runs in a terminal of that size, and shell text types its keys.
  ///
  /// What the terminal shows is the answer, and stands in `$t` while it grows; at its end stands whether the
  /// terminal's settings are as before.
  private static func terminal(
    _ village: Village, columns: Int = 80, rows: Int = 24, keys: String = ":", beside: String = ":",
    settings: String = ""
  ) throws -> [String] {
    let inside = "\(village.folder)/inside"
    let shown = "\(village.folder)/shown"
    let script = """
      t=\(shown)
      stty cols \(columns) rows \(rows)
      before=$(stty -g)
      trap : INT
      { \(beside); } &
      TERM=xterm \(settings) "$@"
      code=$?
      wait
      [ "$before" = "$(stty -g)" ] && echo left as found
      exit $code
      """
    try Disk.write(script, to: inside)
    try Disk.write("", to: shown)
    return [
      "bash", "-c",
      "t=\(shown); { \(keys); } | script -qefc \"exec bash \(inside) $(printf '%q ' \"$0\" \"$@\")\" \(shown)",
    ]
  }

  /// Shell text: waits until what is shown matches.
  private static func until(_ pattern: String) -> String {
    "until grep -qE '\(pattern)' $t; do sleep 0.02; done"
  }

  private static let drawn = until("q ends it|waiting")

  @Test("log: bold headers on a terminal; none with NO_COLOR or on a dumb one, and none in a pipe")
  func colours() async throws {
    try await Village.with("Ross", "John") { village in
      try village.say("Ross", to: "John", "Hello.")
      let shown = try await village.botchat("log", through: Self.terminal(village)).output
      try expect(shown.contains("\u{1b}[1m### 2026-02-10 19:32:15 SGT - Ross → John (#1)\u{1b}[0m"), shown)
      for settings in ["NO_COLOR=1", "TERM=dumb"] {
        let plain = try await village.botchat(
          "log", through: Self.terminal(village, columns: 40, settings: settings)
        ).output
        try expect(plain.contains("Ross → John (#1)") && !plain.contains("\u{1b}["), plain)
      }
      let piped = try await village.botchat("log").output
      try expect(!piped.contains("\u{1b}"), piped)
    }
  }

  @Test(
    "status --watch: a screen of its own, which q and Ctrl-C end; the terminal is left as it was found",
    arguments: ["q", "\\003"])
  func ends(_ key: String) async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      let shown = try await village.botchat(
        "status", "--watch",
        through: Self.terminal(village, keys: "\(Self.drawn); printf '\(key)'; sleep 0.2")
      ).output
      let begin = try #require(shown.range(of: "\u{1b}[?1049h\u{1b}[?25l"))
      let end = try #require(shown.range(of: "\u{1b}[?25h\u{1b}[?1049l"))
      try expect(begin.lowerBound < end.lowerBound, shown)
      try expect(shown.contains("relay") && shown.contains("runs for"), shown)
      try expect(shown.contains("left as found"), shown)
    }
  }

  @Test("status --watch: 40 columns hold no longer line, and a terminal that shrinks is drawn anew")
  func size() async throws {
    try await Village.with("Ross", "John") { village in
      let small = Self.until("status  [-0-9]{10} [0-9]{2}:.\\[0m")
      let shown = try await village.botchat(
        "status", "--watch",
        through: Self.terminal(
          village, columns: 40, rows: 10, keys: "\(small); printf q; sleep 0.2",
          beside: "\(Self.drawn); stty cols 30 rows 8 < /dev/tty")
      ).output
      let screens = shown.components(separatedBy: "\u{1b}[H").dropFirst()
      try expect(screens.count >= 2, shown)
      for (screen, columns, rows) in [(screens.first, 40, 10), (screens.last, 30, 8)] {
        let text = (screen ?? "").components(separatedBy: "\u{1b}[J")[0]
        let lines = text.replacing(#/\u{1b}\[[0-9;?]*[A-Za-z]/#, with: "").components(separatedBy: .newlines)
          .filter { !$0.isEmpty }
        try expect(lines.count <= rows, "\(lines.count) lines: \(text)")
        try expect(lines.allSatisfy { $0.count <= columns }, "more than \(columns): \(lines)")
      }
    }
  }
}
