import BotChatTools
import Testing

@Suite("Command line: help, man page, tables")
struct CommandLineTextTests {
  private static let labels = [
    "--once", "--backfill", "--yes", "--since TIME", "--from-old DIR", "--check", "--config FILE", "--help",
    "--version", "--man",
  ]

  private func lines(_ text: String) -> [Substring] {
    text.split(separator: "\n", omittingEmptySubsequences: false)
  }

  @Test("DESIGN 7: the help explains every option, on lines that a terminal can hold")
  func help() {
    let lines = lines(relayCommand.help())
    for label in Self.labels { #expect(lines.contains("  \(label)"), "\(label) is missing") }
    for line in lines { #expect(line.count <= 80, "too long: \(line)") }
    for line in lines { #expect(line.last != " ", "ends in a blank: \(line)") }
    #expect(lines.first == "relay - carry each message to the chat files of the bots it names")
    #expect(lines.last == "")
  }

  @Test("DESIGN 7: the synopsis in the help names every option, and breaks between them")
  func synopsis() throws {
    let lines = lines(relayCommand.help())
    let start = try #require(lines.firstIndex { $0.hasPrefix("usage: ") })
    let usage = lines[start...].prefix { !$0.isEmpty }
    let words = usage.joined(separator: " ").split(separator: " ").joined(separator: " ")
    #expect(words == "usage: relay " + Self.labels.map { "[\($0)]" }.joined(separator: " "))
    for line in usage {
      #expect(line.count { $0 == "[" } == line.count { $0 == "]" }, "an option is broken: \(line)")
    }
  }

  @Test("DESIGN 7: the help has one real example, which the tool itself understands")
  func example() throws {
    let lines = lines(relayCommand.help())
    let heading = try #require(lines.firstIndex(of: "example:"))
    let words = lines[heading + 1].split(separator: " ").map(String.init)
    #expect(words.first == "relay")
    guard case .run(let options) = try relayCommand.parse(Array(words.dropFirst())) else {
      Issue.record("the example does nothing")
      return
    }
    #expect(options.check)
  }

  @Test("DESIGN 7: the help and the man page list the exit codes of the contract")
  func exits() {
    let help = lines(relayCommand.help())
    let manual = relayCommand.manual
    for code: ExitCode in [.ok, .usage, .bug, .inputOutput, .tryAgain, .configuration] {
      #expect(help.contains { $0.hasPrefix("  \(code.rawValue) ") })
      #expect(manual.contains("\n.TP\n\\fB\(code.rawValue)\\fR\n"))
    }
  }

  @Test("DESIGN 7: the man page explains every option, and no text of it is taken for a request")
  func manual() {
    let page = relayCommand.manual
    for label in Self.labels {
      let words = label.split(separator: " ")
      let name = "\\fB\(words[0].replacing("-", with: "\\-"))\\fR"
      let roff = words.count == 2 ? "\(name) \\fI\(words[1])\\fR" : name
      #expect(page.contains("\n.TP\n\(roff)\n"), "\(label) is missing")
      #expect(page.contains("\n[\(roff)]\n"), "\(label) is missing in the synopsis")
    }
    let requests: Set = [".TH", ".SH", ".TP", ".PP", ".B", ".EX", ".EE"]
    for line in lines(page) where line.hasPrefix(".") || line.hasPrefix("'") {
      #expect(requests.contains(String(line.prefix { $0 != " " })), "no request: \(line)")
    }
    #expect(page.contains(".SH EXAMPLES\n.EX\nrelay "))
  }

  @Test("DESIGN 7: the table for the README has a row for every option and exit code")
  func tables() {
    let rows = lines(relayCommand.optionTable)
    for label in Self.labels { #expect(rows.contains { $0.hasPrefix("| `\(label)` | ") }) }
    #expect(rows.count == Self.labels.count + 3)
    #expect(lines(relayCommand.exitTable).contains("| 64 | The command line is wrong. |"))
  }

  @Test("DESIGN 7: text that looks like roff stays text")
  func roff() {
    let command = Command<RelayOptions>(
      "odd", "one - \\fBtwo\\fR", description: [".SH FORGED", "'a'"], example: .init("odd -x", "x"),
      options: [],
      exits: [], files: [.init("~/.x", "a|b")])
    let page = command.manual
    #expect(page.contains("\nodd \\- one \\- \\efBtwo\\efR\n"))
    #expect(page.contains("\n\\&.SH FORGED\n.PP\n\\(aqa\\(aq\n"))
    #expect(page.contains("\\fI\\(ti/.x\\fR"))
  }

  @Test("DESIGN 7: the version stands on one line behind the tool's name")
  func version() {
    #expect(relayCommand.versionLine == "relay \(Version.current)\n")
  }

  @Test(
    "no-color.org: colour is for terminals, and NO_COLOR forbids it",
    arguments: [
      (true, nil, nil, true), (true, "", "xterm", true), (true, "1", "xterm", false),
      (true, nil, "dumb", false),
      (false, nil, "xterm", false),
    ] as [(Bool, String?, String?, Bool)])
  func colour(isTerminal: Bool, noColor: String?, term: String?, isColoured: Bool) {
    let colour = Colour(isTerminal: isTerminal, noColor: noColor, term: term)
    #expect(relayCommand.help(colour: colour).contains("\u{1b}[") == isColoured)
    let complaint = Complaint("x", hint: "y", exit: .bug)
    #expect(complaint.text(tool: "relay", colour: colour).contains("\u{1b}[") == isColoured)
  }
}
