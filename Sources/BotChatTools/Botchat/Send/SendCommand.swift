import BotChatCore
import BotChatFormat

/// The table of `botchat send`.
package let sendCommand = Command<SendOptions>(
  "botchat send", "write a message into the sender's chat file",
  description: [
    "The message is appended in one write, with a header that everybody can read: date, time, zone, sender, "
      + "recipients, and the next number of the file. The relay carries it on. The answer is the message's id.",
    "Lines of the text that look like headers are quoted with \"> \", or they would begin messages of their own, and "
      + "a code block that was left open is closed.",
  ],
  example: .init("botchat send --from Jack --to Ross \"the backup is done\"", "Jack writes to Ross."),
  operands: [
    .text("TEXT", "The message; - is standard input. Or give it with --file.", \.text)
  ],
  options: [
    .value("from", "NAME", "Who writes: a bot or a person of the configuration.", \.from),
    .value(
      "to", "NAMES",
      "To whom; several with commas, or --to given again. ALL is everybody. Without it the message "
        + "is for those who share the file.",
      accepted: "names with commas between them, such as \"Ross, John\""
    ) { options, text in
      // Read as a header would be: what may stand there may be typed here (F2).
      let header = Header(line: Array("### 2026-01-01 00:00 - X → \(text)".utf8))
      guard let header, header.tag == nil, header.continuation == nil, !header.recipients.isEmpty else {
        return false
      }
      options.to += header.recipients
      return true
    },
    .value("tag", "TAG", "What stands in the parentheses, in place of the next number.", \.tag),
    .value("file", "FILE", "Read the message from this file.", \.file),
    .value(
      "chat", "FILE", "Write to this chat file, without configuration and state: for a bot in a container.",
      \.chat),
    .flag("wait", "Wait until the message stands in the file of every recipient.", \.wait),
    .flag("answer", "Wait until a recipient has written after it.", \.answer),
    .interval("timeout", "How long to wait at most. Default: 1m.", \.timeout),
  ],
  exits: [
    .init(.ok, "It is written, and with --wait delivered, with --answer answered."),
    .init(.usage, "The command line is wrong."),
    .init(.refused, "The message was refused: a name that nobody has, no text, too much of it."),
    .init(.unavailable, "It is written, but no relay runs that would carry it (--wait, --answer)."),
    .init(.inputOutput, "The chat file or the text cannot be read or written."),
    .init(.tryAgain, "It is written, and the time was over before it was delivered or answered."),
    .init(.permission, "This user may not write the chat file, or not speak for that person."),
    .init(.configuration, "The configuration is wrong."),
  ],
  files: [],
  disagreement: { options in
    if options.from == nil {
      return Complaint(
        "--from is missing", hint: "write botchat send --from NAME --to NAME TEXT", exit: .usage)
    }
    if options.text != nil, options.file != nil {
      return Complaint("TEXT and --file do not go together", hint: "give one", exit: .usage)
    }
    if options.text == nil, options.file == nil {
      return Complaint(
        "the text is missing", hint: "give TEXT, - for standard input, or --file", exit: .usage)
    }
    if options.chat != nil, options.wait || options.answer {
      return Complaint(
        "--chat sees one file only, and cannot tell what was delivered",
        hint: "leave --wait and --answer out",
        exit: .usage)
    }
    return nil
  })
