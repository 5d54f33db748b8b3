import Foundation
import Glibc
import Testing

/// A machine with OpenClaw's bots on it, as `botchat init` finds it.
@Suite struct InitTests {
  /// Jack works in the home folder and shares John's file; Ross has his own, in a container.
  private static func machine(
    _ scenario: (Village, _ john: String, _ ross: String, _ jack: String) async throws -> Void
  ) async throws {
    try await Village.with("Unused") { village in
      let clients = "\(village.folder)/openclaw-clients"
      let (john, ross) = ("\(clients)/john/workspace", "\(clients)/ross/workspace")
      let jack = "\(village.folder)/.openclaw/workspace"
      for path in [john, ross, jack] { try Disk.makeFolder(path) }
      let letters =
        (1...4).flatMap { number in
          [("John", "Ross"), ("Jack", "Ross")].map {
            Letter(from: $0.0, to: $0.1, tag: "#\(number)", body: "Hello.")
          }
        } + [Letter(from: "Coach", to: "ALL", tag: "#9", body: "Go on.")]
      try Disk.write(letters.flatMap(\.delivered), to: "\(john)/BOT_CHAT.md")
      try Disk.write(
        Letter(from: "Ross", to: "John", tag: "#1", body: "Yes.").delivered, to: "\(ross)/BOT_CHAT.md")
      try expect(symlink("\(john)/BOT_CHAT.md", "\(jack)/BOT_CHAT.md") == 0, "no link")
      try await scenario(village, john, ross, jack)
    }
  }

  private static func initiate(
    _ village: Village, _ options: String..., at location: SourceLocation = #_sourceLocation
  ) async throws -> HealthOutput {
    try await village.runBotchat(["init", "--config", village.configuration] + options, at: location)
  }

  /// Every file below a folder with its content, and when it was written.
  private static func tree(_ folder: String) -> [String] {
    let names = (FileManager.default.enumerator(atPath: folder)?.allObjects as? [String] ?? []).sorted()
    return names.map { "\($0) \(Disk.identity("\(folder)/\($0)")) \(Disk.text("\(folder)/\($0)"))" }
  }

  @Test(
    "bots, homes and the person are found, and the relay accepts what is written; nothing else is changed")
  func found() async throws {
    try await Self.machine { village, john, ross, jack in
      let before = [
        Self.tree("\(village.folder)/openclaw-clients"), Self.tree("\(village.folder)/.openclaw"),
      ]
      let run = try await Self.initiate(village, "--human", "Coach")
      try expect(run.exit == 0, "\(run)")
      try expect(run.output.contains("\(jack)/BOT_CHAT.md, which leads to the file of John"), "\(run)")
      try expect(run.output.contains("botchat unread --bot Ross"), "\(run)")
      try expect(
        Disk.identity(village.configuration).contains("mode 100600"), Disk.identity(village.configuration))
      let after = [Self.tree("\(village.folder)/openclaw-clients"), Self.tree("\(village.folder)/.openclaw")]
      try expect(before == after, "something of OpenClaw's was changed")

      // What wakes the bots stands in PATH.
      try Disk.makeFolder("\(village.folder)/bin")
      for name in ["openclaw", "docker"] {
        try Disk.write("#!/bin/sh\n", to: "\(village.folder)/bin/\(name)")
        chmod("\(village.folder)/bin/\(name)", 0o755)
      }
      let text = Disk.text(village.configuration) + "state: \(village.state)\n"
      try Disk.write(text, to: village.configuration)
      let check = try await village.runBotchat(
        ["--config", village.configuration, "--check"], program: Binary.path(of: "relay"),
        through: ["env", "PATH=\(village.folder)/bin:/usr/bin:/bin"])
      try expect(check.exit == 0 && check.output.contains("1. Jack, John"), "\(check)")
      try expect(check.output.contains("docker exec openclaw-ross openclaw system event"), "\(check)")
      try expect(check.output.contains("Coach (person)"), "\(check)")
    }
  }

  @Test("without a terminal what is missing is said, and nothing is written; --yes takes what is likely")
  func missing() async throws {
    try await Self.machine { village, _, _, _ in
      let run = try await Self.initiate(village)
      try expect(run.exit == 64 && run.errors.contains("this is missing: --human Coach"), "\(run)")
      try expect(!Disk.exists(village.configuration), "it was written")
      try expect(try await Self.initiate(village, "--yes").exit == 0, "--yes")
      try expect(
        Disk.text(village.configuration).contains("\nhumans: [Coach]\n"), Disk.text(village.configuration))
    }
  }

