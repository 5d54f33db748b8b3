import BotChatCore

/// What `botchat doctor` can be told on its command line.
package struct DoctorOptions: CommandOptions, Equatable {
  package var config: String?
  /// Whether to send the person a test alert.
  package var alert = false
  /// Whether to send a test message.
  package var sendTest = false
  /// Who writes the test message.
  package var sender: String?
  /// Who gets it.
  package var recipient: String?
  /// How long a test message is followed.
  package var timeout = Interval.minutes(1)
  package var json = false

  package init() {}
}

/// The table of `botchat doctor`.
///
/// Source: DESIGN 7, W7.
package let doctorCommand = Command<DoctorOptions>(
  "botchat doctor", "find what is wrong, and say how it is mended",
  description: [
    "It looks at all that healthcheck looks at, and starts, ends and changes nothing; only the message through the "
      + "private pair of files is sent. Beside that: the programs and their versions, cron, the alert, the commands "
      + "that wake bots, the containers, what is left of the old scripts, what the bots' own instructions say, and "
      + "the headers that bots write by hand. One line for each check, and below it what can be done.",
    "With --alert or --send-test it does only that.",
  ],
  example: .init(
    "botchat doctor --send-test Jack Ross", "Does a message of Jack's reach Ross, and wake him?"),
  operands: [
    .optional("A", "With --send-test: who writes.", \.sender),
    .optional("B", "With --send-test: who gets it.", \.recipient),
  ],
  options: [
    .flag("alert", "Send one test alert to the person, as \"alert\" says.", \.alert),
    .flag(
      "send-test",
      "Send one marked message from A to B, and show each step with its time: written, seen, "
        + "delivered, woken, answered.", \.sendTest),
    .interval("timeout", "How long to follow the test message at most. Default: 1m.", \.timeout),
    .flag("json", "Answer with one JSON object, for programs.", \.json),
  ],
  exits: [
    .init(.ok, "Nothing is wrong."), .init(.found, "Something is wrong: each with its cure."),
    .init(.usage, "The command line is wrong."),
    .init(.refused, "With --send-test: nobody has that name."),
    .init(.inputOutput, "It cannot look: a file cannot be read."),
    .init(
      .permission,
      "It cannot look: the state belongs to somebody else. With --send-test: this user may not write the file, or not "
        + "speak for that person."),
    .init(.configuration, "With --send-test or --alert: the configuration is wrong."),
  ],
  files: [],
  disagreement: { options in
    if options.alert, options.sendTest {
      return Complaint("--alert and --send-test do not go together", hint: "give one", exit: .usage)
    }
    if !options.sendTest, let name = options.sender {
      return Complaint(
        "unexpected argument \"\(name)\"", hint: "names go with --send-test A B", exit: .usage)
    }
    if options.sendTest, options.recipient == nil {
      return Complaint(
        "--send-test needs two names", hint: "write botchat doctor --send-test A B", exit: .usage)
    }
    return nil
  })
