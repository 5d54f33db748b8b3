import BotChatSystem

/// What `botchat drop` can be told on its command line.
package struct DropOptions: CommandOptions, Equatable {
  package var config: String?
  /// The message; with `problem` the problem's subject.
  package var id: String?
  /// The kind of the problem.
  package var problem: String?
  /// Whether every problem is meant that does not go away by itself.
  package var problems = false

  package init() {}
}

/// The table of `botchat drop`.
package let dropCommand = Command<DropOptions>(
  "botchat drop", "take a message that waits out of the relay's hands, or a problem off its list",
  description: [
    "A message that cannot be delivered waits in the state. With its ID it waits no longer: nobody gets it any more, "
      + "until botchat resend. Where it was delivered it stays.",
    "Some problems stay listed until a person has seen them. botchat status shows them: KIND stands before the first "
      + "colon, SUBJECT behind it. One that is still there comes back when the relay meets it again.",
  ],
  example: .init("botchat drop 3fa85f6457b2", "The message waits no longer for anybody."),
  operands: [
    .optional(
      "ID",
      "The id, the first digits of it (four at least), or a number, as #14; with --problem the problem's subject.",
      \.id)
  ],
  options: [
    .value("problem", "KIND", "Take the problem of this kind and subject off the list.", \.problem),
    .flag("problems", "Take every problem off the list that does not go away when it is cured.", \.problems),
  ],
  exits: [
    .init(.ok, "It is dropped."), .init(.found, "No such message waits, or no such problem is listed."),
    .init(.usage, "The command line is wrong."),
    .init(.refused, "The relay refused, or the ID means several."),
    .init(.unavailable, "No relay runs that could do it."),
    .init(.inputOutput, "The state cannot be read, or the inbox not be written."),
    .init(.tryAgain, "The relay does not answer."),
    .init(.permission, "This user may not ask the relay."),
    .init(.configuration, "The configuration is wrong."),
  ],
  files: [.init("inbox/ in the state folder", "Where the request is left for the relay.")],
  disagreement: { options in
    switch (options.id, options.problem, options.problems) {
    case (_?, _, false), (nil, nil, true): nil
    case (nil, nil, false):
      Complaint(
        "what is to be dropped is missing", hint: "give ID, or --problem KIND SUBJECT, or --problems",
        exit: .usage)
    case (nil, _?, false):
      Complaint("the SUBJECT is missing", hint: "write botchat drop --problem KIND SUBJECT", exit: .usage)
    default:
      Complaint("--problems means all of them", hint: "give nothing else beside it", exit: .usage)
    }
  })
