import BotChatCore
import BotChatSystem

/// `monitor --check`: what would be watched and how the bot is woken, and every problem, without touching anything.
struct MonitorCheck {
  private let source: ConfigurationFile
  private let bot: Bot
  private let layout: Layout
  private let paths: BotPaths

  init(_ source: ConfigurationFile, _ bot: Bot) {
    self.source = source
    self.bot = bot
    layout = Layout(source.configuration, state: source.state)
    paths = BotPaths(bot.name, inState: source.state)
  }

  func run() -> ExitCode {
    say("configuration  \(source.path) (\(source.digest))")
    say("bot            \(bot.name)")
    say("chat           \(bot.chat(inState: source.state))\(leads)")
    say("state          \(paths.folder)\(holder)")
    say("wake           \(wake)")
    say("alert          \(source.configuration.alert.map(CallCheck.text) ?? "nobody is told")")
    say("")
    let problems = chatProblems + wakeProblems + stateProblems
    say(problems.isEmpty ? "no problems" : "problems:")
    for problem in problems { say("  \(problem)") }
    return problems.isEmpty ? .ok : .inputOutput
  }

  private var home: String {
    layout.residents.first { $0.name == bot.name }.map { layout.homes[$0.home] } ?? ""
  }

  private var leads: String { home == bot.chat(inState: source.state) ? "" : ", which leads to \(home)" }

  private var holder: String {
    if (try? LockFile.isHeld(paths.monitorLock)) == true {
      let holder = LockFile.holder(paths.monitorLock)
      return ", held by a running monitor" + (holder.map { ": process \($0.pid)" } ?? "")
    }
    if (try? LockFile.isHeld(paths.wakeLock)) == true {
      return ", held by the relay until a monitor runs"
    }
    return ""
  }

  private var wake: String {
    guard let call = bot.wake else { return "nobody wakes it" }
    return "\(CallCheck.text(call)), \(bot.burst) after the first of several messages"
  }

  private var chatProblems: [String] {
    let file = HomeFile(path: home, isServed: false)
    do {
      _ = try file.holdFolder()
    } catch {
      return ["\(home): \(error)"]
    }
    switch file.look() {
    case .missing: return ["\(home): the chat file is not there; it is waited for"]
    case .refused(let why): return [why]
    case .file:
      guard let folder = file.folder else { return [] }
      do {
        _ = try ChatFile(name: file.name, in: folder)
        return []
      } catch {
        return ["\(error)"]
      }
    }
  }

  private var wakeProblems: [String] {
    guard let wake = bot.wake else { return ["\(bot.name) has no \"wake\": nobody is woken"] }
    return [wake, source.configuration.alert].compactMap(\.self).compactMap(CallCheck.problem)
      + (bot.rescue.flatMap { ProgramPath.problem($0.run[0]) }.map { [$0] } ?? [])
  }

  private var stateProblems: [String] {
    if let refusal = StateFolder.refusal(source.state) { return ["the state folder \(refusal)"] }
    if bot.monitor?.via.isEmpty == false, bot.wakeBy != .monitor, (try? Folder(path: paths.folder)) == nil {
      return [
        "\(paths.folder) is not there: inside of a container it has to be mounted, or the relay would wake \(bot.name) too; "
          + "wakeBy: monitor says that it does not"
      ]
    }
    guard let state = try? Folder(path: source.state) else { return [] }
    var problems: [String] = []
    if (try? state.exists("paused")) == true {
      problems.append("\(source.state)/paused stands there: nobody is woken")
    }
    guard let own = try? Folder(path: paths.folder) else { return problems }
    for (name, what) in [("paused", "it is not woken"), ("held", "its wakes are held")]
    where (try? own.exists(name)) == true {
      problems.append("\(own.path(of: name)) stands there: \(what)")
    }
    return problems
  }

  private func say(_ text: String) { StandardOutput.write(Escaping.visible(text)) }
}
