/// What a lock file says about the process that holds it: information, never proof.
///
/// Shape of the text: three lines, `pid 4711`, `start 123456` (clock ticks after boot), `exe /path`.
/// Source: R15, R16.
package struct LockHolder: Equatable, Sendable {
  package let pid: Int32
  /// Start of the process in clock ticks since boot: with the pid it names one process for good.
  package let startTime: UInt64
  package let executable: String

  package init(pid: Int32, startTime: UInt64, executable: String) {
    self.pid = pid
    self.startTime = startTime
    self.executable = executable
  }

  /// Reads the text; nil when it is not ours, or a write of it is under way.
  init?(text: String) {
    var values: [Substring: Substring] = [:]
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: " ", maxSplits: 1)
      if parts.count == 2 { values[parts[0]] = parts[1] }
    }
    guard
      let pid = values["pid"].flatMap({ Int32($0) }), pid > 0,
      let startTime = values["start"].flatMap({ UInt64($0) })
    else { return nil }
    self.init(pid: pid, startTime: startTime, executable: values["exe"].map(String.init) ?? "")
  }

  /// The text for the file.
  ///
  /// A line end in the path of the executable would forge a line, so it goes.
  var text: String {
    "pid \(pid)\nstart \(startTime)\nexe \(executable.filter { $0 != "\n" && $0 != "\r\n" })\n"
  }
}