  @Test("a name that two may have is asked for, and one that is given counts")
  func names() async throws {
    try await Self.machine { village, _, _, jack in
      Disk.remove("\(jack)/BOT_CHAT.md")
      let letters = ["Ann", "Bob"].map { Letter(from: $0, to: "Ross", tag: "#1", body: "Hello.") }
      try Disk.write(letters.flatMap(\.delivered), to: "\(jack)/BOT_CHAT.md")
      let run = try await Self.initiate(village, "--human", "Coach")
      try expect(run.exit == 64 && run.errors.contains("--workspace Ann=\(jack)"), "\(run)")
      let given = try await Self.initiate(village, "--human", "Coach", "--workspace", "Bob=\(jack)/")
      try expect(given.exit == 0 && Disk.text(village.configuration).contains("- name: Bob\n"), "\(given)")
      try expect(!Disk.text(village.configuration).contains("Ann"), Disk.text(village.configuration))
    }
  }

  @Test("a configuration that is there is never written over, also one that is a link")
  func neverOver() async throws {
    try await Self.machine { village, _, _, _ in
      try Disk.write("mine\n", to: village.configuration)
      let run = try await Self.initiate(village, "--human", "Coach")
      try expect(run.exit == 1 && run.errors.contains("is there already: nothing was written"), "\(run)")
      try expect(Disk.text(village.configuration) == "mine\n", "it was written over")
      Disk.remove(village.configuration)
      try expect(symlink("\(village.folder)/none", village.configuration) == 0, "no link")
      let link = try await Self.initiate(village, "--human", "Coach")
      try expect(link.exit == 1 && !Disk.exists("\(village.folder)/none"), "\(link)")
    }
  }

  @Test("an example of comments only, as the installation leaves one, makes room, and is kept beside it")
  func example() async throws {
    try await Self.machine { village, _, _, _ in
      let example = "# take the # away\n\n#bots:\n"
      try Disk.write(example, to: village.configuration)
      chmod(village.configuration, 0o644)
      let run = try await Self.initiate(village, "--human", "Coach")
      try expect(run.exit == 0 && run.output.contains("\(village.configuration).example now"), "\(run)")
      try expect(Disk.text("\(village.configuration).example") == example, "the example is gone")
      try expect(Disk.text(village.configuration).contains("\nbots:\n"), Disk.text(village.configuration))
      // A second one finds the name taken.
      try Disk.write(example, to: village.configuration)
      let second = try await Self.initiate(village, "--human", "Coach")
      try expect(second.exit == 1 && Disk.text(village.configuration) == example, "\(second)")
    }
  }

  @Test("--dry-run asks and writes nothing, and shows the file")
  func dryRun() async throws {
    try await Self.machine { village, _, ross, _ in
      let run = try await Self.initiate(village, "--dry-run")
      try expect(run.exit == 0 && run.output.contains("would be written: \(village.configuration)"), "\(run)")
      try expect(run.output.contains("    chat: \"\(ross)/BOT_CHAT.md\""), "\(run)")
      try expect(!Disk.exists(village.configuration), "it was written")
    }
  }

  @Test("instructions that the toolkit makes wrong are named with line and edit; once edited they are gone")
  func instructions() async throws {
    try await Self.machine { village, john, ross, _ in
      try Disk.write("Wake Ross when you have written.\n", to: "\(john)/HEARTBEAT.md")
      try Disk.write(
        "# Protocol\n\nAppend to \(john)/BOT_CHAT.md too.\n", to: "\(ross)/BOT_CHAT_PROTOCOL.md")
      try Disk.makeFolder("\(ross)/skills/chat")
      try Disk.write("Never wake John.\nRun bot-chat-relay.sh first.\n", to: "\(ross)/skills/chat/SKILL.md")
      let first = try Found(try await Self.initiate(village, "--dry-run", "--json"))
      let places = first.instructions.map {
        "\($0.file.dropFirst(village.folder.count)):\($0.line) \($0.kinds[0])"
      }
      try expect(
        places == [
          "/openclaw-clients/john/workspace/HEARTBEAT.md:1 waking",
          "/openclaw-clients/ross/workspace/BOT_CHAT_PROTOCOL.md:3 second-file",
          "/openclaw-clients/ross/workspace/skills/chat/SKILL.md:2 old-script",
        ], "\(places)")
      for one in first.instructions { try await village.script(one.edit, as: "Unused") }
      let second = try Found(try await Self.initiate(village, "--dry-run", "--json"))
      try expect(second.instructions.isEmpty, "\(second.instructions)")
    }
  }

  @Test("a hard link, a link to nowhere and a folder without a chat file are told, each with its cure")
  func troubles() async throws {
    try await Self.machine { village, john, ross, jack in
      Disk.remove("\(jack)/BOT_CHAT.md")
      try expect(link("\(john)/BOT_CHAT.md", "\(jack)/BOT_CHAT.md") == 0, "no hard link")
      let other = "\(village.folder)/.openclaw/workspace-nell"
      try Disk.makeFolder(other)
      let found = try Found(try await Self.initiate(village, "--dry-run", "--json"))
      try expect(found.bots.map(\.name) == ["Ross"], "\(found.bots)")
      let cures = Dictionary(uniqueKeysWithValues: found.notTaken.map { ($0.path, $0.cure) })
      try expect(cures["\(other)/BOT_CHAT.md"]?.hasPrefix("touch \(other)/BOT_CHAT.md") == true, "\(cures)")
      try expect(cures["\(jack)/BOT_CHAT.md"]?.contains("ln -sfn") == true, "\(cures)")
      try expect(cures["\(john)/BOT_CHAT.md"] != nil, "\(cures)")
    }
  }

