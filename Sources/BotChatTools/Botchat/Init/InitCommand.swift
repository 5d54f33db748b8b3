import BotChatCore

/// What `botchat init` can be told on its command line.
package struct InitOptions: CommandOptions, Equatable {
  package var config: String?
  /// Folders of bots, with their names where they were given.
  package var workspaces: [GivenWorkspace] = []
  /// The people.
  package var humans: [String] = []
  /// Whether the defaults are taken in place of answers.
  package var yes = false
  /// Whether nothing is written.
  package var dryRun = false
  package var json = false

  package init() {}
}

/// `DIR`, or `NAME=DIR`.
package struct GivenWorkspace: Sendable, Equatable {
  package var name: String?
  package var path: String

  /// Reads it; nil for an empty path.
  package init?(_ text: String) {
    let sign = text.firstIndex(of: "=")
    let before = sign.map { String(text[..<$0]) } ?? ""
    if let sign, NameGrammar.allows(before) {
      name = before
      path = String(text[text.index(after: sign)...])
    } else {
      path = text
    }
    if path.isEmpty { return nil }
  }
}

/// The table of `botchat init`.
///
/// Source: DESIGN 7.
package let initCommand = Command<InitOptions>(
  "botchat init", "find the bots of this machine, and write a first configuration",
  description: [
    "It looks for OpenClaw workspaces in ~/.openclaw, ~/openclaw-clients and the mounts of the docker-compose files "
      + "there, and in the folders that are given. It shows the bots with their chat files, which of them share one, "
      + "old scripts that run or that cron would start, and lines in the bots' instructions that the toolkit makes "
      + "wrong, each with the exact edit. Then it writes a commented configuration, never over one that is there (one "
      + "that holds comments only gets another name), and prints a page for the bots' instructions.",
    "At a terminal it asks what it cannot know. Nothing of OpenClaw's is changed.",
  ],
  example: .init("botchat init --dry-run", "What is there, and what would be written?"),
  options: [
    .value(
      "workspace", "DIR",
      "Look into this folder too; NAME=DIR also says what its bot is called. May be given again.",
      accepted: "a folder, or a name and a folder with = between them"
    ) { options, text in
      guard let workspace = GivenWorkspace(text) else { return false }
      options.workspaces.append(workspace)
      return true
    },
    .value(
      "human", "NAME", "A person who reads along and writes. May be given again.",
      accepted: NameGrammar.accepted
    ) { options, text in
      options.humans.append(text)
      return NameGrammar.allows(text)
    },
    .flag("yes", "Ask nothing, and take what is most likely.", \.yes),
    .flag("dry-run", "Show everything, ask and write nothing.", \.dryRun),
    .flag("json", "Answer with one JSON object, for programs.", \.json),
  ],
  exits: [
    .init(.ok, "The configuration is written, or would be."),
    .init(.found, "No bot was found, or a configuration is there already: nothing is written."),
    .init(.usage, "The command line is wrong, or without a terminal something is missing in it."),
    .init(.inputOutput, "The configuration cannot be written."),
    .init(.permission, "This user may not write it."),
  ],
  files: [
    .init("/etc/botchat/botchat.yaml", "What root writes without --config and $BOTCHAT_CONFIG."),
    .init("~/.config/botchat/botchat.yaml", "What anybody else writes."),
  ])
