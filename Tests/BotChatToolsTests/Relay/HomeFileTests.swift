import BotChatSystem
import Glibc
import Testing

@testable import BotChatTools

@Suite("The chat file of a home")
struct HomeFileTests {
  @Test("R16: a file that is opened afresh after a failed sync is still locked for life")
  func reopened() throws {
    var template = Array("/tmp/botchat-home-XXXXXX".utf8CString)
    let made = mkdtemp(&template) != nil
    try #require(made)
    let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer {
      unlink("\(folder)/BOT_CHAT.md")
      rmdir(folder)
    }
    let number = open("\(folder)/BOT_CHAT.md", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    try #require(number >= 0)
    close(number)

    let home = HomeFile(path: "\(folder)/BOT_CHAT.md")
    _ = try home.holdFolder()
    try home.adopt(from: FilePool())
    try home.reopen()
    let other = try ChatFile(name: "BOT_CHAT.md", in: Folder(path: folder))
    let isFree = try other.lockForLife()
    #expect(!isFree)
  }
}
