import Glibc
import Testing

@testable import BotChatSystem

@Suite("Token files")
struct TokenFileTests {
  private func refusal(_ file: TokenFile) -> TokenError? {
    do throws(TokenError) {
      _ = try file.read()
      return nil
    } catch {
      return error
    }
  }

  @Test("W3: one line is read, and read again when the file is written or replaced")
  func reading() throws {
    let world = try TemporaryFolder()
    let file = TokenFile(path: try world.write("token", " abc.DEF-123\r\n", mode: 0o600))
    #expect(try file.read() == "abc.DEF-123")
    // The same size, and with luck the same moment of the kernel's clock.
    try world.write("token", " xyz.DEF-123\r\n")
    #expect(try file.read() == "xyz.DEF-123")
    try world.write("new", "other", mode: 0o600)
    try #require(rename(world.path("new"), world.path("token")) == 0)
    #expect(try file.read() == "other")
    try #require(unlink(world.path("token")) == 0)
    #expect(refusal(file)?.isMissing == true)
    try world.write("token", "back", mode: 0o600)
    #expect(try file.read() == "back")
  }

  @Test("W3: an unchanged file is judged, but not read again")
  func cached() throws {
    let world = try TemporaryFolder()
    let file = TokenFile(path: try world.write("token", "abc", mode: 0o600))
    #expect(try file.read() == "abc")
    // The file's own time cannot be set back, so this waits for the second in which nothing is kept.
    #expect(try eventually { try file.read() == "abc" && file.isKept })
    try #require(chmod(world.path("token"), 0o640) == 0)
    #expect(refusal(file) == .openToOthers(path: world.path("token"), mode: 0o640))
    #expect(!file.isKept)
  }

  @Test(
    "W3: a file that others can do something with is refused", arguments: [0o604, 0o620, 0o640, 0o644, 0o601])
  func open(mode: mode_t) throws {
    let world = try TemporaryFolder()
    let path = try world.write("token", "secret", mode: 0o600)
    try #require(chmod(path, mode) == 0)
    let error = try #require(refusal(TokenFile(path: path)))
    #expect("\(error)".contains("mode 0\(String(mode, radix: 8))"))
    #expect(!"\(error)".contains("secret"))
  }

  @Test(
    "W3: what is no token is refused without being shown",
    arguments: ["", " \n", "secret\nsecret", "my secret", "secret\u{1B}[0m", "secretä", "secret\0"])
  func content(text: String) throws {
    let world = try TemporaryFolder()
    let error = try #require(refusal(TokenFile(path: try world.write("token", text, mode: 0o600))))
    #expect("\(error)".hasPrefix(world.path("token")) && !"\(error)".contains("secret"))
  }

  @Test("W3: missing, too large, a folder")
  func kinds() throws {
    let world = try TemporaryFolder()
    #expect(refusal(TokenFile(path: world.path("none")))?.isMissing == true)
    try world.write("large", String(repeating: "a", count: 4097), mode: 0o600)
    guard case .untrusted(.system(let error)) = refusal(TokenFile(path: world.path("large"))) else {
      Issue.record("4097 bytes are no token")
      return
    }
    #expect(error.errno == EFBIG)
    try world.write("largest", String(repeating: "a", count: 4096), mode: 0o600)
    #expect(try TokenFile(path: world.path("largest")).read().count == 4096)
    let kind = refusal(TokenFile(path: world.path))
    #expect(kind == .untrusted(.wrongKind(path: world.path, kind: .directory)))
  }

  @Test("W3: no description shows the token")
  func descriptions() throws {
    let world = try TemporaryFolder()
    let file = TokenFile(path: try world.write("token", "secret", mode: 0o600))
    #expect(try file.read() == "secret")
    var dumped = ""
    dump(file, to: &dumped)
    for text in ["\(file)", String(reflecting: file), dumped] { #expect(!text.contains("secret")) }
  }
}
