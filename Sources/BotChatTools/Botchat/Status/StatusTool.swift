import BotChatCore
import BotChatSystem

/// `botchat status`.
enum StatusTool {
  static func run(_ options: StatusOptions) throws -> ExitCode {
    let source = try ConfigurationFile(named: options.config)
    try StateAccess(source.state).check()
    if options.watch { return try StatusScreen(source).run() }
    let report = StatusReport(source)
    let colour = Colour(for: StandardOutput.descriptor)
    StandardOutput.write(
      options.json
        ? StatusJSON.text(report) : StatusText(report: report, colour: colour).lines.joined(separator: "\n"))
    return report.isWell ? .ok : .found
  }
}

/// `botchat status --watch`: the status on the whole screen, drawn anew each second and when a chat changes.
struct StatusScreen {
  private let source: ConfigurationFile
  private let screen: Screen

  /// Throws a `Complaint` with exit 64 where there is no terminal to draw on.
  init(_ source: ConfigurationFile) throws(Complaint) {
    self.source = source
    guard let screen = Screen() else {
      throw Complaint("--watch needs a terminal", hint: "leave it out in a pipe", exit: .usage)
    }
    self.screen = screen
  }

  func run() throws -> ExitCode {
    let time = try source.localTime()
    let loop = try EventLoop()
    let signals = try Signals()
    var isEnding = false
    try loop.listen(to: signals.descriptor) { isEnding = true }
    try loop.listen(to: Screen.input) { [screen] in if screen.isAskedToEnd() { isEnding = true } }
    let watcher = try? Watcher()
    if let watcher {
      try loop.listen(to: watcher.descriptor) { watcher.drain { _ in } }
      for path in Layout(source.configuration, state: source.state).homes {
        try? watcher.watch(folder: PathText.divide(path).folder)
      }
    }
    screen.begin()
    defer { screen.end() }
    let colour = Colour(for: StandardOutput.descriptor)
    while !isEnding {
      let lines = StatusText(report: StatusReport(source), colour: colour).lines
      let title = "botchat status  \(time.headerText(WallClock.now()))  q ends it"
      screen.show([colour.bold(title), ""] + lines)
      try loop.wait(until: MonotonicClock.now() + 1_000_000_000)
    }
    return .ok
  }
}
