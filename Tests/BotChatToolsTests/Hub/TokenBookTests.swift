import BotChatCore
import Foundation
import Testing

@testable import BotChatTools

@Suite("Hub: tokens")
final class TokenBookTests {
  private let folder = FileManager.default.temporaryDirectory.path + "/botchat-tokens-\(UUID().uuidString)"

  init() throws {
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  private func write(_ name: String, _ text: String, mode: Int = 0o600) throws -> String {
    let path = "\(folder)/\(name)"
    try #require(
      FileManager.default.createFile(
        atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: mode]))
    return path
  }

  private func book(_ tokens: HubSettings.Tokens, isOpen: Bool = false) throws(Complaint) -> TokenBook {
    try TokenBook(tokens, in: "hub.yaml", isOpenToOthers: isOpen, home: "/root")
  }

  private func failure(_ tokens: HubSettings.Tokens, isOpen: Bool = false) -> Complaint? {
    do throws(Complaint) {
      _ = try book(tokens, isOpen: isOpen)
      return nil
    } catch {
      return error
    }
  }

  @Test("DESIGN 9: a token is known by its whole text, wherever it stands")
  func places() throws {
    let own = try write("own", "in-a-file\n")
    let all = try write("all.yaml", "in-the-other: { botId: b }\n")
    let book = try book(.here([HubToken(.text("here"), bot: "a"), HubToken(.file(own), bot: "b")]))
    #expect(book.holder(of: "here")?.bot == "a")
    #expect(book.holder(of: "in-a-file")?.bot == "b")
    for wrong in ["", "her", "heree", "Here", "in-a-file\n"] { #expect(book.holder(of: wrong) == nil) }
    #expect(try self.book(.file(all)).holder(of: "in-the-other")?.bot == "b")
  }

  @Test("DESIGN 9: who was let in stays in only with the same token for the same bot")
  func force() throws {
    let old = try book(.here([HubToken(.text("one"), bot: "a"), HubToken(.text("two"), bot: "a")]))
    let holder = try #require(old.holder(of: "one"))
    #expect(old.isInForce(holder))
    #expect(try !book(.here([HubToken(.text("two"), bot: "a")])).isInForce(holder))
    #expect(try !book(.here([HubToken(.text("one"), bot: "b")])).isInForce(holder))
    #expect(try book(.here([HubToken(.text("one"), bot: "a")])).digest != old.digest)
  }

  @Test("W3: a file with tokens is private, and no complaint shows one")
  func privacy() throws {
    let open = try write("open", "secret", mode: 0o644)
    let openList = try write("open.yaml", "secret: { botId: a }\n", mode: 0o644)
    let complaints = [
      failure(.here([HubToken(.text("secret"), bot: "a")]), isOpen: true),
      failure(.here([HubToken(.file(open), bot: "a")])), failure(.file(openList)),
      failure(.here([HubToken(.text("secret"), bot: "a"), HubToken(.text("secret"), bot: "b")])),
    ]
    for complaint in complaints {
      let complaint = try #require(complaint)
      #expect(complaint.exit == .configuration)
      #expect(!complaint.text(tool: "hub").contains("secret"))
    }
  }
}
