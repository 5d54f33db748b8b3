/// What `botchat status` can be told on its command line.
package struct StatusOptions: CommandOptions, Equatable {
  package var config: String?
  package var json = false
  package var watch = false

  package init() {}
}

/// The table of `botchat status`.
package let statusCommand = Command<StatusOptions>(
  "botchat status", "show how the bots and the programs are",
  description: [
    "For each program since when it runs, its version and configuration; for each bot its file, the last message it "
      + "wrote and got, what waits for it, and how its wakes go; then what could not be delivered. It is read from files "
      + "and state, and changes nothing; whether a message crosses at this moment is what healthcheck proves."
  ],
  example: .init("botchat status --watch", "The same on a screen that follows what happens."),
  options: [
    .flag("watch", "Show it on the whole screen, again and again, until q or Ctrl-C.", \.watch).letter("w"),
    .flag("json", "Answer with one JSON object, for programs.", \.json),
  ],
  exits: [
    .init(.ok, "Nothing is wrong as far as it shows."), .init(.found, "Something wants to be looked at."),
    .init(.usage, "The command line is wrong."), .init(.inputOutput, "The state folder is none."),
    .init(.permission, "This user may not look into the state."),
    .init(.configuration, "The configuration is wrong."),
  ],
  files: [],
  disagreement: { options in
    options.watch && options.json
      ? Complaint("--watch and --json do not go together", hint: "give one", exit: .usage) : nil
  })
