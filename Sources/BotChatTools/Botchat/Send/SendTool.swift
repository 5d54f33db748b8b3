import BotChatCore
import BotChatFormat
import BotChatSystem

/// `botchat send`: one message, whole, in one append.
enum SendTool {
  /// A message as it was written, from whom and to whom.
  struct Sent {
    let outgoing: Outgoing
    let sender: String
    let recipients: [String]
  }

  static func run(_ options: SendOptions) throws -> ExitCode {
    let world = try ChatWorld(config: options.config, chat: options.chat)
    let sent = try write(options, in: world)
    StandardOutput.write("\(sent.outgoing.id)")
    guard options.wait || options.answer else { return .ok }
    return try SendWaiting(Crossing(sent, in: world), options).run()
  }

  /// Appends the message to the sender's file.
  ///
  /// Throws a `Complaint` for a name, a text or a file that will not do.
  static func write(_ options: SendOptions, in world: ChatWorld) throws -> Sent {
    let (sender, chat) = try world.home(of: options.from ?? "")
    try maySpeak(as: sender, world)
    let recipients = try unique(options.to.map { name throws(Complaint) in try world.recipient(name) })
    let file = try chat.open()
    let outgoing = try compose(options, sender, recipients, world, chat, file)
    if outgoing.quotedLines > 0 {
      let lines =
        outgoing.quotedLines == 1
        ? "1 line that looks like a header was" : "\(outgoing.quotedLines) lines that look like headers were"
      StandardError.write("botchat: \(lines) quoted with \"> \"")
    }
    do {
      try file.append(outgoing.bytes)
    } catch {
      throw chat.complaint("cannot write the chat file", error)
    }
    return Sent(outgoing: outgoing, sender: sender, recipients: recipients)
  }

  /// R20: a person's line is believed where it stands in that person's file, so nobody else may write it there by us.
  private static func maySpeak(as name: String, _ world: ChatWorld) throws(Complaint) {
    guard let human = world.known?.source.configuration.humans.first(where: { $0.name == name }),
      let uid = human.uid, uid != ThisProcess.realUser
    else { return }
    throw Complaint(
      "only uid \(uid) may speak as \(name)", hint: "run this as that user, or send as a bot",
      exit: .permission)
  }

  private static func unique(_ names: [String]) -> [String] {
    var seen: Set<String> = []
    return names.filter { seen.insert($0.lowercased()).inserted }
  }

  private static func compose(
    _ options: SendOptions, _ sender: String, _ recipients: [String], _ world: ChatWorld, _ chat: Chat,
    _ file: ChatFile
  ) throws -> Outgoing {
    let configuration = world.known?.source.configuration
    let limit = configuration?.relay.maxMessage.bytes ?? RelaySettings().maxMessage.bytes
    let text = try self.text(options, limit)
    // Before the number is looked for: a neighbour's message may get one meanwhile.
    WritingTurn(file).wait()
    let tag = try options.tag ?? "#\(NextNumber.next(in: file, chat))"
    let time = try world.known?.source.localTime() ?? LocalTime(zone: nil)
    let now = WallClock.now()
    let stamp = Outgoing.Stamp(
      time: time.headerText(now), clock: time.clockText(now),
      zone: configuration?.zone.label ?? time.label(now))
    do throws(Outgoing.Refusal) {
      return try Outgoing(
        from: sender, to: recipients, tag: tag, text: text, stamp: stamp, limit: limit)
    } catch {
      throw complaint(error)
    }
  }

  private static func complaint(_ refusal: Outgoing.Refusal) -> Complaint {
    switch refusal {
    case .empty: Complaint("the text is empty", hint: "a message needs a word", exit: .refused)
    case .tooLong(let bytes, let limit): tooLong("\(bytes) bytes", limit)
    case .badTag(let tag):
      Complaint(
        "\"\(tag)\" is no tag", hint: "accepted: up to 32 of letters, digits and #/._ - such as #14",
        exit: .refused)
    case .tooManyRecipients:
      Complaint("the header would be too long", hint: "write to ALL, or in several messages", exit: .refused)
    }
  }

  private static func text(_ options: SendOptions, _ limit: Int) throws(Complaint) -> [UInt8] {
    do throws(SystemError) {
      // One byte more than allowed tells that it is too long, however much follows.
      if let path = options.file, path != "-" { return try InputText.file(path, limit: limit) }
      guard options.file == "-" || options.text == "-" else { return Array((options.text ?? "").utf8) }
      if Terminal.isTerminal(0) { StandardError.write("botchat: write the message, then Ctrl-D") }
      return try InputText.standard(limit: limit)
    } catch {
      if error.isFull { throw tooLong("more than \(limit) bytes", limit) }
      throw Complaint(
        "cannot read the text: \(error)", hint: "give a file that you may read, or - for standard input",
        exit: error.isRefused ? .permission : .inputOutput)
    }
  }

  private static func tooLong(_ length: String, _ limit: Int) -> Complaint {
    Complaint(
      "the text has \(length), and a message may have \(limit)",
      hint: "send it in parts, or send the path of a file", exit: .refused)
  }
}

extension Outgoing {
  /// The id of the message, as everybody will know it (F9).
  var id: MessageID { MessageID(headerLine: headerLine, body: body) }
}
