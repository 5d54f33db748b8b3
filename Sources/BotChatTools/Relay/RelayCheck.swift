import BotChatCore
import BotChatSystem

/// `relay --check`: the resolved picture and every problem, without touching anything.
struct RelayCheck {
  private let source: ConfigurationFile
  private let layout: Layout

  init(_ source: ConfigurationFile) {
    self.source = source
    layout = Layout(source.configuration, state: source.state)
  }

  func run() -> ExitCode {
    say("configuration  \(source.path) (\(source.digest))")
    say("state          \(source.state)\(stateNote)")
    say("")
    say("homes, in the order in which they are looked at:")
    var problems = stateProblems
    for (index, path) in layout.homes.enumerated() {
      let (text, problem) = look(at: path)
      say("  \(index + 1). \(residents(index))")
      say("     \(path): \(text)")
      for resident in layout.residents where resident.home == index && resident.path != path {
        say("     \(resident.path) leads there (\(resident.name))")
      }
      if let problem { problems.append(problem) }
    }
    say("")
    say("wakes:")
    for bot in source.configuration.bots {
      say("  \(bot.name): \(wake(bot))")
      // What wakes it in its container is looked for there.
      let call =
        bot.wakeBy == .monitor && bot.monitor?.via.isEmpty == false
        ? bot.monitor.map { .run($0.via) } : bot.wake
      problems += call.flatMap(CallCheck.problem).map { ["\(bot.name) cannot be woken: \($0)"] } ?? []
    }
    if let alert = source.configuration.alert {
      say("  alert: \(CallCheck.text(alert))")
      problems += CallCheck.problem(alert).map { ["you cannot be told of problems: \($0)"] } ?? []
    }
    problems += others()
    say("")
    say(problems.isEmpty ? "no problems" : "problems:")
    for problem in problems { say("  \(problem)") }
    if problems.isEmpty { return .ok }
    return isOldRelayRunning ? .tryAgain : .inputOutput
  }

  private var isOldRelayRunning: Bool { (try? OldScripts.refuse()) == nil }

  private var stateNote: String {
    (isServed ? ", held by a running relay" : "") + (isPaused ? ", paused: nothing is delivered" : "")
  }

  private var isServed: Bool { RelayState.isServed(source.state) }

  private var isPaused: Bool {
    (try? Folder(path: source.state).exists("paused")) == true
  }

  private var stateProblems: [String] {
    if let refusal = StateFolder.refusal(source.state) { return ["the state folder \(refusal)"] }
    return isPaused ? ["\(source.state)/paused stands there: nothing is delivered"] : []
  }

  private func residents(_ home: Int) -> String {
    layout.residents.filter { $0.home == home }.map { $0.name + ($0.isPerson ? " (person)" : "") }
      .joined(separator: ", ")
  }

  private func look(at path: String) -> (String, problem: String?) {
    let file = HomeFile(path: path)
    if path.hasPrefix("\(source.state)/"), (try? Folder(path: file.folderPath)) == nil {
      return ("will be made", nil)
    }
    do {
      _ = try file.holdFolder()
    } catch {
      let why =
        error.isMissing
        ? "the folder \(file.folderPath) is not there; make it, and an empty file in it" : "\(error)"
      return ("its folder cannot be opened", "\(path): \(why)")
    }
    switch file.look() {
    case .missing where path.hasPrefix("\(source.state)/"): return ("will be made", nil)
    case .missing: return ("not there", "\(path): the chat file is not there; make it with: touch \(path)")
    case .refused(let why): return ("refused", why)
    case .file(let facts): return ("\(facts.size) bytes", problem(opening: file))
    }
  }

  /// What the relay would meet when it opens the file: reading, writing, and another relay that serves it.
  private func problem(opening home: HomeFile) -> String? {
    guard let folder = home.folder else { return nil }
    do {
      let file = try ChatFile(name: home.name, in: folder)
      try file.checkWriting()
      // Our own relay has it; and if nobody has, the lock is ours for microseconds only.
      if !isServed, try !file.lockForLife() { return "\(file.path) \(HomeFile.servedByAnother)" }
      return nil
    } catch {
      return "\(error)"
    }
  }

  private func wake(_ bot: Bot) -> String {
    guard let wake = bot.wake else { return "nobody wakes it" }
    let isMonitored = (try? LockFile.isHeld(BotPaths(bot.name, inState: source.state).monitorLock)) == true
    let who =
      isMonitored
      ? ", by its monitor" : bot.wakeBy == .monitor ? ", by its monitor alone, which does not run here" : ""
    return CallCheck.text(wake) + who
  }

  private func others() -> [String] {
    var problems: [String] = []
    if isOldRelayRunning { problems.append("the old \(OldScripts.relay) is running") }
    problems += OldScripts.crontabLines().map { "would start the old relay: \($0)" }
    return problems
  }

  private func say(_ text: String) { StandardOutput.write(Escaping.visible(text)) }
}