  @Test(
    "containers and their workspaces come from compose files, variables from .env; the era from openclaw.json"
  )
  func compose() async throws {
    try await Self.machine { village, _, ross, jack in
      let far = "\(village.folder)/far"
      try Disk.makeFolder("\(far)/workspace")
      try Disk.write(
        Letter(from: "Nell", to: "ALL", tag: "#1", body: "Hello.").delivered,
        to: "\(far)/workspace/BOT_CHAT.md")
      try Disk.write("FAR=\"\(far)\"\nTOKEN=secret-of-nell\n", to: "\(village.folder)/.env")
      try Disk.write(
        """
        services:
          one:
            container_name: claw-nell
            volumes:
              - ${FAR}:/home/node/.openclaw
              - ${NOT_THERE}:/home/node/.openclaw/workspace
              - named:/data
          two:
            container_name: claw-ross
            volumes:
              - { type: bind, source: ./openclaw-clients/ross/workspace, target: /work/workspace }

        """, to: "\(village.folder)/docker-compose.yml")
      try Disk.write(
        "{ // comment\n \"meta\": { \"lastTouchedVersion\": \"2026.8.1\" },\n \"heartbeat\": { \"every\": \"0m\" } }\n",
        to: "\(village.folder)/.openclaw/openclaw.json")
      let run = try await Self.initiate(village, "--dry-run", "--json")
      try expect(!run.output.contains("secret-of-nell"), "\(run)")
      let found = try Found(run)
      try expect(found.bots.map(\.name) == ["Jack", "John", "Ross", "Nell"], "\(found.bots)")
      try expect(found.bots[2].wake.prefix(3) == ["docker", "exec", "claw-ross"], "\(found.bots[2])")
      try expect(found.bots[2].page.contains("--chat /work/workspace/BOT_CHAT.md"), found.bots[2].page)
      try expect(found.bots[3].workspace == "\(far)/workspace", "\(found.bots[3])")
      try expect(found.bots[0].era == "automation", "\(found.bots[0])")
      try expect(
        found.bots[0].refusedKey == "\(village.folder)/.openclaw/openclaw.json:3", "\(found.bots[0])")
      try expect(found.bots[0].workspace == jack && found.bots[2].workspace == ross, "\(found.bots)")
    }
  }

  @Test("where no bot is, that is said, with 1", arguments: [[], ["--dry-run"], ["--json"]])
  func nobody(options: [String]) async throws {
    try await Village.with("Unused") { village in
      let run = try await village.runBotchat(["init", "--config", village.configuration] + options)
      try expect(run.exit == 1 && run.errors.contains("no bot with a chat file was found"), "\(run)")
      try expect(!Disk.exists(village.configuration), "it was written")
      let folder = try await village.runBotchat(["init", "--workspace", "\(village.folder)/none"])
      try expect(folder.exit == 64 && folder.errors.contains("there is no folder"), "\(folder)")
    }
  }

  @Test("at a terminal it asks, with the likely answer in brackets, and again after a name that is taken")
  func terminal() async throws {
    try await Self.machine { village, _, _, _ in
      try Disk.write("John\n\n", to: "\(village.folder)/answers")
      let command = "\(try Binary.path(of: "botchat")) init --config \(village.configuration)"
      // What is typed before the question is read when it comes.
      let run = try await village.runBotchat(
        ["-c", "script -qec '\(command)' /dev/null <\(village.folder)/answers"], program: "/bin/bash")
      try expect(run.output.contains("What are you called in the chat? [Coach]"), "\(run)")
      try expect(run.output.contains("John is another one's name."), "\(run)")
      try expect(
        Disk.text(village.configuration).contains("\nhumans: [Coach]\n"), Disk.text(village.configuration))
    }
  }
}

/// What `botchat init --json` said.
private struct Found: Decodable {
  struct Bot: Decodable {
    let name: String
    let workspace: String
    let wake: [String]
    let era: String?
    let refusedKey: String?
    let page: String
  }

  struct Instruction: Decodable {
    let file: String
    let line: Int
    let kinds: [String]
    let edit: String
  }

  struct Trouble: Decodable {
    let path: String
    let cure: String
  }

  let version: Int
  let bots: [Bot]
  let notTaken: [Trouble]
  let instructions: [Instruction]

  init(_ run: HealthOutput) throws {
    self = try JSONDecoder().decode(Found.self, from: Data(run.output.utf8))
    try expect(run.exit == 0 && version == 1, "\(run)")
  }
}
