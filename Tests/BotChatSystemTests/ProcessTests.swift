import Glibc
import Testing

@testable import BotChatSystem

@Suite("Processes and crontabs")
struct ProcessTests {
  private func process(_ world: TemporaryFolder, _ pid: Int, stat: String = "", arguments: [String]) throws {
    try world.makeFolder("\(pid)")
    try world.write("\(pid)/stat", stat)
    try world.write("\(pid)/cmdline", arguments.map { $0 + "\0" }.joined())
  }

  @Test("H2: the start time is found behind a program's name that looks like fields")
  func startTime() throws {
    let world = try TemporaryFolder()
    let fields = (4...52).map { "\($0)" }.joined(separator: " ")
    try process(world, 7, stat: "7 (a) S 1 2) 3 (b) S \(fields)\n", arguments: [])
    try process(world, 8, stat: "8 (a) S 4", arguments: [])
    let table = ProcessTable(root: world.path)
    #expect(table.startTime(of: 7) == 22)
    #expect(table.startTime(of: 8) == nil)
    #expect(table.startTime(of: 9) == nil)
    #expect(table.bootID() == nil)
    #expect(table.commandLine(of: 7) == [])
  }

  @Test("H2: this process has a start time, a boot and an executable")
  func ourselves() throws {
    let table = ProcessTable()
    #expect(try #require(table.startTime(of: getpid())) > 0)
    #expect(table.bootID()?.count == 36)
    #expect(table.executable(of: getpid())?.hasPrefix("/") == true)
    #expect(table.commandLine(of: getpid()) == CommandLine.arguments)
  }

  @Test("R16: the script is found when a shell runs it, not when somebody looks at it")
  func script() throws {
    let world = try TemporaryFolder()
    let script = "bot-chat-relay.sh"
    try process(world, 11, arguments: ["bash", "/root/\(script)"])
    try process(world, 12, arguments: ["/bin/bash", "-x", "./\(script)", "arg"])
    try process(world, 13, arguments: ["/root/\(script)"])
    try process(world, 14, arguments: ["vim", script])
    try process(world, 15, arguments: ["tail", "-f", "/root/\(script)"])
    try process(world, 16, arguments: ["bash", "other.sh", "x", script])
    try process(world, 17, arguments: ["bash", "-c", "echo \(script)"])
    try process(world, 18, arguments: ["-sh", script])
    try process(world, 19, arguments: ["bash", "my-\(script)"])
    try process(world, Int(getpid()), arguments: ["bash", script])
    let found = try ProcessTable(root: world.path).find(script: script)
    #expect(found.map(\.pid) == [11, 12, 13, 18])
    #expect(found.first?.commandLine == ["bash", "/root/\(script)"])
    #expect(errno { _ = try ProcessTable(root: world.path("none")).find(script: script) } == ENOENT)
  }

  @Test("R16: crontab lines that would restart the script are named with file and line")
  func crontabs() throws {
    let world = try TemporaryFolder()
    try world.write(
      "crontab",
      "# */5 * * * * root bot-chat-relay.sh\n\n*/5 * * * * root /opt/bot-chat-relay.sh >/dev/null\n")
    try world.makeFolder("cron.d")
    try world.write(
      "cron.d/b", "@reboot root my-bot-chat-relay.sh\n@reboot root bash bot-chat-relay.sh.old\n")
    try world.write("cron.d/a", "\t@reboot root \"bot-chat-relay.sh\"")
    try world.makeFolder("cron.d/folder")
    let crontabs = Crontabs(roots: [world.path("crontab"), world.path("cron.d"), world.path("none")])
    #expect(
      crontabs.lines(naming: "bot-chat-relay.sh").map(\.description) == [
        "\(world.path("crontab")):3: */5 * * * * root /opt/bot-chat-relay.sh >/dev/null",
        "\(world.path("cron.d/a")):1: @reboot root \"bot-chat-relay.sh\"",
      ])
    #expect(crontabs.lines(naming: "") == [])
  }

  @Test("The environment: an empty variable is a missing one, and home is an absolute path")
  func environment() {
    #expect(ThisProcess.environment("BOTCHAT_NO_SUCH_VARIABLE") == nil)
    #expect(ThisProcess.home?.hasPrefix("/") == true)
    #expect(ThisProcess.currentFolder?.hasPrefix("/") == true)
    #expect(ThisProcess.pid == getpid())
  }

  @Test("A pipe is no terminal")
  func terminal() throws {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    let (read, write) = (Descriptor(ends[0]), Descriptor(ends[1]))
    #expect(!Terminal.isTerminal(read.number))
    #expect(StandardStream.write("line ⏱", to: write.number))
    var bytes = [UInt8](repeating: 0, count: 100)
    #expect(Glibc.read(read.number, &bytes, 100) == 9)
    #expect(String(decoding: bytes[..<9], as: UTF8.self) == "line ⏱\n")
    #expect(!StandardStream.write("x", to: read.number))
  }
}
