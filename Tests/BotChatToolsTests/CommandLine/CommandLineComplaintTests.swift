import BotChatCore
import BotChatTools
import Testing

@Suite("Command line: complaints")
struct CommandLineComplaintTests {
  @Test("DESIGN 7: an error and its hint are one line each, behind the tool's name")
  func lines() {
    let complaint = Complaint("cannot read /a: no such file", hint: "create it", exit: .inputOutput)
    #expect(
      complaint.text(tool: "relay")
        == "relay: error: cannot read /a: no such file\nrelay: hint: create it\n")
    #expect(Complaint("it broke", exit: .bug).text(tool: "relay") == "relay: error: it broke\n")
  }

  @Test("DESIGN 7: a path cannot forge a second line or drive the terminal")
  func forged() {
    let complaint = Complaint("no /a\nrelay: error: \u{1b}[2Jforged", hint: "b\r", exit: .inputOutput)
    #expect(
      complaint.text(tool: "relay")
        == "relay: error: no /a\\nrelay: error: \\x1b[2Jforged\nrelay: hint: b\\r\n")
  }

  @Test("DESIGN 6: an error of the configuration exits 78 and begins with its place")
  func configuration() {
    let error = ConfigurationError(
      file: "/etc/b.yaml", line: 3, column: 7, problem: "no bot", hint: "write one")
    #expect(
      Complaint(error) == Complaint("/etc/b.yaml:3:7: no bot", hint: "write one", exit: .configuration))
  }

  @Test("DESIGN 7: the exit codes are the numbers of the contract")
  func codes() {
    #expect(ExitCode.allCases.map(\.rawValue) == [0, 1, 2, 3, 64, 65, 69, 70, 74, 75, 77, 78])
  }
}
