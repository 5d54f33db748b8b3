import BotChatCore
import BotChatSystem

/// What `botchat init` found and did.
struct InitReport {
  let survey: InitSurvey
  let draft: ConfigurationDraft
  let path: String
  let options: InitOptions
  var isWritten = false
  /// What the example is called now that stood there; nil: there was none.
  var example: String?

  private var named: [InitSurvey.Bot] { survey.bots.filter { $0.name != nil } }

  func show() {
    StandardOutput.write(options.json ? json : text)
  }

  // MARK: for people

  private var text: String {
    let colour = Colour(for: StandardOutput.descriptor)
    var lines: [String] = []
    func say(_ text: String) { lines.append(Escaping.visible(text)) }
    func head(_ text: String) { lines += lines.isEmpty ? [colour.bold(text)] : ["", colour.bold(text)] }
    func cure(_ text: String) { lines.append("      \(colour.bold("→")) \(Escaping.visible(text))") }

    head(named.isEmpty ? "no bots" : "bots:")
    let width = named.compactMap(\.name?.name.count).max() ?? 0
    for bot in named {
      let name = bot.name?.name ?? ""
      say(
        "  \(name)\(String(repeating: " ", count: width - name.count + 2))\(bot.workspace.chatPath)\(shares(bot))"
      )
      say("      named by: \(bot.name?.why ?? ""); \(waking(bot)); \(openclaw(bot))")
    }
    if !draft.people.isEmpty { say("  \(draft.people.joined(separator: ", ")) (a person)") }

    if !survey.troubles.isEmpty { head("not taken:") }
    for trouble in survey.troubles {
      say("  \(trouble.path): \(trouble.why)")
      cure(trouble.cure)
    }
    let old = oldScripts
    if !old.isEmpty { head("old scripts, which deliver and wake a second time:") }
    for found in old {
      say("  \(found.what)")
      cure(found.cure)
    }
    let instructions = survey.instructions
    if !instructions.isEmpty { head("instructions of the bots that the toolkit makes wrong:") }
    for found in instructions {
      say("  \(found.place): \(found.instruction.what): \(found.instruction.text.prefix(100))")
      cure(found.instruction.edit(of: found.path))
    }
    for bot in named where bot.era.refusedKey != nil {
      say(
        "  \(bot.era.refusedKey ?? ""): a heartbeat key, for which OpenClaw \(bot.era.version ?? "") refuses the file"
      )
    }
    lines += ending(colour)
    return lines.joined(separator: "\n")
  }

  private func shares(_ bot: InitSurvey.Bot) -> String {
    if let owner = survey.owner(of: bot) { return ", which leads to the file of \(owner)" }
    let others = named.filter { $0.home == bot.home && !$0.isLink && $0.workspace.path != bot.workspace.path }
    return others.isEmpty
      ? "" : ", the same file as that of \(others.compactMap(\.name?.name).joined(separator: ", "))"
  }

  private func waking(_ bot: InitSurvey.Bot) -> String {
    switch bot.workspace.waking {
    case .here: "woken here"
    case .container(let name):
      "woken in the container \(name)" + (bot.workspace.inside == nil ? ", if it is called so" : "")
    case .unknown: "nobody wakes it yet"
    }
  }

  private func openclaw(_ bot: InitSurvey.Bot) -> String {
    if let version = bot.era.version { return "OpenClaw \(version)" }
    return bot.era.era == nil
      ? "OpenClaw's version is not known" : "OpenClaw, \(bot.era.era?.rawValue ?? "") era"
  }

  private var oldScripts: [OldScriptFinder.Found] {
    OldScriptFinder(bots: named.compactMap(\.name?.name)).find()
  }

  /// The file, what to do next, and the pages.
  private func ending(_ colour: Colour) -> [String] {
    guard !draft.bots.isEmpty else { return [] }
    var lines = [
      "",
      colour.bold(
        isWritten ? "written: \(Escaping.visible(path))" : "would be written: \(Escaping.visible(path))"),
    ]
    if let example {
      lines.append("  the example that stood there, all comments, is \(Escaping.visible(example)) now")
    }
    if isWritten {
      lines += ["  look through it, then: relay --check; healthcheck --start; botchat doctor"]
    } else {
      lines += draft.text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map {
        $0.isEmpty ? "" : "  " + Escaping.visible(String($0))
      }
    }
    for bot in named {
      lines += ["", colour.bold("for the instructions of \(bot.name?.name ?? "") (\(note(bot))):"), ""]
      lines += survey.page(for: bot, people: draft.people).text.split(separator: "\n").map {
        Escaping.visible(String($0))
      }
    }
    return lines
  }

  private func note(_ bot: InitSurvey.Bot) -> String { bot.era.era?.note ?? OpenClawEra.unknownNote }

  // MARK: for programs

  private typealias Member = (String, String)

  private var json: String {
    let bots = named.map { bot in
      object([
        ("name", quoted(bot.name?.name)), ("why", quoted(bot.name?.why)),
        ("workspace", quoted(bot.workspace.path)),
        ("chat", quoted(bot.workspace.chatPath)), ("sharesWith", quoted(survey.owner(of: bot))),
        ("wake", array((bot.workspace.waking.command ?? []).map(quoted))),
        ("version", quoted(bot.era.version)),
        ("era", quoted(bot.era.era?.rawValue)), ("note", quoted(note(bot))),
        ("refusedKey", quoted(bot.era.refusedKey)),
        ("page", quoted(survey.page(for: bot, people: draft.people).text)),
      ])
    }
    let troubles = survey.troubles.map {
      object([("path", quoted($0.path)), ("why", quoted($0.why)), ("cure", quoted($0.cure))])
    }
    let scripts = oldScripts.map {
      object([("name", quoted($0.name)), ("what", quoted($0.what)), ("cure", quoted($0.cure))])
    }
    let instructions = survey.instructions.map { found in
      object([
        ("file", quoted(found.path)), ("line", "\(found.instruction.lines.lowerBound)"),
        ("through", "\(found.instruction.lines.upperBound)"),
        ("kinds", array(found.instruction.kinds.map { quoted($0.rawValue) })),
        ("text", quoted(found.instruction.text)),
        ("replacement", quoted(found.instruction.replacement)),
        ("edit", quoted(found.instruction.edit(of: found.path))),
      ])
    }
    return object([
      ("version", "1"), ("path", quoted(path)), ("written", isWritten ? "true" : "false"),
      ("configuration", draft.bots.isEmpty ? "null" : quoted(draft.text)), ("bots", array(bots)),
      ("people", array(draft.people.map(quoted))), ("notTaken", array(troubles)),
      ("oldScripts", array(scripts)),
      ("instructions", array(instructions)),
    ])
  }

  private func object(_ members: [Member]) -> String {
    "{\(members.map { "\(JSONText.quoted($0.0)): \($0.1)" }.joined(separator: ", "))}"
  }

  private func array(_ items: [String]) -> String { "[\(items.joined(separator: ", "))]" }

  private func quoted(_ text: String?) -> String { text.map(JSONText.quoted) ?? "null" }
}
