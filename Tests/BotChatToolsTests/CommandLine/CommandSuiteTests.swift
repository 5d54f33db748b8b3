import BotChatTools
import Testing

@Suite("Command line: a suite of commands, and what stands beside options")
struct CommandSuiteTests {
  @Test("operands come anywhere; -- ends the options; - is one")
  func operands() throws {
    func text(_ words: String...) throws -> String? {
      guard case .run(let options) = try sendCommand.parse(words + ["--from", "Jack"]) else { return nil }
      return options.text
    }
    #expect(try text("hello") == "hello")
    #expect(try text("--to", "Ross", "hello") == "hello")
    #expect(try text("-") == "-")
    #expect(try text("") == "")
    guard case .run(let options) = try sendCommand.parse(["--from", "Jack", "--", "--from"]) else { return }
    #expect(options.text == "--from")
  }

  @Test("64: one too many, one too few")
  func counts() {
    #expect(throws: Complaint.self) { try sendCommand.parse(["--from", "Jack", "a", "b"]) }
    #expect(throws: Complaint.self) { try showCommand.parse([]) }
    #expect(throws: Complaint.self) { try showCommand.parse(["a", "b"]) }
    #expect(throws: Complaint.self) { try namesCommand.parse(["a"]) }
  }

  @Test("a letter behind one dash is its option")
  func letters() throws {
    guard case .run(let options) = try logCommand.parse(["-n", "5", "-f"]) else { return }
    #expect(options.count == 5 && options.follow)
    #expect(throws: Complaint.self) { try logCommand.parse(["-x"]) }
  }

  @Test("the value may follow its letter at once", arguments: ["-n5", "-n=5"])
  func joined(word: String) throws {
    guard case .run(let options) = try logCommand.parse([word, "-f"]) else { return }
    #expect(options.count == 5 && options.follow)
    #expect(throws: Complaint.self) { try logCommand.parse(["-nx"]) }
    #expect(throws: Complaint.self) { try logCommand.parse(["-f5"]) }
  }

  @Test(
    "F2: --to is read as the recipients of a header",
    arguments: [
      (["Ross"], ["Ross"]), (["Ross,John"], ["Ross", "John"]), (["@Ross & John"], ["Ross", "John"]),
      (["Ross and John"], ["Ross", "John"]), (["Ross", "John/Jack"], ["Ross", "John", "Jack"]),
      ([" Ross "], ["Ross"]),
    ])
  func recipients(typed: [String], names: [String]) throws {
    let words = ["--from", "X", "text"] + typed.flatMap { ["--to", $0] }
    guard case .run(let options) = try sendCommand.parse(words) else { return }
    #expect(options.to == names)
  }

  @Test(
    "64: what cannot stand behind an arrow",
    arguments: ["", " ", "a b", "Ross (#1)", "→", ",", "Ross\nJohn", "é"])
  func noRecipients(typed: String) {
    #expect(throws: Complaint.self) { try sendCommand.parse(["--from", "X", "text", "--to", typed]) }
  }

  @Test("help and man page name every command; no line of help is longer than 80")
  func texts() {
    let suite = BotchatTool.suite
    for member in suite.members {
      #expect(suite.help().contains("\n  \(member.word) "))
      #expect(suite.manual.contains("botchat \(member.word)"))
    }
    #expect(suite.help().split(separator: "\n").allSatisfy { $0.count <= 80 })
    #expect(Set(suite.members.map(\.word)).count == suite.members.count)
  }

  @Test("every command of the suite is in each shell's completions", arguments: Completions.Shell.allCases)
  func completions(shell: Completions.Shell) {
    let script = Completions.script(shell, [CompletionTable(BotchatTool.suite)])
    for member in BotchatTool.suite.members { #expect(script.contains(member.word)) }
    #expect(script.contains(shell == .fish ? "-l follow" : "--follow"))
    #expect(script.contains("botchat names"))
  }
}
