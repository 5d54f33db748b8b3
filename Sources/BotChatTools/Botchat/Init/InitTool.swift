import BotChatCore
import BotChatSystem

/// `botchat init`.
enum InitTool {
  static func run(_ options: InitOptions) throws -> ExitCode {
    if let path = WorkspaceFinder.missing(options.workspaces) {
      throw Complaint("--workspace: there is no folder \(path)", hint: "give a bot's workspace", exit: .usage)
    }
    var survey = InitSurvey(options)
    var people = options.humans
    let path = try target(options.config)
    let hasExample = ConfigurationFile.isExample(path)
    let isFree = hasExample || (try? FileStatus(path: path)) == nil
    if isFree, !survey.bots.isEmpty { try complete(&survey, &people, options) }
    if people.isEmpty, options.yes || options.dryRun { people = [survey.person].compactMap(\.self) }

    let draft = survey.draft(people: people)
    var report = InitReport(survey: survey, draft: draft, path: path, options: options)
    guard !draft.bots.isEmpty else {
      report.show()
      throw Complaint(
        "no bot with a chat file was found", hint: "botchat init --workspace DIR, with its BOT_CHAT.md in it",
        exit: .found)
    }
    try accept(draft, path)
    guard isFree else {
      report.show()
      throw there(path)
    }
    if !options.dryRun {
      guard try write(draft, path, beside: hasExample) else { throw there(path) }
      if hasExample { report.example = "\(path)\(aside)" }
      report.isWritten = true
    }
    report.show()
    return .ok
  }

  // MARK: what cannot be known

  /// Asks at a terminal; elsewhere what is missing has to be on the command line.
  private static func complete(
    _ survey: inout InitSurvey, _ people: inout [String], _ options: InitOptions
  ) throws(Complaint) {
    if options.dryRun { return }
    let isTerminal = Terminal.isTerminal(0) && Terminal.isTerminal(StandardOutput.descriptor)
    let mayAsk = isTerminal && !options.yes && !options.json
    var missing: [String] = []
    for (index, bot) in survey.bots.enumerated() where bot.name?.isGuess ?? true {
      if options.yes, bot.name != nil { continue }
      let question = "Which bot works in \(bot.workspace.path)?"
      if mayAsk {
        let name = try Question.name(
          question, standard: bot.name?.name, others: taken(survey, people, but: index))
        survey.bots[index].name = BotNaming.Answer(name, "as you said")
      } else {
        missing.append("--workspace \(bot.name?.name ?? "NAME")=\(bot.workspace.path)")
      }
    }
    if people.isEmpty, !options.yes {
      if mayAsk {
        people = [
          try Question.name(
            "What are you called in the chat?", standard: survey.person, others: taken(survey, [], but: nil))
        ]
      } else {
        missing.append("--human \(survey.person ?? "NAME")")
      }
    }
    guard missing.isEmpty else {
      throw Complaint(
        "there is no terminal to ask at, and this is missing: \(missing.joined(separator: " "))",
        hint: "add it, or --yes to take what is most likely", exit: .usage)
    }
  }

  private static func taken(_ survey: InitSurvey, _ people: [String], but index: Int?) -> [String] {
    people + survey.bots.enumerated().filter { $0.offset != index }.compactMap(\.element.name?.name)
  }

  // MARK: the file

  /// Where the configuration is written: as named, else the machine's for root, else the user's.
  private static func target(_ named: String?) throws(Complaint) -> String {
    if let named = named ?? ThisProcess.environment("BOTCHAT_CONFIG") {
      return ThisProcess.absolute(named)
    }
    if ThisProcess.user == 0 { return "/etc/botchat/botchat.yaml" }
    guard let home = ThisProcess.home else {
      throw Complaint("there is no home folder", hint: "name a file with --config FILE", exit: .usage)
    }
    return "\(home)/.config/botchat/botchat.yaml"
  }

  /// What is written is read by the relay's own reader first.
  private static func accept(_ draft: ConfigurationDraft, _ path: String) throws {
    let bytes = Array(draft.text.utf8)
    guard let root = try YAMLReader.read(bytes) else { return }
    do throws(ConfigurationError) {
      _ = try Configuration(
        SettingNode(root), file: path, folder: PathText.divide(path).folder, home: ThisProcess.home ?? "")
    } catch {
      throw Complaint(
        "these names do not go together: \(error.description)",
        hint: "say what a bot is called with --workspace NAME=DIR", exit: .usage)
    }
  }

  /// Behind the name of an example that was there.
  private static let aside = ".example"

  private static func write(
    _ draft: ConfigurationDraft, _ path: String, beside hasExample: Bool
  ) throws(Complaint) -> Bool {
    do throws(SystemError) {
      // Only comments stand in it, but somebody may have written them.
      if hasExample, try !NewFile.setAside(path, as: PathText.divide(path).name + aside) { return false }
      return try NewFile.write(path, Array(draft.text.utf8))
    } catch {
      throw Complaint(
        "cannot write the configuration: \(error)", hint: "name another file with --config FILE",
        exit: error.isRefused ? .permission : .inputOutput)
    }
  }

  private static func there(_ path: String) -> Complaint {
    Complaint(
      "\(path) is there already: nothing was written",
      hint: "move it away, or name another file with --config FILE", exit: .found)
  }
}

/// A question at a terminal.
enum Question {
  /// Asks until the answer is a name that nobody else has; an empty line is the one in brackets.
  ///
  /// Throws a `Complaint` where the input ends.
  static func name(_ question: String, standard: String?, others: [String]) throws(Complaint) -> String {
    while true {
      let brackets = standard.map { " [\($0)]" } ?? ""
      StandardOutput.write("\(Escaping.visible(question))\(brackets)")
      guard let line = readLine() else { throw Complaint("nothing was written", exit: .usage) }
      let answer = line.split(separator: " ").first.map(String.init) ?? standard ?? ""
      if !NameGrammar.allows(answer)
        || NameGrammar.reserved.contains(where: { $0.lowercased() == answer.lowercased() })
      {
        StandardOutput.write("A name is \(NameGrammar.accepted).")
      } else if others.contains(where: { $0.lowercased() == answer.lowercased() }) {
        StandardOutput.write("\(answer) is another one's name.")
      } else {
        return answer
      }
    }
  }
}
